//! `report bill`: what was billed, and what of it is disputed.

use clap::{Args as Arguments, ValueEnum};
use semesta_domain::Month;
use semesta_engine::bill::{Verdict, under_law};
use semesta_engine::results::Table;
use semesta_evidence::{DataFolder, Source};

use super::{By, Common, Context, not_grouped_so, recap};
use crate::run::hinted;
use crate::sheet::Sheet;

mod count;
mod list;
mod show;

/// Pemeriksaan tagihan.
#[derive(Arguments)]
pub(crate) struct BillArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Kelompok waktu.
    #[arg(long, value_enum, default_value = "month")]
    period: Period,
    /// Daftar sengketa orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
    /// Tagihan yang hanya memuat jumlah jiwa dan rupiah (`tagihan_rekap`), diperiksa sejauh dapat.
    #[arg(long, conflicts_with_all = ["list", "period", "by"])]
    recap: bool,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang; di samping keadaan sekarang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL", conflicts_with_all = ["list", "recap"])]
    overrides: Vec<String>,
}

/// How months are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Period {
    /// Per bulan.
    Month,
    /// Per triwulan.
    Quarter,
    /// Per tahun.
    Year,
}

impl Period {
    fn of(self, month: Month) -> String {
        match self {
            Self::Month => month.to_string(),
            Self::Quarter => quarter(month),
            Self::Year => month.year().to_string(),
        }
    }
}

/// The quarter of a month: `2024-Q3`.
fn quarter(month: Month) -> String {
    format!("{}-Q{}", month.year(), (month.month() - 1) / 3 + 1)
}

pub(super) fn sheet(
    args: &BillArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    check_grouping(context)?;
    let lines = context.manifest.tables.get(Table::BillLines.name());
    let is_empty = lines.is_none_or(|lines| lines.rows == 0);
    let has_recap = semesta_engine::funding::has(&context.manifest, Source::TagihanRekap);
    if args.recap || (has_recap && is_empty) {
        return recap::sheet(folder, context);
    }
    if has_recap {
        eprintln!(
            "{}",
            context.lang.pick(
                "Ada pula tagihan yang hanya memuat jumlah jiwa: `semesta report bill --recap`.",
                "There are bills of head counts too: `semesta report bill --recap`."
            )
        );
    }
    let unchecked = show::tell_unchecked(is_empty, context);
    if args.list {
        return list::sheet(args.period, context);
    }
    let supposed = what_if(args, folder, context)?;
    let lines = count::read(&context.run)?;
    let counts = count::counted(&lines, supposed.as_deref(), args.period, context)?;
    Ok(show::sheet(counts, supposed.is_some(), &unchecked, context))
}

/// The audit under another law, where one is supposed.
fn what_if(
    args: &BillArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Option<Vec<Verdict>>> {
    if args.overrides.is_empty() {
        return Ok(None);
    }
    let law = super::award::overridden(&args.overrides, context.lang)?;
    let verdicts = under_law(folder, &context.run, &law);
    Ok(Some(verdicts.map_err(|error| hinted(error, context.lang))?))
}

fn check_grouping(context: &Context) -> anyhow::Result<()> {
    if matches!(context.by, By::City | By::District | By::Village) {
        return Ok(());
    }
    let lang = context.lang;
    Err(not_grouped_so(
        lang.pick("tagihan", "the bill"),
        "city|district|village",
        lang,
    ))
}
