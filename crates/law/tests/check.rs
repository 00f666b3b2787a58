//! What `law check` refuses, and overrides for what-if.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use semesta_domain::Rupiah;
use semesta_law::{Law, LawError, OverrideError, ProblemKind};

const GOOD: &str = "\
description:
  id: Contoh
  en: Example
unit: rupiah_per_person_month
last_checked_on: 2026-01-31
values:
  - from: 2020-01-01
    total: 42000
    components:
      city: 35000
      city_assistance: 2800
      centre: 4200
    reference:
      title: Perpres 64/2020
  - from: 2021-01-01
    total: 42000
    components:
      city: 42000
    reference:
      unsourced: true
";

fn kinds(text: &str) -> Vec<ProblemKind> {
    match Law::from_files([("contribution/example.yaml", text)]) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| problem.kind).collect(),
    }
}

#[track_caller]
fn refuses(from: &str, to: &str, expected: ProblemKind) {
    assert!(GOOD.contains(from), "`{from}` is not in the example");
    let kinds = kinds(&GOOD.replacen(from, to, 1));
    assert!(kinds.contains(&expected), "{from} → {to}: {kinds:?}");
}

#[test]
fn the_example_is_accepted() {
    assert_eq!(kinds(GOOD), []);
}

#[test]
fn a_value_needs_a_source() {
    refuses(
        "    reference:\n      title: Perpres 64/2020\n",
        "",
        ProblemKind::NoSource,
    );
    refuses("title: Perpres 64/2020", "title: ''", ProblemKind::NoSource);
    refuses(
        "title: Perpres 64/2020",
        "note: seen somewhere",
        ProblemKind::NoSource,
    );
    refuses("unsourced: true", "unsourced: false", ProblemKind::NoSource);
}

#[test]
fn dates_rise_and_do_not_overlap() {
    refuses("2021-01-01", "2020-01-01", ProblemKind::DateOrder);
    refuses("2021-01-01", "2019-01-01", ProblemKind::DateOrder);
    refuses(
        "from: 2020-01-01\n",
        "from: 2020-01-01\n    until: 2021-01-01\n",
        ProblemKind::Overlap,
    );
    refuses(
        "from: 2020-01-01\n",
        "from: 2020-01-01\n    until: 2019-12-31\n",
        ProblemKind::DateOrder,
    );
    refuses("2021-01-01", "2021-02-30", ProblemKind::Date);
    refuses("2026-01-31", "yesterday", ProblemKind::Date);
}

#[test]
fn unknown_and_missing_keys_are_refused() {
    refuses("unit:", "unitt: x\nunit:", ProblemKind::Unreadable);
    refuses("  en: Example\n", "", ProblemKind::Unreadable);
    refuses("title:", "titel:", ProblemKind::Unreadable);
    refuses("unit: rupiah_per_person_month\n", "", ProblemKind::Unit);
    refuses("rupiah_per_person_month", "shillings", ProblemKind::Unit);
    refuses("last_checked_on: 2026-01-31\n", "", ProblemKind::Date);
    refuses(
        "      city: 35000",
        "      citty: 35000",
        ProblemKind::UnknownField,
    );
    refuses("description:", "- description:", ProblemKind::Unreadable);
}

#[test]
fn values_fit_their_unit_and_components_their_total() {
    refuses("total: 42000", "total: 41000", ProblemKind::Total);
    refuses("    total: 42000\n", "", ProblemKind::Total);
    refuses("city: 35000", "city: 35000.5", ProblemKind::Value);
    refuses("city: 35000", "city: -35000", ProblemKind::Value);
    refuses("city: 35000", "city: 3.5e4", ProblemKind::Value);
    refuses(
        "    total: 42000\n",
        "    value: 42000\n",
        ProblemKind::NoValue,
    );
}

#[test]
fn files_are_named_by_their_id_and_every_problem_is_told() {
    let doubled = Law::from_files([("a/b.yaml", GOOD), ("a.b.yaml", GOOD)]).unwrap_err();
    assert_eq!(doubled[0].kind, ProblemKind::Id);
    let misnamed = Law::from_files([("Iuran Kota.yml", GOOD)]).unwrap_err();
    assert_eq!(misnamed[0].kind, ProblemKind::Id);
    let two =
        GOOD.replacen("total: 42000", "total: 1", 1)
            .replacen("unsourced: true", "note: none", 1);
    assert_eq!(kinds(&two).len(), 2);
    let problems = Law::from_files([("contribution/example.yaml", two.as_str())]).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "`contribution/example.yaml` (2020-01-01): the components do not add up to the total: `1 ≠ 42000`"
    );
}

#[test]
fn the_embedded_law_is_whole() {
    let law = Law::embedded();
    assert!(law.missing_parameters().is_empty());
    assert_eq!(law.parameters().count(), Law::embedded_files().len());
}

#[test]
fn an_unknown_parameter_is_answered_with_the_nearest() {
    let error = Law::embedded().find("contribution.pmda.city").unwrap_err();
    let LawError::UnknownParameter { nearest, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(nearest[0], "contribution.pemda.city");
    let error = Law::embedded()
        .with_override("contribution.pemda.cty=40000@2027-01-01")
        .unwrap_err();
    assert!(
        error.to_string().contains("contribution.pemda.city"),
        "{error}"
    );
}

fn city(law: &Law, on: Date) -> Rupiah {
    law.get("contribution.pemda.city", on).unwrap()
}

#[test]
fn an_override_begins_on_its_date_and_leaves_the_rest() {
    let law = Law::embedded();
    let changed = law
        .with_override("contribution.pemda.city=40000@2027-01-01")
        .unwrap();
    assert_eq!(city(&changed, date(2026, 12, 31)), Rupiah(35_000));
    assert_eq!(city(&changed, date(2027, 1, 1)), Rupiah(40_000));
    assert_eq!(city(&law, date(2027, 1, 1)), Rupiah(35_000));
    let total: Rupiah = changed
        .get("contribution.pemda.total", date(2027, 1, 1))
        .unwrap();
    assert_eq!(total, Rupiah(47_000));
}

#[test]
fn an_override_holds_through_later_dates_of_the_law() {
    let law = Law::embedded()
        .with_override("contribution.pemda.city=1@2020-03-01")
        .unwrap();
    assert_eq!(city(&law, date(2020, 2, 29)), Rupiah(42_000));
    for on in [date(2020, 3, 1), date(2020, 7, 1), date(2021, 1, 1)] {
        assert_eq!(city(&law, on), Rupiah(1));
    }
    let centre: Rupiah = law
        .get("contribution.pemda.centre", date(2021, 1, 1))
        .unwrap();
    assert_eq!(centre, Rupiah(4_200));
}

#[test]
fn an_override_without_a_date_holds_always() {
    let law = Law::embedded().with_override("pbi.decile_max=3").unwrap();
    for on in [date(2014, 1, 1), date(2025, 6, 1), date(2026, 6, 1)] {
        assert_eq!(law.get::<i64>("pbi.decile_max", on), Ok(3));
    }
}

#[test]
fn thresholds_flags_and_choices_can_be_overridden() {
    let law = Law::embedded()
        .with_override("threshold.prioritas.coverage=99.5@2026-01-01")
        .and_then(|law| law.with_override("threshold.prioritas.no_arrears=false"))
        .and_then(|law| law.with_override("indicator.active_ratio=active_of_registered"))
        .unwrap();
    let flag: bool = law
        .get("threshold.prioritas.no_arrears", date(2026, 1, 1))
        .unwrap();
    assert!(!flag);
    let choice: String = law.get("indicator.active_ratio", date(2026, 1, 1)).unwrap();
    assert_eq!(choice, "active_of_registered");
}

#[test]
fn overrides_that_cannot_be_are_refused() {
    let law = Law::embedded();
    for text in [
        "contribution.pemda.city",
        "=3",
        "contribution.pemda.city=",
        "contribution.pemda.city=1@soon",
        "contribution.pemda.city=-1",
        "contribution.pemda.city=1.5",
        "contribution.pemda.city=yes",
        "threshold.prioritas.no_arrears=1",
        "indicator.active_ratio=other",
        "cutoff.day=32",
        "contribution.pemda=40000",
        "contribution.pemda.total=40000",
        "contribution.pemda.city=1@2013-01-01",
    ] {
        let result = law.with_override(text);
        assert!(result.is_err(), "`{text}` was accepted");
    }
    let group = law.with_override("contribution.pemda=1").unwrap_err();
    assert!(matches!(group, OverrideError::NeedsField { .. }), "{group}");
}
