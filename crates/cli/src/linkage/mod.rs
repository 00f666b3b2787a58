//! `semesta link` and `semesta dedupe`: linkage of person files.

pub(crate) mod dedupe;
pub(crate) mod link;
mod read;
mod write;
