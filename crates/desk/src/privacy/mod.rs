//! What the law on personal data asks of a desk (UU 27/2022): a register of what is
//! processed and why, answers to those whose data they are, and an end to keeping.

mod access;
mod register;
mod request;
mod retention;

pub use access::{AccessExport, AccessTable};
pub use register::{
    ProcessingPurpose, RetentionRule, privacy_markdown, processing_register, retention_rules,
};
pub use request::{PrivacyRequest, RequestKind, RequestOutcome};
pub use retention::Deleted;
