//! Finding a resident by number or by a name, however it is spelt.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use semesta_domain::name::PersonName;

use super::people::People;

/// Words of names to the residents that carry them.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    /// Spelling keys, sorted.
    words: Vec<String>,
    /// Which letters each word has.
    letters: Vec<u32>,
    /// Where the people of a word begin.
    starts: Vec<u32>,
    people: Vec<u32>,
    /// Tallies that no search uses now.
    idle: Mutex<Vec<Tally>>,
}

/// A resident that fits, the better ones first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    pub(crate) person: u32,
    /// From 0 to 1.
    pub(crate) likeness: f64,
}

/// A word at least this alike is taken for a misspelling.
const ALIKE: f64 = 0.90;
/// Candidates found at most.
const CANDIDATES_MAX: usize = 20_000;
/// Of these, candidates whose whole names are compared.
const WEIGHED_MAX: usize = 1_000;
/// The share of somebody who carries every word as it was sought.
const WHOLE: u32 = 1 << 23;

/// What share of the words sought each resident carries.
#[derive(Debug, Default)]
struct Tally {
    /// By resident: in units of [`WHOLE`], and in the low eight bits which of the
    /// words counted last, from 1.
    marks: Vec<u32>,
    /// The residents with a mark.
    found: Vec<u32>,
}

impl Tally {
    fn share(&self, person: u32) -> u32 {
        self.marks[person as usize] >> 8
    }

    /// Counts a word that a resident carries; the word counts once.
    fn add(&mut self, person: u32, word: u32, share: u32) {
        let mark = &mut self.marks[person as usize];
        if *mark == 0 {
            self.found.push(person);
        }
        if *mark & 0xff != word {
            *mark = (*mark >> 8).saturating_add(share) << 8 | word;
        }
    }

    fn clear(&mut self) {
        for person in self.found.drain(..) {
            self.marks[person as usize] = 0;
        }
    }
}

impl NameIndex {
    pub(super) fn build(people: &People) -> Self {
        let n = people.len();
        let mut pairs: Vec<(String, u32)> = (0..n)
            .into_par_iter()
            .flat_map_iter(|row| {
                let name = PersonName::parse(people.name.get(row));
                let keys: Vec<String> = name.word_keys().map(str::to_owned).collect();
                keys.into_iter().map(move |key| (key, row as u32))
            })
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut index = Self {
            people: Vec::with_capacity(pairs.len()),
            ..Self::default()
        };
        for (word, person) in pairs {
            if index.words.last() != Some(&word) {
                index.letters.push(letters(&word));
                index.words.push(word);
                index.starts.push(index.people.len() as u32);
            }
            index.people.push(person);
        }
        index.starts.push(index.people.len() as u32);
        index
    }

    fn of(&self, word: usize) -> &[u32] {
        &self.people[self.starts[word] as usize..self.starts[word + 1] as usize]
    }

    /// Those of `wanted` people whose names fit, best first. One thread does it: many
    /// who search at once would only wait for each other's parts.
    pub(crate) fn find(
        &self,
        people: &People,
        text: &str,
        n_max: usize,
        wanted: impl Fn(u32) -> bool,
    ) -> Vec<Hit> {
        let sought = PersonName::parse(text);
        let normal = sought.normalised();
        let candidates = self.candidates(people, &sought, wanted);
        let mut hits: Vec<Hit> = candidates
            .into_iter()
            .map(|(person, share)| {
                let name = PersonName::parse(people.name.get(person as usize));
                let whole = strsim::jaro_winkler(normal, name.normalised());
                let share = f64::from(share) / f64::from(WHOLE);
                Hit {
                    person,
                    likeness: 0.6 * share + 0.4 * whole,
                }
            })
            .collect();
        hits.sort_by(|a, b| {
            b.likeness
                .total_cmp(&a.likeness)
                .then(a.person.cmp(&b.person))
        });
        hits.truncate(n_max);
        hits
    }

    /// People who carry most of the words, with the share that they carry: of those who
    /// carry as much, names about as long, since nearer ones are among them.
    fn candidates(
        &self,
        people: &People,
        sought: &PersonName,
        wanted: impl Fn(u32) -> bool,
    ) -> Vec<(u32, u32)> {
        let mut order: Vec<(usize, Vec<(usize, f64)>)> = sought
            .word_keys()
            .map(|key| {
                let words = self.alike(key);
                let n = words.iter().map(|(word, _)| self.of(*word).len()).sum();
                (n, words)
            })
            .collect();
        // Rare words first: they bring few people in.
        order.sort_by_key(|(n, _)| *n);
        let mut tally = self.idle().pop().unwrap_or_default();
        tally.marks.resize(people.len(), 0);
        let a_word = f64::from(WHOLE) / order.len().max(1) as f64;
        for (at, (_, words)) in order.iter().enumerate() {
            for (word, likeness) in words {
                let share = (likeness * a_word) as u32;
                for person in self.of(*word) {
                    let is_known = tally.marks[*person as usize] != 0;
                    let may_enter = at == 0 || tally.found.len() < CANDIDATES_MAX;
                    if is_known || may_enter && wanted(*person) {
                        tally.add(*person, at as u32 + 1, share);
                    }
                }
            }
        }
        let best = tally.found.iter().map(|one| tally.share(*one)).max();
        let enough = best.unwrap_or(0) / 5 * 3;
        let mut found: Vec<(u32, u32)> = tally
            .found
            .iter()
            .map(|person| (*person, tally.share(*person)))
            .filter(|(_, share)| *share >= enough)
            .collect();
        tally.clear();
        self.idle().push(tally);
        if found.len() > WEIGHED_MAX {
            let wanted = sought.normalised().len();
            let rank = |(person, share): &(u32, u32)| {
                let length = people.name.get(*person as usize).len();
                (!share, length.abs_diff(wanted), *person)
            };
            found.select_nth_unstable_by_key(WEIGHED_MAX, rank);
            found.truncate(WEIGHED_MAX);
        }
        found
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Tally>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The words like one, the same first.
    fn alike(&self, key: &str) -> Vec<(usize, f64)> {
        let of_key = letters(key);
        let words = self.words.iter().zip(&self.letters).enumerate();
        let mut words: Vec<(usize, f64)> = words
            .filter_map(|(at, (word, of_word))| {
                let likeness = if word == key {
                    1.0
                } else if key.len() > 2 && may_be_alike((word, *of_word), (key, of_key)) {
                    strsim::jaro_winkler(word, key)
                } else {
                    0.0
                };
                (likeness >= ALIKE).then_some((at, likeness))
            })
            .collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        words.truncate(60);
        words
    }
}

/// Which letters a word has: a bit each, others share theirs.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |bits, byte| bits | 1 << (byte & 31))
}

/// Whether two words may be [`ALIKE`], by their lengths, letters and beginnings: what
/// Jaro's and Winkler's measure comes to if all letters that both have are in place.
fn may_be_alike((a, of_a): (&str, u32), (b, of_b): (&str, u32)) -> bool {
    if a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    if !a.is_ascii() || !b.is_ascii() {
        return true;
    }
    let (n_a, n_b) = (a.len() as u32, b.len() as u32);
    let in_a = n_a.saturating_sub((of_a & !of_b).count_ones());
    let in_b = n_b.saturating_sub((of_b & !of_a).count_ones());
    let common = f64::from(in_a.min(in_b));
    let jaro = (common / f64::from(n_a) + common / f64::from(n_b) + 1.0) / 3.0;
    let start = a.bytes().zip(b.bytes()).take(4);
    let start = start.take_while(|(a, b)| a == b).count() as f64;
    jaro + 0.1 * start * (1.0 - jaro) >= ALIKE - 1e-9
}

/// People of a number: NIK, family card or membership card.
pub(crate) fn by_number(people: &People, number: u64) -> Vec<u32> {
    if number == 0 {
        return Vec::new();
    }
    let of_nik = people.nik.partition_point(|nik| *nik < number)
        ..people.nik.partition_point(|nik| *nik <= number);
    let mut rows: Vec<u32> = of_nik.map(|row| row as u32).collect();
    rows.extend(people.of_family(number));
    rows.extend(people.of_card(number));
    rows.sort_unstable();
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_that_is_alike_is_passed_over() {
        let words = [
            "MUHAMAD",
            "MUHAMADIN",
            "AHMAD",
            "SITI",
            "SITTI",
            "SETI",
            "NURHALIZA",
            "NURALIZA",
            "YOHANES",
            "YOHANIS",
            "DEWI",
            "DWI",
            "DEVI",
            "RIZKI",
            "RISKI",
            "ABDUL",
            "ABDUR",
            "AL",
        ];
        let alike = |a: &str, b: &str| strsim::jaro_winkler(a, b) >= ALIKE;
        let near = |a: &str, b: &str| a.len().abs_diff(b.len()) <= 2;
        let mut n_alike = 0;
        for a in words {
            for b in words {
                let may = may_be_alike((a, letters(a)), (b, letters(b)));
                assert!(may || !near(a, b) || !alike(a, b), "{a} {b}");
                n_alike += usize::from(a != b && near(a, b) && alike(a, b));
            }
        }
        assert!(n_alike > 8);
    }

    #[test]
    fn a_word_counts_once_and_a_tally_is_clean_after_use() {
        let mut tally = Tally::default();
        tally.marks.resize(3, 0);
        tally.add(2, 1, WHOLE / 2);
        tally.add(2, 1, WHOLE / 4);
        tally.add(2, 2, WHOLE / 2);
        assert_eq!((tally.share(2), tally.found.len()), (WHOLE, 1));
        tally.clear();
        assert_eq!(tally.marks, [0, 0, 0]);
    }
}
