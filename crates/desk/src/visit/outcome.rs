//! What can come of a visit: data, so that a city's programme can have codes of its own.

use std::sync::LazyLock;

use semesta_domain::Lang;
use serde::Deserialize;

const TABLE: &str = include_str!("../../visits.csv");

/// What can come of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitOutcome {
    /// Its code in the store and in files.
    pub code: String,
    title_id: String,
    title_en: String,
    /// **Units**: days after which somebody should go again, if they should.
    pub again_days: Option<i32>,
    next_id: String,
    next_en: String,
}

impl VisitOutcome {
    /// In words.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.title_id, &self.title_en)
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self, lang: Lang) -> &str {
        lang.pick(&self.next_id, &self.next_en)
    }
}

static OUTCOMES: LazyLock<Vec<VisitOutcome>> = LazyLock::new(|| {
    csv::Reader::from_reader(TABLE.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("the embedded table of outcomes is read by a test")
});

/// Every outcome, in the order of the table.
///
/// ```
/// use semesta_desk::visit::{visit_outcome, visit_outcomes};
/// assert!(visit_outcomes().len() >= 6);
/// assert_eq!(visit_outcome("not_home").unwrap().again_days, Some(7));
/// ```
#[must_use]
pub fn visit_outcomes() -> &'static [VisitOutcome] {
    &OUTCOMES
}

/// An outcome by its code.
#[must_use]
pub fn visit_outcome(code: &str) -> Option<&'static VisitOutcome> {
    OUTCOMES.iter().find(|outcome| outcome.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_says_in_both_languages_what_it_is_and_what_is_next() {
        for outcome in visit_outcomes() {
            for lang in [Lang::Id, Lang::En] {
                assert!(!outcome.title(lang).is_empty() && !outcome.next(lang).is_empty());
            }
            let same = visit_outcomes().iter().filter(|o| o.code == outcome.code);
            assert_eq!(same.count(), 1, "{}", outcome.code);
            assert!(outcome.again_days.is_none_or(|days| days > 0));
        }
    }
}
