//! `semesta calc contribution`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use semesta_domain::{Lang, Month, RegionCode, Rupiah, Segment};
use semesta_law::{
    Citation, Class, Components, ContributionFacts, ContributionRates, Decimal, Law,
    LocalAssistance, Registrar, Wage, contribution_parameters,
};
use serde::Serialize;

use super::super::options::{Format, LawOptions};
use super::super::text::{self, ComponentJson};
use super::wage::{minimum_wage, umk_citation};

/// Arguments of `semesta calc contribution`.
#[derive(Args)]
pub(crate) struct ContributionArgs {
    /// Segmen kepesertaan.
    #[arg(long, alias = "segmen", value_parser = super::segment_arg)]
    segment: Segment,
    /// Kelas 1, 2, atau 3 (untuk pbpu dan bp; bawaan 3).
    #[arg(long, alias = "kelas", value_parser = class_arg)]
    class: Option<Class>,
    /// Upah sebulan (untuk ppu_pn dan ppu_bu).
    #[arg(long, alias = "upah", value_parser = super::wage_arg)]
    wage: Option<Decimal>,
    /// Kota atau kabupaten yang UMK-nya berlaku.
    #[arg(long, alias = "wilayah")]
    region: Option<RegionCode>,
    /// UMK, bila tidak diambil dari daftar.
    #[arg(long, value_parser = super::wage_arg)]
    umk: Option<Decimal>,
    /// Bulan iuran; hukum tanggal 1 bulan itu yang berlaku.
    #[arg(long, alias = "bulan", value_parser = super::month_arg)]
    month: Month,
    /// Jumlah orang.
    #[arg(long, alias = "orang", default_value = "1", value_parser = super::count_arg)]
    people: i64,
    /// Jumlah bulan mulai bulan itu, tiap bulan menurut hukumnya.
    #[arg(long, alias = "jumlah-bulan", default_value = "1")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1200))]
    months: u16,
    /// Siapa yang mendaftarkan (pbpu_pemda).
    #[arg(long, alias = "penanggung", value_enum, default_value = "kota")]
    registrar: RegistrarArg,
    /// Siapa yang menanggung bantuan iuran daerah (2.800).
    #[arg(long, alias = "bantuan", value_enum, default_value = "kota")]
    assistance: AssistanceArg,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Clone, Copy, ValueEnum)]
enum RegistrarArg {
    #[value(alias = "city")]
    Kota,
    #[value(alias = "province")]
    Provinsi,
    #[value(alias = "donor")]
    Donatur,
}

#[derive(Clone, Copy, ValueEnum)]
enum AssistanceArg {
    #[value(alias = "city")]
    Kota,
    #[value(alias = "province")]
    Provinsi,
}

/// Reads a class argument.
pub(super) fn class_arg(text: &str) -> Result<Class, String> {
    Class::parse(text).ok_or_else(|| "seharusnya 1, 2, atau 3".to_owned())
}

#[derive(Serialize)]
struct ContributionJson {
    schema: &'static str,
    segment: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<u8>,
    month: String,
    months: u16,
    people: i64,
    basis: &'static str,
    per_person_month: UnitJson,
    amount: i64,
    components: Vec<ComponentJson>,
    by_payer: serde_json::Map<String, serde_json::Value>,
    by_month: Vec<MonthJson>,
    citations: Vec<Citation>,
}

#[derive(Serialize)]
struct UnitJson {
    amount: i64,
    components: Vec<ComponentJson>,
    by_payer: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct MonthJson {
    month: String,
    per_person: i64,
    amount: i64,
    by_payer: serde_json::Map<String, serde_json::Value>,
}

/// What one month comes to.
struct MonthDue {
    month: Month,
    unit: Components,
}

/// Runs `semesta calc contribution`.
pub(crate) fn run(args: &ContributionArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let mut dues = Vec::new();
    let mut citations: Vec<Citation> = Vec::new();
    for offset in 0..i32::from(args.months) {
        let month = args.month.plus(offset);
        dues.push(month_due(args, &law, month, lang)?);
        for citation in cite(args, &law, month.first_day(), lang)? {
            if !citations.contains(&citation) {
                citations.push(citation);
            }
        }
    }
    let sum: Components = dues.iter().map(|due| due.unit * args.people).sum();
    match args.options.format {
        Format::Json => text::print_json(&to_json(args, &dues, sum, citations))?,
        Format::Table => print(args, &dues, sum, &citations, lang),
    }
    Ok(ExitCode::SUCCESS)
}

fn month_due(
    args: &ContributionArgs,
    law: &Law,
    month: Month,
    lang: Lang,
) -> anyhow::Result<MonthDue> {
    let rates = ContributionRates::of(law, month).map_err(|e| anyhow::anyhow!(e.text(lang)))?;
    let wage = match args.wage {
        Some(amount) => Some(Wage {
            amount,
            minimum: minimum_wage(law, args.umk, args.region, month, lang)?,
        }),
        None => None,
    };
    let facts = ContributionFacts {
        segment: args.segment,
        class: class_of(args),
        wage,
        registrar: match args.registrar {
            RegistrarArg::Kota => Registrar::City,
            RegistrarArg::Provinsi => Registrar::Province,
            RegistrarArg::Donatur => Registrar::Donor,
        },
        local_assistance: match args.assistance {
            AssistanceArg::Kota => LocalAssistance::City,
            AssistanceArg::Provinsi => LocalAssistance::Province,
        },
    };
    let unit = rates
        .due(&facts)
        .map_err(|error| anyhow::anyhow!(error.text(lang)))?;
    Ok(MonthDue { month, unit })
}

/// The class asked for; III where the segment has classes and none is given.
fn class_of(args: &ContributionArgs) -> Option<Class> {
    match args.segment {
        Segment::Pbpu | Segment::Bp => Some(args.class.unwrap_or(Class::III)),
        _ => args.class,
    }
}

fn cite(args: &ContributionArgs, law: &Law, on: Date, lang: Lang) -> anyhow::Result<Vec<Citation>> {
    let ids = contribution_parameters(args.segment, class_of(args));
    let mut citations = law
        .citations(ids, on)
        .map_err(|error| anyhow::anyhow!(error.text(lang)))?;
    if args.segment.is_wage_worker() {
        citations.extend(law.citation("contribution.ppu_wage_ceiling", on).ok());
        citations.extend(umk_citation(law, args.umk, args.region, on));
    }
    Ok(citations)
}

fn to_json(
    args: &ContributionArgs,
    dues: &[MonthDue],
    sum: Components,
    citations: Vec<Citation>,
) -> ContributionJson {
    let first = dues.first().map(|due| due.unit).unwrap_or_default();
    ContributionJson {
        schema: "semesta.calc.contribution/1",
        segment: args.segment.code(),
        class: class_of(args).map(Class::number),
        month: args.month.to_string(),
        months: args.months,
        people: args.people,
        basis: "constant_headcount",
        per_person_month: UnitJson {
            amount: first.total().0,
            components: text::components_json(first),
            by_payer: text::by_payer_json(first),
        },
        amount: sum.total().0,
        components: text::components_json(sum),
        by_payer: text::by_payer_json(sum),
        by_month: dues
            .iter()
            .map(|due| MonthJson {
                month: due.month.to_string(),
                per_person: due.unit.total().0,
                amount: (due.unit * args.people).total().0,
                by_payer: text::by_payer_json(due.unit * args.people),
            })
            .collect(),
        citations,
    }
}

fn print(
    args: &ContributionArgs,
    dues: &[MonthDue],
    sum: Components,
    citations: &[Citation],
    lang: Lang,
) {
    println!("{}", heading(args, lang));
    let mut at = 0;
    while at < dues.len() {
        let unit = dues[at].unit;
        let n = dues[at..].iter().take_while(|due| due.unit == unit).count();
        let last = dues[at + n - 1].month;
        if dues.len() > 1 {
            println!(
                "\n{} – {last} ({n} {})",
                dues[at].month,
                lang.pick("bulan", "months")
            );
        }
        let n_person_months = args.people * i64::try_from(n).unwrap_or(i64::MAX);
        let is_single = n_person_months == 1;
        text::print_components(unit, (!is_single).then(|| unit * n_person_months), lang);
        at += n;
    }
    if dues.len() > 1 {
        println!();
        for (payer, amount) in sum.by_payer() {
            println!("{payer:<14} {:>24}", amount.to_string());
        }
        println!("{:<14} {:>24}", "total", sum.total().to_string());
    }
    text::print_citations(citations, lang);
}

fn heading(args: &ContributionArgs, lang: Lang) -> String {
    let class = class_of(args).map_or_else(String::new, |class| {
        format!(" {} {}", lang.pick("kelas", "class"), class.number())
    });
    let people = semesta_domain::format_integer(args.people);
    let label = if args.people == 1 {
        String::new()
    } else {
        format!(
            ", {people} {}",
            lang.pick("orang (jumlah tetap)", "people (constant headcount)")
        )
    };
    format!(
        "{} {}{class}, {}{label}",
        lang.pick("Iuran", "Contribution"),
        args.segment.label(lang),
        args.month.in_words()
    )
}

/// An amount of whole rupiah as a decimal of the law.
pub(super) fn rupiah(amount: Decimal) -> Rupiah {
    amount.rupiah_half_up()
}
