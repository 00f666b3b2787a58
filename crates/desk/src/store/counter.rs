//! Numbers given out once, in order, whatever server asks.

use sqlx::AnyConnection;

use crate::error::Result;

/// Takes the next `n` numbers and gives the first. Until the transaction ends
/// nobody else takes any of that name.
pub(crate) async fn take(db: &mut AnyConnection, name: &'static str, n: usize) -> Result<i64> {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let last: i64 = sqlx::query_scalar(
        "INSERT INTO counters (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
         RETURNING value",
    )
    .bind(name)
    .bind(n)
    .fetch_one(db)
    .await?;
    Ok(last - n + 1)
}
