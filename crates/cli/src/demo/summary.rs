//! One screen: the bridge, the villages behind, the bill and the plan, what was rejected.

use std::collections::BTreeMap;

use anyhow::Context as _;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{DictionaryArray, Int64Array, RecordBatch};
use semesta_domain::{Finding, Lang, Ratio, Rupiah, format_integer};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::funding::Ledger;
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;
use semesta_law::Law;

use crate::plan::PlanOptions;
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
    println!(
        "\n{}",
        lang.pick(
            "Jembatan: dari resmi ke terverifikasi",
            "Bridge: from official to verified"
        )
    );
    for row in Frame::read(run, Table::Bridge)?.rows() {
        let (step, records) = (row.text("step")?, row.integer("records")?);
        if step.starts_with("population_") {
            continue;
        }
        let Cell::Integer(active) = row.cell("active")? else {
            continue;
        };
        let sign = if row.integer("sign")? < 0 { "−" } else { " " };
        let share = Ratio {
            numerator: records,
            denominator: population,
        };
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
    villages.sort_by(|(name_a, a), (name_b, b)| {
        cross(*a, *b).cmp(&cross(*b, *a)).then(name_a.cmp(name_b))
    });
    println!(
        "\n{}",
        lang.pick(
            "Kelurahan dengan cakupan terendah",
            "Villages with the lowest coverage"
        )
    );
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
        let of_snapshot = [
            snapshot.rows_in,
            snapshot.accepted,
            snapshot.rejected,
            snapshot.skipped.n(),
        ];
        for (sum, n) in rows.iter_mut().zip(of_snapshot) {
            *sum += n;
        }
        for (code, n) in snapshot.rejects {
            *codes
                .entry(format!("{} {code}", snapshot.source.code()))
                .or_default() += n;
        }
    }
    let [n_in, accepted, rejected, skipped] =
        rows.map(|n| format_integer(i64::try_from(n).unwrap_or(i64::MAX)));
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

/// The newest billed month: what was billed and what of it is disputed.
pub(super) fn bill(run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let mut months: BTreeMap<String, [i64; 4]> = BTreeMap::new();
    for batch in run.read(Table::BillLines)? {
        let month = coded(&batch, "month")?;
        let finding = coded(&batch, "finding")?;
        let (billed, disputed) = (integers(&batch, "billed")?, integers(&batch, "disputed")?);
        for row in 0..batch.num_rows() {
            let sums = months.entry(text(month, row).to_owned()).or_default();
            sums[0] += 1;
            sums[1] += billed.value(row);
            sums[2] += i64::from(text(finding, row) != Finding::Ok.code());
            sums[3] += disputed.value(row);
        }
    }
    let Some((month, [lines, billed, found, disputed])) = months.pop_last() else {
        return Ok(());
    };
    println!(
        "\n{} {month}: {} {}, {} · {} {} {}, {}",
        lang.pick("Tagihan", "Bill of"),
        format_integer(lines),
        lang.pick("baris", "lines"),
        Rupiah(billed),
        lang.pick("sengketa", "disputed"),
        format_integer(found),
        lang.pick("baris", "lines"),
        Rupiah(disputed),
    );
    Ok(())
}

/// What was paid of the bills, what is open and for how long.
pub(super) fn payments(folder: &DataFolder, run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let ledger = Ledger::read(folder, run, &run.manifest()?)
        .map_err(|error| crate::plan::advise(error, lang))?;
    if !ledger.has_payments {
        return Ok(());
    }
    let accounts = ledger.months.values();
    let (billed, paid) = accounts.fold((0, 0), |(billed, paid), account| {
        (billed + account.billed, paid + account.paid)
    });
    let open = ledger.overdue();
    println!(
        "{}: {} {} {} · {} {}{}",
        lang.pick("Dibayar (SP2D)", "Paid (SP2D)"),
        Rupiah(paid),
        lang.pick("dari", "of"),
        Rupiah(billed),
        lang.pick("tunggakan", "arrears"),
        Rupiah(open.iter().sum()),
        match open.len() {
            0 => String::new(),
            n => format!(" ({n} {})", lang.pick("bulan", "months")),
        }
    );
    Ok(())
}

/// Who would be paid for, were there no limit to the city's money.
pub(super) fn plan(folder: &DataFolder, run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let (manifest, law) = (run.manifest()?, Law::embedded());
    let options = PlanOptions::plain();
    let question = crate::plan::Question::read(folder, run, &manifest, &options, lang)?;
    let planned = question.solve(&law)?;
    println!(
        "{}:\n  {}",
        lang.pick("Rencana tanpa batas dana", "Plan without a limit of money"),
        crate::plan::show::headline(&planned, lang)
    );
    for line in crate::plan::show::gaps(&planned, lang) {
        println!("  {line}");
    }
    Ok(())
}

fn coded<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a DictionaryArray<Int32Type>> {
    batch
        .column_by_name(name)
        .and_then(|column| column.as_dictionary_opt::<Int32Type>())
        .with_context(|| format!("no column `{name}`"))
}

fn integers<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a Int64Array> {
    batch
        .column_by_name(name)
        .and_then(|column| column.as_primitive_opt::<Int64Type>())
        .with_context(|| format!("no column `{name}`"))
}

fn text(column: &DictionaryArray<Int32Type>, row: usize) -> &str {
    match column.key(row) {
        Some(key) => column.values().as_string::<i32>().value(key),
        None => "",
    }
}
