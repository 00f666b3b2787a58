//! Whom the records in doubt might be about, wider than repair looks: a slip in
//! the name and another in the birth date, or one of them wholly wrong.

use rayon::prelude::*;
use semesta_domain::date_from_days;

use super::Doubt;
use super::household::Households;
use crate::input::NO_DATE;
use crate::people::{People, PersonId};
use crate::resolve::candidates::{self, mistyped};
use crate::resolve::evidence::Probe;
use crate::resolve::index::{Index, letter_pairs};

/// Namesakes looked at whatever their birth date.
const NAMESAKES: usize = 30;

/// Marks everybody in reach. **Shape:** one flag a person.
pub(super) fn people_in_reach(
    people: &People,
    index: &Index,
    doubts: &[Doubt<'_>],
    households: &Households,
) -> Vec<bool> {
    let found: Vec<Vec<PersonId>> = doubts
        .par_chunks(256)
        .map(|doubts| {
            let mut found = Vec::new();
            for doubt in doubts {
                let probe = Probe::new(&doubt.evidence);
                found.extend(candidates::find(people, index, &probe));
                found.extend(index.on_card(households.card_of(&doubt.evidence).0));
                by_birth_and_letters(index, &probe, &mut found);
            }
            found.sort_unstable();
            found.dedup();
            found
        })
        .collect();
    let mut reach = vec![false; people.len()];
    for person in found.into_iter().flatten() {
        reach[person as usize] = true;
    }
    reach
}

/// People born that day, or on a mistyped form of it, whose names share most letters.
fn by_birth_and_letters(index: &Index, probe: &Probe<'_>, found: &mut Vec<PersonId>) {
    let key = probe.name.as_ref().map_or("", |name| name.key());
    if key.is_empty() {
        return;
    }
    let pairs = letter_pairs(key);
    let namesakes = index.named(probe.name_key);
    if namesakes.len() <= NAMESAKES {
        found.extend(namesakes.iter().map(|row| row.2));
    }
    let Some(born) = date_from_days(probe.record.birth).filter(|_| probe.record.birth != NO_DATE)
    else {
        return;
    };
    for date in mistyped(born) {
        let there = index.born_on(semesta_domain::days(date));
        let alike = there.filter(|(_, letters)| much_alike(pairs, *letters));
        found.extend(alike.map(|(id, _)| id));
    }
}

/// Four in five of the pairs of letters of the fewer are the other's too.
fn much_alike(a: u64, b: u64) -> bool {
    let fewer = a.count_ones().min(b.count_ones());
    (a & b).count_ones() * 5 >= fewer * 4
}
