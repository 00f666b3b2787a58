//! The findings in their order.

use semesta_domain::{Finding, Standing, days};

use super::activity::{Activity, Own};
use super::facts::{LineFacts, Notice, above};
use super::ground::{Fact, Ground};
use super::lists::{Dismissal, Lists};
use super::people::{Identity, Record};
use super::rule::{Ruling, rule};
use super::{AuditedLine, Netting, Terms};
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

/// The audited lines of a month.
pub(super) struct AuditedMonth {
    pub(super) lines: Vec<AuditedLine>,
    /// **Shape:** one entry a line.
    pub(super) facts: Vec<LineFacts>,
    /// With the place of the line among those of the month.
    pub(super) notices: Vec<(u32, Notice)>,
}

/// A line by itself.
type Alone = (Finding, Ground);

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
    pub(super) fn audit(&self, rows: &[u32]) -> AuditedMonth {
        let alone: Vec<Alone> = rows.iter().map(|row| self.alone(*row)).collect();
        let facts = self.facts(rows, &alone);
        let guaranteed = |place: u32| self.dismissal(rows[place as usize]).is_some();
        let rulings = rule(&self.inputs.bills, rows, &facts, self.terms, guaranteed);
        let lines = (0..rows.len()).map(|place| {
            let ruling = &rulings[place];
            AuditedLine {
                row: rows[place],
                person: self.identity_of(rows[place]).person,
                expected: ruling.verdict.expected,
                finding: ruling.verdict.finding,
                disputed: ruling.verdict.disputed,
                netting: ruling.netting,
                ground: self.ground(ruling, rows, &alone),
            }
        });
        AuditedMonth {
            lines: lines.collect(),
            notices: self.notices(rows, &facts),
            facts,
        }
    }

    fn facts(&self, rows: &[u32], alone: &[Alone]) -> Vec<LineFacts> {
        let person = |row: &u32| self.identity_of(*row).person;
        let lines = rows.iter().zip(alone).zip(above(rows.iter().map(person)));
        let facts = lines.map(|((row, (finding, _)), above)| LineFacts {
            alone: *finding,
            counts: self.counts(*row),
            assisted: *finding == Finding::OtherPayer && self.is_assisted(*row),
            above,
        });
        facts.collect()
    }

    /// The dismissals that another law of lay-offs may make decide.
    fn notices(&self, rows: &[u32], facts: &[LineFacts]) -> Vec<(u32, Notice)> {
        let mut notices = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            if let Some(person) = self.identity_of(*row).person
                && (matches!(facts[place].alone, Finding::Ok | Finding::NotEnrolled)
                    || facts[place].assisted)
            {
                let known = self.lists.notices_of(person);
                let before = known.filter(|(_, notice)| notice.dismissed < self.terms.month);
                notices.extend(before.map(|(_, notice)| (place as u32, notice)));
            }
        }
        notices
    }

    fn ground(&self, ruling: &Ruling, rows: &[u32], alone: &[Alone]) -> Ground {
        match ruling.netting {
            Netting::Cancelled => return Ground::new(Fact::Cancelled),
            Netting::Correction => return Ground::new(Fact::CorrectionAlone),
            Netting::Alone | Netting::Part => {}
        }
        let leader = ruling.leader as usize;
        let decided = match (ruling.verdict.finding, ruling.due) {
            (Finding::Duplicate, _) => {
                let kept = rows[ruling.kept as usize] as usize;
                Some(Ground::new(Fact::KeptLine).at(self.inputs.bills.origin[kept]))
            }
            (Finding::LayOffGuarantee, _) => self.dismissal(rows[leader]).map(|row| {
                let ground = Ground::new(Fact::Dismissal(row.proof));
                ground.at(row.origin).on(row.day)
            }),
            (Finding::WrongAmount, None) => Some(Ground::new(Fact::NoTariff)),
            (Finding::WrongAmount, Some(due)) => Some(Ground::new(Fact::Amounts {
                billed: ruling.net,
                due,
            })),
            _ => None,
        };
        decided.unwrap_or(alone[leader].1)
    }

    /// The dismissal whose free months cover the month.
    fn dismissal(&self, row: u32) -> Option<Dismissal> {
        let (rules, person) = self.terms.lay_off.zip(self.identity_of(row).person)?;
        self.lists.guarantee(person, self.terms.month, &rules)
    }

    fn identity_of(&self, row: u32) -> &Identity {
        &self.outcome.billed.lines[row as usize]
    }

    /// Whether a line's card is that of its person's membership that counts.
    fn counts(&self, row: u32) -> bool {
        let identity = self.identity_of(row);
        let counting = identity
            .person
            .and_then(|person| self.outcome.counting[person as usize]);
        matches!(
            (identity.record, counting),
            (Record::Newest(record), Some(counting))
                if self.inputs.roll.card[record as usize] == self.inputs.roll.card[counting as usize]
        )
    }

    /// Whether a line is about an active self-payer of class III, by that card.
    fn is_assisted(&self, row: u32) -> bool {
        let (identity, card) = (self.identity_of(row), self.inputs.bills.card[row as usize]);
        let assisted = |person| self.activity.is_assisted(identity.record, card, person);
        identity.person.is_some_and(assisted)
    }

    /// What a line is by itself: gone, or nobody's; else what its membership and approval are.
    fn alone(&self, row: u32) -> Alone {
        let identity = self.identity_of(row);
        let Some(person) = identity.person else {
            let finding = match identity.unknown {
                Standing::DifferentPerson => Finding::DifferentPerson,
                Standing::NonResident => Finding::NonResident,
                _ => Finding::NotFound,
            };
            let ground = Ground::new(Fact::Identity(identity.reason));
            return (finding, ground.at(self.record_origin(row)));
        };
        let state_on = |day: i32| self.outcome.people.state_on(person, day);
        match state_on(self.eve) {
            State::Dead => (Finding::Deceased, Ground::new(Fact::Death).on(self.eve)),
            State::MovedOut => (Finding::MovedOut, Ground::new(Fact::MoveOut).on(self.eve)),
            State::Resident | State::Elsewhere
                if state_on(days(self.outcome.question.as_of)) == State::Elsewhere =>
            {
                let ground = Ground::new(Fact::LivesElsewhere).at(self.record_origin(row));
                (Finding::NonResident, ground)
            }
            State::Resident | State::Elsewhere => self.membership(row, person),
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

    /// What a line's membership and approval are.
    fn membership(&self, row: u32, person: PersonId) -> Alone {
        let basis = self.activity.basis;
        if let Some(other) = self.activity.stronger(person) {
            let ground = Ground::new(Fact::Membership(other.segment, basis)).at(other.origin);
            return (Finding::OtherPayer, ground);
        }
        let card = self.inputs.bills.card[row as usize];
        let record = self.identity_of(row).record;
        let origin = match self.activity.own(record, card, person) {
            Own::Active(_, origin) => origin,
            Own::Inactive(origin) => {
                let ground = Ground::new(Fact::NotActive(basis)).at(origin);
                return (Finding::Inactive, ground);
            }
            Own::Missing => return (Finding::Inactive, Ground::new(Fact::NotInRoll(basis))),
        };
        if let Some(ground) = self.not_approved(person) {
            return (Finding::NotEnrolled, ground);
        }
        let fact = if self.lists.has_approvals {
            Fact::InOrder(basis)
        } else {
            Fact::InOrderUnapproved(basis)
        };
        (Finding::Ok, Ground::new(fact).at(origin))
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
