//! A role in an area.

use semesta_domain::{RegionCode, RegionLevel};
use sqlx::{AnyConnection, Row};

use crate::error::{DeskError, Result};
use crate::permission::Role;

/// A role that somebody has, in an area and all within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The city, district or village.
    pub area: RegionCode,
}

/// The grants of a user, in order.
pub(crate) async fn of_user(db: &mut AnyConnection, name: &str) -> Result<Vec<Grant>> {
    let rows =
        sqlx::query("SELECT role, area FROM grants WHERE user_name = $1 ORDER BY role, area")
            .bind(name.to_owned())
            .fetch_all(db)
            .await?;
    rows.iter()
        .map(|row| {
            let role: String = row.try_get("role")?;
            let area: String = row.try_get("area")?;
            Ok(Grant {
                role: role
                    .parse()
                    .map_err(|_| DeskError::Damaged("grants.role"))?,
                area: area
                    .parse()
                    .map_err(|_| DeskError::Damaged("grants.area"))?,
            })
        })
        .collect()
}

/// Refuses grants that nobody may have together, or outside the desk's region.
pub(crate) fn check(grants: &[Grant], region: RegionCode) -> Result<()> {
    for grant in grants {
        if grant.area.level() < RegionLevel::Regency || !region.contains(grant.area) {
            return Err(DeskError::Invalid {
                what: "area",
                expected: "a city, district or village of the desk's region",
            });
        }
    }
    let alone = grants.iter().find(|grant| grant.role.stands_alone());
    if alone.is_some_and(|alone| grants.iter().any(|grant| grant.role != alone.role)) {
        return Err(DeskError::Invalid {
            what: "role",
            expected: "an auditor has no other role",
        });
    }
    Ok(())
}
