//! The sums of a bill as rows, and what is said beside them.

use semesta_domain::{Lang, Rupiah, region_name};

use super::super::{By, Context};
use super::count::{Counts, Row};
use crate::sheet::{Cell, Column, Sheet, columns};

pub(super) fn sheet(
    counts: Counts,
    is_supposed: bool,
    unchecked: &[&str],
    context: &Context,
) -> Sheet<'static> {
    let mut facts = context.facts();
    facts.extend(savings(&counts, context));
    facts.push(("not_checked", unchecked.join(" ")));
    let mut names = titles(context.lang, is_supposed);
    let rows = counts.rows.into_iter();
    let mut rows: Vec<Vec<Cell>> = rows.map(|row| cells(row, is_supposed, context)).collect();
    if context.for_reading {
        // A reader needs the name, not the code; and no area where there is one only.
        // Side by side, eighty columns hold neither people nor what was billed.
        let aside: &[usize] = if is_supposed { &[8, 6, 5] } else { &[] };
        let hidden: &[usize] = if context.by == By::City {
            &[1, 1]
        } else {
            &[1]
        };
        for at in aside.iter().chain(hidden) {
            names.remove(*at);
            rows.iter_mut().for_each(|row| drop(row.remove(*at)));
        }
    }
    Sheet {
        schema: "semesta.report.bill/1",
        name: "bill",
        facts,
        columns: names,
        rows: Box::new(rows.into_iter().map(Ok)),
    }
}

fn titles(lang: Lang, is_supposed: bool) -> Vec<Column> {
    let mut titles = columns(
        lang,
        &[
            ("period", "Masa", "Period"),
            ("area", "Kode", "Code"),
            ("area_name", "Wilayah", "Area"),
            ("finding", "Temuan", "Finding"),
            ("lines", "Baris", "Lines"),
            ("people", "Orang", "People"),
            ("billed", "Ditagih (Rp)", "Billed (Rp)"),
            ("disputed", "Sengketa (Rp)", "Disputed (Rp)"),
            ("lines_what_if", "Baris andaian", "Lines supposed"),
            ("disputed_what_if", "Andaian (Rp)", "Supposed (Rp)"),
            ("difference", "Selisih (Rp)", "Difference (Rp)"),
        ],
    );
    if !is_supposed {
        titles.truncate(8);
    }
    titles
}

fn cells(row: Row, is_supposed: bool, context: &Context) -> Vec<Cell> {
    let lang = context.lang;
    let shown = match row.finding {
        Some(finding) if context.for_reading => finding.label(lang),
        Some(finding) => finding.code(),
        None if context.for_reading => lang.pick("Jumlah", "Total"),
        None => "all",
    };
    let name = row
        .area
        .parse()
        .ok()
        .and_then(region_name)
        .map_or_else(|| row.area.clone(), ToOwned::to_owned);
    let sums = row.sums;
    let mut cells = vec![
        Cell::text(row.period),
        Cell::text(row.area),
        Cell::text(name),
        Cell::text(shown),
        Cell::Integer(sums.lines),
        Cell::Integer(row.people),
        Cell::Integer(sums.billed),
        Cell::Integer(sums.disputed),
    ];
    if is_supposed {
        cells.extend([
            Cell::Integer(sums.supposed_lines),
            Cell::Integer(sums.supposed_disputed),
            Cell::Integer(sums.supposed_disputed - sums.disputed),
        ]);
    }
    cells
}

/// What is saved when disputes are accepted: in each year, and in a year like the last month.
fn savings(counts: &Counts, context: &Context) -> Vec<(&'static str, String)> {
    let saved = &counts.disputed;
    let Some((last, amount)) = saved.last_key_value() else {
        return Vec::new();
    };
    let year: i64 = saved
        .iter()
        .filter(|(month, _)| month.year() == last.year())
        .map(|(_, amount)| amount)
        .sum();
    if context.for_reading {
        eprintln!(
            "{} {}: {}; {}: {}",
            context.lang.pick("Disengketakan dalam", "Disputed in"),
            last.year(),
            Rupiah(year),
            context.lang.pick(
                "setahun bila seperti bulan terakhir",
                "a year at the last month's rate"
            ),
            Rupiah(amount * 12)
        );
    }
    vec![
        ("disputed_this_year", year.to_string()),
        ("disputed_year_at_last_month", (amount * 12).to_string()),
    ]
}

/// Says on stderr what no list allowed to check, and returns the lists that lack.
pub(super) fn tell_unchecked(is_empty: bool, context: &Context) -> Vec<&'static str> {
    let lang = context.lang;
    let has = |source: &str| {
        context
            .manifest
            .snapshots
            .iter()
            .any(|used| used.source == source)
    };
    if is_empty {
        eprintln!(
            "{}",
            lang.pick(
                "Belum ada baris tagihan per orang: impor `tagihan` (atau `tagihan_rekap`, yang hanya memuat jumlah jiwa) lalu jalankan `semesta run`.",
                "No billed lines yet: import `tagihan` (or `tagihan_rekap`, which carries head counts only) and `semesta run`."
            )
        );
        return vec!["tagihan"];
    }
    let missing = [
        (
            "daftar_pemda",
            lang.pick("apakah disetujui pemda", "whether approved by the city"),
        ),
        (
            "phk",
            lang.pick("masa jaminan PHK", "the lay-off guarantee"),
        ),
        (
            "kematian",
            lang.pick("kematian sesudah register", "deaths since the register"),
        ),
        (
            "pindah",
            lang.pick("pindah sesudah register", "moves since the register"),
        ),
    ];
    let missing: Vec<_> = missing
        .into_iter()
        .filter(|(source, _)| !has(source))
        .collect();
    for (source, what) in &missing {
        eprintln!(
            "{} {what}: {} `{source}`",
            lang.pick("Tidak diperiksa:", "Not checked:"),
            lang.pick("tidak ada data", "there is no")
        );
    }
    missing.into_iter().map(|(source, _)| source).collect()
}
