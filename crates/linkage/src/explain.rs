//! Why a pair is, or is not, a link: the weight of every field, in words.

use crate::compare::{Cache, NULL, ladder};
use crate::linker::Fitted;
use crate::model::em::probability;
use crate::pattern::outcomes;

/// What one field says about a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The field's name.
    pub field: String,
    /// The agreement in Indonesian.
    pub level_id: &'static str,
    /// The agreement in English.
    pub level_en: &'static str,
    /// log2 odds that the field adds.
    pub weight: f32,
}

/// A pair's evidence, field by field.
///
/// `prior` and the weights of all fields add up to `weight`.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// log2 odds before any field is looked at.
    pub prior: f32,
    /// What each field adds, in the order of the fields.
    pub fields: Vec<Contribution>,
    /// log2 odds of the pair by itself.
    pub weight: f32,
    /// Its probability by itself.
    pub probability: f32,
    /// The blocking rule that brings the pair, if any does.
    pub rule: Option<String>,
}

impl Explanation {
    /// Says in one Indonesian sentence what spoke for and against.
    #[must_use]
    pub fn reason_id(&self) -> String {
        self.reason("mendukung", "melawan", "tidak ada bukti", |c| c.level_id)
    }

    /// Says in one English sentence what spoke for and against.
    #[must_use]
    pub fn reason_en(&self) -> String {
        self.reason("for", "against", "no evidence", |c| c.level_en)
    }

    fn reason(
        &self,
        yes: &str,
        no: &str,
        nothing: &str,
        words: fn(&Contribution) -> &str,
    ) -> String {
        let mut order: Vec<&Contribution> = self
            .fields
            .iter()
            .filter(|c| c.weight.abs() >= 0.5)
            .collect();
        order.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        let side = |positive: bool| {
            let parts = order
                .iter()
                .filter(|c| (c.weight > 0.0) == positive)
                .take(4);
            parts
                .map(|c| format!("{} {} ({:+.1})", c.field, words(c), c.weight))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (good, bad) = (side(true), side(false));
        match (good.is_empty(), bad.is_empty()) {
            (true, true) => nothing.to_owned(),
            (false, true) => format!("{yes}: {good}"),
            (true, false) => format!("{no}: {bad}"),
            (false, false) => format!("{yes}: {good}; {no}: {bad}"),
        }
    }
}

/// Explains a pair of rows; the second is counted after all left rows.
pub(crate) fn explain(fitted: &Fitted, a: u32, b: u32) -> Explanation {
    let records = &fitted.records;
    let shared = fitted.keys.shared(a, b);
    let home = (shared != 0).then(|| shared.trailing_zeros() as usize);
    let weights = home.map_or(&fitted.pooled, |rule| &fitted.scorer.rules[rule]);
    let mut cache = Cache::default();
    let compared = outcomes(records, a, b, &mut cache);
    let mut sums = weights.prior;
    let prior = crate::model::score::odds(sums);
    let (mut before, mut fields) = (prior, Vec::new());
    for (f, field) in records.fields.iter().enumerate() {
        let o = compared[f];
        let words = ladder(field.kind).words;
        let (level_id, level_en) = words
            .get(usize::from(o.level))
            .copied()
            .unwrap_or(("tidak ada", "missing"));
        if o.level != NULL {
            let add = weights.cell(records, f, o);
            sums.iter_mut().zip(&add).for_each(|(s, x)| *s += x);
        }
        let now = crate::model::score::odds(sums);
        fields.push(Contribution {
            field: field.name.clone(),
            level_id,
            level_en,
            weight: now - before,
        });
        before = now;
    }
    Explanation {
        prior,
        fields,
        weight: before,
        probability: probability(f64::from(before)) as f32,
        rule: home.map(|rule| fitted.rules[rule].rule.describe(records)),
    }
}
