//! `report bridge`: from official to verified, step by step.

use semesta_domain::{Lang, Standing};
use semesta_engine::results::Table;

use super::Context;
use super::table::Frame;
use crate::sheet::{Cell, Sheet, columns};

/// Steps are written as counts; a reader sees what is taken away with a minus.
pub(super) fn sheet(context: &Context) -> anyhow::Result<Sheet<'static>> {
    let frame = Frame::read(&context.run, Table::Bridge)?;
    let mut rows = Vec::new();
    for row in frame.rows() {
        let (step, records, sign) = (
            row.text("step")?,
            row.integer("records")?,
            row.integer("sign")?,
        );
        if context.for_reading {
            let signed = |value: i64| Cell::Integer(if sign < 0 { -value } else { value });
            let active = match row.cell("active")? {
                Cell::Integer(active) => signed(active),
                _ => Cell::Empty,
            };
            rows.push(vec![
                Cell::text(label(&step, context.lang)),
                signed(records),
                active,
            ]);
        } else {
            rows.push(vec![
                Cell::text(step),
                Cell::Integer(records),
                row.cell("active")?,
            ]);
        }
    }
    Ok(Sheet {
        schema: "semesta.report.bridge/1",
        name: "bridge",
        facts: context.facts(),
        columns: columns(
            context.lang,
            &[
                ("step", "Langkah", "Step"),
                ("records", "Rekaman / jiwa", "Records / people"),
                ("active", "Aktif", "Active"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// A step in words.
pub(crate) fn label(step: &str, lang: Lang) -> String {
    if let Ok(standing) = step.parse::<Standing>() {
        return standing.label(lang).to_owned();
    }
    let words = match step {
        "official" => lang.pick("Peserta resmi (rekaman)", "Official members (records)"),
        "verified" => lang.pick(
            "Peserta terverifikasi (penduduk)",
            "Verified members (residents)",
        ),
        "population_official" => lang.pick("Penduduk resmi (DKB)", "Official population (DKB)"),
        "population_dkb_difference" => {
            lang.pick("Selisih DKB dan register", "DKB against register")
        }
        "population_deceased" => lang.pick("Penduduk: meninggal", "Population: died"),
        "population_moved_out" => lang.pick("Penduduk: pindah keluar", "Population: moved out"),
        "population_moved_in" => lang.pick("Penduduk: pindah masuk", "Population: moved in"),
        "population_shared_nik" => {
            lang.pick("Penduduk: NIK dipakai bersama", "Population: shared NIK")
        }
        "population_later_event" => lang.pick(
            "Penduduk: peristiwa sesudah tanggal",
            "Population: later event",
        ),
        "population_verified" => lang.pick("Penduduk terverifikasi", "Verified population"),
        other => other,
    };
    words.to_owned()
}
