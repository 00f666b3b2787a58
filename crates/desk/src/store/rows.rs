//! Many rows in few statements.

use std::fmt::Write as _;

use serde_json::Value as Json;
use sqlx::AnyConnection;

use crate::error::Result;

/// Parameters a statement may have: SQLite allows 32,766.
const N_PARAMETERS_MAX: usize = 8_000;
/// Rows from which PostgreSQL takes them as one text: it plans every parameter it is given.
const N_ROWS_MANY: usize = 4;
/// Rows of such a text, about a megabyte.
const N_ROWS_AT_ONCE: usize = 2_000;

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

/// Inserts rows, many with one statement. All values of a column are of one kind.
///
/// Table and columns are constants or were checked against the catalogue.
pub(crate) async fn insert(
    db: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    rows: &[Vec<Value>],
) -> Result<()> {
    let is_sqlite = db.backend_name() == "SQLite";
    if !is_sqlite && rows.len() >= N_ROWS_MANY {
        let sql = statement_of_text(table, columns, &rows[0]);
        for chunk in rows.chunks(N_ROWS_AT_ONCE) {
            sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
                .persistent(false)
                .bind(text_of(columns, chunk))
                .execute(&mut *db)
                .await?;
        }
        return Ok(());
    }
    // SQLite looks a named place up among all others: a statement of thousands would
    // take their square. A bare `?` has no name.
    let mark = if is_sqlite { '?' } else { '$' };
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

/// Inserts the rows of a [`text_of`] them, columns of the kinds that a row has.
fn statement_of_text(table: &str, columns: &[&str], row: &[Value]) -> String {
    let names = columns.join(", ");
    let kind = |value: &Value| match value {
        Value::Integer(_) => "BIGINT",
        Value::Text(_) => "TEXT",
    };
    let named = columns.iter().zip(row);
    let kinds: Vec<String> = named
        .map(|(name, value)| format!("{name} {}", kind(value)))
        .collect();
    format!(
        "INSERT INTO {table} ({names}) SELECT {names} \
         FROM json_to_recordset(CAST($1 AS JSON)) AS given ({})",
        kinds.join(", ")
    )
}

/// Rows as a JSON array of objects.
fn text_of(columns: &[&str], rows: &[Vec<Value>]) -> String {
    let cell = |value: &Value| match value {
        Value::Integer(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.clone()),
    };
    let row = |row: &Vec<Value>| -> Json {
        let named = columns.iter().zip(row);
        named
            .map(|(name, value)| ((*name).to_owned(), cell(value)))
            .collect()
    };
    Json::Array(rows.iter().map(row).collect()).to_string()
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

    #[test]
    fn many_rows_are_one_text() {
        let rows = [
            vec![Value::from(7), Value::from("\"a\"\n")],
            vec![Value::Integer(None), Value::Text(None)],
        ];
        assert_eq!(
            statement_of_text("t", &["a", "b"], &rows[0]),
            "INSERT INTO t (a, b) SELECT a, b \
             FROM json_to_recordset(CAST($1 AS JSON)) AS given (a BIGINT, b TEXT)"
        );
        assert_eq!(
            text_of(&["a", "b"], &rows),
            r#"[{"a":7,"b":"\"a\"\n"},{"a":null,"b":null}]"#
        );
    }
}
