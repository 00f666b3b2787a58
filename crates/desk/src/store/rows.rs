//! Many rows in few statements.

use std::fmt::Write as _;

use sqlx::AnyConnection;

use crate::error::Result;

/// Parameters a statement may have: SQLite allows 32,766, PostgreSQL 65,535.
const N_PARAMETERS_MAX: usize = 8_000;

/// A value on its way into a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A whole number, an instant or a flag.
    Integer(Option<i64>),
    /// Text.
    Text(Option<String>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

/// Inserts rows, as many a statement as it may have parameters.
///
/// Table and columns are constants or were checked against the catalogue.
pub(crate) async fn insert(
    db: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    rows: &[Vec<Value>],
) -> Result<()> {
    // SQLite looks a named place up among all others: a statement of thousands would
    // take their square. A bare `?` has no name.
    let mark = match db.backend_name() {
        "SQLite" => '?',
        _ => '$',
    };
    let n_rows_max = (N_PARAMETERS_MAX / columns.len().max(1)).max(1);
    for chunk in rows.chunks(n_rows_max) {
        let sql = statement(table, columns, chunk.len(), mark);
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(chunk.len() < 4);
        for value in chunk.iter().flatten() {
            query = match value {
                Value::Integer(value) => query.bind(*value),
                Value::Text(value) => query.bind(value.clone()),
            };
        }
        query.execute(&mut *db).await?;
    }
    Ok(())
}

fn statement(table: &str, columns: &[&str], n_rows: usize, mark: char) -> String {
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut parameter = 0;
    for row in 0..n_rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            parameter += 1;
            let comma = if column == 0 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = match mark {
                '?' => write!(sql, "{comma}?"),
                _ => write!(sql, "{comma}{mark}{parameter}"),
            };
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_across_rows() {
        assert_eq!(
            statement("t", &["a", "b"], 2, '$'),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)"
        );
        assert_eq!(
            statement("t", &["a", "b"], 2, '?'),
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)"
        );
    }
}
