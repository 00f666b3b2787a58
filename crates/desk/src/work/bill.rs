//! Drafts from the bill audit, and corrections of identity.

use std::collections::BTreeSet;

use semesta_domain::{Finding, Month, Nik, NikCell, Segment};
use semesta_engine::bill::{BillAudit, Record};

use super::view::{RunView, law_at};
use crate::error::Result;
use crate::proposal::{Draft, GivenNik, Kind, Origin, Reason, Side};

impl RunView {
    /// The newest month that a bill charges.
    #[must_use]
    pub fn newest_billed_month(&self) -> Option<Month> {
        self.inputs.bills.month.iter().max().copied()
    }

    /// Removals of the records behind findings of one month's bill, one a record.
    /// Only what the city registered, and only records that are still active.
    ///
    /// # Errors
    /// If the law has no value for the billed months.
    pub fn drafts_from_bill(&self, month: Month, findings: &[Finding]) -> Result<Vec<Draft>> {
        let audit = BillAudit::of(&self.inputs, &self.outcome, &self.law)
            .map_err(law_at(month.first_day()))?;
        let mut seen = BTreeSet::new();
        let mut drafts = Vec::new();
        for line in &audit.lines {
            let at = line.row as usize;
            let Record::Newest(row) = self.outcome.billed.lines[at].record else {
                continue;
            };
            let wanted = findings.is_empty() || findings.contains(&line.finding);
            if self.inputs.bills.month[at] != month || !wanted || !self.is_city_paid(row) {
                continue;
            }
            let Some(reason) = reason_of(line.finding) else {
                continue;
            };
            if seen.insert(row) {
                drafts.push(self.draft_of_record(row, reason, Origin::Bill));
            }
        }
        Ok(drafts)
    }

    /// Corrections of city-registered records that count for a resident and carry
    /// another NIK, or none that can be read.
    #[must_use]
    pub fn drafts_of_corrections(&self) -> Vec<Draft> {
        self.residents()
            .filter_map(|person| {
                let row = self.record(person)?;
                let given = self.inputs.roll.nik[row as usize];
                let nik = Nik::from_number(self.outcome.people.nik[person as usize]).ok()?;
                if matches!(given, NikCell::Intact(given) if given == nik)
                    || !self.is_city_paid(row)
                {
                    return None;
                }
                let shown = match given {
                    NikCell::Intact(given) => given.reveal(),
                    _ => self.inputs.roll.nik_given.get(row as usize).to_owned(),
                };
                let with = |nik: &str| Side {
                    nik: Some(GivenNik::new(nik)),
                    ..self.side(row)
                };
                let mut draft = self.draft(
                    person,
                    Kind::Correct,
                    Some(with(&nik.reveal())),
                    Reason::WrongNik,
                    Origin::Route,
                );
                draft.before = Some(with(&shown));
                Some(draft)
            })
            .collect()
    }

    /// Whether the local government registered the record and it is active.
    pub(super) fn is_city_paid(&self, row: u32) -> bool {
        self.segment(row) == Segment::PbpuPemda && self.is_active(row)
    }
}

/// What a finding asks for; none where nothing is to be removed.
fn reason_of(finding: Finding) -> Option<Reason> {
    Some(match finding {
        Finding::Deceased => Reason::Deceased,
        Finding::MovedOut => Reason::MovedOut,
        Finding::DifferentPerson => Reason::DifferentPerson,
        Finding::NonResident => Reason::NonResident,
        Finding::NotFound => Reason::NotFound,
        Finding::Duplicate => Reason::Duplicate,
        Finding::OtherPayer => Reason::OtherPayer,
        Finding::LayOffGuarantee => Reason::PhkGuarantee,
        Finding::NotEnrolled => Reason::NotEnrolled,
        Finding::Inactive | Finding::WrongAmount | Finding::Ok => return None,
    })
}
