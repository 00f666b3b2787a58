//! `report liability`: what is due for a month, by who pays it.

use std::collections::BTreeMap;

use clap::Args as Arguments;
use semesta_domain::{Lang, Month, RegionCode, RegionLevel, Segment, region_name};
use semesta_engine::liability::{Contributors, Due, Liability, RunContributors};
use semesta_evidence::DataFolder;
use semesta_law::{Component, ContributionError, Law};

use super::{By, Common, Context, not_grouped_so, payer_label};
use crate::run::hinted;
use crate::sheet::{Cell, Column, Sheet, columns};
use crate::talk::Hinted;

/// Kewajiban iuran sebulan menurut penanggung.
#[derive(Arguments)]
pub(crate) struct LiabilityArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Bulan, yyyy-mm; tanpa ini bulan run. Bulan mendatang memakai peserta dan hukum sekarang.
    #[arg(long, value_name = "BULAN")]
    month: Option<Month>,
    /// Jumlah bulan mulai `--month`; lebih dari satu: jumlah seluruhnya di samping tiap bulan.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=120))]
    months: u16,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang; di samping keadaan sekarang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    overrides: Vec<String>,
}

/// A line of the budget: a component, all of a payer, or what is missing to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BudgetLine {
    Due(Component),
    AllOf(&'static str),
    WithoutClass,
    WithoutWage,
}

impl BudgetLine {
    fn code(self) -> &'static str {
        match self {
            Self::Due(component) => component.code(),
            Self::AllOf(_) => "all",
            Self::WithoutClass => "tanpa_kelas",
            Self::WithoutWage => "tanpa_upah",
        }
    }

    fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Due(component) => component.label(lang),
            Self::AllOf(_) => lang.pick("seluruhnya", "all"),
            Self::WithoutClass => lang.pick("kelas tidak diketahui", "class not known"),
            Self::WithoutWage => lang.pick(
                "upah tidak diketahui (termasuk keluarga)",
                "wage not known (families included)",
            ),
        }
    }

    fn payer(self) -> &'static str {
        match self {
            Self::Due(component) => component.payer_code(),
            Self::AllOf(payer) => payer,
            Self::WithoutClass | Self::WithoutWage => "",
        }
    }
}

/// Sorted by area or segment, then budget line.
type Sums = BTreeMap<(String, BudgetLine), (i64, i64)>;

pub(super) fn sheet(
    args: &LiabilityArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let as_of: jiff::civil::Date = context.manifest.as_of.parse()?;
    let month = args.month.unwrap_or(Month::of(as_of));
    let run = RunContributors::read(folder, &context.run);
    let mut run = run.map_err(|error| hinted(error, lang))?;
    let mut of_law = |law: &Law| -> anyhow::Result<Vec<(Month, Sums)>> {
        let question = *run.question();
        let months = (0..i32::from(args.months)).map(|n| month.plus(n));
        let of_month = |month: Month| {
            let contributors = run.of(month).map_err(|error| hinted(error, lang))?;
            let liability = Liability::of(contributors, &question, law, month);
            let liability = liability.map_err(|error| {
                Hinted::new(
                    format!("{month}: {}", error.text(lang)),
                    lang.pick(
                        "iuran JKN dihitung sejak 2014-01",
                        "contributions to JKN are due since 2014-01",
                    ),
                )
            })?;
            Ok((month, sums(&liability, context)?))
        };
        months.map(of_month).collect()
    };
    let present = of_law(&Law::embedded())?;
    let supposed = if args.overrides.is_empty() {
        None
    } else {
        Some(of_law(&super::award::overridden(&args.overrides, lang)?)?)
    };
    let mut facts = context.facts();
    facts.push(("month", month.to_string()));
    facts.push(("months", args.months.to_string()));
    let last = month.plus(i32::from(args.months) - 1);
    if last > Month::of(as_of) {
        facts.push(("basis", "constant headcount".to_owned()));
        eprintln!(
            "{}",
            lang.pick(
                "Bulan mendatang: jumlah orang tetap seperti pada tanggal run, hukum sekarang.",
                "Months to come: people as at the run's date, the law as known today."
            )
        );
    }
    Ok(Sheet {
        schema: "semesta.report.liability/1",
        name: "liability",
        facts,
        columns: titles(context, supposed.is_some()),
        rows: Box::new(rows(present, supposed, context).into_iter().map(Ok)),
    })
}

/// The rows of every month; of several months their sum last, and for readers only it.
fn rows(
    present: Vec<(Month, Sums)>,
    supposed: Option<Vec<(Month, Sums)>>,
    context: &Context,
) -> Vec<Vec<Cell>> {
    let mut present: Vec<(String, Sums)> = labelled(present);
    let mut supposed: Option<Vec<(String, Sums)>> = supposed.map(labelled);
    if present.len() > 1 && context.for_reading {
        let last = present.len() - 1;
        present.drain(..last);
        supposed.iter_mut().for_each(|of| drop(of.drain(..last)));
    }
    let mut rows = Vec::new();
    for (at, (label, sums)) in present.into_iter().enumerate() {
        let other = supposed.as_ref().map(|of| &of[at].1);
        for mut row in side_by_side(sums, other, context) {
            if context.for_reading {
                for at in unread(context.by, other.is_some()) {
                    row.remove(at);
                }
            } else {
                row.push(Cell::text(label.clone()));
            }
            rows.push(row);
        }
    }
    rows
}

/// The columns that a reader does without, the last first: the code; side by side
/// people and payer, whom the budget line tells; and what the group itself says.
fn unread(by: By, is_supposed: bool) -> impl Iterator<Item = usize> {
    let hidden = move |at: &usize| match at {
        0 => true,
        2 => is_supposed || by == By::Payer,
        3 => matches!(by, By::Payer | By::BudgetLine),
        4 => is_supposed,
        _ => false,
    };
    (0..6).rev().filter(hidden)
}

/// Months by name, and the sum of several as `all`.
fn labelled(months: Vec<(Month, Sums)>) -> Vec<(String, Sums)> {
    let mut all = Sums::new();
    for (key, (people, amount)) in months.iter().flat_map(|(_, sums)| sums) {
        let sum = all.entry(key.clone()).or_default();
        sum.0 += people;
        sum.1 += amount;
    }
    let several = months.len() > 1;
    let mut labelled: Vec<(String, Sums)> = months
        .into_iter()
        .map(|(month, sums)| (month.to_string(), sums))
        .collect();
    if several {
        labelled.push(("all".to_owned(), all));
    }
    labelled
}

fn sums(liability: &Liability<'_>, context: &Context) -> anyhow::Result<Sums> {
    let mut sums = Sums::new();
    for due in &liability.dues {
        let group = group(due.of, context)?;
        for (line, amount) in lines(due, context.by) {
            let by_line = match context.by {
                By::Payer => Some(line.payer()),
                By::BudgetLine => Some(line.code()),
                _ => None,
            };
            let mut add = |group: &str| {
                let sum = sums.entry((group.to_owned(), line)).or_default();
                sum.0 += due.of.people;
                sum.1 += amount * due.of.people;
            };
            add(by_line.unwrap_or(&group));
            if by_line.is_none() && context.by != By::City {
                add("all");
            }
        }
    }
    Ok(sums)
}

/// The rows of today's law, with what another law makes of each beside it.
fn side_by_side(mut present: Sums, supposed: Option<&Sums>, context: &Context) -> Vec<Vec<Cell>> {
    for key in supposed.into_iter().flat_map(Sums::keys) {
        present.entry(key.clone()).or_default();
    }
    let rows = present.into_iter().map(|(key, (people, amount))| {
        let other = supposed.map(|sums| sums.get(&key).map_or(0, |(_, amount)| *amount));
        let mut row = cells((key, (people, amount)), context);
        if let Some(other) = other {
            row.extend([Cell::Integer(other), Cell::Integer(other - amount)]);
        }
        row
    });
    rows.collect()
}

/// The budget lines of a due with the rupiah of one person, a payer's together
/// where payers are asked for.
fn lines(due: &Due<'_>, by: By) -> Vec<(BudgetLine, i64)> {
    match due.each {
        Ok(due) if by == By::Payer => {
            let payers = due.by_payer().into_iter();
            payers
                .map(|(payer, amount)| (BudgetLine::AllOf(payer), amount.0))
                .collect()
        }
        Ok(due) => due
            .parts()
            .map(|(component, amount)| (BudgetLine::Due(component), amount.0))
            .collect(),
        Err(ContributionError::ClassNeeded(_)) => vec![(BudgetLine::WithoutClass, 0)],
        Err(ContributionError::WageNeeded(_)) => vec![(BudgetLine::WithoutWage, 0)],
    }
}

fn titles(context: &Context, is_supposed: bool) -> Vec<Column> {
    let mut titles = columns(
        context.lang,
        &[
            ("area", "Kode", "Code"),
            ("area_name", "Kelompok", "Group"),
            ("payer", "Penanggung", "Payer"),
            ("component", "Mata anggaran", "Budget line"),
            ("people", "Orang-bulan", "Person-months"),
            ("amount", "Jumlah (Rp)", "Amount (Rp)"),
            ("amount_what_if", "Andaian (Rp)", "Supposed (Rp)"),
            ("difference", "Selisih (Rp)", "Difference (Rp)"),
        ],
    );
    if !is_supposed {
        titles.truncate(titles.len() - 2);
    }
    if context.for_reading {
        for at in unread(context.by, is_supposed) {
            titles.remove(at);
        }
    } else {
        titles.extend(columns(context.lang, &[("month", "Bulan", "Month")]));
    }
    titles
}

fn cells(
    ((group, line), (people, amount)): ((String, BudgetLine), (i64, i64)),
    context: &Context,
) -> Vec<Cell> {
    let lang = context.lang;
    let name = match group.parse::<Segment>() {
        _ if group == "all" => lang.pick("seluruhnya", "all").to_owned(),
        _ if context.by == By::Payer && group.is_empty() => line.label(lang).to_owned(),
        _ if context.by == By::Payer => payer_label(&group, lang),
        _ if context.by == By::BudgetLine => line.label(lang).to_owned(),
        Ok(segment) => segment.label(lang).to_owned(),
        Err(_) => group
            .parse()
            .ok()
            .and_then(region_name)
            .unwrap_or(&group)
            .to_owned(),
    };
    let component = if context.for_reading {
        line.label(lang)
    } else {
        line.code()
    };
    let known = matches!(line, BudgetLine::Due(_) | BudgetLine::AllOf(_));
    vec![
        Cell::text(group),
        Cell::text(name),
        if line.payer().is_empty() {
            Cell::Empty
        } else {
            Cell::text(line.payer())
        },
        Cell::text(component),
        Cell::Integer(people),
        // What is not known is not shown.
        if known {
            Cell::Integer(amount)
        } else {
            Cell::Empty
        },
    ]
}

fn group(of: &Contributors, context: &Context) -> anyhow::Result<String> {
    let at_level = |level: RegionLevel| {
        let code = RegionCode::from_number(of.region).ok();
        let code = code.and_then(|code| code.parent(level));
        code.map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact())
    };
    Ok(match context.by {
        By::City => context.manifest.region.replace('.', ""),
        By::District => at_level(RegionLevel::District),
        By::Village => at_level(RegionLevel::Village),
        By::Segment => of.segment.code().to_owned(),
        // What is due has a payer and a line, not its people.
        By::Payer | By::BudgetLine => String::new(),
        By::Age | By::Sex => {
            return Err(not_grouped_so(
                context.lang.pick("kewajiban", "liability"),
                "city|district|village|segment|payer|budget-line",
                context.lang,
            ));
        }
    })
}
