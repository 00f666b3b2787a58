//! One screen: the bridge, the villages behind, what was rejected.

use std::collections::BTreeMap;

use semesta_domain::{Lang, Ratio, format_integer};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;

use crate::report::bridge::label;
use crate::report::table::Frame;
use crate::sheet::Cell;

/// Villages shown.
const VILLAGES: usize = 5;

/// From the official figure to the verified one.
pub(super) fn bridge(run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let population = run
        .manifest()?
        .summary
        .figure(Basis::Official, Indicator::Coverage)
        .map_or(0, |ratio| ratio.denominator);
    println!("\n{}", lang.pick("Jembatan: dari resmi ke terverifikasi", "Bridge: from official to verified"));
    for row in Frame::read(run, Table::Bridge)?.rows() {
        let (step, records) = (row.text("step")?, row.integer("records")?);
        if step.starts_with("population_") {
            continue;
        }
        let Cell::Integer(active) = row.cell("active")? else { continue };
        let sign = if row.integer("sign")? < 0 { "−" } else { " " };
        let share = Ratio { numerator: records, denominator: population };
        println!(
            "  {:<34}{:>12}{:>11}   {} {:>10}",
            label(&step, lang),
            format!("{sign}{}", format_integer(records)),
            share.percent(),
            lang.pick("aktif", "active"),
            format!("{sign}{}", format_integer(active)),
        );
    }
    Ok(())
}

/// The villages with the lowest verified coverage.
pub(super) fn villages(run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let frame = Frame::read(run, Table::Indicators)?;
    let mut villages: Vec<(String, Ratio)> = Vec::new();
    for row in frame.rows() {
        let wanted = row.text("level")? == "village"
            && row.text("segment")? == "all"
            && row.text("indicator")? == Indicator::Coverage.code()
            && row.text("basis")? == Basis::Verified.code()
            && row.text("area")? != "tanpa wilayah";
        let ratio = row.ratio()?;
        if wanted && ratio.denominator > 0 {
            villages.push((row.text("area_name")?, ratio));
        }
    }
    let cross = |a: Ratio, b: Ratio| i128::from(a.numerator) * i128::from(b.denominator);
    villages.sort_by(|(name_a, a), (name_b, b)| cross(*a, *b).cmp(&cross(*b, *a)).then(name_a.cmp(name_b)));
    println!("\n{}", lang.pick("Kelurahan dengan cakupan terendah", "Villages with the lowest coverage"));
    for (name, ratio) in villages.iter().take(VILLAGES) {
        let missing = ratio.denominator - ratio.numerator;
        println!(
            "  {name:<34}{:>12}   {} {}",
            ratio.percent(),
            format_integer(missing),
            lang.pick("jiwa belum terdaftar", "people without a membership")
        );
    }
    Ok(())
}

/// What the import kept out, and why.
pub(super) fn rejected(folder: &DataFolder, run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let used = run.manifest()?.snapshots;
    let mut rows = [0_u64; 4];
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    for snapshot in folder.snapshots()? {
        if !used.iter().any(|one| one.id == snapshot.id.0) {
            continue;
        }
        let of_snapshot = [snapshot.rows_in, snapshot.accepted, snapshot.rejected, snapshot.skipped.n()];
        for (sum, n) in rows.iter_mut().zip(of_snapshot) {
            *sum += n;
        }
        for (code, n) in snapshot.rejects {
            *codes.entry(format!("{} {code}", snapshot.source.code())).or_default() += n;
        }
    }
    let [n_in, accepted, rejected, skipped] = rows.map(|n| format_integer(i64::try_from(n).unwrap_or(i64::MAX)));
    println!(
        "\n{}: {n_in} = {accepted} {} + {rejected} {} + {skipped} {}",
        lang.pick("Baris dibaca", "Rows read"),
        lang.pick("diterima", "accepted"),
        lang.pick("ditolak", "rejected"),
        lang.pick("dilewati", "skipped")
    );
    for (code, n) in codes {
        println!("  {n:>6} × {code}");
    }
    Ok(())
}
