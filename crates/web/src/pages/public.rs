//! The public page: figures without anybody in them, for citizens and the press.

use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use semesta_domain::Ratio;
use semesta_engine::figures::{Basis, Indicator, Level};

use crate::ask::{self, Part};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::figures::Area;
use crate::page::Page;
use crate::pages::areas::area_name;
use crate::pages::receipts;
use crate::pages::side::Side;
use crate::pages::summary::village_map;
use crate::table::{Order, Table, Td};
use crate::text::Texts;
use crate::visit::Visit;
use crate::words;

/// Counts below this are not shown: they could point at somebody.
pub(crate) const SMALL: i64 = 10;

/// Whether a ratio may be shown to everybody: neither those counted nor the rest are few.
pub(crate) fn is_shown(ratio: Ratio) -> bool {
    let rest = ratio.denominator - ratio.numerator;
    let few = |n: i64| (1..SMALL).contains(&n);
    !few(ratio.numerator) && !few(rest) && !few(ratio.denominator)
}

#[derive(Template)]
#[template(path = "public.html")]
struct PublicPage {
    page: Page,
    t: &'static Texts,
    has_run: bool,
    /// Title, both bases, and their formulas.
    figures: Vec<(&'static str, [Side; 2], [&'static str; 2])>,
    table: Option<Table>,
    map: String,
    map_legend: Vec<(usize, String)>,
    small: i64,
}

/// `GET /publik`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let (lang, t) = (visit.lang, visit.t);
    let run = visit.app.loaded();
    let city = run.as_ref().and_then(|run| run.city());
    let figures = city.map_or_else(Vec::new, |city| {
        let figure = |indicator: Indicator| {
            let formulas = Basis::ALL.map(|basis| words::formula(indicator, basis, lang));
            let sides = Side::both(city, indicator, lang, receipts::public_href);
            (indicator.label(lang), sides, formulas)
        };
        Indicator::ALL.into_iter().map(figure).collect()
    });
    let (map, map_legend) = run
        .as_ref()
        .map(|run| village_map(run, lang, t))
        .unwrap_or_default();
    let page = PublicPage {
        page: visit.page(t.public_title, ""),
        t,
        has_run: run.is_some(),
        figures,
        table: run.as_ref().map(|run| table(&visit, run)),
        // The map's areas lead to pages that not everybody may open.
        map: map.replace("href=\"/wilayah/", "href=\"/publik#"),
        map_legend,
        small: SMALL,
    };
    visit.answer(&page)
}

fn table(visit: &Visit, run: &Loaded) -> Table {
    let (lang, t) = (visit.lang, visit.t);
    let params = visit.params(&["urut", "arah", "hal"]);
    let order = Order::read(&params, &["nama", "cakupan", "aktif"], "nama", false);
    let mut villages: Vec<&Area> = run
        .within(Level::Village, "")
        .filter(|area| area.is_real())
        .collect();
    let points = |area: &Area, indicator| area.all(indicator, Basis::Verified).basis_points();
    villages.sort_by(|a, b| {
        let ordering = match order.key.as_str() {
            "cakupan" => points(a, Indicator::Coverage).cmp(&points(b, Indicator::Coverage)),
            "aktif" => points(a, Indicator::ActiveOfPopulation)
                .cmp(&points(b, Indicator::ActiveOfPopulation)),
            _ => a.code.cmp(&b.code),
        };
        order.apply(ordering).then(a.code.cmp(&b.code))
    });
    let mut table = Table::new("kelurahan", t.villages, lang)
        .text(t.village)
        .sorting("nama", &order, &params)
        .number(t.population)
        .number(t.coverage_verified)
        .sorting("cakupan", &order, &params)
        .number(t.active_verified)
        .sorting("aktif", &order, &params)
        .export("CSV", "/publik.csv".to_owned())
        .export("JSON", "/publik.json".to_owned());
    let page = table.paged(villages.len(), 120, &params, lang);
    for area in &villages[page] {
        let share = |indicator| {
            let ratio = area.all(indicator, Basis::Verified);
            if is_shown(ratio) {
                let asked = ask::Figure::of(Basis::Verified, indicator, &area.code);
                Td::number(format::percent(ratio, lang)).link(receipts::public_href(&asked))
            } else {
                Td::number(t.suppressed)
            }
        };
        let district = area.code.get(..6).and_then(|code| run.area(code));
        let population = area.all(Indicator::Coverage, Basis::Verified).denominator;
        table.rows.push(vec![
            Td::text(area_name(area, t)).sub(district.map_or("", |district| &district.name)),
            if (1..SMALL).contains(&population) {
                Td::number(t.suppressed)
            } else {
                let asked = ask::Figure::of(Basis::Verified, Indicator::Coverage, &area.code)
                    .part(Part::Denominator);
                Td::count(population, lang).link(receipts::public_href(&asked))
            },
            share(Indicator::Coverage),
            share(Indicator::ActiveOfPopulation),
        ]);
    }
    table
}

/// A figure of an area that everybody may see, or that it is kept back.
struct Row<'a> {
    area: &'a Area,
    indicator: Indicator,
    basis: Basis,
    ratio: Option<Ratio>,
}

fn rows(run: &Loaded) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for area in run.areas.iter().filter(|area| area.is_real()) {
        for basis in Basis::ALL {
            for indicator in Indicator::ALL {
                let ratio = area.all(indicator, basis);
                rows.push(Row {
                    area,
                    indicator,
                    basis,
                    ratio: Some(ratio).filter(|ratio| is_shown(*ratio)),
                });
            }
        }
    }
    rows
}

const HEADER: [&str; 11] = [
    "level",
    "area",
    "area_name",
    "indicator",
    "basis",
    "numerator",
    "denominator",
    "percent",
    "formula",
    "as_of",
    "run",
];

/// `GET /publik.csv`
pub(crate) async fn csv(visit: Visit) -> Result<Response, Fault> {
    let run = visit.run()?;
    let cells: Vec<Vec<Cell>> = rows(&run)
        .into_iter()
        .map(|row| {
            let count = |n: Option<i64>| n.map_or(Cell::Empty, Cell::Number);
            vec![
                Cell::text(row.area.level.code()),
                Cell::text(row.area.dotted()),
                Cell::text(&row.area.name),
                Cell::text(row.indicator.code()),
                Cell::text(row.basis.code()),
                count(row.ratio.map(|ratio| ratio.numerator)),
                count(row.ratio.map(|ratio| ratio.denominator)),
                Cell::text(
                    row.ratio
                        .and_then(Ratio::percent_decimal)
                        .unwrap_or_default(),
                ),
                Cell::text(row.indicator.formula(row.basis)),
                Cell::text(&run.manifest.as_of),
                Cell::text(&run.manifest.id),
            ]
        })
        .collect();
    export::file(
        &format!("semesta-publik-{}", run.manifest.as_of),
        Kind::Csv,
        &HEADER,
        &cells,
    )
}

/// `GET /publik.json`
pub(crate) async fn json(visit: Visit) -> Result<Response, Fault> {
    let run = visit.run()?;
    let figures: Vec<serde_json::Value> = rows(&run)
        .into_iter()
        .map(|row| {
            serde_json::json!({
                "level": row.area.level.code(),
                "area": row.area.dotted(),
                "area_name": row.area.name,
                "indicator": row.indicator.code(),
                "basis": row.basis.code(),
                "numerator": row.ratio.map(|ratio| ratio.numerator),
                "denominator": row.ratio.map(|ratio| ratio.denominator),
                "percent": row.ratio.and_then(Ratio::percent_decimal),
                "suppressed": row.ratio.is_none(),
                "formula": row.indicator.formula(row.basis),
            })
        })
        .collect();
    Ok(Json(serde_json::json!({
        "schema": "semesta.public/1",
        "region": run.manifest.region,
        "region_name": run.city_name(),
        "as_of": run.manifest.as_of,
        "run": run.manifest.id,
        "law_hash": run.manifest.law.hash,
        "suppression": { "counts_below": SMALL, "meaning": "null: a count or its remainder is too small to publish" },
        "figures": figures,
    }))
    .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_are_never_shown_nor_to_be_had_by_subtraction() {
        let ratio = |numerator, denominator| Ratio {
            numerator,
            denominator,
        };
        assert!(is_shown(ratio(0, 0)) && is_shown(ratio(100, 200)) && is_shown(ratio(200, 200)));
        assert!(is_shown(ratio(205, 200)));
        assert!(!is_shown(ratio(9, 200)) && !is_shown(ratio(191, 200)) && !is_shown(ratio(0, 9)));
        assert!(is_shown(ratio(10, 200)) && is_shown(ratio(190, 200)));
    }
}
