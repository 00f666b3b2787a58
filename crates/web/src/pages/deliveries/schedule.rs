//! Who delivers what, how often, and by when.

use std::path::Path;

use anyhow::Context as _;
use jiff::civil::Date;
use semesta_domain::{Lang, Month};
use semesta_evidence::Source;
use serde::Deserialize;

/// The schedule shipped with the program: an assumption, not a rule.
const SHIPPED: &str = include_str!("../../../assets/deliveries.csv");
/// A city's own, in its data folder.
const OWN: &str = "deliveries.csv";

/// What one source owes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    source: String,
    office_id: String,
    office_en: String,
    /// Months between two deliveries, 0 where they come as needed.
    pub(crate) every_months: u32,
    /// The day of the following month by which a delivery is due.
    pub(crate) due_day: i8,
}

impl Expected {
    pub(crate) fn office(&self, lang: Lang) -> &str {
        lang.pick(&self.office_id, &self.office_en)
    }

    /// The day by which data of a month are due.
    pub(crate) fn due(&self, month: Month) -> Date {
        let next = month.plus(1);
        let last = next.last_day();
        let day = self.due_day.clamp(1, last.day());
        last.with().day(day).build().unwrap_or(last)
    }
}

/// The schedule of a data folder.
///
/// # Errors
/// If the city's own cannot be read.
pub(crate) fn read(data: &Path) -> anyhow::Result<Vec<(Source, Expected)>> {
    match std::fs::read_to_string(data.join(OWN)) {
        Ok(text) => parse(&text).with_context(|| OWN.to_owned()),
        Err(_) => parse(SHIPPED),
    }
}

fn parse(text: &str) -> anyhow::Result<Vec<(Source, Expected)>> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut known = Vec::new();
    for row in rows.deserialize() {
        let row: Expected = row?;
        known.push((row.source.parse::<Source>()?, row));
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_shipped_schedule_knows_every_source_once() {
        let known = parse(SHIPPED).unwrap();
        let sources: Vec<Source> = known.iter().map(|(source, _)| *source).collect();
        assert_eq!(sources, Source::ALL);
    }

    #[test]
    fn a_day_beyond_the_month_is_its_last() {
        let known = parse(SHIPPED).unwrap();
        let of = |source| &known.iter().find(|(one, _)| *one == source).unwrap().1;
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(
            of(Source::Peserta).due(month("2024-08")).to_string(),
            "2024-09-10"
        );
        assert_eq!(
            of(Source::Program).due(month("2024-01")).to_string(),
            "2024-02-29"
        );
        assert_eq!(
            of(Source::Tagihan).due(month("2024-12")).to_string(),
            "2025-01-10"
        );
    }

    #[test]
    fn a_city_s_own_schedule_counts_and_a_broken_one_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join(OWN);
        let head = "source,office_id,office_en,every_months,due_day\n";
        std::fs::write(&own, format!("{head}peserta,Kantor,Office,3,5\n")).unwrap();
        let known = read(dir.path()).unwrap();
        assert_eq!((known.len(), known[0].1.every_months), (1, 3));
        std::fs::write(&own, format!("{head}paserta,Kantor,Office,3,5\n")).unwrap();
        assert!(read(dir.path()).is_err());
    }
}
