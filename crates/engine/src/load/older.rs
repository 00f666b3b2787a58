//! The rolls of billed months before the newest.

use arrow_array::{Array, BooleanArray, RecordBatch, StringArray};
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use semesta_domain::{MembershipStatus, Month, Segment, days};
use semesta_evidence::{DataFolder, Manifest, Source};

use super::frame::{ColumnError, Frame, number};
use super::{LoadError, read, with_source};
use crate::input::{OlderRoll, Roll};

/// The date of the newest roll, the one a run counts.
pub(super) fn newest(snapshots: &[Manifest]) -> Option<Date> {
    snapshots
        .iter()
        .filter(|manifest| manifest.source == Source::Peserta)
        .map(|manifest| manifest.as_of)
        .max()
}

/// Reads every roll before the newest, each date one.
pub(super) fn rolls(
    folder: &DataFolder,
    snapshots: &[Manifest],
    newest_roll: &Roll,
) -> Result<Vec<OlderRoll>, LoadError> {
    let newest = newest(snapshots);
    let mut dates: Vec<Date> = snapshots
        .iter()
        .filter(|manifest| manifest.source == Source::Peserta && Some(manifest.as_of) != newest)
        .map(|manifest| manifest.as_of)
        .collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.is_empty() {
        return Ok(Vec::new());
    }
    let known: FxHashSet<u64> = newest_roll.card.iter().copied().collect();
    dates
        .into_iter()
        .map(|date| {
            let frame = read(folder, snapshots, Source::Peserta, Some(date))?;
            with_source(Source::Peserta, &frame, |frame| older(frame, date, &known))
        })
        .collect()
}

fn older(frame: &Frame, date: Date, known: &FxHashSet<u64>) -> Result<OlderRoll, ColumnError> {
    let card = frame.map("no_kartu", number)?;
    let mut n_gone = 0;
    let gone_row = card
        .iter()
        .map(|card| {
            if known.contains(card) {
                return OlderRoll::STILL_THERE;
            }
            n_gone += 1;
            n_gone - 1
        })
        .collect();
    Ok(OlderRoll {
        month: Some(Month::of(date)),
        as_of: days(date),
        class: frame.map("kelas", |text| text.parse().unwrap_or(0))?,
        payer: frame.labels("penanggung")?,
        segment: frame.map("segmen", |text| text.parse().unwrap_or(Segment::PbpuPemda))?,
        status: frame.map("status", |text| {
            text.parse().unwrap_or(MembershipStatus::Inactive)
        })?,
        tmt: frame.dates("tmt")?,
        origin: frame.origins()?,
        gone_row,
        gone: super::roll(&gone(frame, known)?)?,
        card,
    })
}

/// The rows whose card is not among the known ones.
fn gone(frame: &Frame, known: &FxHashSet<u64>) -> Result<Frame, ColumnError> {
    let error = || ColumnError { column: "no_kartu" };
    let batches = frame
        .batches
        .par_iter()
        .map(|(file, batch)| {
            let cards = batch
                .column_by_name("no_kartu")
                .and_then(|array| array.as_any().downcast_ref::<StringArray>())
                .ok_or_else(error)?;
            let keep: BooleanArray = (0..cards.len())
                .map(|row| Some(cards.is_null(row) || !known.contains(&number(cards.value(row)))))
                .collect();
            let kept: RecordBatch =
                arrow_select::filter::filter_record_batch(batch, &keep).map_err(|_| error())?;
            Ok((*file, kept))
        })
        .collect::<Result<_, ColumnError>>()?;
    Ok(Frame { batches })
}
