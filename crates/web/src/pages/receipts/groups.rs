//! Receipts of residents by age and sex.

use semesta_domain::Ratio;

use super::figures::{SOURCES, place};
use super::people::{by_area, fits};
use crate::ask::{self, Part as Of, Who};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::model::counts::{AGES, Counted};
use crate::pages::areas;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{ReceiptTexts, Texts};
use crate::visit::Desked;
use crate::words;

pub(super) fn count(counted: Counted, who: Who) -> i64 {
    match who {
        Who::Everybody => counted.people,
        Who::Registered => counted.registered,
        Who::Active => counted.active,
        Who::Without => counted.people - counted.active,
    }
}

pub(super) fn who_said(who: Who, t: &'static Texts) -> &'static str {
    match who {
        Who::Everybody => t.population,
        Who::Registered => t.coverage_verified,
        Who::Active => t.active_verified,
        Who::Without => t.without_active,
    }
}

pub(super) fn who_formula(who: Who, r: &'static ReceiptTexts) -> &'static str {
    match who {
        Who::Everybody => r.population_verified,
        Who::Registered => r.registered_verified,
        Who::Active => r.active_verified,
        Who::Without => r.without_both,
    }
}

pub(super) fn sex_said(code: &str, t: &'static Texts) -> &'static str {
    if code.is_empty() {
        ""
    } else {
        words::sex(code, t)
    }
}

/// Residents by age and sex.
pub(super) fn group(at: &Desked, run: &Loaded, asked: &ask::Group) -> Result<Receipt, Fault> {
    let t = at.t;
    let age = match asked.age.as_str() {
        "" => None,
        text => {
            let age = text.parse::<usize>().ok().filter(|age| *age < AGES);
            Some(age.ok_or(Fault::NotFound)?)
        }
    };
    if !matches!(asked.sex.as_str(), "" | "L" | "P") {
        return Err(Fault::NotFound);
    }
    let one = Group { at, run, asked };
    let receipt = match asked.part {
        Of::Share => one.share(),
        _ => one.count(),
    };
    Ok(receipt
        .of(place(run, &asked.area, t))
        .of(age.map_or_else(String::new, |age| areas::age_said(age, t)))
        .of(sex_said(&asked.sex, t))
        .nav("/wilayah")
        .run(&run.manifest, SOURCES))
}

/// A question about a group, and where it is answered from.
struct Group<'a> {
    at: &'a Desked,
    run: &'a Loaded,
    asked: &'a ask::Group,
}

impl Group<'_> {
    fn sum(&self, asked: &ask::Group) -> Counted {
        let counts = self.run.groups.sum(|region| {
            let region = region.map_or("", |region| self.run.people.region.text(region));
            fits(region, &asked.area)
        });
        let age = asked.age.parse::<usize>().ok();
        let mut sum = Counted::default();
        for (place, sexes) in counts.iter().enumerate() {
            for (counted, sex) in sexes.iter().zip(["L", "P"]) {
                let is_sex = asked.sex.is_empty() || asked.sex == sex;
                if is_sex && age.is_none_or(|age| age == place) {
                    sum.add(*counted);
                }
            }
        }
        sum
    }

    fn part(&self, name: impl Into<String>, asked: &ask::Group) -> Part {
        let n = count(self.sum(asked), asked.who);
        Part::new(name, Value::Count(n)).link(asked.href())
    }

    fn share(&self) -> Receipt {
        let r = ReceiptTexts::of(self.at.lang);
        let counted = self.sum(self.asked);
        let ratio = Ratio {
            numerator: count(counted, self.asked.who),
            denominator: counted.people,
        };
        let side = |who| {
            let asked = ask::Group {
                part: Of::Numerator,
                who,
                ..self.asked.clone()
            };
            self.part(who_formula(who, r), &asked)
        };
        let parts = vec![side(self.asked.who), side(Who::Everybody)];
        let title = who_said(self.asked.who, self.at.t);
        Receipt::new(title, Value::Share(ratio), r.share_of_group).parts(
            r.numerator_denominator,
            How::Quotient,
            parts,
        )
    }

    /// A count by sex, age and area.
    fn count(&self) -> Receipt {
        let (t, r, asked) = (self.at.t, ReceiptTexts::of(self.at.lang), self.asked);
        let n = count(self.sum(asked), asked.who);
        let by_sex = || {
            let sexes = ["L", "P"].map(|sex| {
                let one = ask::Group {
                    sex: sex.to_owned(),
                    ..asked.clone()
                };
                self.part(words::sex(sex, t), &one)
            });
            sexes.into()
        };
        let by_age = || {
            let ages = (0..AGES).map(|age| {
                let one = ask::Group {
                    age: age.to_string(),
                    ..asked.clone()
                };
                self.part(areas::age_said(age, t), &one)
            });
            ages.collect()
        };
        let title = who_said(asked.who, t);
        Receipt::new(title, Value::Count(n), who_formula(asked.who, r))
            .when(asked.sex.is_empty(), |one| {
                one.parts(r.by_sex, How::Sum, by_sex())
            })
            .when(asked.age.is_empty(), |one| {
                one.parts(r.by_age, How::Sum, by_age())
            })
            .parts(r.by_area, How::Sum, self.by_area(n))
    }

    fn by_area(&self, n: i64) -> Vec<Part> {
        let in_area = |code: &str| ask::Group {
            area: code.to_owned(),
            ..self.asked.clone()
        };
        by_area(
            self.run,
            &self.asked.area,
            n,
            |code| count(self.sum(&in_area(code)), self.asked.who),
            |code, name, n| match code {
                "" => Part::new(name, Value::Count(n)),
                code => self.part(name, &in_area(code)),
            },
            self.at.t.village_unknown,
        )
    }
}
