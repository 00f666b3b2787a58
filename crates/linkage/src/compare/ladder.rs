//! The ladder of each kind: what its levels mean and where training starts.

use crate::kind::Kind;

/// The levels of a kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ladder {
    /// The share of each level among matches that training starts from.
    pub(crate) start: &'static [f64],
    /// Levels below this carry a rarity of what was agreed on.
    pub(crate) rarity_below: u8,
    /// Indonesian and English words for each level.
    pub(crate) words: &'static [(&'static str, &'static str)],
}

const WORDS: Ladder = Ladder {
    start: &[0.70, 0.07, 0.03, 0.08, 0.05, 0.02, 0.02, 0.01, 0.02],
    rarity_below: 8,
    words: &[
        ("sama", "equal"),
        (
            "sama, urutan atau ejaan lain",
            "same words, other order or spelling",
        ),
        ("sama, sebagian inisial", "same, some as initials"),
        ("hampir sama, salah ketik", "nearly equal, mistyped"),
        (
            "yang satu termuat dalam yang lain",
            "one contained in the other",
        ),
        (
            "termuat, dengan inisial atau salah ketik",
            "contained, with initials or slips",
        ),
        ("satu kata sama", "one word in common"),
        ("agak mirip", "some likeness"),
        ("berbeda", "different"),
    ],
};

const DATES: Ladder = Ladder {
    start: &[0.88, 0.015, 0.02, 0.04, 0.02, 0.01, 0.005, 0.01],
    rarity_below: 1,
    words: &[
        ("sama", "equal"),
        ("hari dan bulan tertukar", "day and month exchanged"),
        (
            "tahun sama, salah satu hanya perkiraan",
            "same year, one is a default date",
        ),
        ("satu angka berbeda", "one digit different"),
        ("dua dari tiga bagian sama", "two parts of three equal"),
        ("hanya tahun sama", "only the year equal"),
        ("selisih satu tahun", "a year apart"),
        ("berbeda", "different"),
    ],
};

const CODES: Ladder = Ladder {
    start: &[0.85, 0.07, 0.02, 0.01, 0.01, 0.04],
    rarity_below: 1,
    words: &[
        ("sama", "equal"),
        (
            "satu angka salah, tertukar, atau ekor rusak",
            "one digit wrong, exchanged, or a damaged tail",
        ),
        ("dua angka berbeda", "two digits different"),
        ("awal yang panjang sama", "a long common beginning"),
        ("sebagian sama", "partly equal"),
        ("berbeda", "different"),
    ],
};

const EMAILS: Ladder = Ladder {
    start: &[0.75, 0.08, 0.05, 0.03, 0.03, 0.06],
    rarity_below: 1,
    words: &[
        ("sama", "equal"),
        ("satu-dua huruf berbeda", "one or two letters different"),
        ("nama sebelum @ sama", "same name before the @"),
        ("sangat mirip", "very like"),
        ("mirip", "like"),
        ("berbeda", "different"),
    ],
};

const SEXES: Ladder = Ladder {
    start: &[0.98, 0.02],
    rarity_below: 0,
    words: &[("sama", "equal"), ("berbeda", "different")],
};

const NUMBERS: Ladder = Ladder {
    start: &[0.85, 0.03, 0.03, 0.03, 0.06],
    rarity_below: 1,
    words: &[
        ("sama", "equal"),
        ("selisih 1 %", "within 1 %"),
        ("selisih 5 %", "within 5 %"),
        ("selisih 20 %", "within 20 %"),
        ("berbeda", "different"),
    ],
};

const POINTS: Ladder = Ladder {
    start: &[0.6, 0.15, 0.1, 0.07, 0.03, 0.05],
    rarity_below: 0,
    words: &[
        ("titik sama", "same point"),
        ("dalam 100 m", "within 100 m"),
        ("dalam 1 km", "within 1 km"),
        ("dalam 10 km", "within 10 km"),
        ("dalam 50 km", "within 50 km"),
        ("jauh", "far apart"),
    ],
};

const BAGS: Ladder = Ladder {
    start: &[0.4, 0.2, 0.15, 0.1, 0.07, 0.04, 0.04],
    rarity_below: 6,
    words: &[
        ("sama", "equal"),
        ("hampir semua kata sama", "nearly all words equal"),
        ("sebagian besar kata sama", "most words equal"),
        ("banyak kata sama", "many words equal"),
        ("beberapa kata sama", "some words equal"),
        ("sedikit kata sama", "few words equal"),
        ("berbeda", "different"),
    ],
};

/// Returns the ladder of a kind.
pub(crate) fn ladder(kind: Kind) -> &'static Ladder {
    match kind {
        Kind::Date => &DATES,
        Kind::Email => &EMAILS,
        Kind::Sex => &SEXES,
        Kind::Number => &NUMBERS,
        Kind::LatLong => &POINTS,
        Kind::Text | Kind::Array => &BAGS,
        k if k.is_code() => &CODES,
        _ => &WORDS,
    }
}
