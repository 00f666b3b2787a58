//! Receipts of neighbourhoods.

use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio};

use super::figures::{SOURCES, place};
use super::groups::{count, sex_said, who_formula, who_said};
use super::people::without_formula;
use crate::ask::{self, Part as Of, Who, Without};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::model::counts::Counted;
use crate::neighbourhoods::{Neighbourhoods, Rt};
use crate::pages::neighbourhood;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

/// The residents of a neighbourhood whom a question is about.
struct Place<'a> {
    run: &'a Loaded,
    rows: Vec<usize>,
    lang: Lang,
}

impl Place<'_> {
    fn sum(&self, asked: &ask::Rt) -> Counted {
        let people = &self.run.people;
        let on = self.run.manifest.as_of.parse().ok();
        let mut sum = Counted::default();
        for row in &self.rows {
            let row = *row;
            let without = match asked.without {
                Without::Both => true,
                Without::Uncovered => !people.registered[row],
                Without::Inactive => people.registered[row] && !people.active[row],
            };
            let has = |wanted: &str, found: &str| match wanted {
                "" => true,
                "-" => found.is_empty(),
                wanted => wanted == found,
            };
            let age = || neighbourhood::age_group(people.birth[row], on).to_string();
            if without
                && has(&asked.reason, people.gap.get(row))
                && has(&asked.segment, people.segment.get(row))
                && has(&asked.sex, people.sex.get(row))
                && (asked.age.is_empty() || asked.age == age())
            {
                sum.count(people.registered[row], people.active[row]);
            }
        }
        sum
    }

    /// A count by the words of a column, the largest first.
    fn by(
        &self,
        values: &[String],
        asked: &ask::Rt,
        name: impl Fn(&str, Lang) -> String,
        set: impl Fn(&str) -> ask::Rt,
    ) -> Vec<Part> {
        let codes = values.iter().map(String::as_str).chain(["-"]);
        let mut parts: Vec<(i64, Part)> = codes
            .filter(|code| !code.is_empty())
            .map(|code| {
                let one = set(code);
                let n = count(self.sum(&one), asked.who);
                let name = name(if code == "-" { "" } else { code }, self.lang);
                (n, Part::new(name, Value::Count(n)).link(one.href()))
            })
            .filter(|(n, _)| *n > 0)
            .collect();
        parts.sort_by_key(|(n, _)| -n);
        parts.into_iter().map(|(_, part)| part).collect()
    }
}

/// Residents of a neighbourhood.
pub(super) async fn rt(at: &Desked, run: &Loaded, asked: &ask::Rt) -> Result<Receipt, Fault> {
    let both = neighbourhood::read(at, run, &asked.run).await?;
    let is_other = !asked.run.is_empty() && asked.run != run.manifest.id;
    if is_other {
        let of_run = both.before.as_ref().ok_or(Fault::NotFound)?;
        return earlier(at, of_run, run, asked);
    }
    let (name, _) = both
        .now
        .find(&asked.area, &asked.rt)
        .ok_or(Fault::NotFound)?;
    let here = Place {
        run,
        rows: neighbourhood::rows_of(run, &both.now, &asked.area, name),
        lang: at.lang,
    };
    let receipt = of_people(at, &here, asked);
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let may_list = at
        .viewer
        .may_in(Permission::ViewPeople, &asked.area, at.region());
    let list = format!("/kunjungan?wilayah={}&rt={}", asked.area, asked.rt);
    Ok(receipt
        .of(neighbourhood::title(name, lang))
        .of(place(run, &asked.area, t))
        .of(if matches!(asked.reason.as_str(), "" | "-") {
            ""
        } else {
            words::gap(&asked.reason, lang)
        })
        .of(match asked.segment.as_str() {
            "" => String::new(),
            "-" => t.unregistered.to_owned(),
            code => words::segment(code, lang),
        })
        .of(neighbourhood::age_said(asked.age.parse().ok(), t))
        .of(sex_said(&asked.sex, t))
        .when(may_list && asked.who == Who::Without, |one| {
            one.list(r.see_people, list)
        })
        .nav("/wilayah")
        .run(&run.manifest, SOURCES))
}

fn of_people(at: &Desked, here: &Place<'_>, asked: &ask::Rt) -> Receipt {
    let (t, r) = (at.t, ReceiptTexts::of(at.lang));
    let counted = here.sum(asked);
    let title = who_said(asked.who, t);
    let part = |name: &str, one: ask::Rt| {
        Part::new(name, Value::Count(count(here.sum(&one), one.who))).link(one.href())
    };
    let with = |who, without| ask::Rt {
        part: Of::Numerator,
        who,
        without,
        ..asked.clone()
    };
    if asked.part == Of::Share {
        let ratio = Ratio {
            numerator: count(counted, asked.who),
            denominator: counted.people,
        };
        let parts = vec![
            part(who_formula(asked.who, r), with(asked.who, asked.without)),
            part(r.population_verified, with(Who::Everybody, asked.without)),
        ];
        return Receipt::new(title, Value::Share(ratio), r.share_of_group).parts(
            r.numerator_denominator,
            How::Quotient,
            parts,
        );
    }
    let n = Value::Count(count(counted, asked.who));
    if asked.without != Without::Both {
        let formula = without_formula(asked.without, r);
        return Receipt::new(title, n, formula);
    }
    let uncovered = || part(t.unregistered, with(Who::Without, Without::Uncovered));
    let inactive = || part(t.inactive, with(Who::Without, Without::Inactive));
    let active = || part(r.active_verified, with(Who::Active, Without::Both));
    let by_state = match asked.who {
        Who::Everybody => vec![active(), inactive(), uncovered()],
        Who::Registered => vec![active(), inactive()],
        Who::Active => Vec::new(),
        Who::Without => vec![uncovered(), inactive()],
    };
    let people = &here.run.people;
    let by_reason = || {
        here.by(
            people.gap.values(),
            asked,
            |code, lang| words::gap(code, lang).to_owned(),
            |code| ask::Rt {
                reason: code.to_owned(),
                ..asked.clone()
            },
        )
    };
    let by_segment = || {
        here.by(people.segment.values(), asked, words::segment, |code| {
            ask::Rt {
                segment: code.to_owned(),
                ..asked.clone()
            }
        })
    };
    Receipt::new(title, n, who_formula(asked.who, r))
        .parts(r.by_state, How::Sum, by_state)
        .when(
            asked.who == Who::Without && asked.reason.is_empty(),
            |one| one.parts(r.by_reason, How::Sum, by_reason()),
        )
        .when(asked.segment.is_empty(), |one| {
            one.parts(r.by_segment, How::Sum, by_segment())
        })
}

/// A neighbourhood in an earlier run: its counts are all that is known.
fn earlier(
    at: &Desked,
    of_run: &Neighbourhoods,
    run: &Loaded,
    asked: &ask::Rt,
) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let found: Option<(&Rt, Counted)> = of_run.find(&asked.area, &asked.rt);
    let (name, counted) = found.ok_or(Fault::NotFound)?;
    let known = at.app.history();
    let manifest = known
        .iter()
        .find(|one| one.id == asked.run)
        .ok_or(Fault::NotFound)?;
    let n = count(counted, asked.who);
    let receipt = match asked.part {
        Of::Share => {
            let ratio = Ratio {
                numerator: n,
                denominator: counted.people,
            };
            let side = |who| {
                let one = ask::Rt {
                    part: Of::Numerator,
                    who,
                    ..asked.clone()
                };
                Part::new(who_formula(who, r), Value::Count(count(counted, who))).link(one.href())
            };
            let parts = vec![side(asked.who), side(Who::Everybody)];
            Receipt::new(
                who_said(asked.who, t),
                Value::Share(ratio),
                r.share_of_group,
            )
            .parts(r.numerator_denominator, How::Quotient, parts)
        }
        _ => Receipt::new(
            who_said(asked.who, t),
            Value::Count(n),
            who_formula(asked.who, r),
        ),
    };
    Ok(receipt
        .of(neighbourhood::title(name, lang))
        .of(place(run, &asked.area, t))
        .nav("/wilayah")
        .run(manifest, SOURCES))
}
