//! `semesta calc wage-contribution`.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::{Lang, Month, RegionCode, RegionLevel, Segment};
use semesta_law::{Citation, Decimal, Law, LawError, Wage, WageBasis, WageContribution, WageRates};
use serde::Serialize;

use super::super::options::{Format, LawOptions};
use super::super::text::{self, ComponentJson};
use super::contribution::rupiah;
use crate::talk::Hinted;

/// Arguments of `semesta calc wage-contribution`.
#[derive(Args)]
pub(crate) struct WageArgs {
    /// Upah sebulan.
    #[arg(long, alias = "upah", value_parser = super::wage_arg)]
    wage: Decimal,
    /// UMK, bila tidak diambil dari daftar.
    #[arg(long, value_parser = super::wage_arg)]
    umk: Option<Decimal>,
    /// Kota atau kabupaten yang UMK-nya berlaku.
    #[arg(long, alias = "wilayah")]
    region: Option<RegionCode>,
    /// Bulan iuran; hukum tanggal 1 bulan itu yang berlaku.
    #[arg(long, alias = "bulan", value_parser = super::month_arg)]
    month: Month,
    /// Segmen: ppu_bu atau ppu_pn.
    #[arg(long, alias = "segmen", default_value = "ppu_bu", value_parser = super::segment_arg)]
    segment: Segment,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Serialize)]
struct WageJson {
    schema: &'static str,
    segment: &'static str,
    month: String,
    wage: serde_json::Value,
    umk: Option<serde_json::Value>,
    ceiling: Option<i64>,
    base: i64,
    basis: &'static str,
    class: u8,
    amount: i64,
    components: Vec<ComponentJson>,
    by_payer: serde_json::Map<String, serde_json::Value>,
    additional_family_member: i64,
    citations: Vec<Citation>,
}

/// Runs `semesta calc wage-contribution`.
pub(crate) fn run(args: &WageArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    if !args.segment.is_wage_worker() {
        anyhow::bail!(
            "{}",
            lang.pick(
                "iuran upah hanya untuk segmen `ppu_pn` dan `ppu_bu`",
                "a wage contribution is for segments `ppu_pn` and `ppu_bu` only"
            )
        );
    }
    let law = args.options.law(lang)?;
    let rates = WageRates::of(&law, args.month).map_err(|e| anyhow::anyhow!(e.text(lang)))?;
    let wage = Wage {
        amount: args.wage,
        minimum: minimum_wage(&law, args.umk, args.region, args.month, lang)?,
    };
    let due = rates.contribution(args.segment, wage);
    let citations = cite(args, &law, lang)?;
    match args.options.format {
        Format::Json => text::print_json(&WageJson {
            schema: "semesta.calc.wage-contribution/1",
            segment: args.segment.code(),
            month: args.month.to_string(),
            wage: number(args.wage),
            umk: wage.minimum.map(number),
            ceiling: rates.ceiling.and_then(Decimal::integer),
            base: due.base.0,
            basis: due.basis.code(),
            class: due.class.number(),
            amount: due.components().total().0,
            components: text::components_json(due.components()),
            by_payer: text::by_payer_json(due.components()),
            additional_family_member: rates.additional_family_member(wage).0,
            citations,
        })?,
        Format::Table => print(args, &rates, wage, &due, &citations, lang),
    }
    Ok(ExitCode::SUCCESS)
}

fn cite(args: &WageArgs, law: &Law, lang: Lang) -> anyhow::Result<Vec<Citation>> {
    let on = args.month.first_day();
    let ids = semesta_law::contribution_parameters(args.segment, None);
    let mut citations = law
        .citations(ids, on)
        .map_err(|error| anyhow::anyhow!(error.text(lang)))?;
    citations.extend(law.citation("contribution.ppu_wage_ceiling", on).ok());
    citations.extend(umk_citation(law, args.umk, args.region, on));
    Ok(citations)
}

fn print(
    args: &WageArgs,
    rates: &WageRates,
    wage: Wage,
    due: &WageContribution,
    citations: &[Citation],
    lang: Lang,
) {
    let unknown = || lang.pick("tidak diketahui", "unknown").to_owned();
    let basis = match due.basis {
        WageBasis::Wage => lang.pick("upah", "the wage"),
        WageBasis::Minimum => lang.pick("UMK", "the minimum wage"),
        WageBasis::Ceiling => lang.pick("batas atas", "the ceiling"),
    };
    let class = ["", "I", "II", "III"][usize::from(due.class.number())];
    text::print_facts(&[
        (
            lang.pick("Segmen", "Segment"),
            args.segment.label(lang).to_owned(),
        ),
        (lang.pick("Bulan", "Month"), args.month.in_words()),
        (lang.pick("Upah", "Wage"), rupiah(args.wage).to_string()),
        (
            "UMK",
            wage.minimum
                .map_or_else(unknown, |umk| rupiah(umk).to_string()),
        ),
        (
            lang.pick("Batas atas", "Ceiling"),
            rates
                .ceiling
                .map_or_else(unknown, |c| rupiah(c).to_string()),
        ),
        (
            lang.pick("Dasar iuran", "Base"),
            format!("{} ({basis})", due.base),
        ),
        (lang.pick("Hak kelas", "Class"), class.to_owned()),
        (
            lang.pick("Anggota keluarga tambahan", "Further family member"),
            format!(
                "{} {}",
                rates.additional_family_member(wage),
                lang.pick("per orang", "each")
            ),
        ),
    ]);
    text::print_components(due.components(), None, lang);
    text::print_citations(citations, lang);
}

/// The minimum wage given, or that of the region in force on the month's 1st.
pub(super) fn minimum_wage(
    law: &Law,
    umk: Option<Decimal>,
    region: Option<RegionCode>,
    month: Month,
    lang: Lang,
) -> anyhow::Result<Option<Decimal>> {
    let (None, Some(region)) = (umk, region) else {
        return Ok(umk);
    };
    law.get::<Decimal>(&umk_id(region), month.first_day())
        .map(Some)
        .map_err(|error| {
            let message = match error {
                LawError::UnknownParameter { .. } => format!(
                    "{} {region}",
                    lang.pick("tidak ada UMK untuk wilayah", "no minimum wage for region")
                ),
                error => error.text(lang),
            };
            Hinted::new(
                message,
                lang.pick(
                    "berikan sendiri dengan --umk, atau tambahkan law/umk/KODE.yaml",
                    "give it with --umk, or add law/umk/CODE.yaml",
                ),
            )
            .into()
        })
}

/// The source of the minimum wage, where it came from the law's list.
pub(super) fn umk_citation(
    law: &Law,
    umk: Option<Decimal>,
    region: Option<RegionCode>,
    on: Date,
) -> Option<Citation> {
    match (umk, region) {
        (None, Some(region)) => law.citation(&umk_id(region), on).ok(),
        _ => None,
    }
}

fn umk_id(region: RegionCode) -> String {
    let regency = region.parent(RegionLevel::Regency).unwrap_or(region);
    format!("umk.{regency}")
}

/// A whole amount as a number, one with cents as text, so that nothing is lost.
fn number(amount: Decimal) -> serde_json::Value {
    amount
        .integer()
        .map_or_else(|| amount.to_string().into(), serde_json::Value::from)
}
