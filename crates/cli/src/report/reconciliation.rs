//! `report reconciliation`: the quarter as a Berita Acara Rekonsiliasi shows it.

use clap::Args as Arguments;
use semesta_domain::{Lang, Month, Rupiah};
use semesta_engine::funding::{
    self, Difference, Ledger, Minutes, is_money, quarter_months, quarter_name,
};
use semesta_evidence::DataFolder;

use super::arrears;
use super::{Common, Context};
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::Hinted;

/// Rekonsiliasi tagihan satu triwulan.
#[derive(Arguments)]
pub(crate) struct ReconciliationArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Triwulan, misalnya 2024-Q3.
    #[arg(long, value_name = "TRIWULAN", required_unless_present_any = ["arrears", "payments"])]
    quarter: Option<String>,
    /// Selisih orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
    /// Tunggakan tiap bulan dan umurnya: tagihan dikurangi pembayaran (SP2D).
    #[arg(long, conflicts_with_all = ["quarter", "list", "payments"])]
    arrears: bool,
    /// Tiap pembayaran (SP2D) dan tagihan yang dibayarnya.
    #[arg(long, conflicts_with_all = ["quarter", "list"])]
    payments: bool,
}

pub(super) fn sheet(
    args: &ReconciliationArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let ledger = Ledger::read(folder, &context.run, &context.manifest)
        .map_err(|error| crate::plan::advise(error, context.lang))?;
    if !ledger.has_payments {
        tell_no_payments(context.lang);
    }
    if args.arrears {
        return Ok(arrears::by_month(&ledger, context));
    }
    if args.payments {
        return Ok(arrears::payments(&ledger, context));
    }
    let wanted = args.quarter.as_deref().unwrap_or_default();
    let months = months(wanted, context.lang)?;
    let minutes = Minutes::read(&context.run, &ledger, &months)
        .map_err(|error| crate::plan::advise(error, context.lang))?;
    if !minutes.is_billed() {
        return Err(Hinted::new(
            format!(
                "{} {}",
                context
                    .lang
                    .pick("tidak ada tagihan untuk", "there is no bill for"),
                wanted
            ),
            context.lang.pick(
                "impor `tagihan` atau `tagihan_rekap` triwulan itu lalu jalankan `semesta run`",
                "import that quarter's `tagihan` or `tagihan_rekap` and `semesta run`",
            ),
        )
        .into());
    }
    tell_missing(&minutes, context.lang);
    Ok(if args.list {
        list(&minutes, context)
    } else {
        totals(&minutes, &ledger, context)
    })
}

/// The months of a quarter written `2024-Q3`, `2024Q3` or `Q3 2024`.
fn months(text: &str, lang: Lang) -> anyhow::Result<[Month; 3]> {
    let months = quarter_months(text).ok_or_else(|| {
        Hinted::new(
            format!("{} `{text}`", lang.pick("bukan triwulan", "no quarter")),
            lang.pick("tulis misalnya `2024-Q3`", "write for example `2024-Q3`"),
        )
    })?;
    Ok(months)
}

fn tell_missing(minutes: &Minutes, lang: Lang) {
    let unbilled = |month: &&Month| !minutes.bills.contains_key(month);
    for month in minutes.months.iter().filter(unbilled) {
        eprintln!(
            "{} {month}",
            lang.pick("Belum ada tagihan untuk", "There is no bill for")
        );
    }
    if minutes.has_unnamed() {
        eprintln!(
            "{}",
            lang.pick(
                "Tagihan jumlah jiwa: tidak diketahui siapa yang ditagih; penambahan dan pengurangannya hanya selisih jumlah.",
                "Bill of head counts: nobody can be named; its additions and removals are differences of numbers only."
            )
        );
    }
    if !minutes.has_opening() {
        eprintln!(
            "{}",
            lang.pick(
                "Jumlah awal: belum ada tagihan bulan sebelumnya, maka peserta bulan pertama menjadi jumlah awal.",
                "Opening count: there is no bill of the month before, so the first month's people are the opening count."
            )
        );
    }
}

fn tell_no_payments(lang: Lang) {
    eprintln!(
        "{}",
        lang.pick(
            "Pembayaran (SP2D) tidak dibandingkan: `pembayaran` belum diimpor.",
            "Payments (SP2D) are not compared: no `pembayaran` was imported."
        )
    );
}

fn totals(minutes: &Minutes, ledger: &Ledger, context: &Context) -> Sheet<'static> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut add = |period: &str, items: Vec<(&'static str, i64)>| {
        let items = items.into_iter();
        rows.extend(items.map(|(item, value)| row(period, item, value, context)));
    };
    for month in &minutes.months {
        add(&month.to_string(), minutes.items(*month, ledger));
    }
    let quarter = minutes.months.first().copied().map(quarter_name);
    add(&quarter.unwrap_or_default(), minutes.quarter(ledger));
    Sheet {
        schema: "semesta.report.reconciliation/1",
        name: "reconciliation",
        facts: context.facts(),
        columns: columns(
            context.lang,
            &[
                ("period", "Masa", "Period"),
                ("item", "Uraian", "Item"),
                ("value", "Jumlah", "Value"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    }
}

/// The differences named: who came, who went, whose line is disputed.
fn list(minutes: &Minutes, context: &Context) -> Sheet<'static> {
    let lang = context.lang;
    eprintln!(
        "{}",
        lang.pick(
            "Perhatian: daftar ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
            "Note: this list holds full identities (specific personal data, UU 27/2022)."
        )
    );
    let differences = minutes.differences();
    let mut rows: Vec<Vec<Cell>> = differences
        .iter()
        .map(|one| named(one, minutes, context))
        .collect();
    let mut columns = columns(
        lang,
        &[
            ("month", "Bulan", "Month"),
            ("item", "Uraian", "Item"),
            ("card_number", "No. kartu", "Card"),
            ("resident_nik", "NIK", "NIK"),
            ("name", "Nama", "Name"),
            ("disputed", "Sengketa (Rp)", "Disputed (Rp)"),
        ],
    );
    if context.for_reading {
        // Eighty columns hold the card, by which the bill goes.
        columns.remove(NIK);
        rows.iter_mut().for_each(|row| drop(row.remove(NIK)));
    }
    Sheet {
        schema: "semesta.report.reconciliation_list/1",
        name: "reconciliation",
        facts: context.facts(),
        columns,
        rows: Box::new(rows.into_iter().map(Ok)),
    }
}

/// Place of the NIK among the columns of the list.
const NIK: usize = 3;

fn named(difference: &Difference<'_>, minutes: &Minutes, context: &Context) -> Vec<Cell> {
    let who = minutes.owner(difference.card);
    let text = |text: String| {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    };
    vec![
        Cell::text(difference.month.to_string()),
        Cell::text(item_label(difference.item, context)),
        Cell::text(difference.card),
        text(who.nik),
        text(who.name),
        difference.disputed.map_or(Cell::Empty, Cell::Integer),
    ]
}

fn row(period: &str, item: &'static str, value: i64, context: &Context) -> Vec<Cell> {
    let value = if is_money(item) && context.for_reading {
        Cell::text(Rupiah(value).to_string())
    } else {
        Cell::Integer(value)
    };
    vec![
        Cell::text(period),
        Cell::text(item_label(item, context)),
        value,
    ]
}

fn item_label(item: &'static str, context: &Context) -> &'static str {
    let words = funding::item_label(item, context.lang);
    words.filter(|_| context.for_reading).unwrap_or(item)
}
