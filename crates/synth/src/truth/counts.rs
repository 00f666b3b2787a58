//! `truth/scenario.json`: the counts that a run must arrive at.

use std::collections::BTreeMap;
use std::path::Path;

use semesta_domain::Standing;
use serde_json::{Value, json};

use crate::deliver::failed;
use crate::error::SynthError;
use crate::knowledge::Known;
use crate::truth::findings::Bills;
use crate::truth::roll::Tally;
use crate::world::World;

/// Writes the counts.
pub(crate) fn write(
    world: &World,
    tallies: &[(i16, Tally)],
    bills: &Bills,
    folder: &Path,
) -> Result<(), SynthError> {
    let months: Vec<Value> = tallies
        .iter()
        .map(|(month, tally)| month_counts(world, *month, tally))
        .collect();
    let findings: Vec<Value> = bills
        .iter()
        .map(|(month, finding, n, disputed)| {
            json!({ "month": world.calendar.name(*month), "finding": finding.code(), "lines": n, "disputed": disputed })
        })
        .collect();
    let document = json!({
        "schema": "semesta.synth.truth/1",
        "scenario": world.scenario.name,
        "title": world.scenario.title,
        "region": world.scenario.region,
        "seed": world.seed,
        "residents": world.quotas.population,
        "last_month": world.calendar.name(0),
        "rolls": months,
        "bill": findings,
    });
    let path = folder.join("scenario.json");
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    std::fs::write(&path, text).map_err(|e| failed(&path, e))
}

fn month_counts(world: &World, month: i16, tally: &Tally) -> Value {
    let mut standings: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    let mut segments: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for (standing, line, active, n) in &tally.cells {
        let line = &world.lines[usize::from(*line)];
        let name = if line.payer.is_empty() {
            line.segment.code().to_owned()
        } else {
            format!("{}/{}", line.segment.code(), line.payer)
        };
        for sum in [
            standings.entry(standing.code()).or_default(),
            segments.entry(name).or_default(),
        ] {
            sum[0] += n;
            sum[1] += if *active { *n } else { 0 };
        }
    }
    let register = world.knowledge.register(month);
    let official = world
        .persons
        .iter()
        .filter(|p| {
            world.knowledge.in_register(p, register) && !world.knowledge.struck(p, register)
        })
        .count();
    let verified = world
        .persons
        .iter()
        .filter(|p| world.knowledge.of(p, month) == Known::Resident)
        .count() as u64;
    let resident = standings
        .get(Standing::Resident.code())
        .copied()
        .unwrap_or_default();
    let registered: u64 = tally.cells.iter().map(|c| c.3).sum();
    let active: u64 = tally.cells.iter().filter(|c| c.2).map(|c| c.3).sum();
    let pairs = |map: BTreeMap<String, [u64; 2]>| -> Value {
        map.into_iter()
            .map(|(k, [n, a])| (k, json!({ "records": n, "active": a })))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({
        "month": world.calendar.name(month),
        "official": { "population": official, "registered": registered, "active": active },
        "verified": { "population": verified, "registered": resident[0], "active": resident[1], "uncovered": verified - resident[0].min(verified) },
        "standings": pairs(standings.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        "segments": pairs(segments),
    })
}
