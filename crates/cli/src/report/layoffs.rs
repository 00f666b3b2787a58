//! `report layoffs`: laid-off residents, the free months, and when the city takes over.

use std::collections::BTreeMap;

use anyhow::anyhow;
use clap::Args as Arguments;
use semesta_domain::{Lang, LayOffProof, Month, date_from_days, days};
use semesta_engine::funding::has;
use semesta_engine::layoffs::{LayOffState, guarantee};
use semesta_engine::results::Table;
use semesta_evidence::Source;
use semesta_law::{ContributionRates, Law, Registrar};

use super::table::{Frame, Row};
use super::{Common, Context};
use crate::plan::show::scenario_word;
use crate::sheet::{Cell, Column, Sheet, columns};
use crate::talk::of_law;

/// Pekerja yang di-PHK: masa jaminan, dan bulan kota mengambil alih.
#[derive(Arguments)]
pub(crate) struct LayoffsArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang; di samping keadaan sekarang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    overrides: Vec<String>,
}

/// A scenario: its name, and the law that is supposed in it.
type Scenario = (&'static str, Option<Law>);

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
    let mut scenarios: Vec<Scenario> = vec![("present", None)];
    if !args.overrides.is_empty() {
        let law = super::award::overridden(&args.overrides, lang)?;
        scenarios.push(("what_if", Some(law)));
    }
    if args.list {
        return list(&frame, &scenarios, context);
    }
    let mut rows = Vec::new();
    for scenario in &scenarios {
        rows.extend(sums(&frame, scenario, context)?);
    }
    let mut titles = columns(
        lang,
        &[
            ("scenario", "Andaian", "Scenario"),
            ("state", "Keadaan", "State"),
            ("city_from", "Kota mulai", "City from"),
            ("send_by", "Usulkan sebelum", "Send by"),
            ("people", "Jiwa", "People"),
            ("city_month", "Rp kota sebulan", "Rp of the city a month"),
        ],
    );
    without_scenario(&scenarios, &mut titles, &mut rows);
    let mut facts = context.facts();
    facts.push(("people", frame.rows().count().to_string()));
    Ok(Sheet {
        schema: "semesta.report.layoffs/1",
        name: "layoffs",
        facts,
        columns: titles,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// Takes the first column away where there is one scenario only.
fn without_scenario(scenarios: &[Scenario], titles: &mut Vec<Column>, rows: &mut [Vec<Cell>]) {
    if scenarios.len() == 1 {
        titles.remove(0);
        rows.iter_mut().for_each(|row| drop(row.remove(0)));
    }
}

/// How many are in each state, and what the city pays for them.
fn sums(frame: &Frame, scenario: &Scenario, context: &Context) -> anyhow::Result<Vec<Vec<Cell>>> {
    let (name, law) = scenario;
    let mut counts: BTreeMap<(String, String), (Cell, i64)> = BTreeMap::new();
    for row in frame.rows() {
        let found = Standing::of(row, law.as_ref(), context)?;
        let (from, by) = match found.state.as_str() {
            "guaranteed" | "paid_twice" => (found.city_from, found.send_by),
            _ => (String::new(), Cell::Empty),
        };
        counts.entry((found.state, from)).or_insert((by, 0)).1 += 1;
    }
    let present = Law::embedded();
    let mut rows = Vec::new();
    for ((state, from), (by, n)) in counts {
        // Paid twice now, and due from the month of the takeover: at the law of the month.
        let month = match (state.as_str(), from.parse::<Month>()) {
            ("guaranteed", Ok(month)) => Some(month),
            ("paid_twice" | "take_over", _) => Some(run_month(context)?),
            _ => None,
        };
        let law = law.as_ref().unwrap_or(&present);
        let price = month.map(|month| price(law, month, context)).transpose()?;
        rows.push(vec![
            Cell::text(scenario_word(name, context.for_reading, context.lang)),
            Cell::text(said(&state, context)),
            Some(from)
                .filter(|from| !from.is_empty())
                .map_or(Cell::Empty, Cell::text),
            by,
            Cell::Integer(n),
            price.map_or(Cell::Empty, |price| Cell::Integer(price * n)),
        ]);
    }
    Ok(rows)
}

/// What a dismissal means for somebody.
struct Standing {
    qualifies: bool,
    free_until: String,
    city_from: String,
    send_by: Cell,
    state: String,
}

impl Standing {
    /// As the run found it, or under another law by what the run keeps.
    fn of(row: Row<'_>, law: Option<&Law>, context: &Context) -> anyhow::Result<Self> {
        let flag = |name: &str| Ok::<_, anyhow::Error>(row.cell(name)? == Cell::Flag(true));
        let Some(law) = law else {
            return Ok(Self {
                qualifies: flag("qualifies")?,
                free_until: row.text("free_until")?,
                city_from: row.text("city_from")?,
                send_by: row.cell("send_by")?,
                state: row.text("state")?,
            });
        };
        let Cell::Date(day) = row.cell("dismissed")? else {
            return Err(anyhow!("no date of dismissal"));
        };
        let date = date_from_days(day).ok_or_else(|| anyhow!("no date of dismissal"))?;
        let (guarantee, send_by) = guarantee(law, date, row.text("proof")?.parse().ok())
            .map_err(|error| of_law(error.text(context.lang), context.lang))?;
        let segment = row.text("segment")?.parse().ok();
        let active = flag("active")?;
        let state = LayOffState::of(
            row.text("state")? == LayOffState::Employed.code(),
            segment.map(|segment| (segment, active)),
            &guarantee,
            run_month(context)?,
        );
        Ok(Self {
            qualifies: guarantee.qualifies,
            free_until: match guarantee.qualifies {
                true => guarantee.city_from.plus(-1).to_string(),
                false => String::new(),
            },
            city_from: guarantee.city_from.to_string(),
            send_by: Cell::Date(days(send_by)),
            state: state.code().to_owned(),
        })
    }
}

/// The people one by one.
fn list(
    frame: &Frame,
    scenarios: &[Scenario],
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
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
    for (name, law) in scenarios {
        for row in frame.rows() {
            let found = Standing::of(row, law.as_ref(), context)?;
            let text = |text: &str| match text {
                "" => Cell::Empty,
                text => Cell::text(text),
            };
            let cells = shown.iter().map(|(column, _, _)| match *column {
                "qualifies" => Ok(Cell::Flag(found.qualifies)),
                "free_until" => Ok(text(&found.free_until)),
                "city_from" => Ok(text(&found.city_from)),
                "send_by" => Ok(found.send_by.clone()),
                "state" => Ok(Cell::text(said(&found.state, context))),
                "proof" if context.for_reading => {
                    let proof = row.text(column)?.parse::<LayOffProof>();
                    Ok(proof.map_or(Cell::Empty, |proof| Cell::text(proof.label(lang))))
                }
                _ => row.cell(column),
            });
            let scenario = scenario_word(name, context.for_reading, lang);
            let first = std::iter::once(Ok(Cell::text(scenario)));
            rows.push(first.chain(cells).collect::<anyhow::Result<Vec<Cell>>>()?);
        }
    }
    shown.insert(0, ("scenario", "Andaian", "Scenario"));
    let mut titles = columns(lang, &shown);
    without_scenario(scenarios, &mut titles, &mut rows);
    Ok(Sheet {
        schema: "semesta.report.layoffs_list/1",
        name: "layoffs",
        facts: context.facts(),
        columns: titles,
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
fn price(law: &Law, month: Month, context: &Context) -> anyhow::Result<i64> {
    let rates = ContributionRates::of(law, month)
        .map_err(|error| of_law(error.text(context.lang), context.lang))?;
    let assistance = super::award::assistance(context);
    Ok(rates.pemda_due(Registrar::City, assistance).city().0)
}
