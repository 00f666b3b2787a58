//! Donors (donatur).

/// A donor who pays contributions for poor people around its works.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Donor {
    /// Its code, as payers' cells name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether all its own workers are registered.
    pub is_compliant: bool,
    /// **Units**: rupiah.
    pub budget: i64,
    /// Region codes of its ring villages as numbers without padding.
    pub regions: Vec<u64>,
}
