//! Receipts of a funding plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use semesta_domain::{Month, Ratio};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::funding::SpendingLine;

use super::people::SOURCES;
use crate::ask::{self, Part as Of, PlanOf, Side, Target};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::funding::answer::{Answered, Outcome, Reached, answer, city_by_month};
use crate::pages::funding::{PATH, form, tables};
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

    /// The lines of a month, one of each source: its people count once.
    fn of_month(&self, month: Month) -> BTreeMap<&str, (i64, i64)> {
        let lines = self.lines.iter().filter(|line| line.month == month);
        let mut sources: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for line in lines {
            let of = sources.entry(&line.source).or_default();
            *of = (of.0.max(line.starts), of.1.max(line.people));
        }
        sources
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
            (PlanOf::People, None) => self.of_source(last, PlanOf::People),
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
            (PlanOf::Starts, None) => Err(Fault::NotFound),
        }
    }

    fn in_need(&self) -> Receipt {
        let n = self.outcome.planned.people.len() as i64;
        let chosen = self.outcome.n_covered;
        let parts = vec![
            Part::new(self.f.chosen, Value::Count(chosen))
                .link(self.href(|one| one.of = PlanOf::Chosen)),
            Part::new(self.f.not_chosen, Value::Count(n - chosen)),
        ];
        let registered = self
            .outcome
            .planned
            .people
            .iter()
            .filter(|one| one.registered);
        let inactive = registered.count() as i64;
        let by_state = vec![
            Part::new(self.at.t.unregistered, Value::Count(n - inactive)),
            Part::new(self.at.t.inactive, Value::Count(inactive)),
        ];
        Receipt::new(self.f.in_need, Value::Count(n), self.r.plan_in_need)
            .parts(self.r.by_answer, How::Sum, parts)
            .parts(self.r.by_state, How::Sum, by_state)
    }

    fn by_source(&self, month: Month, of: PlanOf) -> Vec<Part> {
        let sources = self.of_month(month);
        let parts = sources.into_iter().map(|(source, (starts, people))| {
            let n = if of == PlanOf::Starts { starts } else { people };
            let href = self.href(|one| {
                (one.of, one.source) = (of, source.to_owned());
                one.month = Some(month);
            });
            Part::new(tables::source(source, self.f), Value::Count(n)).link(href)
        });
        parts.filter(|part| part.value != Value::Count(0)).collect()
    }

    /// Of one source: who was there the month before, and who starts.
    fn of_source(&self, month: Month, of: PlanOf) -> Result<Receipt, Fault> {
        let source = self.asked.source.as_str();
        let (starts, people) = *self.of_month(month).get(source).ok_or(Fault::NotFound)?;
        let said = tables::source(source, self.f);
        if of == PlanOf::Starts {
            return Ok(
                Receipt::new(self.f.starts, Value::Count(starts), self.r.plan_starts)
                    .of(said)
                    .of(self.month(month)),
            );
        }
        let link = |of, month| {
            self.href(|one| {
                (one.of, one.source, one.month) = (of, source.to_owned(), Some(month));
            })
        };
        let before = self.of_month(month.plus(-1)).get(source).map(|of| of.1);
        let mut parts = Vec::new();
        if let Some(before) = before {
            parts.push(
                Part::new(self.month(month.plus(-1)), Value::Count(before))
                    .link(link(PlanOf::People, month.plus(-1))),
            );
        }
        let starts = Part::new(self.f.starts, Value::Count(starts));
        parts.push(starts.link(link(PlanOf::Starts, month)));
        Ok(
            Receipt::new(self.f.people, Value::Count(people), self.r.plan_people)
                .of(said)
                .of(self.month(month))
                .parts(self.r.and_new, How::Sum, parts),
        )
    }

    fn spent(&self, line: &SpendingLine) -> Part {
        let fund = line.fund.clone().unwrap_or_default();
        let said = if fund.is_empty() {
            String::new()
        } else {
            tables::fund(&fund, self.f)
        };
        let href = self.href(|one| {
            (one.of, one.source, one.fund) = (PlanOf::Spent, line.source.clone(), fund);
        });
        Part::new(
            tables::source(&line.source, self.f),
            Value::Rupiah(line.to_date.0),
        )
        .note(said)
        .link(href)
    }

    /// What a source spends from a fund, month by month.
    fn spent_of_source(&self) -> Result<Receipt, Fault> {
        let lines: Vec<&SpendingLine> = self.of_pair().collect();
        let last = lines.last().ok_or(Fault::NotFound)?;
        let months = lines
            .iter()
            .map(|line| Part::new(self.month(line.month), Value::Rupiah(line.spent.0)));
        Ok(self
            .pair(Receipt::new(
                self.f.rupiah_in_all,
                Value::Rupiah(last.to_date.0),
                self.r.plan_spent,
            ))
            .parts(self.r.by_month, How::Sum, months.collect()))
    }

    fn of_pair(&self) -> impl Iterator<Item = &SpendingLine> {
        self.lines.iter().filter(|line| {
            line.source == self.asked.source
                && line.fund.as_deref().unwrap_or("") == self.asked.fund
        })
    }

    fn pair(&self, receipt: Receipt) -> Receipt {
        let fund = self.asked.fund.as_str();
        receipt
            .of(tables::source(&self.asked.source, self.f))
            .of(if fund.is_empty() {
                String::new()
            } else {
                tables::fund(fund, self.f)
            })
    }

    /// What a month costs, of all sources or of one.
    fn spent_of_month(&self, month: Month) -> Result<Receipt, Fault> {
        let wanted = self.asked.source.as_str();
        let lines = self
            .lines
            .iter()
            .filter(|line| line.month == month && (wanted.is_empty() || line.source == wanted));
        let parts: Vec<Part> = lines
            .map(|line| {
                let fund = line.fund.as_deref().map(|fund| tables::fund(fund, self.f));
                Part::new(
                    tables::source(&line.source, self.f),
                    Value::Rupiah(line.spent.0),
                )
                .note(fund.unwrap_or_default())
            })
            .collect();
        let n: i64 = parts
            .iter()
            .map(|part| match part.value {
                Value::Rupiah(n) => n,
                _ => 0,
            })
            .sum();
        if parts.is_empty() {
            return Err(Fault::NotFound);
        }
        Ok(
            Receipt::new(self.f.rupiah_in_all, Value::Rupiah(n), self.r.plan_spent)
                .of(if wanted.is_empty() {
                    String::new()
                } else {
                    tables::source(wanted, self.f)
                })
                .of(self.month(month))
                .parts(self.r.by_source, How::Sum, parts),
        )
    }

    /// What is left of a fund at the end.
    fn left(&self) -> Result<Receipt, Fault> {
        let last = self
            .of_pair()
            .last()
            .and_then(|line| line.left)
            .ok_or(Fault::NotFound)?;
        Ok(self.pair(Receipt::new(
            self.f.left,
            Value::Rupiah(last.0),
            self.r.plan_left,
        )))
    }

    /// The city's money, by fund and by month.
    fn city(&self) -> Receipt {
        let planned = &self.outcome.planned;
        let funds = planned.plan.funds.iter().zip(&planned.problem.funds);
        let by_fund = funds.filter(|(_, fund)| fund.is_city).map(|(of, fund)| {
            let spent = of.spent.iter().map(|amount| amount.0).sum();
            Part::new(tables::fund(&fund.name, self.f), Value::Rupiah(spent))
        });
        let by_month = city_by_month(planned).into_iter();
        let by_month = by_month.map(|(month, n)| Part::new(self.month(month), Value::Rupiah(n)));
        Receipt::new(
            self.f.city_money,
            Value::Rupiah(self.outcome.city),
            self.r.plan_city,
        )
        .parts(self.r.by_fund, How::Sum, by_fund.collect())
        .parts(self.r.by_month, How::Sum, by_month.collect())
    }

    fn tenth(&self) -> Receipt {
        let (title, next) = match self.asked.target {
            Target::Coverage => (self.f.tenth_coverage, &self.outcome.next_coverage),
            Target::Activity => (self.f.tenth_activity, &self.outcome.next_activity),
        };
        let people = [next.people, next.reachable].map(|n| format::number(n, self.at.lang));
        let said = self.f.fill(self.f.tenth_people, &[&people[0], &people[1]]);
        Receipt::new(title, Value::Rupiah(next.city_monthly.0), self.r.plan_tenth).of(said)
    }

    /// When a target is reached: what the figure is now, and who starts until then.
    fn reached(&self) -> Receipt {
        let asked = &self.answered.asked;
        let (title, target, reached, indicator) = match self.asked.target {
            Target::Coverage => (
                self.f.reached_coverage,
                asked.target,
                self.outcome.coverage,
                Indicator::Coverage,
            ),
            Target::Activity => (
                self.f.reached_activity,
                asked.active,
                self.outcome.activity,
                Indicator::ActiveOfPopulation,
            ),
        };
        let title = self.f.fill(title, &[&tables::percent(target, self.at)]);
        let said = Value::Said(tables::reached(reached, asked.last(), self.at));
        let receipt = Receipt::new(title, said, self.r.plan_reached);
        let Some(city) = self.run.city() else {
            return receipt;
        };
        let now = city.all(indicator, Basis::Official);
        let figure = ask::Figure::of(Basis::Official, indicator, &city.code);
        let end = match reached {
            Reached::Already => None,
            Reached::In(month) => Some(month),
            Reached::NotWithin => Some(asked.last()),
        };
        let figure_now = figure.clone().part(Of::Numerator).href();
        let mut parts =
            vec![Part::new(self.r.plan_now, Value::Count(now.numerator)).link(figure_now)];
        parts.extend(self.starts_until(end));
        let n = parts
            .iter()
            .map(|part| match part.value {
                Value::Count(n) => n,
                _ => 0,
            })
            .sum();
        let ratio = Ratio {
            numerator: n,
            denominator: now.denominator,
        };
        let share = vec![
            Part::new(self.r.plan_then, Value::Count(n)),
            Part::new(self.at.t.population, Value::Count(now.denominator))
                .link(figure.part(Of::Denominator).href()),
        ];
        receipt
            .parts_of(self.r.plan_path, How::Sum, parts, Value::Count(n))
            .parts_of(
                self.r.numerator_denominator,
                How::Quotient,
                share,
                Value::Share(ratio),
            )
    }

    /// Who starts and counts for the target, month by month, until one.
    fn starts_until(&self, end: Option<Month>) -> Vec<Part> {
        let planned = &self.outcome.planned;
        let mut starts: BTreeMap<Month, i64> = BTreeMap::new();
        for (person, placed) in planned.people.iter().zip(&planned.plan.placements) {
            let counts = self.asked.target == Target::Activity || !person.registered;
            if let Some(placed) = placed.filter(|_| counts) {
                let month = planned.problem.horizon.month(placed.start);
                *starts.entry(month).or_default() += 1;
            }
        }
        let until = starts.into_iter();
        let until = until.filter(|(month, _)| end.is_some_and(|end| *month <= end));
        let parts = until.map(|(month, n)| {
            let said = self.r.fill(self.r.plan_start_in, &[&self.month(month)]);
            Part::new(said, Value::Count(n))
        });
        parts.collect()
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
