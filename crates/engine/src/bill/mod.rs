//! The bill audit: for every billed line exactly one finding (DOMAIN §8).
//!
//! Lines of one card and month are netted ([`Netting`]), each is resolved
//! through its card in the roll or else its own NIK and name ([`Identity`]), of
//! several lines of one person in a month one is kept, and then the findings
//! are tried in the order of the law's list. Every finding keeps its [`Ground`].

mod activity;
mod checks;
mod facts;
mod ground;
mod judge;
mod life;
mod lists;
mod net;
mod people;
mod recap;
mod rule;
mod supposed;
mod what_if;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use semesta_domain::{Finding, Month};
use semesta_law::{
    Class, Components, ContributionRates, Law, LawError, LayOffRules, LocalAssistance, Registrar,
};

pub use activity::Basis;
pub use checks::checks;
pub use facts::{LineFacts, Notice};
pub use ground::{Fact, Ground};
pub use net::Netting;
pub use people::{BilledPeople, GoneRecord, Identity, Record};
pub use recap::{Checked, Recap, RecapAudit, RecapKey};
pub use rule::Verdict;
pub use supposed::{RollOfMonth, supposed_bills};
pub use what_if::under_law;

pub(crate) use activity::Activity;
pub(crate) use people::identify;

use crate::compute::Outcome;
use crate::input::{Bills, Inputs};
use crate::people::PersonId;
use judge::{AuditedMonth, Auditor};
use lists::Lists;
use net::Amounts;

/// A line with its finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditedLine {
    /// Row in the bills.
    pub row: u32,
    /// The person, if anyone fits.
    pub person: Option<PersonId>,
    /// The city's due share for the month, rupiah.
    pub expected: i64,
    /// The finding.
    pub finding: Finding,
    /// Disputed share of the city, rupiah, signed.
    pub disputed: i64,
    /// What netting made of the line.
    pub netting: Netting,
    /// What the finding rests on.
    pub ground: Ground,
}

/// Every billed line with its finding.
#[derive(Debug, Default)]
pub struct BillAudit {
    /// By month, card and place in the files.
    pub lines: Vec<AuditedLine>,
    /// What each is whatever the law says. **Shape:** one entry a line.
    pub facts: Vec<LineFacts>,
    /// The dismissals that may free its person of the contribution, with the
    /// line's place; by place.
    pub notices: Vec<(u32, Notice)>,
    /// Lines delivered again with the same bill, taken once.
    pub n_repeated: usize,
}

impl BillAudit {
    /// Audits every bill of a run.
    ///
    /// **Law:** the tariff in force on the 1st of each billed month.
    ///
    /// # Errors
    /// If a parameter of the lay-off guarantee is missing.
    pub fn of(inputs: &Inputs, outcome: &Outcome, law: &Law) -> Result<Self, LawError> {
        let bills = &inputs.bills;
        let mut order: Vec<u32> = (0..bills.card.len() as u32).collect();
        order.par_sort_unstable_by_key(|row| {
            let at = *row as usize;
            (bills.month[at], bills.card[at], bills.origin[at])
        });
        let n_delivered = order.len();
        drop_repeated(bills, &mut order);
        let lists = Lists::gather(inputs, outcome);
        let months: Vec<&[u32]> = order
            .chunk_by(|a, b| bills.month[*a as usize] == bills.month[*b as usize])
            .collect();
        let audited: Vec<AuditedMonth> = months
            .into_par_iter()
            .map(|rows| {
                let month = bills.month[rows[0] as usize];
                let terms = Terms::of(law, outcome.question.local_assistance, month)?;
                Ok(Auditor::new(inputs, outcome, &lists, &terms).audit(rows))
            })
            .collect::<Result<_, LawError>>()?;
        let mut audit = Self {
            n_repeated: n_delivered - order.len(),
            ..Self::default()
        };
        for month in audited {
            audit.add(month);
        }
        life::ground(inputs, outcome, &mut audit.lines);
        Ok(audit)
    }

    fn add(&mut self, month: AuditedMonth) {
        let from = self.lines.len() as u32;
        self.lines.extend(month.lines);
        self.facts.extend(month.facts);
        let notices = month.notices.into_iter();
        let placed = notices.map(|(place, notice)| (from + place, notice));
        self.notices.extend(placed);
    }
}

/// No contribution is due before.
const START_OF_JKN: (i16, i8) = (2014, 1);

/// What the law says of a month.
#[derive(Debug, Clone, Copy)]
struct Terms {
    month: Month,
    /// Due amounts, unknown before JKN.
    due: Option<Due>,
    lay_off: Option<LayOffRules>,
}

/// What is due for one person.
#[derive(Debug, Clone, Copy)]
struct Due {
    /// Of whom the city registers.
    registered: Amounts,
    /// Of an active self-payer of class III: the assistance.
    assisted: Amounts,
}

impl Due {
    /// By whether the person is an active self-payer of class III. Whom a line
    /// charges a contribution for is billed as registered by the city.
    fn of(self, is_assisted: bool, contribution: i64) -> Amounts {
        if is_assisted && contribution == 0 {
            self.assisted
        } else {
            self.registered
        }
    }
}

impl Terms {
    fn of(law: &Law, assistance: LocalAssistance, month: Month) -> Result<Self, LawError> {
        use semesta_law::Component::{CentreAssistance, CityAssistance, CityContribution};
        if (month.year(), month.month()) < START_OF_JKN {
            return Ok(Self {
                month,
                due: None,
                lay_off: None,
            });
        }
        let rates = ContributionRates::of(law, month)?;
        let amounts = |due: Components| {
            [CityContribution, CityAssistance, CentreAssistance].map(|part| due[part].0)
        };
        Ok(Self {
            month,
            due: Some(Due {
                registered: amounts(rates.pemda_due(Registrar::City, assistance)),
                assisted: amounts(rates.mandiri_due(Class::III, assistance)),
            }),
            lay_off: Some(LayOffRules::on(law, month.first_day())?),
        })
    }
}

/// A line delivered twice with one bill is one line: the same card, month and
/// amounts, in another file, with the same bill number or for the same day.
/// With another bill it is billed twice, and so a duplicate.
fn drop_repeated(bills: &Bills, order: &mut Vec<u32>) {
    let content = |row: u32| {
        let at = row as usize;
        (
            net::amounts(bills, row),
            bills.bill_number.get(at),
            bills.bill_month[at],
            bills.nik[at],
            bills.name.get(at),
        )
    };
    let same_bill = |a: u32, b: u32| {
        let (a, b) = (a as usize, b as usize);
        bills.origin[a].file != bills.origin[b].file
            && (!bills.bill_number.get(a).is_empty() || bills.delivered[a] == bills.delivered[b])
    };
    let mut repeated: FxHashSet<u32> = FxHashSet::default();
    let groups = order.chunk_by(|a, b| {
        let (a, b) = (*a as usize, *b as usize);
        (bills.month[a], bills.card[a]) == (bills.month[b], bills.card[b])
    });
    for group in groups.filter(|group| group.len() > 1) {
        let mut taken: Vec<u32> = Vec::new();
        // Each line of an earlier file answers for one line of a later file.
        let mut answered: BTreeMap<(u32, u16), ()> = BTreeMap::new();
        for row in group {
            let file = bills.origin[*row as usize].file;
            let earlier = taken.iter().copied().find(|other| {
                content(*other) == content(*row)
                    && same_bill(*other, *row)
                    && !answered.contains_key(&(*other, file))
            });
            match earlier {
                Some(other) => {
                    answered.insert((other, file), ());
                    repeated.insert(*row);
                }
                None => taken.push(*row),
            }
        }
    }
    order.retain(|row| !repeated.contains(row));
}
