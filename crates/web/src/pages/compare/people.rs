//! Those who changed, masked; a file of them with a reason.

use std::ops::Range;

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Segment;
use semesta_engine::compare::{Change, Comparison, Person, Side};
use serde::Deserialize;

use super::{Asked, asked, compared};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::{Loaded, lookup};
use crate::pages::choice::{Choice, area_choices, choices};
use crate::pages::gap::village;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::CompareTexts;
use crate::visit::{Desked, Posted};
use crate::words;

const PER_PAGE: usize = 50;

/// The list of those who changed.
pub(super) struct People {
    pub(super) changes: Vec<Choice>,
    pub(super) areas: Vec<Choice>,
    pub(super) segments: Vec<Choice>,
    pub(super) n: String,
    pub(super) table: Table,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) may_open: bool,
}

pub(super) fn of(
    at: &Desked,
    run: &Loaded,
    asked: &Asked,
    found: &Comparison,
    params: &Params,
) -> People {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let chosen = chosen(at, found, params, Permission::ViewPeople);
    let order = Order::read(params, &["wilayah", "perubahan"], "", false);
    let mut table = Table::new("orang", c.people_caption, lang)
        .personal()
        .with_form()
        .text(t.name)
        .text(t.village)
        .sorting("wilayah", &order, params)
        .text(c.change)
        .sorting("perubahan", &order, params)
        .text(c.before)
        .text(c.after);
    table.empty = c.people_none.to_owned();
    let page = table.paged(chosen.len(), PER_PAGE, params, lang);
    table.rows = page_of(found, &chosen, &order, page)
        .into_iter()
        .map(|person| row(at, run, found, person))
        .collect();
    let mut hidden = params.hidden(&["dari", "ke"]);
    hidden.push(("dari", asked.before.id.clone()));
    hidden.push(("ke", asked.after.id.clone()));
    People {
        changes: choices(
            Change::ALL
                .iter()
                .map(|change| (change.code(), change.label(lang))),
            params.get("perubahan"),
            t,
        ),
        areas: area_choices(at, run, params.get("wilayah")),
        segments: choices(
            Segment::ALL
                .iter()
                .map(|segment| (segment.code(), segment.label(lang))),
            params.get("segmen"),
            t,
        ),
        n: format::number(i64::try_from(chosen.len()).unwrap_or(i64::MAX), lang),
        table,
        hidden,
        may_open: at.viewer.may(Permission::ExportPeople),
    }
}

/// Those that the filters leave, of those one may see.
fn chosen<'a>(
    at: &Desked,
    found: &'a Comparison,
    params: &Params,
    permission: Permission,
) -> Vec<&'a Person> {
    let change = Change::ALL
        .into_iter()
        .find(|change| change.code() == params.get("perubahan"));
    let (area, segment) = (params.get("wilayah"), params.get("segmen"));
    let mut seen: rustc_hash::FxHashMap<u32, bool> = rustc_hash::FxHashMap::default();
    let mut is_seen = |region: u32| {
        *seen.entry(region).or_insert_with(|| {
            let code = found.words.text(region);
            code.starts_with(area) && at.viewer.may_in(permission, code, at.region())
        })
    };
    let has_segment = |person: &Person| {
        segment.is_empty()
            || [person.before, person.after]
                .into_iter()
                .flatten()
                .any(|side| found.words.text(side.segment) == segment)
    };
    found
        .people
        .iter()
        .filter(|person| change.is_none_or(|change| person.has(change)))
        .filter(|person| has_segment(person))
        .filter(|person| is_seen(person.region()))
        .collect()
}

/// Those of a page of an order; without one as the comparison has them.
fn page_of<'a>(
    found: &Comparison,
    chosen: &[&'a Person],
    order: &Order,
    page: Range<usize>,
) -> Vec<&'a Person> {
    if order.key.is_empty() {
        return chosen[page].to_vec();
    }
    let place = |person: &Person| -> u32 {
        match order.key.as_str() {
            "wilayah" => found.words.text(person.region()).parse().unwrap_or(0),
            _ => Change::ALL
                .into_iter()
                .position(|change| person.has(change))
                .map_or(0, |at| at as u32),
        }
    };
    let key = |person: &&Person| match order.down {
        true => !place(person),
        false => place(person),
    };
    let rows = lookup::page(chosen.iter().map(key).zip(0..), page);
    rows.into_iter().map(|at| chosen[at as usize]).collect()
}

/// What one run says of somebody, in words.
fn said(at: &Desked, found: &Comparison, side: Option<Side>) -> Td {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let Some(side) = side else {
        return Td::text(c.no_resident);
    };
    if !side.registered {
        return Td::text(t.unregistered).mark("bad");
    }
    let segment = words::segment(found.words.text(side.segment), lang);
    let payer = words::payer(found.words.text(side.payer), t);
    let state = if side.active {
        Td::text(t.active).mark("good")
    } else {
        Td::text(t.inactive).mark("warn")
    };
    state.sub(format!("{segment} · {payer}"))
}

fn row(at: &Desked, run: &Loaded, found: &Comparison, person: &Person) -> Vec<Td> {
    let (lang, c) = (at.lang, CompareTexts::of(at.lang));
    let name = Td::text(format::mask_name(&person.name)).sub(format::mask_digits(person.nik, 16));
    // Whoever is in the run shown can be opened.
    let token = run.people.row_of(person.nik).map(|row| {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        at.app.tokens.of(&run.manifest.id, row)
    });
    let changes: Vec<&str> = Change::ALL
        .into_iter()
        .filter(|change| person.has(*change))
        .map(|change| change.label(lang))
        .collect();
    let place = |side: Option<Side>| {
        side.map_or_else(String::new, |side| {
            village(run, found.words.text(side.region))
        })
    };
    let moved = person.has(Change::Moved).then(|| place(person.before));
    let mut after = said(at, found, person.after);
    if person.after.is_none() && person.left_as != 0 {
        let standing = words::standing(found.words.text(person.left_as), lang);
        after = after.sub(c.fill(c.left_as, &[&standing]));
    }
    vec![
        match token {
            Some(token) => name.link(format!("/penduduk/o/{token}")),
            None => name,
        },
        Td::text(place(person.after.or(person.before)))
            .sub(moved.map_or_else(String::new, |from| format!("← {from}"))),
        Td::text(changes.join(", ")),
        said(at, found, person.before),
        after,
    ]
}

/// Why a list is fetched, which one, and whether with full identities.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    dari: String,
    ke: String,
    #[serde(default)]
    perubahan: String,
    #[serde(default)]
    wilayah: String,
    #[serde(default)]
    segmen: String,
    #[serde(default)]
    lengkap: String,
}

const HEADER: [&str; 15] = [
    "nik",
    "nama",
    "tanggal_lahir",
    "perubahan",
    "wilayah_sebelum",
    "terdaftar_sebelum",
    "aktif_sebelum",
    "segmen_sebelum",
    "penanggung_sebelum",
    "wilayah_sesudah",
    "terdaftar_sesudah",
    "aktif_sesudah",
    "segmen_sesudah",
    "penanggung_sesudah",
    "rekaman_kini",
];

/// `POST /data/banding/unduh.{csv|xlsx}`: masked, unless full identities are asked for
/// by somebody who may have them.
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let is_full = form.lengkap == "1";
    let permission = if is_full {
        Permission::ExportPeople
    } else {
        Permission::ViewPeople
    };
    at.require(permission)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let params = Params::given(
        "/data/banding",
        [
            ("dari", &form.dari),
            ("ke", &form.ke),
            ("perubahan", &form.perubahan),
            ("wilayah", &form.wilayah),
            ("segmen", &form.segmen),
        ],
    );
    let asked = asked(&at, &params).ok_or(Fault::NotFound)?;
    let found = compared(&at, &asked).await?;
    let people = chosen(&at, &found, &params, permission);
    let entry = export::entry(&asked.after.id, &form.reason, "compare")
        .detail("filter", params.query())
        .detail("masked", !is_full)
        .detail("people", people.len());
    at.record(entry).await?;
    let cells: Vec<Vec<Cell>> = people
        .iter()
        .map(|person| exported(&found, person, is_full))
        .collect();
    export::file(
        &format!("perbandingan-{}-{}", asked.before.as_of, asked.after.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

fn exported(found: &Comparison, person: &Person, is_full: bool) -> Vec<Cell> {
    let text = |word: u32| Cell::text(found.words.text(word));
    let yes = |is: bool| Cell::text(if is { "ya" } else { "tidak" });
    let side = |side: Option<Side>| match side {
        None => vec![Cell::Empty; 5],
        Some(side) => vec![
            text(side.region),
            yes(side.registered),
            yes(side.active),
            text(side.segment),
            text(side.payer),
        ],
    };
    let birth = semesta_domain::date_from_days(person.birth);
    let mut cells = vec![
        Cell::text(match (person.nik, is_full) {
            (0, _) => String::new(),
            (nik, true) => format!("{nik:016}"),
            (nik, false) => format::mask_digits(nik, 16),
        }),
        Cell::text(if is_full {
            person.name.clone()
        } else {
            format::mask_name(&person.name)
        }),
        birth.map_or(Cell::Empty, |birth| {
            Cell::text(if is_full {
                birth.to_string()
            } else {
                birth.year().to_string()
            })
        }),
        Cell::text(person.class().map_or("", Change::code)),
    ];
    cells.extend(side(person.before));
    cells.extend(side(person.after));
    cells.push(text(person.left_as));
    cells
}
