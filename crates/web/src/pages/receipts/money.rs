//! Receipts of what was billed, what is due, and how long the budget lasts.

use std::collections::BTreeMap;

use semesta_desk::Permission;
use semesta_domain::{Finding, Month, Ratio, Segment};
use semesta_law::Component;

use super::figures::place;
use super::people::by_area;
use crate::ask::{self, BillOf, BudgetOf, DueOf};
use crate::fault::Fault;
use crate::format;
use crate::liability::Due;
use crate::model::Loaded;
use crate::model::counts::BillSum;
use crate::pages::money::month_of;
use crate::pages::runout;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

pub(super) use super::awards::award;

/// Whose files the audit of the bill rests on.
pub(super) const BILL: &[&str] = &[
    "tagihan",
    "peserta",
    "penduduk",
    "kematian",
    "pindah",
    "phk",
    "daftar_pemda",
    "keputusan",
];
const DUE: &[&str] = &[
    "peserta",
    "penduduk",
    "kematian",
    "pindah",
    "pekerja",
    "keputusan",
];

/// The finding of an address that means whatever is disputed.
const DISPUTED: &str = "sengketa";

fn value(sum: BillSum, of: BillOf) -> Value {
    match of {
        BillOf::Billed => Value::Rupiah(sum.billed),
        BillOf::Lines => Value::Count(sum.lines),
        BillOf::Undisputed => Value::Rupiah(sum.undisputed()),
        BillOf::Disputed => Value::Rupiah(sum.disputed),
        BillOf::Share => Value::Share(Ratio {
            numerator: sum.disputed,
            denominator: sum.billed,
        }),
    }
}

fn n_of(sum: BillSum, of: BillOf) -> i64 {
    match of {
        BillOf::Billed | BillOf::Share => sum.billed,
        BillOf::Lines => sum.lines,
        BillOf::Undisputed => sum.undisputed(),
        BillOf::Disputed => sum.disputed,
    }
}

fn sum_of(run: &Loaded, asked: &ask::Bill) -> BillSum {
    let lines = &run.lines;
    let month = asked.month.map(|month| month.to_string());
    let mut sum = BillSum::default();
    for ((of_month, finding, region), part) in &run.bill_parts {
        let finding = lines.finding.text(*finding);
        let is_wanted = match asked.finding.as_str() {
            "" => true,
            DISPUTED => finding != Finding::Ok.code(),
            wanted => finding == wanted,
        };
        let is_month = month
            .as_deref()
            .is_none_or(|month| lines.month.text(*of_month) == month);
        let region = lines.region.text(*region);
        if is_wanted && is_month && super::people::fits(region, &asked.area) {
            sum.add(*part);
        }
    }
    sum
}

/// Billed lines of a month: how many, how much, how much of it is disputed.
pub(super) fn bill(at: &Desked, run: &Loaded, asked: &ask::Bill) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let is_finding = asked.finding.is_empty()
        || asked.finding == DISPUTED
        || asked.finding.parse::<Finding>().is_ok();
    let is_month = asked.month.is_none_or(|month| {
        run.bill
            .keys()
            .any(|(known, _)| *known == month.to_string())
    });
    if !is_finding || !is_month {
        return Err(Fault::NotFound);
    }
    let sum = sum_of(run, asked);
    let (title, formula) = match asked.of {
        BillOf::Billed => (t.billed, r.bill_billed),
        BillOf::Lines => (t.lines, r.bill_lines),
        BillOf::Undisputed => (t.undisputed, r.bill_undisputed),
        BillOf::Disputed => (t.disputed, r.bill_disputed),
        BillOf::Share => (t.share, r.bill_share),
    };
    let side = |name: &str, of| {
        Part::new(name, value(sum, of)).link(
            ask::Bill {
                of,
                ..asked.clone()
            }
            .href(),
        )
    };
    let receipt = Receipt::new(title, value(sum, asked.of), formula);
    let receipt = match asked.of {
        BillOf::Share => {
            let of_all = ask::Bill {
                finding: String::new(),
                of: BillOf::Billed,
                ..asked.clone()
            };
            let billed = sum_of(run, &of_all).billed;
            let disputed = sum_of(
                run,
                &ask::Bill {
                    finding: DISPUTED.to_owned(),
                    ..asked.clone()
                },
            );
            let ratio = Ratio {
                numerator: disputed.disputed,
                denominator: billed,
            };
            let disputed = ask::Bill {
                finding: DISPUTED.to_owned(),
                of: BillOf::Disputed,
                ..asked.clone()
            };
            let parts = vec![
                Part::new(t.disputed, Value::Rupiah(ratio.numerator)).link(disputed.href()),
                Part::new(t.billed, Value::Rupiah(billed)).link(of_all.href()),
            ];
            Receipt::new(title, Value::Share(ratio), formula).parts(
                r.numerator_denominator,
                How::Quotient,
                parts,
            )
        }
        BillOf::Undisputed => {
            let parts = vec![
                side(t.billed, BillOf::Billed),
                side(t.disputed, BillOf::Disputed).minus(),
            ];
            taken_apart(receipt.parts(r.less, How::Sum, parts), at, run, asked)
        }
        _ => taken_apart(receipt, at, run, asked),
    };
    let finding = match asked.finding.as_str() {
        "" => r.all_findings.to_owned(),
        DISPUTED => r.disputed_findings.to_owned(),
        code => words::finding(code, lang),
    };
    let month = asked.month.map(|month| month.to_string());
    let may_list = at.viewer.may(Permission::ViewPeople) && asked.finding != DISPUTED;
    let list = |month: &str| {
        let parts = [
            ("bulan", month),
            ("temuan", asked.finding.as_str()),
            ("wilayah", asked.area.as_str()),
        ];
        crate::params::Params::given("/keuangan/tagihan", parts).with("hal", "")
    };
    let receipt = match month.as_deref().filter(|_| may_list) {
        Some(month) => receipt.list(r.see_lines, list(month)),
        None => receipt,
    };
    Ok(receipt
        .of(month.map_or_else(
            || r.all_months.to_owned(),
            |month| format::month(&month, lang),
        ))
        .of(finding)
        .of(if asked.area.is_empty() {
            String::new()
        } else {
            place(run, &asked.area, t)
        })
        .nav("/keuangan")
        .law(["contribution.pemda", "layoff.months", "layoff.proof"])
        .run(&run.manifest, BILL))
}

/// By finding, month and area.
fn taken_apart(receipt: Receipt, at: &Desked, run: &Loaded, asked: &ask::Bill) -> Receipt {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let part = |name: String, one: ask::Bill| {
        Part::new(name, value(sum_of(run, &one), one.of)).link(one.href())
    };
    let is_some = |part: &Part| !matches!(part.value, Value::Count(0) | Value::Rupiah(0));
    let by_finding = Finding::ALL
        .iter()
        .filter(|finding| asked.finding.is_empty() || **finding != Finding::Ok)
        .map(|finding| {
            let one = ask::Bill {
                finding: finding.code().to_owned(),
                ..asked.clone()
            };
            part(finding.label(lang).to_owned(), one)
        })
        .filter(is_some);
    let months: std::collections::BTreeSet<&String> =
        run.bill.keys().map(|(month, _)| month).collect();
    let by_month = months.into_iter().filter_map(|month| {
        let one = ask::Bill {
            month: Some(month.parse().ok()?),
            ..asked.clone()
        };
        Some(part(format::month(month, lang), one))
    });
    let n = n_of(sum_of(run, asked), asked.of);
    let in_area = |code: &str| ask::Bill {
        area: code.to_owned(),
        ..asked.clone()
    };
    let by_area = by_area(
        run,
        &asked.area,
        n,
        |code| n_of(sum_of(run, &in_area(code)), asked.of),
        |code, name, n| {
            if code.is_empty() {
                let value = match asked.of {
                    BillOf::Lines => Value::Count(n),
                    _ => Value::Rupiah(n),
                };
                Part::new(name, value)
            } else {
                part(name, in_area(code))
            }
        },
        t.village_unknown,
    );
    let is_whole = matches!(asked.finding.as_str(), "" | DISPUTED);
    receipt
        .when(is_whole, |one| {
            one.parts(r.by_finding, How::Sum, by_finding.collect())
        })
        .when(asked.month.is_none(), |one| {
            one.parts(r.by_month, How::Sum, by_month.collect())
        })
        .parts(r.by_area, How::Sum, by_area)
}

/// What is due, and from how many people.
pub(super) fn due(at: &Desked, run: &Loaded, asked: &ask::Due) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let month = month_of(run)?.to_string();
    let dues = at
        .app
        .liabilities
        .get(&run.manifest.id, &month)
        .ok_or(Fault::NotFound)?;
    let payer = |due: &Due| due.component.map_or("", Component::payer_code);
    let rows = |asked: &ask::Due| -> Vec<&Due> {
        let is = |due: &&Due| {
            asked.segment.is_none_or(|segment| segment == due.segment)
                && (asked.payer.is_empty() || asked.payer == payer(due))
                && (asked.component.is_empty() || asked.component == due.code())
        };
        dues.iter().filter(is).collect()
    };
    let value = |asked: &ask::Due| {
        let rows = rows(asked);
        match asked.of {
            DueOf::Amount => Value::Rupiah(rows.iter().map(|due| due.amount).sum()),
            DueOf::People => Value::Count(rows.iter().map(|due| due.people).sum()),
        }
    };
    let found = rows(asked);
    if found.is_empty() {
        return Err(Fault::NotFound);
    }
    let part = |name: String, one: ask::Due| Part::new(name, value(&one)).link(one.href());
    let known = |part: &Part| part.value != Value::Rupiah(0);
    let mut payers: Vec<&str> = found
        .iter()
        .map(|due| payer(due))
        .filter(|code| !code.is_empty())
        .collect();
    payers.sort_unstable();
    payers.dedup();
    let by_payer = payers.into_iter().map(|code| {
        part(
            words::payer(code, t),
            ask::Due {
                payer: code.to_owned(),
                ..asked.clone()
            },
        )
    });
    let by_segment = Segment::ALL.iter().map(|segment| {
        part(
            segment.label(lang).to_owned(),
            ask::Due {
                segment: Some(*segment),
                ..asked.clone()
            },
        )
    });
    let by_component = Component::ALL.iter().map(|component| {
        let one = ask::Due {
            component: component.code().to_owned(),
            ..asked.clone()
        };
        part(component.label(lang).to_owned(), one)
    });
    let is_money = asked.of == DueOf::Amount;
    let is_leaf = asked.segment.is_some() && !asked.component.is_empty();
    let component = Component::ALL
        .iter()
        .find(|one| one.code() == asked.component);
    let formula = match asked.of {
        DueOf::Amount => r.due_amount,
        DueOf::People => r.due_people,
    };
    Ok(Receipt::new(t.due_title, value(asked), formula)
        .of(format::month(&month, lang))
        .of(asked.segment.map_or("", |segment| segment.label(lang)))
        .of(if asked.payer.is_empty() {
            String::new()
        } else {
            words::payer(&asked.payer, t)
        })
        .of(component.map_or("", |component| component.label(lang)))
        .when(is_leaf, |one| {
            one.parts(r.by_price, How::Sum, by_price(at, &found, asked.of))
        })
        .when(
            is_money && asked.payer.is_empty() && asked.component.is_empty(),
            |one| one.parts(t.due_payers, How::Sum, by_payer.collect()),
        )
        .when(is_money && asked.segment.is_none(), |one| {
            one.parts(r.by_segment, How::Sum, by_segment.filter(known).collect())
        })
        .when(is_money && asked.component.is_empty(), |one| {
            one.parts(
                r.by_component,
                How::Sum,
                by_component.filter(known).collect(),
            )
        })
        .nav("/keuangan")
        .law(law_of(asked.segment))
        .law([
            "contribution.ppu_wage_ceiling",
            "contribution.ppu_additional_family",
        ])
        .law([&format!("umk.{}", run.manifest.region)])
        .run(&run.manifest, DUE))
}

/// The tariffs of a segment.
fn law_of(segment: Option<Segment>) -> [&'static str; 7] {
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

/// The year's budget: what was billed, how it moves, what is left.
pub(super) fn budget(at: &Desked, run: &Loaded, asked: &ask::Budget) -> Result<Receipt, Fault> {
    let (lang, r) = (at.lang, ReceiptTexts::of(at.lang));
    let asked_for = runout::Question {
        budget: &asked.budget,
        flow: &asked.flow,
        is_clean: asked.clean == "1",
    };
    let found = runout::answer(run, &asked_for)?.ok_or(Fault::NotFound)?;
    let month_said = |month: Month| format::month(&month.to_string(), lang);
    let billed_part = |month: Month, bill: i64| {
        let one = ask::Bill {
            month: Some(month),
            of: if asked_for.is_clean {
                BillOf::Undisputed
            } else {
                BillOf::Billed
            },
            ..ask::Bill::default()
        };
        let part = Part::new(month_said(month), Value::Rupiah(bill));
        if found.absent.contains(&month) {
            part.note(r.no_bill)
        } else {
            part.link(one.href())
        }
    };
    let with = |of, month| {
        ask::Budget {
            of,
            month,
            ..asked.clone()
        }
        .href()
    };
    let ahead_part = |month: Month, bill: i64| {
        Part::new(month_said(month), Value::Rupiah(bill))
            .note(r.forecast)
            .link(with(BudgetOf::Bill, Some(month)))
    };
    let upto = |last: Month| -> Vec<Part> {
        let billed = found.bills.iter().filter(|(month, _)| *month <= last);
        let ahead = found.ahead.iter().filter(|one| one.month <= last);
        billed
            .map(|(month, bill)| billed_part(*month, *bill))
            .chain(ahead.map(|one| ahead_part(one.month, one.bill)))
            .collect()
    };
    let sum = |parts: &[Part]| {
        parts
            .iter()
            .map(|part| match part.value {
                Value::Rupiah(n) => n,
                _ => 0,
            })
            .sum::<i64>()
    };
    let receipt = match (asked.of, asked.month) {
        (BudgetOf::Billed, _) => {
            let parts = upto(found.last);
            Receipt::new(
                r.budget_billed,
                Value::Rupiah(sum(&parts)),
                r.budget_billed_formula,
            )
            .parts(r.by_month, How::Sum, parts)
        }
        (BudgetOf::Flow, _) => match found.changes {
            _ if !asked.flow.is_empty() => Receipt::new(
                r.budget_flow,
                Value::Rupiah(found.flow),
                r.budget_flow_given,
            ),
            Some((first, last, n)) => {
                let parts = vec![billed_part(last.0, last.1), billed_part(first.0, first.1)];
                Receipt::new(
                    r.budget_flow,
                    Value::Rupiah(found.flow),
                    r.budget_flow_formula,
                )
                .parts(r.less, How::Mean(n), parts)
            }
            None => Receipt::new(r.budget_flow, Value::Rupiah(found.flow), r.budget_flow_none),
        },
        (BudgetOf::Bill, Some(month)) => {
            let place = found.ahead.iter().position(|one| one.month == month);
            let place = place.ok_or(Fault::NotFound)?;
            let before = match place.checked_sub(1) {
                Some(before) => ahead_part(found.ahead[before].month, found.ahead[before].bill),
                None => billed_part(found.last, found.bill),
            };
            let flow = Part::new(r.budget_flow, Value::Rupiah(found.flow))
                .link(with(BudgetOf::Flow, None));
            // A bill is never less than nothing.
            let is_free = sum(std::slice::from_ref(&before)) + found.flow >= 0;
            Receipt::new(
                r.budget_bill,
                Value::Rupiah(found.ahead[place].bill),
                r.budget_bill_formula,
            )
            .when(is_free, |one| {
                one.parts(r.and_change, How::Sum, vec![before, flow])
            })
        }
        (BudgetOf::ToDate, Some(month)) => {
            let parts = upto(month);
            Receipt::new(
                r.budget_to_date,
                Value::Rupiah(sum(&parts)),
                r.budget_billed_formula,
            )
            .parts(r.by_month, How::Sum, parts)
        }
        (BudgetOf::Left, Some(month)) => {
            let to_date = sum(&upto(month));
            let budget = found.budget.ok_or(Fault::NotFound)?;
            let parts = vec![
                Part::new(r.budget_given, Value::Rupiah(budget)),
                Part::new(r.budget_to_date, Value::Rupiah(to_date))
                    .link(with(BudgetOf::ToDate, Some(month)))
                    .minus(),
            ];
            Receipt::new(
                r.budget_left,
                Value::Rupiah(budget - to_date),
                r.budget_left_formula,
            )
            .parts(r.less, How::Sum, parts)
        }
        _ => return Err(Fault::NotFound),
    };
    Ok(receipt
        .of(asked.month.map_or_else(String::new, month_said))
        .nav("/keuangan")
        .run(&run.manifest, BILL))
}
