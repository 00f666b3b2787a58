//! `report gap`: residents without an active membership, by reason.

use std::collections::BTreeMap;

use semesta_domain::{RegionCode, RegionLevel, Segment, region_name};
use semesta_engine::GapReason;
use semesta_engine::results::Table;

use super::table::{Frame, Row};
use super::{By, Context};
use crate::sheet::{Cell, Sheet, columns};

/// Sorted by area or segment, then reason.
type Counts = BTreeMap<(String, usize), (i64, i64)>;

pub(super) fn sheet(context: &Context) -> anyhow::Result<Sheet<'static>> {
    let frame = Frame::read(&context.run, Table::Residents)?;
    let mut counts = Counts::new();
    for row in frame.rows() {
        if row.flag("active")? {
            continue;
        }
        let code = row.text("gap_reason")?;
        let reason = GapReason::ALL
            .iter()
            .position(|reason| reason.code() == code)
            .unwrap_or(GapReason::ALL.len() - 1);
        let count = counts.entry((group(row, context)?, reason)).or_default();
        if row.flag("registered")? {
            count.1 += 1;
        } else {
            count.0 += 1;
        }
    }
    let rows: Vec<Vec<Cell>> = counts
        .into_iter()
        .map(|((group, reason), (uncovered, inactive))| {
            let reason = GapReason::ALL[reason];
            let shown = if context.for_reading {
                reason.label(context.lang)
            } else {
                reason.code()
            };
            vec![
                Cell::text(group.clone()),
                Cell::text(name(&group, context)),
                Cell::text(shown),
                Cell::Integer(uncovered),
                Cell::Integer(inactive),
                Cell::Integer(uncovered + inactive),
            ]
        })
        .collect();
    let (mut names, mut rows) = (titles(context), rows);
    if context.for_reading {
        // A reader needs the name, not the code.
        names.remove(0);
        for row in &mut rows {
            row.remove(0);
        }
    }
    Ok(Sheet {
        schema: "semesta.report.gap/1",
        name: "gap",
        facts: context.facts(),
        columns: names,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

fn titles(context: &Context) -> Vec<crate::sheet::Column> {
    columns(
        context.lang,
        &[
            ("area", "Kode", "Code"),
            ("area_name", "Wilayah", "Area"),
            ("reason", "Alasan", "Reason"),
            ("uncovered", "Belum terdaftar", "Unregistered"),
            ("inactive", "Tidak aktif", "Inactive"),
            ("total", "Jumlah", "Total"),
        ],
    )
}

/// What a resident is counted under: an area's code, a segment's, an age or a sex.
fn group(row: Row<'_>, context: &Context) -> anyhow::Result<String> {
    let at_level = |level: RegionLevel| -> anyhow::Result<String> {
        let code = row
            .text("region")?
            .parse::<RegionCode>()
            .ok()
            .and_then(|code| code.parent(level));
        Ok(code.map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact()))
    };
    match context.by {
        By::City => Ok(context.manifest.region.replace('.', "")),
        By::District => at_level(RegionLevel::District),
        By::Village => at_level(RegionLevel::Village),
        By::Segment => row.text("segment"),
        By::Sex => row.text("sex"),
        By::Age => {
            let birth = match row.cell("birth_date")? {
                Cell::Date(days) => days,
                _ => semesta_engine::input::NO_DATE,
            };
            let on = context.manifest.as_of.parse()?;
            Ok(semesta_engine::figures::AgeGroup::at(birth, on).label())
        }
    }
}

fn name(group: &str, context: &Context) -> String {
    match context.by {
        By::Segment if group.is_empty() => context
            .lang
            .pick("belum terdaftar", "unregistered")
            .to_owned(),
        By::Segment => group.parse::<Segment>().map_or_else(
            |_| group.to_owned(),
            |segment| segment.label(context.lang).to_owned(),
        ),
        By::City | By::District | By::Village => group
            .parse()
            .ok()
            .and_then(region_name)
            .map_or_else(|| group.to_owned(), ToOwned::to_owned),
        By::Age | By::Sex => group.to_owned(),
    }
}
