//! The tables' versions: forward only, each step once, each known by its hash.

use sqlx::{AnyConnection, Row};

use super::Backend;
use super::connect::Stores;
use crate::error::{DeskError, Result};

struct Migration {
    version: i64,
    sql: &'static str,
}

/// Every step, oldest first. A step that was released is never changed again.
const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: include_str!("../../migrations/0001_people_and_audit.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("../../migrations/0002_work.sql"),
    },
    Migration {
        version: 3,
        sql: include_str!("../../migrations/0003_privacy.sql"),
    },
    Migration {
        version: 4,
        sql: include_str!("../../migrations/0004_sealed.sql"),
    },
    Migration {
        version: 5,
        sql: include_str!("../../migrations/0005_visits.sql"),
    },
    Migration {
        version: 6,
        sql: include_str!("../../migrations/0006_lists.sql"),
    },
];

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS desk_migrations (
    version BIGINT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL
)";

/// A number that only this program takes as PostgreSQL's advisory lock: "semesta" in ASCII.
const LOCK: i64 = 0x0073_656d_6573_7461;

/// Applies what was not applied yet, each step in a transaction of its own.
pub(crate) async fn forward(stores: &Stores) -> Result<()> {
    apply(stores, MIGRATIONS).await
}

/// Applies the steps up to a version: where rows of that version are to be put.
pub(crate) async fn forward_to(stores: &Stores, version: i64) -> Result<()> {
    let n_steps = MIGRATIONS.iter().filter(|m| m.version <= version).count();
    let steps = &MIGRATIONS[..n_steps];
    if steps.last().map(|last| last.version) != Some(version) {
        return Err(DeskError::Later {
            found: version,
            known: MIGRATIONS.last().map_or(0, |last| last.version),
        });
    }
    apply(stores, steps).await
}

/// The version of the tables, as applied.
pub(crate) async fn version(db: &mut AnyConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM desk_migrations")
            .fetch_one(db)
            .await?,
    )
}

/// The tables that the steps make, in the order they make them: each after those
/// it refers to.
pub(crate) fn tables() -> impl Iterator<Item = &'static str> {
    MIGRATIONS
        .iter()
        .flat_map(|migration| migration.sql.lines())
        .filter_map(|line| line.strip_prefix("CREATE TABLE "))
        .filter_map(|rest| rest.split([' ', '(']).next())
}

async fn apply(stores: &Stores, migrations: &[Migration]) -> Result<()> {
    loop {
        let mut transaction = match stores.backend {
            Backend::Sqlite => stores.writers.begin_with("BEGIN IMMEDIATE").await?,
            Backend::Postgres => {
                let mut transaction = stores.writers.begin().await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)")
                    .bind(LOCK)
                    .execute(&mut *transaction)
                    .await?;
                transaction
            }
        };
        sqlx::raw_sql(HISTORY).execute(&mut *transaction).await?;
        let more = step(&mut transaction, migrations).await?;
        transaction.commit().await?;
        if !more {
            return Ok(());
        }
    }
}

/// Checks the steps applied and takes the next; tells whether there was one.
async fn step(connection: &mut AnyConnection, migrations: &[Migration]) -> Result<bool> {
    let applied = sqlx::query("SELECT version, hash FROM desk_migrations ORDER BY version")
        .fetch_all(&mut *connection)
        .await?;
    for (index, row) in applied.iter().enumerate() {
        let version: i64 = row.try_get("version")?;
        let hash: String = row.try_get("hash")?;
        let Some(migration) = migrations.get(index) else {
            return Err(DeskError::Later {
                found: version,
                known: migrations.last().map_or(0, |last| last.version),
            });
        };
        if migration.version != version || hash_of(migration) != hash {
            return Err(DeskError::MigrationChanged { version });
        }
    }
    let Some(next) = migrations.get(applied.len()) else {
        return Ok(false);
    };
    sqlx::raw_sql(next.sql).execute(&mut *connection).await?;
    sqlx::query("INSERT INTO desk_migrations (version, hash) VALUES ($1, $2)")
        .bind(next.version)
        .bind(hash_of(next))
        .execute(connection)
        .await?;
    Ok(true)
}

fn hash_of(migration: &Migration) -> String {
    blake3::hash(migration.sql.as_bytes()).to_hex().to_string()
}
