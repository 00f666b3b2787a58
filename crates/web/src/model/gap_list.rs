//! The residents without an active membership, as work lists show them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::people::People;
use super::records::Routes;

/// By village, then family card; those whose village nobody knows come last.
#[derive(Debug, Default)]
pub(crate) struct GapList {
    /// Rows of the residents.
    pub(crate) row: Vec<u32>,
    pub(crate) region: Vec<u16>,
    pub(crate) route: Vec<u16>,
    pub(crate) reason: Vec<u16>,
    pub(crate) segment: Vec<u16>,
    pub(crate) registered: Vec<bool>,
    /// A number of the family, 0 where no card is known.
    family: Vec<u32>,
    n_families: usize,
    /// What the proposed payer would cost the city. **Units:** rupiah a month.
    cost: Vec<i32>,
}

/// Sums over a part of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct GapSum {
    pub(crate) people: i64,
    pub(crate) families: i64,
    /// **Units:** rupiah a month.
    pub(crate) cost: i64,
}

impl GapList {
    pub(super) fn of(people: &People, routes: &Routes) -> Self {
        let ranks = people.region.ranks();
        let mut row: Vec<u32> = (0..people.len())
            .filter(|row| !people.active[*row])
            .map(|row| row as u32)
            .collect();
        row.par_sort_unstable_by_key(|row| {
            let at = *row as usize;
            let key = people.region.key(at);
            let rank = ranks.get(usize::from(key)).copied();
            (rank.unwrap_or(u32::MAX), people.kk[at], *row)
        });
        let mut families: FxHashMap<u64, u32> = FxHashMap::default();
        let family = row
            .iter()
            .map(|row| match people.kk[*row as usize] {
                0 => 0,
                kk => {
                    let next = families.len() as u32 + 1;
                    *families.entry(kk).or_insert(next)
                }
            })
            .collect();
        let keys = |column: &super::columns::Coded| -> Vec<u16> {
            row.iter().map(|row| column.key(*row as usize)).collect()
        };
        let cost = |row: &u32| {
            let first = routes.of(people.nik[*row as usize]).next();
            first.map_or(0, |first| routes.city[first])
        };
        Self {
            region: keys(&people.region),
            route: keys(&people.route),
            reason: keys(&people.gap),
            segment: keys(&people.segment),
            registered: row
                .iter()
                .map(|row| people.registered[*row as usize])
                .collect(),
            family,
            n_families: families.len(),
            cost: row.par_iter().map(cost).collect(),
            row,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.row.len()
    }

    /// What somebody's proposed payer would cost the city. **Units:** rupiah a month.
    pub(crate) fn cost(&self, place: usize) -> i64 {
        i64::from(self.cost[place])
    }

    /// Sums over places in the list.
    pub(crate) fn sum(&self, places: &[u32]) -> GapSum {
        let mut seen = vec![0_u64; self.n_families / 64 + 1];
        let mut cost = 0;
        for place in places {
            let place = *place as usize;
            cost += i64::from(self.cost[place]);
            let family = self.family[place] as usize;
            seen[family / 64] |= 1 << (family % 64);
        }
        // Who has no card is no family.
        seen[0] &= !1;
        GapSum {
            people: places.len() as i64,
            families: seen.iter().map(|word| i64::from(word.count_ones())).sum(),
            cost,
        }
    }
}
