//! `semesta calc budget|coverage|sanction|cigarette-tax`: what an amount carries,
//! what a share is, and what a delay or a revenue comes to.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::{Lang, Month, Ratio, Rupiah, format_integer};
use semesta_law::{
    ContributionRates, LawError, LocalAssistance, Registrar, SanctionRules, SanctionStep,
    cigarette_tax_share, people_for_budget,
};
use serde_json::json;

use super::super::options::{LawOptions, date_arg};
use super::answer;

/// Berapa orang dibiayai sebuah anggaran pada harga kota.
#[derive(Args)]
pub(crate) struct BudgetArgs {
    /// Anggaran, rupiah.
    #[arg(long, alias = "anggaran", value_parser = super::amount_arg)]
    budget: i64,
    /// Bulan pertama, yyyy-mm.
    #[arg(long, alias = "bulan", value_parser = super::month_arg)]
    month: Month,
    /// Jumlah bulan.
    #[arg(long, default_value = "12", value_parser = super::count_arg)]
    months: i64,
    /// Bantuan iuran ditanggung provinsi.
    #[arg(long)]
    assistance_by_province: bool,
    #[command(flatten)]
    options: LawOptions,
}

/// Runs `semesta calc budget`: whole people at the price of the first month.
pub(crate) fn budget(args: &BudgetArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let assistance = if args.assistance_by_province {
        LocalAssistance::Province
    } else {
        LocalAssistance::City
    };
    let price = ContributionRates::of(&law, args.month)
        .map_err(fail)?
        .pemda_due(Registrar::City, assistance)
        .city();
    let people = people_for_budget(Rupiah(args.budget), price, args.months);
    let left = people.map(|people| args.budget - price.0 * args.months * people);
    let citations = law
        .citations(&["contribution.pemda"], args.month.first_day())
        .map_err(fail)?;
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.budget/1",
            "budget": args.budget,
            "month": args.month.to_string(),
            "months": args.months,
            "price_person_month": price.0,
            "basis": "constant_price",
            "people": people,
            "left": left,
        }),
        &[
            (lang.pick("Harga kota", "City price"), price.to_string()),
            (
                lang.pick("Orang selama itu", "People for that time"),
                people.map_or_else(|| "–".to_owned(), format_integer),
            ),
            (
                lang.pick("Sisa", "Left"),
                left.map_or_else(|| "–".to_owned(), |left| Rupiah(left).to_string()),
            ),
        ],
        &citations,
        lang,
    )
}

/// Cakupan atau keaktifan: pembilang, penyebut, persen, dan yang belum.
#[derive(Args)]
pub(crate) struct CoverageArgs {
    /// Terdaftar, atau aktif.
    #[arg(long, alias = "pembilang", alias = "registered", alias = "active", value_parser = super::count_arg)]
    numerator: i64,
    /// Penduduk, atau terdaftar.
    #[arg(long, alias = "penyebut", alias = "population", value_parser = super::count_arg)]
    denominator: i64,
    #[command(flatten)]
    options: LawOptions,
}

/// Runs `semesta calc coverage`: the exact ratio, rounded half up for reading only.
pub(crate) fn coverage(args: &CoverageArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let ratio = Ratio {
        numerator: args.numerator,
        denominator: args.denominator,
    };
    let missing = args.denominator - args.numerator;
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.coverage/1",
            "numerator": args.numerator,
            "denominator": args.denominator,
            "percent": ratio.percent_decimal(),
            "missing": missing,
        }),
        &[
            (lang.pick("Persen", "Percent"), ratio.percent()),
            (lang.pick("Belum", "Missing"), format_integer(missing)),
        ],
        &[],
        lang,
    )
}

/// Sanksi bagi pemberi kerja yang belum mendaftarkan pekerjanya.
#[derive(Args)]
pub(crate) struct SanctionArgs {
    /// Tanggal teguran pertama.
    #[arg(long, alias = "teguran", value_parser = date_arg)]
    first_warning: Date,
    /// Iuran terutang sebulan, rupiah.
    #[arg(long, alias = "iuran", default_value = "0", value_parser = super::amount_arg)]
    due: i64,
    /// Bulan keterlambatan.
    #[arg(long, default_value = "1", value_parser = super::count_arg)]
    months: i64,
    /// Hari libur; boleh berulang.
    #[arg(long = "holiday", alias = "libur", value_parser = date_arg)]
    holidays: Vec<Date>,
    #[command(flatten)]
    options: LawOptions,
}

/// Runs `semesta calc sanction`: the earliest day of each step, and the fine.
pub(crate) fn sanction(args: &SanctionArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let rules = SanctionRules::on(&law, args.first_warning).map_err(fail)?;
    let fine = rules.fine(Rupiah(args.due), args.months);
    let steps = rules.steps(args.first_warning, &args.holidays);
    let citations = law
        .citations(
            &[
                "sanction.warnings_max",
                "sanction.warning_days",
                "sanction.fine_rate",
            ],
            args.first_warning,
        )
        .map_err(fail)?;
    let named = |step: SanctionStep| match step {
        SanctionStep::Warning(n) => (
            format!("warning_{n}"),
            format!("{} {n}", lang.pick("Teguran tertulis", "Written warning")),
        ),
        SanctionStep::Fine => ("fine".to_owned(), lang.pick("Denda", "Fine").to_owned()),
        SanctionStep::ServiceDenial => (
            "service_denial".to_owned(),
            lang.pick("Penghentian layanan publik", "Denial of public services")
                .to_owned(),
        ),
    };
    let shown: Vec<(String, String)> = steps
        .iter()
        .map(|(step, day)| (named(*step).1, day.to_string()))
        .chain([(
            lang.pick("Besar denda", "Amount of the fine").to_owned(),
            fine.to_string(),
        )])
        .collect();
    let facts: Vec<(&str, String)> = shown
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    let steps: Vec<_> = steps
        .iter()
        .map(|(step, day)| json!({"step": named(*step).0, "from": day.to_string()}))
        .collect();
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.sanction/1",
            "first_warning": args.first_warning.to_string(),
            "steps": steps,
            "due": args.due,
            "months": args.months,
            "fine": fine.0,
        }),
        &facts,
        &citations,
        lang,
    )
}

/// Bagian pajak rokok yang wajib untuk JKN.
#[derive(Args)]
pub(crate) struct TaxArgs {
    /// Penerimaan pajak rokok, rupiah.
    #[arg(long, alias = "penerimaan", value_parser = super::amount_arg)]
    revenue: i64,
    /// Tanggal hukum; tanpa ini hari ini.
    #[arg(long, alias = "tanggal", value_parser = date_arg)]
    on: Option<Date>,
    #[command(flatten)]
    options: LawOptions,
}

/// Runs `semesta calc cigarette-tax`.
pub(crate) fn tax(args: &TaxArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let on = args.on.unwrap_or_else(super::super::options::today);
    let share = cigarette_tax_share(&law, Rupiah(args.revenue), on).map_err(fail)?;
    let citations = law.citations(&["tax.cigarette_share"], on).map_err(fail)?;
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.cigarette-tax/1",
            "revenue": args.revenue,
            "on": on.to_string(),
            "share": share.0,
        }),
        &[(lang.pick("Untuk JKN", "For JKN"), share.to_string())],
        &citations,
        lang,
    )
}
