//! Receipts of the year's budget.

use semesta_domain::Month;

use super::bill::BILL;
use crate::ask::{self, BillOf, BudgetOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::runout::{self, Changes, Found, Question};
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;

/// What was billed, how it moves, what is left.
pub(super) fn budget(at: &Desked, run: &Loaded, asked: &ask::Budget) -> Result<Receipt, Fault> {
    let question = Question {
        budget: &asked.budget,
        flow: &asked.flow,
        is_clean: asked.clean == "1",
    };
    let found = runout::answer(run, &question)?.ok_or(Fault::NotFound)?;
    let one = Asking {
        at,
        asked,
        found: &found,
        r: ReceiptTexts::of(at.lang),
    };
    let receipt = match (asked.of, asked.month) {
        (BudgetOf::Billed, _) => one.to_date(one.r.budget_billed, found.last),
        (BudgetOf::Flow, _) => one.flow(),
        (BudgetOf::Bill, Some(month)) => one.ahead(month)?,
        (BudgetOf::ToDate, Some(month)) => one.to_date(one.r.budget_to_date, month),
        (BudgetOf::Left, Some(month)) => one.left(month)?,
        _ => return Err(Fault::NotFound),
    };
    Ok(receipt
        .of(asked
            .month
            .map_or_else(String::new, |month| one.said(month)))
        .nav("/keuangan")
        .run(&run.manifest, BILL))
}

/// A question about the budget, and the year's bills.
struct Asking<'a> {
    at: &'a Desked,
    asked: &'a ask::Budget,
    found: &'a Found,
    r: &'static ReceiptTexts,
}

fn sum(parts: &[Part]) -> i64 {
    let amounts = parts.iter().map(|part| match part.value {
        Value::Rupiah(n) => n,
        _ => 0,
    });
    amounts.sum()
}

impl Asking<'_> {
    fn said(&self, month: Month) -> String {
        format::month(&month.to_string(), self.at.lang)
    }

    fn href(&self, of: BudgetOf, month: Option<Month>) -> String {
        let asked = ask::Budget {
            of,
            month,
            ..self.asked.clone()
        };
        asked.href()
    }

    /// A month that was billed.
    fn billed(&self, month: Month, bill: i64) -> Part {
        let part = Part::new(self.said(month), Value::Rupiah(bill));
        if self.found.absent.contains(&month) {
            return part.note(self.r.no_bill);
        }
        let asked = ask::Bill {
            month: Some(month),
            of: match self.asked.clean.as_str() {
                "1" => BillOf::Undisputed,
                _ => BillOf::Billed,
            },
            ..ask::Bill::default()
        };
        part.link(asked.href())
    }

    /// A month that is forecast.
    fn forecast(&self, month: Month, bill: i64) -> Part {
        Part::new(self.said(month), Value::Rupiah(bill))
            .note(self.r.forecast)
            .link(self.href(BudgetOf::Bill, Some(month)))
    }

    /// The months from January to one.
    fn months(&self, last: Month) -> Vec<Part> {
        let billed = self.found.bills.iter().filter(|(month, _)| *month <= last);
        let ahead = self.found.ahead.iter().filter(|one| one.month <= last);
        billed
            .map(|(month, bill)| self.billed(*month, *bill))
            .chain(ahead.map(|one| self.forecast(one.month, one.bill)))
            .collect()
    }

    fn to_date(&self, title: &str, last: Month) -> Receipt {
        let parts = self.months(last);
        let n = Value::Rupiah(sum(&parts));
        Receipt::new(title, n, self.r.budget_billed_formula).parts(self.r.by_month, How::Sum, parts)
    }

    /// The change a month: given, or the mean of the last ones.
    fn flow(&self) -> Receipt {
        let r = self.r;
        let n = Value::Rupiah(self.found.flow);
        if !self.asked.flow.is_empty() {
            return Receipt::new(r.budget_flow, n, r.budget_flow_given);
        }
        let Some(Changes {
            first,
            last,
            n: steps,
        }) = self.found.changes
        else {
            return Receipt::new(r.budget_flow, n, r.budget_flow_none);
        };
        let parts = vec![self.billed(last.0, last.1), self.billed(first.0, first.1)];
        Receipt::new(r.budget_flow, n, r.budget_flow_formula).parts(r.less, How::Mean(steps), parts)
    }

    /// A bill ahead: the one before and the change.
    fn ahead(&self, month: Month) -> Result<Receipt, Fault> {
        let (r, ahead) = (self.r, &self.found.ahead);
        let place = ahead.iter().position(|one| one.month == month);
        let place = place.ok_or(Fault::NotFound)?;
        let before = match place.checked_sub(1) {
            Some(before) => self.forecast(ahead[before].month, ahead[before].bill),
            None => self.billed(self.found.last, self.found.bill),
        };
        let flow = Part::new(r.budget_flow, Value::Rupiah(self.found.flow))
            .link(self.href(BudgetOf::Flow, None));
        let parts = vec![before, flow];
        // A bill is never less than nothing.
        let is_free = sum(&parts) >= 0;
        let bill = Value::Rupiah(ahead[place].bill);
        Ok(Receipt::new(r.budget_bill, bill, r.budget_bill_formula)
            .when(is_free, |one| one.parts(r.and_change, How::Sum, parts)))
    }

    fn left(&self, month: Month) -> Result<Receipt, Fault> {
        let r = self.r;
        let to_date = sum(&self.months(month));
        let budget = self.found.budget.ok_or(Fault::NotFound)?;
        let parts = vec![
            Part::new(r.budget_given, Value::Rupiah(budget)),
            Part::new(r.budget_to_date, Value::Rupiah(to_date))
                .link(self.href(BudgetOf::ToDate, Some(month)))
                .minus(),
        ];
        let left = Value::Rupiah(budget - to_date);
        Ok(Receipt::new(r.budget_left, left, r.budget_left_formula).parts(r.less, How::Sum, parts))
    }
}
