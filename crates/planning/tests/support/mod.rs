//! Small random problems, and two plain ways to solve them.

mod plain;
mod random;

pub(crate) use plain::{brute, greedy, vector};
pub(crate) use random::{arbitrary, in_rupiah};
