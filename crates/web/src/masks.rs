//! Cells of delivered files as pages show them: nobody can be told by them.

use semesta_evidence::{ColumnKind, Source};

use crate::format;

/// A cell of a column that nobody has named yet. Words that repeat in the column say
/// what it holds and nothing about one person.
pub(crate) fn unnamed(text: &str, column: &[String]) -> String {
    let n_letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let repeats = column.iter().filter(|other| *other == text).count() > 1;
    if n_letters == 0 {
        return digits(text);
    }
    if repeats || (text.chars().count() <= 3 && text.bytes().all(|b| !b.is_ascii_digit())) {
        return text.to_owned();
    }
    words(text)
}

/// Whether a column's text names people.
fn is_personal(source: Source, name: &str) -> bool {
    match name {
        "nama" => !matches!(source, Source::BadanUsaha | Source::Donatur),
        "alamat" | "pemutus" | "tempat_lahir" | "nik_peserta" => true,
        _ => false,
    }
}

/// A cell as delivered, of a column whose kind is known.
pub(crate) fn given(source: Source, name: &str, kind: ColumnKind, text: &str) -> String {
    match kind {
        ColumnKind::NikKey
        | ColumnKind::NikLinked
        | ColumnKind::Nik
        | ColumnKind::Kk
        | ColumnKind::Card
        | ColumnKind::BirthDate => any(text),
        _ if is_personal(source, name) => any(text),
        _ => text.to_owned(),
    }
}

/// A cell as read, of a column whose kind is known.
pub(crate) fn read(source: Source, name: &str, kind: ColumnKind, text: &str) -> String {
    let number = |width| {
        text.parse()
            .map_or_else(|_| any(text), |number| format::mask_digits(number, width))
    };
    match kind {
        ColumnKind::NikKey | ColumnKind::NikLinked | ColumnKind::Nik | ColumnKind::Kk => number(16),
        ColumnKind::Card => number(13),
        // The month shows whether days and months were told apart.
        ColumnKind::BirthDate => match text.get(..8) {
            Some(month) => format!("{month}••"),
            None => text.to_owned(),
        },
        _ if is_personal(source, name) => any(text),
        _ => text.to_owned(),
    }
}

fn any(text: &str) -> String {
    if text.chars().any(char::is_alphabetic) {
        words(text)
    } else {
        digits(text)
    }
}

/// Every word by its first letter; digits not at all.
fn words(text: &str) -> String {
    let masked = text.split_whitespace().map(|word| {
        let first = word.chars().next().filter(|c| !c.is_ascii_digit());
        format!("{}•••", first.map(String::from).unwrap_or_default())
    });
    masked.collect::<Vec<_>>().join(" ")
}

/// Long numbers by their first four digits, dates by their year, short numbers whole.
fn digits(text: &str) -> String {
    let n_digits = text.chars().filter(char::is_ascii_digit).count();
    if n_digits < 6 {
        return text.to_owned();
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let is_date = parts.len() == 3 && text.len() <= 10;
    if is_date {
        let hide = |part: &&str| match part.len() {
            4 => (*part).to_owned(),
            n => "•".repeat(n),
        };
        return parts.iter().map(hide).collect::<Vec<_>>().join("-");
    }
    let mut seen = 0;
    text.chars()
        .map(|c| {
            seen += usize::from(c.is_ascii_digit());
            if c.is_ascii_digit() && seen > 4 {
                '•'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_by_a_masked_cell() {
        let column = ["HIDUP", "HIDUP", "SITI AMINAH"].map(str::to_owned);
        for (text, expected) in [
            ("6571014507909003", "6571••••••••••••"),
            ("45/07/1979", "••-••-1979"),
            ("1979-07-05", "1979-••-••"),
            ("HIDUP", "HIDUP"),
            ("SITI AMINAH", "S••• A•••"),
            ("L", "L"),
            ("Jl. Mawar 12", "J••• M••• •••"),
            ("35000", "35000"),
            ("6.57101E+15", "•••"),
        ] {
            assert_eq!(unnamed(text, &column), expected);
        }
        let kind = ColumnKind::BirthDate;
        assert_eq!(
            read(Source::Penduduk, "tanggal_lahir", kind, "1979-07-05"),
            "1979-07-••"
        );
        assert_eq!(
            given(Source::Penduduk, "nama", ColumnKind::Text, "Budi"),
            "B•••"
        );
        assert_eq!(
            given(Source::Donatur, "nama", ColumnKind::Text, "PT Kertas"),
            "PT Kertas"
        );
    }
}
