//! The findings in their order.

use rustc_hash::FxHashMap;
use semesta_domain::{Finding, Standing, days};

use super::activity::{Activity, Own};
use super::ground::{Fact, Ground};
use super::lists::Lists;
use super::net::{self, Netted, Netting, Unit};
use super::people::{Identity, Record};
use super::{AuditedLine, Terms};
use crate::compute::Outcome;
use crate::input::{Inputs, Origin};
use crate::people::{PersonId, State};

/// Audits one month.
pub(super) struct Auditor<'a> {
    inputs: &'a Inputs,
    outcome: &'a Outcome,
    lists: &'a Lists,
    terms: &'a Terms,
    activity: Activity<'a>,
    /// The last day before the month, or the run's.
    eve: i32,
}

/// A unit's finding.
type Verdict = (Finding, Ground);

impl<'a> Auditor<'a> {
    pub(super) fn new(
        inputs: &'a Inputs,
        outcome: &'a Outcome,
        lists: &'a Lists,
        terms: &'a Terms,
    ) -> Self {
        let first = days(terms.month.first_day());
        Self {
            inputs,
            outcome,
            lists,
            terms,
            activity: Activity::of(inputs, outcome, terms.month),
            eve: (first - 1).min(days(outcome.question.as_of)),
        }
    }

    /// Gives every line of the month its finding, in the order given.
    pub(super) fn audit(&self, rows: &[u32]) -> Vec<AuditedLine> {
        let netted = net::net(&self.inputs.bills, rows, self.terms.due.unwrap_or_default());
        let verdicts = self.verdicts(rows, &netted);
        (0..rows.len())
            .map(|place| self.line(rows, &netted, &verdicts, place))
            .collect()
    }

    fn line(
        &self,
        rows: &[u32],
        netted: &Netted,
        verdicts: &[Verdict],
        place: usize,
    ) -> AuditedLine {
        let row = rows[place];
        let netting = netted.netting[place];
        let expected = self.terms.due.map_or(0, net::city);
        let billed = net::city(net::amounts(&self.inputs.bills, row));
        let (finding, ground) = match netting {
            Netting::Cancelled => (Finding::Ok, Ground::new(Fact::Cancelled)),
            Netting::Alone | Netting::Part => verdicts[netted.unit[place] as usize],
        };
        let disputed = match (finding, netting) {
            (Finding::Ok, _) | (Finding::WrongAmount, Netting::Part) => 0,
            (Finding::WrongAmount, _) => {
                net::city(netted.units[netted.unit[place] as usize].net) - expected
            }
            _ => billed,
        };
        let person = self.outcome.billed.lines[row as usize].person;
        AuditedLine {
            row,
            person,
            expected,
            finding,
            disputed,
            netting,
            ground,
        }
    }

    /// The finding of every unit: first what each is by itself, then which of a
    /// person's is kept, then the rest for those kept.
    fn verdicts(&self, rows: &[u32], netted: &Netted) -> Vec<Verdict> {
        let row_of = |unit: &Unit| rows[unit.leader as usize];
        let mut verdicts: Vec<Option<Verdict>> = netted
            .units
            .iter()
            .map(|unit| self.identity(row_of(unit)))
            .collect();
        let mut kept: FxHashMap<PersonId, u32> = FxHashMap::default();
        for (at, unit) in netted.units.iter().enumerate() {
            let Some(person) = self
                .identity_of(row_of(unit))
                .person
                .filter(|_| verdicts[at].is_none())
            else {
                continue;
            };
            let known = kept.entry(person).or_insert(at as u32);
            let rank = |at: u32| self.rank(row_of(&netted.units[at as usize]), person);
            if rank(at as u32) < rank(*known) {
                *known = at as u32;
            }
        }
        for (at, unit) in netted.units.iter().enumerate() {
            let Some(person) = self
                .identity_of(row_of(unit))
                .person
                .filter(|_| verdicts[at].is_none())
            else {
                continue;
            };
            let keeper = kept[&person];
            verdicts[at] = Some(if keeper == at as u32 {
                self.membership(row_of(unit), person, unit)
            } else {
                let other =
                    self.inputs.bills.origin[row_of(&netted.units[keeper as usize]) as usize];
                (Finding::Duplicate, Ground::new(Fact::KeptLine).at(other))
            });
        }
        // Every unit has a person, or a finding for want of one.
        verdicts
            .into_iter()
            .map(|verdict| {
                verdict.unwrap_or((
                    Finding::NotFound,
                    Ground::new(Fact::NotInRoll(self.activity.basis)),
                ))
            })
            .collect()
    }

    fn identity_of(&self, row: u32) -> &Identity {
        &self.outcome.billed.lines[row as usize]
    }

    /// Of one person's lines: that of the membership that counts, the smallest card, the first row.
    fn rank(&self, row: u32, person: PersonId) -> (bool, u64, Origin) {
        let counts = matches!(
            (self.identity_of(row).record, self.outcome.counting[person as usize]),
            (Record::Newest(record), Some(counting))
                if self.inputs.roll.card[record as usize] == self.inputs.roll.card[counting as usize]
        );
        let at = row as usize;
        (
            !counts,
            self.inputs.bills.card[at],
            self.inputs.bills.origin[at],
        )
    }

    /// What a line is whoever else is billed: gone, or nobody's.
    fn identity(&self, row: u32) -> Option<Verdict> {
        let identity = self.identity_of(row);
        let Some(person) = identity.person else {
            let finding = match identity.unknown {
                Standing::DifferentPerson => Finding::DifferentPerson,
                Standing::NonResident => Finding::NonResident,
                _ => Finding::NotFound,
            };
            return Some((
                finding,
                Ground::new(Fact::Identity(identity.reason)).at(self.record_origin(row)),
            ));
        };
        match self.outcome.people.state_on(person, self.eve) {
            State::Dead => Some((Finding::Deceased, Ground::new(Fact::Death).on(self.eve))),
            State::MovedOut => Some((Finding::MovedOut, Ground::new(Fact::MoveOut).on(self.eve))),
            State::Resident | State::Elsewhere => {
                let now = self
                    .outcome
                    .people
                    .state_on(person, days(self.outcome.question.as_of));
                (now == State::Elsewhere).then(|| {
                    let ground = Ground::new(Fact::LivesElsewhere).at(self.record_origin(row));
                    (Finding::NonResident, ground)
                })
            }
        }
    }

    /// The row that carries the identity: the roll's, else the bill's own.
    fn record_origin(&self, row: u32) -> Origin {
        match self.identity_of(row).record {
            Record::Newest(at) => self.inputs.roll.origin[at as usize],
            Record::Gone { roll, row } => {
                self.inputs.older_rolls[usize::from(roll)].gone.origin[row as usize]
            }
            Record::Nowhere => self.inputs.bills.origin[row as usize],
        }
    }

    /// The findings about a kept line's membership, approval and amount.
    fn membership(&self, row: u32, person: PersonId, unit: &Unit) -> Verdict {
        let (month, basis) = (self.terms.month, self.activity.basis);
        if let Some(other) = self.activity.stronger(person) {
            let ground = Ground::new(Fact::Membership(other.segment, basis)).at(other.origin);
            return (Finding::OtherPayer, ground);
        }
        let card = self.inputs.bills.card[row as usize];
        let record = match self
            .activity
            .own(self.identity_of(row).record, card, person)
        {
            Own::Active(_, origin) => origin,
            Own::Inactive(origin) => {
                return (
                    Finding::Inactive,
                    Ground::new(Fact::NotActive(basis)).at(origin),
                );
            }
            Own::Missing => return (Finding::Inactive, Ground::new(Fact::NotInRoll(basis))),
        };
        let dismissal = self
            .terms
            .lay_off
            .and_then(|rules| self.lists.guarantee(person, month, &rules));
        if let Some(row) = dismissal {
            let ground = Ground::new(Fact::Dismissal(row.proof))
                .at(row.origin)
                .on(row.day);
            return (Finding::LayOffGuarantee, ground);
        }
        if let Some(ground) = self.not_approved(person) {
            return (Finding::NotEnrolled, ground);
        }
        match self.terms.due {
            None => (Finding::WrongAmount, Ground::new(Fact::NoTariff)),
            Some(due) if unit.net != due => (
                Finding::WrongAmount,
                Ground::new(Fact::Amounts {
                    billed: unit.net,
                    due,
                }),
            ),
            Some(_) if self.lists.has_approvals => {
                (Finding::Ok, Ground::new(Fact::InOrder(basis)).at(record))
            }
            Some(_) => (
                Finding::Ok,
                Ground::new(Fact::InOrderUnapproved(basis)).at(record),
            ),
        }
    }

    /// Why the city has not approved to pay for the month; nothing where no list was delivered.
    fn not_approved(&self, person: PersonId) -> Option<Ground> {
        if !self.lists.has_approvals {
            return None;
        }
        let rows = self.lists.approvals_of(person);
        let month = self.terms.month;
        if rows.iter().any(|row| row.by_city && row.touches(month)) {
            return None;
        }
        let last = |by_city: bool| rows.iter().rev().find(|row| row.by_city == by_city);
        let other = rows.iter().find(|row| !row.by_city && row.touches(month));
        Some(match (other, last(true)) {
            (Some(row), _) => Ground::new(Fact::OtherPayerApproved)
                .at(row.origin)
                .on(row.start),
            (None, Some(row)) => Ground::new(Fact::ApprovedOtherwise)
                .at(row.origin)
                .on(row.end),
            (None, None) => last(false).map_or(Ground::new(Fact::NotApproved), |row| {
                Ground::new(Fact::OtherPayerApproved)
                    .at(row.origin)
                    .on(row.start)
            }),
        })
    }
}
