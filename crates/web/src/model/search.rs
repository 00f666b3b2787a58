//! Finding a resident by number or by a name, however it is spelt.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use semesta_domain::name::PersonName;

use super::people::People;

/// Words of names to the residents that carry them.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    /// Spelling keys, sorted.
    words: Vec<String>,
    /// Where the people of a word begin.
    starts: Vec<u32>,
    people: Vec<u32>,
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
const WEIGHED_MAX: usize = 3_000;

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

    /// The people whose names fit, best first.
    pub(crate) fn find(&self, people: &People, text: &str, n_max: usize) -> Vec<Hit> {
        let wanted = PersonName::parse(text);
        let keys: Vec<&str> = wanted.word_keys().collect();
        if keys.is_empty() {
            return Vec::new();
        }
        let normal = wanted.normalised().to_owned();
        let mut candidates = self.candidates(&keys);
        // Of those who carry as much of it, names about as long: nearer ones are among them.
        candidates.sort_by_cached_key(|(person, share)| {
            let length = people.name.get(*person as usize).len();
            let share = (share * 1e6) as u32;
            (
                std::cmp::Reverse(share),
                length.abs_diff(normal.len()),
                *person,
            )
        });
        candidates.truncate(WEIGHED_MAX);
        let mut hits: Vec<Hit> = candidates
            .into_par_iter()
            .map(|(person, share)| {
                let name = PersonName::parse(people.name.get(person as usize));
                let whole = strsim::jaro_winkler(&normal, name.normalised());
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

    /// People who carry most of the words, with the share that they carry.
    fn candidates(&self, keys: &[&str]) -> Vec<(u32, f64)> {
        let mut found: FxHashMap<u32, f64> = FxHashMap::default();
        let mut order: Vec<(usize, Vec<(usize, f64)>)> = keys
            .iter()
            .map(|key| {
                let words = self.alike(key);
                let n = words.iter().map(|(word, _)| self.of(*word).len()).sum();
                (n, words)
            })
            .collect();
        // Rare words first: they bring few people in.
        order.sort_by_key(|(n, _)| *n);
        for (at, (_, words)) in order.iter().enumerate() {
            let mut seen: FxHashSet<u32> = FxHashSet::default();
            for (word, likeness) in words {
                for person in self.of(*word) {
                    let may_enter = at == 0 || found.len() < CANDIDATES_MAX;
                    if !found.contains_key(person) && !may_enter {
                        continue;
                    }
                    if seen.insert(*person) {
                        *found.entry(*person).or_default() += likeness / keys.len() as f64;
                    }
                }
            }
        }
        let best = found.values().copied().fold(0.0, f64::max);
        let mut found: Vec<(u32, f64)> = found
            .into_iter()
            .filter(|(_, share)| *share >= 0.6 * best)
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(CANDIDATES_MAX);
        found
    }

    /// The words like one, the same first.
    fn alike(&self, key: &str) -> Vec<(usize, f64)> {
        let mut words: Vec<(usize, f64)> = self
            .words
            .par_iter()
            .enumerate()
            .filter_map(|(at, word)| {
                let near = word.len().abs_diff(key.len()) <= 2;
                let likeness = if word == key {
                    1.0
                } else if near && key.len() > 2 {
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

/// People of a number: NIK, family card or membership card.
pub(crate) fn by_number(people: &People, number: u64, n_max: usize) -> Vec<u32> {
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
    rows.truncate(n_max);
    rows
}
