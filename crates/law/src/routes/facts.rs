//! What is known of one resident, as far as it decides who should pay.

use jiff::civil::Date;
use semesta_domain::{LayOffProof, Month, Segment};

use crate::contribution::Class;
use crate::decimal::Decimal;
use crate::family::FamilyMember;

/// What is known of one uncovered or inactive resident.
///
/// Everything is optional: what is not known opens no route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResidentFacts {
    /// Birth date.
    pub birth: Option<Date>,
    /// The mother's membership; looked at for newborns only.
    pub mother: Mother,
    /// An employer that the person works for on the day.
    pub employer: Option<EmployerFact>,
    /// A wage worker on the same family card.
    pub worker_family: Option<WorkerFamily>,
    /// The latest dismissal.
    pub lay_off: Option<LayOffFact>,
    /// The poverty decile (DTSEN), 1–10.
    pub decile: Option<u8>,
    /// The payer that a programme's list names.
    pub programme: Option<ProgrammePayer>,
    /// A donor in whose ring villages the person lives.
    pub ring_donor: Option<RingDonor>,
    /// A self-paid membership that is not active.
    pub mandiri: Option<MandiriFact>,
}

/// What is known of the mother of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mother {
    /// Who she is, or whether she has a membership, is not known.
    #[default]
    Unknown,
    /// She has none.
    NoMembership,
    /// She has one that is active.
    Member {
        /// Its segment.
        segment: Segment,
        /// Its class, if known.
        class: Option<Class>,
    },
}

/// An employer that a list of workers names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmployerFact {
    /// `ppu_pn` for a government's own staff (contract list), else `ppu_bu`.
    pub segment: Segment,
    /// The wage a month, if stated.
    pub wage: Option<Decimal>,
}

/// A wage worker with an active membership on the same family card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerFamily {
    /// The worker's segment.
    pub segment: Segment,
    /// The resident as a member of the worker's family.
    pub member: FamilyMember,
}

/// A dismissal (PHK).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayOffFact {
    /// The month of dismissal.
    pub dismissed: Month,
    /// The kind of proof.
    pub proof: LayOffProof,
}

/// The payer that a programme names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProgrammePayer {
    /// The city.
    City,
    /// The province.
    Province,
    /// The centre.
    Centre,
    /// A donor, by the caller's index.
    Donor(u16),
}

/// A donor in whose ring villages someone lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RingDonor {
    /// The donor, by the caller's index.
    pub donor: u16,
    /// Whether all its own workers are registered.
    pub is_compliant: bool,
}

/// A self-paid membership that is not active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MandiriFact {
    /// The class; III where unknown.
    pub class: Class,
    /// Months in arrears; absent if the roll does not say.
    pub months_in_arrears: Option<u16>,
}
