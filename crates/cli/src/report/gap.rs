//! `report gap`: residents without an active membership, by reason.

use std::collections::BTreeMap;

use clap::Args as Arguments;
use semesta_domain::{RegionCode, RegionLevel, Segment, region_name};
use semesta_engine::GapReason;
use semesta_engine::results::Table;
use semesta_engine::run::residents_under;
use semesta_evidence::DataFolder;

use super::table::{Frame, Row};
use super::{By, Common, Context, not_grouped_so, payer_label};
use crate::run::hinted;
use crate::sheet::{Cell, Sheet, columns};

/// Sorted by area or segment, then reason.
type Counts = BTreeMap<(String, usize), (i64, i64)>;

/// Belum terdaftar atau tidak aktif, menurut alasan.
#[derive(Arguments)]
pub(crate) struct GapArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang; di samping keadaan sekarang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    overrides: Vec<String>,
}

pub(super) fn sheet(
    args: &GapArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let mut present = counted(&Frame::read(&context.run, Table::Residents)?, context)?;
    let supposed = if args.overrides.is_empty() {
        None
    } else {
        let law = super::award::overridden(&args.overrides, lang)?;
        let residents = residents_under(folder, &context.run, &law);
        let residents = residents.map_err(|error| hinted(error, lang))?;
        Some(counted(&Frame::of(residents), context)?)
    };
    for key in supposed.iter().flat_map(Counts::keys) {
        present.entry(key.clone()).or_default();
    }
    let mut rows: Vec<Vec<Cell>> = present
        .into_iter()
        .map(|(key, count)| {
            let other = supposed.as_ref();
            let other = other.map(|counts| counts.get(&key).copied().unwrap_or_default());
            cells(key, count, other, context)
        })
        .collect();
    let mut names = titles(context, supposed.is_some());
    if context.for_reading {
        // A reader needs the name, not the code; and no area where there is one only.
        let n_hidden = if context.by == By::City { 2 } else { 1 };
        names.drain(..n_hidden);
        for row in &mut rows {
            row.drain(..n_hidden);
        }
    }
    Ok(Sheet {
        schema: "semesta.report.gap/1",
        name: "gap",
        facts: context.facts(),
        columns: names,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The residents without an active membership by group and reason.
fn counted(frame: &Frame, context: &Context) -> anyhow::Result<Counts> {
    let mut counts = Counts::new();
    for row in frame.rows() {
        if row.flag("active")? {
            continue;
        }
        let code = row.text("gap_reason")?;
        let reason = GapReason::ALL
            .iter()
            .position(|reason| reason.code() == code)
            .unwrap_or(GapReason::ALL.len() - 1);
        let count = counts.entry((group(row, context)?, reason)).or_default();
        if row.flag("registered")? {
            count.1 += 1;
        } else {
            count.0 += 1;
        }
    }
    Ok(counts)
}

fn cells(
    (group, reason): (String, usize),
    (uncovered, inactive): (i64, i64),
    supposed: Option<(i64, i64)>,
    context: &Context,
) -> Vec<Cell> {
    let reason = GapReason::ALL[reason];
    let shown = if context.for_reading {
        reason.label(context.lang)
    } else {
        reason.code()
    };
    let total = uncovered + inactive;
    let mut cells = vec![
        Cell::text(group.clone()),
        Cell::text(name(&group, context)),
        Cell::text(shown),
        Cell::Integer(uncovered),
        Cell::Integer(inactive),
        Cell::Integer(total),
    ];
    if let Some((uncovered, inactive)) = supposed {
        let supposed = uncovered + inactive;
        cells.extend([Cell::Integer(supposed), Cell::Integer(supposed - total)]);
    }
    cells
}

fn titles(context: &Context, is_supposed: bool) -> Vec<crate::sheet::Column> {
    let mut titles = columns(
        context.lang,
        &[
            ("area", "Kode", "Code"),
            ("area_name", "Wilayah", "Area"),
            ("reason", "Alasan", "Reason"),
            ("uncovered", "Belum terdaftar", "Unregistered"),
            ("inactive", "Tidak aktif", "Inactive"),
            ("total", "Jumlah", "Total"),
            ("total_what_if", "Andaian", "Supposed"),
            ("difference", "Selisih", "Difference"),
        ],
    );
    if !is_supposed {
        titles.truncate(6);
    }
    titles
}

/// What a resident is counted under: an area's code, a segment's, an age or a sex.
fn group(row: Row<'_>, context: &Context) -> anyhow::Result<String> {
    let at_level = |level: RegionLevel| -> anyhow::Result<String> {
        let code = row
            .text("region")?
            .parse::<RegionCode>()
            .ok()
            .and_then(|code| code.parent(level));
        Ok(code.map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact()))
    };
    match context.by {
        By::City => Ok(context.manifest.region.replace('.', "")),
        By::District => at_level(RegionLevel::District),
        By::Village => at_level(RegionLevel::Village),
        By::Segment => row.text("segment"),
        By::Payer => row.text("payer"),
        By::BudgetLine => Err(not_grouped_so(
            context
                .lang
                .pick("daftar yang belum tercakup", "the list of the uncovered"),
            "city|district|village|segment|payer|age|sex",
            context.lang,
        )),
        By::Sex => row.text("sex"),
        By::Age => {
            let birth = match row.cell("birth_date")? {
                Cell::Date(days) => days,
                _ => semesta_engine::input::NO_DATE,
            };
            let on = context.manifest.as_of.parse()?;
            Ok(semesta_engine::figures::AgeGroup::at(birth, on).label())
        }
    }
}

fn name(group: &str, context: &Context) -> String {
    match context.by {
        By::Segment | By::Payer if group.is_empty() => context
            .lang
            .pick("belum terdaftar", "unregistered")
            .to_owned(),
        By::Segment => group.parse::<Segment>().map_or_else(
            |_| group.to_owned(),
            |segment| segment.label(context.lang).to_owned(),
        ),
        By::Payer => payer_label(group, context.lang),
        By::City | By::District | By::Village => group
            .parse()
            .ok()
            .and_then(region_name)
            .map_or_else(|| group.to_owned(), ToOwned::to_owned),
        By::Age | By::Sex | By::BudgetLine => group.to_owned(),
    }
}
