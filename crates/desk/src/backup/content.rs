//! Tables, columns and rows, whatever database holds them.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::error::{DeskError, Result};
use crate::store::cells::{Cells, Layout};
use crate::store::rows::Value;
use crate::store::{Backend, migrate};

/// Tables that no backup holds.
const LEFT_OUT: [&str; 2] = ["desk_migrations", "sessions"];

/// A table and its columns, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Whether it is `BIGINT`; else it is `TEXT`.
    pub(crate) is_integer: bool,
}

/// The tables of a backup, each after those it refers to.
pub(crate) async fn tables(db: &mut AnyConnection, backend: Backend) -> Result<Vec<Table>> {
    let mut columns = catalogue(db, backend).await?;
    let tables: Vec<Table> = migrate::tables()
        .filter(|name| !LEFT_OUT.contains(name))
        .filter_map(|name| {
            columns.remove(name).map(|columns| Table {
                name: name.to_owned(),
                columns,
            })
        })
        .collect();
    Ok(tables)
}

async fn catalogue(
    db: &mut AnyConnection,
    backend: Backend,
) -> Result<BTreeMap<String, Vec<Column>>> {
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT m.name AS table_name, c.name AS column_name, c.type AS column_type
             FROM sqlite_schema m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' ORDER BY m.name, c.cid"
        }
        Backend::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS table_name,
               CAST(column_name AS TEXT) AS column_name, CAST(data_type AS TEXT) AS column_type
             FROM information_schema.columns WHERE table_schema = current_schema()
             ORDER BY table_name, ordinal_position"
        }
    };
    let mut found: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in sqlx::query(sql).fetch_all(db).await? {
        let kind: String = row.try_get("column_type")?;
        found
            .entry(row.try_get("table_name")?)
            .or_default()
            .push(Column {
                name: row.try_get("column_name")?,
                is_integer: kind.eq_ignore_ascii_case("bigint"),
            });
    }
    Ok(found)
}

/// Reads every row of a table.
pub(super) async fn for_each_row(
    db: &mut AnyConnection,
    cells: &Cells,
    table: &Table,
    take: impl FnMut(Vec<Json>) -> Result<()>,
) -> Result<()> {
    for_each_row_where(db, cells, table, None, take).await
}

/// Reads the rows of a table, or those whose text column holds a value, opened. A row
/// begins with the table's name.
pub(crate) async fn for_each_row_where(
    db: &mut AnyConnection,
    sealed: &Cells,
    table: &Table,
    only: Option<(&str, &str)>,
    mut take: impl FnMut(Vec<Json>) -> Result<()>,
) -> Result<()> {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let condition = only.map_or_else(String::new, |(column, _)| format!(" WHERE {column} = $1"));
    // Names from the catalogue of this very database.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {} FROM {}{condition}",
        names.join(", "),
        table.name
    ));
    let mut query = sqlx::query(sql);
    if let Some((_, value)) = only {
        query = query.bind(value.to_owned());
    }
    let layout = Layout::of(&table.name, names.iter().copied());
    let mut rows = query.fetch(db);
    while let Some(row) = rows.try_next().await? {
        let mut row = stored(&row, table)?;
        sealed.open_row(&layout, &mut row)?;
        let name = std::iter::once(Json::from(table.name.as_str()));
        let cells = row.into_iter().map(|value| match value {
            Value::Integer(number) => number.into(),
            Value::Text(text) => text.into(),
        });
        take(name.chain(cells).collect())?;
    }
    Ok(())
}

fn stored(row: &AnyRow, table: &Table) -> Result<Vec<Value>> {
    let value = |(index, column): (usize, &Column)| -> Result<Value> {
        Ok(if column.is_integer {
            Value::Integer(row.try_get(index)?)
        } else {
            Value::Text(row.try_get(index)?)
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// A row of the file as values of its table.
pub(super) fn values(cells: &[Json], table: &Table) -> Result<Vec<Value>> {
    if cells.len() != table.columns.len() + 1 {
        return Err(DeskError::Damaged("backup"));
    }
    cells[1..]
        .iter()
        .zip(&table.columns)
        .map(|(cell, column)| match cell {
            Json::Null if column.is_integer => Ok(Value::Integer(None)),
            Json::Null => Ok(Value::Text(None)),
            Json::Number(number) if column.is_integer => number
                .as_i64()
                .map(Value::from)
                .ok_or(DeskError::Damaged("backup")),
            Json::String(text) if !column.is_integer => Ok(Value::from(text.clone())),
            _ => Err(DeskError::Damaged("backup")),
        })
        .collect()
}

/// How many rows, and a sum over their hashes: the same in whatever order they are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) n_rows: u64,
    sum: [u64; 4],
}

impl Tally {
    pub(super) fn add(&mut self, line: &[u8]) {
        self.n_rows += 1;
        let hash = blake3::hash(line);
        let (words, _) = hash.as_bytes().as_chunks::<8>();
        for (sum, word) in self.sum.iter_mut().zip(words) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*word));
        }
    }
}

/// The tallies of the tables as they are in the database.
pub(super) async fn tallies(
    db: &mut AnyConnection,
    cells: &Cells,
    tables: &[Table],
) -> Result<BTreeMap<String, Tally>> {
    let mut tallies = BTreeMap::new();
    for table in tables {
        let mut tally = Tally::default();
        for_each_row(db, cells, table, |cells| {
            tally.add(&line(&cells)?);
            Ok(())
        })
        .await?;
        tallies.insert(table.name.clone(), tally);
    }
    Ok(tallies)
}

pub(super) fn line(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| DeskError::Damaged("backup"))
}
