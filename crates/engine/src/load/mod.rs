//! From snapshots to a run's inputs.

mod decisions;
mod frame;
mod older;

use rayon::prelude::*;
use semesta_domain::{
    EventDirection, LayOffProof, MembershipStatus, Month, RegisterStatus, Segment, Sex,
    WorkerOrigin, days,
};
use semesta_evidence::{DataFolder, Manifest, Source};

pub use frame::ColumnError;
use frame::{Frame, number};

use crate::input::{Bills, Donor, EventKind, Events, Inputs, Labels, List, Register, Roll};

/// Says why the inputs could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A snapshot could not be read.
    #[error("cannot read a snapshot of `{source_code}`")]
    Snapshot {
        /// Which source.
        source_code: &'static str,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A snapshot has not the columns of its source.
    #[error("snapshot of `{source_code}`")]
    Column {
        /// Which source.
        source_code: &'static str,
        /// Which column.
        #[source]
        cause: ColumnError,
    },
}

/// Reads the chosen snapshots; a row's origin is an index into `snapshots`.
///
/// # Errors
/// If a snapshot cannot be read or has not its source's columns.
pub fn load(folder: &DataFolder, snapshots: &[Manifest]) -> Result<Inputs, LoadError> {
    let of = |source: Source| -> Result<Frame, LoadError> { read(folder, snapshots, source, None) };
    let list = |source: Source, list: fn(&Frame) -> Result<List, ColumnError>| {
        with_source(source, &of(source)?, list)
    };
    let roll_as_of = older::newest(snapshots);
    let newest_roll = || {
        let frame = read(folder, snapshots, Source::Peserta, roll_as_of)?;
        let roll = with_source(Source::Peserta, &frame, roll)?;
        older::rolls(folder, snapshots, &roll).map(|older| (older, roll))
    };
    // Three shares of the work, so that no small source waits for a large one.
    let (register, (rolls, rest)) = rayon::join(
        || with_source(Source::Penduduk, &of(Source::Penduduk)?, register),
        || {
            rayon::join(newest_roll, || {
                let workers = list(Source::Pekerja, workers)?;
                Ok(Inputs {
                    roll_as_of,
                    events: events_of(&of)?,
                    deciles: list(Source::Dtsen, deciles)?,
                    layoffs: list(Source::Phk, layoffs)?,
                    contract_list_as_of: contract_list_as_of(&workers, snapshots),
                    workers,
                    programmes: list(Source::Program, programmes)?,
                    approved: list(Source::DaftarPemda, approved)?,
                    donors: with_source(Source::Donatur, &of(Source::Donatur)?, donors)?,
                    bills: with_source(Source::Tagihan, &of(Source::Tagihan)?, |frame| {
                        bills(frame, snapshots)
                    })?,
                    decisions: with_source(Source::Keputusan, &of(Source::Keputusan)?, |frame| {
                        decisions::decisions(frame, snapshots)
                    })?,
                    ..Inputs::default()
                })
            })
        },
    );
    let (older_rolls, roll) = rolls?;
    Ok(Inputs {
        register: register?,
        older_rolls,
        roll,
        ..rest?
    })
}

/// Deaths, then moves.
fn events_of(
    of: &(impl Fn(Source) -> Result<Frame, LoadError> + Sync),
) -> Result<Events, LoadError> {
    let mut events = with_source(Source::Kematian, &of(Source::Kematian)?, deaths)?;
    append(
        &mut events,
        with_source(Source::Pindah, &of(Source::Pindah)?, moves)?,
    );
    Ok(events)
}

/// Reads the donors only.
pub(crate) fn donors_of(
    folder: &DataFolder,
    snapshots: &[Manifest],
) -> Result<Vec<Donor>, LoadError> {
    with_source(
        Source::Donatur,
        &read(folder, snapshots, Source::Donatur, None)?,
        donors,
    )
}

fn with_source<T>(
    source: Source,
    frame: &Frame,
    read: impl Fn(&Frame) -> Result<T, ColumnError>,
) -> Result<T, LoadError> {
    read(frame).map_err(|cause| LoadError::Column {
        source_code: source.code(),
        cause,
    })
}

/// The columns of the large sources that a run needs; all of the others'.
fn needed(source: Source) -> Option<&'static [&'static str]> {
    match source {
        Source::Penduduk => Some(&[
            "nik",
            "no_kk",
            "nama",
            "jenis_kelamin",
            "tanggal_lahir",
            "shdk",
            "kode_wilayah",
            "status",
            "tanggal_status",
            "source_row",
        ]),
        Source::Peserta => Some(&[
            "no_kartu",
            "nik",
            "nik_given",
            "no_kk",
            "nama",
            "jenis_kelamin",
            "tanggal_lahir",
            "segmen",
            "kelas",
            "status",
            "alasan",
            "tmt",
            "tat",
            "kode_wilayah",
            "bulan_tunggakan",
            "badan_usaha",
            "penanggung",
            "source_row",
        ]),
        Source::Dtsen => Some(&["nik", "nik_given", "no_kk", "desil", "source_row"]),
        Source::Pekerja => Some(&[
            "nik",
            "nik_given",
            "nama",
            "badan_usaha",
            "mulai",
            "selesai",
            "upah",
            "asal",
            "source_row",
        ]),
        Source::DaftarPemda => Some(&[
            "nik",
            "nik_given",
            "nama",
            "tanggal_mulai",
            "tanggal_selesai",
            "penanggung",
            "source_row",
        ]),
        Source::Tagihan => Some(&[
            "bulan",
            "no_kartu",
            "nik",
            "nik_given",
            "nama",
            "iuran_kota",
            "bantuan_kota",
            "bantuan_pusat",
            "no_tagihan",
            "bulan_tagihan",
            "source_row",
        ]),
        _ => None,
    }
}

/// Reads the snapshots of a source, of one date only where `as_of` says so.
fn read(
    folder: &DataFolder,
    snapshots: &[Manifest],
    source: Source,
    as_of: Option<jiff::civil::Date>,
) -> Result<Frame, LoadError> {
    let chosen: Vec<(u16, &Manifest)> = snapshots
        .iter()
        .enumerate()
        .filter(|(_, manifest)| manifest.source == source)
        .filter(|(_, manifest)| as_of.is_none_or(|date| manifest.as_of == date))
        .map(|(file, manifest)| (file as u16, manifest))
        .collect();
    let batches: Vec<Vec<(u16, arrow_array::RecordBatch)>> = chosen
        .into_par_iter()
        .map(|(file, manifest)| {
            let batches = folder.read_coded(manifest, needed(source))?;
            Ok(batches.into_iter().map(|batch| (file, batch)).collect())
        })
        .collect::<Result<_, semesta_evidence::FolderError>>()
        .map_err(|cause| LoadError::Snapshot {
            source_code: source.code(),
            cause: Box::new(cause),
        })?;
    Ok(Frame {
        batches: batches.into_iter().flatten().collect(),
    })
}

fn sex(text: &str) -> Option<Sex> {
    text.parse().ok()
}

fn register(frame: &Frame) -> Result<Register, ColumnError> {
    Ok(Register {
        nik: frame.map("nik", number)?,
        kk: frame.map("no_kk", number)?,
        name: frame.texts("nama")?,
        sex: frame.map("jenis_kelamin", sex)?,
        birth: frame.dates("tanggal_lahir")?,
        relation: frame.labels("shdk")?,
        region: frame.map("kode_wilayah", number)?,
        status: frame.map("status", |text| {
            text.parse().unwrap_or(RegisterStatus::Living)
        })?,
        status_date: frame.dates("tanggal_status")?,
        origin: frame.origins()?,
    })
}

fn roll(frame: &Frame) -> Result<Roll, ColumnError> {
    let (nik, nik_given) = frame.niks()?;
    let months = |months: Option<i64>| {
        months
            .and_then(|n| u16::try_from(n).ok())
            .unwrap_or(u16::MAX)
    };
    Ok(Roll {
        card: frame.map("no_kartu", number)?,
        nik,
        nik_given,
        kk: frame.map("no_kk", number)?,
        name: frame.texts("nama")?,
        sex: frame.map("jenis_kelamin", sex)?,
        birth: frame.dates("tanggal_lahir")?,
        segment: frame.map("segmen", |text| text.parse().unwrap_or(Segment::PbpuPemda))?,
        class: frame.map("kelas", |text| text.parse().unwrap_or(0))?,
        status: frame.map("status", |text| {
            text.parse().unwrap_or(MembershipStatus::Inactive)
        })?,
        reason: frame.labels("alasan")?,
        tmt: frame.dates("tmt")?,
        tat: frame.dates("tat")?,
        region: frame.map("kode_wilayah", number)?,
        arrears: frame
            .integers("bulan_tunggakan")?
            .into_iter()
            .map(months)
            .collect(),
        employer: frame.labels("badan_usaha")?,
        payer: frame.labels("penanggung")?,
        origin: frame.origins()?,
    })
}

fn deaths(frame: &Frame) -> Result<Events, ColumnError> {
    let kinds = vec![EventKind::Death; frame.n_rows()];
    events(frame, kinds)
}

fn moves(frame: &Frame) -> Result<Events, ColumnError> {
    let direction = |text: &str| EventKind::Move(text.parse().unwrap_or(EventDirection::Out));
    let kinds = frame.map("arah", direction)?;
    events(frame, kinds)
}

fn events(frame: &Frame, kind: Vec<EventKind>) -> Result<Events, ColumnError> {
    let (nik, _) = frame.niks()?;
    Ok(Events {
        nik,
        name: frame.texts("nama")?,
        date: frame.dates("tanggal")?,
        kind,
        origin: frame.origins()?,
    })
}

fn append(events: &mut Events, more: Events) {
    events.nik.extend(more.nik);
    for row in 0..more.name.len() {
        events.name.push(more.name.get(row));
    }
    events.date.extend(more.date);
    events.kind.extend(more.kind);
    events.origin.extend(more.origin);
}

/// A list with its NIKs and names; every other column as if absent.
fn list(frame: &Frame, has_name: bool) -> Result<List, ColumnError> {
    let n_rows = frame.n_rows();
    let empty = || Labels::repeat("", n_rows);
    Ok(List {
        nik: frame.niks()?.0,
        kk: vec![0; n_rows],
        name: if has_name {
            frame.texts("nama")?
        } else {
            std::iter::repeat_n("", n_rows).collect()
        },
        start: vec![crate::input::NO_DATE; n_rows],
        end: vec![crate::input::NO_DATE; n_rows],
        label: empty(),
        payer: empty(),
        amount: vec![0; n_rows],
        proof: vec![None; n_rows],
        worker_origin: vec![None; n_rows],
        origin: frame.origins()?,
    })
}

fn amounts(cells: Vec<Option<i64>>) -> Vec<i64> {
    cells.into_iter().map(|cell| cell.unwrap_or(0)).collect()
}

fn deciles(frame: &Frame) -> Result<List, ColumnError> {
    let amount = amounts(frame.integers("desil")?);
    Ok(List {
        kk: frame.map("no_kk", number)?,
        amount,
        ..list(frame, false)?
    })
}

fn layoffs(frame: &Frame) -> Result<List, ColumnError> {
    Ok(List {
        label: frame.labels("badan_usaha")?,
        start: frame.dates("tanggal")?,
        proof: frame.map("jenis_bukti", |text| text.parse::<LayOffProof>().ok())?,
        ..list(frame, true)?
    })
}

fn workers(frame: &Frame) -> Result<List, ColumnError> {
    Ok(List {
        label: frame.labels("badan_usaha")?,
        start: frame.dates("mulai")?,
        end: frame.dates("selesai")?,
        amount: amounts(frame.integers("upah")?),
        worker_origin: frame.map("asal", |text| text.parse::<WorkerOrigin>().ok())?,
        ..list(frame, true)?
    })
}

/// The date of the newest list of a government's own contract workers.
fn contract_list_as_of(workers: &List, snapshots: &[Manifest]) -> Option<i32> {
    let rows = workers.worker_origin.iter().zip(&workers.origin);
    rows.filter(|(of, _)| **of == Some(WorkerOrigin::ContractList))
        .map(|(_, origin)| days(snapshots[usize::from(origin.file)].as_of))
        .max()
}

fn programmes(frame: &Frame) -> Result<List, ColumnError> {
    Ok(List {
        label: frame.labels("program")?,
        payer: frame.labels("penanggung")?,
        ..list(frame, true)?
    })
}

fn approved(frame: &Frame) -> Result<List, ColumnError> {
    Ok(List {
        start: frame.dates("tanggal_mulai")?,
        end: frame.dates("tanggal_selesai")?,
        payer: frame.labels("penanggung")?,
        ..list(frame, true)?
    })
}

fn donors(frame: &Frame) -> Result<Vec<Donor>, ColumnError> {
    let (code, name) = (frame.texts("kode")?, frame.texts("nama")?);
    let (complies, budget) = (frame.flags("patuh")?, amounts(frame.integers("anggaran")?));
    let regions = frame.map("wilayah", |text| {
        text.split(';').map(number).collect::<Vec<u64>>()
    })?;
    let rows = regions.into_iter().enumerate();
    Ok(rows
        .map(|(row, regions)| Donor {
            code: code.get(row).to_owned(),
            name: name.get(row).to_owned(),
            is_compliant: complies[row],
            budget: budget[row],
            regions,
        })
        .collect())
}

fn bills(frame: &Frame, snapshots: &[Manifest]) -> Result<Bills, ColumnError> {
    let (nik, _) = frame.niks()?;
    let month = |text: &str| text.parse::<Month>();
    let months = frame.map("bulan", month)?;
    let origin = frame.origins()?;
    Ok(Bills {
        month: months
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|_| ColumnError { column: "bulan" })?,
        card: frame.map("no_kartu", number)?,
        nik,
        name: frame.texts("nama")?,
        city_contribution: amounts(frame.integers("iuran_kota")?),
        city_assistance: amounts(frame.integers("bantuan_kota")?),
        centre_assistance: amounts(frame.integers("bantuan_pusat")?),
        bill_number: frame.texts("no_tagihan")?,
        bill_month: frame.map("bulan_tagihan", |text| text.parse::<Month>().ok())?,
        delivered: origin
            .iter()
            .map(|origin| days(snapshots[usize::from(origin.file)].as_of))
            .collect(),
        origin,
    })
}
