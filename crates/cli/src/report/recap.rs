//! `report bill --recap`: bills that carry only head counts and amounts, audited
//! as far as they can be.
//!
//! Such a bill names nobody. Its price is checked against the law of the month,
//! and its heads against the people whom the month's roll shows as paid for by
//! the city: their lines are supposed at the amounts due and audited like any
//! other, so that every head beyond those without a finding is not supported.

use std::collections::{BTreeMap, BTreeSet};

use semesta_domain::{Finding, Lang, Month, Payer, Segment, days};
use semesta_engine::Outcome;
use semesta_engine::bill::{BillAudit, RollOfMonth, supposed_bills};
use semesta_engine::funding::{HeadCount, has, head_counts};
use semesta_engine::input::{Inputs, NO_DATE};
use semesta_engine::liability::{Liability, contributors};
use semesta_engine::run::reopen_with;
use semesta_evidence::{DataFolder, Source};
use semesta_law::{Component, ContributionRates, Law, LawError, Registrar};

use super::Context;
use crate::run::hinted;
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::{Hinted, of_law};

/// An item, its heads and its rupiah; none where it could not be checked.
type Item = (String, Option<i64>, Option<i64>);

/// Heads and rupiah.
type Count = (i64, i64);

/// What a month's roll supports.
#[derive(Debug, Default)]
struct Support {
    roll: Option<RollOfMonth>,
    by_finding: BTreeMap<Finding, i64>,
}

/// Month, segment and class of a bill's rows.
type Key = (Month, Segment, Option<u8>);

pub(super) fn sheet(folder: &DataFolder, context: &Context) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let billed = sums(&head_counts(folder, &context.manifest)?);
    if billed.is_empty() {
        return Err(Hinted::new(
            lang.pick(
                "belum ada tagihan yang hanya memuat jumlah jiwa",
                "there is no bill of head counts",
            ),
            lang.pick(
                "impor `tagihan_rekap` lalu jalankan `semesta run`",
                "import `tagihan_rekap` and `semesta run`",
            ),
        )
        .into());
    }
    let law = Law::embedded();
    let auditor = Auditor::new(folder, context, &law, &billed)?;
    let mut rows = Vec::new();
    for (key, count) in &billed {
        for (item, heads, rupiah) in auditor.items(*key, *count, context)? {
            rows.push(row(*key, &item, heads, rupiah, context));
        }
    }
    let unchecked = unchecked(&auditor, context);
    let mut facts = context.facts();
    facts.push((
        "not_checked",
        unchecked
            .iter()
            .map(|(code, _)| *code)
            .collect::<Vec<_>>()
            .join(" "),
    ));
    for (_, words) in &unchecked {
        eprintln!(
            "{} {words}",
            lang.pick("Tidak dapat diperiksa:", "Could not be checked:")
        );
    }
    Ok(Sheet {
        schema: "semesta.report.bill_recap/1",
        name: "bill_recap",
        facts,
        columns: columns(
            lang,
            &[
                ("month", "Bulan", "Month"),
                ("segment", "Segmen", "Segment"),
                ("class", "Kelas", "Class"),
                ("item", "Uraian", "Item"),
                ("heads", "Jiwa", "Heads"),
                ("rupiah", "Rp", "Rp"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The bill's rows by month, segment and class.
fn sums(rows: &[HeadCount]) -> BTreeMap<Key, Count> {
    let mut sums: BTreeMap<Key, Count> = BTreeMap::new();
    for row in rows {
        // People registered by local government are of class III, whatever the column says.
        let class = row.class.filter(|_| row.segment != Segment::PbpuPemda);
        let sum = sums.entry((row.month, row.segment, class)).or_default();
        sum.0 += row.heads;
        sum.1 += row.amount;
    }
    sums
}

struct Auditor<'a> {
    law: &'a Law,
    inputs: Inputs,
    outcome: Outcome,
    support: BTreeMap<Month, Support>,
    has_approved: bool,
}

impl<'a> Auditor<'a> {
    /// Supposes the lines of every billed month and audits them.
    fn new(
        folder: &DataFolder,
        context: &Context,
        law: &'a Law,
        billed: &BTreeMap<Key, Count>,
    ) -> anyhow::Result<Self> {
        let assistance = super::award::assistance(context);
        let fail = |error: LawError| of_law(error.text(context.lang), context.lang);
        let months: BTreeSet<Month> = billed.keys().map(|(month, _, _)| *month).collect();
        let months: Vec<Month> = months.into_iter().collect();
        let mut rolls = Ok(Vec::new());
        let (inputs, outcome) = reopen_with(folder, &context.run, |inputs| {
            rolls = supposed_bills(inputs, &months, law, assistance).map(|(bills, rolls)| {
                inputs.bills = bills;
                rolls
            });
        })
        .map_err(|error| hinted(error, context.lang))?;
        let mut support: BTreeMap<Month, Support> = BTreeMap::new();
        for (month, roll) in months.iter().zip(rolls.map_err(fail)?) {
            support.entry(*month).or_default().roll = Some(roll);
        }
        let audit = BillAudit::of(&inputs, &outcome, law).map_err(fail)?;
        for line in &audit.lines {
            let of_month = support
                .entry(inputs.bills.month[line.row as usize])
                .or_default();
            *of_month.by_finding.entry(line.finding).or_default() += 1;
        }
        Ok(Self {
            law,
            has_approved: has(&context.manifest, Source::DaftarPemda),
            inputs,
            outcome,
            support,
        })
    }

    /// The items of a month and segment: item, heads, rupiah.
    fn items(&self, key: Key, billed: Count, context: &Context) -> anyhow::Result<Vec<Item>> {
        let fail = |error: LawError| of_law(error.text(context.lang), context.lang);
        let (month, segment, class) = key;
        let due = ContributionRates::of(self.law, month)
            .map_err(fail)?
            .pemda_due(Registrar::City, self.outcome.question.local_assistance);
        let mut items = vec![("billed".to_owned(), Some(billed.0), Some(billed.1))];
        let mut push = |item: &str, heads: i64, rupiah: i64| {
            items.push((item.to_owned(), Some(heads), Some(rupiah)));
        };
        let (price, supported) = match segment {
            Segment::PbpuPemda => {
                let price = due.city().0;
                let support = &self.support[&month];
                let by = &support.by_finding;
                push("due_for_heads", billed.0, billed.0 * price);
                if let Some(approved) = self.approved(month) {
                    push("approved", approved, approved * price);
                }
                let roll: i64 = by.values().sum();
                push("roll", roll, roll * price);
                for (finding, n) in by.iter().filter(|(finding, _)| **finding != Finding::Ok) {
                    push(finding.code(), *n, n * price);
                }
                (price, by.get(&Finding::Ok).copied().unwrap_or(0))
            }
            // The assistance to self-payers of class III is the city's, too.
            Segment::Pbpu | Segment::Bp if class.is_none_or(|class| class == 3) => {
                let price = due[Component::CityAssistance].0;
                push("due_for_heads", billed.0, billed.0 * price);
                (price, self.assisted(month, segment).map_err(fail)?)
            }
            _ => {
                items.push(("not_checked".to_owned(), None, None));
                return Ok(items);
            }
        };
        push("supported", supported, supported * price);
        push("wrong_amount", 0, billed.1 - billed.0 * price);
        let beyond = billed.0 - supported;
        push("not_supported", beyond, beyond * price);
        push("disputed", beyond, billed.1 - supported * price);
        Ok(items)
    }

    /// How many people the approved list names for the city in a month.
    fn approved(&self, month: Month) -> Option<i64> {
        let list = &self.inputs.approved;
        let (first, last) = (days(month.first_day()), days(month.last_day()));
        let mut people = BTreeSet::new();
        let mut unknown = 0;
        for (row, person) in self.outcome.lists.approved.iter().enumerate() {
            let begun = list.start[row] == NO_DATE || list.start[row] <= last;
            let lasts = list.end[row] == NO_DATE || list.end[row] >= first;
            let by_city = matches!(Payer::parse(list.payer.get(row)), None | Some(Payer::City));
            if begun && lasts && by_city {
                match person {
                    Some(person) => drop(people.insert(*person)),
                    None => unknown += 1,
                }
            }
        }
        self.has_approved.then_some(people.len() as i64 + unknown)
    }

    /// Active self-payers of class III who live in the city.
    fn assisted(&self, month: Month, segment: Segment) -> Result<i64, LawError> {
        let contributors = contributors(&self.inputs, &self.outcome, month);
        let question = &self.outcome.question;
        let liability = Liability::of(&contributors, question, self.law, month)?;
        let assisted = liability.dues.iter().filter(|due| {
            due.of.segment == segment
                && due.each.is_ok_and(|each| {
                    each[Component::CityAssistance].0 + each[Component::ProvinceAssistance].0 > 0
                })
        });
        Ok(assisted.map(|due| due.of.people).sum())
    }
}

/// What a bill of head counts does not let one check: code and words.
fn unchecked(auditor: &Auditor<'_>, context: &Context) -> Vec<(&'static str, String)> {
    let lang = context.lang;
    let mut all = vec![
        (
            "persons",
            lang.pick(
                "siapa yang ditagih; temuan di bawah adalah temuan atas peserta bulan itu, bukan atas tagihan",
                "who is billed: the findings are of the month's roll, not of the bill",
            )
            .to_owned(),
        ),
        (
            "duplicates",
            lang.pick(
                "orang yang ditagih dua kali dalam tagihan itu",
                "people billed twice within the bill",
            )
            .to_owned(),
        ),
        (
            "corrections",
            lang.pick(
                "koreksi dan susulan bulan lain di dalam jumlahnya",
                "corrections and late lines of other months within its sums",
            )
            .to_owned(),
        ),
    ];
    let by_period: Vec<String> = auditor
        .support
        .iter()
        .filter(|(_, support)| support.roll == Some(RollOfMonth::ByPeriod))
        .map(|(month, _)| month.to_string())
        .collect();
    if !by_period.is_empty() {
        all.push((
            "roll_of_month",
            format!(
                "{} ({})",
                lang.pick(
                    "keaktifan bulan itu menurut daftar peserta bulan itu; dipakai tmt dan tat",
                    "activity by a roll of the month: tmt and tat were used",
                ),
                by_period.join(", ")
            ),
        ));
    }
    let lists = [
        (
            Source::DaftarPemda,
            "daftar_pemda",
            "persetujuan pemda",
            "the city's approval",
        ),
        (
            Source::Phk,
            "phk",
            "masa jaminan PHK",
            "the lay-off guarantee",
        ),
    ];
    for (source, code, id, en) in lists {
        if !has(&context.manifest, source) {
            all.push((
                code,
                format!(
                    "{}: {} `{code}`",
                    lang.pick(id, en),
                    lang.pick("tidak ada data", "there is no")
                ),
            ));
        }
    }
    all
}

fn row(
    key: Key,
    item: &str,
    heads: Option<i64>,
    rupiah: Option<i64>,
    context: &Context,
) -> Vec<Cell> {
    let (month, segment, class) = key;
    let number = |value: Option<i64>| value.map_or(Cell::Empty, Cell::Integer);
    vec![
        Cell::text(month.to_string()),
        Cell::text(segment.code()),
        class.map_or(Cell::Empty, |class| Cell::text(class.to_string())),
        Cell::text(label(item, context)),
        number(heads),
        number(rupiah),
    ]
}

fn label(item: &str, context: &Context) -> String {
    let lang: Lang = context.lang;
    if !context.for_reading {
        return item.to_owned();
    }
    let known = match item {
        "billed" => lang.pick("ditagih", "billed"),
        "due_for_heads" => lang.pick("seharusnya untuk jumlah jiwa itu", "due for these heads"),
        "approved" => lang.pick("disetujui pemda", "approved by the city"),
        "roll" => lang.pick(
            "aktif dibayar kota menurut peserta",
            "active and city-paid in the roll",
        ),
        "supported" => lang.pick("tanpa temuan", "without a finding"),
        "wrong_amount" => lang.pick("selisih harga", "difference in price"),
        "not_supported" => lang.pick("tidak didukung", "not supported"),
        "disputed" => lang.pick("disengketakan", "disputed"),
        "not_checked" => lang.pick("tidak diperiksa", "not checked"),
        code => {
            return code.parse::<Finding>().map_or_else(
                |_| code.to_owned(),
                |finding| format!("- {}", finding.label(lang).to_lowercase()),
            );
        }
    };
    known.to_owned()
}
