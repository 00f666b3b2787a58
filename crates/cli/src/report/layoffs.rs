//! `report layoffs`: laid-off residents, the free months, and when the city takes over.

use std::collections::BTreeMap;

use clap::Args as Arguments;
use semesta_domain::{Lang, LayOffProof, Month};
use semesta_engine::funding::has;
use semesta_engine::results::Table;
use semesta_evidence::Source;
use semesta_law::{ContributionRates, Law, Registrar};

use super::table::Frame;
use super::{Common, Context};
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::of_law;

/// Pekerja yang di-PHK: masa jaminan, dan bulan kota mengambil alih.
#[derive(Arguments)]
pub(crate) struct LayoffsArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
}

/// The columns of the run's table.
const COLUMNS: [(&str, &str, &str); 10] = [
    ("nik", "NIK", "NIK"),
    ("dismissed", "Tanggal PHK", "Dismissed"),
    ("proof", "Bukti", "Proof"),
    ("qualifies", "Memenuhi", "Qualifies"),
    ("free_until", "Tanpa iuran s.d.", "Free until"),
    ("city_from", "Kota mulai", "City from"),
    ("send_by", "Usulkan sebelum", "Send by"),
    ("state", "Keadaan", "State"),
    ("segment", "Segmen", "Segment"),
    ("active", "Aktif", "Active"),
];

pub(super) fn sheet(args: &LayoffsArgs, context: &Context) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let frame = Frame::read(&context.run, Table::Layoffs)?;
    if !has(&context.manifest, Source::Phk) {
        eprintln!(
            "{}",
            lang.pick(
                "Run ini tidak memuat daftar PHK. Impor dahulu, lalu hitung lagi: `semesta import --data DIR --source phk --as-of TANGGAL BERKAS`, `semesta run …`.",
                "This run has no list of lay-offs. Import one, then run again: `semesta import --data DIR --source phk --as-of DATE FILE`, `semesta run …`."
            )
        );
    }
    if args.list {
        return list(&frame, context);
    }
    let mut counts: BTreeMap<(String, String), (Cell, i64)> = BTreeMap::new();
    let mut people = 0;
    for row in frame.rows() {
        let state = row.text("state")?;
        let (from, by) = match state.as_str() {
            "guaranteed" | "paid_twice" => (row.text("city_from")?, row.cell("send_by")?),
            _ => (String::new(), Cell::Empty),
        };
        counts.entry((state, from)).or_insert((by, 0)).1 += 1;
        people += 1;
    }
    let mut rows = Vec::new();
    for ((state, from), (by, n)) in counts {
        // Paid twice now, and due from the month of the takeover: at the law of the month.
        let month = match (state.as_str(), from.parse::<Month>()) {
            ("guaranteed", Ok(month)) => Some(month),
            ("paid_twice" | "take_over", _) => Some(run_month(context)?),
            _ => None,
        };
        let price = month.map(|month| price(month, context)).transpose()?;
        rows.push(vec![
            Cell::text(said(&state, context)),
            Some(from)
                .filter(|from| !from.is_empty())
                .map_or(Cell::Empty, Cell::text),
            by,
            Cell::Integer(n),
            price.map_or(Cell::Empty, |price| Cell::Integer(price * n)),
        ]);
    }
    let mut facts = context.facts();
    facts.push(("people", people.to_string()));
    Ok(Sheet {
        schema: "semesta.report.layoffs/1",
        name: "layoffs",
        facts,
        columns: columns(
            lang,
            &[
                ("state", "Keadaan", "State"),
                ("city_from", "Kota mulai", "City from"),
                ("send_by", "Usulkan sebelum", "Send by"),
                ("people", "Jiwa", "People"),
                ("city_month", "Rp kota sebulan", "Rp of the city a month"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The people one by one.
fn list(frame: &Frame, context: &Context) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    eprintln!(
        "{}",
        lang.pick(
            "Perhatian: daftar ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
            "Note: this list holds full identities (specific personal data, UU 27/2022)."
        )
    );
    // Eighty columns hold who, when, by which proof, and what follows; files have the rest.
    let aside = ["qualifies", "free_until", "send_by", "segment", "active"];
    let mut shown = COLUMNS.to_vec();
    shown.retain(|(name, ..)| !context.for_reading || !aside.contains(name));
    let mut rows = Vec::new();
    for row in frame.rows() {
        let cells = shown.iter().map(|(name, _, _)| match *name {
            "state" => Ok(Cell::text(said(&row.text(name)?, context))),
            "proof" if context.for_reading => {
                let proof = row.text(name)?.parse::<LayOffProof>();
                Ok(proof.map_or(Cell::Empty, |proof| Cell::text(proof.label(lang))))
            }
            _ => row.cell(name),
        });
        let cells = cells.collect::<anyhow::Result<Vec<Cell>>>()?;
        rows.push(cells);
    }
    Ok(Sheet {
        schema: "semesta.report.layoffs_list/1",
        name: "layoffs",
        facts: context.facts(),
        columns: columns(lang, &shown),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The word for readers; files keep the code.
fn said<'a>(state: &'a str, context: &Context) -> &'a str {
    if !context.for_reading {
        return state;
    }
    let words = |lang: Lang| match state {
        "paid_twice" => Some(lang.pick(
            "dibayar kota dalam masa jaminan",
            "paid by the city while guaranteed",
        )),
        "guaranteed" => Some(lang.pick("dalam masa jaminan", "guaranteed")),
        "take_over" => Some(lang.pick("perlu diambil alih kota", "to be taken over by the city")),
        "employed" => Some(lang.pick("sudah bekerja lagi", "employed again")),
        "covered" => Some(lang.pick(
            "aktif, di luar masa jaminan",
            "active, no longer guaranteed",
        )),
        _ => None,
    };
    words(context.lang).unwrap_or(state)
}

fn run_month(context: &Context) -> anyhow::Result<Month> {
    Ok(Month::of(context.manifest.as_of.parse()?))
}

/// What the city pays for a person in a month.
fn price(month: Month, context: &Context) -> anyhow::Result<i64> {
    let rates = ContributionRates::of(&Law::embedded(), month)
        .map_err(|error| of_law(error.text(context.lang), context.lang))?;
    let assistance = super::award::assistance(context);
    Ok(rates.pemda_due(Registrar::City, assistance).city().0)
}
