//! Texts of which there are few, each kept once.

use rustc_hash::FxHashMap;

/// A column of texts that repeat; an empty text is an empty cell.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    codes: Vec<u32>,
    values: Vec<String>,
    known: FxHashMap<String, u32>,
}

impl Labels {
    /// The same text `n` times.
    #[must_use]
    pub fn repeat(text: &str, n: usize) -> Self {
        let mut labels = Self::default();
        let code = labels.intern(text);
        labels.codes = vec![code; n];
        labels
    }

    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        let code = self.intern(text);
        self.codes.push(code);
    }

    /// The code of a text, which tells it from every other of the column.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if let Some(code) = self.known.get(text) {
            return *code;
        }
        let code = self.values.len() as u32;
        self.values.push(text.to_owned());
        self.known.insert(text.to_owned(), code);
        code
    }

    /// Appends texts by the codes that [`Labels::intern`] gave.
    pub(crate) fn extend_codes(&mut self, codes: impl IntoIterator<Item = u32>) {
        self.codes.extend(codes);
    }

    /// The texts at `rows`, in their order.
    pub(crate) fn select(&self, rows: &[u32]) -> Self {
        Self {
            codes: rows.iter().map(|row| self.codes[*row as usize]).collect(),
            values: self.values.clone(),
            known: self.known.clone(),
        }
    }

    /// The text at `index`; empty beyond the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        self.codes.get(index).map_or("", |code| self.value(*code))
    }

    /// The code at `index`.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn code(&self, index: usize) -> u32 {
        self.codes[index]
    }

    /// The text of a code.
    #[must_use]
    pub fn value(&self, code: u32) -> &str {
        self.values.get(code as usize).map_or("", String::as_str)
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

impl<'a> FromIterator<&'a str> for Labels {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut column = Self::default();
        for text in texts {
            column.push(text);
        }
        column
    }
}
