//! Penduduk: finding one person, by number or by a name however it is spelt.

use std::sync::Arc;

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
    let (seen, sees_unknown) = regions_seen(&at, &run, Permission::ViewPeople);
    let is_wanted = {
        let run = Arc::clone(&run);
        move |row: u32| {
            let people = &run.people;
            let key = usize::from(people.region.key(row as usize));
            seen.get(key).copied().unwrap_or(sees_unknown)
                && year.is_none_or(|year| {
                    let birth = semesta_domain::date_from_days(people.birth[row as usize]);
                    birth.is_some_and(|birth| birth.year() == year)
                })
        }
    };
    let hits: Vec<u32> = if form.hits.is_empty() {
        let _turn = at.app.searching.acquire().await?;
        let run = Arc::clone(&run);
        tokio::task::spawn_blocking(move || find(&run, &wanted, is_wanted)).await?
    } else {
        let named = named(&at, &run, &form.hits).into_iter();
        named.filter(|row| is_wanted(*row)).collect()
    };
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

/// The people of a number or a name, of those wanted.
fn find(run: &Loaded, text: &str, is_wanted: impl Fn(u32) -> bool) -> Vec<u32> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 8 && text.chars().all(|c| !c.is_alphabetic());
    if is_number {
        let found = digits.parse().map(|number| by_number(&run.people, number));
        let mut hits: Vec<u32> = found.unwrap_or_default();
        hits.retain(|row| is_wanted(*row));
        hits.truncate(HITS_MAX);
        return hits;
    }
    let found = run.names.find(&run.people, text, HITS_MAX, is_wanted);
    let best = found.first().map_or(0.0, |hit| hit.likeness);
    found
        .into_iter()
        .filter(|hit| hit.likeness >= best - 0.25)
        .map(|hit| hit.person)
        .collect()
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
