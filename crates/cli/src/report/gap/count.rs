//! Counting the residents without an active membership.

use std::borrow::Cow;
use std::collections::BTreeMap;

use arrow_array::{Array, Date32Array, Int64Array, RecordBatch};
use jiff::civil::Date;
use semesta_domain::{RegionCode, RegionLevel};
use semesta_engine::figures::AgeGroup;
use semesta_engine::input::NO_DATE;
use semesta_engine::results::{Table, Words};
use semesta_engine::run::residents_anew;
use semesta_engine::{Gap, GapReason, GapRules};
use semesta_evidence::DataFolder;
use semesta_law::Law;

use super::super::typed::{dates, flags, integers, words};
use super::super::{By, Context};
use crate::run::hinted;

/// Residents of one group and reason.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) uncovered: i64,
    pub(super) inactive: i64,
    /// How many there would be under the other law.
    pub(super) supposed: i64,
}

/// By area, segment, payer, age or sex, and then by reason in the order of all.
pub(super) type Counts = BTreeMap<String, [Count; GapReason::ALL.len()]>;

/// What is read of residents always, and where another law is supposed.
const ALWAYS: [&str; 3] = ["active", "registered", "gap_reason"];
const SUPPOSED: [&str; 3] = ["birth_date", "decile", "gap_otherwise"];

/// Counts a run's residents, by what another law makes of them too if one is given.
pub(super) fn counted(
    folder: &DataFolder,
    law: Option<&Law>,
    context: &Context,
) -> anyhow::Result<Counts> {
    let on: Date = context.manifest.as_of.parse()?;
    let rules = law.map(|law| GapRules::at(law, on)).transpose()?;
    let mut counts = Counts::new();
    for batch in read(folder, law.is_some(), context)? {
        count(&batch, rules.as_ref(), on, context, &mut counts)?;
    }
    Ok(counts)
}

fn read(
    folder: &DataFolder,
    is_supposed: bool,
    context: &Context,
) -> anyhow::Result<Vec<RecordBatch>> {
    let run = &context.run;
    let mut names: Vec<&str> = ALWAYS.to_vec();
    names.extend(group_column(context.by));
    if is_supposed {
        if !run
            .columns(Table::Residents)?
            .iter()
            .any(|name| name == "gap_otherwise")
        {
            let residents = residents_anew(folder, run);
            return Ok(vec![
                residents.map_err(|error| hinted(error, context.lang))?,
            ]);
        }
        names.extend(SUPPOSED);
    }
    Ok(run.read_columns(Table::Residents, &names)?)
}

fn group_column(by: By) -> Option<&'static str> {
    match by {
        By::City | By::BudgetLine => None,
        By::District | By::Village => Some("region"),
        By::Segment => Some("segment"),
        By::Payer => Some("payer"),
        By::Sex => Some("sex"),
        By::Age => Some("birth_date"),
    }
}

fn count(
    batch: &RecordBatch,
    rules: Option<&GapRules>,
    on: Date,
    context: &Context,
    counts: &mut Counts,
) -> anyhow::Result<()> {
    let (active, registered) = (flags(batch, "active")?, flags(batch, "registered")?);
    let reasons = words(batch, "gap_reason", GapReason::parse)?;
    let grounds = rules
        .map(|rules| Ok::<_, anyhow::Error>((rules, Grounds::of(batch)?)))
        .transpose()?;
    let groups = Groups::of(batch, on, context)?;
    for row in (0..batch.num_rows()).filter(|row| !active.value(*row)) {
        let group = groups.at(row);
        if !counts.contains_key(&*group) {
            counts.insert(group.to_string(), Default::default());
        }
        let Some(by_reason) = counts.get_mut(&*group) else {
            continue;
        };
        let is_registered = registered.value(row);
        let reason = reasons.at(row).copied().unwrap_or(GapReason::Unknown);
        let count = &mut by_reason[reason as usize];
        if is_registered {
            count.inactive += 1;
        } else {
            count.uncovered += 1;
        }
        if let Some((rules, grounds)) = &grounds {
            let reason = rules.reason(&grounds.at(row, is_registered));
            by_reason[reason as usize].supposed += 1;
        }
    }
    Ok(())
}

/// What a resident is counted under.
enum Groups<'a> {
    City(String),
    /// Texts, and what stands for none.
    Words(Words<'a, String>, &'static str),
    Births(&'a Date32Array, Date),
}

impl<'a> Groups<'a> {
    fn of(batch: &'a RecordBatch, on: Date, context: &Context) -> anyhow::Result<Self> {
        let Some(name) = group_column(context.by) else {
            return Ok(Self::City(context.manifest.region.replace('.', "")));
        };
        let level = match context.by {
            By::Age => return Ok(Self::Births(dates(batch, name)?, on)),
            By::District => Some(RegionLevel::District),
            By::Village => Some(RegionLevel::Village),
            _ => None,
        };
        let words = words(batch, name, |text| match level {
            Some(level) => area(text, level),
            None => Some(text.to_owned()),
        })?;
        let none = if level.is_some() { "tanpa wilayah" } else { "" };
        Ok(Self::Words(words, none))
    }

    fn at(&self, row: usize) -> Cow<'_, str> {
        match self {
            Self::City(code) => Cow::Borrowed(code),
            Self::Words(words, none) => Cow::Borrowed(words.at(row).map_or(*none, String::as_str)),
            Self::Births(births, on) => Cow::Owned(AgeGroup::at(day(births, row), *on).label()),
        }
    }
}

/// What another law looks at.
struct Grounds<'a> {
    births: &'a Date32Array,
    deciles: &'a Int64Array,
    otherwise: Words<'a, GapReason>,
}

impl<'a> Grounds<'a> {
    fn of(batch: &'a RecordBatch) -> anyhow::Result<Self> {
        Ok(Self {
            births: dates(batch, "birth_date")?,
            deciles: integers(batch, "decile")?,
            otherwise: words(batch, "gap_otherwise", GapReason::parse)?,
        })
    }

    fn at(&self, row: usize, registered: bool) -> Gap {
        let decile = self.deciles.is_valid(row).then(|| self.deciles.value(row));
        Gap {
            registered,
            birth: day(self.births, row),
            decile: decile.and_then(|decile| u8::try_from(decile).ok()),
            otherwise: self
                .otherwise
                .at(row)
                .copied()
                .unwrap_or(GapReason::Unknown),
        }
    }
}

fn area(region: &str, level: RegionLevel) -> Option<String> {
    let code: RegionCode = region.parse().ok()?;
    Some(code.parent(level)?.compact())
}

fn day(days: &Date32Array, row: usize) -> i32 {
    if days.is_null(row) {
        NO_DATE
    } else {
        days.value(row)
    }
}
