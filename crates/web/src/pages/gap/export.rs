//! A work list as a file of full identities.

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use serde::Deserialize;

use super::list::{Visits, chosen, village};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::params::Params;
use crate::visit::Posted;

/// Why a file of full identities is fetched.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    #[serde(default)]
    wilayah: String,
    #[serde(default)]
    rute: String,
    #[serde(default)]
    alasan: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    segmen: String,
    #[serde(default)]
    hasil: String,
}

const HEADER: [&str; 15] = [
    "nik",
    "no_kk",
    "nama",
    "jenis_kelamin",
    "tanggal_lahir",
    "kode_wilayah",
    "kelurahan",
    "status",
    "segmen",
    "desil",
    "alasan",
    "rute",
    "penanggung",
    "langkah",
    "tenggat",
];

/// `POST /belum/unduh.{csv|xlsx}`: full identities, for those who may, in the audit log.
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let run = at.run()?;
    let params = Params::given(
        "/belum",
        [
            ("wilayah", &form.wilayah),
            ("rute", &form.rute),
            ("alasan", &form.alasan),
            ("status", &form.status),
            ("segmen", &form.segmen),
            ("hasil", &form.hasil),
        ],
    );
    let visits = Visits::read(&at, &run, &params).await?;
    let places = chosen(&at, &run, &params, &visits, Permission::ExportPeople);
    let entry = export::entry(&run.manifest.id, &form.reason, "gap")
        .detail("filter", params.query())
        .detail("people", places.len());
    at.record(entry).await?;
    let rows = places.iter().map(|place| run.gap_list.row[*place as usize]);
    let cells: Vec<Vec<Cell>> = rows.map(|row| exported(&run, row)).collect();
    export::file(
        &format!("belum-tercakup-{}", run.manifest.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

fn exported(run: &Loaded, row: u32) -> Vec<Cell> {
    let (people, at) = (&run.people, row as usize);
    let first = run.routes.of(people.nik[at]).next();
    vec![
        Cell::digits(people.nik[at], 16),
        Cell::digits(people.kk[at], 16),
        Cell::text(people.name.get(at)),
        Cell::text(people.sex.get(at)),
        Cell::day(people.birth[at]),
        Cell::text(people.region.get(at)),
        Cell::text(village(run, people.region.get(at))),
        Cell::text(if people.registered[at] {
            "nonaktif"
        } else {
            "belum"
        }),
        Cell::text(people.segment.get(at)),
        match people.decile[at] {
            0 => Cell::Empty,
            decile => Cell::Number(i64::from(decile)),
        },
        Cell::text(people.gap.get(at)),
        Cell::text(people.route.get(at)),
        first.map_or(Cell::Empty, |first| Cell::text(run.routes.payer.get(first))),
        first.map_or(Cell::Empty, |first| {
            Cell::text(run.routes.action.get(first))
        }),
        first.map_or(Cell::Empty, |first| Cell::day(run.routes.deadline[first])),
    ]
}
