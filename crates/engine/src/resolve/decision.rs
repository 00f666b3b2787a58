//! What people decided about a record, and which decision holds.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};
use semesta_domain::{Lang, date_from_days};
use serde::{Deserialize, Serialize};

use super::{Evidence, Repair};
use crate::input::{Decisions, Roll};
use crate::people::{People, PersonId};

/// How many decisions were taken, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DecisionReport {
    /// Rows of `keputusan` up to the run's date.
    pub taken: u64,
    /// Decisions that hold for a record of the roll.
    pub held: u64,
    /// Decisions that a later one on the same pair overturned.
    pub overturned: u64,
    /// Cards that were decided to be two residents: the latest decision holds,
    /// of one day none.
    pub contradictory: u64,
    /// Decisions about a NIK that nobody known carries.
    pub unknown_residents: u64,
}

/// What is decided about one record.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    /// Whom it is about, and the row of the decision.
    pub(super) same: Option<(PersonId, u32)>,
    /// Whom it is not about, and the rows of the decisions.
    pub(super) apart: Vec<(PersonId, u32)>,
}

/// The decisions that hold, by row of a roll.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    by_row: FxHashMap<u32, Verdict>,
    pub(super) report: DecisionReport,
}

impl Verdicts {
    /// Finds the decisions that hold on `day` for the records of a roll.
    ///
    /// The latest on a pair of card and resident wins; of one day and delivery
    /// BEDA, for a wrong link harms two people. A card decided to be two
    /// residents is the later one's; of one day it is nobody's by decision.
    pub(super) fn of<'r>(
        people: &People,
        decisions: &Decisions,
        roll: &Roll,
        day: i32,
        repair: &Repair<'_>,
        evidence: impl Fn(usize) -> Evidence<'r>,
    ) -> Self {
        let mut verdicts = Self::default();
        if decisions.is_empty() {
            return verdicts;
        }
        let latest = verdicts.latest(decisions, day);
        let rows = rows_of(roll, decisions, &latest);
        for card in
            latest.chunk_by(|a, b| decisions.card[*a as usize] == decisions.card[*b as usize])
        {
            let same = verdicts.one_same(decisions, card);
            let Some(rows) = rows.get(&decisions.card[card[0] as usize]) else {
                continue;
            };
            for at in card.iter().copied() {
                let holds = !decisions.same[at as usize] || Some(at) == same;
                let known = people.with_nik(decisions.resident[at as usize]);
                verdicts.report.unknown_residents += u64::from(known.is_empty());
                if !holds || known.is_empty() {
                    continue;
                }
                verdicts.report.held += 1;
                for row in meant(decisions, at, roll, rows) {
                    let verdict = verdicts.by_row.entry(row).or_default();
                    if decisions.same[at as usize] {
                        let person = best_of(known.clone(), repair, &evidence(row as usize));
                        verdict.same = Some((person, at));
                    } else {
                        verdict
                            .apart
                            .extend(known.clone().map(|person| (person, at)));
                    }
                }
            }
        }
        verdicts
    }

    /// What is decided about a row.
    pub(super) fn on(&self, row: u32) -> Option<&Verdict> {
        self.by_row.get(&row)
    }

    /// Every row that something is decided about, in order.
    pub(super) fn rows(&self) -> Vec<(u32, &Verdict)> {
        let mut rows: Vec<(u32, &Verdict)> = self
            .by_row
            .iter()
            .map(|(row, verdict)| (*row, verdict))
            .collect();
        rows.sort_unstable_by_key(|row| row.0);
        rows
    }

    /// The latest decision on each pair, by card, resident.
    fn latest(&mut self, decisions: &Decisions, day: i32) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..decisions.len() as u32)
            .filter(|row| decisions.day[*row as usize] <= day)
            .collect();
        self.report.taken = rows.len() as u64;
        let pair = |row: &u32| {
            let at = *row as usize;
            (decisions.card[at], decisions.resident[at])
        };
        rows.sort_unstable_by_key(|row| {
            let at = *row as usize;
            let rank = (
                decisions.day[at],
                decisions.delivered[at],
                !decisions.same[at],
            );
            (pair(row), Reverse(rank), words_key(decisions, at))
        });
        let mut kept: Option<(u64, u64)> = None;
        rows.retain(|row| {
            let first = kept != Some(pair(row));
            kept = Some(pair(row));
            if !first {
                self.report.overturned += 1;
            }
            first
        });
        rows
    }

    /// Of the residents that a card was decided to be, the latest.
    fn one_same(&mut self, decisions: &Decisions, card: &[u32]) -> Option<u32> {
        let rank = |row: &u32| {
            let at = *row as usize;
            (decisions.day[at], decisions.delivered[at])
        };
        let mut same: Vec<u32> = card
            .iter()
            .copied()
            .filter(|row| decisions.same[*row as usize])
            .collect();
        same.sort_by_key(|row| Reverse(rank(row)));
        self.report.contradictory += u64::from(same.len() > 1);
        match same.as_slice() {
            [] => None,
            [first, second, ..] if rank(first) == rank(second) => None,
            [first, ..] => Some(*first),
        }
    }
}

/// What settles which of two equal rows is told.
fn words_key(decisions: &Decisions, at: usize) -> (&str, &str) {
    (decisions.by.get(at), decisions.why.get(at))
}

/// The rows of the roll of every card that was decided on.
fn rows_of(roll: &Roll, decisions: &Decisions, latest: &[u32]) -> FxHashMap<u64, Vec<u32>> {
    let cards: FxHashSet<u64> = latest
        .iter()
        .map(|row| decisions.card[*row as usize])
        .collect();
    let mut rows: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (row, card) in roll.card.iter().enumerate() {
        if cards.contains(card) {
            rows.entry(*card).or_default().push(row as u32);
        }
    }
    rows
}

/// The rows that a decision is about: those with the NIK it names, if it names
/// one that a row of the card shows, else all of the card.
fn meant(decisions: &Decisions, at: u32, roll: &Roll, rows: &[u32]) -> Vec<u32> {
    let named = decisions.nik_given[at as usize];
    let shown: Vec<u32> = rows
        .iter()
        .copied()
        .filter(|row| named.intact().is_some() && roll.nik[*row as usize] == named)
        .collect();
    if shown.is_empty() {
        rows.to_vec()
    } else {
        shown
    }
}

/// Of the people who share a NIK the one whom the record fits best.
fn best_of(
    mut known: std::ops::Range<PersonId>,
    repair: &Repair<'_>,
    record: &Evidence<'_>,
) -> PersonId {
    let first = known.start;
    if known.len() < 2 {
        return first;
    }
    let best = known
        .by_ref()
        .map(|person| (repair.weigh_one(record, person).0, Reverse(person)))
        .max();
    best.map_or(first, |(_, Reverse(person))| person)
}

/// A decision in words: what, when, by whom, why.
pub(super) fn words(decisions: &Decisions, row: u32, lang: Lang) -> String {
    let at = row as usize;
    let mut text = if decisions.same[at] {
        lang.pick("diputuskan SAMA", "decided to be the same")
            .to_owned()
    } else {
        format!(
            "{} {:016}",
            lang.pick("diputuskan BEDA dari", "decided to differ from"),
            decisions.resident[at]
        )
    };
    if let Some(day) = date_from_days(decisions.day[at]) {
        text += &format!(", {day}");
    }
    for (before, part) in [
        (lang.pick("oleh ", "by "), decisions.by.get(at)),
        ("", decisions.why.get(at)),
    ] {
        if !part.is_empty() {
            text += &format!(", {before}{part}");
        }
    }
    text
}
