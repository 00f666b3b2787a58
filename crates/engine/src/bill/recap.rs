//! Bills that carry only head counts and amounts, audited as far as they can be.
//!
//! Such a bill names nobody. Its price is checked against the law of the month,
//! and its heads against the people whom the month's roll shows as paid for by
//! the city: their lines are supposed at the amounts due and audited like any
//! other, so that every head beyond those without a finding is not supported.

use std::collections::{BTreeMap, BTreeSet};

use semesta_domain::{Finding, Month, Payer, Segment, days};
use semesta_evidence::DataFolder;
use semesta_law::{Component, ContributionRates, Law, LawError, Registrar};

use super::{BillAudit, RollOfMonth, supposed_bills};
use crate::compute::Outcome;
use crate::funding::HeadCount;
use crate::input::{Inputs, NO_DATE};
use crate::liability::{Liability, contributors};
use crate::run::{RunError, RunFolder, question, reopen_with};

/// Month, segment and class of a bill's rows.
pub type RecapKey = (Month, Segment, Option<u8>);

/// What the rows of a month, segment and class charge, and what bears them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recap {
    /// Which rows.
    pub key: RecapKey,
    /// People charged.
    pub heads: i64,
    /// Rupiah.
    pub billed: i64,
    /// What could be checked; nothing where the city has no price for the segment.
    pub checked: Option<Checked>,
}

/// A head count against the law and the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The city's share for one person, rupiah.
    pub price: i64,
    /// People of the roll without a finding.
    pub supported: i64,
    /// Of people registered by the local government, those whom the roll shows as
    /// active and paid for by the city, by finding.
    pub roll: Option<BTreeMap<Finding, i64>>,
    /// How many of them the approved list names, if there is one.
    pub approved: Option<i64>,
}

impl Recap {
    /// What the bill charges beyond those whom the roll bears out, rupiah, signed.
    #[must_use]
    pub fn disputed(&self) -> i64 {
        let checked = self.checked.as_ref();
        checked.map_or(0, |checked| self.billed - checked.supported * checked.price)
    }
}

/// Every month, segment and class that was billed by head count.
#[derive(Debug, Default)]
pub struct RecapAudit {
    /// By month, segment and class.
    pub rows: Vec<Recap>,
    /// Months without a roll of their own: the newest roll's periods decide.
    pub by_period: Vec<Month>,
}

impl RecapAudit {
    /// Audits head counts of a run.
    ///
    /// **Law:** the tariff in force on the 1st of each month.
    ///
    /// # Errors
    /// If the run cannot be read, a month lies before JKN, or a parameter is missing.
    pub fn of(
        folder: &DataFolder,
        run: &RunFolder,
        law: &Law,
        rows: &[HeadCount],
    ) -> Result<Self, RunError> {
        let billed = sums(rows);
        if billed.is_empty() {
            return Ok(Self::default());
        }
        let months: BTreeSet<Month> = billed.keys().map(|(month, ..)| *month).collect();
        let months: Vec<Month> = months.into_iter().collect();
        let auditor = Auditor::new(folder, run, law, &months)?;
        let recaps = billed.into_iter().map(|(key, (heads, billed))| {
            Ok(Recap {
                key,
                heads,
                billed,
                checked: auditor.checked(key)?,
            })
        });
        let rolls = auditor.rolls.iter().zip(&months);
        let by_period = rolls.filter(|(roll, _)| **roll == RollOfMonth::ByPeriod);
        Ok(Self {
            rows: recaps.collect::<Result<_, LawError>>()?,
            by_period: by_period.map(|(_, month)| *month).collect(),
        })
    }
}

/// Heads and rupiah by month, segment and class.
fn sums(rows: &[HeadCount]) -> BTreeMap<RecapKey, (i64, i64)> {
    let mut sums: BTreeMap<RecapKey, (i64, i64)> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(row.key()).or_default();
        sum.0 += row.heads;
        sum.1 += row.amount;
    }
    sums
}

struct Auditor<'a> {
    law: &'a Law,
    inputs: Inputs,
    outcome: Outcome,
    /// By month.
    rolls: Vec<RollOfMonth>,
    by_finding: BTreeMap<Month, BTreeMap<Finding, i64>>,
}

impl<'a> Auditor<'a> {
    /// Supposes the lines of every billed month and audits them.
    fn new(
        folder: &DataFolder,
        run: &RunFolder,
        law: &'a Law,
        months: &[Month],
    ) -> Result<Self, RunError> {
        let assistance = question(run, &run.manifest()?)?.local_assistance;
        let mut supposed = Ok(Vec::new());
        let (inputs, outcome) = reopen_with(folder, run, |inputs| {
            supposed = supposed_bills(inputs, months, law, assistance).map(|(bills, rolls)| {
                inputs.bills = bills;
                rolls
            });
        })?;
        let rolls = supposed?;
        let audit = BillAudit::of(&inputs, &outcome, law)?;
        let mut by_finding: BTreeMap<Month, BTreeMap<Finding, i64>> = BTreeMap::new();
        for line in &audit.lines {
            let month = inputs.bills.month[line.row as usize];
            let of_month = by_finding.entry(month).or_default();
            *of_month.entry(line.finding).or_default() += 1;
        }
        Ok(Self {
            law,
            inputs,
            outcome,
            rolls,
            by_finding,
        })
    }

    fn checked(&self, (month, segment, class): RecapKey) -> Result<Option<Checked>, LawError> {
        let assistance = self.outcome.question.local_assistance;
        let rates = ContributionRates::of(self.law, month)?;
        Ok(match segment {
            Segment::PbpuPemda => {
                let roll = self.by_finding.get(&month).cloned().unwrap_or_default();
                Some(Checked {
                    price: rates.pemda_due(Registrar::City, assistance).city().0,
                    supported: roll.get(&Finding::Ok).copied().unwrap_or(0),
                    roll: Some(roll),
                    approved: self.approved(month),
                })
            }
            // The assistance to self-payers of class III is the city's, too.
            Segment::Pbpu | Segment::Bp if class.is_none_or(|class| class == 3) => {
                let due = rates.mandiri_due(semesta_law::Class::III, assistance);
                Some(Checked {
                    price: due[Component::CityAssistance].0,
                    supported: self.assisted(month, segment)?,
                    roll: None,
                    approved: None,
                })
            }
            _ => None,
        })
    }

    /// How many people the approved list names for the city in a month.
    fn approved(&self, month: Month) -> Option<i64> {
        let list = &self.inputs.approved;
        let (first, last) = (days(month.first_day()), days(month.last_day()));
        let mut people = BTreeSet::new();
        let mut unknown = 0;
        for (row, person) in self.outcome.lists.approved.iter().enumerate() {
            let begun = list.start[row] == NO_DATE || list.start[row] <= last;
            let lasts = list.end[row] == NO_DATE || list.end[row] >= first;
            let by_city = matches!(Payer::parse(list.payer.get(row)), None | Some(Payer::City));
            if begun && lasts && by_city {
                match person {
                    Some(person) => drop(people.insert(*person)),
                    None => unknown += 1,
                }
            }
        }
        (!list.nik.is_empty()).then_some(people.len() as i64 + unknown)
    }

    /// Active self-payers of class III who live in the city.
    fn assisted(&self, month: Month, segment: Segment) -> Result<i64, LawError> {
        let contributors = contributors(&self.inputs, &self.outcome, month);
        let question = &self.outcome.question;
        let liability = Liability::of(&contributors, question, self.law, month)?;
        let assisted = liability.dues.iter().filter(|due| {
            due.of.segment == segment
                && due.each.is_ok_and(|each| {
                    each[Component::CityAssistance].0 + each[Component::ProvinceAssistance].0 > 0
                })
        });
        Ok(assisted.map(|due| due.of.people).sum())
    }
}
