//! Person names: normalisation and agreement.
//!
//! Indonesian names have one word as often as four, no family name, titles on
//! both sides, several spellings of one sound and abbreviations that everyone
//! understands. [`PersonName::parse`] brings a cell into one form;
//! [`PersonName::compare`] says how two of them agree.

mod clean;
mod compare;
mod lexicon;
mod spelling;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::hash::{Hash, Hasher};

pub use compare::{NameAgreement, same_as_written};
pub use spelling::phonetic_key;

/// A person's name in its normal form.
///
/// **Shape:** upper-case words joined by one blank, titles removed,
/// abbreviations and variants unified; beside it a spelling key in which old and
/// new spellings and joined words are equal. At most 24 words count.
///
/// ```
/// use semesta_domain::name::PersonName;
/// let name = PersonName::parse("Hj. St. Chadidjah binti Abd. Rahman, S.Pd., M.Kes");
/// assert_eq!(name.normalised(), "SITI CHADIDJAH");
/// assert_eq!(name.key(), PersonName::parse("SITI KHADIJAH").key());
/// assert!(PersonName::parse("By. Ny. Aminah").is_newborn_label());
/// ```
#[derive(Clone, Default)]
pub struct PersonName {
    /// The normal form, the keys of its words joined by blanks, the joined key.
    text: String,
    keys_at: u32,
    key_at: u32,
    n_words: u8,
    newborn: bool,
    /// Whether the first word was written `M.`, which mostly is Muhammad.
    from_initial: bool,
}

/// How the normal form of a newborn's label begins; the mother's name follows.
const NEWBORN: &str = "BY NY";

impl PersonName {
    /// Reads a name cell; nothing fails, a cell without letters is empty.
    #[must_use]
    pub fn parse(cell: &str) -> Self {
        if crate::digits::says_nothing(cell) {
            return Self::default();
        }
        let tokens = token::Tokens::cut(cell);
        let words = clean::Words::of(&tokens);
        let mut name = Self {
            text: String::with_capacity(cell.len() * 3 + 8),
            newborn: words.newborn,
            from_initial: words.from_initial,
            ..Self::default()
        };
        name.write(words.list());
        name
    }

    fn write(&mut self, words: &[&str]) {
        if self.newborn {
            self.text.push_str(NEWBORN);
        }
        for word in words {
            self.push_blank(0);
            self.text.push_str(word);
        }
        self.n_words = words.len() as u8;
        self.keys_at = self.text.len() as u32;
        for word in words {
            self.push_blank(self.keys_at as usize);
            spelling::push_key(&mut self.text, word);
        }
        self.key_at = self.text.len() as u32;
        self.join_keys();
    }

    fn push_blank(&mut self, start: usize) {
        if self.text.len() > start {
            self.text.push(' ');
        }
    }

    /// Joins the word keys; a letter at a seam sounds once.
    fn join_keys(&mut self) {
        let (from, to) = (self.keys_at as usize, self.key_at as usize);
        let mut at = from;
        let mut after_blank = false;
        while let Some(c) = self.text.get(at..to).and_then(|rest| rest.chars().next()) {
            at += c.len_utf8();
            if c == ' ' {
                after_blank = true;
                continue;
            }
            let doubled = after_blank && self.text.len() > to && self.text.ends_with(c);
            after_blank = false;
            if !doubled {
                self.text.push(c);
            }
        }
    }

    /// The normal form; for a newborn's label `BY NY` and the mother's name.
    #[must_use]
    pub fn normalised(&self) -> &str {
        &self.text[..self.keys_at as usize]
    }

    /// The words of the normal form; of the mother's name for a newborn's label.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let skip = if self.newborn { NEWBORN.len() } else { 0 };
        self.normalised()[skip..].split_ascii_whitespace()
    }

    /// How many words [`Self::words`] gives.
    #[must_use]
    pub fn n_words(&self) -> usize {
        usize::from(self.n_words)
    }

    /// The spelling keys of the words, in their order.
    pub fn word_keys(&self) -> impl Iterator<Item = &str> {
        self.text[self.keys_at as usize..self.key_at as usize].split_ascii_whitespace()
    }

    /// The spelling key of the whole name, without blanks.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.text[self.key_at as usize..]
    }

    /// Whether this is `BY`, `BAYI`, `AN. NY` … and the mother's name: no name
    /// (DOMAIN §13).
    #[must_use]
    pub fn is_newborn_label(&self) -> bool {
        self.newborn
    }

    /// The mother's name in a newborn's label.
    #[must_use]
    pub fn mother(&self) -> Option<Self> {
        (self.newborn && self.n_words > 0).then(|| Self::parse(&self.normalised()[NEWBORN.len()..]))
    }

    /// Whether nothing was left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether this can be compared: neither empty nor a newborn's label.
    fn is_name(&self) -> bool {
        !self.newborn && self.n_words > 0
    }
}

/// Two names are equal if their normal forms are.
impl PartialEq for PersonName {
    fn eq(&self, other: &Self) -> bool {
        self.normalised() == other.normalised()
    }
}

impl Eq for PersonName {}

impl Hash for PersonName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normalised().hash(state);
    }
}

/// Masked: the first letter of each word.
impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.words().enumerate() {
            let initial = word.chars().next().unwrap_or('*');
            write!(f, "{}{initial}***", if at > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({self})")
    }
}
