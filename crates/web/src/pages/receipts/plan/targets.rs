//! When a target is reached, and what the next step to it costs.

use std::collections::BTreeMap;

use semesta_domain::{Month, Ratio};
use semesta_engine::figures::{Basis, Indicator};

use super::Asking;
use crate::ask::{self, Part as Of, Target};
use crate::format;
use crate::pages::funding::answer::Reached;
use crate::pages::funding::tables;
use crate::receipt::{How, Part, Receipt, Value};

impl Asking<'_> {
    pub(super) fn tenth(&self) -> Receipt {
        let (title, next) = match self.asked.target {
            Target::Coverage => (self.f.tenth_coverage, &self.outcome.next_coverage),
            Target::Activity => (self.f.tenth_activity, &self.outcome.next_activity),
        };
        let people = [next.people, next.reachable].map(|n| format::number(n, self.at.lang));
        let said = self.f.fill(self.f.tenth_people, &[&people[0], &people[1]]);
        Receipt::new(title, Value::Rupiah(next.city_monthly.0), self.r.plan_tenth).of(said)
    }

    /// When a target is reached: what the figure is now, and who starts until then.
    pub(super) fn reached(&self) -> Receipt {
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
}
