//! Receipts of a funding plan.

mod money;
mod people;
mod targets;

use std::collections::BTreeMap;
use std::sync::Arc;

use semesta_domain::Month;
use semesta_engine::funding::SpendingLine;

use super::people::SOURCES;
use crate::ask::{self, PlanOf, Side, Target};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::funding::answer::{Answered, Outcome, answer};
use crate::pages::funding::{PATH, form};
use crate::params::Params;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{FundingTexts, ReceiptTexts};
use crate::visit::Desked;

/// Where the receipt of a number of a plan is: the question of the plan goes with it.
pub(crate) fn href(asked: &ask::Plan, params: &Params) -> String {
    let (own, question) = (
        asked.href(),
        params.with_all(&[("sumber", ""), ("hal", "")]),
    );
    match (own.contains('?'), question.split_once('?')) {
        (_, None) => own,
        (true, Some((_, question))) => format!("{own}&{question}"),
        (false, Some((_, question))) => format!("{own}?{question}"),
    }
}

/// A number of a plan.
pub(super) async fn plan(
    at: &Desked,
    run: &Arc<Loaded>,
    asked: &ask::Plan,
) -> Result<Receipt, Fault> {
    let (r, f) = (ReceiptTexts::of(at.lang), FundingTexts::of(at.lang));
    let params = Params::read(PATH, at.query.as_deref(), &form::KEYS);
    let answered = answer(at, run, &params).await?;
    let supposed = || answered.supposed.as_ref().ok_or(Fault::NotFound);
    let (outcome, side) = match asked.side {
        Side::Shown => (answered.shown(), ""),
        Side::Present => (&answered.present, f.present),
        Side::Supposed => (supposed()?, f.supposed),
        Side::Difference => (supposed()?, f.difference),
    };
    let one = Asking {
        at,
        run,
        params: &params,
        answered: &answered,
        outcome,
        lines: &outcome.lines,
        asked,
        f,
        r,
    };
    let receipt = match asked.side {
        Side::Difference => one.difference()?,
        _ => one.receipt()?,
    };
    Ok(receipt
        .of(side)
        .list(r.see_plan, params.with("hal", ""))
        .nav("/keuangan")
        .law([
            "contribution.pemda",
            "pbi.decile_max",
            "pbi.entries_per_day",
            "layoff.months",
            "donor.own_workers_registered",
            "donor.decile_max",
        ])
        .run(&run.manifest, SOURCES))
}

/// A question about a plan, and the plan.
struct Asking<'a> {
    at: &'a Desked,
    run: &'a Loaded,
    params: &'a Params,
    answered: &'a Answered,
    outcome: &'a Outcome,
    lines: &'a [SpendingLine],
    asked: &'a ask::Plan,
    f: &'static FundingTexts,
    r: &'static ReceiptTexts,
}

impl Asking<'_> {
    fn href(&self, change: impl FnOnce(&mut ask::Plan)) -> String {
        let mut asked = ask::Plan {
            side: self.asked.side,
            ..ask::Plan::default()
        };
        change(&mut asked);
        href(&asked, self.params)
    }

    fn month(&self, month: Month) -> String {
        format::month(&month.to_string(), self.at.lang)
    }

    fn of_month(&self, month: Month) -> BTreeMap<&str, (i64, i64)> {
        self.outcome.people_of(month)
    }

    fn receipt(&self) -> Result<Receipt, Fault> {
        let (f, r) = (self.f, self.r);
        let last = self.answered.asked.last();
        match (self.asked.of, self.asked.month) {
            (PlanOf::InNeed, _) => Ok(self.in_need()),
            (PlanOf::Chosen, _) => {
                let n = self.outcome.n_covered;
                Ok(
                    Receipt::new(f.chosen, Value::Count(n), r.plan_chosen).parts(
                        r.by_source,
                        How::Sum,
                        self.by_source(last, PlanOf::People),
                    ),
                )
            }
            (PlanOf::City, _) => Ok(self.city()),
            (PlanOf::All, _) => {
                let parts = self.lines.iter().filter(|line| line.month == last);
                let parts = parts.map(|line| self.spent(line)).collect();
                Ok(
                    Receipt::new(f.all_money, Value::Rupiah(self.outcome.all), r.plan_all).parts(
                        r.by_source,
                        How::Sum,
                        parts,
                    ),
                )
            }
            (PlanOf::Starts, Some(month)) if self.asked.source.is_empty() => {
                let n = self.of_month(month).values().map(|of| of.0).sum();
                Ok(Receipt::new(f.starts, Value::Count(n), r.plan_starts)
                    .of(self.month(month))
                    .parts(r.by_source, How::Sum, self.by_source(month, PlanOf::Starts)))
            }
            (PlanOf::Starts, Some(month)) => self.of_source(month, PlanOf::Starts),
            (PlanOf::People, Some(month)) if self.asked.source.is_empty() => {
                let n = self.of_month(month).values().map(|of| of.1).sum();
                Ok(Receipt::new(f.people, Value::Count(n), r.plan_people)
                    .of(self.month(month))
                    .parts(r.by_source, How::Sum, self.by_source(month, PlanOf::People)))
            }
            (PlanOf::People, Some(month)) => self.of_source(month, PlanOf::People),
            (PlanOf::People, None) => self.of_fund(),
            (PlanOf::Spent, None) => self.spent_of_source(),
            (PlanOf::Spent, Some(month)) => self.spent_of_month(month),
            (PlanOf::Left, _) => self.left(),
            (PlanOf::Tenth, _) => Ok(self.tenth()),
            (PlanOf::RunsOut, _) => {
                let on = self.answered.runs_out.ok_or(Fault::NotFound)?;
                Ok(Receipt::new(
                    f.runs_out,
                    Value::Said(self.month(on)),
                    r.plan_runs_out,
                ))
            }
            (PlanOf::Reached, _) => Ok(self.reached()),
            (PlanOf::Person, _) => self.person(),
            (PlanOf::Starts, None) => Err(Fault::NotFound),
        }
    }

    /// What is supposed less what is at present.
    fn difference(&self) -> Result<Receipt, Fault> {
        let n = |outcome: &Outcome| match (self.asked.of, self.asked.target) {
            (PlanOf::Chosen, _) => Some((outcome.n_covered, false)),
            (PlanOf::City, _) => Some((outcome.city, true)),
            (PlanOf::All, _) => Some((outcome.all, true)),
            (PlanOf::Tenth, Target::Coverage) => Some((outcome.next_coverage.city_monthly.0, true)),
            (PlanOf::Tenth, Target::Activity) => Some((outcome.next_activity.city_monthly.0, true)),
            _ => None,
        };
        let (a, is_money) = n(&self.answered.present).ok_or(Fault::NotFound)?;
        let (b, _) = n(self.outcome).ok_or(Fault::NotFound)?;
        let value = |n| {
            if is_money {
                Value::Rupiah(n)
            } else {
                Value::Count(n)
            }
        };
        let side = |name: &str, n, side| {
            let asked = ask::Plan {
                side,
                ..self.asked.clone()
            };
            Part::new(name, value(n)).link(href(&asked, self.params))
        };
        let parts = vec![
            side(self.f.supposed, b, Side::Supposed),
            side(self.f.present, a, Side::Present).minus(),
        ];
        let moved = if is_money {
            Value::SignedRupiah(b - a)
        } else {
            Value::Signed(b - a)
        };
        Ok(
            Receipt::new(self.f.difference, moved, self.r.plan_difference).parts(
                self.r.less,
                How::Sum,
                parts,
            ),
        )
    }
}
