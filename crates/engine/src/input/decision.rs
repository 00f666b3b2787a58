//! What people decided about pairs of record and resident (keputusan).

use semesta_domain::NikCell;

use super::{Origin, Texts};

/// Decisions. **Shape:** one entry a delivered row.
#[derive(Debug, Default)]
pub struct Decisions {
    /// Card of the record.
    pub card: Vec<u64>,
    /// NIK that the record showed, if given: tells apart records of one card.
    pub nik_given: Vec<NikCell>,
    /// NIK of the resident.
    pub resident: Vec<u64>,
    /// Whether both are one person (SAMA), or not (BEDA).
    pub same: Vec<bool>,
    /// Day of the decision: its own, else the day it was delivered for.
    pub day: Vec<i32>,
    /// The day it was delivered for.
    pub delivered: Vec<i32>,
    /// Who decided, may be empty.
    pub by: Texts,
    /// Why, may be empty.
    pub why: Texts,
    /// Where the row stood.
    pub origin: Vec<Origin>,
}

impl Decisions {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.card.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.card.is_empty()
    }
}
