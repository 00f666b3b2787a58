//! The list of visits as a file, with full identities.

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::date_from_days;
use serde::Deserialize;

use super::list::{chosen, deadline};
use super::{Ground, again_on, ground};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::pages::gap::village;
use crate::params::Params;
use crate::visit::Posted;

/// Why a list is fetched, and which.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    #[serde(default)]
    wilayah: String,
    #[serde(default)]
    rt: String,
    #[serde(default)]
    rute: String,
    #[serde(default)]
    hasil: String,
    #[serde(default)]
    tenggat: String,
}

const HEADER: [&str; 14] = [
    "nik",
    "no_kk",
    "nama",
    "kode_wilayah",
    "kelurahan",
    "rw",
    "rt",
    "status",
    "rute",
    "tenggat",
    "hasil_kunjungan",
    "tanggal_kunjungan",
    "kunjungi_lagi",
    "catatan",
];

/// `POST /kunjungan/unduh.{csv|xlsx}`: for those who may, in the audit log.
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let ground = ground(&at).await?;
    let params = Params::given(
        "/kunjungan",
        [
            ("wilayah", &form.wilayah),
            ("rt", &form.rt),
            ("rute", &form.rute),
            ("hasil", &form.hasil),
            ("tenggat", &form.tenggat),
        ],
    );
    let rows = chosen(&at, &ground, &params, Permission::ExportPeople);
    let entry = export::entry(&ground.run.manifest.id, &form.reason, "visits")
        .detail("filter", params.query())
        .detail("people", rows.len());
    at.record(entry).await?;
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| exported(&ground, *row)).collect();
    export::file(
        &format!("kunjungan-{}", ground.run.manifest.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

fn exported(ground: &Ground, row: u32) -> Vec<Cell> {
    let (people, at) = (&ground.run.people, row as usize);
    let rt = ground.places.of(at);
    let visit = ground.visited.get(&row);
    let of_visit = |text: Option<String>| text.map_or(Cell::Empty, Cell::text);
    let due = deadline(ground, row).and_then(date_from_days);
    vec![
        Cell::digits(people.nik[at], 16),
        Cell::digits(people.kk[at], 16),
        Cell::text(people.name.get(at)),
        Cell::text(people.region.get(at)),
        Cell::text(village(&ground.run, people.region.get(at))),
        Cell::text(&rt.rw),
        Cell::text(&rt.rt),
        Cell::text(if people.registered[at] {
            "nonaktif"
        } else {
            "belum"
        }),
        Cell::text(people.route.get(at)),
        of_visit(due.map(|day| day.to_string())),
        of_visit(visit.map(|visit| visit.outcome.clone())),
        of_visit(visit.map(|visit| visit.day.to_string())),
        of_visit(visit.and_then(again_on).map(|day| day.to_string())),
        of_visit(visit.map(|visit| visit.note.clone())),
    ]
}
