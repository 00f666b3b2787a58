//! The household as evidence: a record whose family card the register does not
//! know belongs, most likely, where the others of that card were found.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Doubt;
use crate::people::{People, PersonId};
use crate::resolve::{Evidence, Index};

/// Cards of the roll that the register does not know, and where their members live.
#[derive(Debug, Default)]
pub(super) struct Households {
    today: FxHashMap<u64, u64>,
}

impl Households {
    /// Follows the unknown cards of `doubts` through the records that are settled.
    pub(super) fn of(
        people: &People,
        index: &Index,
        doubts: &[Doubt<'_>],
        settled: &[(Evidence<'_>, PersonId)],
    ) -> Self {
        let unknown: FxHashSet<u64> = doubts
            .iter()
            .map(|doubt| doubt.evidence.kk)
            .filter(|card| *card != 0 && index.on_card(*card).next().is_none())
            .collect();
        let mut seen: Vec<(u64, u64)> = settled
            .iter()
            .map(|(record, person)| (record.kk, people.kk[*person as usize]))
            .filter(|(given, today)| *today != 0 && unknown.contains(given))
            .collect();
        seen.sort_unstable();
        let mut today = FxHashMap::default();
        for members in seen.chunk_by(|a, b| a.0 == b.0) {
            let most = members
                .chunk_by(|a, b| a == b)
                .map(|same| (same.len(), std::cmp::Reverse(same[0].1)))
                .max();
            if let Some((_, std::cmp::Reverse(card))) = most {
                today.insert(members[0].0, card);
            }
        }
        Self { today }
    }

    /// The record's card in the register, and whether the household led there.
    pub(super) fn card_of(&self, record: &Evidence<'_>) -> (u64, bool) {
        match self.today.get(&record.kk) {
            Some(card) => (*card, true),
            None => (record.kk, false),
        }
    }
}
