//! Berita acara: a quarter's reconciliation as a document to print.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Month;
use semesta_engine::funding::{ITEMS, is_money, item_label, quarter_months, quarter_name};
use serde::Deserialize;

use crate::ask::{self, LineOf};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::gap::{regions_seen, village};
use crate::pages::money::{Tab, tabs};
use crate::pages::person::line_receipt;
use crate::params::Params;
use crate::plans::{Differs, Quarter};
use crate::table::{Order, Table, Td};
use crate::text::{FundingTexts, Texts};
use crate::visit::{Desked, Posted};

const PATH: &str = "/keuangan/berita-acara";
const KEYS: [&str; 4] = ["triwulan", "urut", "arah", "hal"];
const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "minutes.html")]
struct MinutesPage {
    page: Page,
    t: &'static Texts,
    f: &'static FundingTexts,
    tabs: Vec<Tab>,
    quarters: Vec<Choice>,
    quarter: String,
    parties: String,
    notes: Vec<String>,
    result: Option<Table>,
    differences: Option<Table>,
    n_differences: String,
    may_export: bool,
}

/// `GET /keuangan/berita-acara`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let f = FundingTexts::of(at.lang);
    let params = at.params(&KEYS);
    let known = quarters(&run);
    let wanted = wanted(&known, params.get("triwulan"));
    let read = match wanted {
        Some(months) => Some((months, read(&at, &run, months).await?)),
        None => None,
    };
    let name = wanted.map_or_else(String::new, |months| quarter_name(months[0]));
    let (mut notes, mut result, mut differences) = (Vec::new(), None, None);
    let mut n = 0;
    match &read {
        Some((months, quarter)) => {
            notes = said(quarter, months, &at);
            result = Some(table(quarter, &name, &at));
            n = quarter.differences.len();
            if at.viewer.may(Permission::ViewPeople) {
                differences = Some(list(&at, &run, quarter, &params));
            }
        }
        None => notes.push(f.no_quarter.to_owned()),
    }
    let day = format::day(&run.manifest.as_of, at.lang);
    let page = MinutesPage {
        page: at.page(f.minutes_title, "/keuangan"),
        t: at.t,
        f,
        tabs: tabs(at.t, PATH),
        quarters: known
            .iter()
            .rev()
            .map(|one| Choice {
                value: one.clone(),
                title: one.clone(),
                is_chosen: *one == name,
            })
            .collect(),
        parties: f.fill(f.minutes_parties, &[&run.city_name(), &name, &day]),
        quarter: name,
        notes,
        result,
        differences,
        n_differences: f.fill(f.differences_n, &[&format::number(n as i64, at.lang)]),
        may_export: at.viewer.may(Permission::ExportPeople),
    };
    at.answer(&page)
}

/// The quarters with a billed month.
pub(crate) fn quarters(run: &Loaded) -> BTreeSet<String> {
    let by_line = run.bill.keys().map(|(month, _)| month.parse().ok());
    let by_head_count = run.head_count_months.iter().copied().map(Some);
    let months = by_line.chain(by_head_count).flatten();
    months.map(quarter_name).collect()
}

/// The quarter asked for, else the newest.
fn wanted(known: &BTreeSet<String>, asked: &str) -> Option<[Month; 3]> {
    let asked = known.get(asked).or_else(|| known.iter().next_back())?;
    quarter_months(asked)
}

/// Reads a quarter, off the threads that serve.
pub(crate) async fn read(
    at: &Desked,
    run: &Loaded,
    months: [Month; 3],
) -> Result<Arc<Quarter>, Fault> {
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let _turn = at.app.plans.turn().await;
    let (plans, id) = (at.app.plans.clone(), run.manifest.id.clone());
    Ok(tokio::task::spawn_blocking(move || plans.quarter(&folder, &id, &months)).await??)
}

/// What has to be known of the figures.
fn said(quarter: &Quarter, months: &[Month; 3], at: &Desked) -> Vec<String> {
    let f = FundingTexts::of(at.lang);
    let unbilled = months
        .iter()
        .filter(|month| !quarter.billed.contains(month));
    let mut notes: Vec<String> = unbilled
        .map(|month| f.fill(f.no_bill, &[&format::month(&month.to_string(), at.lang)]))
        .collect();
    if quarter.has_unnamed {
        notes.push(f.unnamed_heads.to_owned());
    }
    if !quarter.has_opening {
        notes.push(f.no_opening.to_owned());
    }
    if !quarter.has_payments {
        notes.push(f.no_payments.to_owned());
    }
    notes
}

/// Every item by month, the quarter last.
fn table(quarter: &Quarter, name: &str, at: &Desked) -> Table {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let mut table = Table::new("hasil", f.minutes_table, lang)
        .fixed()
        .text(f.item);
    for month in &quarter.months {
        table = table.number(&format::month(&month.to_string(), lang));
    }
    table = table.number(name);
    for (item, _, _) in &ITEMS {
        let values: Vec<Option<i64>> = quarter
            .items
            .iter()
            .map(|of| of.iter().find(|(known, _)| known == item).map(|of| of.1))
            .collect();
        if values.iter().all(Option::is_none) {
            continue;
        }
        let mut row = vec![Td::text(item_label(item, lang).unwrap_or(item))];
        let months = quarter.months.iter().copied().map(Some).chain([None]);
        row.extend(values.into_iter().zip(months).map(|(value, month)| {
            let asked = ask::Minutes {
                quarter: name.to_owned(),
                item: (*item).to_owned(),
                month,
            };
            match value {
                None => Td::number("–"),
                Some(value) if is_money(item) => Td::rupiah(value, lang).link(asked.href()),
                Some(value) => Td::count(value, lang).link(asked.href()),
            }
        }));
        table.rows.push(row);
    }
    table
}

/// Whose row among the residents it is, if it is one's.
fn resident(run: &Loaded, one: &Differs) -> Option<usize> {
    run.people.row_of(one.owner.nik.parse().ok()?)
}

/// The differences whose people one may see.
fn seen<'q>(
    at: &Desked,
    run: &Loaded,
    quarter: &'q Quarter,
    permission: Permission,
) -> Vec<&'q Differs> {
    let (seen, sees_unknown) = regions_seen(at, run, permission);
    let all = quarter.differences.iter();
    if sees_unknown && seen.iter().all(|seen| *seen) {
        return all.collect();
    }
    let is_seen = |one: &&Differs| {
        let row = resident(run, one);
        let key = row.map(|row| usize::from(run.people.region.key(row)));
        key.and_then(|key| seen.get(key).copied())
            .unwrap_or(sees_unknown)
    };
    all.filter(is_seen).collect()
}

fn list(at: &Desked, run: &Loaded, quarter: &Quarter, params: &Params) -> Table {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let mut rows = seen(at, run, quarter, Permission::ViewPeople);
    let order = Order::read(params, &["bulan", "uraian", "sengketa"], "", false);
    if !order.key.is_empty() {
        rows.sort_by(|a, b| {
            order.apply(match order.key.as_str() {
                "bulan" => a.month.cmp(&b.month),
                "uraian" => a.item.cmp(b.item),
                _ => a.disputed.cmp(&b.disputed),
            })
        });
    }
    let mut table = Table::new("selisih", f.differences, lang)
        .personal()
        .with_form()
        .text(at.t.name)
        .text(f.month)
        .sorting("bulan", &order, params)
        .text(f.item)
        .sorting("uraian", &order, params)
        .text(at.t.village)
        .number(f.disputed)
        .sorting("sengketa", &order, params);
    table.is_named = true;
    let page = table.paged(rows.len(), PER_PAGE, params, lang);
    for one in &rows[page] {
        let (owner, row) = (&one.owner, resident(run, one));
        let mut name = Td::text(format::mask_name(&owner.name))
            .sub(format::mask_digits(one.card.parse().unwrap_or(0), 13));
        if let Some(row) = row {
            let token = at.app.tokens.of(&run.manifest.id, row as u32);
            name = name.link(format!("/penduduk/o/{token}"));
        }
        let region = row.map_or("", |row| run.people.region.get(row));
        table.rows.push(vec![
            name,
            Td::month(&one.month.to_string(), lang),
            Td::text(item_label(one.item, lang).unwrap_or(one.item)),
            Td::text(village(run, region)),
            disputed(at, run, one),
        ]);
    }
    table
}

/// What is disputed of a line, with its receipt.
fn disputed(at: &Desked, run: &Loaded, one: &Differs) -> Td {
    let Some(amount) = one.disputed else {
        return Td::number("–");
    };
    let (lines, month) = (&run.lines, one.month.to_string());
    let card = one.card.parse::<u64>().unwrap_or(0);
    let mut months = lines.months().iter().cloned();
    let of_month = months.find(|rows| lines.month.get(rows.start) == month);
    let mut rows = of_month.into_iter().flatten();
    let line =
        rows.find(|row| lines.card[*row] == card && i64::from(lines.disputed[*row]) == amount);
    let cell = Td::rupiah(amount, at.lang);
    match line {
        Some(row) => cell.link(line_receipt(at, run, row, LineOf::Disputed)),
        None => cell,
    }
}

/// Why a file of full identities is fetched.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    #[serde(default)]
    triwulan: String,
}

const HEADER: [&str; 6] = [
    "bulan",
    "uraian",
    "no_kartu",
    "nik",
    "nama",
    "disengketakan",
];

/// `POST /keuangan/berita-acara/unduh.{csv|xlsx}`: the differences, in the audit log.
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let run = at.run()?;
    let months = wanted(&quarters(&run), &form.triwulan).ok_or(Fault::NotFound)?;
    let quarter = read(&at, &run, months).await?;
    let rows = seen(&at, &run, &quarter, Permission::ExportPeople);
    let name = quarter_name(months[0]);
    let entry = export::entry(&run.manifest.id, &form.reason, "reconciliation")
        .detail("filter", name.clone())
        .detail("lines", rows.len());
    at.record(entry).await?;
    let cells: Vec<Vec<Cell>> = rows.into_iter().map(exported).collect();
    export::file(&format!("selisih-{name}"), kind, &HEADER, &cells)
}

fn exported(one: &Differs) -> Vec<Cell> {
    vec![
        Cell::text(one.month.to_string()),
        Cell::text(one.item),
        Cell::text(&one.card),
        Cell::text(&one.owner.nik),
        Cell::text(&one.owner.name),
        one.disputed.map_or(Cell::Empty, Cell::Number),
    ]
}
