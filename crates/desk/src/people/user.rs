//! Adding, changing, disabling and listing users.

use jiff::Timestamp;
use semesta_domain::RegionCode;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::grant::{self, Grant};
use super::password;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::store::cells::Cells;
use crate::store::{Act, Actor, Desk};

/// A user to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The name they sign in with: 2 to 64 of `a-z`, `0-9`, `.`, `_`, `-`.
    pub name: String,
    /// Their full name.
    pub full_name: String,
    /// What they may do, where.
    pub grants: Vec<Grant>,
}

/// A user as lists show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name they sign in with.
    pub name: String,
    /// Their full name.
    pub full_name: String,
    /// What they may do, where.
    pub grants: Vec<Grant>,
    /// Since when they cannot sign in any more.
    pub disabled_at: Option<Timestamp>,
    /// Until when wrong passwords have locked them out.
    pub locked_until: Option<Timestamp>,
    /// Whether the next thing they do must be to choose a password.
    pub must_change_password: bool,
    /// Whether they sign in with a second factor.
    pub has_totp: bool,
    /// The row's version: pass it back with a change.
    pub version: i64,
}

impl NewUser {
    /// Refuses a name, grants or a first password that cannot be.
    ///
    /// # Errors
    /// [`DeskError::Invalid`].
    pub fn check(&self, first_password: &str, region: RegionCode) -> Result<()> {
        check_name(&self.name)?;
        grant::check(&self.grants, region)?;
        password::check(first_password, &self.name)
    }
}

impl Desk {
    /// Adds a user with a first password, which they must change.
    ///
    /// # Errors
    /// If the actor may not manage users in each of the areas, the name is taken
    /// or unfit, the grants cannot go together, or the password is weak.
    pub async fn add_user(
        &self,
        actor: &Actor,
        user: &NewUser,
        first_password: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.require_over(actor, &user.grants)?;
        user.check(first_password, self.region())?;
        let hash = password::hash(&self.hashers, first_password).await?;
        let mut act = self.begin(actor, now).await?;
        insert(&mut act, user, &hash).await?;
        put_grants(&mut act, &user.name, &user.grants).await?;
        act.record(entry("user.add", &user.name).detail("grants", grants_text(&user.grants)));
        act.commit().await
    }

    /// Gives a user these grants in place of those they had; nobody changes their own.
    ///
    /// # Errors
    /// If the actor may not manage users in the areas of the old and the new grants,
    /// or somebody changed the user since `version` ([`DeskError::Conflict`]).
    pub async fn set_grants(
        &self,
        actor: &Actor,
        name: &str,
        version: i64,
        grants: &[Grant],
        now: Timestamp,
    ) -> Result<()> {
        grant::check(grants, self.region())?;
        self.require_over(actor, grants)?;
        let mut act = self.begin_over(actor, name, now).await?;
        if actor.name() == name {
            return Err(DeskError::Invalid {
                what: "user",
                expected: "somebody else: nobody changes their own roles",
            });
        }
        touch(&mut act, name, version).await?;
        sqlx::query("DELETE FROM grants WHERE user_name = $1")
            .bind(name.to_owned())
            .execute(act.db())
            .await?;
        put_grants(&mut act, name, grants).await?;
        act.record(entry("user.grant", name).detail("grants", grants_text(grants)));
        act.commit().await
    }

    /// Shuts a user out and ends their sessions; what they did stays.
    ///
    /// # Errors
    /// As [`Desk::set_grants`].
    pub async fn disable_user(
        &self,
        actor: &Actor,
        name: &str,
        version: i64,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut act = self.begin_over(actor, name, now).await?;
        touch(&mut act, name, version).await?;
        sqlx::query("UPDATE users SET disabled_at = $2 WHERE name = $1 AND disabled_at IS NULL")
            .bind(name.to_owned())
            .bind(micros(now))
            .execute(act.db())
            .await?;
        end_sessions(&mut act, name).await?;
        act.record(entry("user.disable", name).reason(reason));
        act.commit().await
    }

    /// Gives a user a new first password, unlocks and enables them, takes away their
    /// second factor, and ends their sessions.
    ///
    /// # Errors
    /// As [`Desk::set_grants`], or if the password is weak.
    pub async fn reset_user(
        &self,
        actor: &Actor,
        name: &str,
        version: i64,
        first_password: &str,
        now: Timestamp,
    ) -> Result<()> {
        password::check(first_password, name)?;
        let hash = password::hash(&self.hashers, first_password).await?;
        let mut act = self.begin_over(actor, name, now).await?;
        touch(&mut act, name, version).await?;
        let hash = act.cells().put("users.password_hash", name, &hash);
        sqlx::query(
            "UPDATE users SET password_hash = $2, must_change_password = 1, n_failures = 0,
             locked_until = NULL, disabled_at = NULL, totp_secret = NULL, totp_last_step = NULL
             WHERE name = $1",
        )
        .bind(name.to_owned())
        .bind(hash)
        .execute(act.db())
        .await?;
        end_sessions(&mut act, name).await?;
        act.record(entry("user.reset", name));
        act.commit().await
    }

    /// Every user, by name.
    ///
    /// # Errors
    /// If the actor may not manage users anywhere; only those they may manage are listed.
    pub async fn users(&self, actor: &Actor) -> Result<Vec<User>> {
        if actor.areas(Permission::ManageUsers).is_empty() {
            actor.require(Permission::ManageUsers, self.region())?;
        }
        let mut db = self.readers.acquire().await?;
        let rows = sqlx::query("SELECT * FROM users ORDER BY name")
            .fetch_all(&mut *db)
            .await?;
        let mut users = Vec::with_capacity(rows.len());
        for row in &rows {
            let user = read(&mut db, &self.cells, row).await?;
            if self.require_over(actor, &user.grants).is_ok() {
                users.push(user);
            }
        }
        Ok(users)
    }

    /// One user, whoever asks: for commands that then check what they do.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] if there is none of that name.
    pub async fn user(&self, name: &str) -> Result<User> {
        let mut db = self.readers.acquire().await?;
        load(&mut db, &self.cells, name).await
    }

    /// Refuses an actor who may not manage users in every area of some grants.
    fn require_over(&self, actor: &Actor, grants: &[Grant]) -> Result<()> {
        if grants.is_empty() {
            return actor.require(Permission::ManageUsers, self.region());
        }
        grants
            .iter()
            .try_for_each(|grant| actor.require(Permission::ManageUsers, grant.area))
    }

    /// Begins a change of a user whom the actor may manage.
    pub(super) async fn begin_over(
        &self,
        actor: &Actor,
        name: &str,
        now: Timestamp,
    ) -> Result<Act> {
        let mut act = self.begin(actor, now).await?;
        let user = load(act.db(), &self.cells, name).await?;
        self.require_over(actor, &user.grants)?;
        Ok(act)
    }
}

fn entry(action: &'static str, name: &str) -> Entry {
    Entry::new(action).subject(format!("user:{name}"))
}

fn check_name(name: &str) -> Result<()> {
    let fits = (2..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b));
    if fits {
        Ok(())
    } else {
        Err(DeskError::Invalid {
            what: "user name",
            expected: "2 to 64 of a-z, 0-9, `.`, `_`, `-`",
        })
    }
}

async fn insert(act: &mut Act, user: &NewUser, hash: &str) -> Result<()> {
    let now = micros(act.now());
    let by = act.actor().name().to_owned();
    let cells = act.cells();
    let full_name = cells.put("users.full_name", &user.name, user.full_name.trim());
    let hash = cells.put("users.password_hash", &user.name, hash);
    let inserted = sqlx::query(
        "INSERT INTO users (name, full_name, password_hash, must_change_password, n_failures,
         created_at, created_by, version, changed_at, changed_by)
         VALUES ($1, $2, $3, 1, 0, $4, $5, 1, $4, $5) ON CONFLICT (name) DO NOTHING",
    )
    .bind(user.name.clone())
    .bind(full_name)
    .bind(hash)
    .bind(now)
    .bind(by)
    .execute(act.db())
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(act.conflict("user", "users", "name", &user.name).await);
    }
    Ok(())
}

async fn put_grants(act: &mut Act, name: &str, grants: &[Grant]) -> Result<()> {
    let now = micros(act.now());
    let by = act.actor().name().to_owned();
    let mut grants = grants.to_vec();
    grants.sort_unstable();
    grants.dedup();
    for grant in grants {
        sqlx::query(
            "INSERT INTO grants (user_name, role, area, granted_at, granted_by)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(name.to_owned())
        .bind(grant.role.code())
        .bind(grant.area.compact())
        .bind(now)
        .bind(by.clone())
        .execute(act.db())
        .await?;
    }
    Ok(())
}

/// Raises the row's version, or says who did since it was read.
async fn touch(act: &mut Act, name: &str, version: i64) -> Result<()> {
    let now = micros(act.now());
    let by = act.actor().name().to_owned();
    let touched = sqlx::query(
        "UPDATE users SET version = version + 1, changed_at = $3, changed_by = $4
         WHERE name = $1 AND version = $2",
    )
    .bind(name.to_owned())
    .bind(version)
    .bind(now)
    .bind(by)
    .execute(act.db())
    .await?;
    if touched.rows_affected() == 0 {
        return Err(act.conflict("user", "users", "name", name).await);
    }
    Ok(())
}

pub(super) async fn end_sessions(act: &mut Act, name: &str) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE user_name = $1")
        .bind(name.to_owned())
        .execute(act.db())
        .await?;
    Ok(())
}

async fn load(db: &mut AnyConnection, cells: &Cells, name: &str) -> Result<User> {
    let row = sqlx::query("SELECT * FROM users WHERE name = $1")
        .bind(name.to_owned())
        .fetch_optional(&mut *db)
        .await?
        .ok_or_else(|| DeskError::Unknown(format!("user:{name}")))?;
    read(db, cells, &row).await
}

async fn read(db: &mut AnyConnection, cells: &Cells, row: &AnyRow) -> Result<User> {
    let name: String = row.try_get("name")?;
    let disabled_at: Option<i64> = row.try_get("disabled_at")?;
    let locked_until: Option<i64> = row.try_get("locked_until")?;
    let totp: Option<String> = row.try_get("totp_secret")?;
    let must_change: i64 = row.try_get("must_change_password")?;
    Ok(User {
        grants: grant::of_user(db, &name).await?,
        full_name: cells.take("users.full_name", &name, row.try_get("full_name")?)?,
        name,
        disabled_at: disabled_at.map(instant),
        locked_until: locked_until.map(instant),
        must_change_password: must_change != 0,
        has_totp: totp.is_some(),
        version: row.try_get("version")?,
    })
}

fn grants_text(grants: &[Grant]) -> String {
    let texts: Vec<String> = grants
        .iter()
        .map(|grant| format!("{}@{}", grant.role, grant.area.compact()))
        .collect();
    texts.join(",")
}
