//! Computing a kept run's outcome anew, for questions that its tables do not answer.

use semesta_evidence::{DataFolder, Manifest};

use super::{RunError, RunFolder, verify};
use crate::compute::{Outcome, compute};
use crate::input::{Donor, Inputs};
use crate::load::load;

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
