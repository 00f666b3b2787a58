//! Spelling keys: one form for the spellings of one name.
//!
//! The rules are those of `reference/name_rules.csv` that join spellings of one
//! name far more often than different names: doubled letters, old spelling
//! (oe, dj, tj, sj, ch, and j, nj beside them), y/i, iy, uw, ie, ae, final h,
//! sy/sh/z, f/v/ph/p, q/k, th, dh, kh, ts, x. The rules a/e, i/e, u/o and final
//! t/d mostly join different names and are left to similarity.

/// Adds the spelling key of an upper-case word.
pub(super) fn push_key(key: &mut String, word: &str) {
    if !word.is_ascii() {
        key.push_str(word);
        return;
    }
    let letters = word.as_bytes();
    if let [initial] = letters {
        key.push_str(match initial {
            b'C' => "C",
            b'Y' => "Y",
            b'X' => "K",
            initial => single(*initial),
        });
        return;
    }
    let old = is_old_spelling(letters);
    let first = key.len();
    let mut at = 0;
    while at < letters.len() {
        let (sound, n_read) = sound_at(letters, at, old);
        for byte in sound.bytes() {
            // A doubled letter sounds once.
            if key.len() == first || key.as_bytes()[key.len() - 1] != byte {
                key.push(char::from(byte));
            }
        }
        at += n_read;
    }
    // FARIDAH, FARIDA.
    let is_vowel_h =
        key.len() > first + 2 && key.ends_with('H') && is_vowel(key.as_bytes()[key.len() - 2]);
    if is_vowel_h {
        key.pop();
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'A' | b'E' | b'I' | b'O' | b'U')
}

/// Whether a word shows the spelling used before 1972, in which j is y.
fn is_old_spelling(letters: &[u8]) -> bool {
    letters
        .windows(2)
        .any(|pair| matches!(pair, b"OE" | b"DJ" | b"TJ" | b"SJ"))
}

/// The sound at a place of a word, and how many letters write it.
fn sound_at(letters: &[u8], at: usize, old: bool) -> (&'static str, usize) {
    let next = letters.get(at + 1).copied().unwrap_or(b' ');
    let after = letters.get(at + 2).copied().unwrap_or(b' ');
    match (letters[at], next) {
        (b'O', b'E') => ("U", 2),
        (b'I', b'E') => ("I", 2),
        (b'A', b'E') => ("AI", 2),
        (b'D', b'J') => ("J", 2),
        (b'T', b'J') => ("C", 2),
        (b'N', b'J') if old => ("NY", 2),
        (b'N', b'Y') if is_vowel(after) => ("NY", 2),
        (b'J', _) if old || is_old_j(letters, at) => y(letters, at, next),
        (b'S', b'J') => ("S", 2),
        (b'S', b'Y') if is_vowel(after) => ("S", 2),
        // MASYKUR, RUSYDI; but SYLVIA and SUSYLOWATI.
        (b'S', b'Y') if at > 0 && matches!(after, b'D' | b'H' | b'K' | b'R') => ("S", 2),
        (b'S' | b'T', b'H') => (if letters[at] == b'S' { "S" } else { "T" }, 2),
        (b'T', b'S') if is_vowel(after) => ("S", 2),
        (b'D', b'H') => ("D", 2),
        (b'D', b'Z') => ("S", 2),
        (b'P', b'H') => ("P", 2),
        (b'K', b'H') => ("H", 2),
        (b'C', b'H') => (ch(letters, at, after), 2),
        (b'C', next) if !next.is_ascii_alphabetic() => ("K", 1),
        (b'C', b'Y') => ("C", 1),
        (b'C', next) if !is_vowel(next) && next != b'C' => ("K", 1),
        (b'Y', _) => y(letters, at, next),
        (b'W', next) if at > 0 && letters[at - 1] == b'U' && is_vowel(next) => ("", 1),
        (letter, _) => (single(letter), 1),
    }
}

/// CHRISTIN is KRISTIN, CHANDRA is CANDRA, CHAIRUL is KHAIRUL, RACHMAN is RAHMAN.
fn ch(letters: &[u8], at: usize, after: u8) -> &'static str {
    if at > 0 {
        return "H";
    }
    match after {
        b'R' | b'L' => "K",
        b'E' | b'Y' => "C",
        b'A' if matches!(letters.get(3), Some(b'N' | b'R')) => "C",
        _ => "H",
    }
}

/// Words whose first j is always the old y: JUSUF, JULIANA, JOHANNES, JOSEF.
fn is_old_j(letters: &[u8], at: usize) -> bool {
    const STEMS: [&[u8]; 10] = [
        b"JULI", b"JUSU", b"JUNUS", b"JOHANE", b"JOHANI", b"JOHANN", b"JOSE", b"JOSU", b"JOEL",
        b"JULY",
    ];
    at == 0 && STEMS.iter().any(|stem| letters.starts_with(stem))
}

/// Y before a vowel is a sound of its own at the beginning and between vowels,
/// and vanishes after I; elsewhere it is I.
fn y(letters: &[u8], at: usize, next: u8) -> (&'static str, usize) {
    let before = at.checked_sub(1).map(|before| letters[before]);
    match before {
        Some(b'I' | b'Y') => ("", 1),
        None if is_vowel(next) => ("Y", 1),
        Some(before) if is_vowel(before) && is_vowel(next) => ("Y", 1),
        _ => ("I", 1),
    }
}

fn single(letter: u8) -> &'static str {
    match letter {
        b'F' | b'V' | b'P' => "P",
        b'Z' | b'S' => "S",
        b'Q' | b'K' => "K",
        b'X' => "KS",
        b'A' => "A",
        b'B' => "B",
        b'C' => "C",
        b'D' => "D",
        b'E' => "E",
        b'G' => "G",
        b'H' => "H",
        b'I' => "I",
        b'J' => "J",
        b'L' => "L",
        b'M' => "M",
        b'N' => "N",
        b'O' => "O",
        b'R' => "R",
        b'T' => "T",
        b'U' => "U",
        b'W' => "W",
        b'Y' => "Y",
        _ => "",
    }
}

/// The phonetic key of a word: coarser than its spelling key, for finding
/// candidates, never for deciding.
///
/// Takes any spelling; the first sound, then the consonants that are heard
/// (h, w and y are not), final t and d as one, the vowels dropped behind the first.
///
/// ```
/// use semesta_domain::name::phonetic_key;
/// assert_eq!(phonetic_key("Djoenaedi"), phonetic_key("JUNAIDI"));
/// assert_eq!(phonetic_key("Noor"), phonetic_key("NUR"));
/// assert_ne!(phonetic_key("BUDI"), phonetic_key("RUDI"));
/// ```
#[must_use]
pub fn phonetic_key(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len());
    push_key(&mut spelled, &word.trim().to_ascii_uppercase());
    let mut key = String::with_capacity(spelled.len());
    for (at, c) in spelled.chars().enumerate() {
        let heard = match c {
            'H' | 'W' | 'Y' if at > 0 => continue,
            'A' | 'E' | 'I' | 'O' | 'U' if at > 0 => continue,
            'E' => 'I',
            'O' => 'U',
            'D' if at + 1 == spelled.len() && at > 0 => 'T',
            c => c,
        };
        if !key.ends_with(heard) {
            key.push(heard);
        }
    }
    key
}
