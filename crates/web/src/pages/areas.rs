//! Wilayah: where are the gaps?

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::{Basis, Indicator, Level};

use crate::draw;
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::Gap;
use crate::model::figures::Area;
use crate::page::Page;
use crate::pages::neighbourhood;
use crate::pages::summary::{receipt, segments, village_map};
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::Texts;
use crate::visit::Desked;
use crate::words;

const KEYS: [&str; 6] = ["tingkat", "urut", "arah", "cari", "hal", "dari"];
const SORTED: [&str; 7] = [
    "nama",
    "penduduk",
    "resmi",
    "terverifikasi",
    "aktif",
    "belum",
    "geser",
];

/// Percentage, parts and where the receipt is.
type Side = (String, String, String);

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
        let side = |basis| {
            let ratio = area.all(indicator, basis);
            (
                format::percent(ratio, lang),
                crate::pages::summary::parts(ratio, lang),
                receipt(basis, indicator, &area.code, "all"),
            )
        };
        (
            indicator.label(lang),
            [side(Basis::Official), side(Basis::Verified)],
        )
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

fn ranking(at: &Desked, run: &Loaded, within: &Area, level: Level, params: &Params) -> Table {
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
        let ratio = |indicator, basis| row.area.all(indicator, basis);
        let verified = ratio(Indicator::Coverage, Basis::Verified);
        let is_real = row.area.is_real();
        let name = Td::text(area_name(row.area, t));
        let mut cells = vec![
            if is_real {
                name.link(format!("/wilayah/{}", row.area.code))
            } else {
                name
            },
            Td::count(verified.denominator, lang),
            official(row.area, lang).sub(format::number(
                ratio(Indicator::Coverage, Basis::Official).numerator,
                lang,
            )),
            figure_cell(row.area, Indicator::Coverage, lang).drawing(share_bar(
                verified,
                ratio(Indicator::ActiveOfPopulation, Basis::Verified),
            )),
            figure_cell(row.area, Indicator::ActiveOfPopulation, lang),
            if is_real {
                Td::count(row.gap.total(), lang).link(format!("/belum?wilayah={}", row.area.code))
            } else {
                Td::count(row.gap.total(), lang)
            },
        ];
        if compares {
            cells.push(Td::number(
                row.moved
                    .map_or_else(|| "–".to_owned(), |moved| points_moved(moved, lang)),
            ));
        }
        table.rows.push(cells);
    }
    table
}

/// The official coverage, which opens its receipt; records without an area have none.
fn official(area: &Area, lang: Lang) -> Td {
    if !area.is_real() {
        return Td::number("–");
    }
    let ratio = area.all(Indicator::Coverage, Basis::Official);
    Td::number(format::percent(ratio, lang)).link(receipt(
        Basis::Official,
        Indicator::Coverage,
        &area.code,
        "all",
    ))
}

/// A verified figure, which opens its receipt.
fn figure_cell(area: &Area, indicator: Indicator, lang: Lang) -> Td {
    let cell = Td::number(format::percent(area.all(indicator, Basis::Verified), lang));
    if area.is_real() {
        cell.link(receipt(Basis::Verified, indicator, &area.code, "all"))
    } else {
        cell
    }
}

/// An area's name; records without one have words for it.
pub(crate) fn area_name(area: &Area, t: &'static Texts) -> String {
    if area.is_real() {
        area.name.clone()
    } else {
        t.no_area.to_owned()
    }
}

/// Registered, and of these active, over all residents.
fn share_bar(registered: Ratio, active: Ratio) -> String {
    if registered.denominator <= 0 {
        return String::new();
    }
    let share = |ratio: Ratio| ratio.numerator as f64 / ratio.denominator as f64;
    draw::two_bars(share(active), share(registered))
}

/// `+0,25` points.
fn points_moved(moved: i64, lang: Lang) -> String {
    let sign = match moved {
        0 => "±",
        moved if moved < 0 => "−",
        _ => "+",
    };
    let moved = moved.unsigned_abs();
    format!(
        "{sign}{}{}{:02}",
        moved / 100,
        lang.pick(",", "."),
        moved % 100
    )
}

/// Residents without an active membership in an area and all within it.
pub(crate) fn gap_of(run: &Loaded, code: &str) -> Gap {
    let mut sum = Gap::default();
    let is_real = code != crate::model::figures::NO_AREA;
    for ((region, ..), gap) in &run.gaps {
        let region = run.people.region.text(*region);
        if (is_real && region.starts_with(code)) || (!is_real && region.is_empty()) {
            sum.add(*gap);
        }
    }
    sum
}

/// Why residents of an area have no active membership.
pub(crate) fn reasons(run: &Loaded, code: &str, lang: Lang, t: &'static Texts) -> Table {
    let mut sums: Vec<(u16, Gap)> = Vec::new();
    for ((region, reason, _), gap) in &run.gaps {
        if !run.people.region.text(*region).starts_with(code) {
            continue;
        }
        match sums.iter_mut().find(|(known, _)| known == reason) {
            Some((_, sum)) => sum.add(*gap),
            None => sums.push((*reason, *gap)),
        }
    }
    sums.sort_by_key(|(reason, sum)| (-sum.total(), *reason));
    let most = sums.first().map_or(1, |(_, sum)| sum.total()).max(1);
    let mut table = Table::new("alasan", t.reasons_caption, lang)
        .text(t.reason)
        .number(t.unregistered)
        .number(t.inactive)
        .number(t.total);
    let mut all = Gap::default();
    for (reason, sum) in sums {
        let code_of = run.people.gap.text(reason);
        all.add(sum);
        table.rows.push(vec![
            Td::text(words::gap(code_of, lang))
                .link(format!("/belum?wilayah={code}&alasan={code_of}")),
            Td::count(sum.uncovered, lang),
            Td::count(sum.inactive, lang),
            Td::count(sum.total(), lang).drawing(draw::bar(sum.total() as f64 / most as f64, "fb")),
        ]);
    }
    table.foot = vec![
        Td::text(t.total),
        Td::count(all.uncovered, lang),
        Td::count(all.inactive, lang),
        Td::count(all.total(), lang),
    ];
    table
}

/// Residents of an area by age and sex.
fn groups(run: &Loaded, area: &Area, lang: Lang, t: &'static Texts) -> Table {
    let code = if area.level == Level::City {
        ""
    } else {
        area.code.as_str()
    };
    let counts = run.groups.sum(|region| {
        let region = region.map_or("", |region| run.people.region.text(region));
        region.starts_with(code)
    });
    let mut table = Table::new("umur", t.groups_caption, lang)
        .text(t.age)
        .number(t.male)
        .number(t.male_covered)
        .number(t.male_active)
        .number(t.female)
        .number(t.female_covered)
        .number(t.female_active);
    for (group, sexes) in counts.iter().enumerate() {
        if sexes.iter().all(|counted| counted.people == 0) {
            continue;
        }
        let title = match group {
            16 => t.age_unknown.to_owned(),
            15 => "75+".to_owned(),
            group => format!("{}–{}", group * 5, group * 5 + 4),
        };
        let mut row = vec![Td::text(title)];
        for counted in sexes {
            let share = |numerator| {
                format::percent(
                    Ratio {
                        numerator,
                        denominator: counted.people,
                    },
                    lang,
                )
            };
            row.push(Td::count(counted.people, lang));
            row.push(Td::number(share(counted.registered)));
            row.push(Td::number(share(counted.active)));
        }
        table.rows.push(row);
    }
    table
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
    let header = [
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
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            let ratio = |indicator, basis| row.area.all(indicator, basis);
            let (official, verified) = (
                ratio(Indicator::Coverage, Basis::Official),
                ratio(Indicator::Coverage, Basis::Verified),
            );
            let active =
                |basis| Cell::Number(ratio(Indicator::ActiveOfPopulation, basis).numerator);
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
        })
        .collect();
    export::file(
        &format!("wilayah-{}-{}", within.code, run.manifest.as_of),
        kind,
        &header,
        &cells,
    )
}
