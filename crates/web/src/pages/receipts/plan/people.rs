//! How many are in need, who starts, and whom each source pays for.

use semesta_domain::Month;

use super::Asking;
use crate::ask::PlanOf;
use crate::fault::Fault;
use crate::pages::funding::tables;
use crate::receipt::{How, Part, Receipt, Value};

impl Asking<'_> {
    pub(super) fn in_need(&self) -> Receipt {
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

    pub(super) fn by_source(&self, month: Month, of: PlanOf) -> Vec<Part> {
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
    pub(super) fn of_source(&self, month: Month, of: PlanOf) -> Result<Receipt, Fault> {
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
}
