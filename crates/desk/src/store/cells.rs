//! Cells that hold personal data, or what could be guessed from a hash of them: sealed on
//! their way in where the data folder is encrypted, opened on their way out.
//!
//! A row's key and what lists are filtered and ordered by stays readable: numbers, days,
//! states, areas, rupiah, user names, firms.

use semesta_vault::{CellKey, Vault, VaultError};

use super::rows::Value;
use crate::error::{DeskError, Result};

/// How a column is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// For its row: the same text is another cell in every row.
    Row,
    /// For its kind: found by its value, in any table where that kind stands.
    Kind(&'static str),
    /// Not at all: it names the key that the others are sealed by.
    Seal,
}

/// A table with sealed columns, and its primary key.
pub(crate) struct SealedTable {
    pub(crate) name: &'static str,
    pub(crate) key: &'static [&'static str],
    pub(crate) columns: &'static [(&'static str, How)],
}

pub(crate) const SUBJECT: &str = "subject";
pub(crate) const NIK: &str = "nik";
pub(crate) const CARD: &str = "card";
pub(crate) const REASON: &str = "reason";
pub(crate) const FILE: &str = "file";
pub(crate) const OUTSIDE: &str = "outside";
pub(crate) const LOG_END: &str = "log end";

/// Every table with sealed columns.
pub(crate) const SEALED: &[SealedTable] = &[
    SealedTable {
        name: "desk",
        key: &["id"],
        // With it the log's pseudonyms could be tried out.
        columns: &[("pseudonym_key", How::Row)],
    },
    SealedTable {
        name: "users",
        key: &["name"],
        columns: &[
            ("full_name", How::Row),
            ("password_hash", How::Row),
            ("totp_secret", How::Row),
        ],
    },
    SealedTable {
        name: "identities",
        key: &["issuer", "subject"],
        columns: &[("subject", How::Kind(OUTSIDE))],
    },
    SealedTable {
        name: "audit",
        key: &["seq"],
        // Its hash, and that of a proposal in its detail, are over what could be guessed.
        columns: &[
            ("reason", How::Row),
            ("detail", How::Row),
            ("hash", How::Row),
        ],
    },
    SealedTable {
        name: "audit_head",
        key: &["id"],
        columns: &[("hash", How::Kind(LOG_END)), ("seal", How::Seal)],
    },
    SealedTable {
        name: "proposals",
        key: &["id"],
        columns: &[
            ("subject", How::Kind(SUBJECT)),
            ("nik", How::Kind(NIK)),
            ("card", How::Kind(CARD)),
            ("name", How::Row),
            ("content", How::Row),
            ("hash", How::Row),
        ],
    },
    SealedTable {
        name: "auto_reasons",
        key: &["reason_key"],
        columns: &[("reason_key", How::Kind(REASON))],
    },
    SealedTable {
        name: "feedback_files",
        key: &["batch_id", "hash"],
        columns: &[("hash", How::Kind(FILE)), ("file_name", How::Row)],
    },
    SealedTable {
        name: "feedback_rows",
        key: &["batch_id", "file_hash", "row_number"],
        columns: &[("file_hash", How::Kind(FILE)), ("message", How::Row)],
    },
    SealedTable {
        name: "verdicts",
        key: &["id"],
        columns: &[
            ("card", How::Kind(CARD)),
            ("nik_given", How::Kind(NIK)),
            ("nik", How::Kind(NIK)),
            ("reason", How::Row),
        ],
    },
    SealedTable {
        name: "visits",
        key: &["id"],
        columns: &[("note", How::Row)],
    },
    SealedTable {
        name: "employer_people",
        key: &["firm", "kind", "nik"],
        columns: &[
            ("nik", How::Kind(NIK)),
            ("name", How::Row),
            ("evidence", How::Row),
        ],
    },
    SealedTable {
        name: "case_steps",
        key: &["case_id", "number"],
        columns: &[("note", How::Row)],
    },
    SealedTable {
        name: "privacy_requests",
        key: &["id"],
        columns: &[
            ("field", How::Row),
            ("claim", How::Row),
            ("reason", How::Row),
        ],
    },
];

/// Seals and opens the cells of one desk; as they are where it is plain.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    key: Option<CellKey>,
}

impl Cells {
    /// For a desk whose cells are sealed by a data key, or plain (`""`), which they may
    /// not be where everything must be sealed.
    pub(crate) fn of(vault: &Vault, seal: &str) -> Result<Self> {
        if seal.is_empty() && vault.is_strict() {
            return Err(VaultError::NotSealed("desk".to_owned()).into());
        }
        Self::as_found(vault, seal)
    }

    /// The same, whatever they may be.
    pub(crate) fn as_found(vault: &Vault, seal: &str) -> Result<Self> {
        let place = || "desk".to_owned();
        if !seal.is_empty() {
            let key = vault.cells(seal).ok_or_else(|| match vault.keyring() {
                None => VaultError::NoKeyring(place()),
                Some(_) => VaultError::UnknownDataKey(place()),
            })?;
            return Ok(Self { key: Some(key) });
        }
        Ok(Self::default())
    }

    /// For a desk to be made, or sealed anew.
    pub(crate) fn wanted(vault: &Vault) -> Self {
        let id = vault.current().map(|id| id.text());
        Self {
            key: id.and_then(|id| vault.cells(&id)),
        }
    }

    /// The name of the data key; `""` where cells are plain.
    pub(crate) fn seal(&self) -> String {
        self.key
            .as_ref()
            .map_or_else(String::new, |key| key.id().text())
    }

    /// A text as it is found in a column sealed for a kind.
    pub(crate) fn find(&self, kind: &str, text: &str) -> String {
        match &self.key {
            Some(key) => key.seal_findable(kind, text),
            None => text.to_owned(),
        }
    }

    /// The text of a cell sealed for a kind.
    pub(crate) fn found(&self, kind: &str, cell: String) -> Result<String> {
        match &self.key {
            Some(key) => Ok(key.open_findable(kind, &cell)?),
            None => Ok(cell),
        }
    }

    /// Seals a cell of a row; `column` is `table.column`.
    pub(crate) fn put(&self, column: &str, row: impl ToString, text: &str) -> String {
        match &self.key {
            Some(key) => key.seal(&place(column, &[row.to_string()]), text),
            None => text.to_owned(),
        }
    }

    /// The text of a cell of a row.
    pub(crate) fn take(&self, column: &str, row: impl ToString, cell: String) -> Result<String> {
        self.take_keyed(column, &[row.to_string()], cell)
    }

    /// The text of a cell of a row that several columns name.
    pub(crate) fn take_keyed(&self, column: &str, row: &[String], cell: String) -> Result<String> {
        match &self.key {
            Some(key) => Ok(key.open(&place(column, row), &cell)?),
            None => Ok(cell),
        }
    }

    /// Seals a row on its way into a table.
    pub(crate) fn seal_row(&self, at: &Layout, row: &mut [Value]) -> Result<()> {
        let Some(key) = &self.key else { return Ok(()) };
        let names = at.names(row)?;
        for (index, how, column) in &at.sealed {
            if let Some(Value::Text(Some(text))) = row.get_mut(*index) {
                *text = match how {
                    How::Row => key.seal(&place(column, &names), text),
                    How::Kind(kind) => key.seal_findable(kind, text),
                    How::Seal => key.id().text(),
                };
            }
        }
        Ok(())
    }

    /// Opens a row on its way out of a table.
    pub(crate) fn open_row(&self, at: &Layout, row: &mut [Value]) -> Result<()> {
        let Some(key) = &self.key else { return Ok(()) };
        // Those sealed for a kind first: they may name the row.
        for (index, how, _) in &at.sealed {
            match (how, row.get_mut(*index)) {
                (How::Kind(kind), Some(Value::Text(Some(cell)))) => {
                    *cell = key.open_findable(kind, cell)?;
                }
                (How::Seal, Some(Value::Text(Some(cell)))) => cell.clear(),
                _ => {}
            }
        }
        let names = at.names(row)?;
        for (index, how, column) in &at.sealed {
            if let (How::Row, Some(Value::Text(Some(cell)))) = (how, row.get_mut(*index)) {
                *cell = key.open(&place(column, &names), cell)?;
            }
        }
        Ok(())
    }
}

/// Where the sealed cells of a table stand among some columns.
pub(crate) struct Layout {
    key: Vec<usize>,
    sealed: Vec<(usize, How, String)>,
}

impl Layout {
    pub(crate) fn of<'c>(table: &str, columns: impl Iterator<Item = &'c str> + Clone) -> Self {
        let at = |name: &str| columns.clone().position(|column| column == name);
        let Some(spec) = SEALED.iter().find(|spec| spec.name == table) else {
            return Self {
                key: Vec::new(),
                sealed: Vec::new(),
            };
        };
        Self {
            key: spec.key.iter().filter_map(|name| at(name)).collect(),
            sealed: spec
                .columns
                .iter()
                .filter_map(|(name, how)| Some((at(name)?, *how, format!("{table}.{name}"))))
                .collect(),
        }
    }

    fn names(&self, row: &[Value]) -> Result<Vec<String>> {
        let name = |index: &usize| match row.get(*index) {
            Some(Value::Integer(Some(number))) => Ok(number.to_string()),
            Some(Value::Text(Some(text))) => Ok(text.clone()),
            _ => Err(DeskError::Damaged("row")),
        };
        self.key.iter().map(name).collect()
    }
}

/// What a cell is sealed for. Nothing in a row's names has the parting letter.
fn place(column: &str, row: &[String]) -> String {
    let mut place = column.to_owned();
    for name in row {
        place.push('\u{1f}');
        place.push_str(name);
    }
    place
}
