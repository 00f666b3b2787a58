//! Who is paid for: a masked list, and the file for those who may.

use std::ops::Range;

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Lang;
use semesta_engine::funding::{Planned, cost};
use semesta_planning::PriorityClass;
use serde::Deserialize;

use super::answer::{Listed, Outcome, answer};
use super::form::KEYS;
use super::{PATH, People, tables};
use crate::ask::{self, PlanOf};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::{Loaded, lookup};
use crate::pages::choice::choices;
use crate::pages::gap::{regions_seen, village};
use crate::pages::receipts::plan_href;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::FundingTexts;
use crate::visit::{Desked, Posted};

const PER_PAGE: usize = 50;

/// A class in words.
pub(super) fn class(class: PriorityClass, lang: Lang) -> String {
    match lang {
        Lang::Id => class.in_indonesian(),
        Lang::En => class.to_string().replace('_', " "),
    }
}

/// Those whom the filter leaves, of whom one may see; the most vulnerable first.
fn chosen<'a>(
    at: &Desked,
    run: &Loaded,
    params: &Params,
    shown: &'a Outcome,
    permission: Permission,
) -> impl Iterator<Item = &'a Listed> + Clone + use<'a> {
    let (planned, wanted) = (&shown.planned, params.get("sumber"));
    let (seen, sees_unknown) = regions_seen(at, run, permission);
    let sources = planned.problem.sources.iter();
    let is_wanted: Vec<bool> = sources
        .map(|source| matches!(wanted, "" | "dibiayai") || source.name == wanted)
        .collect();
    let takes_none = matches!(wanted, "" | "tidak");
    let is_chosen = move |one: &&Listed| {
        let region = seen.get(usize::from(one.region)).copied();
        let source = one.source.map(|source| is_wanted[usize::from(source)]);
        source.unwrap_or(takes_none) && region.unwrap_or(sees_unknown)
    };
    shown.listed.iter().filter(is_chosen)
}

/// The list of a plan.
pub(super) fn of(at: &Desked, run: &Loaded, params: &Params, shown: &Outcome) -> People {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let planned = &shown.planned;
    let rows = chosen(at, run, params, shown, Permission::ViewPeople);
    let order = Order::read(params, &["wilayah", "sumber", "mulai"], "", false);
    let mut table = Table::new("orang", f.who_caption, lang)
        .personal()
        .with_form()
        .text(at.t.name)
        .text(at.t.village)
        .sorting("wilayah", &order, params)
        .text(f.class)
        .text(f.source)
        .sorting("sumber", &order, params)
        .text(f.from)
        .sorting("mulai", &order, params)
        .number(f.cost_city);
    let page = table.paged(rows.clone().count(), PER_PAGE, params, lang);
    table.rows = page_of(run, planned, rows, &order, page)
        .into_iter()
        .map(|one| cells(at, run, params, planned, one))
        .collect();
    let sources: Vec<(String, String)> = planned
        .problem
        .sources
        .iter()
        .map(|source| (source.name.clone(), tables::source(&source.name, f)))
        .collect();
    let known = [("dibiayai", f.chosen), ("tidak", f.not_chosen)];
    let known = known.into_iter().chain(
        sources
            .iter()
            .map(|(code, words)| (code.as_str(), words.as_str())),
    );
    People {
        choices: choices(known, params.get("sumber"), at.t),
        hidden: params.hidden(&["sumber"]),
        table,
        may_export: at.viewer.may(Permission::ExportPeople),
        query: query(params),
    }
}

/// Those of a page of an order; without one the most vulnerable first.
fn page_of<'a>(
    run: &Loaded,
    planned: &Planned,
    rows: impl Iterator<Item = &'a Listed>,
    order: &Order,
    page: Range<usize>,
) -> Vec<&'a Listed> {
    if order.key.is_empty() {
        return rows.skip(page.start).take(page.len()).collect();
    }
    let ranks = run.people.region.ranks();
    let key = |one: &&Listed| -> u32 {
        let placed = planned.plan.placements[one.place as usize];
        let key = match order.key.as_str() {
            "wilayah" => ranks.get(usize::from(one.region)).copied(),
            "sumber" => placed.map(|of| of.source.0 as u32),
            _ => placed.map(|of| of.start as u32),
        };
        // Whoever has none comes last either way.
        match key {
            None => u32::MAX,
            Some(key) if order.down => u32::MAX - 1 - key,
            Some(key) => key,
        }
    };
    let rows: Vec<&Listed> = rows.collect();
    let keyed = rows.iter().map(key).zip(0..);
    let found = lookup::page(keyed, page);
    found.into_iter().map(|at| rows[at as usize]).collect()
}

/// What stands behind the question mark of an address.
pub(super) fn query(params: &Params) -> String {
    params.under("").trim_start_matches('?').to_owned()
}

fn cells(
    at: &Desked,
    run: &Loaded,
    params: &Params,
    planned: &Planned,
    listed: &Listed,
) -> Vec<Td> {
    let (place, row) = (listed.place as usize, listed.row as usize);
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let token = at.app.tokens.of(&run.manifest.id, row as u32);
    let receipt = ask::Plan {
        of: PlanOf::Person,
        person: token.clone(),
        ..ask::Plan::default()
    };
    let mut cells = vec![
        Td::text(format::mask_name(run.people.name.get(row)))
            .link(params.under(&format!("{PATH}/orang/{token}")))
            .sub(format::mask_digits(run.people.nik[row], 16)),
        Td::text(village(run, run.people.region.get(row))),
        Td::text(class(planned.plan.class_of[place], lang)),
    ];
    match planned.plan.placements[place] {
        Some(of) => cells.extend([
            Td::text(tables::source(
                &planned.problem.sources[of.source.0].name,
                f,
            ))
            .mark("good"),
            Td::month(&planned.problem.horizon.month(of.start).to_string(), lang),
            Td::rupiah(of_city(planned, place), lang).link(plan_href(&receipt, params)),
        ]),
        None => cells.extend([
            Td::text(f.not_chosen).mark("warn"),
            Td::text(f.nobody),
            Td::number(f.nobody),
        ]),
    }
    cells
}

/// What somebody costs the city to the end of the plan.
fn of_city(planned: &Planned, place: usize) -> i64 {
    planned.plan.placements[place].map_or(0, |of| {
        let is_city = |fund: semesta_planning::FundId| planned.problem.funds[fund.0].is_city;
        cost(planned, of.tariff, of.start, is_city)
    })
}

/// Why a file of full identities is fetched, and of which plan.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    #[serde(default)]
    rencana: String,
}

const HEADER: [&str; 9] = [
    "nik",
    "no_kk",
    "nama",
    "kode_wilayah",
    "golongan",
    "sumber",
    "mulai",
    "rp_seluruhnya",
    "rp_kota",
];

/// `POST /keuangan/rencana/unduh.{csv|xlsx}`: full identities, in the audit log.
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let run = at.run()?;
    let params = Params::read(PATH, Some(&form.rencana), &KEYS);
    let answered = answer(&at, &run, &params).await?;
    let planned = &answered.shown().planned;
    let rows = chosen(
        &at,
        &run,
        &params,
        answered.shown(),
        Permission::ExportPeople,
    );
    let entry = export::entry(&run.manifest.id, &form.reason, "plan")
        .detail("filter", query(&params))
        .detail("people", rows.clone().count());
    at.record(entry).await?;
    let cells: Vec<Vec<Cell>> = rows
        .map(|one| exported(&run, planned, one.place as usize, one.row as usize))
        .collect();
    export::file(
        &format!("rencana-{}", run.manifest.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

fn exported(run: &Loaded, planned: &Planned, place: usize, row: usize) -> Vec<Cell> {
    let people = &run.people;
    let mut cells = vec![
        Cell::digits(people.nik[row], 16),
        Cell::digits(people.kk[row], 16),
        Cell::text(people.name.get(row)),
        Cell::text(people.region.get(row)),
        Cell::text(planned.plan.class_of[place].to_string()),
    ];
    match planned.plan.placements[place] {
        Some(of) => cells.extend([
            Cell::text(planned.problem.sources[of.source.0].name.clone()),
            Cell::text(planned.problem.horizon.month(of.start).to_string()),
            Cell::Number(cost(planned, of.tariff, of.start, |_| true)),
            Cell::Number(of_city(planned, place)),
        ]),
        None => cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]),
    }
    cells
}
