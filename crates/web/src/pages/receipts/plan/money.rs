//! What sources spend, what is left of funds, what a person costs.

use semesta_desk::Permission;
use semesta_domain::Month;
use semesta_engine::funding::{SpendingLine, cost_by_month};

use super::Asking;
use crate::ask::PlanOf;
use crate::fault::Fault;
use crate::format;
use crate::pages::funding::answer::city_by_month;
use crate::pages::funding::tables::NO_FUND;
use crate::pages::funding::{PATH, tables};
use crate::pages::person::row_of;
use crate::receipt::{How, Part, Receipt, Value};

impl Asking<'_> {
    pub(super) fn spent(&self, line: &SpendingLine) -> Part {
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
    pub(super) fn spent_of_source(&self) -> Result<Receipt, Fault> {
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

    fn fund(&self) -> &str {
        match self.asked.fund.as_str() {
            NO_FUND => "",
            fund => fund,
        }
    }

    /// Whom a source pays for from a fund, by when they start.
    pub(super) fn of_fund(&self) -> Result<Receipt, Fault> {
        let lines: Vec<&SpendingLine> = self.of_pair().collect();
        let last = lines.last().ok_or(Fault::NotFound)?;
        let starts = lines.iter().filter(|line| line.starts > 0);
        let parts = starts.map(|line| {
            let said = self
                .r
                .fill(self.r.plan_start_in, &[&self.month(line.month)]);
            Part::new(said, Value::Count(line.starts))
        });
        Ok(self
            .pair(Receipt::new(
                self.f.people,
                Value::Count(last.people),
                self.r.plan_people,
            ))
            .parts(self.r.by_month, How::Sum, parts.collect()))
    }

    fn of_pair(&self) -> impl Iterator<Item = &SpendingLine> {
        self.lines.iter().filter(|line| {
            line.source == self.asked.source && line.fund.as_deref().unwrap_or("") == self.fund()
        })
    }

    fn pair(&self, receipt: Receipt) -> Receipt {
        let fund = self.fund();
        receipt
            .of(tables::source(&self.asked.source, self.f))
            .of(if fund.is_empty() {
                String::new()
            } else {
                tables::fund(fund, self.f)
            })
    }

    /// What a month costs, of all sources or of one.
    pub(super) fn spent_of_month(&self, month: Month) -> Result<Receipt, Fault> {
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
    pub(super) fn left(&self) -> Result<Receipt, Fault> {
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
    pub(super) fn city(&self) -> Receipt {
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

    /// What one person costs the city, month by month.
    pub(super) fn person(&self) -> Result<Receipt, Fault> {
        let token = self.asked.person.as_str();
        let row = row_of(self.at, self.run, token, Permission::ViewPeople)?;
        let planned = &self.outcome.planned;
        let place = self.answered.ground.place_of(self.run.people.nik[row]);
        let place = place.ok_or(Fault::NotFound)?;
        let placed = planned.plan.placements[place].ok_or(Fault::NotFound)?;
        let is_city = |fund: semesta_planning::FundId| planned.problem.funds[fund.0].is_city;
        let amounts = cost_by_month(planned, placed.tariff, placed.start, is_city);
        let months = planned.problem.horizon.months().zip(&amounts);
        let parts = months
            .skip(placed.start)
            .map(|(month, n)| Part::new(self.month(month), Value::Rupiah(*n)));
        let source = &planned.problem.sources[placed.source.0].name;
        let why = self.params.under(&format!("{PATH}/orang/{token}"));
        let total = Value::Rupiah(amounts.iter().sum());
        Ok(Receipt::new(self.f.cost_city, total, self.r.plan_person)
            .of(format::mask_name(self.run.people.name.get(row)))
            .of(tables::source(source, self.f))
            .parts(self.r.by_month, How::Sum, parts.collect())
            .list(self.f.why_title, why))
    }
}
