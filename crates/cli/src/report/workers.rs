//! `report workers`: whether those who work for an employer are that employer's members.
//!
//! Routes are for residents without an active membership. A worker who is active
//! all the same, but paid for by the city as a resident or by himself, is no
//! route: here he is counted, with what the city pays for him a month.

use std::collections::BTreeMap;

use clap::Args as Arguments;
use semesta_domain::{Month, Rupiah, Segment, WorkerOrigin};
use semesta_engine::Facts;
use semesta_engine::run::reopen_people;
use semesta_evidence::DataFolder;
use semesta_law::{ContributionRates, Law, Registrar};

use super::{Common, Context};
use crate::run::hinted;
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::of_law;

/// Pekerja menurut segmen yang seharusnya dan yang ada.
#[derive(Arguments)]
pub(crate) struct WorkersArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Pekerja yang belum menjadi peserta pemberi kerjanya, orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
}

/// A worker and the membership that counts.
struct Worker {
    nik: String,
    employer: String,
    due: Segment,
    found: Found,
}

/// What a worker has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Active(Segment),
    Inactive(Segment),
    Nothing,
}

impl Found {
    fn segment(self) -> &'static str {
        match self {
            Self::Active(segment) | Self::Inactive(segment) => segment.code(),
            Self::Nothing => "",
        }
    }

    /// The code in files, the word for readers.
    fn state(self, context: &Context) -> &'static str {
        let lang = context.lang;
        match (self, context.for_reading) {
            (Self::Active(_), false) => "active",
            (Self::Inactive(_), false) => "inactive",
            (Self::Nothing, false) => "none",
            (Self::Active(_), true) => lang.pick("aktif", "active"),
            (Self::Inactive(_), true) => lang.pick("tidak aktif", "inactive"),
            (Self::Nothing, true) => lang.pick("belum terdaftar", "not registered"),
        }
    }
}

pub(super) fn sheet(
    args: &WorkersArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let workers = workers(folder, context)?;
    let price = price(context)?;
    let cost = |found: Found| match found {
        Found::Active(Segment::PbpuPemda) => price.0,
        _ => 0,
    };
    let mut facts = context.facts();
    facts.push(("workers", workers.len().to_string()));
    facts.push(("price_person_month", price.0.to_string()));
    if args.list {
        eprintln!(
            "{}",
            lang.pick(
                "Perhatian: daftar ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
                "Note: this list holds full identities (specific personal data, UU 27/2022)."
            )
        );
        let wrong = workers
            .into_iter()
            .filter(|worker| worker.found != Found::Active(worker.due));
        let rows: Vec<Vec<Cell>> = wrong
            .map(|worker| named(&worker, cost(worker.found), context))
            .collect();
        return Ok(Sheet {
            schema: "semesta.report.workers_list/1",
            name: "workers",
            facts,
            columns: columns(
                lang,
                &[
                    ("nik", "NIK", "NIK"),
                    ("employer", "Pemberi kerja", "Employer"),
                    ("due", "Seharusnya", "Due"),
                    ("segment", "Segmen", "Segment"),
                    ("state", "Keadaan", "State"),
                    ("city_month", "Rp kota sebulan", "Rp of the city a month"),
                ],
            ),
            rows: Box::new(rows.into_iter().map(Ok)),
        });
    }
    let mut counts: BTreeMap<(Segment, Found), i64> = BTreeMap::new();
    for worker in &workers {
        *counts.entry((worker.due, worker.found)).or_default() += 1;
    }
    let rows: Vec<Vec<Cell>> = counts
        .into_iter()
        .map(|((due, found), n)| {
            vec![
                Cell::text(due.code()),
                Cell::text(found.segment()),
                Cell::text(found.state(context)),
                Cell::Integer(n),
                Cell::Integer(n * cost(found)),
            ]
        })
        .collect();
    Ok(Sheet {
        schema: "semesta.report.workers/1",
        name: "workers",
        facts,
        columns: columns(
            lang,
            &[
                ("due", "Seharusnya", "Due"),
                ("segment", "Segmen sekarang", "Present segment"),
                ("state", "Keadaan", "State"),
                ("people", "Jiwa", "People"),
                ("city_month", "Rp kota sebulan", "Rp of the city a month"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

fn named(worker: &Worker, cost: i64, context: &Context) -> Vec<Cell> {
    vec![
        Cell::text(worker.nik.clone()),
        Cell::text(worker.employer.clone()),
        Cell::text(worker.due.code()),
        Cell::text(worker.found.segment()),
        Cell::text(worker.found.state(context)),
        Cell::Integer(cost),
    ]
}

/// Everybody whom a list of workers names and who lives in the city, by NIK.
fn workers(folder: &DataFolder, context: &Context) -> anyhow::Result<Vec<Worker>> {
    let (inputs, outcome) =
        reopen_people(folder, &context.run).map_err(|error| hinted(error, context.lang))?;
    let works = Facts::gather(&outcome, &inputs).works;
    let mut workers: Vec<Worker> = works
        .into_iter()
        .filter(|(person, _)| outcome.is_resident[*person as usize])
        .map(|(person, row)| {
            let person = person as usize;
            let list = &inputs.workers;
            let own = list.worker_origin[row as usize] == Some(WorkerOrigin::ContractList);
            let found = match outcome.counting[person].map(|row| row as usize) {
                Some(row) if outcome.members[row].active => Found::Active(inputs.roll.segment[row]),
                Some(row) => Found::Inactive(inputs.roll.segment[row]),
                None => Found::Nothing,
            };
            Worker {
                nik: format!("{:016}", outcome.people.nik[person]),
                employer: list.label.get(row as usize).to_owned(),
                due: if own { Segment::PpuPn } else { Segment::PpuBu },
                found,
            }
        })
        .collect();
    workers.sort_by(|a, b| (a.due, &a.employer, &a.nik).cmp(&(b.due, &b.employer, &b.nik)));
    Ok(workers)
}

/// What the city pays for a person in the run's month.
fn price(context: &Context) -> anyhow::Result<Rupiah> {
    let as_of: jiff::civil::Date = context.manifest.as_of.parse()?;
    let rates = ContributionRates::of(&Law::embedded(), Month::of(as_of))
        .map_err(|error| of_law(error.text(context.lang), context.lang))?;
    let assistance = super::award::assistance(context);
    Ok(rates.pemda_due(Registrar::City, assistance).city())
}
