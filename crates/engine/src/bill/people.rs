//! Whom the lines of the bills are about.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semesta_domain::{Month, Standing, days};

use crate::area::{Areas, Place};
use crate::compute::{Member, Question};
use crate::input::{Inputs, OlderRoll, Roll};
use crate::people::{People, PersonId};
use crate::resolve::{self, Evidence, Reason, Repair, Settled};
use crate::standing::standing;

/// Where a billed card is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// A row of the newest roll.
    Newest(u32),
    /// A row of an older roll's records that are gone.
    Gone {
        /// Which older roll.
        roll: u16,
        /// Row of its `gone`.
        row: u32,
    },
    /// In neither; the line's own NIK and name were tried.
    Nowhere,
}

/// Whom a line is about.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// Where its card was found.
    pub record: Record,
    /// The person, if anyone fits.
    pub person: Option<PersonId>,
    /// What the record is where nobody fits.
    pub unknown: Standing,
    /// What agreed and what did not.
    pub reason: Reason,
}

/// The people behind the bills and the older rolls.
#[derive(Debug, Default)]
pub struct BilledPeople {
    /// **Shape:** one entry a line.
    pub lines: Vec<Identity>,
    /// **Shape:** one list an older roll, one entry a row of it.
    pub older: Vec<Vec<Option<PersonId>>>,
    /// **Shape:** one entry a card that the newest roll no longer shows, by card.
    pub gone: Vec<GoneRecord>,
}

/// A record as the last roll that showed its card has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoneRecord {
    /// Which older roll.
    pub roll: u16,
    /// Row of its `gone`.
    pub row: u32,
    /// The person, if anyone fits.
    pub person: Option<PersonId>,
    /// The month of the next roll, which shows the card no more: from then on it
    /// is no membership, whatever its period says.
    pub until: Month,
}

/// Finds the people: through the card in the newest roll, else in the roll of
/// the line's month, else in the last roll that shows it, else by the line's own
/// NIK and name (DOMAIN §13).
pub(crate) fn identify(
    inputs: &Inputs,
    question: Question,
    people: &People,
    areas: &Areas,
    members: &[Member],
    repair: &Repair<'_>,
) -> BilledPeople {
    let bills = &inputs.bills;
    if bills.card.is_empty() && inputs.older_rolls.is_empty() {
        return BilledPeople::default();
    }
    let finder = Finder {
        question,
        people,
        areas,
        members,
    };
    let cards = cards(&inputs.roll, members);
    let gone: Vec<Vec<Settled>> = inputs
        .older_rolls
        .par_iter()
        .map(|older| finder.settle_gone(&older.gone, repair))
        .collect();
    let gone_cards: Vec<(Option<Month>, FxHashMap<u64, u32>)> = inputs
        .older_rolls
        .iter()
        .map(|older| (older.month, gone_cards(&older.gone)))
        .collect();
    let last_shown = last_shown(&gone_cards);
    let lines = (0..bills.card.len())
        .into_par_iter()
        .map(|line| {
            if let Some(row) = cards.get(&bills.card[line]) {
                return finder.of_member(*row);
            }
            let card = bills.card[line];
            let of_month = gone_cards
                .iter()
                .position(|(month, _)| *month == Some(bills.month[line]))
                .and_then(|at| Some((at, *gone_cards[at].1.get(&card)?)));
            if let Some((roll, row)) = of_month.or_else(|| last_shown.get(&card).copied()) {
                let given = &inputs.older_rolls[roll].gone;
                let record = Record::Gone {
                    roll: roll as u16,
                    row,
                };
                let place = areas.place(given.region[row as usize]);
                return finder.of_settled(
                    record,
                    given.nik[row as usize],
                    place,
                    gone[roll][row as usize],
                );
            }
            let evidence = Evidence::listed(bills.nik[line], bills.name.get(line), 0);
            let settled = resolve::settle(people, &evidence, repair);
            finder.of_settled(Record::Nowhere, bills.nik[line], Place::Unknown, settled)
        })
        .collect();
    let older = inputs
        .older_rolls
        .par_iter()
        .zip(&gone)
        .map(|(older, gone)| older_people(older, &cards, members, gone))
        .collect();
    let gone = gone_records(inputs, &last_shown, &gone);
    BilledPeople { lines, older, gone }
}

/// By card, the last roll that shows it and the row of its `gone`.
fn last_shown(gone_cards: &[(Option<Month>, FxHashMap<u64, u32>)]) -> FxHashMap<u64, (usize, u32)> {
    let rolls = gone_cards.iter().enumerate();
    rolls
        .flat_map(|(roll, (_, cards))| cards.iter().map(move |(card, row)| (*card, (roll, *row))))
        .collect()
}

fn gone_records(
    inputs: &Inputs,
    last_shown: &FxHashMap<u64, (usize, u32)>,
    settled: &[Vec<Settled>],
) -> Vec<GoneRecord> {
    let mut cards: Vec<(u64, (usize, u32))> = last_shown
        .iter()
        .map(|(card, shown)| (*card, *shown))
        .collect();
    cards.sort_unstable();
    let records = cards.into_iter().filter_map(|(_, (roll, row))| {
        let person = settled[roll][row as usize].person;
        let roll = u16::try_from(roll).ok()?;
        Some(GoneRecord {
            roll,
            row,
            person,
            until: inputs.month_after(roll)?,
        })
    });
    records.collect()
}

struct Finder<'a> {
    question: Question,
    people: &'a People,
    areas: &'a Areas,
    members: &'a [Member],
}

impl Finder<'_> {
    fn of_member(&self, row: u32) -> Identity {
        let member = &self.members[row as usize];
        Identity {
            record: Record::Newest(row),
            person: member.settled.person,
            unknown: member.standing,
            reason: member.settled.reason,
        }
    }

    fn of_settled(
        &self,
        record: Record,
        nik: semesta_domain::NikCell,
        place: Place,
        settled: Settled,
    ) -> Identity {
        let on = days(self.question.as_of);
        Identity {
            record,
            person: settled.person,
            unknown: standing(self.people, self.areas, nik, place, &settled, false, on),
            reason: settled.reason,
        }
    }

    fn settle_gone(&self, gone: &Roll, repair: &Repair<'_>) -> Vec<Settled> {
        (0..gone.card.len())
            .into_par_iter()
            .map(|row| {
                let evidence = Evidence {
                    nik: gone.nik[row],
                    nik_given: gone.nik_given.get(row),
                    name: gone.name.get(row),
                    birth: gone.birth[row],
                    sex: gone.sex[row],
                    kk: gone.kk[row],
                    place: self.areas.place(gone.region[row]),
                };
                resolve::settle(self.people, &evidence, repair)
            })
            .collect()
    }
}

/// The row of each card; of several rows of one card the one that counts, else by content.
fn cards(roll: &Roll, members: &[Member]) -> FxHashMap<u64, u32> {
    let mut cards: FxHashMap<u64, u32> =
        FxHashMap::with_capacity_and_hasher(roll.card.len(), rustc_hash::FxBuildHasher);
    let rank = |row: u32| {
        let at = row as usize;
        (
            members[at].standing,
            !members[at].active,
            roll.segment[at],
            std::cmp::Reverse(roll.tmt[at]),
            members[at].settled.person,
            roll.origin[at],
        )
    };
    for (row, card) in roll.card.iter().enumerate() {
        let row = row as u32;
        let known = cards.entry(*card).or_insert(row);
        if *known != row && rank(row) < rank(*known) {
            *known = row;
        }
    }
    cards
}

fn gone_cards(gone: &Roll) -> FxHashMap<u64, u32> {
    let mut cards = FxHashMap::default();
    for (row, card) in gone.card.iter().enumerate() {
        let known = cards.entry(*card).or_insert(row as u32);
        let rank = |row: u32| (gone.status[row as usize], gone.origin[row as usize]);
        if rank(row as u32) < rank(*known) {
            *known = row as u32;
        }
    }
    cards
}

fn older_people(
    older: &OlderRoll,
    cards: &FxHashMap<u64, u32>,
    members: &[Member],
    gone: &[Settled],
) -> Vec<Option<PersonId>> {
    older
        .card
        .iter()
        .zip(&older.gone_row)
        .map(|(card, gone_row)| match gone.get(*gone_row as usize) {
            Some(settled) => settled.person,
            None => cards
                .get(card)
                .and_then(|row| members[*row as usize].settled.person),
        })
        .collect()
}
