//! `report gap`: residents without an active membership, by reason.

use clap::Args as Arguments;
use semesta_domain::{Segment, region_name};
use semesta_engine::GapReason;
use semesta_evidence::DataFolder;

use super::{By, Common, Context, not_grouped_so, payer_label};
use crate::sheet::{Cell, Sheet, columns};
use count::{Count, counted};

mod count;

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
    check_grouping(context)?;
    let law = if args.overrides.is_empty() {
        None
    } else {
        Some(super::award::overridden(&args.overrides, context.lang)?)
    };
    let counts = counted(folder, law.as_ref(), context)?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (group, by_reason) in &counts {
        for (reason, count) in GapReason::ALL.into_iter().zip(by_reason) {
            if *count != Count::default() {
                rows.push(cells(group, reason, count, law.is_some(), context));
            }
        }
    }
    let mut names = titles(context, law.is_some());
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

fn check_grouping(context: &Context) -> anyhow::Result<()> {
    if context.by != By::BudgetLine {
        return Ok(());
    }
    let lang = context.lang;
    Err(not_grouped_so(
        lang.pick("daftar yang belum tercakup", "the list of the uncovered"),
        "city|district|village|segment|payer|age|sex",
        lang,
    ))
}

fn cells(
    group: &str,
    reason: GapReason,
    count: &Count,
    is_supposed: bool,
    context: &Context,
) -> Vec<Cell> {
    let shown = if context.for_reading {
        reason.label(context.lang)
    } else {
        reason.code()
    };
    let total = count.uncovered + count.inactive;
    let mut cells = vec![
        Cell::text(group),
        Cell::text(name(group, context)),
        Cell::text(shown),
        Cell::Integer(count.uncovered),
        Cell::Integer(count.inactive),
        Cell::Integer(total),
    ];
    if is_supposed {
        let difference = count.supposed - total;
        cells.extend([Cell::Integer(count.supposed), Cell::Integer(difference)]);
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
