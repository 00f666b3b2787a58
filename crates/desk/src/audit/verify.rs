//! Whether the log is whole, and where not.

use sqlx::Row;

use super::hash::{ROOT, seal};
use super::read::page;
use crate::error::Result;
use crate::store::Desk;
use crate::store::cells::LOG_END;

const PAGE: i64 = 10_000;

/// What a check of the log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Entries read.
    pub n_entries: i64,
    /// The last entry's place in the log.
    pub last: i64,
    /// The last seal: noted elsewhere, it proves later that nothing before it changed.
    pub head: String,
    /// Where the log is not whole; empty when it is.
    pub breaks: Vec<Break>,
}

/// A place where the log is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// The entry does not bear its own seal, or does not follow the one before it:
    /// it was altered, or the one before it was, and sealed anew.
    Altered {
        /// The entry's place.
        seq: i64,
    },
    /// Entries are missing.
    Missing {
        /// The first one.
        from: i64,
        /// The last one.
        to: i64,
    },
    /// The log does not end where its head says: its end was cut off or replaced.
    Head {
        /// Where the head says that it ends.
        expected: i64,
    },
    /// The seal at this place is not the one noted elsewhere.
    Noted {
        /// The entry's place.
        seq: i64,
    },
}

impl Desk {
    /// Reads the whole log and checks every seal; `noted` is a place and the seal that
    /// it had when somebody wrote it down.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn verify_audit(&self, noted: Option<(i64, &str)>) -> Result<Verdict> {
        // The head first: entries that are added meanwhile lie beyond it.
        let row = sqlx::query("SELECT seq, hash FROM audit_head WHERE id = 1")
            .fetch_one(&self.readers)
            .await?;
        let head_seq: i64 = row.try_get("seq")?;
        // One that does not open is not what the log's last entry bears.
        let head_hash = self
            .cells
            .found(LOG_END, row.try_get("hash")?)
            .unwrap_or_default();
        let mut walk = Walk::new(noted);
        loop {
            let records = page((&self.readers, &self.cells), walk.last, PAGE).await?;
            let within: Vec<_> = records.iter().filter(|r| r.0.seq <= head_seq).collect();
            for (record, opening) in &within {
                walk.step(record, opening.is_ok());
            }
            if within.len() < records.len() || within.is_empty() {
                break;
            }
        }
        if walk.last != head_seq || walk.seal != head_hash {
            walk.breaks.push(Break::Head { expected: head_seq });
        }
        Ok(walk.verdict())
    }
}

struct Walk<'a> {
    n_entries: i64,
    last: i64,
    seal: String,
    knows_seal: bool,
    breaks: Vec<Break>,
    noted: Option<(i64, &'a str)>,
}

impl<'a> Walk<'a> {
    fn new(noted: Option<(i64, &'a str)>) -> Self {
        Self {
            n_entries: 0,
            last: 0,
            seal: ROOT.to_owned(),
            knows_seal: true,
            breaks: Vec::new(),
            noted,
        }
    }

    fn step(&mut self, record: &super::Record, opens: bool) {
        if record.seq != self.last + 1 {
            self.breaks.push(Break::Missing {
                from: self.last + 1,
                to: record.seq - 1,
            });
        } else if !opens || self.knows_seal && seal(&self.seal, record) != record.hash {
            // After a gap the seal cannot be computed; the next entry's can. So it is
            // after an entry whose own seal does not open.
            self.breaks.push(Break::Altered { seq: record.seq });
        }
        if let Some((seq, hash)) = self.noted
            && seq == record.seq
        {
            self.noted = None;
            if hash != record.hash {
                self.breaks.push(Break::Noted { seq });
            }
        }
        self.n_entries += 1;
        self.last = record.seq;
        self.seal.clone_from(&record.hash);
        self.knows_seal = !record.hash.is_empty();
    }

    fn verdict(mut self) -> Verdict {
        if let Some((seq, _)) = self.noted {
            self.breaks.push(Break::Noted { seq });
        }
        Verdict {
            n_entries: self.n_entries,
            last: self.last,
            head: self.seal,
            breaks: self.breaks,
        }
    }
}
