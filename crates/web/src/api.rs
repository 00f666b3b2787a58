//! Figures as JSON for programs, and their description.

use axum::Json;
use axum::response::{IntoResponse, Response};
use semesta_desk::Permission;
use semesta_domain::{Ratio, Segment};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::model::Loaded;
use crate::model::figures::{Area, basis, indicator};
use crate::visit::{Desked, Visit};

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
    let params = at.params(&["level", "segment"]);
    let level = match params.get("level") {
        "" => "city",
        level @ ("city" | "district" | "village") => level,
        _ => return Err(Fault::Bad("level tidak dikenal", "unknown level")),
    };
    let segment: Option<Segment> = match params.get("segment") {
        "" | "all" => None,
        code => Some(
            code.parse()
                .map_err(|_| Fault::Bad("segmen tidak dikenal", "unknown segment"))?,
        ),
    };
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
    let params = at.params(&["basis", "indicator", "area", "segment"]);
    let (by, of) = basis(params.get("basis"))
        .zip(indicator(params.get("indicator")))
        .ok_or(Fault::Bad(
            "sebutkan basis dan indicator",
            "name basis and indicator",
        ))?;
    let area = match params.get("area") {
        "" => run.city(),
        code => run.area(&code.replace('.', "")),
    };
    let area = area.ok_or(Fault::NotFound)?;
    let segment = match params.get("segment") {
        "" | "all" => None,
        code => Some(code.parse().map_err(|_| Fault::NotFound)?),
    };
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
pub(crate) async fn openapi(_: Visit) -> Response {
    Json(description()).into_response()
}

fn parameter(name: &str, values: &[&str], is_required: bool) -> Value {
    let mut schema = json!({"type": "string"});
    if !values.is_empty() {
        schema["enum"] = json!(values);
    }
    json!({"name": name, "in": "query", "required": is_required, "schema": schema})
}

fn path(said: &str, parameters: &[Value], schema: &str) -> Value {
    let answer = json!({"type": "object", "required": ["schema"], "properties": {"schema": {"const": schema}}});
    let error = |said: &str| json!({"description": said, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}});
    json!({"get": {
        "summary": said,
        "parameters": parameters,
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": answer}}},
            "400": error("A parameter makes no sense"),
            "401": error("Nobody is signed in"),
            "403": error("Not allowed"),
            "404": error("No such area, or a segment that is none"),
            "409": error("There is no run yet"),
        },
    }})
}

/// The description of the API.
fn description() -> Value {
    let levels = parameter("level", &["city", "district", "village"], false);
    let segment = parameter("segment", &[], false);
    let figure = [
        parameter("basis", &["official", "verified"], true),
        parameter(
            "indicator",
            &["coverage", "active_of_population", "active_of_registered"],
            true,
        ),
        parameter("area", &[], false),
        segment.clone(),
    ];
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Semesta", "version": env!("CARGO_PKG_VERSION"),
            "description": "Figures of health coverage, official and verified. A session's cookie is needed."},
        "paths": {
            "/api/v1/figures": path("Indicators by area", &[levels, segment], "semesta.figures/1"),
            "/api/v1/bridge": path("From official to verified", &[], "semesta.bridge/1"),
            "/api/v1/runs": path("Every run in short", &[], "semesta.runs/1"),
            "/api/v1/receipt": path("What a figure was made of", &figure, "semesta.receipt/1"),
        },
        "components": {"schemas": {"Error": {
            "type": "object",
            "required": ["schema", "code", "message"],
            "properties": {
                "schema": {"const": "semesta.error/1"},
                "code": {"type": "string"},
                "message": {"type": "string"},
            },
        }}},
    })
}
