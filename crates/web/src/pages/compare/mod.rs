//! Bandingkan: what changed between two runs, down to the person.

mod people;
mod tables;

pub(crate) use people::download;

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_engine::compare::Comparison;
use semesta_engine::run::RunManifest;

use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::deliveries::tabs;
use crate::pages::money::Tab;
use crate::params::Params;
use crate::table::Table;
use crate::text::{CompareTexts, Texts};
use crate::visit::Desked;

const KEYS: [&str; 8] = [
    "dari",
    "ke",
    "perubahan",
    "wilayah",
    "segmen",
    "urut",
    "arah",
    "hal",
];

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    page: Page,
    t: &'static Texts,
    c: &'static CompareTexts,
    tabs: Vec<Tab>,
    from: Vec<Choice>,
    to: Vec<Choice>,
    said: &'static str,
    shown: Option<Shown>,
}

/// A comparison as a page shows it.
struct Shown {
    closes: bool,
    figures: Table,
    flows: Table,
    classes: Table,
    segments: Table,
    standings: Table,
    people: Option<people::People>,
}

/// Two runs of one city.
pub(crate) struct Asked {
    pub(crate) before: RunManifest,
    pub(crate) after: RunManifest,
}

/// The runs that an address names, or the two newest dates.
fn asked(at: &Desked, params: &Params) -> Option<Asked> {
    let known = at.app.history();
    let of = |key: &str| known.iter().find(|run| run.id == params.get(key)).cloned();
    let newest = || at.app.loaded().map(|run| run.manifest.clone());
    let after = of("ke").or_else(newest)?;
    let earlier = || {
        let months = at.app.months();
        let is_earlier = |run: &&RunManifest| run.as_of < after.as_of && run.region == after.region;
        let later = |run: &&RunManifest| run.id != after.id && run.region == after.region;
        let before = months.iter().rev().find(is_earlier);
        before.or(months.iter().find(later)).cloned()
    };
    let before = of("dari").or_else(earlier)?;
    (before.region == after.region && before.id != after.id).then_some(Asked { before, after })
}

pub(crate) async fn compared(at: &Desked, asked: &Asked) -> Result<Arc<Comparison>, Fault> {
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let known = at.app.comparisons.clone();
    let (before, after) = (asked.before.id.clone(), asked.after.id.clone());
    Ok(tokio::task::spawn_blocking(move || known.of(&folder, &before, &after)).await??)
}

/// `GET /data/banding`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let c = CompareTexts::of(at.lang);
    let params = at.params(&KEYS);
    let asked = asked(&at, &params);
    let known = at.app.history();
    let of_city: Vec<&RunManifest> = known
        .iter()
        .rev()
        .filter(|one| one.region == run.manifest.region)
        .collect();
    let choices = |chosen: Option<&RunManifest>| -> Vec<Choice> {
        let choice = |one: &&RunManifest| Choice {
            value: one.id.clone(),
            title: format!(
                "{} · {}",
                format::day(&one.as_of, at.lang),
                one.id.get(..8).unwrap_or(&one.id)
            ),
            is_chosen: chosen.is_some_and(|chosen| chosen.id == one.id),
        };
        of_city.iter().map(choice).collect()
    };
    let shown = match &asked {
        Some(asked) => {
            let found = compared(&at, asked).await?;
            Some(shown(&at, &run, asked, &found, &params))
        }
        None => None,
    };
    let page = ComparePage {
        page: at.page(c.title, "/data"),
        t: at.t,
        c,
        tabs: tabs(&at, "/data/banding"),
        from: choices(asked.as_ref().map(|asked| &asked.before)),
        to: choices(asked.as_ref().map(|asked| &asked.after)),
        said: match (&asked, of_city.len()) {
            (Some(_), _) => "",
            (None, 0 | 1) => c.need_two,
            (None, _) => c.same,
        },
        shown,
    };
    at.answer(&page)
}

fn shown(at: &Desked, run: &Loaded, asked: &Asked, found: &Comparison, params: &Params) -> Shown {
    Shown {
        closes: found.closes(),
        figures: tables::figures(at, asked),
        flows: tables::flows(at, asked, found),
        classes: tables::classes(at, asked, found, params),
        segments: tables::segments(at, asked, found),
        standings: tables::standings(at, asked, found),
        people: at
            .viewer
            .may(Permission::ViewPeople)
            .then(|| people::of(at, run, asked, found, params)),
    }
}
