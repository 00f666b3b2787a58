//! Every date of the law has its three days in `cases/`, and they hold.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use semesta_law::{Law, LawError};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Boundaries {
    #[serde(rename = "for")]
    #[allow(dead_code)]
    part: String,
    values: Vec<(String, String, String)>,
}

fn boundaries() -> Vec<(String, Date, String)> {
    crate::files_for("boundaries")
        .iter()
        .flat_map(|(_, text)| serde_saphyr::from_str::<Boundaries>(text).unwrap().values)
        .map(|(id, day, value)| (id, day.parse().unwrap(), value))
        .collect()
}

/// The value of a parameter or field that day as text, `none` without one.
fn value_on(law: &Law, id: &str, on: Date) -> String {
    let (_, field) = law.find(id).unwrap();
    match law.in_force(id, on) {
        Ok(dated) => dated
            .body
            .field(field.as_deref())
            .map_or_else(|| "none".to_owned(), |value| value.to_string()),
        Err(LawError::NoValue { .. }) => "none".to_owned(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_boundary_day_has_its_value() {
    let law = Law::embedded();
    let wrong: Vec<String> = boundaries()
        .into_iter()
        .map(|(id, on, expected)| (value_on(&law, &id, on), id, on, expected))
        .filter(|(found, _, _, expected)| found != expected)
        .map(|(found, id, on, expected)| format!("{id} on {on}: {found}, expected {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_date_of_the_law_has_its_boundary_days() {
    let law = Law::embedded();
    let tested: BTreeSet<(String, Date)> = boundaries()
        .into_iter()
        .map(|(id, on, _)| (id, on))
        .collect();
    for parameter in law.parameters() {
        let fields = parameter.field_names();
        let ids: Vec<String> = if fields.is_empty() {
            vec![parameter.id.clone()]
        } else {
            fields
                .iter()
                .map(|field| format!("{}.{field}", parameter.id))
                .collect()
        };
        let days = parameter
            .values
            .iter()
            .flat_map(|dated| [Some(dated.from), dated.until])
            .flatten();
        for day in days {
            for id in &ids {
                for offset in [-1, 0, 1] {
                    let on = day.saturating_add(offset.days());
                    assert!(
                        tested.contains(&(id.clone(), on)),
                        "no boundary case of `{id}` on {on}"
                    );
                }
            }
        }
    }
}
