//! From the words of a cell to the words of a name.
//!
//! Titles are taken off in two steps: first those that points or commas mark,
//! then, until nothing changes, those that need no mark. The second step sees
//! bare words only, so a normalised name normalises to itself.

use super::lexicon::{LONGEST, role};
use super::token::{MAX_WORDS, Token, Tokens};

/// The words of a name, still borrowed from the cell.
pub(super) struct Words<'a> {
    list: [&'a str; MAX_WORDS],
    n: usize,
    /// Whether the cell is a label of a newborn; the words are then the mother's.
    pub(super) newborn: bool,
    /// Whether the first word was only `M` before it became Muhammad.
    pub(super) from_initial: bool,
}

impl<'a> Words<'a> {
    /// The words of the name in a cell.
    pub(super) fn of(tokens: &'a Tokens) -> Self {
        let mut words = Self {
            list: [""; MAX_WORDS],
            n: 0,
            newborn: false,
            from_initial: false,
        };
        words.take_unmarked(tokens);
        loop {
            let before = (words.n, words.newborn);
            words.take_newborn_label();
            while words.strip_once() {}
            if !words.unify() && before == (words.n, words.newborn) {
                return words;
            }
        }
    }

    pub(super) fn list(&self) -> &[&'a str] {
        &self.list[..self.n]
    }

    fn push(&mut self, word: &'a str) {
        self.list[self.n] = word;
        self.n += 1;
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.list.copy_within(to..self.n, from);
        self.n -= to - from;
    }

    /// Takes all words but the titles that commas and points mark.
    fn take_unmarked(&mut self, tokens: &'a Tokens) {
        let list = tokens.list();
        let mut at = 0;
        while at < list.len() {
            let part = list[at].part;
            let len = list[at..].iter().take_while(|t| t.part == part).count();
            let words = &list[at..at + len];
            if at == 0 {
                self.take_first_part(tokens, words);
            } else if !are_titles(tokens, words) {
                words.iter().for_each(|t| self.push(tokens.word(*t)));
            }
            at += len;
        }
    }

    /// Takes the words before the first comma but pointed titles at their end
    /// and a leading `An.` (anak).
    fn take_first_part(&mut self, tokens: &'a Tokens, words: &[Token]) {
        let mut end = words.len();
        while end > 1 {
            let pointed = (1..=4.min(end - 1)).rev().find(|k| {
                let tail = &words[end - k..end];
                tail.iter().any(|t| t.point_behind)
                    && joined_role(tokens, tail).is_some_and(|role| role.suffix)
            });
            let Some(k) = pointed else { break };
            end -= k;
        }
        let child = words.len() > 1 && words[0].point_behind && tokens.word(words[0]) == "AN";
        let mother = child && matches!(tokens.word(words[1]), "NY" | "NYONYA" | "IBU");
        let start = usize::from(child && !mother && end > 1);
        words[start..end]
            .iter()
            .for_each(|t| self.push(tokens.word(*t)));
    }

    /// Recognises `BY NY …`, `AN NY …`, `CALON BAYI …`; leaves the mother's words.
    fn take_newborn_label(&mut self) {
        let labels = |word: &str| role(word).newborn;
        let mut n_label = 0;
        while n_label < self.n {
            let next = self.list[..self.n].get(n_label + 1).copied();
            let mother_next = matches!(next, Some("NY" | "NYONYA" | "IBU"));
            let is_label = match self.list[n_label] {
                "CALON" => next.is_some_and(labels),
                "AN" | "ANAK" if mother_next => true,
                "NY" | "NYONYA" | "IBU" | "DARI" | "ANAK" => self.newborn,
                word => labels(word),
            };
            if !is_label {
                break;
            }
            self.newborn = true;
            n_label += 1;
        }
        self.remove(0, n_label);
        // "SITI AMINAH, BY NY": the label behind the mother's name.
        while self.n > 1 && labels(self.list[self.n - 1]) || self.ends_with_label_and_mother() {
            self.newborn = true;
            self.n -= 1;
        }
    }

    fn ends_with_label_and_mother(&self) -> bool {
        self.n > 2
            && matches!(self.list[self.n - 1], "NY" | "NYONYA" | "IBU")
            && role(self.list[self.n - 2]).newborn
    }

    /// Takes off one thing that is not name; `false` if there is nothing more.
    /// The last word is never taken.
    fn strip_once(&mut self) -> bool {
        if self.n < 2 {
            return false;
        }
        if role(self.list[0]).prefix {
            self.remove(0, 1);
            return true;
        }
        for at in 0..self.n {
            let role = role(self.list[at]);
            if role.drop {
                self.remove(at, at + 1);
                return true;
            }
            // "BT" and the like only between two names.
            if role.tail && at > 0 && (at + 1 < self.n || self.list[at].len() > 2) {
                self.n = at;
                return true;
            }
        }
        self.strip_plain_suffix()
    }

    fn strip_plain_suffix(&mut self) -> bool {
        let last = self.list[self.n - 1];
        if role(last).suffix_plain || matches!(last, "HJ" | "DRS" | "DRA") {
            self.n -= 1;
            return true;
        }
        // "S PD", "A MD KEB": a letter and what follows it.
        for k in 2..=3.min(self.n - 1) {
            let tail = &self.list[self.n - k..self.n];
            let mut buffer = [0; LONGEST];
            let joined = join(tail.iter().copied(), &mut buffer);
            if tail[0].len() == 1
                && joined.is_some_and(|word| word.len() > 2 && role(word).suffix_plain)
            {
                self.n -= k;
                return true;
            }
        }
        false
    }

    /// Puts the whole word for an abbreviation or a variant; `false` if there is none.
    fn unify(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.n {
            let followed = at + 1 < self.n;
            if let Some(whole) = role(self.list[at]).alias
                && (followed || self.list[at].len() > 2)
            {
                self.list[at] = whole;
                changed = true;
            }
        }
        if self.n > 1 && self.list[0] == "M" {
            self.list[0] = "MUHAMMAD";
            self.from_initial = true;
            changed = true;
        }
        changed
    }
}

/// Whether the words behind a comma are all titles, whole or in pieces (`S. Pd`).
fn are_titles(tokens: &Tokens, words: &[Token]) -> bool {
    let mut at = 0;
    while at < words.len() {
        let known = (1..=5.min(words.len() - at)).rev().find(|k| {
            joined_role(tokens, &words[at..at + k])
                .is_some_and(|role| role.suffix || role.suffix_plain || role.prefix || role.drop)
        });
        let Some(k) = known else {
            return looks_like_degree(tokens, words);
        };
        at += k;
    }
    true
}

/// Whether words behind a comma have the form of a degree that no table knows:
/// pointed pieces of a few letters beginning with S, M, A, D, B, L, P or C.
fn looks_like_degree(tokens: &Tokens, words: &[Token]) -> bool {
    let pieces = words.iter().all(|t| tokens.word(*t).len() <= 5);
    let initial = tokens.word(words[0]).as_bytes()[0];
    let pointed = words.len() > 1 && words[0].point_behind;
    pieces && pointed && tokens.word(words[0]).len() <= 2 && b"SMADBLPC".contains(&initial)
        || tokens.word(words[0]) == "AN" && words.len() == 1
}

fn joined_role(tokens: &Tokens, words: &[Token]) -> Option<super::lexicon::Role> {
    let mut buffer = [0; LONGEST];
    join(words.iter().map(|t| tokens.word(*t)), &mut buffer).map(role)
}

/// Joins words in `buffer`; `None` if they are longer than any title.
fn join(words: impl Iterator<Item = impl AsRef<str>>, buffer: &mut [u8; LONGEST]) -> Option<&str> {
    let mut len = 0;
    for word in words {
        let bytes = word.as_ref().as_bytes();
        buffer
            .get_mut(len..len + bytes.len())?
            .copy_from_slice(bytes);
        len += bytes.len();
    }
    std::str::from_utf8(&buffer[..len]).ok()
}
