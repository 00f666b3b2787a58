//! What an entry of the audit log says.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// An entry before it is sealed: what was done, to what, why.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub(crate) action: &'static str,
    pub(crate) subject: String,
    pub(crate) reason: String,
    pub(crate) detail: Map<String, Value>,
}

impl Entry {
    /// An entry for an action, such as `proposal.approve`.
    #[must_use]
    pub fn new(action: &'static str) -> Self {
        Self {
            action,
            subject: String::new(),
            reason: String::new(),
            detail: Map::new(),
        }
    }

    /// What it was done to, such as `user:budi` or `person:` with a pseudonym.
    /// Never a citizen's identifier.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Why, in the words of who did it.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// A further fact. Never a citizen's identifier or a secret.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// A sealed entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its place in the log, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who: a user's name, `console:…` or `system:…`.
    pub actor: String,
    /// From where: an address or `console`.
    pub place: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Further facts, a JSON object.
    pub detail: String,
    /// The seal: over this entry and the seal before it.
    pub hash: String,
}
