//! A row of numbers that fills one cache line.

/// Numbers of a line.
pub(crate) const WIDTH: usize = 16;

/// Sixteen numbers of one record, fetched from memory at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [u32; WIDTH]);

impl Line {
    /// The places at which two lines hold the same, one bit a place.
    #[inline]
    pub(crate) fn equal(&self, other: &Self) -> u32 {
        let pairs = self.0.iter().zip(&other.0).enumerate();
        pairs.fold(0, |bits, (i, (x, y))| bits | u32::from(x == y) << i)
    }

    /// The places that hold a number, one bit a place.
    #[inline]
    pub(crate) fn holding(&self, number: u32) -> u32 {
        let cells = self.0.iter().enumerate();
        cells.fold(0, |bits, (i, x)| bits | u32::from(*x == number) << i)
    }
}
