//! Counts that pages show at once, made when a run is loaded.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::people::People;
use super::records::{Lines, Members};

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
    pub(crate) disputed: i64,
}

impl BillSum {
    pub(crate) fn undisputed(self) -> i64 {
        self.billed - self.disputed
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.billed += other.billed;
        self.disputed += other.disputed;
    }
}

/// By month and finding.
pub(crate) type Bill = BTreeMap<(String, String), BillSum>;

/// By month, finding and region: keys of the columns.
pub(crate) type BillParts = Vec<((u16, u16, u16), BillSum)>;

pub(super) fn bill_parts(lines: &Lines) -> BillParts {
    let mut sums: FxHashMap<(u16, u16, u16), BillSum> = FxHashMap::default();
    for row in 0..lines.len() {
        let key = (
            lines.month.key(row),
            lines.finding.key(row),
            lines.region.key(row),
        );
        sums.entry(key).or_default().add(BillSum {
            lines: 1,
            billed: i64::from(lines.billed[row]),
            disputed: i64::from(lines.disputed[row]),
        });
    }
    let mut sums: BillParts = sums.into_iter().collect();
    sums.sort_by_key(|(key, _)| *key);
    sums
}

pub(super) fn bill(lines: &Lines, parts: &BillParts) -> Bill {
    let mut sums = Bill::new();
    for ((month, finding, _), sum) in parts {
        let month = lines.month.text(*month).to_owned();
        let finding = lines.finding.text(*finding).to_owned();
        sums.entry((month, finding)).or_default().add(*sum);
    }
    sums
}

/// Sex, age group and figures of one area, counted from its residents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) people: i64,
    pub(crate) registered: i64,
    pub(crate) active: i64,
}

impl Counted {
    pub(crate) fn count(&mut self, registered: bool, active: bool) {
        self.people += 1;
        self.registered += i64::from(registered);
        self.active += i64::from(active);
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.people += other.people;
        self.registered += other.registered;
        self.active += other.active;
    }
}

/// Groups of five years, the last two being 75 and older, and no known age.
pub(crate) const AGES: usize = 17;

/// By age and sex, men first.
pub(crate) type ByAge = [[Counted; 2]; AGES];

/// Residents by age and sex, region by region; the last has those without one.
#[derive(Debug, Default)]
pub(crate) struct Groups(Vec<ByAge>);

impl Groups {
    /// The regions that fit added up, by their keys; `None` is no region.
    pub(crate) fn sum(&self, fits: impl Fn(Option<u16>) -> bool) -> ByAge {
        let mut sum = ByAge::default();
        for (key, group) in self.0.iter().enumerate() {
            let key = (key + 1 < self.0.len()).then_some(key as u16);
            if fits(key) {
                let all = sum.iter_mut().flatten().zip(group.iter().flatten());
                all.for_each(|(sum, part)| sum.add(*part));
            }
        }
        sum
    }
}

/// Counts residents whose sex is known on a day.
pub(super) fn groups(people: &People, on: Option<Date>) -> Groups {
    let n = people.region.values().len();
    let mut groups = vec![ByAge::default(); n + 1];
    for row in 0..people.len() {
        let sex = match people.sex.get(row) {
            "L" => 0,
            "P" => 1,
            _ => continue,
        };
        let age = on.and_then(|on| crate::format::age(people.birth[row], on));
        let age = age.map_or(AGES - 1, |age| {
            usize::try_from(age / 5).unwrap_or(AGES - 1).min(AGES - 2)
        });
        let region = usize::from(people.region.key(row)).min(n);
        groups[region][age][sex].count(people.registered[row], people.active[row]);
    }
    Groups(groups)
}

/// Roll records by standing and segment; `registered` is not counted.
pub(crate) type Standings = BTreeMap<(String, String), Counted>;

pub(super) fn standings(members: &Members) -> Standings {
    let mut counts: FxHashMap<(u16, u16), Counted> = FxHashMap::default();
    for row in 0..members.card.len() {
        let key = (members.standing.key(row), members.segment.key(row));
        counts
            .entry(key)
            .or_default()
            .count(false, members.active[row]);
    }
    counts
        .into_iter()
        .map(|((standing, segment), counted)| {
            let standing = members.standing.text(standing).to_owned();
            let segment = members.segment.text(segment).to_owned();
            ((standing, segment), counted)
        })
        .collect()
}
