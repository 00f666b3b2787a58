//! Blocking: which pairs are compared at all.

pub(crate) mod choose;
pub(crate) mod group;
pub(crate) mod join;
pub(crate) mod part;
pub(crate) mod rule;
pub(crate) mod size;
