//! Receipts of work lists, as far as whoever asks may see them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use semesta_desk::Permission;
use semesta_engine::figures::Level;

use super::figures::place;
use super::people::{LAW, SOURCES, without_formula, without_said};
use crate::ask::{self, Without, Word as _, WorkOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::gap::{Visits, chosen};
use crate::params::Params;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

/// People, families, and what they would cost.
pub(super) async fn work(at: &Desked, run: &Loaded, asked: &ask::Work) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let without = asked.without.word();
    let filter = [
        ("wilayah", asked.area.as_str()),
        ("rute", &asked.route),
        ("alasan", &asked.reason),
        ("status", &without),
        ("segmen", &asked.segment),
        ("hasil", &asked.outcome),
    ];
    let params = Params::given("/belum", filter);
    let visits = Visits::read(at, run, &params).await?;
    let places = chosen(at, run, &params, &visits, Permission::ViewPeople);
    let sum = run.gap_list.sum(&places);
    let people = Value::Count(sum.people);
    let (title, value, formula) = match asked.of {
        WorkOf::People => (t.gap_n, people.clone(), without_formula(asked.without, r)),
        WorkOf::Families => (t.gap_families, Value::Count(sum.families), r.work_families),
        WorkOf::Cost => (t.gap_cost, Value::Rupiah(sum.cost), r.work_cost),
    };
    let said = without_said(asked.without, at);
    let receipt = Receipt::new(title, value, formula)
        .of(place(run, &asked.area, t))
        .of_code(&asked.route, |code| words::route(code, lang).to_owned())
        .of_code(&asked.reason, |code| words::gap(code, lang).to_owned())
        .of_code(&asked.segment, |code| words::segment(code, lang))
        .of_code(&without, |_| said.to_owned());
    let receipt = if asked.of == WorkOf::Families {
        let all = ask::Work {
            of: WorkOf::People,
            ..asked.clone()
        };
        let part = Part::new(r.work_people, people.clone()).link(all.href());
        receipt.parts_of(r.counted_among, How::Sum, vec![part], people)
    } else {
        let list = List {
            at,
            run,
            asked,
            places: &places,
        };
        list.taken_apart(receipt)
    };
    Ok(receipt
        .lists(Some((r.see_people, params.with("hal", ""))))
        .nav("/belum")
        .run(&run.manifest, SOURCES)
        .law(LAW)
        .law(["contribution.pemda"]))
}

/// People or rupiah of a list.
struct List<'a> {
    at: &'a Desked,
    run: &'a Loaded,
    asked: &'a ask::Work,
    places: &'a [u32],
}

impl List<'_> {
    fn is_money(&self) -> bool {
        self.asked.of == WorkOf::Cost
    }

    fn part(&self, name: impl Into<String>, n: i64) -> Part {
        let value = if self.is_money() {
            Value::Rupiah(n)
        } else {
            Value::Count(n)
        };
        Part::new(name, value)
    }

    /// By a column, the largest first.
    fn split(&self, key: impl Fn(usize) -> u16) -> Vec<(u16, i64)> {
        let list = &self.run.gap_list;
        let mut sums: FxHashMap<u16, i64> = FxHashMap::default();
        for place in self.places {
            let place = *place as usize;
            let n = if self.is_money() { list.cost(place) } else { 1 };
            *sums.entry(key(place)).or_default() += n;
        }
        let mut sums: Vec<(u16, i64)> = sums.into_iter().filter(|(_, n)| *n != 0).collect();
        sums.sort_by_key(|(key, n)| (-n, *key));
        sums
    }

    /// Parts by the code of a column, each leading on to the list of that code.
    fn coded(
        &self,
        key: impl Fn(usize) -> u16,
        read: impl Fn(u16) -> (String, String),
        set: impl Fn(&mut ask::Work, String),
    ) -> Vec<Part> {
        let parts = self.split(key).into_iter().map(|(key, n)| {
            let (code, said) = read(key);
            let part = self.part(said, n);
            if code.is_empty() {
                return part;
            }
            let mut asked = self.asked.clone();
            set(&mut asked, code);
            part.link(asked.href())
        });
        parts.collect()
    }

    fn by_state(&self) -> Vec<Part> {
        let list = &self.run.gap_list;
        let parts = self.split(|place| u16::from(list.registered[place]));
        let parts = parts.into_iter().map(|(key, n)| {
            let without = match key {
                0 => Without::Uncovered,
                _ => Without::Inactive,
            };
            let asked = ask::Work {
                without,
                ..self.asked.clone()
            };
            let said = without_said(without, self.at);
            self.part(said, n).link(asked.href())
        });
        parts.collect()
    }

    fn by_village(&self) -> Vec<Part> {
        let (regions, t) = (&self.run.people.region, self.at.t);
        let read = |key| {
            let code = regions.text(key);
            let area = self.run.area(code);
            let said = area.map_or(t.village_unknown, |area| &area.name);
            (code.to_owned(), said.to_owned())
        };
        self.coded(
            |place| self.run.gap_list.region[place],
            read,
            |asked, code| asked.area = code,
        )
    }

    fn by_route(&self) -> Vec<Part> {
        let (routes, lang) = (&self.run.people.route, self.at.lang);
        let read = |key| {
            let code = routes.text(key);
            (code.to_owned(), words::route(code, lang).to_owned())
        };
        self.coded(
            |place| self.run.gap_list.route[place],
            read,
            |asked, code| asked.route = code,
        )
    }

    fn by_reason(&self) -> Vec<Part> {
        let (reasons, lang) = (&self.run.people.gap, self.at.lang);
        let read = |key| {
            let code = reasons.text(key);
            (code.to_owned(), words::gap(code, lang).to_owned())
        };
        self.coded(
            |place| self.run.gap_list.reason[place],
            read,
            |asked, code| asked.reason = code,
        )
    }

    fn by_segment(&self) -> Vec<Part> {
        let (segments, lang) = (&self.run.people.segment, self.at.lang);
        let read = |key| {
            let code = segments.text(key);
            (code.to_owned(), words::segment(code, lang))
        };
        self.coded(
            |place| self.run.gap_list.segment[place],
            read,
            |asked, code| asked.segment = code,
        )
    }

    /// So many people at so much a month.
    fn by_price(&self) -> Vec<Part> {
        let (lang, r) = (self.at.lang, ReceiptTexts::of(self.at.lang));
        let mut counts: FxHashMap<i64, i64> = FxHashMap::default();
        for place in self.places {
            let price = self.run.gap_list.cost(*place as usize);
            *counts.entry(price).or_default() += 1;
        }
        let counts: BTreeMap<i64, i64> = counts.into_iter().collect();
        let parts = counts.into_iter().rev().map(|(price, n)| {
            let said = [format::number(n, lang), format::rupiah(price, lang)];
            let said = r.fill(r.people_at, &[&said[0], &said[1]]);
            Part::new(said, Value::Rupiah(price * n))
        });
        parts.collect()
    }

    fn taken_apart(&self, receipt: Receipt) -> Receipt {
        let (r, asked) = (ReceiptTexts::of(self.at.lang), self.asked);
        let area = self.run.area(&asked.area);
        let is_village = area.is_some_and(|area| area.level == Level::Village);
        let sum = How::Sum;
        receipt
            .when(self.is_money(), |one| {
                one.parts(r.by_price, sum, self.by_price())
            })
            .when(asked.without == Without::Both, |one| {
                one.parts(r.by_state, sum, self.by_state())
            })
            .when(asked.route.is_empty(), |one| {
                one.parts(r.by_route, sum, self.by_route())
            })
            .when(asked.reason.is_empty(), |one| {
                one.parts(r.by_reason, sum, self.by_reason())
            })
            .when(asked.segment.is_empty(), |one| {
                one.parts(r.by_segment, sum, self.by_segment())
            })
            .when(!is_village, |one| {
                one.parts(r.by_village, sum, self.by_village())
            })
    }
}
