//! Proposals with full identities as a file, for those who may.

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_desk::proposal::Proposal;

use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::forms::Fields;
use crate::pages::proposals::filter::{self, CHOOSING};
use crate::params::Params;
use crate::visit::Posted;

const HEADER: [&str; 16] = [
    "nomor",
    "keadaan",
    "jenis",
    "alasan",
    "asal",
    "nik",
    "no_kartu",
    "nama",
    "kode_wilayah",
    "segmen_sebelum",
    "segmen_sesudah",
    "bulan",
    "kirim_sebelum",
    "berlaku",
    "tambahan_kota",
    "penyusun",
];

/// `POST /usulan/berkas/unduh.{csv|xlsx}`
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Fields>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, form.get("reason"))?;
    let query: Vec<String> = CHOOSING
        .iter()
        .map(|key| format!("{key}={}", format::encode(form.get(key))))
        .collect();
    let query = query.join("&");
    let params = Params::read("/usulan", Some(&query), &CHOOSING);
    let mut wanted = filter::read(&at, &params);
    wanted.permission = Some(Permission::ExportPeople);
    let found = at.desk.proposals(&at.actor(), &wanted).await?;
    let entry = Entry::new("people.export")
        .reason(form.get("reason").trim())
        .detail("list", "proposals")
        .detail("filter", query)
        .detail("proposals", found.len());
    at.record(entry).await?;
    let rows: Vec<Vec<Cell>> = found.iter().map(row).collect();
    export::file(&format!("usulan-{}", at.when().on), kind, &HEADER, &rows)
}

fn row(one: &Proposal) -> Vec<Cell> {
    let segment = |side: &Option<semesta_desk::proposal::Side>| {
        let code = side.as_ref().and_then(|side| side.segment.clone());
        code.map_or(Cell::Empty, Cell::text)
    };
    vec![
        Cell::Number(one.id),
        Cell::text(one.state.code()),
        Cell::text(one.kind.code()),
        Cell::text(one.reason.code()),
        Cell::text(one.origin.code()),
        one.nik.map_or(Cell::Empty, |nik| Cell::text(nik.reveal())),
        one.card
            .map_or(Cell::Empty, |card| Cell::text(card.reveal())),
        Cell::text(one.name.reveal()),
        Cell::text(one.area.compact()),
        segment(&one.content.before),
        segment(&one.content.after),
        Cell::text(one.month.to_string()),
        Cell::text(one.send_by.to_string()),
        Cell::text(one.effective.to_string()),
        Cell::Number(one.cost_city),
        Cell::text(one.made_by.as_str()),
    ]
}
