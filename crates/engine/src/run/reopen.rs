//! Computing a kept run's outcome anew, for questions that its tables do not answer.

use arrow_array::RecordBatch;

use semesta_evidence::{DataFolder, Manifest, Source};
use semesta_law::Law;

use super::selection::newest_roll;
use super::{RunError, RunFolder, verify};
use crate::compute::{Outcome, compute};
use crate::facts::Facts;
use crate::gap::GapRules;
use crate::input::{Donor, Inputs};
use crate::load::load;
use crate::results::residents_table;
use crate::routes::Routes;

/// Reads a run's snapshots and computes its outcome.
///
/// # Errors
/// If the run or one of its snapshots cannot be read.
pub fn reopen(folder: &DataFolder, run: &RunFolder) -> Result<(Inputs, Outcome), RunError> {
    let manifest = run.manifest()?;
    let snapshots = snapshots(folder, &manifest)?;
    let inputs = load(folder, &snapshots)?;
    let outcome = compute(&inputs, verify::question(run, &manifest)?);
    Ok((inputs, outcome))
}

/// Reads a run's snapshots, changes its inputs and computes what comes of them.
///
/// # Errors
/// If the run or one of its snapshots cannot be read.
pub fn reopen_with(
    folder: &DataFolder,
    run: &RunFolder,
    change: impl FnOnce(&mut Inputs),
) -> Result<(Inputs, Outcome), RunError> {
    let manifest = run.manifest()?;
    let mut inputs = load(folder, &snapshots(folder, &manifest)?)?;
    change(&mut inputs);
    let outcome = compute(&inputs, verify::question(run, &manifest)?);
    Ok((inputs, outcome))
}

/// Reads what bears on a run's residents and computes their outcome: neither the
/// bills nor the rolls of their months do.
///
/// # Errors
/// If the run or one of its snapshots cannot be read.
pub fn reopen_people(folder: &DataFolder, run: &RunFolder) -> Result<(Inputs, Outcome), RunError> {
    let manifest = run.manifest()?;
    let mut snapshots = snapshots(folder, &manifest)?;
    let newest = newest_roll(&snapshots);
    snapshots.retain(|snapshot| match snapshot.source {
        Source::Tagihan | Source::TagihanRekap => false,
        Source::Peserta => Some(snapshot.as_of) == newest,
        _ => true,
    });
    let inputs = load(folder, &snapshots)?;
    let outcome = compute(&inputs, verify::question(run, &manifest)?);
    Ok((inputs, outcome))
}

/// The table `residents` of a run computed anew, for a run of an earlier version
/// that has not all its columns.
///
/// # Errors
/// If the run or one of its snapshots cannot be read, or a parameter is missing.
pub fn residents_anew(folder: &DataFolder, run: &RunFolder) -> Result<RecordBatch, RunError> {
    let (inputs, outcome) = reopen_people(folder, run)?;
    let facts = Facts::gather(&outcome, &inputs);
    let law = Law::embedded();
    let gap = GapRules::at(&law, outcome.question.as_of)?;
    let routes = Routes::find(&outcome, &inputs, &facts, &law)?;
    Ok(residents_table(&outcome, &inputs, &facts, &gap, &routes))
}

/// The donors that a run knew, without computing anything.
///
/// # Errors
/// If the run or one of its snapshots cannot be read.
pub fn donors(folder: &DataFolder, run: &RunFolder) -> Result<Vec<Donor>, RunError> {
    let snapshots = snapshots(folder, &run.manifest()?)?;
    Ok(crate::load::donors_of(folder, &snapshots)?)
}

fn snapshots(
    folder: &DataFolder,
    manifest: &super::RunManifest,
) -> Result<Vec<Manifest>, RunError> {
    let known = folder.snapshots()?;
    manifest
        .snapshots
        .iter()
        .map(|used| {
            let found = known.iter().find(|snapshot| snapshot.id.0 == used.id);
            found
                .cloned()
                .ok_or_else(|| RunError::SnapshotGone(used.file_name.clone()))
        })
        .collect()
}
