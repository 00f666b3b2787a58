//! The model: how much each agreement and disagreement says.

mod bound;
pub(crate) mod em;
pub(crate) mod rarity;
pub(crate) mod sample;
pub(crate) mod score;
pub(crate) mod stored;
pub(crate) mod train;
