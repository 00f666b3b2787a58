//! Penduduk: finding one person, by number or by a name however it is spelt.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use serde::Deserialize;

use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::search::by_number;
use crate::page::Page;
use crate::pages::gap::{regions_seen, village};
use crate::params::{FILE, query};
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::{Desked, Posted};

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    page: Page,
    t: &'static Texts,
    said: String,
    table: Option<Table>,
}

/// People shown at most.
const HITS_MAX: usize = 50;

/// `GET /penduduk`
pub(crate) async fn form(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let page = PeoplePage {
        page: at.page(at.t.people_title, "/penduduk"),
        t: at.t,
        said: String::new(),
        table: None,
    };
    at.answer(&page)
}

/// What is looked for: it travels in the body, never in an address.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    wanted: String,
    #[serde(default)]
    year: String,
    /// The people of an answer that is asked for again, by their names in addresses.
    #[serde(default)]
    hits: String,
    /// How the hits are sorted.
    #[serde(rename = "urut-temuan", default)]
    order: String,
    /// Whether they are wanted as a file.
    #[serde(rename = "unduh", default)]
    file: String,
}

/// `POST /penduduk`
pub(crate) async fn search(posted: Posted<Wanted>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ViewPeople)?;
    let run = at.run()?;
    let wanted: String = form.wanted.trim().chars().take(100).collect();
    let year = form.year.trim().parse::<i16>().ok();
    let hits = if form.hits.is_empty() {
        let run = std::sync::Arc::clone(&run);
        tokio::task::spawn_blocking(move || find(&run, &wanted, year)).await?
    } else {
        named(&at, &run, &form.hits)
    };
    let (seen, sees_unknown) = regions_seen(&at, &run, Permission::ViewPeople);
    let is_seen = |row: &u32| {
        let key = usize::from(run.people.region.key(*row as usize));
        seen.get(key).copied().unwrap_or(sees_unknown)
    };
    let hits: Vec<u32> = hits.into_iter().filter(is_seen).take(HITS_MAX).collect();
    at.record(Entry::new("people.search").detail("found", hits.len()))
        .await?;
    // What was looked for is not repeated: whoever was found is.
    let names = hits
        .iter()
        .map(|row| at.app.tokens.of(&run.manifest.id, *row));
    at.answers_again(vec![("hits", names.collect::<Vec<_>>().join(" "))]);
    let t = at.t;
    let page = PeoplePage {
        page: at.page(t.people_title, "/penduduk"),
        t,
        said: match hits.len() {
            0 => t.people_none.to_owned(),
            HITS_MAX => t.people_many.to_owned(),
            n => t.fill(t.people_found, &[&format::number(n as i64, at.lang)]),
        },
        table: (!hits.is_empty()).then(|| table(&at, &run, &hits)),
    };
    let asked = [("urut-temuan", &form.order), (FILE, &form.file)];
    let asked = asked.map(|(key, value)| (key, value.as_str()));
    at.answer_as_asked(&page, &query(asked.into_iter()))
}

/// The people of an earlier answer.
fn named(at: &Desked, run: &Loaded, names: &str) -> Vec<u32> {
    names
        .split(' ')
        .take(HITS_MAX)
        .filter_map(|name| at.app.tokens.row(&run.manifest.id, name))
        .filter(|row| (*row as usize) < run.people.len())
        .collect()
}

fn find(run: &Loaded, wanted: &str, year: Option<i16>) -> Vec<u32> {
    let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 8 && wanted.chars().all(|c| !c.is_alphabetic());
    let mut hits: Vec<u32> = if is_number {
        digits
            .parse()
            .map(|number| by_number(&run.people, number, HITS_MAX))
            .unwrap_or_default()
    } else {
        let found = run.names.find(&run.people, wanted, 400);
        let best = found.first().map_or(0.0, |hit| hit.likeness);
        found
            .into_iter()
            .filter(|hit| hit.likeness >= best - 0.25)
            .map(|hit| hit.person)
            .collect()
    };
    if let Some(year) = year {
        hits.retain(|row| {
            let birth = semesta_domain::date_from_days(run.people.birth[*row as usize]);
            birth.is_some_and(|birth| birth.year() == year)
        });
    }
    hits
}

fn table(at: &Desked, run: &Loaded, hits: &[u32]) -> Table {
    let (lang, t, people) = (at.lang, at.t, &run.people);
    let on = run.manifest.as_of.parse().ok();
    let mut table = Table::new("temuan", t.people_hits, lang)
        .personal()
        .text(t.name)
        .text("NIK")
        .number(t.age)
        .text(t.village)
        .text(t.state);
    for row in hits {
        let at_row = *row as usize;
        let age = on.and_then(|on| format::age(people.birth[at_row], on));
        let token = at.app.tokens.of(&run.manifest.id, *row);
        table.rows.push(vec![
            Td::text(format::mask_name(people.name.get(at_row)))
                .link(format!("/penduduk/o/{token}")),
            Td::text(format::mask_digits(people.nik[at_row], 16)),
            Td::number(age.map_or_else(|| "–".to_owned(), |age| age.to_string())),
            Td::text(village(run, people.region.get(at_row))),
            state(people.registered[at_row], people.active[at_row], t),
        ]);
    }
    table
}

/// Whether somebody is covered, as a mark.
pub(crate) fn state(is_registered: bool, is_active: bool, t: &'static Texts) -> Td {
    match (is_registered, is_active) {
        (_, true) => Td::text(t.active).mark("good"),
        (true, false) => Td::text(t.inactive).mark("warn"),
        (false, false) => Td::text(t.unregistered).mark("bad"),
    }
}
