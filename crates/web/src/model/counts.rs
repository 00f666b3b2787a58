//! Counts that pages show at once, made when a run is loaded.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::people::People;
use super::records::Lines;

/// Residents without an active membership.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Without any membership.
    pub(crate) uncovered: i64,
    /// With one that is not active.
    pub(crate) inactive: i64,
}

impl Gap {
    pub(crate) fn total(self) -> i64 {
        self.uncovered + self.inactive
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.uncovered += other.uncovered;
        self.inactive += other.inactive;
    }
}

/// By region, gap reason and route: keys of the columns.
pub(crate) type Gaps = Vec<((u16, u16, u16), Gap)>;

pub(super) fn gaps(people: &People) -> Gaps {
    let mut counts: FxHashMap<(u16, u16, u16), Gap> = FxHashMap::default();
    for row in (0..people.len()).filter(|row| !people.active[*row]) {
        let key = (
            people.region.key(row),
            people.gap.key(row),
            people.route.key(row),
        );
        let gap = counts.entry(key).or_default();
        if people.registered[row] {
            gap.inactive += 1;
        } else {
            gap.uncovered += 1;
        }
    }
    let mut counts: Gaps = counts.into_iter().collect();
    counts.sort_by_key(|(key, _)| *key);
    counts
}

/// Sums over billed lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BillSum {
    pub(crate) lines: i64,
    pub(crate) billed: i64,
    pub(crate) expected: i64,
    pub(crate) disputed: i64,
}

impl BillSum {
    pub(crate) fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.billed += other.billed;
        self.expected += other.expected;
        self.disputed += other.disputed;
    }
}

/// By month and finding.
pub(crate) type Bill = BTreeMap<(String, String), BillSum>;

pub(super) fn bill(lines: &Lines) -> Bill {
    let mut sums: FxHashMap<(u16, u16), BillSum> = FxHashMap::default();
    for row in 0..lines.len() {
        let key = (lines.month.key(row), lines.finding.key(row));
        sums.entry(key).or_default().add(BillSum {
            lines: 1,
            billed: i64::from(lines.billed[row]),
            expected: i64::from(lines.expected[row]),
            disputed: i64::from(lines.disputed[row]),
        });
    }
    sums.into_iter()
        .map(|((month, finding), sum)| {
            let month = lines.month.text(month).to_owned();
            ((month, lines.finding.text(finding).to_owned()), sum)
        })
        .collect()
}

/// Sex, age group and figures of one area, counted from its residents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) people: i64,
    pub(crate) registered: i64,
    pub(crate) active: i64,
}

impl Counted {
    pub(crate) fn add(&mut self, registered: bool, active: bool) {
        self.people += 1;
        self.registered += i64::from(registered);
        self.active += i64::from(active);
    }
}
