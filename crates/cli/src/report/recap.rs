//! `report bill --recap`: bills that carry only head counts and amounts, audited
//! as far as they can be.

use semesta_domain::{Finding, Lang, Month};
use semesta_engine::bill::{Recap, RecapAudit, RecapKey};
use semesta_engine::funding::{has, head_counts};
use semesta_evidence::{DataFolder, Source};
use semesta_law::Law;

use super::Context;
use crate::run::hinted;
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::Hinted;

/// An item, its heads and its rupiah; none where it could not be checked.
type Item = (String, Option<i64>, Option<i64>);

pub(super) fn sheet(folder: &DataFolder, context: &Context) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let billed = head_counts(folder, &context.manifest)?;
    if billed.is_empty() {
        return Err(Hinted::new(
            lang.pick(
                "belum ada tagihan yang hanya memuat jumlah jiwa",
                "there is no bill of head counts",
            ),
            lang.pick(
                "impor `tagihan_rekap` lalu jalankan `semesta run`",
                "import `tagihan_rekap` and `semesta run`",
            ),
        )
        .into());
    }
    let audit = RecapAudit::of(folder, &context.run, &Law::embedded(), &billed)
        .map_err(|error| hinted(error, lang))?;
    let mut rows = Vec::new();
    for recap in &audit.rows {
        for (item, heads, rupiah) in items(recap) {
            rows.push(row(recap.key, &item, heads, rupiah, context));
        }
    }
    let unchecked = unchecked(&audit, context);
    let mut facts = context.facts();
    facts.push((
        "not_checked",
        unchecked
            .iter()
            .map(|(code, _)| *code)
            .collect::<Vec<_>>()
            .join(" "),
    ));
    for (_, words) in &unchecked {
        eprintln!(
            "{} {words}",
            lang.pick("Tidak dapat diperiksa:", "Could not be checked:")
        );
    }
    Ok(Sheet {
        schema: "semesta.report.bill_recap/1",
        name: "bill_recap",
        facts,
        columns: columns(
            lang,
            &[
                ("month", "Bulan", "Month"),
                ("segment", "Segmen", "Segment"),
                ("class", "Kelas", "Class"),
                ("item", "Uraian", "Item"),
                ("heads", "Jiwa", "Heads"),
                ("rupiah", "Rp", "Rp"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// What is billed of a month, segment and class, and what bears it out.
fn items(recap: &Recap) -> Vec<Item> {
    let mut items = vec![("billed".to_owned(), Some(recap.heads), Some(recap.billed))];
    let Some(checked) = &recap.checked else {
        items.push(("not_checked".to_owned(), None, None));
        return items;
    };
    let mut push = |item: &str, heads: i64, rupiah: i64| {
        items.push((item.to_owned(), Some(heads), Some(rupiah)));
    };
    let price = checked.price;
    let mut priced = |item: &str, heads: i64| push(item, heads, heads * price);
    priced("due_for_heads", recap.heads);
    if let Some(approved) = checked.approved {
        priced("approved", approved);
    }
    if let Some(roll) = &checked.roll {
        priced("roll", roll.values().sum());
        for (finding, n) in roll.iter().filter(|(finding, _)| **finding != Finding::Ok) {
            priced(finding.code(), *n);
        }
    }
    priced("supported", checked.supported);
    let beyond = recap.heads - checked.supported;
    push("wrong_amount", 0, recap.billed - recap.heads * price);
    push("not_supported", beyond, beyond * price);
    push("disputed", beyond, recap.disputed());
    items
}

/// What a bill of head counts does not let one check: code and words.
fn unchecked(audit: &RecapAudit, context: &Context) -> Vec<(&'static str, String)> {
    let lang = context.lang;
    let mut all = vec![
        (
            "persons",
            lang.pick(
                "siapa yang ditagih; temuan di bawah adalah temuan atas peserta bulan itu, bukan atas tagihan",
                "who is billed: the findings are of the month's roll, not of the bill",
            )
            .to_owned(),
        ),
        (
            "duplicates",
            lang.pick(
                "orang yang ditagih dua kali dalam tagihan itu",
                "people billed twice within the bill",
            )
            .to_owned(),
        ),
        (
            "corrections",
            lang.pick(
                "koreksi dan susulan bulan lain di dalam jumlahnya",
                "corrections and late lines of other months within its sums",
            )
            .to_owned(),
        ),
    ];
    let by_period: Vec<String> = audit.by_period.iter().map(Month::to_string).collect();
    if !by_period.is_empty() {
        all.push((
            "roll_of_month",
            format!(
                "{} ({})",
                lang.pick(
                    "keaktifan bulan itu menurut daftar peserta bulan itu; dipakai tmt dan tat",
                    "activity by a roll of the month: tmt and tat were used",
                ),
                by_period.join(", ")
            ),
        ));
    }
    let lists = [
        (
            Source::DaftarPemda,
            "daftar_pemda",
            "persetujuan pemda",
            "the city's approval",
        ),
        (
            Source::Phk,
            "phk",
            "masa jaminan PHK",
            "the lay-off guarantee",
        ),
    ];
    for (source, code, id, en) in lists {
        if !has(&context.manifest, source) {
            all.push((
                code,
                format!(
                    "{}: {} `{code}`",
                    lang.pick(id, en),
                    lang.pick("tidak ada data", "there is no")
                ),
            ));
        }
    }
    all
}

fn row(
    key: RecapKey,
    item: &str,
    heads: Option<i64>,
    rupiah: Option<i64>,
    context: &Context,
) -> Vec<Cell> {
    let (month, segment, class) = key;
    let number = |value: Option<i64>| value.map_or(Cell::Empty, Cell::Integer);
    vec![
        Cell::text(month.to_string()),
        Cell::text(segment.code()),
        class.map_or(Cell::Empty, |class| Cell::text(class.to_string())),
        Cell::text(label(item, context)),
        number(heads),
        number(rupiah),
    ]
}

fn label(item: &str, context: &Context) -> String {
    let lang: Lang = context.lang;
    if !context.for_reading {
        return item.to_owned();
    }
    let known = match item {
        "billed" => lang.pick("ditagih", "billed"),
        "due_for_heads" => lang.pick("seharusnya untuk jumlah jiwa itu", "due for these heads"),
        "approved" => lang.pick("disetujui pemda", "approved by the city"),
        "roll" => lang.pick(
            "aktif dibayar kota menurut peserta",
            "active and city-paid in the roll",
        ),
        "supported" => lang.pick("tanpa temuan", "without a finding"),
        "wrong_amount" => lang.pick("selisih harga", "difference in price"),
        "not_supported" => lang.pick("tidak didukung", "not supported"),
        "disputed" => lang.pick("disengketakan", "disputed"),
        "not_checked" => lang.pick("tidak diperiksa", "not checked"),
        code => {
            return code.parse::<Finding>().map_or_else(
                |_| code.to_owned(),
                |finding| format!("- {}", finding.label(lang).to_lowercase()),
            );
        }
    };
    known.to_owned()
}
