//! Who does something, from where, with which grants.

use semesta_domain::RegionCode;

use crate::error::{DeskError, Result};
use crate::people::Grant;
use crate::permission::{Permission, Role, allows};

/// Somebody at work: what the audit log names, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) grants: Vec<Grant>,
}

impl Actor {
    /// Somebody at the machine's own console, who can touch the files anyway:
    /// an administrator of the whole region, named `console:…` in the audit log.
    #[must_use]
    pub fn console(system_user: &str, region: RegionCode) -> Self {
        Self {
            name: format!("console:{system_user}"),
            place: "console".to_owned(),
            grants: vec![Grant {
                role: Role::Administrator,
                area: region,
            }],
        }
    }

    /// The program itself, at work without anybody asking: it may do nothing
    /// that needs a permission.
    #[must_use]
    pub fn system(job: &str) -> Self {
        Self {
            name: format!("system:{job}"),
            place: "system".to_owned(),
            grants: Vec::new(),
        }
    }

    pub(crate) fn setup(region: RegionCode) -> Self {
        Self::console("setup", region)
    }

    /// Who it is, as the audit log names them.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where they are: an address, or `console`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Tells whether they may do something in an area: one of their roles has the
    /// permission, and was given for this area or one around it.
    #[must_use]
    pub fn may(&self, permission: Permission, area: RegionCode) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.area.contains(area) && allows(grant.role, permission))
    }

    /// The areas where they may do something; empty where nowhere.
    #[must_use]
    pub fn areas(&self, permission: Permission) -> Vec<RegionCode> {
        self.grants
            .iter()
            .filter(|grant| allows(grant.role, permission))
            .map(|grant| grant.area)
            .collect()
    }

    /// Refuses what they may not do.
    ///
    /// # Errors
    /// [`DeskError::Refused`].
    pub fn require(&self, permission: Permission, area: RegionCode) -> Result<()> {
        if self.may(permission, area) {
            Ok(())
        } else {
            Err(DeskError::Refused { permission, area })
        }
    }
}
