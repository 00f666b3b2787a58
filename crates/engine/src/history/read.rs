//! Finding one person's rows in snapshots.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use jiff::civil::Date;
use rayon::prelude::*;
use semesta_domain::date_from_days;
use semesta_evidence::{DataFolder, FolderError, Manifest, Source};

use super::{Event, History, Place, RollState};

/// The columns that an event's words come from, the day of its truth first, if any.
fn told(source: Source) -> Option<(Option<&'static str>, &'static [&'static str])> {
    Some(match source {
        Source::Penduduk => (
            Some("tanggal_status"),
            &["status", "kode_wilayah", "rw", "rt", "status_kawin", "shdk"],
        ),
        Source::Kematian => (Some("tanggal"), &[]),
        Source::Pindah => (Some("tanggal"), &["arah"]),
        Source::Phk => (Some("tanggal"), &["badan_usaha", "jenis_bukti"]),
        Source::Pekerja => (Some("mulai"), &["badan_usaha", "asal", "selesai"]),
        Source::DaftarPemda => (Some("tanggal_mulai"), &["penanggung", "tanggal_selesai"]),
        Source::Dtsen => (None, &["desil"]),
        Source::Program => (None, &["program", "penanggung"]),
        _ => return None,
    })
}

pub(super) fn history(
    folder: &DataFolder,
    nik: u64,
    cards: &[u64],
    until: Date,
) -> Result<History, FolderError> {
    let all = folder.snapshots()?;
    let replaced: Vec<_> = all.iter().flat_map(|one| &one.replaces).collect();
    let mut live: Vec<&Manifest> = all
        .iter()
        .filter(|one| one.as_of <= until && !replaced.contains(&&one.id))
        .collect();
    live.sort_by_key(|one| (one.as_of, one.source, &one.id));
    let nik = format!("{nik:016}");
    let cards: Vec<String> = cards.iter().map(|card| format!("{card:013}")).collect();
    let rolls = live.iter().filter(|one| one.source == Source::Peserta);
    let mut history = History {
        rolls: rolls.clone().map(|one| one.as_of).collect(),
        ..History::default()
    };
    history.rolls.dedup();
    let states: Result<Vec<Vec<RollState>>, FolderError> = rolls
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|one| states(folder, one, &nik, &cards))
        .collect();
    history.states = states?.into_iter().flatten().collect();
    let events: Result<Vec<Vec<Event>>, FolderError> = live
        .into_par_iter()
        .filter_map(|one| Some((one, told(one.source)?)))
        .map(|(one, (day, words))| events(folder, one, &nik, day, words))
        .collect();
    for event in events?.into_iter().flatten() {
        // What a later delivery only repeats was known before.
        let is_known = |known: &Event| {
            known.source == event.source
                && known.effective == event.effective
                && known.words == event.words
        };
        let last = history
            .events
            .iter()
            .rev()
            .find(|known| known.source == event.source);
        let repeats = if event.source.is_event() {
            history.events.iter().any(is_known)
        } else {
            last.is_some_and(is_known)
        };
        if !repeats {
            history.events.push(event);
        }
    }
    Ok(history)
}

/// The rows of a snapshot that are about somebody: batch and row.
fn rows_about(
    folder: &DataFolder,
    one: &Manifest,
    nik: &str,
    cards: &[String],
) -> Result<Vec<(usize, usize)>, FolderError> {
    let is_roll = one.source == Source::Peserta;
    let columns: &[&str] = if is_roll {
        &["nik", "no_kartu"]
    } else {
        &["nik"]
    };
    let mut found = Vec::new();
    for (at, batch) in folder.read(one, Some(columns))?.iter().enumerate() {
        let niks = batch.column(0).as_string::<i32>();
        for row in 0..batch.num_rows() {
            let is_theirs = !niks.is_null(row) && niks.value(row) == nik
                || is_roll && {
                    let card = batch.column(1).as_string::<i32>();
                    !card.is_null(row) && cards.iter().any(|known| known == card.value(row))
                };
            if is_theirs {
                found.push((at, row));
            }
        }
    }
    Ok(found)
}

fn states(
    folder: &DataFolder,
    one: &Manifest,
    nik: &str,
    cards: &[String],
) -> Result<Vec<RollState>, FolderError> {
    let rows = rows_about(folder, one, nik, cards)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let columns = [
        "no_kartu",
        "status",
        "segmen",
        "penanggung",
        "alasan",
        "tmt",
        "tat",
        "source_row",
    ];
    let batches = folder.read(one, Some(&columns))?;
    let mut states = Vec::new();
    for (at, row) in rows {
        let batch = &batches[at];
        let text = |column: usize| text(batch.column(column), row);
        let Ok(status) = text(1).parse() else {
            continue;
        };
        states.push(RollState {
            recorded: one.as_of,
            place: place(one, batch, columns.len() - 1, row),
            card: text(0).parse().unwrap_or(0),
            status,
            segment: text(2),
            payer: text(3),
            reason: text(4),
            start: day(batch.column(5), row),
            end: day(batch.column(6), row),
        });
    }
    Ok(states)
}

fn events(
    folder: &DataFolder,
    one: &Manifest,
    nik: &str,
    effective: Option<&'static str>,
    words: &'static [&'static str],
) -> Result<Vec<Event>, FolderError> {
    let rows = rows_about(folder, one, nik, &[])?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut columns: Vec<&str> = words.to_vec();
    columns.extend(effective);
    columns.push("source_row");
    let batches = folder.read(one, Some(&columns))?;
    let event = |(at, row): (usize, usize)| {
        let batch = &batches[at];
        let said = words
            .iter()
            .enumerate()
            .map(|(column, name)| (*name, text(batch.column(column), row)));
        Event {
            source: one.source,
            effective: effective.and_then(|_| day(batch.column(words.len()), row)),
            recorded: one.as_of,
            place: place(one, batch, columns.len() - 1, row),
            words: said.filter(|(_, text)| !text.is_empty()).collect(),
        }
    };
    Ok(rows.into_iter().map(event).collect())
}

fn place(one: &Manifest, batch: &RecordBatch, column: usize, row: usize) -> Place {
    Place {
        snapshot: one.id.0.clone(),
        file: one.file_name.clone(),
        row: batch.column(column).as_primitive::<UInt32Type>().value(row),
    }
}

/// A cell as text, "" where there is none.
fn text(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Date32 => day(column, row).map_or_else(String::new, |day| day.to_string()),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        _ => String::new(),
    }
}

fn day(column: &ArrayRef, row: usize) -> Option<Date> {
    let days = column.as_primitive_opt::<Date32Type>()?;
    (!days.is_null(row)).then(|| date_from_days(days.value(row)))?
}
