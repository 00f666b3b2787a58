//! The bill audit: every finding at its boundaries, netting, published audits,
//! and independence of order and threads.

#![allow(clippy::unwrap_used, reason = "tests")]

mod findings;
mod netting;
mod properties;
mod published;
mod town;
