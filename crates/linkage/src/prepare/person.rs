//! Person names: titles off, well-known abbreviations unified.

use super::words::plain;

/// Cleans a person's name: folded words without titles, abbreviations written out.
pub(crate) fn clean_name(raw: &str, out: &mut String) {
    if !copy_plain(raw, out) {
        out.clear();
        clean_any(raw, out);
    }
}

/// Most names are a few words without anything to take off or to write out:
/// folds them into `out`, or says that it is no such name.
fn copy_plain(raw: &str, out: &mut String) -> bool {
    if !raw.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ') {
        return false;
    }
    for word in raw.split(' ').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.make_ascii_lowercase();
    let single = !out.contains(' ');
    let first = out.split(' ').next().is_some_and(is_before);
    let last = out.rsplit(' ').next().is_some_and(is_after);
    let mut words = out.split(' ').enumerate();
    (single || !(first || last)) && words.all(|(at, word)| stays(word, at))
}

/// Says whether a word is written as it is, at any place of a name.
fn stays(word: &str, place: usize) -> bool {
    !matches!(word, "bin" | "binti") && full_form(word, place, 2) == word
}

fn clean_any(raw: &str, out: &mut String) {
    // Degrees stand after a comma, or are written with points: `S.Pd`.
    let mut text = String::with_capacity(raw.len());
    let (head, tail) = match raw.split_once(',') {
        Some((h, t)) if !h.trim().is_empty() => (h, t),
        _ => (raw, ""),
    };
    plain_name(head, &mut text);
    for part in tail.split(',').filter(|part| !part.is_empty()) {
        let mut rest = String::new();
        plain(part, &mut rest);
        let glued: String = rest.chars().filter(|c| *c != ' ').collect();
        if !is_after(&glued) && !rest.split(' ').all(|w| is_after(w) || w.len() == 1) {
            text.push(' ');
            text.push_str(&rest);
        }
    }
    let mut words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    while words.len() > 1 && is_before(words[0]) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| is_after(w)) {
        words.pop();
    }
    if let Some(at) = words
        .iter()
        .position(|w| *w == "bin" || *w == "binti")
        .filter(|&p| p > 0)
    {
        words.truncate(at);
    }
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(full_form(word, i, words.len()));
    }
}

/// Like [`plain`], but joins `S.Pd` into `spd` so that it is seen as one degree.
fn plain_name(head: &str, text: &mut String) {
    let mut word = String::new();
    for piece in head.split_whitespace() {
        word.clear();
        plain(piece, &mut word);
        if word.contains(' ') {
            let glued: String = word.chars().filter(|c| *c != ' ').collect();
            if is_after(&glued) && !text.is_empty() {
                word = glued;
            }
        }
        if !text.is_empty() && !word.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
    }
}

/// Titles that stand before a name.
fn is_before(word: &str) -> bool {
    matches!(
        word,
        "h" | "hj"
            | "haji"
            | "hajjah"
            | "kh"
            | "k"
            | "ustadz"
            | "ust"
            | "dr"
            | "drs"
            | "dra"
            | "drg"
            | "drh"
            | "ir"
            | "prof"
            | "tn"
            | "ny"
            | "nn"
            | "sdr"
            | "sdri"
            | "bpk"
            | "ibu"
            | "bapak"
            | "alm"
            | "almh"
            | "pdt"
            | "rm"
            | "mr"
            | "mrs"
            | "ms"
            | "miss"
            | "sir"
            | "dame"
            | "lord"
            | "lady"
            | "rev"
            | "hon"
            | "capt"
            | "col"
            | "gen"
            | "lt"
            | "sgt"
            | "baron"
            | "dr."
            | "mx"
    )
}

/// Degrees that stand after a name.
fn is_after(word: &str) -> bool {
    matches!(
        word,
        "se" | "sh"
            | "st"
            | "mm"
            | "mt"
            | "mh"
            | "sp"
            | "ssi"
            | "msi"
            | "spd"
            | "spdi"
            | "mpd"
            | "mpdi"
            | "sag"
            | "mag"
            | "skom"
            | "mkom"
            | "skm"
            | "mkes"
            | "amd"
            | "amk"
            | "amdkeb"
            | "skep"
            | "ners"
            | "ssos"
            | "sip"
            | "map"
            | "stp"
            | "shut"
            | "spt"
            | "sked"
            | "phd"
            | "mba"
            | "msc"
            | "bsc"
            | "ba"
            | "ma"
            | "shi"
            | "sei"
            | "spdsd"
            | "sst"
            | "str"
            | "apt"
            | "sfarm"
            | "lc"
            | "mhum"
            | "shum"
            | "sikom"
            | "sak"
            | "jr"
            | "sr"
            | "ii"
            | "iii"
            | "iv"
            | "esq"
            | "obe"
            | "mbe"
            | "baronet"
    )
}

/// Spellings and abbreviations of Muhammad.
fn is_muhammad(word: &str) -> bool {
    matches!(
        word,
        "muhamad"
            | "mohamad"
            | "mohammad"
            | "mochamad"
            | "mochammad"
            | "muchamad"
            | "muchammad"
            | "mohamed"
            | "mohammed"
            | "muhammed"
            | "muhamed"
            | "mohd"
            | "moch"
            | "moh"
            | "muh"
            | "muhd"
            | "mhd"
            | "mochmad"
            | "mokhamad"
            | "mukhamad"
    )
}

fn full_form(word: &str, place: usize, words: usize) -> &str {
    if is_muhammad(word) {
        return "muhammad";
    }
    match word {
        "abd" | "abdoel" | "abdl" => "abdul",
        "st" | "sitti" if place == 0 && words > 1 => "siti",
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let mut out = String::new();
        clean_name(raw, &mut out);
        assert_eq!(out, expected, "{raw}");
    }

    #[test]
    fn titles_fall_away_and_abbreviations_are_written_out() {
        check("H. MOCH. Rizki, S.Pd", "muhammad rizki");
        check("Budi Santoso S.Ag", "budi santoso");
        check("Hj. Siti Aminah, S.Pd., M.Kes", "siti aminah");
        check("St Aminah binti Ahmad", "siti aminah");
        check("Ir", "ir");
        check("Smith, John", "smith john");
        check("M. Yusuf", "m yusuf");
        check("Sir Arthur Doyle", "arthur doyle");
    }

    proptest! {
        #[test]
        fn plain_names_are_cleaned_as_any(
            words in prop::collection::vec("[A-Z][a-z]{0,3}|Hj|Dr|St|Moh|Abd|bin|SE|Sitti", 0..5),
            gap in " {1,2}",
        ) {
            let raw = words.join(&gap);
            let (mut quick, mut slow) = (String::new(), String::new());
            clean_name(&raw, &mut quick);
            clean_any(&raw, &mut slow);
            prop_assert_eq!(quick, slow);
        }
    }
}
