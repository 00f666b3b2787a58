//! Two runs beside each other, person by person: who came and went, who became
//! covered or lost it, whose segment, payer or village is another.
//!
//! Everybody of either run is in exactly one class, and each count of the later run
//! is that of the earlier one plus and minus what the comparison says.

mod read;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semesta_domain::Lang;

use crate::run::{RunError, RunFolder};

/// The texts of a comparison; the first is "".
#[derive(Debug, Clone)]
pub struct Words {
    texts: Vec<String>,
    known: FxHashMap<String, u32>,
}

/// A text of [`Words`].
pub type Word = u32;

impl Default for Words {
    fn default() -> Self {
        let mut words = Self {
            texts: Vec::new(),
            known: FxHashMap::default(),
        };
        words.word("");
        words
    }
}

impl Words {
    fn word(&mut self, text: &str) -> Word {
        if let Some(word) = self.known.get(text) {
            return *word;
        }
        let word = self.texts.len() as Word;
        self.texts.push(text.to_owned());
        self.known.insert(text.to_owned(), word);
        word
    }

    /// The text of a word.
    #[must_use]
    pub fn text(&self, word: Word) -> &str {
        self.texts.get(word as usize).map_or("", String::as_str)
    }
}

/// What a run says of a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The village's code without dots.
    pub region: Word,
    /// The segment's code, "" without a membership.
    pub segment: Word,
    /// The payer's code.
    pub payer: Word,
    /// The membership's card, 0 without one.
    pub card: u64,
    /// Whether there is a membership.
    pub registered: bool,
    /// Whether it is active.
    pub active: bool,
}

/// A resident of one run.
#[derive(Clone)]
struct Resident {
    nik: u64,
    birth: i32,
    name: String,
    side: Side,
}

/// A roll record of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Record {
    card: u64,
    nik: u64,
    standing: Word,
}

/// One run, as far as a comparison needs it.
#[derive(Default)]
struct State {
    residents: Vec<Resident>,
    records: Vec<Record>,
}

/// How a resident changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Was no resident before.
    Arrived,
    /// Is no resident any more.
    Left,
    /// Has a membership and had none.
    Covered,
    /// Had a membership and has none.
    Uncovered,
    /// The membership became active.
    Activated,
    /// The membership is no longer active.
    Deactivated,
    /// The segment is another.
    Segment,
    /// The payer is another.
    Payer,
    /// The village is another.
    Moved,
}

impl Change {
    /// Every change; the first that applies is a person's class.
    pub const ALL: [Self; 9] = [
        Self::Arrived,
        Self::Left,
        Self::Covered,
        Self::Uncovered,
        Self::Activated,
        Self::Deactivated,
        Self::Segment,
        Self::Payer,
        Self::Moved,
    ];

    /// The code in files and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Left => "left",
            Self::Covered => "covered",
            Self::Uncovered => "uncovered",
            Self::Activated => "activated",
            Self::Deactivated => "deactivated",
            Self::Segment => "segment",
            Self::Payer => "payer",
            Self::Moved => "moved",
        }
    }

    /// In words.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Arrived => lang.pick("Penduduk baru", "New resident"),
            Self::Left => lang.pick("Bukan penduduk lagi", "No resident any more"),
            Self::Covered => lang.pick("Menjadi terdaftar", "Became registered"),
            Self::Uncovered => lang.pick("Tidak terdaftar lagi", "No longer registered"),
            Self::Activated => lang.pick("Menjadi aktif", "Became active"),
            Self::Deactivated => lang.pick("Tidak aktif lagi", "No longer active"),
            Self::Segment => lang.pick("Pindah segmen", "Another segment"),
            Self::Payer => lang.pick("Ganti penanggung", "Another payer"),
            Self::Moved => lang.pick("Pindah kelurahan", "Another village"),
        }
    }

    fn applies(self, before: Option<Side>, after: Option<Side>) -> bool {
        let (a, b) = match (before, after) {
            (None, Some(_)) => return self == Self::Arrived,
            (Some(_), None) => return self == Self::Left,
            (None, None) => return false,
            (Some(a), Some(b)) => (a, b),
        };
        let stays = a.registered && b.registered;
        match self {
            Self::Arrived | Self::Left => false,
            Self::Covered => !a.registered && b.registered,
            Self::Uncovered => a.registered && !b.registered,
            Self::Activated => !a.active && b.active,
            Self::Deactivated => a.active && !b.active,
            Self::Segment => stays && a.segment != b.segment,
            Self::Payer => stays && a.payer != b.payer,
            Self::Moved => a.region != b.region,
        }
    }
}

/// A person who changed.
#[derive(Clone)]
pub struct Person {
    /// The NIK, 0 where none is known.
    pub nik: u64,
    /// Days since 1970-01-01 of birth.
    pub birth: i32,
    /// The name, as the later run has it where it does.
    pub name: String,
    /// In the earlier run.
    pub before: Option<Side>,
    /// In the later run.
    pub after: Option<Side>,
    /// Of somebody who left: what their record counts as in the later run.
    pub left_as: Word,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Who it is is nobody's business in a log.
        write!(f, "Person {{ {:?} → {:?} }}", self.before, self.after)
    }
}

impl Person {
    /// Whether a change is among theirs.
    #[must_use]
    pub fn has(&self, change: Change) -> bool {
        change.applies(self.before, self.after)
    }

    /// The first change that applies.
    #[must_use]
    pub fn class(&self) -> Option<Change> {
        Change::ALL.into_iter().find(|change| self.has(*change))
    }

    /// Where they live, or lived.
    #[must_use]
    pub fn region(&self) -> Word {
        self.after.or(self.before).map_or(0, |side| side.region)
    }
}

/// From a count of the earlier run to that of the later one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// In the earlier run.
    pub before: i64,
    /// Residents of both runs who came to be counted.
    pub gained: i64,
    /// Residents of both runs who ceased to be.
    pub lost: i64,
    /// New residents who are counted.
    pub arrived: i64,
    /// Those who were counted and are residents no more.
    pub left: i64,
    /// In the later run.
    pub after: i64,
}

impl Flow {
    /// Whether nothing remains.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.before + self.gained - self.lost + self.arrived - self.left == self.after
    }

    fn count(&mut self, before: Option<bool>, after: Option<bool>) {
        match (before, after) {
            (Some(false), Some(true)) => self.gained += 1,
            (Some(true), Some(false)) => self.lost += 1,
            (None, Some(true)) => self.arrived += 1,
            (Some(true), None) => self.left += 1,
            _ => {}
        }
    }
}

/// A record whose standing is another; "" is not in the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordChange {
    /// The card.
    pub card: u64,
    /// Whose it is, 0 for nobody's: in the later run where there is one.
    pub nik: u64,
    /// The standing in the earlier run.
    pub before: Word,
    /// The standing in the later run.
    pub after: Word,
}

/// What two runs say differently.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Its texts.
    pub words: Words,
    /// Residents.
    pub residents: Flow,
    /// Residents with a membership.
    pub registered: Flow,
    /// Residents with an active one.
    pub active: Flow,
    /// Everybody of either run by the first change that applies, none for no change.
    pub classes: BTreeMap<Option<Change>, i64>,
    /// People to whom a change applies, whatever else does.
    pub counts: BTreeMap<Change, i64>,
    /// Everybody of either run by segment before and after; none is no resident.
    pub segments: BTreeMap<(Option<Word>, Option<Word>), i64>,
    /// Roll records by standing before and after; "" is not in the roll.
    pub standings: BTreeMap<(Word, Word), i64>,
    /// Those who changed, by NIK.
    pub people: Vec<Person>,
    /// Records whose standing is another, by card.
    pub records: Vec<RecordChange>,
}

impl Comparison {
    /// Compares two runs.
    ///
    /// # Errors
    /// If a table of theirs cannot be read.
    pub fn of(before: &RunFolder, after: &RunFolder) -> Result<Self, RunError> {
        let mut words = Words::default();
        let a = State::read(before, &mut words)?;
        let b = State::read(after, &mut words)?;
        Ok(compare(a, b, words))
    }

    /// Whether every count of the later run follows from the earlier one.
    #[must_use]
    pub fn closes(&self) -> bool {
        let n_all: i64 = self.classes.values().sum();
        let n_segments: i64 = self.segments.values().sum();
        [self.residents, self.registered, self.active]
            .iter()
            .all(Flow::closes)
            && n_all == self.residents.before + self.residents.arrived
            && n_segments == n_all
    }
}

fn compare(a: State, b: State, words: Words) -> Comparison {
    let mut found = Comparison {
        words,
        ..Comparison::default()
    };
    (found.standings, found.records) = records(&a.records, &b.records);
    // The last record of a card says what became of its holder.
    let later: FxHashMap<u64, Word> = b.records.iter().map(|r| (r.card, r.standing)).collect();
    let count = |people: &[Resident], is: fn(&Side) -> bool| {
        people.iter().filter(|one| is(&one.side)).count() as i64
    };
    for (flow, is) in [
        (&mut found.residents, (|_| true) as fn(&Side) -> bool),
        (&mut found.registered, |side| side.registered),
        (&mut found.active, |side| side.active),
    ] {
        flow.before = count(&a.residents, is);
        flow.after = count(&b.residents, is);
    }
    for (before, after) in pairs(a.residents, b.residents) {
        let sides = [&before, &after].map(|one| one.as_ref().map(|one| one.side));
        let [x, y] = sides;
        found.residents.count(x.map(|_| true), y.map(|_| true));
        found
            .registered
            .count(x.map(|side| side.registered), y.map(|side| side.registered));
        found
            .active
            .count(x.map(|side| side.active), y.map(|side| side.active));
        let segments = (x.map(|side| side.segment), y.map(|side| side.segment));
        *found.segments.entry(segments).or_default() += 1;
        let left_as = match (x, y) {
            (Some(side), None) if side.card != 0 => later.get(&side.card).copied().unwrap_or(0),
            _ => 0,
        };
        let Some(one) = after.or(before) else {
            continue;
        };
        let person = Person {
            nik: one.nik,
            birth: one.birth,
            name: one.name,
            before: x,
            after: y,
            left_as,
        };
        let class = person.class();
        *found.classes.entry(class).or_default() += 1;
        for change in Change::ALL.into_iter().filter(|change| person.has(*change)) {
            *found.counts.entry(change).or_default() += 1;
        }
        if class.is_some() {
            found.people.push(person);
        }
    }
    found
}

type Pair = (Option<Resident>, Option<Resident>);

/// Everybody of either side, by NIK. People of one NIK, or of none, are told apart by
/// birth date and name.
fn pairs(mut a: Vec<Resident>, mut b: Vec<Resident>) -> Vec<Pair> {
    let order = |one: &Resident, other: &Resident| {
        (one.nik, one.birth, &one.name).cmp(&(other.nik, other.birth, &other.name))
    };
    a.par_sort_by(order);
    b.par_sort_by(order);
    let mut found = Vec::with_capacity(b.len() + b.len() / 16);
    let (mut left, mut right) = (a.into_iter().peekable(), b.into_iter().peekable());
    loop {
        let nik = match (left.peek(), right.peek()) {
            (Some(x), Some(y)) => x.nik.min(y.nik),
            (Some(one), None) | (None, Some(one)) => one.nik,
            (None, None) => return found,
        };
        let of_nik = |side: &mut std::iter::Peekable<std::vec::IntoIter<Resident>>| {
            let mut same = Vec::new();
            while let Some(one) = side.next_if(|one| one.nik == nik) {
                same.push(one);
            }
            same
        };
        let (x, y) = (of_nik(&mut left), of_nik(&mut right));
        if nik != 0 && x.len() <= 1 && y.len() <= 1 {
            found.push((x.into_iter().next(), y.into_iter().next()));
        } else {
            told_apart(x, y, &mut found);
        }
    }
}

/// Pairs people of one NIK by birth date and name, then by birth date alone.
fn told_apart(mut a: Vec<Resident>, mut b: Vec<Resident>, found: &mut Vec<Pair>) {
    for exact in [true, false] {
        let key = |one: &Resident| {
            let name = if exact {
                one.name.clone()
            } else {
                String::new()
            };
            (one.birth, name)
        };
        let mut known: FxHashMap<(i32, String), Vec<Resident>> = FxHashMap::default();
        for one in b.drain(..).rev() {
            known.entry(key(&one)).or_default().push(one);
        }
        let mut rest = Vec::new();
        for one in a.drain(..) {
            match known.get_mut(&key(&one)).and_then(Vec::pop) {
                Some(same) => found.push((Some(one), Some(same))),
                None => rest.push(one),
            }
        }
        a = rest;
        b = known.into_values().flatten().collect();
        b.sort_by(|one, other| (one.birth, &one.name).cmp(&(other.birth, &other.name)));
    }
    found.extend(a.into_iter().map(|one| (Some(one), None)));
    found.extend(b.into_iter().map(|one| (None, Some(one))));
}

type Standings = BTreeMap<(Word, Word), i64>;

/// Records of both rolls by card; several of one card are paired in their order.
fn records(a: &[Record], b: &[Record]) -> (Standings, Vec<RecordChange>) {
    let by_card = |records: &[Record]| {
        let mut sorted = records.to_vec();
        sorted.par_sort_by_key(|record| record.card);
        sorted
    };
    let (a, b) = (by_card(a), by_card(b));
    let (mut standings, mut changes) = (Standings::new(), Vec::new());
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    loop {
        let card = match (left.peek(), right.peek()) {
            (Some(x), Some(y)) => x.card.min(y.card),
            (Some(one), None) | (None, Some(one)) => one.card,
            (None, None) => return (standings, changes),
        };
        let x = left.next_if(|record| record.card == card);
        let y = right.next_if(|record| record.card == card);
        let standing = |record: Option<&Record>| record.map_or(0, |record| record.standing);
        let (before, after) = (standing(x), standing(y));
        *standings.entry((before, after)).or_default() += 1;
        if before != after {
            changes.push(RecordChange {
                card,
                nik: y.or(x).map_or(0, |record| record.nik),
                before,
                after,
            });
        }
    }
}

#[cfg(test)]
mod tests;
