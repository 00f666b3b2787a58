//! What a case file holds.

use jiff::Timestamp;
use jiff::civil::Date;
use semesta_law::SanctionRules;

use crate::code::codes;

codes! {
    /// A step of a case.
    Step, "cases.step";
    /// The case file is open; nothing was written to the firm yet.
    Opened = "opened", "Berkas dibuka", "Case opened";
    /// A written warning.
    Warning = "warning", "Teguran tertulis", "Written warning";
    /// The fine.
    Fine = "fine", "Denda", "Fine";
    /// The request to withhold public services.
    ServiceDenial = "service_denial", "Permintaan penghentian layanan", "Request to withhold services";
}

/// A case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub id: i64,
    /// The firm.
    pub firm: String,
    /// The firm's name.
    pub name: String,
    /// Whether it is open.
    pub is_open: bool,
    /// How it ended: `complied` or `closed`.
    pub outcome: Option<String>,
    /// The step it is at.
    pub step: Step,
    /// The day of that step.
    pub step_on: Date,
    /// The first day of the next step; none after the last.
    pub next_on: Option<Date>,
    /// Its version.
    pub version: i64,
    /// Everything done in it.
    pub steps: Vec<CaseStep>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStep {
    /// From 1.
    pub number: i64,
    /// Which.
    pub step: Step,
    /// The day.
    pub day: Date,
    /// What was noted.
    pub note: String,
    /// The fine a month, rupiah.
    pub amount: Option<i64>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Case {
    /// How many warnings were given.
    #[must_use]
    pub fn n_warnings(&self) -> i64 {
        let warnings = self.steps.iter().filter(|step| step.step == Step::Warning);
        i64::try_from(warnings.count()).unwrap_or(i64::MAX)
    }

    /// The step that comes next, by the law's number of warnings.
    #[must_use]
    pub fn next_step(&self, rules: &SanctionRules) -> Option<Step> {
        match self.step {
            Step::Opened if rules.warnings_max > 0 => Some(Step::Warning),
            Step::Warning if self.n_warnings() < rules.warnings_max => Some(Step::Warning),
            Step::Opened | Step::Warning => Some(Step::Fine),
            Step::Fine => Some(Step::ServiceDenial),
            Step::ServiceDenial => None,
        }
    }
}
