//! Rolls delivered for months before the newest.

use semesta_domain::{MembershipStatus, Month, Segment};

use super::{Labels, Origin, Roll};

/// A roll delivered for an earlier month: what its bill is checked against.
///
/// **Shape:** one entry a delivered row; of rows whose card the newest roll does
/// not show any more, `gone` keeps the whole record.
#[derive(Debug, Default)]
pub struct OlderRoll {
    /// The month it decides; none only in an empty value.
    pub month: Option<Month>,
    /// The day its data describe, in days since 1970-01-01.
    pub as_of: i32,
    /// Card number.
    pub card: Vec<u64>,
    /// Segment.
    pub segment: Vec<Segment>,
    /// Class of care 1–3, 0 unknown.
    pub class: Vec<u8>,
    /// Payer code, empty if not given.
    pub payer: Labels,
    /// Status at delivery.
    pub status: Vec<MembershipStatus>,
    /// First day of cover or [`NO_DATE`](super::NO_DATE).
    pub tmt: Vec<i32>,
    /// Where the row stood.
    pub origin: Vec<Origin>,
    /// Row in `gone`, or [`OlderRoll::STILL_THERE`].
    pub gone_row: Vec<u32>,
    /// The rows whose card is not in the newest roll.
    pub gone: Roll,
}

impl OlderRoll {
    /// The card is in the newest roll too.
    pub const STILL_THERE: u32 = u32::MAX;
}
