//! JSON with a schema.

use std::io::Write;

use semesta_domain::date_from_days;
use serde_json::{Map, Value};

use super::{Cell, Sheet};

/// Writes the facts and then the rows one by one, so that a large table needs no memory.
pub(super) fn write(sheet: Sheet<'_>, writer: &mut dyn Write) -> anyhow::Result<()> {
    write!(writer, "{{\n  \"schema\": {}", Value::from(sheet.schema))?;
    for (name, value) in &sheet.facts {
        write!(
            writer,
            ",\n  {}: {}",
            Value::from(*name),
            Value::from(value.as_str())
        )?;
    }
    write!(writer, ",\n  \"rows\": [")?;
    for (index, row) in sheet.rows.enumerate() {
        let object: Map<String, Value> = sheet
            .columns
            .iter()
            .zip(row?)
            .map(|(column, cell)| (column.name.to_string(), value(cell)))
            .collect();
        write!(
            writer,
            "{}\n    {}",
            if index == 0 { "" } else { "," },
            Value::Object(object)
        )?;
    }
    writeln!(writer, "\n  ]\n}}")?;
    Ok(())
}

/// A share is its percentage with two decimals as a number; its parts are columns of their own.
fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text),
        Cell::Integer(value) => Value::from(value),
        Cell::Decimal(value) => Value::from(value),
        Cell::Share(ratio) => ratio
            .percent_decimal()
            .and_then(|text| text.parse::<f64>().ok())
            .map_or(Value::Null, Value::from),
        Cell::Date(days) => {
            date_from_days(days).map_or(Value::Null, |date| Value::from(date.to_string()))
        }
        Cell::Flag(flag) => Value::from(flag),
    }
}
