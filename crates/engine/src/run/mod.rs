//! A run on a data folder: choose, read, compute, close, write.

mod error;
mod folder;
mod law_stamp;
mod manifest;
mod receipt;
mod reopen;
mod selection;
mod verify;

use std::fs;

use arrow_array::RecordBatch;
use rayon::prelude::*;
use semesta_domain::{Month, RegionLevel};
use semesta_evidence::{DataFolder, FolderError, Manifest, Source};
use semesta_law::Law;
use semesta_planning::Indicator;

pub use error::RunError;
pub use folder::RunFolder;
pub use manifest::{LawStamp, RUN_SCHEMA, RunManifest, SnapshotUsed, Summary, TableStamp};
pub use receipt::{RECEIPTS_SCHEMA, Receipt, receipts};
pub use reopen::{donors, reopen, reopen_people, reopen_with, residents_anew};
pub(crate) use verify::question;
pub use verify::{Difference, verify};

use crate::bill::{self, BillAudit};
use crate::compute::{Outcome, Question, compute};
use crate::facts::Facts;
use crate::figures::{self, Bridge, Check, DemographicRow, IndicatorRow, PayerRow};
use crate::flows::{self, ObservedFlow};
use crate::gap::GapRules;
use crate::input::Inputs;
use crate::layoffs::laid_off;
use crate::liability::{self, contributor_changes, contributors_by_month};
use crate::load::load;
use crate::results::{
    Table, bill_facts_table, bill_lines_table, bill_notices_table, bridge_table, checks_table,
    contributor_changes_table, contributors_table, demographics_table, flows_table,
    indicators_table, layoffs_table, members_table, parquet_bytes, payers_table, residents_table,
    review_table, route_facts_table, routes_table,
};
use crate::routes::{self, Routes};

/// The part of a run that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading snapshots.
    Read,
    /// Linking records and people.
    Compute,
    /// Counting and encoding.
    Encode,
    /// Writing.
    Write,
}

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// What it says about itself.
    pub manifest: RunManifest,
    /// Whether the same run was there before; nothing was written then.
    pub already_there: bool,
}

/// The encoded tables of a run.
pub(crate) struct Encoded {
    pub(crate) manifest: RunManifest,
    pub(crate) tables: Vec<(Table, Vec<u8>)>,
    pub(crate) receipts: Vec<Receipt>,
}

/// Runs a question on a data folder and keeps the results.
///
/// The results appear whole or not at all. The same question on the same
/// snapshots and law is the same run.
///
/// # Errors
/// If there is no register or roll to run on, or a file cannot be read or written.
pub fn run(
    folder: &DataFolder,
    question: Question,
    law: &LawStamp,
    progress: &dyn Fn(Stage),
) -> Result<Finished, RunError> {
    if question.region.level() != RegionLevel::Regency {
        return Err(RunError::RegionLevel(question.region));
    }
    let snapshots = selection::snapshots(folder, question.as_of)?;
    let id = manifest::run_id(&question, &snapshots, law);
    let target = RunFolder::new(folder, &id);
    if target.exists() {
        return Ok(Finished {
            manifest: target.manifest()?,
            already_there: true,
        });
    }
    let encoded = encode(folder, question, &snapshots, law, progress)?;
    progress(Stage::Write);
    write(folder, &target, &encoded)?;
    Ok(Finished {
        manifest: encoded.manifest,
        already_there: false,
    })
}

/// Computes and encodes everything, writing nothing.
pub(crate) fn encode(
    folder: &DataFolder,
    question: Question,
    snapshots: &[Manifest],
    law: &LawStamp,
    progress: &dyn Fn(Stage),
) -> Result<Encoded, RunError> {
    for needed in [Source::Penduduk, Source::Peserta] {
        if !snapshots.iter().any(|manifest| manifest.source == needed) {
            return Err(RunError::MissingSource {
                source_code: needed.code(),
                as_of: question.as_of,
            });
        }
    }
    progress(Stage::Read);
    let inputs = load(folder, snapshots)?;
    progress(Stage::Compute);
    let outcome = compute(&inputs, question);
    progress(Stage::Encode);
    let files: Vec<String> = snapshots
        .iter()
        .map(|manifest| manifest.file_name.clone())
        .collect();
    let law_of_day = Law::embedded();
    let ((of_people, of_records), counted) = rayon::join(
        || {
            rayon::join(
                || tables_of_people(&outcome, &inputs, &law_of_day),
                || tables_of_records(&outcome, &inputs, &law_of_day, &files),
            )
        },
        || Counted::of(&outcome, &inputs, snapshots),
    );
    let (people_side, records_side) = (of_people?, of_records?);
    let review = review_table(&outcome, &inputs, &law_of_day, &files)?;
    let Counted {
        indicators,
        groups,
        payers,
        bridge,
        flows,
    } = counted;
    let mut checks = figures::checks(&outcome, &indicators, &groups, &bridge);
    checks.extend(figures::payer_checks(&payers, &indicators));
    let n_rows = |side: &Side, table| {
        side.coded
            .iter()
            .find(|coded| coded.table == table)
            .map_or(0, |coded| coded.n_rows)
    };
    let n_residents = n_rows(&people_side, Table::Residents);
    let n_members = n_rows(&records_side, Table::Members);
    checks.extend(row_checks(&outcome, snapshots, n_residents, n_members));
    checks.extend(people_side.checks);
    checks.extend(records_side.checks);
    let mut encoded = people_side.coded;
    encoded.extend(records_side.coded);
    for (table, batch) in [
        (Table::Review, review),
        (Table::Flows, flows_table(&flows)),
        (Table::Indicators, indicators_table(&indicators)),
        (Table::Demographics, demographics_table(&groups)),
        (Table::Payers, payers_table(&payers)),
        (Table::Bridge, bridge_table(&bridge)),
        (Table::Checks, checks_table(&checks)),
    ] {
        encoded.push(Coded::of(table, &batch)?);
    }
    let stamps = encoded
        .iter()
        .map(|coded| (coded.table.name(), coded.stamp.clone()));
    let manifest = RunManifest::new(
        &question,
        snapshots,
        law,
        stamps,
        Summary::of(&indicators, &checks, &outcome),
    );
    let receipts = receipts(&manifest, &indicators);
    let tables = encoded
        .into_iter()
        .map(|coded| (coded.table, coded.bytes))
        .collect();
    Ok(Encoded {
        manifest,
        tables,
        receipts,
    })
}

/// The figures of a run.
struct Counted {
    indicators: Vec<IndicatorRow>,
    groups: Vec<DemographicRow>,
    payers: Vec<PayerRow>,
    bridge: Bridge,
    flows: Vec<(Indicator, Vec<ObservedFlow>)>,
}

impl Counted {
    /// Counts them side by side.
    fn of(outcome: &Outcome, inputs: &Inputs, snapshots: &[Manifest]) -> Self {
        let roll = &inputs.roll;
        let lists = snapshots
            .iter()
            .filter(|list| matches!(list.source, Source::Kematian | Source::Pindah));
        let first_lists = lists.map(|list| Month::of(list.as_of)).min();
        let ((groups, flows), (indicators, payers, bridge)) = rayon::join(
            || {
                rayon::join(
                    || figures::demographics(outcome, roll),
                    || flows::observed(inputs, outcome, first_lists),
                )
            },
            || {
                (
                    figures::indicators(outcome, roll),
                    figures::payers(outcome, roll),
                    figures::bridge(outcome),
                )
            },
        );
        Self {
            indicators,
            groups,
            payers,
            bridge,
            flows,
        }
    }
}

/// A table as it will be written.
struct Coded {
    table: Table,
    n_rows: usize,
    bytes: Vec<u8>,
    stamp: TableStamp,
}

impl Coded {
    fn of(table: Table, batch: &RecordBatch) -> Result<Self, RunError> {
        let bytes = parquet_bytes(table.name(), batch)?;
        Ok(Self {
            table,
            n_rows: batch.num_rows(),
            stamp: TableStamp::of(batch.num_rows(), &bytes),
            bytes,
        })
    }
}

/// Two tables, made side by side.
fn both(
    one: impl FnOnce() -> Result<Coded, RunError> + Send,
    other: impl FnOnce() -> Result<Coded, RunError> + Send,
) -> Result<Vec<Coded>, RunError> {
    let (one, other) = rayon::join(one, other);
    Ok(vec![one?, other?])
}

/// Tables that are made side by side, and what they are checked against.
struct Side {
    coded: Vec<Coded>,
    checks: Vec<Check>,
}

/// One row a resident, and one a resident's route.
fn tables_of_people(outcome: &Outcome, inputs: &Inputs, law: &Law) -> Result<Side, RunError> {
    let facts = Facts::gather(outcome, inputs);
    let gap = GapRules::at(law, outcome.question.as_of)?;
    let routes = Routes::find(outcome, inputs, &facts, law)?;
    let residents = residents_table(outcome, inputs, &facts, &gap, &routes);
    let mut coded = both(
        || Coded::of(Table::Residents, &residents),
        || Coded::of(Table::Routes, &routes_table(&routes, outcome, inputs)),
    )?;
    coded.push(Coded::of(Table::RouteFacts, &route_facts_table(&routes))?);
    let (months, changes) = rayon::join(
        || contributors_by_month(inputs, outcome),
        || contributor_changes(inputs, outcome),
    );
    coded.extend(both(
        || Coded::of(Table::Contributors, &contributors_table(&months)),
        || {
            let changes = contributor_changes_table(&changes);
            Coded::of(Table::ContributorChanges, &changes)
        },
    )?);
    let laid_off = laid_off(outcome, inputs, &facts, law)?;
    coded.push(Coded::of(
        Table::Layoffs,
        &layoffs_table(&laid_off, outcome),
    )?);
    let mut checks = routes::checks(&routes, outcome);
    checks.push(liability::check(&months, outcome));
    Ok(Side { coded, checks })
}

/// One row a roll record, and one a billed line.
fn tables_of_records(
    outcome: &Outcome,
    inputs: &Inputs,
    law: &Law,
    files: &[String],
) -> Result<Side, RunError> {
    let audit = BillAudit::of(inputs, outcome, law)?;
    let mut coded = both(
        || Coded::of(Table::Members, &members_table(outcome, &inputs.roll, files)),
        || {
            Coded::of(
                Table::BillLines,
                &bill_lines_table(&audit, outcome, inputs, files),
            )
        },
    )?;
    coded.extend(both(
        || Coded::of(Table::BillFacts, &bill_facts_table(&audit)),
        || Coded::of(Table::BillNotices, &bill_notices_table(&audit)),
    )?);
    Ok(Side {
        coded,
        checks: bill::checks(&audit, &inputs.bills).into_iter().collect(),
    })
}

/// No row is lost between delivery, snapshot and result.
fn row_checks(
    outcome: &Outcome,
    snapshots: &[Manifest],
    n_residents: usize,
    n_members: usize,
) -> Vec<Check> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let rows = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut checks: Vec<Check> = snapshots
        .iter()
        .map(|manifest| {
            let kept = manifest.accepted + manifest.rejected + manifest.skipped.n();
            let name = format!(
                "rows_{}_{}",
                manifest.source.code(),
                &manifest.id.0[..8.min(manifest.id.0.len())]
            );
            Check::new(name, rows(manifest.rows_in), rows(kept))
        })
        .collect();
    let newest_roll = selection::newest_roll(snapshots);
    let roll: u64 = snapshots
        .iter()
        .filter(|manifest| {
            manifest.source == Source::Peserta && Some(manifest.as_of) == newest_roll
        })
        .map(|manifest| manifest.accepted)
        .sum();
    let living = outcome
        .is_resident
        .iter()
        .filter(|is_resident| **is_resident)
        .count();
    checks.push(Check::new("members_rows", count(n_members), rows(roll)));
    checks.push(Check::new(
        "residents_rows",
        count(n_residents),
        count(living),
    ));
    checks
}

fn write(folder: &DataFolder, target: &RunFolder, encoded: &Encoded) -> Result<(), RunError> {
    let staging = folder.stage()?;
    let put = |name: &str, bytes: &[u8]| {
        let path = staging.path(name);
        let bytes = folder
            .vault()
            .seal(&target.path().join(name), bytes)
            .map_err(FolderError::from)?;
        fs::write(&path, bytes).map_err(|source| RunError::Io { path, source })
    };
    encoded
        .tables
        .par_iter()
        .try_for_each(|(table, bytes)| put(&format!("{}.parquet", table.name()), bytes))?;
    put(
        "receipts.json",
        &json(&receipt::document(&encoded.receipts)),
    )?;
    put("manifest.json", &json(&encoded.manifest))?;
    staging.publish(target.path())?;
    Ok(())
}

/// Pretty JSON with a final newline.
fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    // Plain structs of texts and numbers always serialise.
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain values serialise");
    bytes.push(b'\n');
    bytes
}

/// JSON on one line.
fn json_line<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values serialise")
}
