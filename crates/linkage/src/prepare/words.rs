//! Words: folding of letters, spelling keys, and tables of words and of texts made of them.

use super::dictionary::{Arena, Dictionary};

/// No word.
pub(crate) const NO_WORD: u32 = u32::MAX;
/// Words kept of one value.
pub(crate) const MAX_WORDS: usize = 6;

/// Lower-cases, takes accents off Latin letters and joins words by one space.
pub(crate) fn plain(raw: &str, out: &mut String) {
    let mut gap = false;
    for c in raw.chars() {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            push_folded(c, out);
        } else if c != '\'' && c != '’' && c != '`' {
            gap = true;
        }
    }
}

fn push_folded(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    let base = match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' | 'Ā' | 'Ă' | 'Ą' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' | 'ć' | 'č' | 'Ć' | 'Č' => "c",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "e",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'į' | 'ı' | 'İ' | 'Ī' => "i",
        'ñ' | 'Ñ' | 'ń' | 'ň' | 'Ń' | 'Ň' => "n",
        'ò'..='ö' | 'ø' | 'Ò'..='Ö' | 'Ø' | 'ō' | 'ő' | 'Ō' | 'Ő' => "o",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'ů' | 'ű' | 'Ū' | 'Ů' | 'Ű' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'š' | 'ś' | 'ş' | 'Š' | 'Ś' | 'Ş' => "s",
        'ž' | 'ź' | 'ż' | 'Ž' | 'Ź' | 'Ż' => "z",
        'ł' | 'Ł' => "l",
        'đ' | 'ð' | 'Đ' | 'Ð' => "d",
        'ğ' | 'Ğ' => "g",
        'ř' | 'Ř' => "r",
        'ť' | 'ţ' | 'Ť' => "t",
        'ß' => "ss",
        'þ' | 'Þ' => "th",
        _ => {
            out.extend(c.to_lowercase());
            return;
        }
    };
    out.push_str(base);
}

/// Letter pairs that sound or were once spelt alike, longest first.
const PAIRS: [(&[u8], &[u8]); 22] = [
    (b"oe", b"u"),
    (b"oo", b"u"),
    (b"ou", b"u"),
    (b"dj", b"j"),
    (b"tj", b"c"),
    (b"nj", b"ni"),
    (b"sj", b"s"),
    (b"sy", b"s"),
    (b"sh", b"s"),
    (b"sch", b"s"),
    (b"kh", b"h"),
    (b"ch", b"h"),
    (b"ck", b"k"),
    (b"ph", b"p"),
    (b"th", b"t"),
    (b"dh", b"d"),
    (b"gh", b"g"),
    (b"ie", b"i"),
    (b"ee", b"i"),
    (b"ae", b"ai"),
    (b"ay", b"ai"),
    (b"iy", b"i"),
];

/// Writes the spelling key of a word: spelling variants of one name share it.
pub(crate) fn spelling_key(word: &str, out: &mut Vec<u8>) {
    out.clear();
    let b = word.as_bytes();
    let mut i = 0;
    while i < b.len() {
        let rest = &b[i..];
        let pair = PAIRS.iter().find(|(from, _)| rest.starts_with(from));
        if let Some((from, to)) = pair {
            to.iter().for_each(|&c| push_letter(c, out));
            i += from.len();
            continue;
        }
        match b[i] {
            b'f' | b'v' => push_letter(b'p', out),
            b'z' => push_letter(b'j', out),
            b'q' => push_letter(b'k', out),
            b'y' => push_letter(b'i', out),
            b'x' => {
                push_letter(b'k', out);
                push_letter(b's', out);
            }
            c => push_letter(c, out),
        }
        i += 1;
    }
    if out.len() > 3 && out.last() == Some(&b'h') {
        out.pop();
    }
}

fn push_letter(c: u8, out: &mut Vec<u8>) {
    if out.last() != Some(&c) || c.is_ascii_digit() {
        out.push(c);
    }
}

/// All distinct words of a field.
#[derive(Debug, Default)]
pub(crate) struct WordTable {
    pub(crate) text: Arena,
    /// The class of words that share a spelling key.
    pub(crate) class: Vec<u32>,
    /// log2 of the share of a word's class among all words.
    pub(crate) log_share: Vec<f32>,
    /// A hash of the spelling key, the same in every run.
    pub(crate) key_hash: Vec<u64>,
    /// What comparing needs of every word; none for words of long texts.
    pub(crate) facts: Vec<Fact>,
}

/// What tells two words apart without their letters being looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fact {
    /// As [`WordTable::class`].
    pub(crate) class: u32,
    /// As [`WordTable::log_share`].
    pub(crate) log_share: f32,
    /// One bit for each letter that occurs; letters may share a bit.
    pub(crate) letters: u32,
    /// Bytes, at most 255.
    pub(crate) length: u8,
    /// The first byte.
    pub(crate) first: u8,
}

impl Fact {
    fn of(word: &str, class: u32) -> Self {
        let letters = word.bytes().fold(0, |bits, b| bits | 1 << (b % 32));
        Self {
            class,
            log_share: 0.0,
            letters,
            length: word.len().min(255) as u8,
            first: word.bytes().next().unwrap_or(0),
        }
    }
}

/// Values made of words.
#[derive(Debug, Default)]
pub(crate) struct WordValues {
    pub(crate) words: WordTable,
    pub(crate) of: Vec<WordRow>,
}

/// The first words of a value, and what its letters are, within one fetch.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct WordRow {
    pub(crate) words: [u32; MAX_WORDS],
    /// As [`Fact::letters`], of all letters.
    pub(crate) letters: u32,
    /// Bytes without spaces, at most 255.
    pub(crate) length: u8,
    /// Bytes with spaces, at most 255.
    pub(crate) full: u8,
    /// The first and the last byte.
    pub(crate) ends: [u8; 2],
    /// How often each letter occurs, up to 255; letters may share a place.
    pub(crate) tally: [u8; 32],
}

impl WordRow {
    pub(crate) fn of(value: &str, words: &mut Dictionary) -> Self {
        let mut row = [NO_WORD; MAX_WORDS];
        let texts = value.split(' ').filter(|w| !w.is_empty());
        row.iter_mut()
            .zip(texts)
            .for_each(|(slot, word)| *slot = words.code(word));
        let mut tally = [0_u8; 32];
        let (mut bits, mut length) = (0_u32, 0_usize);
        for b in value.bytes().filter(|b| *b != b' ') {
            let n = &mut tally[usize::from(b % 32)];
            *n = n.saturating_add(1);
            bits |= 1 << (b % 32);
            length += 1;
        }
        let mut letters = value.bytes().filter(|b| *b != b' ');
        let first = letters.next().unwrap_or(0);
        Self {
            words: row,
            letters: bits,
            length: length.min(255) as u8,
            full: value.len().min(255) as u8,
            ends: [first, letters.next_back().unwrap_or(first)],
            tally,
        }
    }
}

/// Splits values into words and counts how often each class of words occurs.
pub(crate) fn build_words(values: &Arena, weight: &[u32]) -> WordValues {
    let mut words = Dictionary::default();
    let of: Vec<WordRow> = values.iter().map(|v| WordRow::of(v, &mut words)).collect();
    let text = words.into_arena();
    let mut keys = Dictionary::default();
    let mut key = Vec::new();
    let mut class = Vec::with_capacity(text.len());
    let mut key_hash = Vec::with_capacity(text.len());
    for word in text.iter() {
        spelling_key(word, &mut key);
        key_hash.push(super::dictionary::hash_bytes(&key));
        class.push(keys.code(&String::from_utf8_lossy(&key)));
    }
    let facts = text
        .iter()
        .zip(&class)
        .map(|(t, &c)| Fact::of(t, c))
        .collect();
    let mut words = WordTable {
        text,
        class,
        log_share: Vec::new(),
        key_hash,
        facts,
    };
    count_words(&mut words, &of, weight);
    WordValues { words, of }
}

/// Counts how common each class of words is, given how often each value occurs.
pub(crate) fn count_words(words: &mut WordTable, of: &[WordRow], weight: &[u32]) {
    let classes = words.class.iter().max().map_or(0, |&c| c as usize + 1);
    let mut count = vec![0_u64; classes];
    for (row, &w) in of.iter().zip(weight) {
        row.words.iter().filter(|&&t| t != NO_WORD).for_each(|&t| {
            count[words.class[t as usize] as usize] += u64::from(w);
        });
    }
    let total = count.iter().sum::<u64>().max(1) as f64;
    let share = |&c: &u32| (count[c as usize].max(1) as f64 / total).log2() as f32;
    words.log_share = words.class.iter().map(share).collect();
    let facts = words.facts.iter_mut().zip(&words.log_share);
    facts.for_each(|(fact, share)| fact.log_share = *share);
}

/// Values as sets of words, for long texts and lists.
#[derive(Debug, Default)]
pub(crate) struct Bags {
    pub(crate) words: WordTable,
    pub(crate) flat: Vec<u32>,
    pub(crate) ends: Vec<u32>,
    /// The length of each rarity-weighted set.
    pub(crate) norm: Vec<f64>,
}

impl Bags {
    /// The sorted words of a value.
    pub(crate) fn words_of(&self, value: u32) -> &[u32] {
        let start = if value == 0 {
            0
        } else {
            self.ends[value as usize - 1] as usize
        };
        &self.flat[start..self.ends[value as usize] as usize]
    }
}

/// Splits values into sets of words.
pub(crate) fn build_bags(values: &Arena, weight: &[u32]) -> Bags {
    let mut words = Dictionary::default();
    let (mut flat, mut ends) = (Vec::new(), Vec::with_capacity(values.len()));
    for value in values.iter() {
        let mut row: Vec<u32> = value
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|w| words.code(w))
            .collect();
        row.sort_unstable();
        row.dedup();
        flat.extend(row);
        ends.push(flat.len() as u32);
    }
    let text = words.into_arena();
    let mut bags = Bags {
        flat,
        ends,
        ..Bags::default()
    };
    let mut count = vec![0_u64; text.len()];
    for (value, &w) in (0..values.len() as u32).zip(weight) {
        bags.words_of(value)
            .iter()
            .for_each(|&t| count[t as usize] += u64::from(w));
    }
    let total = weight.iter().map(|&w| u64::from(w)).sum::<u64>().max(1) as f64;
    let log_share = count
        .iter()
        .map(|&c| ((c.max(1) as f64) / (total + 1.0)).log2() as f32);
    bags.words = WordTable {
        log_share: log_share.collect(),
        class: (0..text.len() as u32).collect(),
        key_hash: text
            .iter()
            .map(|w| super::dictionary::hash_bytes(w.as_bytes()))
            .collect(),
        text,
        facts: Vec::new(),
    };
    bags.norm = (0..values.len() as u32)
        .map(|v| {
            let squares = bags
                .words_of(v)
                .iter()
                .map(|&t| f64::from(bags.words.log_share[t as usize]).powi(2));
            squares.sum::<f64>().sqrt()
        })
        .collect();
    bags
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn same_key(a: &str, b: &str) {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        spelling_key(a, &mut x);
        spelling_key(b, &mut y);
        assert_eq!(String::from_utf8(x).unwrap(), String::from_utf8(y).unwrap());
    }

    #[test]
    fn old_and_new_spelling_share_a_key() {
        same_key("soekarno", "sukarno");
        same_key("djoko", "joko");
        same_key("achmad", "ahmad");
        same_key("yoesoef", "yusup");
        same_key("taufiq", "taupik");
        same_key("aisyah", "aisah");
        same_key("syamsul", "samsul");
    }

    #[test]
    fn accents_and_points_fall_away() {
        let mut out = String::new();
        plain("  É. O'Brien-Müller ", &mut out);
        assert_eq!(out, "e obrien muller");
    }
}
