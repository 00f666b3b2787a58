//! `semesta calc newborn|status|family`: rules about one member.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use semesta_domain::{Lang, Month};
use semesta_law::{
    ArrearsRules, FamilyLimits, FamilyMember, LawError, NewbornRule, Relation, age_in_years,
};
use serde_json::json;

use super::super::options::{LawOptions, date_arg};
use super::answer;

/// Bayi baru lahir: sampai kapan didaftarkan pada kepesertaan ibunya.
#[derive(Args)]
pub(crate) struct NewbornArgs {
    /// Tanggal lahir.
    #[arg(long, alias = "lahir", value_parser = date_arg)]
    birth: Date,
    /// Pada tanggal.
    #[arg(long, alias = "tanggal", value_parser = date_arg)]
    on: Date,
    #[command(flatten)]
    options: LawOptions,
}

/// Runs `semesta calc newborn`.
pub(crate) fn newborn(args: &NewbornArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let rule = NewbornRule::on(&law, args.birth).map_err(fail)?;
    let is_newborn = rule.is_newborn(args.birth, args.on);
    let deadline = rule.deadline(args.birth);
    let citations = law.citations(&["newborn.days"], args.birth).map_err(fail)?;
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.newborn/1",
            "birth": args.birth.to_string(),
            "on": args.on.to_string(),
            "newborn": is_newborn,
            "deadline": deadline.to_string(),
        }),
        &[
            (
                lang.pick("Masih bayi baru lahir", "Still a newborn"),
                yes(is_newborn, lang),
            ),
            (
                lang.pick("Daftarkan paling lambat", "Register by"),
                deadline.to_string(),
            ),
        ],
        &citations,
        lang,
    )
}

/// Status peserta mandiri menurut bulan terakhir yang dibayar.
#[derive(Args)]
pub(crate) struct StatusArgs {
    /// Bulan terakhir yang dibayar, yyyy-mm.
    #[arg(long, alias = "bulan-terakhir", value_parser = super::month_arg)]
    last_paid: Month,
    /// Pada tanggal.
    #[arg(long, alias = "tanggal", value_parser = date_arg)]
    on: Date,
    #[command(flatten)]
    options: LawOptions,
}

/// Runs `semesta calc status`.
pub(crate) fn status(args: &StatusArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let status = ArrearsRules::on(&law, args.on)
        .map_err(fail)?
        .status(args.last_paid, args.on);
    let inactive = status.inactive_from.map(|day| day.to_string());
    let citations = law
        .citations(&["status.due_day", "status.inactive_after_months"], args.on)
        .map_err(fail)?;
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.status/1",
            "last_paid": args.last_paid.to_string(),
            "on": args.on.to_string(),
            "active": inactive.is_none(),
            "inactive_from": inactive,
            "months_in_arrears": status.months_in_arrears,
            "overdue": status.is_overdue,
        }),
        &[
            (lang.pick("Aktif", "Active"), yes(inactive.is_none(), lang)),
            (
                lang.pick("Tidak aktif sejak", "Inactive from"),
                inactive.clone().unwrap_or_else(|| "–".to_owned()),
            ),
            (
                lang.pick("Bulan menunggak", "Months in arrears"),
                status.months_in_arrears.to_string(),
            ),
            (
                lang.pick("Lewat jatuh tempo bulan ini", "Overdue this month"),
                yes(status.is_overdue, lang),
            ),
        ],
        &citations,
        lang,
    )
}

/// Apakah anggota keluarga ditanggung bersama pekerja penerima upah.
#[derive(Args)]
pub(crate) struct FamilyArgs {
    /// Hubungan dengan pekerja.
    #[arg(long, alias = "hubungan", value_enum)]
    relation: RelationArg,
    /// Tanggal lahir; bagi anak.
    #[arg(long, alias = "lahir", value_parser = date_arg)]
    birth: Option<Date>,
    /// Anak ke berapa yang ditanggung.
    #[arg(long, alias = "anak-ke", default_value_t = 1)]
    rank: u8,
    /// Masih sekolah atau kuliah.
    #[arg(long, alias = "sekolah")]
    studying: bool,
    /// Sudah menikah.
    #[arg(long, alias = "menikah")]
    married: bool,
    /// Berpenghasilan sendiri.
    #[arg(long, alias = "berpenghasilan")]
    has_income: bool,
    /// Pada tanggal.
    #[arg(long, alias = "tanggal", value_parser = date_arg)]
    on: Date,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Clone, Copy, ValueEnum)]
enum RelationArg {
    /// Istri atau suami.
    #[value(alias = "pasangan")]
    Spouse,
    /// Anak.
    #[value(alias = "anak")]
    Child,
    /// Keluarga lain.
    #[value(alias = "lain")]
    Other,
}

/// Runs `semesta calc family`.
pub(crate) fn family(args: &FamilyArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let member = FamilyMember {
        relation: match args.relation {
            RelationArg::Spouse => Relation::Spouse,
            RelationArg::Child => Relation::Child,
            RelationArg::Other => Relation::Other,
        },
        birth: args.birth,
        child_rank: args.rank,
        is_studying: args.studying,
        is_married: args.married,
        has_income: args.has_income,
    };
    let limits = FamilyLimits::on(&law, args.on).map_err(fail)?;
    let cover = limits.cover(&member, args.on);
    let citations = law
        .citations(
            &[
                "family.children_max",
                "family.child_age",
                "family.student_age",
            ],
            args.on,
        )
        .map_err(fail)?;
    answer(
        &args.options,
        &json!({
            "schema": "semesta.calc.family/1",
            "on": args.on.to_string(),
            "age": args.birth.map(|birth| age_in_years(birth, args.on)),
            "cover": cover.code(),
            "explanation": cover.label(lang),
        }),
        &[(lang.pick("Hasil", "Result"), cover.label(lang).to_owned())],
        &citations,
        lang,
    )
}

fn yes(is_so: bool, lang: Lang) -> String {
    if is_so {
        lang.pick("ya", "yes")
    } else {
        lang.pick("tidak", "no")
    }
    .to_owned()
}
