//! Place names as offices write them.

/// Reduces a place name to what distinguishes it: no word for its kind, upper
/// case, no blanks and marks, small numbers as digits.
pub(super) fn place_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let words = name
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '`' | '’'))
        .filter(|word| !word.is_empty());
    for (at, word) in words.enumerate() {
        let word: String = word
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect();
        if at == 0 && is_kind(&word) {
            continue;
        }
        key.push_str(number(&word).unwrap_or(&word));
    }
    key
}

fn is_kind(word: &str) -> bool {
    matches!(
        word,
        "KELURAHAN" | "KEL" | "DESA" | "DS" | "KECAMATAN" | "KEC" | "KABUPATEN" | "KAB" | "KOTA"
    )
}

fn number(word: &str) -> Option<&'static str> {
    Some(match word {
        "I" | "SATU" => "1",
        "II" | "DUA" => "2",
        "III" | "TIGA" => "3",
        "IV" | "EMPAT" => "4",
        "V" | "LIMA" => "5",
        "VI" | "ENAM" => "6",
        "VII" | "TUJUH" => "7",
        "VIII" | "DELAPAN" => "8",
        "IX" | "SEMBILAN" => "9",
        "X" | "SEPULUH" => "10",
        _ => return None,
    })
}
