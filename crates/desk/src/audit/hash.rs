//! The seal of an entry.

use super::entry::Record;
use crate::instant::micros;

/// What the first entry's seal stands on.
pub(crate) const ROOT: &str = "";

/// What the seal is for: no other hash of ours can be taken for one.
const CONTEXT: &str = "semesta desk audit entry 1";

/// The seal over an entry and the seal before it.
pub(crate) fn seal(before: &str, record: &Record) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(&record.seq.to_le_bytes());
    hasher.update(&micros(record.at).to_le_bytes());
    for text in [
        before,
        &record.actor,
        &record.place,
        &record.action,
        &record.subject,
        &record.reason,
        &record.detail,
    ] {
        // With its length, so that no letter can move from one field to the next.
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
