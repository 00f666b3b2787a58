//! The law of a proposal: when it takes effect, what it costs, what it rests on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use semesta_domain::{Lang, Month, Payer, Rupiah, Segment};
use semesta_law::{
    Activation, ActivationRules, Class, Components, ContributionFacts, ContributionRates, CutOff,
    Decimal, Law, LocalAssistance, Registrar, Wage,
};

use super::content::{Content, Draft, Side};
use super::words::{Kind, Reason};
use crate::error::{DeskError, Result};

/// The law as it stands on the day of drafting, resolved once for many drafts.
pub(crate) struct Terms {
    law: Law,
    on: Date,
    rules: ActivationRules,
    cut_off: CutOff,
    rates: BTreeMap<Month, ContributionRates>,
    citations: BTreeMap<(Kind, Reason), Vec<String>>,
}

/// A draft under the law.
pub(crate) struct Settled {
    pub(crate) content: Content,
    pub(crate) effective: Date,
    pub(crate) month: Month,
    pub(crate) send_by: Date,
    /// What the city would pay more a month.
    pub(crate) cost_city: i64,
}

impl Terms {
    pub(crate) fn on(on: Date, cut_off: CutOff) -> Result<Self> {
        let law = Law::embedded();
        let rules = ActivationRules::on(&law, on).map_err(at(on))?;
        Ok(Self {
            law,
            on,
            rules,
            cut_off,
            rates: BTreeMap::new(),
            citations: BTreeMap::new(),
        })
    }

    /// When a change sent that day takes effect. A laid-off worker or a dropped
    /// one who is to be paid by the city is registered by it: an addition.
    pub(crate) fn effect(
        &self,
        kind: Kind,
        after: Option<&Side>,
        before: Option<&Side>,
    ) -> Activation {
        let side = after.or(before);
        let segment = side
            .and_then(|side| side.segment.as_deref())
            .and_then(|code| code.parse().ok())
            .unwrap_or(Segment::PbpuPemda);
        self.rules
            .effective(self.on, kind.change(), self.cut_off, segment)
    }

    pub(crate) fn settle(&mut self, draft: &Draft) -> Result<Settled> {
        let (before, after) = (draft.before.as_ref(), draft.after.as_ref());
        let activation = self.effect(draft.kind, after, before);
        let month = Month::of(activation.date);
        let cost_before = self.cost(month, before)?;
        let cost_after = self.cost(month, after)?;
        let same_day = activation.reason == semesta_law::ActivationReason::SameDay;
        let by_rule = if same_day {
            self.on
        } else {
            self.rules.last_day_for(month)
        };
        let content = Content {
            before: draft.before.clone(),
            after: draft.after.clone(),
            note: draft.note.clone(),
            law: self.law_of(draft.kind, draft.reason, activation),
            cost_before: by_payer(cost_before),
            cost_after: by_payer(cost_after),
            received: self.on.to_string(),
            effective: activation.date.to_string(),
            effective_reason: activation.reason.code().to_owned(),
            prioritas: self.cut_off == CutOff::Prioritas,
        };
        Ok(Settled {
            content,
            effective: activation.date,
            month,
            send_by: draft
                .deadline
                .map_or(by_rule, |day| day.min(by_rule).max(self.on)),
            cost_city: cost_after.city().0 - cost_before.city().0,
        })
    }

    /// What a membership costs a month; an inactive one costs nothing, nor does one
    /// whose wage nobody knows.
    fn cost(&mut self, month: Month, side: Option<&Side>) -> Result<Components> {
        let Some(side) = side.filter(|side| side.active) else {
            return Ok(Components::default());
        };
        let Some(segment) = side.segment.as_deref().and_then(|code| code.parse().ok()) else {
            return Ok(Components::default());
        };
        let rates = match self.rates.get(&month) {
            Some(rates) => *rates,
            None => {
                let rates =
                    ContributionRates::of(&self.law, month).map_err(at(month.first_day()))?;
                self.rates.insert(month, rates);
                rates
            }
        };
        let facts = ContributionFacts {
            segment,
            class: side
                .class
                .map_or(Some(Class::III), |class| Class::parse(&class.to_string())),
            wage: side.wage.map(wage),
            registrar: registrar(side.payer.as_deref()),
            local_assistance: LocalAssistance::City,
        };
        Ok(rates.due(&facts).unwrap_or_default())
    }

    fn law_of(&mut self, kind: Kind, reason: Reason, activation: Activation) -> Vec<String> {
        let (law, on) = (&self.law, self.on);
        let cite = |id: &str| {
            law.citation(id, on)
                .ok()
                .map(|citation| citation.in_one_line(Lang::Id))
        };
        let mut lines = self
            .citations
            .entry((kind, reason))
            .or_insert_with(|| {
                reason
                    .parameters()
                    .iter()
                    .filter_map(|id| cite(id))
                    .collect()
            })
            .clone();
        lines.extend(cite(activation.reason.parameter()));
        lines
    }
}

fn wage(amount: i64) -> Wage {
    Wage {
        amount: Decimal::whole(amount),
        minimum: None,
    }
}

fn registrar(payer: Option<&str>) -> Registrar {
    match payer.and_then(Payer::parse) {
        Some(Payer::Province) => Registrar::Province,
        Some(Payer::Donor(_)) => Registrar::Donor,
        _ => Registrar::City,
    }
}

fn by_payer(parts: Components) -> Vec<(String, i64)> {
    parts
        .by_payer()
        .into_iter()
        .map(|(payer, Rupiah(amount))| (payer.to_owned(), amount))
        .collect()
}

pub(crate) fn at(day: Date) -> impl FnOnce(semesta_law::LawError) -> DeskError {
    move |source| DeskError::Law { day, source }
}
