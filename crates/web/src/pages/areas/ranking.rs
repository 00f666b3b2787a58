//! The ranking of areas, as a table and as a file.

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::{Basis, Indicator, Level};

use super::KEYS;
use super::tables::{area_name, gap_of};
use crate::ask::{self, Part};
use crate::draw;
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::Gap;
use crate::model::figures::Area;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::visit::Desked;

const SORTED: [&str; 7] = [
    "nama",
    "penduduk",
    "resmi",
    "terverifikasi",
    "aktif",
    "belum",
    "geser",
];

/// One area of the ranking.
struct Ranked<'a> {
    area: &'a Area,
    gap: Gap,
    /// Change of verified coverage in hundredths of a percent.
    moved: Option<i64>,
}

fn ranked<'a>(
    at: &Desked,
    run: &'a Loaded,
    within: &'a Area,
    level: Level,
    params: &Params,
) -> Vec<Ranked<'a>> {
    let code = if within.level == Level::City {
        ""
    } else {
        within.code.as_str()
    };
    let earlier = at.app.earlier(params.get("dari"));
    let wanted = params.get("cari").to_lowercase();
    run.within(level, code)
        .filter(|area| wanted.is_empty() || area.name.to_lowercase().contains(&wanted))
        .map(|area| {
            let now = area
                .all(Indicator::Coverage, Basis::Verified)
                .basis_points();
            let before = earlier
                .as_ref()
                .and_then(|areas| {
                    areas
                        .iter()
                        .find(|one| one.level == level && one.code == area.code)
                })
                .and_then(|one| one.all(Indicator::Coverage, Basis::Verified).basis_points());
            Ranked {
                area,
                gap: gap_of(run, &area.code),
                moved: now.zip(before).map(|(now, before)| now - before),
            }
        })
        .collect()
}

fn sort(rows: &mut [Ranked<'_>], order: &Order) {
    let points = |ratio: Ratio| ratio.basis_points().unwrap_or(-1);
    let official = |row: &Ranked<'_>| points(row.area.all(Indicator::Coverage, Basis::Official));
    let verified = |row: &Ranked<'_>| points(row.area.all(Indicator::Coverage, Basis::Verified));
    let active =
        |row: &Ranked<'_>| points(row.area.all(Indicator::ActiveOfPopulation, Basis::Verified));
    let people = |row: &Ranked<'_>| {
        row.area
            .all(Indicator::Coverage, Basis::Verified)
            .denominator
    };
    rows.sort_by(|a, b| {
        let ordering = match order.key.as_str() {
            "nama" => a.area.name.cmp(&b.area.name),
            "penduduk" => people(a).cmp(&people(b)),
            "resmi" => official(a).cmp(&official(b)),
            "aktif" => active(a).cmp(&active(b)),
            "belum" => a.gap.total().cmp(&b.gap.total()),
            "geser" => a.moved.cmp(&b.moved),
            _ => verified(a).cmp(&verified(b)),
        };
        // Records without an area come last, whatever the order.
        (!a.area.is_real())
            .cmp(&!b.area.is_real())
            .then(order.apply(ordering))
            .then(a.area.code.cmp(&b.area.code))
    });
}

pub(super) fn ranking(
    at: &Desked,
    run: &Loaded,
    within: &Area,
    level: Level,
    params: &Params,
) -> Table {
    let (lang, t) = (at.lang, at.t);
    let order = Order::read(params, &SORTED, "terverifikasi", false);
    let mut rows = ranked(at, run, within, level, params);
    sort(&mut rows, &order);
    let compares = rows.iter().any(|row| row.moved.is_some());
    let title = if level == Level::Village {
        t.villages
    } else {
        t.districts
    };
    let export = |ending: &str| params.under(&format!("/wilayah/{}/unduh.{ending}", within.code));
    let mut table = Table::new("wilayah", title, lang)
        .text(t.area)
        .sorting("nama", &order, params)
        .number(t.population)
        .sorting("penduduk", &order, params)
        .number(t.coverage_official)
        .sorting("resmi", &order, params)
        .number(t.coverage_verified)
        .sorting("terverifikasi", &order, params)
        .number(t.active_verified)
        .sorting("aktif", &order, params)
        .number(t.without_active)
        .sorting("belum", &order, params)
        .export("CSV", export("csv"))
        .export("XLSX", export("xlsx"));
    if compares {
        table = table.number(t.moved).sorting("geser", &order, params);
    }
    for row in &rows[table.paged(rows.len(), 60, params, lang)] {
        let mut cells = cells(row, at);
        if compares {
            cells.push(moved_cell(row, params.get("dari"), lang));
        }
        table.rows.push(cells);
    }
    table
}

fn cells(row: &Ranked<'_>, at: &Desked) -> Vec<Td> {
    let (lang, t, area) = (at.lang, at.t, row.area);
    let ratio = |indicator, basis| area.all(indicator, basis);
    let verified = ratio(Indicator::Coverage, Basis::Verified);
    let active = ratio(Indicator::ActiveOfPopulation, Basis::Verified);
    let name = Td::text(area_name(area, t));
    let population = ask::Figure::of(Basis::Verified, Indicator::Coverage, &area.code);
    let population = population.part(Part::Denominator);
    let gap = ask::Gap {
        area: area.code.clone(),
        ..ask::Gap::default()
    };
    vec![
        if area.is_real() {
            name.link(format!("/wilayah/{}", area.code))
        } else {
            name
        },
        Td::count(verified.denominator, lang).link(population.href()),
        official(area, lang).sub(format::number(
            ratio(Indicator::Coverage, Basis::Official).numerator,
            lang,
        )),
        figure_cell(area, Indicator::Coverage, lang).drawing(share_bar(verified, active)),
        figure_cell(area, Indicator::ActiveOfPopulation, lang),
        Td::count(row.gap.total(), lang).link(gap.href()),
    ]
}

/// By how much the coverage moved, which opens its receipt.
fn moved_cell(row: &Ranked<'_>, from: &str, lang: Lang) -> Td {
    let Some(moved) = row.moved else {
        return Td::number("–");
    };
    let asked = ask::Moved {
        basis: Basis::Verified,
        indicator: Indicator::Coverage,
        area: row.area.code.clone(),
        rt: String::new(),
        from: from.to_owned(),
        to: String::new(),
    };
    Td::number(format::points(moved, lang)).link(asked.href())
}

/// The official coverage, which opens its receipt; records without an area have none.
fn official(area: &Area, lang: Lang) -> Td {
    if !area.is_real() {
        return Td::number("–");
    }
    let ratio = area.all(Indicator::Coverage, Basis::Official);
    let asked = ask::Figure::of(Basis::Official, Indicator::Coverage, &area.code);
    Td::number(format::percent(ratio, lang)).link(asked.href())
}

/// A verified figure, which opens its receipt.
fn figure_cell(area: &Area, indicator: Indicator, lang: Lang) -> Td {
    Td::number(format::percent(area.all(indicator, Basis::Verified), lang))
        .link(ask::Figure::of(Basis::Verified, indicator, &area.code).href())
}

/// Registered, and of these active, over all residents.
fn share_bar(registered: Ratio, active: Ratio) -> String {
    if registered.denominator <= 0 {
        return String::new();
    }
    let share = |ratio: Ratio| ratio.numerator as f64 / ratio.denominator as f64;
    draw::two_bars(share(active), share(registered))
}

/// `GET /wilayah/{area}/unduh.{csv|xlsx}`
pub(crate) async fn download(
    at: Desked,
    Path((code, ending)): Path<(String, String)>,
) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let kind = ending
        .strip_prefix("unduh.")
        .and_then(Kind::parse)
        .ok_or(Fault::NotFound)?;
    let within = run.area(&code).ok_or(Fault::NotFound)?;
    let params = at.params(&KEYS);
    let level = if within.level == Level::City && params.get("tingkat") != "kelurahan" {
        Level::District
    } else {
        Level::Village
    };
    let order = Order::read(&params, &SORTED, "terverifikasi", false);
    let mut rows = ranked(&at, &run, within, level, &params);
    sort(&mut rows, &order);
    let cells: Vec<Vec<Cell>> = rows.iter().map(exported).collect();
    export::file(
        &format!("wilayah-{}-{}", within.code, run.manifest.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

const HEADER: [&str; 10] = [
    "area",
    "area_name",
    "official_records",
    "official_population",
    "official_active",
    "verified_registered",
    "verified_population",
    "verified_active",
    "uncovered",
    "inactive",
];

fn exported(row: &Ranked<'_>) -> Vec<Cell> {
    let ratio = |indicator, basis| row.area.all(indicator, basis);
    let (official, verified) = (
        ratio(Indicator::Coverage, Basis::Official),
        ratio(Indicator::Coverage, Basis::Verified),
    );
    let active = |basis| Cell::Number(ratio(Indicator::ActiveOfPopulation, basis).numerator);
    vec![
        Cell::text(row.area.dotted()),
        Cell::text(&row.area.name),
        Cell::Number(official.numerator),
        Cell::Number(official.denominator),
        active(Basis::Official),
        Cell::Number(verified.numerator),
        Cell::Number(verified.denominator),
        active(Basis::Verified),
        Cell::Number(row.gap.uncovered),
        Cell::Number(row.gap.inactive),
    ]
}
