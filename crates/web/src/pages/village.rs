//! A village's page for its head, on one printed sheet.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Lang;
use semesta_engine::figures::{Basis, Indicator, Level};

use crate::ask;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::figures::Area;
use crate::page::Page;
use crate::pages::areas::{gap_of, reasons};
use crate::pages::side::Side;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::Desked;
use crate::words;

#[derive(Template)]
#[template(path = "village.html")]
struct VillagePage {
    page: Page,
    t: &'static Texts,
    place: String,
    back: String,
    figures: Vec<(&'static str, [Side; 2])>,
    people: Side,
    without: String,
    without_href: String,
    rank: String,
    reasons: Table,
    routes: Table,
}

/// `GET /wilayah/{area}/lembar`
pub(crate) async fn show(at: Desked, Path(code): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let area = run
        .area(&code)
        .filter(|area| area.level == Level::Village)
        .ok_or(Fault::NotFound)?;
    let district = area.code.get(..6).and_then(|code| run.area(code));
    let page = VillagePage {
        page: at.page(area.name.clone(), "/wilayah"),
        t,
        place: format!(
            "{} · {} · {}",
            district.map_or("", |district| &district.name),
            run.city_name(),
            area.dotted()
        ),
        back: format!("/wilayah/{}", area.code),
        figures: Indicator::ALL
            .into_iter()
            .map(|one| {
                let sides = Side::both(area, one, lang, ask::Figure::href);
                (one.label(lang), sides)
            })
            .collect(),
        people: Side::of(
            area,
            Indicator::Coverage,
            Basis::Verified,
            lang,
            ask::Figure::href,
        ),
        without: format::number(gap_of(&run, &area.code).total(), lang),
        without_href: ask::Gap {
            area: area.code.clone(),
            ..ask::Gap::default()
        }
        .href(),
        rank: rank(&run, area, lang, t),
        reasons: reasons(&run, &area.code, lang, t),
        routes: routes(&run, area, lang, t),
    };
    at.answer(&page)
}

/// The village's place among all by verified coverage.
fn rank(run: &Loaded, area: &Area, lang: Lang, t: &'static Texts) -> String {
    let villages = run.within(Level::Village, "").filter(|one| one.is_real());
    let mut villages: Vec<_> = villages
        .filter_map(|one| {
            let share = one.all(Indicator::Coverage, Basis::Verified);
            Some((share.basis_points()?, &one.code))
        })
        .collect();
    villages.sort_by(|a, b| b.cmp(a));
    let place = villages
        .iter()
        .position(|(_, one)| **one == area.code)
        .map_or(0, |place| place + 1);
    let said = [place, villages.len()].map(|n| format::number(n as i64, lang));
    t.fill(t.village_rank, &[&said[0], &said[1]])
}

/// Who should pay for those without an active membership.
fn routes(run: &Loaded, area: &Area, lang: Lang, t: &'static Texts) -> Table {
    let mut counts: Vec<(u16, i64)> = Vec::new();
    for ((region, _, route), gap) in &run.gaps {
        if run.people.region.text(*region) != area.code {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| known == route) {
            Some((_, n)) => *n += gap.total(),
            None => counts.push((*route, gap.total())),
        }
    }
    counts.sort_by_key(|(route, n)| (-n, *route));
    let mut table = Table::new("jalan", t.routes_caption, lang)
        .text(t.route)
        .number(t.people);
    for (route, n) in counts {
        let code = run.people.route.text(route);
        let asked = ask::Gap {
            area: area.code.clone(),
            route: code.to_owned(),
            ..ask::Gap::default()
        };
        table.rows.push(vec![
            Td::text(words::route(code, lang)),
            Td::count(n, lang).link(asked.href()),
        ]);
    }
    table
}
