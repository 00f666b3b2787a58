//! The small tables of a run: figures, groups, bridge, checks.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use semesta_domain::{Ratio, Segment};
use semesta_engine::figures::{Basis, Indicator, Level};

use super::columns::{Coded, column, flags, integers};

/// Where official records without an address in the region are counted.
pub(crate) const NO_AREA: &str = "tanpa wilayah";

/// An area of the run.
#[derive(Debug, Clone)]
pub(crate) struct Area {
    pub(crate) level: Level,
    /// Without dots, or [`NO_AREA`].
    pub(crate) code: String,
    pub(crate) name: String,
    /// By segment (the first for all), indicator and basis.
    figures: Vec<Ratio>,
}

const PER_SEGMENT: usize = Indicator::ALL.len() * Basis::ALL.len();
const SEGMENTS: usize = Segment::ALL.len() + 1;

fn slot(segment: Option<Segment>, indicator: Indicator, basis: Basis) -> usize {
    let segment = segment.map_or(0, |segment| usize::from(segment.precedence()) + 1);
    segment * PER_SEGMENT + indicator as usize * Basis::ALL.len() + basis as usize
}

impl Area {
    /// A figure of the area.
    pub(crate) fn figure(
        &self,
        segment: Option<Segment>,
        indicator: Indicator,
        basis: Basis,
    ) -> Ratio {
        self.figures[slot(segment, indicator, basis)]
    }

    /// A figure of all segments.
    pub(crate) fn all(&self, indicator: Indicator, basis: Basis) -> Ratio {
        self.figure(None, indicator, basis)
    }

    /// The code with dots, as pages show it.
    pub(crate) fn dotted(&self) -> String {
        dotted(&self.code)
    }

    pub(crate) fn is_real(&self) -> bool {
        self.code != NO_AREA
    }
}

/// A region code with dots: `65.71.01.1001`.
pub(crate) fn dotted(code: &str) -> String {
    code.parse::<semesta_domain::RegionCode>()
        .map_or_else(|_| code.to_owned(), |code| code.to_string())
}

/// Reads an indicator's code.
pub(crate) fn indicator(code: &str) -> Option<Indicator> {
    Indicator::ALL.into_iter().find(|one| one.code() == code)
}

/// Reads a basis.
pub(crate) fn basis(code: &str) -> Option<Basis> {
    Basis::ALL.into_iter().find(|one| one.code() == code)
}

fn ratios(batch: &RecordBatch) -> anyhow::Result<Vec<Ratio>> {
    let part = column(batch, "numerator")?.as_primitive::<Int64Type>();
    let whole = column(batch, "denominator")?.as_primitive::<Int64Type>();
    let ratio = |row| Ratio {
        numerator: part.value(row),
        denominator: whole.value(row),
    };
    Ok((0..batch.num_rows()).map(ratio).collect())
}

fn coded(batches: &[RecordBatch], name: &str) -> anyhow::Result<Coded> {
    let mut coded = Coded::default();
    for batch in batches {
        coded.extend(column(batch, name)?)?;
    }
    Ok(coded)
}

/// Reads `indicators`: the city, then districts, then villages.
pub(super) fn areas(batches: &[RecordBatch]) -> anyhow::Result<Vec<Area>> {
    let column = |name| coded(batches, name);
    let (level, code, name) = (column("level")?, column("area")?, column("area_name")?);
    let (segment, of, by) = (column("segment")?, column("indicator")?, column("basis")?);
    let mut values = Vec::new();
    for batch in batches {
        values.extend(ratios(batch)?);
    }
    let mut areas: Vec<Area> = Vec::new();
    for (row, value) in values.into_iter().enumerate() {
        let Some(level) = Level::ALL
            .into_iter()
            .find(|one| one.code() == level.get(row))
        else {
            continue;
        };
        let (Some(indicator), Some(basis)) = (indicator(of.get(row)), basis(by.get(row))) else {
            continue;
        };
        let is_last = |area: &Area| area.level == level && area.code == code.get(row);
        if !areas.last().is_some_and(is_last) {
            areas.push(Area {
                level,
                code: code.get(row).to_owned(),
                name: name.get(row).to_owned(),
                figures: vec![
                    Ratio {
                        numerator: 0,
                        denominator: 0
                    };
                    SEGMENTS * PER_SEGMENT
                ],
            });
        }
        let at = slot(segment.get(row).parse().ok(), indicator, basis);
        if let Some(area) = areas.last_mut() {
            area.figures[at] = value;
        }
    }
    Ok(areas)
}

/// A step of the bridge.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) code: String,
    pub(crate) records: i64,
    pub(crate) active: Option<i64>,
    pub(crate) sign: i64,
}

/// Reads `bridge`.
pub(super) fn bridge(batches: &[RecordBatch]) -> anyhow::Result<Vec<Step>> {
    let code = coded(batches, "step")?;
    let (mut records, mut active, mut sign) = (Vec::new(), Vec::new(), Vec::new());
    for batch in batches {
        integers(&mut records, column(batch, "records")?, 0_i64);
        integers(&mut active, column(batch, "active")?, i64::MIN);
        integers(&mut sign, column(batch, "sign")?, 0_i64);
    }
    let step = |row: usize| Step {
        code: code.get(row).to_owned(),
        records: records[row],
        active: Some(active[row]).filter(|n| *n != i64::MIN),
        sign: sign[row],
    };
    Ok((0..records.len()).map(step).collect())
}

/// A closing check.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) left: i64,
    pub(crate) right: i64,
    pub(crate) closed: bool,
}

/// Reads `checks`.
pub(super) fn checks(batches: &[RecordBatch]) -> anyhow::Result<Vec<Check>> {
    let name = coded(batches, "check")?;
    let (mut left, mut right, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for batch in batches {
        integers(&mut left, column(batch, "left")?, 0_i64);
        integers(&mut right, column(batch, "right")?, 0_i64);
        flags(&mut closed, column(batch, "closed")?);
    }
    let check = |row: usize| Check {
        name: name.get(row).to_owned(),
        left: left[row],
        right: right[row],
        closed: closed[row],
    };
    Ok((0..left.len()).map(check).collect())
}
