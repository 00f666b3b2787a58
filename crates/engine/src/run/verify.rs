//! Recomputing a run and comparing.

use semesta_domain::RegionCode;
use semesta_evidence::{DataFolder, Manifest};
use semesta_law::LocalAssistance;

use super::{RunError, RunFolder, RunManifest, Stage, encode};
use crate::compute::Question;

/// What is not as the run's manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A snapshot that the run took is gone.
    SnapshotMissing(String),
    /// The file of a table is not what was written.
    TableChanged(String),
    /// Recomputing gives another table.
    TableDiffers(String),
    /// The run was made under another law than today's.
    LawDiffers,
    /// Recomputing gives another id.
    IdDiffers(String),
}

/// Recomputes a run from its snapshots and compares the hash of every table,
/// both as it lies there and as it comes out anew.
///
/// # Errors
/// If the run or its snapshots cannot be read.
pub fn verify(
    folder: &DataFolder,
    run: &RunFolder,
    law: &super::LawStamp,
    progress: &dyn Fn(Stage),
) -> Result<Vec<Difference>, RunError> {
    let manifest = run.manifest()?;
    let mut differences = tables_as_written(run, &manifest)?;
    if law.hash != manifest.law.hash {
        differences.push(Difference::LawDiffers);
    }
    let known = folder.snapshots()?;
    let mut snapshots: Vec<Manifest> = Vec::with_capacity(manifest.snapshots.len());
    for used in &manifest.snapshots {
        match known.iter().find(|snapshot| snapshot.id.0 == used.id) {
            Some(snapshot) => snapshots.push(snapshot.clone()),
            None => differences.push(Difference::SnapshotMissing(used.file_name.clone())),
        }
    }
    if snapshots.len() < manifest.snapshots.len() {
        return Ok(differences);
    }
    let again = encode(
        folder,
        question(run, &manifest)?,
        &snapshots,
        &manifest.law,
        progress,
    )?
    .manifest;
    for (name, stamp) in &manifest.tables {
        if again.tables.get(name) != Some(stamp) {
            differences.push(Difference::TableDiffers(name.clone()));
        }
    }
    if again.id != manifest.id {
        differences.push(Difference::IdDiffers(again.id));
    }
    Ok(differences)
}

fn tables_as_written(run: &RunFolder, manifest: &RunManifest) -> Result<Vec<Difference>, RunError> {
    let mut differences = Vec::new();
    for (name, stamp) in &manifest.tables {
        let bytes = run.table_bytes(name)?;
        if blake3::hash(&bytes).to_hex().as_str() != stamp.hash {
            differences.push(Difference::TableChanged(name.clone()));
        }
    }
    Ok(differences)
}

pub(crate) fn question(run: &RunFolder, manifest: &RunManifest) -> Result<Question, RunError> {
    let damaged = |cause: Box<dyn std::error::Error + Send + Sync>| RunError::Damaged {
        path: run.path().join("manifest.json"),
        cause,
    };
    let region: RegionCode = manifest
        .region
        .parse()
        .map_err(|cause| damaged(Box::new(cause)))?;
    let as_of = manifest
        .as_of
        .parse()
        .map_err(|cause: jiff::Error| damaged(Box::new(cause)))?;
    Ok(Question {
        region,
        as_of,
        population: manifest.population,
        local_assistance: if manifest.local_assistance
            == super::manifest::assistance_code(LocalAssistance::Province)
        {
            LocalAssistance::Province
        } else {
            LocalAssistance::City
        },
    })
}
