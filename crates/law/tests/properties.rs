//! Properties of the rules: sums close, more is never less, nothing panics.

#![allow(clippy::unwrap_used)]

use jiff::civil::Date;
use proptest::prelude::*;
use semesta_domain::{LayOffProof, Month, Ratio, Rupiah, Segment};
use semesta_law::{
    ActivationRules, Answer, ArrearsRules, Change, CityFigures, Class, Component,
    ContributionFacts, ContributionRates, CutOff, Decimal, FineFacts, FineRules, Law, LayOffRules,
    LocalAssistance, Outcome, Registrar, Threshold, ThresholdId, Wage, WageRates, award,
};

fn months() -> impl Strategy<Value = Month> {
    (0..240).prop_map(|n| Month::new(2014, 1).unwrap().plus(n))
}

fn days() -> impl Strategy<Value = Date> {
    (months(), 1_i8..=28).prop_map(|(month, day)| Date::constant(month.year(), month.month(), day))
}

fn segments() -> impl Strategy<Value = Segment> {
    proptest::sample::select(Segment::ALL)
}

fn facts() -> impl Strategy<Value = ContributionFacts> {
    let class = proptest::sample::select(&[Class::I, Class::II, Class::III][..]);
    let registrar =
        proptest::sample::select(&[Registrar::City, Registrar::Province, Registrar::Donor][..]);
    let assistance =
        proptest::sample::select(&[LocalAssistance::City, LocalAssistance::Province][..]);
    (segments(), class, 0_i64..30_000_000, registrar, assistance).prop_map(
        |(segment, class, wage, registrar, local_assistance)| ContributionFacts {
            segment,
            class: Some(class),
            wage: Some(Wage {
                amount: Decimal::whole(wage),
                minimum: Some(Decimal::whole(4_000_000)),
            }),
            registrar,
            local_assistance,
        },
    )
}

fn figures() -> impl Strategy<Value = CityFigures> {
    let answer = || proptest::sample::select(&[Answer::Yes, Answer::No, Answer::Unknown][..]);
    (
        0_i64..2_000,
        0_i64..2_200,
        0_i64..2_200,
        proptest::option::of(0_i64..800),
        answer(),
        answer(),
    )
        .prop_map(
            |(population, registered, active, pemda_registered, arrears, prioritas)| CityFigures {
                population,
                registered,
                active: active.min(registered),
                pemda_registered,
                arrears,
                prioritas,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn components_and_payers_add_up_to_the_total(month in months(), facts in facts(), n in 0_i64..1_000_000) {
        let due = ContributionRates::of(&Law::embedded(), month).unwrap().due(&facts).unwrap() * n;
        let parts: Rupiah = due.parts().map(|(_, amount)| amount).sum();
        let payers: Rupiah = due.by_payer().into_iter().map(|(_, amount)| amount).sum();
        prop_assert_eq!(parts, due.total());
        prop_assert_eq!(payers, due.total());
        prop_assert!(due.parts().all(|(_, amount)| amount > Rupiah::ZERO));
    }

    #[test]
    fn who_bears_a_part_never_changes_the_total(month in months()) {
        let rates = ContributionRates::of(&Law::embedded(), month).unwrap();
        let by_city = rates.pemda_due(Registrar::City, LocalAssistance::City);
        for registrar in [Registrar::City, Registrar::Province, Registrar::Donor] {
            for assistance in [LocalAssistance::City, LocalAssistance::Province] {
                let due = rates.pemda_due(registrar, assistance);
                prop_assert_eq!(due.total(), by_city.total());
                prop_assert_eq!(due.centre(), by_city.centre());
            }
        }
    }

    #[test]
    fn a_higher_wage_never_pays_less(month in months(), a in 0_i64..40_000_000, b in 0_i64..40_000_000) {
        let rates = WageRates::of(&Law::embedded(), month).unwrap();
        let due = |amount| rates.contribution(Segment::PpuBu, Wage { amount: Decimal::whole(amount), minimum: None });
        let (low, high) = (due(a.min(b)), due(a.max(b)));
        prop_assert!(low.employer <= high.employer && low.worker <= high.worker && low.base <= high.base);
        prop_assert!(low.class >= high.class);
    }

    #[test]
    fn the_first_class_never_costs_less(month in months()) {
        let rates = ContributionRates::of(&Law::embedded(), month).unwrap();
        let member = |class| rates.mandiri_due(class, LocalAssistance::City)[Component::Member];
        prop_assert!(member(Class::I) >= member(Class::II) && member(Class::II) >= member(Class::III));
    }

    #[test]
    fn a_fine_grows_with_cost_and_months_up_to_the_cap(
        cost in 0_i64..2_000_000_000, more in 0_i64..1_000_000_000,
        months in 0_i64..40, later in 0_i64..20, day in -5_i64..60,
    ) {
        let rules = FineRules::on(&Law::embedded(), Date::constant(2025, 1, 1)).unwrap();
        let fine = |cost, months_in_arrears| rules.fine(&FineFacts {
            diagnosis_cost: Rupiah(cost),
            months_in_arrears,
            days_since_reactivation: day,
            segment: Segment::Pbpu,
        }).amount;
        let base = fine(cost, months);
        prop_assert!(base <= rules.cap);
        prop_assert!(fine(cost + more, months) >= base);
        prop_assert!(fine(cost, months + later) >= base);
        prop_assert!((0..=45).contains(&day) || base == Rupiah::ZERO);
    }

    #[test]
    fn later_receipt_never_takes_effect_earlier(a in days(), b in days(), prioritas in any::<bool>(), segment in segments()) {
        let cut_off = if prioritas { CutOff::Prioritas } else { CutOff::Ordinary };
        let when = |received, change| {
            let rules = ActivationRules::on(&Law::embedded(), received).unwrap();
            rules.effective(received, change, cut_off, segment).date
        };
        for change in [Change::Add, Change::Remove, Change::Change] {
            prop_assert!(when(a.min(b), change) <= when(a.max(b), change));
            prop_assert!(when(a, change) >= a);
        }
    }

    #[test]
    fn the_last_day_for_a_month_is_the_last(month in months()) {
        let rules = ActivationRules::on(&Law::embedded(), month.first_day()).unwrap();
        let effect = |day| rules.effective(day, Change::Remove, CutOff::Ordinary, Segment::PbpuPemda).date;
        let last = rules.last_day_for(month);
        prop_assert_eq!(effect(last), month.first_day());
        prop_assert!(effect(last.tomorrow().unwrap()) > month.first_day());
    }

    #[test]
    fn one_more_person_closes_the_gap_and_one_fewer_does_not(figures in figures(), id in proptest::sample::select(&ThresholdId::ALL[..])) {
        let law = Law::embedded();
        for year in [2023, 2024, 2025, 2026] {
            let Some(threshold) = Threshold::on(&law, id, Date::constant(year, 1, 1)).unwrap() else { continue };
            for criterion in threshold.evaluate(&figures).criteria {
                let (Some(required), Some(ratio)) = (criterion.required, criterion.actual) else { continue };
                let reached = |n: i64| Ratio { numerator: ratio.numerator + n, ..ratio }.reaches(required / 100, required % 100);
                prop_assert!(criterion.is_waived || (criterion.outcome == Outcome::Holds) == reached(0));
                if let Some(short_by) = criterion.short_by {
                    prop_assert!(reached(short_by) && !reached(short_by - 1));
                }
                if let Some(spare) = criterion.spare {
                    prop_assert!(reached(-spare) && !reached(-spare - 1));
                }
            }
        }
    }

    #[test]
    fn the_cheapest_way_reaches_the_threshold_with_the_fewest_people(
        population in 1_i64..60, registered in 0_i64..70, active in 0_i64..70, pemda in 0_i64..20,
        of_registered in any::<bool>(), id in proptest::sample::select(&ThresholdId::ALL[..]),
    ) {
        let mut law = Law::embedded();
        if of_registered {
            law = law.with_override("indicator.active_ratio=active_of_registered").unwrap();
        }
        let figures = CityFigures { population, registered, active: active.min(registered), pemda_registered: Some(pemda), arrears: Answer::No, prioritas: Answer::Yes };
        let year = if id == ThresholdId::Immediate { 2024 } else { 2026 };
        let Some(threshold) = Threshold::on(&law, id, Date::constant(year, 1, 1)).unwrap() else { return Ok(()) };
        let reached = |register: i64, reactivate: i64| {
            let after = CityFigures {
                registered: figures.registered + register,
                active: figures.active + register + reactivate,
                pemda_registered: Some(pemda + register + reactivate),
                ..figures
            };
            threshold.evaluate(&after).outcome == Outcome::Holds
        };
        let inactive = figures.registered - figures.active;
        let fewest = (0..=200_i64).find(|n| (0..=(*n).min(inactive)).any(|reactivate| reached(n - reactivate, reactivate)));
        let way = threshold.cheapest_way(&figures).unwrap();
        prop_assert_eq!(Some(way.n_people()), fewest);
        // Where everybody counts for everything, the greatest of what is lacking is enough.
        let lacks = threshold.lacks(&figures);
        prop_assert_eq!(lacks.is_empty(), of_registered);
        let least = lacks.iter().map(|lack| lack.register.max(lack.activate).max(lack.by_local_government)).min();
        prop_assert!(of_registered || least == fewest, "{lacks:?} {fewest:?}");
        for lack in lacks {
            let after = CityFigures {
                registered: figures.registered + lack.register,
                active: figures.active + lack.activate,
                pemda_registered: Some(pemda + lack.by_local_government),
                ..figures
            };
            prop_assert_eq!(threshold.evaluate(&after).outcome, Outcome::Holds);
        }
        prop_assert!(reached(way.register, way.reactivate) && way.reactivate <= inactive && way.register >= 0);
    }

    #[test]
    fn knowing_more_never_turns_a_failure_into_success(figures in figures(), year in 2023_i16..2028) {
        let law = Law::embedded();
        let unknown = CityFigures { arrears: Answer::Unknown, prioritas: Answer::Unknown, pemda_registered: None, ..figures };
        let (known, vague) = (award(&law, year, &figures).unwrap(), award(&law, year, &unknown).unwrap());
        for (known, vague) in known.evaluations.iter().zip(&vague.evaluations) {
            prop_assert!(vague.outcome == Outcome::NotShown || vague.outcome == known.outcome);
        }
    }

    #[test]
    fn the_guarantee_leaves_neither_gap_nor_overlap(month in months(), proof in proptest::sample::select(LayOffProof::ALL)) {
        let guarantee = LayOffRules::on(&Law::embedded(), month.first_day()).unwrap().guarantee(month, proof);
        let n_free = (0..24).filter(|n| guarantee.covers(month.plus(*n))).count();
        prop_assert_eq!(n_free, if guarantee.qualifies { 6 } else { 0 });
        prop_assert!(!guarantee.covers(guarantee.city_from) && guarantee.city_from > month);
        let ended = guarantee.ended_by_employment(month.plus(3));
        prop_assert!(!ended.covers(month.plus(3)));
    }

    #[test]
    fn instalments_add_up(arrears in 0_i64..10_000_000_000, months in 0_i64..40, steps in -1_i64..20) {
        let rules = ArrearsRules::on(&Law::embedded(), Date::constant(2025, 1, 1)).unwrap();
        if let Ok(parts) = rules.instalments(Rupiah(arrears), months, steps) {
            prop_assert_eq!(parts.iter().copied().sum::<Rupiah>(), Rupiah(arrears));
            prop_assert!(parts.len() <= 12 && (4..=24).contains(&months));
        }
    }

    #[test]
    fn unpaid_months_end_activity_and_payment_keeps_it(paid in months(), later in 0_i32..60, day in 1_i8..=28) {
        let on = paid.plus(later).first_day().with().day(day).build().unwrap();
        let status = ArrearsRules::on(&Law::embedded(), on).unwrap().status(paid, on);
        prop_assert_eq!(status.inactive_from.is_none(), later <= 1);
        prop_assert_eq!(status.months_in_arrears, i64::from((later - 1).max(0)));
    }

    #[test]
    fn extreme_amounts_do_not_panic(wage in any::<i64>(), cost in any::<i64>(), n in any::<i64>()) {
        let law = Law::embedded();
        let rates = WageRates::of(&law, Month::new(2025, 1).unwrap()).unwrap();
        let due = rates.contribution(Segment::PpuPn, Wage { amount: Decimal::whole(wage), minimum: Some(Decimal::whole(cost)) });
        prop_assert!(due.base >= Rupiah::ZERO);
        let fine = FineRules::on(&law, Date::constant(2025, 1, 1)).unwrap().fine(&FineFacts {
            diagnosis_cost: Rupiah(cost), months_in_arrears: n, days_since_reactivation: n, segment: Segment::Bp,
        });
        prop_assert!(fine.amount >= Rupiah::ZERO && fine.amount <= Rupiah(30_000_000));
        let extreme = CityFigures { population: wage, registered: cost, active: n, pemda_registered: Some(n), arrears: Answer::No, prioritas: Answer::Yes };
        let result = award(&law, 2026, &extreme).unwrap();
        for evaluation in &result.evaluations {
            let _ = evaluation.threshold.cheapest_way(&extreme);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", path in "[a-z/.]{0,20}") {
        let _ = Law::from_files([(path.as_str(), text.as_str())]);
        let _ = Law::embedded().find(&text);
        let _ = Law::embedded().with_override(&text);
        let _ = text.parse::<Decimal>();
        let _ = (Class::parse(&text), Answer::parse(&text));
    }

    #[test]
    fn decimals_survive_printing(whole in 0_i64..100_000_000_000, fraction in 0_i64..10_000) {
        let text = format!("{whole}.{fraction:04}");
        let number: Decimal = text.parse().unwrap();
        prop_assert_eq!(number.to_string().parse::<Decimal>(), Ok(number));
        prop_assert_eq!(number.scaled(), whole * 10_000 + fraction);
    }
}
