//! Which snapshots a run takes: what the evidence selects at its date, and the
//! rolls delivered for the billed months before; for a month without one the last
//! before it, which shows who was dropped since.

use std::collections::BTreeSet;

use arrow_array::cast::AsArray;
use jiff::civil::Date;
use semesta_domain::Month;
use semesta_evidence::{DataFolder, FolderError, Manifest, Source, select_from};

/// Chooses the snapshots, by source, date and id.
pub(super) fn snapshots(folder: &DataFolder, as_of: Date) -> Result<Vec<Manifest>, FolderError> {
    let all = folder.snapshots()?;
    let mut chosen = select_from(&all, as_of).snapshots;
    let months = billed_months(folder, &chosen)?;
    for month in months {
        let at = select_from(&all, month.last_day().min(as_of));
        for roll in at.of(Source::Peserta) {
            if !chosen
                .iter()
                .any(|taken| taken.id == roll.id && taken.as_of == roll.as_of)
            {
                chosen.push(roll.clone());
            }
        }
    }
    chosen.sort_by(|a, b| (a.source, a.as_of, &a.id).cmp(&(b.source, b.as_of, &b.id)));
    Ok(chosen)
}

/// The date of the roll that a run counts; earlier ones only bear on earlier bills.
pub(super) fn newest_roll(snapshots: &[Manifest]) -> Option<Date> {
    snapshots
        .iter()
        .filter(|manifest| manifest.source == Source::Peserta)
        .map(|manifest| manifest.as_of)
        .max()
}

/// The months that the bills charge.
fn billed_months(folder: &DataFolder, chosen: &[Manifest]) -> Result<BTreeSet<Month>, FolderError> {
    let mut months = BTreeSet::new();
    let mut last = String::new();
    for manifest in chosen
        .iter()
        .filter(|manifest| matches!(manifest.source, Source::Tagihan | Source::TagihanRekap))
    {
        for batch in folder.read(manifest, Some(&["bulan"]))? {
            let Some(column) = batch
                .column_by_name("bulan")
                .and_then(|array| array.as_string_opt::<i32>())
            else {
                continue;
            };
            for text in column.iter().flatten() {
                if text != last {
                    text.clone_into(&mut last);
                    months.extend(text.parse::<Month>());
                }
            }
        }
    }
    Ok(months)
}
