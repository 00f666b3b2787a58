//! Each rule by name: text in, text out.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::civil::Date;
use semesta_domain::{LayOffProof, Month, Ratio, Rupiah, Segment};
use semesta_law::{
    ActivationRules, Answer, ArrearsRules, Change, CityFigures, Class, Component, Components,
    ContributionFacts, ContributionRates, CriterionKind, CutOff, Evaluation, FamilyLimits,
    FamilyMember, FineFacts, FineRules, InstalmentError, Law, LayOffRules, LocalAssistance,
    NewbornRule, Registrar, Relation, SanctionRules, SanctionStep, Threshold, ThresholdId, Wage,
    WageRates, award, cigarette_tax_share, constant_headcount, people_for_budget,
};

use crate::Case;

type Output = BTreeMap<String, String>;

/// Runs a case's rule.
pub(crate) fn run(case: &Case) -> Output {
    let law = Law::embedded();
    let input = Input(case);
    match case.rule.as_str() {
        "contribution" => contribution(&law, &input),
        "wage" => wage(&law, &input),
        "activation" => activation(&law, &input),
        "fine" => fine(&law, &input),
        "budget" => budget(&law, &input),
        "ratio" => ratio(&input),
        "threshold" => threshold(&law, &input),
        "award" => award_of(&law, &input),
        "guarantee" => guarantee(&law, &input),
        "newborn" => newborn(&law, &input),
        "status" => status(&law, &input),
        "reactivation" => reactivation(&law, &input),
        "instalments" => instalments(&law, &input),
        "family" => family(&law, &input),
        "cigarette_tax" => {
            let share = cigarette_tax_share(&law, input.rupiah("revenue"), input.get("on"));
            output([("share", share.unwrap().0.to_string())])
        }
        "employer_fine" => {
            let rules = SanctionRules::on(&law, input.get("on")).unwrap();
            let fine = rules.fine(input.rupiah("due"), input.get("months"));
            output([("fine", fine.0.to_string())])
        }
        "sanction" => sanction(&law, &input),
        rule => panic!("no rule `{rule}` in case `{}`", case.name),
    }
}

/// The inputs of a case, read as the types the rules need.
struct Input<'a>(&'a Case);

impl Input<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.input.get(key).map(String::as_str)
    }

    fn get<T: FromStr>(&self, key: &str) -> T {
        self.maybe(key)
            .unwrap_or_else(|| panic!("`{key}` in case `{}`", self.0.name))
    }

    fn maybe<T: FromStr>(&self, key: &str) -> Option<T> {
        self.text(key)?.parse().ok()
    }

    fn rupiah(&self, key: &str) -> Rupiah {
        Rupiah(self.get(key))
    }

    fn answer(&self, key: &str) -> Answer {
        Answer::parse(self.text(key).unwrap_or_default()).unwrap()
    }
}

fn output<const N: usize>(pairs: [(&str, String); N]) -> Output {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn amounts(due: Components) -> Output {
    output([
        ("total", due.total().0.to_string()),
        ("city", due.city().0.to_string()),
        ("province", due.province().0.to_string()),
        ("centre", due.centre().0.to_string()),
        ("self", due[Component::Member].0.to_string()),
        ("donor", due[Component::Donor].0.to_string()),
    ])
}

fn contribution(law: &Law, input: &Input<'_>) -> Output {
    let facts = ContributionFacts {
        segment: input.get::<Segment>("segment"),
        class: input.text("class").and_then(Class::parse),
        wage: None,
        registrar: match input.text("registrar") {
            Some("province") => Registrar::Province,
            Some("donor") => Registrar::Donor,
            _ => Registrar::City,
        },
        local_assistance: match input.text("assistance") {
            Some("province") => LocalAssistance::Province,
            _ => LocalAssistance::City,
        },
    };
    let first: Month = input.get("month");
    let months = (0..input.maybe("months").unwrap_or(1)).map(|offset| first.plus(offset));
    let n_people = input.maybe("people").unwrap_or(1);
    amounts(
        constant_headcount(law, &facts, n_people, months)
            .unwrap()
            .unwrap(),
    )
}

fn wage(law: &Law, input: &Input<'_>) -> Output {
    let rates = WageRates::of(law, input.get("month")).unwrap();
    let wage = Wage {
        amount: input.get("wage"),
        minimum: input.maybe("umk"),
    };
    let due = rates.contribution(input.get("segment"), wage);
    output([
        ("base", due.base.0.to_string()),
        ("employer", due.employer.0.to_string()),
        ("worker", due.worker.0.to_string()),
        ("total", due.components().total().0.to_string()),
        ("class", due.class.number().to_string()),
    ])
}

fn activation(law: &Law, input: &Input<'_>) -> Output {
    let received: Date = input.get("received");
    let change = match input.text("change") {
        Some("remove") => Change::Remove,
        Some("change") => Change::Change,
        _ => Change::Add,
    };
    let cut_off = match input.text("prioritas") {
        Some("true") => CutOff::Prioritas,
        _ => CutOff::Ordinary,
    };
    let rules = ActivationRules::on(law, received).unwrap();
    let activation = rules.effective(received, change, cut_off, input.get("segment"));
    output([("effective", activation.date.to_string())])
}

fn fine(law: &Law, input: &Input<'_>) -> Output {
    let rules = FineRules::on(law, Date::constant(2025, 8, 1)).unwrap();
    let fine = rules.fine(&FineFacts {
        diagnosis_cost: input.rupiah("diagnosis_cost"),
        months_in_arrears: input.get("arrears_months"),
        days_since_reactivation: input.get("days_since_reactivation"),
        segment: input.get("segment"),
    });
    output([("amount", fine.amount.0.to_string())])
}

fn budget(law: &Law, input: &Input<'_>) -> Output {
    let rates = ContributionRates::of(law, input.get("month")).unwrap();
    let price = rates
        .pemda_due(Registrar::City, LocalAssistance::City)
        .city();
    let people = people_for_budget(input.rupiah("budget"), price, input.get("months"));
    output([("people", people.unwrap().to_string())])
}

fn ratio(input: &Input<'_>) -> Output {
    let ratio = Ratio {
        numerator: input.get("numerator"),
        denominator: input.get("denominator"),
    };
    output([
        ("percent", ratio.percent_decimal().unwrap()),
        ("missing", (ratio.denominator - ratio.numerator).to_string()),
    ])
}

fn figures(input: &Input<'_>) -> CityFigures {
    CityFigures {
        population: input.get("population"),
        registered: input.get("registered"),
        active: input.get("active"),
        pemda_registered: input.maybe("pemda"),
        arrears: input.answer("arrears"),
        prioritas: input.answer("prioritas"),
    }
}

fn threshold(law: &Law, input: &Input<'_>) -> Output {
    let id = ThresholdId::ALL
        .into_iter()
        .find(|id| Some(id.code()) == input.text("threshold"))
        .unwrap();
    let Some(threshold) = Threshold::on(law, id, input.get("on")).unwrap() else {
        return output([("outcome", "not_in_force".to_owned())]);
    };
    describe(&threshold.evaluate(&figures(input)))
}

fn describe(evaluation: &Evaluation) -> Output {
    let mut out = output([("outcome", evaluation.outcome.code().to_owned())]);
    for criterion in &evaluation.criteria {
        let code = criterion.kind.code();
        out.insert(code.to_owned(), criterion.outcome.code().to_owned());
        if let Some(short_by) = criterion.short_by {
            out.insert(format!("{code}_short_by"), short_by.to_string());
        }
    }
    let active = evaluation.criterion(CriterionKind::Active);
    assert!(active.is_none_or(|criterion| criterion.required.is_some()));
    out
}

fn award_of(law: &Law, input: &Input<'_>) -> Output {
    let award = award(law, input.get("year"), &figures(input)).unwrap();
    let short = |id: ThresholdId| id.code().trim_start_matches("award_").to_owned();
    let mut out: Output = award
        .evaluations
        .iter()
        .map(|e| (short(e.threshold.id), e.outcome.code().to_owned()))
        .collect();
    let category = award.category().map_or_else(|| "none".to_owned(), short);
    out.insert("category".to_owned(), category);
    out
}

fn guarantee(law: &Law, input: &Input<'_>) -> Output {
    let dismissed: Month = input.get("dismissed");
    let rules = LayOffRules::on(law, dismissed.first_day()).unwrap();
    let guarantee = rules.guarantee(dismissed, input.get::<LayOffProof>("proof"));
    output([
        ("qualifies", guarantee.qualifies.to_string()),
        ("free", guarantee.covers(input.get("month")).to_string()),
        ("city_from", guarantee.city_from.to_string()),
    ])
}

fn newborn(law: &Law, input: &Input<'_>) -> Output {
    let birth: Date = input.get("birth");
    let rule = NewbornRule::on(law, birth).unwrap();
    output([(
        "newborn",
        rule.is_newborn(birth, input.get("on")).to_string(),
    )])
}

fn status(law: &Law, input: &Input<'_>) -> Output {
    let on: Date = input.get("on");
    let status = ArrearsRules::on(law, on)
        .unwrap()
        .status(input.get("last_paid"), on);
    output([
        (
            "inactive_from",
            status
                .inactive_from
                .map_or_else(|| "none".to_owned(), |day| day.to_string()),
        ),
        ("months_in_arrears", status.months_in_arrears.to_string()),
        ("overdue", status.is_overdue.to_string()),
    ])
}

fn reactivation(law: &Law, input: &Input<'_>) -> Output {
    let current: Month = input.get("current");
    let rules = ArrearsRules::on(law, current.first_day()).unwrap();
    let class = Class::parse(input.text("class").unwrap()).unwrap();
    let due = rules
        .reactivation(law, class, input.get("months_in_arrears"), current)
        .unwrap();
    output([
        ("months_charged", due.months_charged.to_string()),
        ("arrears", due.arrears.0.to_string()),
        ("total", due.total().0.to_string()),
    ])
}

fn instalments(law: &Law, input: &Input<'_>) -> Output {
    let rules = ArrearsRules::on(law, Date::constant(2025, 1, 1)).unwrap();
    let arrears = input.rupiah("arrears");
    let result =
        match rules.instalments(arrears, input.get("months_in_arrears"), input.get("steps")) {
            Ok(steps) => {
                assert_eq!(steps.into_iter().sum::<Rupiah>(), arrears);
                "ok"
            }
            Err(InstalmentError::TooFewMonths(_)) => "too_few_months",
            Err(InstalmentError::TooManyMonths(_)) => "too_many_months",
            Err(InstalmentError::Steps(_)) => "steps",
        };
    output([("result", result.to_owned())])
}

fn family(law: &Law, input: &Input<'_>) -> Output {
    let on: Date = input.get("on");
    let member = FamilyMember {
        relation: match input.text("relation") {
            Some("spouse") => Relation::Spouse,
            Some("child") => Relation::Child,
            _ => Relation::Other,
        },
        birth: input.maybe("birth"),
        child_rank: input.get("rank"),
        is_studying: input.get("studying"),
        is_married: input.get("married"),
        has_income: false,
    };
    let cover = FamilyLimits::on(law, on).unwrap().cover(&member, on);
    output([("cover", cover.code().to_owned())])
}

fn sanction(law: &Law, input: &Input<'_>) -> Output {
    let first: Date = input.get("first_warning");
    let steps = SanctionRules::on(law, first).unwrap().steps(first, &[]);
    let day = |wanted| {
        let found = steps.iter().find(|(step, _)| *step == wanted);
        found.map(|(_, day)| day.to_string()).unwrap()
    };
    output([
        ("second_warning", day(SanctionStep::Warning(2))),
        ("fine", day(SanctionStep::Fine)),
    ])
}
