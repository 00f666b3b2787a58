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
/// Beyond so many people a slip in the name beside one in the birth date is not
/// looked for: too many strangers come as near.
const MOST_FOR_TWO_SLIPS: usize = 400_000;

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
                candidates::by_nik(people, index, &probe, &mut found);
                let card = households.card_of(&doubt.evidence).0;
                if card != 0 {
                    found.extend(index.on_card(card));
                }
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
    candidates::by_name(index, probe, &[probe.record.birth], found);
    let same_day = index.born_on(probe.record.birth);
    let alike = same_day.filter(|(_, letters)| share(pairs, *letters, 3));
    found.extend(alike.map(|(id, _)| id));
    if index.birth.len() > MOST_FOR_TWO_SLIPS {
        return;
    }
    for date in mistyped(born) {
        let there = index.born_on(semesta_domain::days(date));
        let alike = there.filter(|(_, letters)| share(pairs, *letters, 4));
        found.extend(alike.map(|(id, _)| id));
    }
}

/// Whether so many in five of the pairs of letters of the fewer are the other's too.
fn share(a: u64, b: u64, in_five: u32) -> bool {
    let fewer = a.count_ones().min(b.count_ones());
    (a & b).count_ones() * 5 >= fewer * in_five
}
