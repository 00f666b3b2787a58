//! The audit of a kept run's bills under another law.
//!
//! Who a line is about, whether they were active and approved, and which of
//! several lines is kept does not hang on a tariff: where only amounts are another,
//! the kept lines are priced anew. Otherwise the run is computed anew.

use semesta_domain::{Finding, Month};
use semesta_evidence::DataFolder;
use semesta_law::{Law, LocalAssistance};

use super::net::{self, Netted, Netting};
use super::{BillAudit, Terms};
use crate::funding::columns::{coded, digits, integer};
use crate::input::Bills;
use crate::results::Table;
use crate::run::{RunError, RunFolder, question, reopen};

/// What a law makes of a billed line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The finding.
    pub finding: Finding,
    /// The city's due share for the month, rupiah.
    pub expected: i64,
    /// Disputed share of the city, rupiah, signed.
    pub disputed: i64,
}

/// Audits the bills of a kept run under another law.
///
/// **Shape:** one entry a row of the run's table `bill_lines`, in its order.
///
/// # Errors
/// If the run cannot be read, or a parameter is missing.
pub fn under_law(
    folder: &DataFolder,
    run: &RunFolder,
    law: &Law,
) -> Result<Vec<Verdict>, RunError> {
    let assistance = question(run, &run.manifest()?)?.local_assistance;
    let kept = Kept::read(run)?;
    let priced = kept.map(|kept| kept.priced(law, assistance)).transpose()?;
    if let Some(verdicts) = priced.flatten() {
        return Ok(verdicts);
    }
    let (inputs, outcome) = reopen(folder, run)?;
    let audit = BillAudit::of(&inputs, &outcome, law)?;
    let verdicts = audit.lines.iter().map(|line| Verdict {
        finding: line.finding,
        expected: line.expected,
        disputed: line.disputed,
    });
    Ok(verdicts.collect())
}

/// The columns that a price hangs on.
const COLUMNS: [&str; 8] = [
    "month",
    "card_number",
    "billed",
    "billed_assistance",
    "billed_centre",
    "expected",
    "finding",
    "disputed",
];

/// The lines of a run as far as a price hangs on them.
#[derive(Default)]
struct Kept {
    bills: Bills,
    verdicts: Vec<Verdict>,
}

impl Kept {
    /// Reads the lines; `None` of a run of an earlier version, which has not all amounts.
    fn read(run: &RunFolder) -> Result<Option<Self>, RunError> {
        let mut kept = Self::default();
        for batch in run.read_columns(Table::BillLines, &COLUMNS)? {
            let column = |name: &str| batch.column_by_name(name);
            let (Some(assistance), Some(centre)) =
                (column("billed_assistance"), column("billed_centre"))
            else {
                return Ok(None);
            };
            let damaged = |name: &str| RunError::Damaged {
                path: run.table_path(Table::BillLines),
                cause: format!("no column `{name}`").into(),
            };
            let needed = |name: &'static str| column(name).ok_or_else(|| damaged(name));
            let (months, cards) = (needed("month")?, needed("card_number")?);
            let (billed, findings) = (needed("billed")?, needed("finding")?);
            let (expected, disputed) = (needed("expected")?, needed("disputed")?);
            for row in 0..batch.num_rows() {
                let number = |column| integer(column, row).unwrap_or(0);
                let finding = coded(findings, row).parse();
                kept.verdicts.push(Verdict {
                    finding: finding.map_err(|_| damaged("finding"))?,
                    expected: number(expected),
                    disputed: number(disputed),
                });
                let month = coded(months, row).parse();
                let bills = &mut kept.bills;
                bills.month.push(month.map_err(|_| damaged("month"))?);
                bills.card.push(digits(cards, row));
                let assistance = number(assistance);
                bills.city_contribution.push(number(billed) - assistance);
                bills.city_assistance.push(assistance);
                bills.centre_assistance.push(number(centre));
            }
        }
        Ok(Some(kept))
    }

    /// Prices the lines under a law; `None` where more than amounts hang on what it changes.
    fn priced(
        self,
        law: &Law,
        assistance: LocalAssistance,
    ) -> Result<Option<Vec<Verdict>>, RunError> {
        let present = Law::embedded();
        let order: Vec<u32> = (0..self.verdicts.len() as u32).collect();
        let month_of = |row: &u32| self.bills.month[*row as usize];
        let mut verdicts = Vec::with_capacity(order.len());
        for rows in order.chunk_by(|a, b| month_of(a) == month_of(b)) {
            let month: Month = month_of(&rows[0]);
            let before = Terms::of(&present, assistance, month)?;
            let now = Terms::of(law, assistance, month)?;
            let netted = |terms: &Terms| net::net(&self.bills, rows, terms.due.unwrap_or_default());
            let lines = netted(&now);
            if before.lay_off != now.lay_off || !same_units(&lines, &netted(&before)) {
                return Ok(None);
            }
            let of = |place: usize| self.line(rows, &lines, &now, place);
            verdicts.extend((0..rows.len()).map(of));
        }
        Ok(Some(verdicts))
    }

    fn line(&self, rows: &[u32], netted: &Netted, terms: &Terms, place: usize) -> Verdict {
        let kept = self.verdicts[rows[place] as usize];
        let netting = netted.netting[place];
        let (Some(due), Finding::Ok | Finding::WrongAmount) = (terms.due, kept.finding) else {
            let expected = terms.due.map_or(kept.expected, net::city);
            return Verdict { expected, ..kept };
        };
        let expected = net::city(due);
        let ok = Verdict {
            finding: Finding::Ok,
            expected,
            disputed: 0,
        };
        if netting == Netting::Cancelled {
            return ok;
        }
        let amounts = netted.units[netted.unit[place] as usize].net;
        if amounts == due {
            return ok;
        }
        Verdict {
            finding: Finding::WrongAmount,
            expected,
            disputed: match netting {
                Netting::Part => 0,
                _ => net::city(amounts) - expected,
            },
        }
    }
}

/// Whether two tariffs net the lines alike.
fn same_units(a: &Netted, b: &Netted) -> bool {
    let leaders = |netted: &Netted| -> Vec<u32> {
        let units = netted.units.iter();
        units.map(|unit| unit.leader).collect()
    };
    a.netting == b.netting && leaders(a) == leaders(b)
}
