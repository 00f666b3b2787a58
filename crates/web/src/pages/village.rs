//! A village's page for its head, on one printed sheet.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_engine::figures::{Basis, Indicator, Level};

use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::areas::{gap_of, reasons};
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
    figures: Vec<(&'static str, String, String)>,
    people: String,
    without: String,
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
    let verified = |indicator| area.all(indicator, Basis::Verified);
    let coverage = verified(Indicator::Coverage);
    let mut villages: Vec<_> = run
        .within(Level::Village, "")
        .filter(|one| one.is_real())
        .filter_map(|one| {
            Some((
                one.all(Indicator::Coverage, Basis::Verified)
                    .basis_points()?,
                &one.code,
            ))
        })
        .collect();
    villages.sort_by(|a, b| b.cmp(a));
    let place = villages
        .iter()
        .position(|(_, one)| **one == area.code)
        .map_or(0, |place| place + 1);
    let mut routes = Table::new("jalan", t.routes_caption, lang)
        .text(t.route)
        .number(t.people);
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
    for (route, n) in counts {
        let code = run.people.route.text(route);
        routes
            .rows
            .push(vec![Td::text(words::route(code, lang)), Td::count(n, lang)]);
    }
    let figure = |indicator: Indicator| {
        let share = |basis| format::percent(area.all(indicator, basis), lang);
        (
            indicator.label(lang),
            share(Basis::Official),
            share(Basis::Verified),
        )
    };
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
        figures: Indicator::ALL.into_iter().map(figure).collect(),
        people: format::number(coverage.denominator, lang),
        without: format::number(gap_of(&run, &area.code).total(), lang),
        rank: t.fill(
            t.village_rank,
            &[
                &format::number(place as i64, lang),
                &format::number(villages.len() as i64, lang),
            ],
        ),
        reasons: reasons(&run, &area.code, lang, t),
        routes,
    };
    at.answer(&page)
}
