//! The bills of a kept run under another law, by what the run knows of every
//! line whatever the law says.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use rayon::prelude::*;
use semesta_domain::Month;
use semesta_evidence::DataFolder;
use semesta_law::{Law, LocalAssistance};

use super::facts::{LineFacts, Notice};
use super::rule::{Verdict, rule};
use super::{BillAudit, Terms};
use crate::funding::columns::{digits, integer};
use crate::input::Bills;
use crate::results::{Table, Words};
use crate::run::{RunError, RunFolder, question, reopen};

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
    if run.table_path(Table::BillFacts).is_file() {
        let assistance = question(run, &run.manifest()?)?.local_assistance;
        return Kept::read(run)?.verdicts(law, assistance);
    }
    // A run of an earlier version has not kept what is known of the lines.
    let (inputs, outcome) = reopen(folder, run)?;
    let audit = BillAudit::of(&inputs, &outcome, law)?;
    let verdicts = audit.lines.iter().map(|line| Verdict {
        finding: line.finding,
        expected: line.expected,
        disputed: line.disputed,
    });
    Ok(verdicts.collect())
}

/// The lines of a run as far as a law looks at them.
#[derive(Default)]
struct Kept {
    bills: Bills,
    facts: Vec<LineFacts>,
    /// By line.
    notices: Vec<(u32, Notice)>,
}

impl Kept {
    fn read(run: &RunFolder) -> Result<Self, RunError> {
        const AMOUNTS: [&str; 5] = [
            "month",
            "card_number",
            "billed",
            "billed_assistance",
            "billed_centre",
        ];
        let (lines, facts) = rayon::join(
            || run.read_columns(Table::BillLines, &AMOUNTS),
            || run.read(Table::BillFacts),
        );
        let mut kept = Self::default();
        for batch in lines? {
            kept.add_lines(&batch)
                .ok_or_else(|| run.damaged(Table::BillLines))?;
        }
        for batch in facts? {
            kept.add_facts(&batch)
                .ok_or_else(|| run.damaged(Table::BillFacts))?;
        }
        for batch in run.read(Table::BillNotices)? {
            kept.add_notices(&batch)
                .ok_or_else(|| run.damaged(Table::BillNotices))?;
        }
        if kept.facts.len() != kept.bills.card.len() {
            return Err(run.damaged(Table::BillFacts));
        }
        Ok(kept)
    }

    /// Takes rows of `bill_lines`; `None` if they are not as they were written.
    fn add_lines(&mut self, batch: &RecordBatch) -> Option<()> {
        let column = |name: &str| batch.column_by_name(name);
        let months = Words::of(column("month")?, |text| text.parse::<Month>().ok())?;
        let cards = column("card_number")?;
        let number = |name: &str| Some(column(name)?.as_primitive_opt::<Int64Type>()?.values());
        let (billed, assistance) = (number("billed")?, number("billed_assistance")?);
        let bills = &mut self.bills;
        for row in 0..batch.num_rows() {
            bills.month.push(*months.at(row)?);
            bills.card.push(digits(cards, row));
            bills.city_contribution.push(billed[row] - assistance[row]);
        }
        bills.city_assistance.extend_from_slice(assistance);
        bills
            .centre_assistance
            .extend_from_slice(number("billed_centre")?);
        Some(())
    }

    /// Takes rows of `bill_facts`.
    fn add_facts(&mut self, batch: &RecordBatch) -> Option<()> {
        let column = |name: &str| batch.column_by_name(name);
        let alone = Words::of(column("alone")?, |text| text.parse().ok())?;
        let counts = column("counts")?.as_boolean_opt()?;
        let assisted = column("assisted")?.as_boolean_opt()?;
        let above = column("same_person_above")?.as_primitive_opt::<Int64Type>()?;
        for row in 0..batch.num_rows() {
            let rows_above = above.is_valid(row).then(|| above.value(row));
            self.facts.push(LineFacts {
                alone: *alone.at(row)?,
                counts: counts.value(row),
                assisted: assisted.value(row),
                above: u32::try_from(rows_above.unwrap_or(0)).ok()?,
            });
        }
        Some(())
    }

    /// Takes rows of `bill_notices`.
    fn add_notices(&mut self, batch: &RecordBatch) -> Option<()> {
        let column = |name: &str| batch.column_by_name(name);
        let month = |text: &str| text.parse::<Month>().ok();
        let dismissed = Words::of(column("dismissed")?, month)?;
        let employed = Words::of(column("employed_from")?, month)?;
        let proofs = Words::of(column("proof")?, |text| text.parse().ok())?;
        let lines = column("line")?;
        for row in 0..batch.num_rows() {
            let notice = Notice {
                dismissed: *dismissed.at(row)?,
                proof: *proofs.at(row)?,
                employed_from: employed.at(row).copied(),
            };
            let line = u32::try_from(integer(lines, row)?).ok()?;
            self.notices.push((line, notice));
        }
        Some(())
    }

    fn verdicts(&self, law: &Law, assistance: LocalAssistance) -> Result<Vec<Verdict>, RunError> {
        let order: Vec<u32> = (0..self.bills.card.len() as u32).collect();
        let month_of = |row: &u32| self.bills.month[*row as usize];
        let months: Vec<&[u32]> = order.chunk_by(|a, b| month_of(a) == month_of(b)).collect();
        let verdicts: Vec<Vec<Verdict>> = months
            .into_par_iter()
            .map(|rows| {
                let terms = Terms::of(law, assistance, month_of(&rows[0]))?;
                Ok(self.month(rows, &terms))
            })
            .collect::<Result<_, RunError>>()?;
        Ok(verdicts.concat())
    }

    fn month(&self, rows: &[u32], terms: &Terms) -> Vec<Verdict> {
        let (from, to) = (rows[0] as usize, rows[0] as usize + rows.len());
        let guaranteed = |place: u32| {
            let line = rows[place as usize];
            let first = self.notices.partition_point(|(at, _)| *at < line);
            let notices = self.notices[first..].iter();
            let mut of_line = notices.take_while(|(at, _)| *at == line);
            terms
                .lay_off
                .is_some_and(|rules| of_line.any(|(_, notice)| notice.covers(terms.month, &rules)))
        };
        let rulings = rule(&self.bills, rows, &self.facts[from..to], terms, guaranteed);
        rulings.into_iter().map(|ruling| ruling.verdict).collect()
    }
}
