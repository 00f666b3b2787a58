//! Wilayah: where are the gaps?

mod ranking;
mod tables;

pub(crate) use ranking::download;
pub(crate) use tables::{age_said, area_name, gap_of, reasons};

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_engine::figures::{Indicator, Level};

use ranking::ranking;
use tables::groups;

use crate::ask;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::figures::Area;
use crate::page::Page;
use crate::pages::neighbourhood;
use crate::pages::side::Side;
use crate::pages::summary::{segments, village_map};
use crate::params::Params;
use crate::table::Table;
use crate::text::Texts;
use crate::visit::Desked;

const KEYS: [&str; 6] = ["tingkat", "urut", "arah", "cari", "hal", "dari"];

#[derive(Template)]
#[template(path = "areas.html")]
struct AreasPage {
    page: Page,
    t: &'static Texts,
    lead: String,
    crumbs: Vec<(String, String)>,
    figures: Vec<(&'static str, [Side; 2])>,
    level: &'static str,
    search: String,
    compared: String,
    months: Vec<(String, String, bool)>,
    table: Table,
    map: String,
    map_legend: Vec<(usize, String)>,
    reasons: Table,
    groups: Table,
    segments: Table,
    sheet: String,
    gap: String,
}

/// `GET /wilayah`
pub(crate) async fn list(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let city = run.city().ok_or(Fault::NoRun)?;
    page_of(&at, &run, city).await
}

/// `GET /wilayah/{area}`
pub(crate) async fn show(at: Desked, Path(code): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let area = run.area(&code).ok_or(Fault::NotFound)?;
    page_of(&at, &run, area).await
}

async fn page_of(at: &Desked, run: &Loaded, area: &Area) -> Result<Response, Fault> {
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&KEYS);
    let level = match (area.level, params.get("tingkat")) {
        (Level::City, "kelurahan") | (Level::District, _) => Level::Village,
        _ => Level::District,
    };
    let is_city = area.level == Level::City;
    let table = if area.level == Level::Village {
        let both = neighbourhood::read(at, run, params.get("dari")).await?;
        neighbourhood::ranking(at, &both, area, &params)
    } else {
        ranking(at, run, area, level, &params)
    };
    let (map, map_legend) = if is_city {
        village_map(run, lang, t)
    } else {
        Default::default()
    };
    let figure = |indicator: Indicator| {
        let sides = Side::both(area, indicator, lang, ask::Figure::href);
        (indicator.label(lang), sides)
    };
    let code = if is_city { "" } else { &area.code };
    let page = AreasPage {
        page: at.page(
            if is_city {
                t.areas_title.to_owned()
            } else {
                area.name.clone()
            },
            "/wilayah",
        ),
        t,
        lead: lead(area, t),
        crumbs: crumbs(run, area),
        figures: Indicator::ALL.into_iter().map(figure).collect(),
        level: if area.level == Level::Village {
            "rt"
        } else {
            level_code(level)
        },
        search: params.get("cari").to_owned(),
        compared: params.get("dari").to_owned(),
        months: months(at, &params),
        table,
        map,
        map_legend,
        reasons: reasons(run, code, lang, t),
        groups: groups(run, area, lang, t),
        segments: segments(run, code, lang, t),
        sheet: if area.level == Level::Village {
            format!("/wilayah/{}/lembar", area.code)
        } else {
            String::new()
        },
        gap: format!("/belum?wilayah={}", area.code),
    };
    at.answer(&page)
}

fn lead(area: &Area, t: &'static Texts) -> String {
    match area.level {
        Level::City => t.areas_lead.to_owned(),
        Level::District => format!("{} · {}", t.district, area.dotted()),
        Level::Village => format!("{} · {}", t.village, area.dotted()),
    }
}

fn level_code(level: Level) -> &'static str {
    if level == Level::Village {
        "kelurahan"
    } else {
        "kecamatan"
    }
}

fn crumbs(run: &Loaded, area: &Area) -> Vec<(String, String)> {
    let mut crumbs = Vec::new();
    if area.level != Level::City {
        crumbs.push((run.city_name(), "/wilayah".to_owned()));
    }
    if area.level == Level::Village
        && let Some(district) = area.code.get(..6).and_then(|code| run.area(code))
    {
        crumbs.push((district.name.clone(), format!("/wilayah/{}", district.code)));
    }
    crumbs
}

/// The runs that an earlier month can be compared from.
pub(crate) fn months(at: &Desked, params: &Params) -> Vec<(String, String, bool)> {
    let shown = at.app.loaded();
    let months = at.app.months();
    let earlier = months.iter().filter(|month| {
        shown.as_ref().is_some_and(|run| {
            month.as_of < run.manifest.as_of && month.region == run.manifest.region
        })
    });
    earlier
        .rev()
        .map(|month| {
            let is_chosen = params.get("dari") == month.id;
            (
                month.id.clone(),
                format::day(&month.as_of, at.lang),
                is_chosen,
            )
        })
        .collect()
}
