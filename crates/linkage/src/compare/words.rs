//! Names and other values of a few words: words are paired off, whatever
//! their order, and the level says how well they pair.

use super::{Cache, Outcome};
use crate::prepare::Field;
use crate::prepare::words::{Fact, MAX_WORDS, NO_WORD, WordRow, WordTable, WordValues};
use rapidfuzz::distance::{jaro_winkler, osa};

const SAME: u8 = 5;
const SPELT: u8 = 4;
const INITIAL: u8 = 3;
const CLOSE: u8 = 2;
const LIKE: u8 = 1;

/// How the words of two values pair off.
struct Pairing {
    /// Words of the value with fewer words, and of the other.
    short: usize,
    long: usize,
    /// The likeness of each word of the shorter value to its partner.
    class: [u8; MAX_WORDS],
    /// log2 of how common the words agreed on are together.
    share: f32,
}

/// 1 same words, reordered, joined or spelt otherwise · 2 some as initials ·
/// 3 some mistyped · 4 one's words contained in the other's · 5 contained, with
/// initials or slips · 6 a word in common · 7 some likeness · 8 different.
pub(crate) fn compare(
    field: &Field,
    values: &WordValues,
    a: u32,
    b: u32,
    at: usize,
    cache: &mut Cache,
) -> Outcome {
    let pairing = pair_off(values, a, b, at, cache);
    let level = level_of(&pairing);
    if matches!(level, 1..=3) {
        return Outcome {
            level,
            share: pairing.share,
        };
    }
    let (p, q) = (&values.of[a as usize], &values.of[b as usize]);
    let joined = if may_join(p, q) {
        joined(field.text.get(a), field.text.get(b), level)
    } else {
        None
    };
    match joined {
        Some(level) => {
            let share = field.log_share[a as usize].max(field.log_share[b as usize]);
            Outcome { level, share }
        }
        None => Outcome {
            level,
            share: pairing.share,
        },
    }
}

fn words_in(row: &[u32; MAX_WORDS]) -> usize {
    row.iter().take_while(|&&w| w != NO_WORD).count()
}

fn pair_off(values: &WordValues, a: u32, b: u32, at: usize, cache: &mut Cache) -> Pairing {
    let (x, y) = (&values.of[a as usize].words, &values.of[b as usize].words);
    let (nx, ny) = (words_in(x), words_in(y));
    let (s, ns, l, nl) = if nx <= ny {
        (x, nx, y, ny)
    } else {
        (y, ny, x, nx)
    };
    let mut likeness = [[0_u8; MAX_WORDS]; MAX_WORDS];
    for i in 0..ns {
        for j in 0..nl {
            likeness[i][j] = likeness_of(&values.words, s[i], l[j], at, cache);
        }
    }
    let mut pairing = Pairing {
        short: ns,
        long: nl,
        class: [0; MAX_WORDS],
        share: 0.0,
    };
    let (mut used_s, mut used_l) = ([false; MAX_WORDS], [false; MAX_WORDS]);
    for wanted in (LIKE..=SAME).rev() {
        for i in 0..ns {
            let free = (0..nl).find(|&j| !used_s[i] && !used_l[j] && likeness[i][j] == wanted);
            if let Some(j) = free {
                used_s[i] = true;
                used_l[j] = true;
                pairing.class[i] = wanted;
                let fact = |w: u32| &values.words.facts[w as usize];
                pairing.share += share_of(fact(s[i]), fact(l[j]), wanted);
            }
        }
    }
    pairing
}

fn share_of(a: &Fact, b: &Fact, class: u8) -> f32 {
    let commoner = a.log_share.max(b.log_share);
    match class {
        SPELT.. => commoner,
        CLOSE => commoner * 0.8,
        LIKE => commoner * 0.4,
        _ => 0.0,
    }
}

fn likeness_of(words: &WordTable, a: u32, b: u32, at: usize, cache: &mut Cache) -> u8 {
    if a == b {
        return SAME;
    }
    let (x, y) = (&words.facts[a as usize], &words.facts[b as usize]);
    if x.class == y.class {
        return SPELT;
    }
    if unlike(x, y) {
        return 0;
    }
    let (a, b) = (a.min(b), a.max(b));
    cache.word(at, a, b, || {
        likeness(words.text.get(a).as_bytes(), words.text.get(b).as_bytes())
    })
}

/// Says, from lengths and letters alone, that [`likeness`] is surely 0.
///
/// Every letter of one word that the other lacks takes an edit of its own, and
/// finds no partner in Jaro's count.
fn unlike(x: &Fact, y: &Fact) -> bool {
    let (s, l) = if x.length <= y.length { (x, y) } else { (y, x) };
    let same_start = s.first == l.first;
    if s.length == 1 || l.length == 255 {
        return s.length == 1 && !same_start;
    }
    let lacks = |a: &Fact, b: &Fact| (a.letters & !b.letters).count_ones();
    let (s_only, l_only) = (lacks(s, l), lacks(l, s));
    if same_start && s_only == 0 {
        return false;
    }
    let (ns, nl) = (u32::from(s.length), u32::from(l.length));
    let edits = s_only.max(l_only).max(nl - ns);
    if edits * 2 > nl + 1 {
        return true;
    }
    if edits <= 2 {
        return false;
    }
    let matched = (ns - s_only.min(ns)).min(nl - l_only.min(nl)) as f32;
    let jaro = (matched / ns as f32 + matched / nl as f32 + 1.0) / 3.0;
    let most = if same_start {
        jaro + 0.4 * (1.0 - jaro)
    } else {
        jaro
    };
    most < 0.849
}

/// Says whether two texts are the same or nearly so.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    a == b || likeness(a.as_bytes(), b.as_bytes()) >= CLOSE
}

/// The likeness of two different words.
fn likeness(a: &[u8], b: &[u8]) -> u8 {
    let (s, l) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if s.len() == 1 {
        return if s[0] == l[0] && !s[0].is_ascii_digit() {
            INITIAL
        } else {
            0
        };
    }
    let digits = |w: &[u8]| w.iter().any(u8::is_ascii_digit);
    if l.starts_with(s) && !digits(l) {
        return if s.len() <= 2 { INITIAL } else { CLOSE };
    }
    if l.len() > 2 * s.len() + 1 {
        return 0;
    }
    if digits(s) || digits(l) {
        return u8::from(osa::distance(s.iter(), l.iter()) == 1);
    }
    let edits = osa::distance(s.iter(), l.iter());
    if edits == 1 {
        return if l.len() >= 4 { CLOSE } else { LIKE };
    }
    if edits * 2 > l.len() + 1 {
        return 0;
    }
    let similar = jaro_winkler::similarity(s.iter(), l.iter());
    match (edits, l.len()) {
        (2, 8..) => CLOSE,
        _ if similar >= 0.93 => CLOSE,
        (2, 6..) => LIKE,
        _ if similar >= 0.85 => LIKE,
        _ => 0,
    }
}

fn level_of(p: &Pairing) -> u8 {
    let class = &p.class[..p.short];
    let worst = class.iter().copied().min().unwrap_or(0);
    let best = class.iter().copied().max().unwrap_or(0);
    let full = p.short == p.long;
    match (full, worst, best) {
        (true, SPELT.., _) => 1,
        (true, INITIAL, SPELT..) => 2,
        (true, CLOSE.., CLOSE | SPELT..) => 3,
        (true, INITIAL, _) => 2,
        (true, CLOSE, _) => 3,
        (false, SPELT.., _) => 4,
        (_, LIKE.., SPELT..) => 5,
        (_, CLOSE.., CLOSE) => 5,
        (_, _, SPELT..) => 6,
        (_, _, CLOSE | LIKE) => 7,
        (_, _, INITIAL) => 7,
        _ => 8,
    }
}

/// Says, from lengths and letters alone, whether [`joined`] can find anything.
fn may_join(p: &WordRow, q: &WordRow) -> bool {
    let alike = p.ends[0] == q.ends[0] || p.ends[1] == q.ends[1];
    if !alike || (p.full.abs_diff(q.full) > 4 && p.full.max(q.full) < 255) {
        return false;
    }
    let lacks = |a: u32, b: u32| (a & !b).count_ones();
    let edits = lacks(p.letters, q.letters).max(lacks(q.letters, p.letters));
    if edits > 3 {
        return false;
    }
    // A letter put in or left out changes one count, a wrong one two.
    let counts = p.tally.iter().zip(&q.tally);
    let changed: u32 = counts.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    let most = match p.length.min(q.length) {
        0..=4 => 0,
        5 | 6 => 2,
        _ => 6,
    };
    changed <= most && p.length.abs_diff(q.length) <= 2
}

/// Compares the values with their spaces taken out, when the words did not pair.
fn joined(a: &str, b: &str, level: u8) -> Option<u8> {
    let (x, y) = (letters(a), letters(b));
    if a.len().abs_diff(b.len()) > 4 {
        return None;
    }
    if x.clone().eq(y.clone()) {
        return Some(1);
    }
    let (nx, ny) = (x.clone().count(), y.clone().count());
    let digits = a.bytes().chain(b.bytes()).any(|c| c.is_ascii_digit());
    if nx.abs_diff(ny) > 2 || nx.min(ny) < 5 || digits {
        return None;
    }
    match osa::distance(x, y) {
        1 => Some(3.min(level)),
        2 if nx.min(ny) >= 9 => Some(3.min(level)),
        2 | 3 if nx.min(ny) >= 7 => Some(level.min(7)),
        _ => None,
    }
}

/// The bytes of a text without its spaces.
fn letters(text: &str) -> impl DoubleEndedIterator<Item = u8> + Clone {
    text.bytes().filter(|c| *c != b' ')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{joined, likeness, may_join, unlike};
    use crate::compare::Cache;
    use crate::kind::Kind;
    use crate::prepare::Values;
    use crate::prepare::dictionary::Dictionary;
    use crate::prepare::prepare;
    use crate::prepare::words::WordRow;
    use crate::schema::FieldPlan;
    use crate::table::Table;
    use proptest::prelude::*;

    #[track_caller]
    fn check(a: &str, b: &str, expected: u8) {
        let table = Table::from_rows(&["n"], &[&[a], &[b]]).unwrap();
        let plan = FieldPlan {
            name: "n".into(),
            kind: Kind::FullName,
            left: vec![0],
            right: vec![],
        };
        let records = prepare(&table, None, &[plan]);
        let (x, y) = (records.row(0)[0], records.row(1)[0]);
        let field = &records.fields[0];
        let there = super::super::compare(field, 0, x, y, &mut Cache::default());
        let back = super::super::compare(field, 0, y, x, &mut Cache::default());
        assert_eq!(there, back);
        assert_eq!(there.level, expected, "{a} / {b}");
    }

    #[test]
    fn names_pair_off_word_by_word() {
        check("Budi Santoso", "BUDI SANTOSO, S.Pd", 0);
        check("Budi Santoso", "Santoso Budi", 1);
        check("Moch. Yusuf", "Muhammad Jusuf", 3);
        check("Nur Hayati", "Nurhayati", 1);
        check("M. Rizki Pratama", "Muhammad Rizky Pratama", 2);
        check("Budi Santoso", "Budi Santosa", 3);
        check("Budi", "Budi Santoso", 4);
        check("Budi S", "Budi Santoso Putra", 5);
        check("Budi Santoso", "Budi Hartono", 6);
        check("Budi Santoso", "Agus Hartono", 8);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn values_set_aside_unread_are_never_joined(
            a in "[a-cé]{1,5}( [a-cé]{1,5}){0,2}", b in "[a-cé]{1,5}( [a-cé]{1,5}){0,2}",
        ) {
            let mut words = Dictionary::default();
            let (p, q) = (WordRow::of(&a, &mut words), WordRow::of(&b, &mut words));
            if !may_join(&p, &q) {
                let ends = |t: &str| (t.as_bytes()[0], t.as_bytes()[t.len() - 1]);
                let (x, y) = (ends(&a), ends(&b));
                prop_assert!((x.0 != y.0 && x.1 != y.1) || joined(&a, &b, 8).is_none());
            }
        }

        #[test]
        fn words_set_aside_unread_are_never_alike(a in "[a-e1]{1,9}", b in "[a-e1]{1,9}") {
            let words = [a.as_str(), b.as_str()];
            let table = Table::from_rows(&["n"], &[&[&words.join(" ")]]).unwrap();
            let plan = FieldPlan {
                name: "n".into(),
                kind: Kind::Address,
                left: vec![0],
                right: vec![],
            };
            let records = prepare(&table, None, &[plan]);
            if let Values::Words(values) = &records.fields[0].values {
                for (x, p) in values.words.facts.iter().zip(values.words.text.iter()) {
                    for (y, q) in values.words.facts.iter().zip(values.words.text.iter()) {
                        if p != q && unlike(x, y) {
                            prop_assert_eq!(likeness(p.as_bytes(), q.as_bytes()), 0, "{} {}", p, q);
                        }
                    }
                }
            }
        }
    }
}
