//! The roles people have.

use std::fmt;
use std::str::FromStr;

use semesta_domain::Lang;

use crate::error::DeskError;

/// What somebody is at this desk, each bound to an area by a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The administrator of the system, who sees no citizen.
    Administrator,
    /// The officer of the civil registry (Disdukcapil).
    CivilRegistry,
    /// The operator of the health or social office.
    HealthSocial,
    /// The officer of the labour office (Disnaker).
    LabourOffice,
    /// The officer of the BPJS Kesehatan branch.
    BpjsOfficer,
    /// The one who checks what others drafted.
    Checker,
    /// The one who approves what was checked.
    Approver,
    /// The auditor, who reads everything and changes nothing.
    Auditor,
    /// The village volunteer who asks and enrols (kader).
    Cadre,
}

impl Role {
    /// Every role, in the order of the table's columns.
    pub const ALL: [Self; 9] = [
        Self::Administrator,
        Self::CivilRegistry,
        Self::HealthSocial,
        Self::LabourOffice,
        Self::BpjsOfficer,
        Self::Checker,
        Self::Approver,
        Self::Auditor,
        Self::Cadre,
    ];

    /// Its code in files, commands and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::CivilRegistry => "civil_registry",
            Self::HealthSocial => "health_social",
            Self::LabourOffice => "labour_office",
            Self::BpjsOfficer => "bpjs_officer",
            Self::Checker => "checker",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::Cadre => "cadre",
        }
    }

    /// Its name for readers.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Administrator => lang.pick("Administrator", "Administrator"),
            Self::CivilRegistry => lang.pick("Petugas Disdukcapil", "Civil registry officer"),
            Self::HealthSocial => {
                lang.pick("Petugas Dinkes atau Dinsos", "Health or social operator")
            }
            Self::LabourOffice => lang.pick("Petugas Disnaker", "Labour officer"),
            Self::BpjsOfficer => lang.pick("Petugas BPJS Kesehatan", "BPJS Kesehatan officer"),
            Self::Checker => lang.pick("Pemeriksa", "Checker"),
            Self::Approver => lang.pick("Penyetuju", "Approver"),
            Self::Auditor => lang.pick("Auditor", "Auditor"),
            Self::Cadre => lang.pick("Kader", "Cadre"),
        }
    }

    /// Whether nobody may have it together with another role: an auditor
    /// must not change what he audits.
    #[must_use]
    pub fn stands_alone(self) -> bool {
        self == Self::Auditor
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Role {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.code() == text)
            .ok_or_else(|| DeskError::Unknown(text.to_owned()))
    }
}
