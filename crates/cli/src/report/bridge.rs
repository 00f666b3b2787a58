//! `report bridge`: from official to verified, step by step.

pub(crate) use semesta_engine::figures::step_label as label;
use semesta_engine::results::Table;

use super::Context;
use super::table::Frame;
use crate::sheet::{Cell, Sheet, columns};

/// Steps are written as counts; a reader sees what is taken away with a minus.
pub(super) fn sheet(context: &Context) -> anyhow::Result<Sheet<'static>> {
    let frame = Frame::read(&context.run, Table::Bridge)?;
    let mut rows = Vec::new();
    for row in frame.rows() {
        let (step, records, sign) = (
            row.text("step")?,
            row.integer("records")?,
            row.integer("sign")?,
        );
        if context.for_reading {
            let signed = |value: i64| Cell::Integer(if sign < 0 { -value } else { value });
            let active = match row.cell("active")? {
                Cell::Integer(active) => signed(active),
                _ => Cell::Empty,
            };
            rows.push(vec![
                Cell::text(label(&step, context.lang)),
                signed(records),
                active,
            ]);
        } else {
            rows.push(vec![
                Cell::text(step),
                Cell::Integer(records),
                row.cell("active")?,
            ]);
        }
    }
    Ok(Sheet {
        schema: "semesta.report.bridge/1",
        name: "bridge",
        facts: context.facts(),
        columns: columns(
            context.lang,
            &[
                ("step", "Langkah", "Step"),
                ("records", "Rekaman / jiwa", "Records / people"),
                ("active", "Aktif", "Active"),
            ],
        ),
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}
