//! People's decisions about pairs of record and resident.

use semesta_domain::{NikCell, days};
use semesta_evidence::Manifest;

use super::frame::{ColumnError, Frame, number};
use crate::input::{Decisions, NO_DATE};

/// Reads the decisions; one without a day of its own is of the day it was delivered for.
pub(super) fn decisions(frame: &Frame, snapshots: &[Manifest]) -> Result<Decisions, ColumnError> {
    let origin = frame.origins()?;
    let delivered: Vec<i32> = origin
        .iter()
        .map(|origin| days(snapshots[usize::from(origin.file)].as_of))
        .collect();
    let own = frame.dates("tanggal")?.into_iter().zip(&delivered);
    let day = own.map(|(own, delivered)| if own == NO_DATE { *delivered } else { own });
    Ok(Decisions {
        card: frame.map("no_kartu", number)?,
        nik_given: frame.map("nik_peserta", NikCell::parse)?,
        resident: frame.map("nik_penduduk", number)?,
        same: frame.map("keputusan", |text| text == "SAMA")?,
        day: day.collect(),
        delivered,
        by: frame.texts("pemutus")?,
        why: frame.texts("alasan")?,
        origin,
    })
}
