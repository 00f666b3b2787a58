//! Receipts of the counts of a comparison of two runs.

use std::sync::Arc;

use semesta_desk::Permission;
use semesta_domain::Lang;
use semesta_engine::compare::{Change, Comparison, Flow};
use semesta_engine::run::RunManifest;

use super::figures::SOURCES;
use crate::ask::{self, ChangeOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::compare::{Asked, compared};
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{CompareTexts, ReceiptTexts};
use crate::visit::Desked;
use crate::words;

/// A column of a flow: code, sign, and what it counts.
type Column = (&'static str, i64, fn(Flow) -> i64);

/// The columns of a flow.
pub(crate) const COLUMNS: [Column; 6] = [
    ("semula", 1, |flow| flow.before),
    ("bertambah", 1, |flow| flow.gained),
    ("berkurang", -1, |flow| flow.lost),
    ("datang", 1, |flow| flow.arrived),
    ("pergi", -1, |flow| flow.left),
    ("kini", 1, |flow| flow.after),
];

/// A count that flows from one run to the other: code, and where it is.
type Flowing = (&'static str, fn(&Comparison) -> Flow);

/// The counts that flow from one run to the other.
pub(crate) const FLOWS: [Flowing; 3] = [
    ("penduduk", |found| found.residents),
    ("terdaftar", |found| found.registered),
    ("aktif", |found| found.active),
];

/// A change as the table of flows shows it: nothing without a sign.
pub(crate) fn flow_value(column: &str, sign: i64, n: i64) -> Value {
    match column {
        "semula" | "kini" => Value::Count(n),
        _ => Value::Signed(sign * n),
    }
}

pub(crate) fn column_said(column: &str, c: &'static CompareTexts) -> &'static str {
    match column {
        "semula" => c.before,
        "bertambah" => c.gained,
        "berkurang" => c.lost,
        "datang" => c.arrived,
        "pergi" => c.left,
        _ => c.after,
    }
}

struct Asking<'a> {
    at: &'a Desked,
    asked: &'a ask::Change,
    found: &'a Comparison,
    c: &'static CompareTexts,
    r: &'static ReceiptTexts,
}

/// A count of a comparison.
pub(super) async fn change(
    at: &Desked,
    run: &Arc<Loaded>,
    asked: &ask::Change,
) -> Result<Receipt, Fault> {
    let known = at.app.history();
    let of = |id: &str| -> Result<RunManifest, Fault> {
        let found = known
            .iter()
            .find(|one| one.id == id && one.region == run.manifest.region);
        Ok(found.ok_or(Fault::NotFound)?.clone())
    };
    let both = Asked {
        before: of(&asked.from)?,
        after: of(&asked.to)?,
    };
    if both.before.id == both.after.id {
        return Err(Fault::NotFound);
    }
    let found = compared(at, &both).await?;
    let one = Asking {
        at,
        asked,
        found: &found,
        c: CompareTexts::of(at.lang),
        r: ReceiptTexts::of(at.lang),
    };
    let receipt = match asked.of {
        ChangeOf::Flow => one.flow()?,
        ChangeOf::First => one.first()?,
        ChangeOf::Applies => one.applies()?,
        ChangeOf::Segment => one.moves(&one.segments(), one.r.change_segment)?,
        ChangeOf::Standing => one.moves(&one.standings(), one.r.change_standing)?,
    };
    let dates = [&both.before, &both.after].map(|run| format::day(&run.as_of, at.lang));
    Ok(receipt
        .of(format!("{} → {}", dates[0], dates[1]))
        .of(one.r.fill(one.r.and_run, &[&both.before.id]))
        .nav("/data")
        .run(&both.after, SOURCES))
}

impl Asking<'_> {
    fn href(&self, change: impl FnOnce(&mut ask::Change)) -> String {
        let mut asked = self.asked.clone();
        change(&mut asked);
        asked.href()
    }

    fn page(&self) -> String {
        format!(
            "/data/banding?dari={}&ke={}",
            self.asked.from, self.asked.to
        )
    }

    /// From one count to the other.
    fn flow(&self) -> Result<Receipt, Fault> {
        let flow = FLOWS.iter().find(|(code, _)| *code == self.asked.item);
        let flow = flow.ok_or(Fault::NotFound)?.1(self.found);
        let column = COLUMNS.iter().find(|(code, ..)| *code == self.asked.column);
        let (code, sign, count) = column.ok_or(Fault::NotFound)?;
        let title = match self.asked.item.as_str() {
            "penduduk" => self.c.residents,
            "terdaftar" => self.c.registered,
            _ => self.at.t.active,
        };
        let receipt = Receipt::new(
            title,
            flow_value(code, *sign, count(flow)),
            match *code {
                "kini" => self.r.flow_after,
                "semula" => self.r.flow_before,
                _ => self.r.flow_change,
            },
        )
        .of(column_said(code, self.c))
        .list(self.r.see_comparison, self.page());
        if *code != "kini" {
            return Ok(receipt);
        }
        let parts =
            COLUMNS
                .iter()
                .filter(|(code, ..)| *code != "kini")
                .map(|(code, sign, count)| {
                    Part::new(
                        column_said(code, self.c),
                        flow_value(code, *sign, count(flow)),
                    )
                    .link(self.href(|one| one.column = (*code).to_owned()))
                });
        Ok(receipt.parts(self.r.change_by_change, How::Sum, parts.collect()))
    }

    fn change_asked(&self) -> Result<Option<Change>, Fault> {
        match self.asked.item.as_str() {
            "tetap" => Ok(None),
            code => {
                let change = Change::ALL.into_iter().find(|change| change.code() == code);
                change.map(Some).ok_or(Fault::NotFound)
            }
        }
    }

    fn people(&self, change: Change) -> Option<(&'static str, String)> {
        let may = self.at.viewer.may(Permission::ViewPeople);
        may.then(|| {
            let href = format!("{}&perubahan={}#orang", self.page(), change.code());
            (self.r.see_people, href)
        })
    }

    /// People by the first change that applies; all of them together.
    fn first(&self) -> Result<Receipt, Fault> {
        let n = |class: Option<Change>| self.found.classes.get(&class).copied().unwrap_or(0);
        if self.asked.item.is_empty() {
            let classes = Change::ALL.into_iter().map(Some).chain([None]);
            let parts = classes.map(|class| {
                let code = class.map_or("tetap", Change::code);
                Part::new(
                    class_said(class, self.at.lang, self.c),
                    Value::Count(n(class)),
                )
                .link(self.href(|one| one.item = code.to_owned()))
            });
            let all = self.found.classes.values().sum();
            return Ok(
                Receipt::new(self.c.classes_caption, Value::Count(all), self.r.change_all).parts(
                    self.r.change_by_change,
                    How::Sum,
                    parts.collect(),
                ),
            );
        }
        let class = self.change_asked()?;
        let said = class_said(class, self.at.lang, self.c);
        let receipt = Receipt::new(said, Value::Count(n(class)), self.r.change_first);
        Ok(match class.and_then(|change| self.people(change)) {
            Some((what, href)) => receipt.list(what, href),
            None => receipt.list(self.r.see_comparison, self.page()),
        })
    }

    /// Everybody to whom a change applies.
    fn applies(&self) -> Result<Receipt, Fault> {
        let change = self.change_asked()?.ok_or(Fault::NotFound)?;
        let n = self.found.counts.get(&change).copied().unwrap_or(0);
        let mut classes: std::collections::BTreeMap<Option<Change>, i64> = Default::default();
        for person in self.found.people.iter().filter(|person| person.has(change)) {
            *classes.entry(person.class()).or_default() += 1;
        }
        let parts = classes
            .into_iter()
            .map(|(class, n)| Part::new(class_said(class, self.at.lang, self.c), Value::Count(n)));
        let receipt = Receipt::new(
            change.label(self.at.lang),
            Value::Count(n),
            self.r.change_applies,
        )
        .parts(self.r.by_first, How::Sum, parts.collect());
        Ok(match self.people(change) {
            Some((what, href)) => receipt.list(what, href),
            None => receipt,
        })
    }

    /// People by segment before and after, as codes and words.
    fn segments(&self) -> Vec<Move> {
        let word = |segment: Option<u32>| match segment {
            None => ("-".to_owned(), self.c.no_resident.to_owned()),
            Some(segment) => {
                let code = self.found.words.text(segment);
                (code.to_owned(), words::segment(code, self.at.lang))
            }
        };
        let all = self.found.segments.iter();
        all.map(|((a, b), n)| (word(*a), word(*b), *n)).collect()
    }

    /// Records by standing before and after.
    fn standings(&self) -> Vec<Move> {
        let word = |standing: u32| match self.found.words.text(standing) {
            "" => (String::new(), self.c.not_in_roll.to_owned()),
            code => (code.to_owned(), words::standing(code, self.at.lang)),
        };
        let all = self.found.standings.iter();
        all.map(|((a, b), n)| (word(*a), word(*b), *n)).collect()
    }

    /// From what to what; `tetap` are those that stayed, "" all of them.
    fn moves(&self, all: &[Move], formula: &'static str) -> Result<Receipt, Fault> {
        let title = match self.asked.of {
            ChangeOf::Segment => self.c.segments_caption,
            _ => self.c.standings_caption,
        };
        let is_same = |one: &&Move| one.0.0 == one.1.0;
        let sum = |moves: &mut dyn Iterator<Item = &Move>| moves.map(|one| one.2).sum::<i64>();
        let same = sum(&mut all.iter().filter(is_same));
        let receipt = |n| {
            Receipt::new(title, Value::Count(n), formula).list(self.r.see_comparison, self.page())
        };
        match (self.asked.item.as_str(), self.asked.column.as_str()) {
            ("", "") => {
                let moved = all.iter().filter(|one| !is_same(one)).map(|one| {
                    Part::new(format!("{} → {}", one.0.1, one.1.1), Value::Count(one.2)).link(
                        self.href(|asked| {
                            (asked.item, asked.column) = (key(&one.0.0), key(&one.1.0));
                        }),
                    )
                });
                let stayed = Part::new(self.c.unchanged, Value::Count(same))
                    .link(self.href(|asked| asked.item = "tetap".to_owned()));
                let n = sum(&mut all.iter());
                let parts = moved.chain([stayed]).collect();
                Ok(receipt(n).parts(self.r.change_by_change, How::Sum, parts))
            }
            ("tetap", _) => {
                let parts = all
                    .iter()
                    .filter(is_same)
                    .map(|one| Part::new(&one.0.1, Value::Count(one.2)));
                Ok(receipt(same).of(self.c.unchanged).parts(
                    self.r.change_by_change,
                    How::Sum,
                    parts.collect(),
                ))
            }
            (from, to) => {
                let is_asked = |one: &&Move| key(&one.0.0) == from && key(&one.1.0) == to;
                let one = all.iter().find(is_asked).ok_or(Fault::NotFound)?;
                Ok(receipt(one.2).of(format!("{} → {}", one.0.1, one.1.1)))
            }
        }
    }
}

/// A code and its words on both sides, and how many.
type Move = ((String, String), (String, String), i64);

/// A code in an address, where "" would be nothing.
pub(crate) fn key(code: &str) -> String {
    if code.is_empty() { "tanpa" } else { code }.to_owned()
}

fn class_said(class: Option<Change>, lang: Lang, c: &'static CompareTexts) -> &'static str {
    class.map_or(c.unchanged, |change| change.label(lang))
}
