//! Decisions: which scored pairs become links.

pub(crate) mod assign;
pub(crate) mod cluster;
pub(crate) mod partners;
pub(crate) mod threshold;

/// A scored pair of rows; in a link the second row is a right one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) a: u32,
    pub(crate) b: u32,
    /// log2 odds that the two are one, judged by themselves.
    pub(crate) score: f32,
    /// Probability after all rivals are weighed.
    pub(crate) probability: f32,
}

/// The score of a pair that a person has judged to be one.
pub(crate) const SURE: f32 = 100.0;
