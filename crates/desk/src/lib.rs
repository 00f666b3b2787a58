//! The desk: who may do what, what they decided, and a trail that an auditor trusts.
//!
//! State that people make lives in a relational store: SQLite embedded by
//! default, PostgreSQL by URL, one code path for both.
//!
//! **Invariant:** every change is an [`Act`]: one transaction that carries at
//! least one entry of the audit log, or is not committed at all.
//! **Invariant:** nothing here reads a clock; the caller passes `now`.
//! **Invariant:** the audit log holds no identifier of a citizen, only
//! pseudonyms under a key that the store keeps ([`Desk::pseudonym`]).

pub mod audit;
mod backup;
pub mod batch;
mod code;
pub mod employer;
mod error;
mod instant;
mod people;
mod permission;
mod privacy;
pub mod proposal;
mod random;
pub mod review;
mod store;
pub mod visit;
pub mod work;

pub use backup::{AskKey, BackupSummary, check_backup};
pub use error::{DeskError, Result};
pub use people::{
    Credentials, Grant, Method, NewUser, OutsideIdentity, PASSWORD_LENGTH_MIN, Session,
    SessionToken, SignInError, TotpOffer, User,
};
pub use permission::{
    Permission, PermissionRow, Role, RoleColumn, permission_table, permissions_markdown,
};
pub use privacy::{
    AccessExport, AccessTable, Deleted, PrivacyRequest, ProcessingPurpose, RequestKind,
    RequestOutcome, RetentionRule, privacy_markdown, processing_register, retention_rules,
};
pub use store::{Act, Actor, Backend, Desk, Resealed};
