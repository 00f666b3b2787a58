//! Figures as JSON for programs, and their description.

use std::sync::OnceLock;

use axum::Json;
use axum::response::{IntoResponse, Response};
use semesta_desk::Permission;
use semesta_domain::{Ratio, Segment};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::model::Loaded;
use crate::model::figures::{Area, basis, indicator};
use crate::visit::Desked;

fn figure(
    area: &Area,
    segment: Option<Segment>,
    of: semesta_engine::figures::Indicator,
    by: semesta_engine::figures::Basis,
) -> Value {
    let ratio = area.figure(segment, of, by);
    json!({
        "level": area.level.code(),
        "area": if area.is_real() { area.dotted() } else { area.code.clone() },
        "area_name": area.name,
        "segment": segment.map_or("all", |segment| segment.code()),
        "indicator": of.code(),
        "basis": by.code(),
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "percent": Ratio::percent_decimal(ratio),
        "formula": of.formula(by),
    })
}

fn document(run: &Loaded, schema: &str, key: &str, rows: Value) -> Value {
    json!({
        "schema": schema,
        "run": run.manifest.id,
        "region": run.manifest.region,
        "as_of": run.manifest.as_of,
        key: rows,
    })
}

/// `GET /api/v1/figures?level=city|district|village&segment=…`
pub(crate) async fn figures(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let asked = Asked::read(&at, &["level", "segment"])?;
    let level = match asked.get("level").unwrap_or("city") {
        level @ ("city" | "district" | "village") => level,
        _ => return Err(Fault::Bad("level tidak dikenal", "unknown level")),
    };
    let segment = asked.segment()?;
    let rows: Vec<Value> = run
        .areas
        .iter()
        .filter(|area| area.level.code() == level)
        .flat_map(|area| {
            semesta_engine::figures::Basis::ALL
                .into_iter()
                .flat_map(move |by| {
                    semesta_engine::figures::Indicator::ALL
                        .into_iter()
                        .map(move |of| figure(area, segment, of, by))
                })
        })
        .collect();
    Ok(Json(document(&run, "semesta.figures/1", "figures", rows.into())).into_response())
}

/// `GET /api/v1/bridge`
pub(crate) async fn bridge(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    Asked::read(&at, &[])?;
    let run = at.run()?;
    let steps: Vec<Value> = run
        .bridge
        .iter()
        .map(|step| json!({"step": step.code, "records": step.records, "active": step.active, "sign": step.sign}))
        .collect();
    Ok(Json(document(&run, "semesta.bridge/1", "steps", steps.into())).into_response())
}

/// `GET /api/v1/runs`
pub(crate) async fn runs(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    Asked::read(&at, &[])?;
    let runs: Vec<Value> = at
        .app
        .history()
        .iter()
        .map(|run| {
            let figures: serde_json::Map<String, Value> = run
                .summary
                .figures
                .iter()
                .map(|(key, (part, whole))| (key.clone(), json!({"numerator": part, "denominator": whole})))
                .collect();
            json!({"run": run.id, "region": run.region, "as_of": run.as_of, "checks": run.summary.checks,
                "open_checks": run.summary.open_checks, "figures": figures})
        })
        .collect();
    Ok(Json(json!({"schema": "semesta.runs/1", "runs": runs})).into_response())
}

/// `GET /api/v1/receipt?basis=…&indicator=…&area=…&segment=…`
pub(crate) async fn receipt(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let asked = Asked::read(&at, &["basis", "indicator", "area", "segment"])?;
    let (by, of) = asked
        .get("basis")
        .and_then(basis)
        .zip(asked.get("indicator").and_then(indicator))
        .ok_or(Fault::Bad(
            "sebutkan basis dan indicator",
            "name basis and indicator",
        ))?;
    let segment = asked.segment()?;
    let area = match asked.get("area") {
        None => run.city(),
        Some(code) => run.area(&code.replace('.', "")),
    };
    let area = area.ok_or(Fault::NotFound)?;
    let mut receipt = document(
        &run,
        "semesta.receipt/1",
        "figure",
        figure(area, segment, of, by),
    );
    if let Some(receipt) = receipt.as_object_mut() {
        receipt.insert(
            "snapshots".to_owned(),
            serde_json::to_value(&run.manifest.snapshots)?,
        );
        receipt.insert("law".to_owned(), serde_json::to_value(&run.manifest.law)?);
    }
    Ok(Json(receipt).into_response())
}

/// `GET /api/openapi.json`
pub(crate) async fn openapi() -> Response {
    Json(description()).into_response()
}

/// The description of the API, of this version.
fn description() -> Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    let read = || {
        let mut description: Value =
            serde_json::from_str(include_str!("openapi.json")).unwrap_or_default();
        description["info"]["version"] = env!("CARGO_PKG_VERSION").into();
        description
    };
    DESCRIPTION.get_or_init(read).clone()
}

/// The parameters of a request to the API.
struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads the parameters known; programs are told of any other, of one given twice
    /// and of one that is no text.
    fn read(at: &Desked, known: &[&str]) -> Result<Self, Fault> {
        const BAD: Fault = Fault::Bad(
            "parameter tidak dikenal, ganda, atau bukan teks",
            "a parameter is unknown, repeated or no text",
        );
        let query = at.query.as_deref().unwrap_or_default();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = decode(key).zip(decode(value)).ok_or(BAD)?;
            let is_new = !pairs.iter().any(|(given, _)| *given == key);
            if !is_new || !known.contains(&key.as_str()) {
                return Err(BAD);
            }
            pairs.push((key, value));
        }
        Ok(Self(pairs))
    }

    fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }

    fn segment(&self) -> Result<Option<Segment>, Fault> {
        let Some(code) = self.get("segment").filter(|code| *code != "all") else {
            return Ok(None);
        };
        let found = Segment::ALL.iter().find(|segment| segment.code() == code);
        found
            .copied()
            .map(Some)
            .ok_or(Fault::Bad("segmen tidak dikenal", "unknown segment"))
    }
}

/// A part of a query without its escapes.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    return None;
                }
                rest = &after[2..];
                u8::from_str_radix(digits, 16).ok()?
            }
            byte => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use semesta_engine::figures::{Basis, Indicator};

    use super::*;

    #[test]
    fn the_description_lists_the_codes_that_there_are() {
        let description = description();
        let figure = &description["components"]["schemas"]["Figure"]["properties"];
        let listed = |name: &str| -> Vec<String> {
            let codes = figure[name]["enum"].as_array().unwrap().iter();
            codes
                .map(|code| code.as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(listed("basis"), Basis::ALL.map(|basis| basis.code()));
        let indicators = Indicator::ALL.map(|indicator| indicator.code());
        assert_eq!(listed("indicator"), indicators);
        let segments = Segment::ALL.iter().map(|segment| segment.code());
        let all: Vec<&str> = std::iter::once("all").chain(segments).collect();
        assert_eq!(listed("segment"), all);
        assert_eq!(description["info"]["version"], env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn odd_escapes_are_no_text() {
        assert_eq!(decode("a%20b+c").as_deref(), Some("a b c"));
        for odd in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(decode(odd), None, "{odd}");
        }
    }
}
