//! Where to look for the person of a damaged record.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use semesta_domain::name::PersonName;
use semesta_domain::{Nik, days};
use std::hash::Hasher;

use crate::input::NO_DATE;
use crate::people::{People, PersonId};

/// People by birth date, name, family card and NIK.
#[derive(Debug, Default)]
pub struct Index {
    /// Hash of each person's name key; 0 without a name.
    pub(super) name_key: Vec<u64>,
    /// A bit for each pair of letters in the name key.
    pub(super) letters: Vec<u64>,
    /// Birth date, the NIK's where the register has none.
    pub(super) birth: Vec<i32>,
    by_birth: Vec<(i32, PersonId)>,
    /// The letters of those in `by_birth`, in its order, so that a day's people lie together.
    letters_by_birth: Vec<u64>,
    by_name: Vec<(u64, i32, PersonId)>,
    by_card: Vec<(u64, PersonId)>,
    by_nik: Vec<(u64, PersonId)>,
    /// Tells most numbers that are nobody's NIK without a look at the people.
    known_niks: Sieve,
    /// The same of the regions that NIKs begin with.
    known_regions: Sieve,
    /// How many people share each person's name key, and each person's birth date.
    n_namesakes: Vec<u32>,
    n_same_day: Vec<u32>,
    /// How many people carry a word of a name.
    words: FxHashMap<u64, u32>,
}

impl Index {
    /// Indexes everybody. `on` settles the century of a NIK's birth date.
    #[must_use]
    pub fn new(people: &People, on: jiff::civil::Date) -> Self {
        let mut index = Self::default();
        index.extend(people, on);
        index
    }

    /// Indexes the people added since.
    pub fn extend(&mut self, people: &People, on: jiff::civil::Date) {
        let added = self.name_key.len()..people.len();
        let parts: Vec<Part> = added
            .clone()
            .step_by(PART)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|from| Part::of(people, from..(from + PART).min(people.len())))
            .collect();
        for part in parts {
            self.name_key.extend(part.name_key);
            self.letters.extend(part.letters);
            for (word, n) in part.words {
                *self.words.entry(word).or_default() += n;
            }
        }
        self.birth
            .extend(added.clone().map(|person| {
                match people.birth[person] {
                    NO_DATE => Nik::from_number(people.nik[person])
                        .map_or(NO_DATE, |nik| days(nik.birth_date(on))),
                    known => known,
                }
            }));
        for person in added {
            let (id, birth, key) = (
                person as PersonId,
                self.birth[person],
                self.name_key[person],
            );
            if birth != NO_DATE {
                self.by_birth.push((birth, id));
            }
            if key != 0 {
                self.by_name.push((key, birth, id));
            }
            if people.kk[person] != 0 {
                self.by_card.push((people.kk[person], id));
            }
            self.by_nik.push((people.nik[person], id));
        }
        self.sort();
        self.letters_by_birth = self
            .by_birth
            .par_iter()
            .map(|row| self.letters[row.1 as usize])
            .collect();
        self.known_niks = Sieve::of(&people.nik);
        self.known_regions = Sieve::of(&regions(&self.by_nik));
        self.n_namesakes = sizes(people.len(), &self.by_name, |row| row.0, |row| row.2);
        self.n_same_day = sizes(people.len(), &self.by_birth, |row| row.0, |row| row.1);
    }

    /// Brings every list into order, side by side.
    fn sort(&mut self) {
        let low = |id: PersonId| u128::from(id);
        // With the sign bit flipped, days before 1970 come first.
        let high = |day: i32| u128::from(day as u32 ^ 1 << 31) << 32;
        rayon::join(
            || {
                let day = |key: u128| (key >> 32) as u32 as i32 ^ i32::MIN;
                rayon::join(
                    || {
                        let pack = |row: &(i32, PersonId)| high(row.0) | low(row.1);
                        sort_packed(&mut self.by_birth, pack, |key| (day(key), key as u32));
                    },
                    || {
                        sort_packed(
                            &mut self.by_name,
                            |row| u128::from(row.0) << 64 | high(row.1) | low(row.2),
                            |key| ((key >> 64) as u64, day(key), key as u32),
                        );
                    },
                )
            },
            || {
                let pack = |row: &(u64, PersonId)| u128::from(row.0) << 32 | low(row.1);
                let unpack = |key: u128| ((key >> 32) as u64, key as u32);
                sort_packed(&mut self.by_card, pack, unpack);
                sort_packed(&mut self.by_nik, pack, unpack);
            },
        );
    }

    /// The people born on `day`, with the letters of their names.
    pub(super) fn born_on(&self, day: i32) -> impl Iterator<Item = (PersonId, u64)> + '_ {
        let from = self.by_birth.partition_point(|row| row.0 < day);
        self.by_birth[from..]
            .iter()
            .zip(&self.letters_by_birth[from..])
            .take_while(move |(row, _)| row.0 == day)
            .map(|(row, letters)| (row.1, *letters))
    }

    /// The people of this name key, by birth date.
    pub(super) fn named(&self, key: u64) -> &[(u64, i32, PersonId)] {
        range(&self.by_name, |row| row.0.cmp(&key))
    }

    /// The people on a family card.
    pub(super) fn on_card(&self, card: u64) -> impl Iterator<Item = PersonId> + '_ {
        range(&self.by_card, |row| row.0.cmp(&card))
            .iter()
            .map(|row| row.1)
    }

    /// The people whose NIK lies between `low` and `high`.
    pub(super) fn nik_between(&self, low: u64, high: u64) -> &[(u64, PersonId)] {
        let from = self.by_nik.partition_point(|row| row.0 < low);
        let to = self.by_nik.partition_point(|row| row.0 <= high);
        &self.by_nik[from..to]
    }

    /// Whether the number looks like the NIK of somebody here: the calendar needs
    /// no memory and the few regions lie in the nearest, so they are asked first.
    pub(super) fn is_plausible(&self, nik: u64) -> bool {
        carries_a_date(nik) && self.known_regions.may_hold(region_of(nik))
    }

    /// Which numbers may be somebody's NIK; a look at the people decides.
    ///
    /// All are asked before any is answered, so that memory is waited for once.
    pub(super) fn may_be_known(&self, niks: &[u64]) -> Vec<bool> {
        niks.iter()
            .map(|nik| self.known_niks.may_hold(*nik))
            .collect()
    }

    /// How many people share the birth date of this one, itself included.
    pub(super) fn n_same_day(&self, person: PersonId) -> u32 {
        self.n_same_day[person as usize]
    }

    /// How many people share the name of this one, itself included.
    pub(super) fn n_namesakes(&self, person: PersonId) -> u32 {
        self.n_namesakes[person as usize]
    }

    /// How many people carry a word in their name.
    pub(super) fn n_with_word(&self, word: &str) -> u32 {
        self.words.get(&hash(word)).copied().unwrap_or(0)
    }
}

/// Whether day and month of a number can be a NIK's; a woman's day is 40 more.
fn carries_a_date(nik: u64) -> bool {
    let (day, month) = (nik / 100_000_000 % 100, nik / 1_000_000 % 100);
    matches!(day, 1..=31 | 41..=71) && matches!(month, 1..=12)
}

/// The six digits that a NIK begins with.
fn region_of(nik: u64) -> u64 {
    nik / 10_000_000_000
}

/// The regions of NIKs in order, each once.
fn regions(by_nik: &[(u64, PersonId)]) -> Vec<u64> {
    by_nik
        .chunk_by(|a, b| region_of(a.0) == region_of(b.0))
        .map(|group| region_of(group[0].0))
        .collect()
}

/// Sorts rows as whole numbers, which takes half as long as field by field.
fn sort_packed<T>(rows: &mut Vec<T>, pack: impl Fn(&T) -> u128, unpack: impl Fn(u128) -> T) {
    let mut keys: Vec<u128> = rows.iter().map(pack).collect();
    let n_sorted = keys.windows(2).take_while(|two| two[0] <= two[1]).count();
    if n_sorted + 1 < keys.len() {
        // Few rows after many in order are merged; rows in no order are better not.
        if n_sorted > keys.len() / 2 {
            keys.sort();
        } else {
            keys.sort_unstable();
        }
        rows.clear();
        rows.extend(keys.into_iter().map(unpack));
    }
}

/// A set of numbers that never forgets one, and seldom claims one it was not given.
#[derive(Debug, Default)]
struct Sieve {
    words: Vec<u64>,
}

impl Sieve {
    /// Two bits of a word for eight numbers: one stranger in sixteen passes, and
    /// those of a million lie in one megabyte.
    fn of(numbers: &[u64]) -> Self {
        let mut sieve = Self {
            words: vec![0; (numbers.len() / 8).next_power_of_two()],
        };
        for number in numbers {
            let (word, bits) = sieve.place(*number);
            sieve.words[word] |= bits;
        }
        sieve
    }

    fn place(&self, number: u64) -> (usize, u64) {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (
            (mixed >> 20) as usize & (self.words.len() - 1),
            1 << (mixed >> 58) | 1 << (mixed >> 52 & 63),
        )
    }

    fn may_hold(&self, number: u64) -> bool {
        let (word, bits) = self.place(number);
        self.words.get(word).is_some_and(|held| held & bits == bits)
    }
}

/// The size of the group of equal keys that each person's row lies in; 0 without a row.
fn sizes<T, K: PartialEq>(
    n_people: usize,
    rows: &[T],
    key: impl Fn(&T) -> K,
    person: impl Fn(&T) -> PersonId,
) -> Vec<u32> {
    let mut sizes = vec![0; n_people];
    for group in rows.chunk_by(|a, b| key(a) == key(b)) {
        for row in group {
            sizes[person(row) as usize] = group.len() as u32;
        }
    }
    sizes
}

/// The rows that are equal. Few are: their end is looked for nearby, in growing steps.
fn range<T>(rows: &[T], order: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let rest = &rows[rows.partition_point(|row| order(row).is_lt())..];
    let mut reach = 1;
    while rest.get(reach - 1).is_some_and(|row| order(row).is_eq()) {
        reach *= 2;
    }
    let near = &rest[..reach.min(rest.len())];
    &near[..near.partition_point(|row| order(row).is_eq())]
}

/// People normalised by one thread at a time.
const PART: usize = 16_384;

/// The names of a part of the people.
struct Part {
    name_key: Vec<u64>,
    letters: Vec<u64>,
    words: FxHashMap<u64, u32>,
}

impl Part {
    fn of(people: &People, range: std::ops::Range<usize>) -> Self {
        let mut part = Self {
            name_key: Vec::with_capacity(range.len()),
            letters: Vec::with_capacity(range.len()),
            words: FxHashMap::default(),
        };
        for person in range {
            let name = PersonName::parse(people.name.get(person));
            part.name_key.push(hash(name.key()));
            part.letters.push(letter_pairs(name.key()));
            for word in name.word_keys() {
                *part.words.entry(hash(word)).or_default() += 1;
            }
        }
        part
    }
}

/// A stable hash of a key; 0 for the empty one.
pub(super) fn hash(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A bit for each pair of neighbouring letters, folded into 64.
pub(super) fn letter_pairs(key: &str) -> u64 {
    key.as_bytes()
        .windows(2)
        .map(|pair| {
            (u64::from(pair[0]) * 31 + u64::from(pair[1])).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58
        })
        .fold(0, |bits, bit| bits | 1 << bit)
}
