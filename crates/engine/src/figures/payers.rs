//! Indicators by who pays the contribution (penanggung).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use semesta_domain::{Payer, Ratio, Segment};

use super::indicators::{Basis, Counts, Indicator};
use crate::compute::Outcome;
use crate::input::Roll;
use crate::membership::payer_of;

/// Whose members are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayerGroup {
    /// One payer's.
    Of(Payer),
    /// Those whom a government pays for: city, province or centre.
    Subsidised,
    /// Everybody's.
    All,
}

impl PayerGroup {
    /// The payer's code, `subsidised` or `all`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Of(payer) => payer.code(),
            Self::Subsidised => "subsidised",
            Self::All => "all",
        }
    }
}

/// One figure of a payer. **Shape:** one row a payer × segment × indicator × basis, for the city.
#[derive(Debug, Clone)]
pub struct PayerRow {
    /// Who pays.
    pub payer: PayerGroup,
    /// Which segment; none for all.
    pub segment: Option<Segment>,
    /// What.
    pub indicator: Indicator,
    /// How counted.
    pub basis: Basis,
    /// The exact ratio.
    pub ratio: Ratio,
}

/// Counts by segment, on each basis.
type BySegment = [[Counts; Segment::ALL.len()]; 2];

/// Counts every indicator by payer: official by roll record, verified by resident.
///
/// A payer and segment without any record has no row.
#[must_use]
pub fn payers(outcome: &Outcome, roll: &Roll) -> Vec<PayerRow> {
    let populations = Basis::ALL.map(|basis| outcome.population(basis));
    let mut rows = Vec::new();
    for (payer, counts) in grouped(outcome, roll) {
        let segments = std::iter::once(None).chain(Segment::ALL.iter().copied().map(Some));
        for segment in segments {
            let of = |basis: usize| total(&counts[basis], segment);
            if segment.is_some() && [0, 1].into_iter().all(|basis| of(basis).registered == 0) {
                continue;
            }
            for (at, basis) in Basis::ALL.into_iter().enumerate() {
                for indicator in Indicator::ALL {
                    rows.push(PayerRow {
                        payer: payer.clone(),
                        segment,
                        indicator,
                        basis,
                        ratio: indicator.ratio(populations[at], of(at)),
                    });
                }
            }
        }
    }
    rows
}

fn total(counts: &[Counts], segment: Option<Segment>) -> Counts {
    let wanted = counts
        .iter()
        .enumerate()
        .filter(|(at, _)| segment.is_none_or(|segment| usize::from(segment.precedence()) == *at));
    wanted.fold(Counts::default(), |mut sum, (_, counts)| {
        sum.join(*counts);
        sum
    })
}

/// The counts of each payer, of the subsidised and of all.
fn grouped(outcome: &Outcome, roll: &Roll) -> BTreeMap<PayerGroup, BySegment> {
    let mut groups: BTreeMap<PayerGroup, BySegment> = BTreeMap::new();
    groups.entry(PayerGroup::All).or_default();
    groups.entry(PayerGroup::Subsidised).or_default();
    for ((label, segment), counts) in as_delivered(outcome, roll) {
        let payer = payer_of(roll.payer.value(label), segment);
        let subsidised = matches!(payer, Payer::City | Payer::Province | Payer::Centre);
        let mut of = vec![PayerGroup::All, PayerGroup::Of(payer)];
        if subsidised {
            of.push(PayerGroup::Subsidised);
        }
        for group in of {
            let sums = groups.entry(group).or_default();
            for (sums, counts) in sums.iter_mut().zip(counts) {
                sums[usize::from(segment.precedence())].join(counts);
            }
        }
    }
    groups
}

/// Counts on each basis by the payer's cell and the segment.
fn as_delivered(outcome: &Outcome, roll: &Roll) -> FxHashMap<(u32, Segment), [Counts; 2]> {
    let mut counts: FxHashMap<(u32, Segment), [Counts; 2]> = FxHashMap::default();
    let key = |row: usize| (roll.payer.code(row), roll.segment[row]);
    for (row, member) in outcome.members.iter().enumerate() {
        counts.entry(key(row)).or_default()[0].add(member.active);
    }
    for (row, is_resident) in outcome.counting.iter().zip(&outcome.is_resident) {
        if let Some(row) = row.filter(|_| *is_resident) {
            let row = row as usize;
            counts.entry(key(row)).or_default()[1].add(outcome.members[row].active);
        }
    }
    counts
}
