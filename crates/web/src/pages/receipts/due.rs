//! Receipts of what is due.

use std::collections::BTreeMap;

use semesta_domain::Segment;
use semesta_law::Component;

use crate::ask::{self, DueOf};
use crate::fault::Fault;
use crate::format;
use crate::liability::Due;
use crate::model::Loaded;
use crate::pages::money::month_of;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

const SOURCES: &[&str] = &[
    "peserta",
    "penduduk",
    "kematian",
    "pindah",
    "pekerja",
    "keputusan",
];

/// What is due, and from how many people.
pub(super) fn due(at: &Desked, run: &Loaded, asked: &ask::Due) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let month = month_of(run)?.to_string();
    let known = at.app.liabilities.get(&run.manifest.id, &month);
    let dues = known.ok_or(Fault::Bad(
        "kewajiban hitungan ini belum dihitung: buka Keuangan, Kewajiban, lalu tekan Hitung",
        "what is due is not computed for this run: open Money, Due, and press Compute",
    ))?;
    let one = Asking {
        at,
        dues: &dues,
        asked,
    };
    if one.rows(asked).next().is_none() {
        return Err(Fault::NotFound);
    }
    let component = Component::ALL
        .iter()
        .find(|one| one.code() == asked.component);
    let formula = match asked.of {
        DueOf::Amount => r.due_amount,
        DueOf::People => r.due_people,
    };
    let receipt = Receipt::new(t.due_title, one.value(asked), formula)
        .of(format::month(&month, lang))
        .of(asked.segment.map_or("", |segment| segment.label(lang)))
        .of_code(&asked.payer, |code| words::payer(code, t))
        .of(component.map_or("", |component| component.label(lang)));
    Ok(one
        .taken_apart(receipt)
        .nav("/keuangan")
        .law(law_of(asked.segment))
        .law([
            "contribution.ppu_wage_ceiling",
            "contribution.ppu_additional_family",
            &format!("umk.{}", run.manifest.region),
        ])
        .run(&run.manifest, SOURCES))
}

fn payer(due: &Due) -> &'static str {
    due.component.map_or("", Component::payer_code)
}

/// A question about what is due, and where it is answered from.
struct Asking<'a> {
    at: &'a Desked,
    dues: &'a [Due],
    asked: &'a ask::Due,
}

impl Asking<'_> {
    fn rows(&self, asked: &ask::Due) -> impl Iterator<Item = &Due> {
        self.dues.iter().filter(|due| {
            asked.segment.is_none_or(|segment| segment == due.segment)
                && (asked.payer.is_empty() || asked.payer == payer(due))
                && (asked.component.is_empty() || asked.component == due.code())
        })
    }

    fn value(&self, asked: &ask::Due) -> Value {
        match asked.of {
            DueOf::Amount => Value::Rupiah(self.rows(asked).map(|due| due.amount).sum()),
            DueOf::People => Value::Count(self.rows(asked).map(|due| due.people).sum()),
        }
    }

    fn part(&self, name: impl Into<String>, asked: &ask::Due) -> Part {
        Part::new(name, self.value(asked)).link(asked.href())
    }

    fn by_payer(&self) -> Vec<Part> {
        let mut payers: Vec<&str> = self.rows(self.asked).map(payer).collect();
        payers.retain(|code| !code.is_empty());
        payers.sort_unstable();
        payers.dedup();
        let parts = payers.into_iter().map(|code| {
            let asked = ask::Due {
                payer: code.to_owned(),
                ..self.asked.clone()
            };
            self.part(words::payer(code, self.at.t), &asked)
        });
        parts.collect()
    }

    fn by_segment(&self) -> Vec<Part> {
        let parts = Segment::ALL.iter().map(|segment| {
            let asked = ask::Due {
                segment: Some(*segment),
                ..self.asked.clone()
            };
            self.part(segment.label(self.at.lang), &asked)
        });
        parts
            .filter(|part| part.value != Value::Rupiah(0))
            .collect()
    }

    fn by_component(&self) -> Vec<Part> {
        let parts = Component::ALL.iter().map(|component| {
            let asked = ask::Due {
                component: component.code().to_owned(),
                ..self.asked.clone()
            };
            self.part(component.label(self.at.lang), &asked)
        });
        parts
            .filter(|part| part.value != Value::Rupiah(0))
            .collect()
    }

    /// Of a segment's budget line by price, of more by what it is made of; people owe
    /// several lines and are no sum.
    fn taken_apart(&self, receipt: Receipt) -> Receipt {
        let (asked, r) = (self.asked, ReceiptTexts::of(self.at.lang));
        let is_line = !asked.component.is_empty();
        let is_money = asked.of == DueOf::Amount;
        receipt
            .when(asked.segment.is_some() && is_line, |one| {
                let found: Vec<&Due> = self.rows(asked).collect();
                one.parts(r.by_price, How::Sum, by_price(self.at, &found, asked.of))
            })
            .when(is_money && asked.payer.is_empty() && !is_line, |one| {
                one.parts(self.at.t.due_payers, How::Sum, self.by_payer())
            })
            .when(is_money && asked.segment.is_none(), |one| {
                one.parts(r.by_segment, How::Sum, self.by_segment())
            })
            .when(is_money && !is_line, |one| {
                one.parts(r.by_component, How::Sum, self.by_component())
            })
    }
}

/// The tariffs of a segment.
pub(super) fn law_of(segment: Option<Segment>) -> [&'static str; 7] {
    const ALL: [&str; 7] = [
        "contribution.pemda",
        "contribution.pbi_jk",
        "contribution.ppu_pn",
        "contribution.ppu_bu",
        "contribution.mandiri.class_1",
        "contribution.mandiri.class_2",
        "contribution.mandiri.class_3",
    ];
    let kept: &[&str] = match segment {
        None => &ALL,
        Some(Segment::PbpuPemda) => &ALL[..1],
        Some(Segment::PbiJk) => &ALL[1..2],
        Some(Segment::PpuPn) => &ALL[2..3],
        Some(Segment::PpuBu) => &ALL[3..4],
        Some(Segment::Pbpu | Segment::Bp) => &ALL[4..],
    };
    ALL.map(|id| if kept.contains(&id) { id } else { "" })
}

/// Rows of a breakdown at most; the rest is one.
const PRICES_MAX: usize = 40;

/// So many people at so much a month.
fn by_price(at: &Desked, dues: &[&Due], of: DueOf) -> Vec<Part> {
    let (lang, r) = (at.lang, ReceiptTexts::of(at.lang));
    let mut prices: BTreeMap<i64, i64> = BTreeMap::new();
    for due in dues {
        for (price, people) in &due.prices {
            *prices.entry(*price).or_default() += people;
        }
    }
    let mut prices: Vec<(i64, i64)> = prices.into_iter().collect();
    prices.sort_by_key(|(price, people)| (std::cmp::Reverse(price * people), *price));
    let rest = prices.split_off(prices.len().min(PRICES_MAX));
    let value = |price: i64, people: i64| match of {
        DueOf::Amount => Value::Rupiah(price * people),
        DueOf::People => Value::Count(people),
    };
    let mut parts: Vec<Part> = prices
        .iter()
        .map(|(price, people)| {
            let said = [format::number(*people, lang), format::rupiah(*price, lang)];
            Part::new(
                r.fill(r.people_at, &[&said[0], &said[1]]),
                value(*price, *people),
            )
        })
        .collect();
    if !rest.is_empty() {
        let people: i64 = rest.iter().map(|(_, people)| people).sum();
        let amount: i64 = rest.iter().map(|(price, people)| price * people).sum();
        let value = match of {
            DueOf::Amount => Value::Rupiah(amount),
            DueOf::People => Value::Count(people),
        };
        let n = format::number(rest.len() as i64, lang);
        parts.push(Part::new(
            r.fill(r.other_prices, &[&n, &format::number(people, lang)]),
            value,
        ));
    }
    parts
}
