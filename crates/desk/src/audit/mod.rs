//! The audit log: who, when, what, why, from where; each entry seals all before it.

mod append;
mod entry;
mod export;
mod hash;
mod read;
mod verify;

pub use entry::{Entry, Record};
pub use export::ExportFormat;
pub use read::{AuditFilter, AuditOrder, AuditPage};
pub use verify::{Break, Verdict};

pub(crate) use append::{Head, append, lock_end};
pub(crate) use export::harmless;
