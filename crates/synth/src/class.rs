//! What a record of the roll is meant to be at the end of the last month.

/// The plan for a record; its standing in a month follows from what the
/// offices know by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// A living resident's record.
    Resident,
    /// A second record of a living resident.
    Duplicate,
    /// Of somebody known to be dead.
    Deceased,
    /// Of somebody known to have moved out.
    MovedOut,
    /// Carries the NIK of a resident who is somebody else.
    DifferentPerson,
    /// Of an outsider.
    NonResident,
    /// Fits nobody.
    NotFound,
    /// Left the roll before the last month.
    Former,
}

impl Class {
    /// Whether the record is of a person whom no office knows.
    pub(crate) fn is_ghost(self) -> bool {
        matches!(
            self,
            Self::DifferentPerson | Self::NonResident | Self::NotFound
        )
    }
}
