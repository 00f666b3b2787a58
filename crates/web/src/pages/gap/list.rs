//! The residents of a work list.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::Lang;

use super::PER_PAGE;
use crate::fault::Fault;
use crate::format;
use crate::model::{Loaded, lookup};
use crate::pages::visits::has_outcome;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::Texts;
use crate::visit::Desked;
use crate::visited::ByRow;
use crate::words;

/// Which regions of a run somebody may see people of, by the keys of the column.
pub(crate) fn regions_seen(at: &Desked, run: &Loaded, permission: Permission) -> (Vec<bool>, bool) {
    let seen = run
        .people
        .region
        .values()
        .iter()
        .map(|region| at.viewer.may_in(permission, region, at.region()))
        .collect();
    (seen, at.viewer.may_in(permission, "", at.region()))
}

/// What came of visits, where it is filtered by.
pub(crate) struct Visits {
    wanted: String,
    by_row: Arc<ByRow>,
    on: Date,
}

impl Visits {
    pub(crate) async fn read(at: &Desked, run: &Loaded, params: &Params) -> Result<Self, Fault> {
        let wanted = params.get("hasil").to_owned();
        let by_row = match wanted.as_str() {
            "" => Arc::default(),
            _ => at.app.visited.of(&at.desk, run).await?,
        };
        Ok(Self {
            wanted,
            by_row,
            on: at.when().on,
        })
    }

    fn leave(&self, row: u32) -> bool {
        // Nobody's visits are looked up where none are asked for.
        self.wanted.is_empty() || has_outcome(self.by_row.get(&row), &self.wanted, self.on)
    }
}

/// The places in the list that the filters leave, of those one may see.
pub(crate) fn chosen(
    at: &Desked,
    run: &Loaded,
    params: &Params,
    visits: &Visits,
    permission: Permission,
) -> Vec<u32> {
    let (people, list) = (&run.people, &run.gap_list);
    let (seen, sees_unknown) = regions_seen(at, run, permission);
    let inside: Vec<bool> = people
        .region
        .values()
        .iter()
        .zip(&seen)
        .map(|(region, seen)| *seen && region.starts_with(params.get("wilayah")))
        .collect();
    let whole = sees_unknown && params.get("wilayah").is_empty();
    let route = people.route.wanted(params.get("rute"));
    let reason = people.gap.wanted(params.get("alasan"));
    let segment = people.segment.wanted(params.get("segmen"));
    let registered = match params.get("status") {
        "belum" => Some(false),
        "nonaktif" => Some(true),
        _ => None,
    };
    let is_left = |at: usize| {
        let region = usize::from(list.region[at]);
        inside.get(region).copied().unwrap_or(whole)
            && route.is_none_or(|route| list.route[at] == route)
            && reason.is_none_or(|reason| list.reason[at] == reason)
            && segment.is_none_or(|segment| list.segment[at] == segment)
            && registered.is_none_or(|registered| list.registered[at] == registered)
            && visits.leave(list.row[at])
    };
    let mut places = Vec::with_capacity(list.len());
    places.extend(
        (0..list.len())
            .filter(|at| is_left(*at))
            .map(|at| at as u32),
    );
    places
}

/// The residents of a page of an order.
fn page_of(run: &Loaded, places: &[u32], order: &Order, page: Range<usize>) -> Vec<u32> {
    let (people, list) = (&run.people, &run.gap_list);
    let ranks = people.route.ranks();
    let key = |row: u32| -> u32 {
        let row = row as usize;
        let key = match order.key.as_str() {
            "rute" => ranks
                .get(usize::from(people.route.key(row)))
                .map_or(0, |rank| rank + 1),
            // The older were born earlier.
            "umur" => !(people.birth[row] as u32 ^ 1 << 31),
            _ => u32::from(people.decile[row]),
        };
        if order.down { !key } else { key }
    };
    let row = |place: &u32| list.row[*place as usize];
    match (order.key.as_str(), order.down) {
        ("wilayah", false) => places[page].iter().map(row).collect(),
        ("wilayah", true) => places
            .iter()
            .rev()
            .skip(page.start)
            .take(page.len())
            .map(row)
            .collect(),
        _ => lookup::page(places.iter().map(row).map(|row| (key(row), row)), page),
    }
}

pub(super) fn table(at: &Desked, run: &Loaded, params: &Params, places: &[u32]) -> Table {
    let (lang, t) = (at.lang, at.t);
    let order = Order::read(
        params,
        &["wilayah", "rute", "umur", "desil"],
        "wilayah",
        false,
    );
    let mut table = Table::new("orang", t.gap_table, lang)
        .personal()
        .with_form()
        .text(t.name)
        .text(t.village)
        .sorting("wilayah", &order, params)
        .number(t.age)
        .sorting("umur", &order, params)
        .number(t.decile)
        .sorting("desil", &order, params)
        .text(t.state)
        .text(t.reason)
        .text(t.route)
        .sorting("rute", &order, params)
        .text(t.first_action);
    let page = table.paged(places.len(), PER_PAGE, params, lang);
    let rows = page_of(run, places, &order, page);
    table.rows = rows.iter().map(|row| cells(at, run, *row)).collect();
    table
}

fn cells(at: &Desked, run: &Loaded, row: u32) -> Vec<Td> {
    let (lang, t, people) = (at.lang, at.t, &run.people);
    let at_row = row as usize;
    let token = at.app.tokens.of(&run.manifest.id, row);
    let age = run
        .manifest
        .as_of
        .parse()
        .ok()
        .and_then(|on| format::age(people.birth[at_row], on));
    let routes = run.routes.of(people.nik[at_row]);
    let (action, deadline) = routes.clone().next().map_or(("–", String::new()), |first| {
        (
            words::action(run.routes.action.get(first), lang),
            deadline(run.routes.deadline[first], lang, t),
        )
    });
    vec![
        Td::text(format::mask_name(people.name.get(at_row)))
            .link(format!("/penduduk/o/{token}"))
            .sub(format::mask_digits(people.nik[at_row], 16)),
        Td::text(village(run, people.region.get(at_row))),
        Td::number(age.map_or_else(|| "–".to_owned(), |age| age.to_string())),
        Td::number(match people.decile[at_row] {
            0 => "–".to_owned(),
            decile => decile.to_string(),
        }),
        if people.registered[at_row] {
            Td::text(t.inactive).mark("warn")
        } else {
            Td::text(t.unregistered).mark("bad")
        },
        Td::text(words::gap(people.gap.get(at_row), lang)),
        Td::text(words::route(people.route.get(at_row), lang))
            .sub(words::route_reason(people.route_reason.get(at_row), lang)),
        Td::text(action).sub(deadline),
    ]
}

fn deadline(day: i32, lang: Lang, t: &'static Texts) -> String {
    match format::days(day, lang) {
        day if day.is_empty() => String::new(),
        day => t.fill(t.until, &[&day]),
    }
}

/// A village's name by its code without dots.
pub(crate) fn village(run: &Loaded, code: &str) -> String {
    run.area(code)
        .map_or_else(|| "–".to_owned(), |area| area.name.clone())
}
