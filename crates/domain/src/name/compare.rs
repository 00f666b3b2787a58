//! When two names may be one person's (DOMAIN §13, Agreement).

use rapidfuzz::distance::jaro_winkler;

use super::PersonName;

/// How two names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameAgreement {
    /// Equal after normalisation: titles, variants, spelling, joined words, initials.
    Equal,
    /// The words of one are among the words of the other.
    Contained,
    /// Jaro–Winkler at least 0.90.
    Near,
    /// Neither clear agreement nor clear disagreement: a word shared, or
    /// Jaro–Winkler at least 0.75. Linkage weighs it.
    Between,
    /// Clear disagreement.
    Different,
    /// One of them is empty or a newborn's label: no evidence.
    Missing,
}

impl NameAgreement {
    /// Whether the names agree.
    #[must_use]
    pub fn agrees(self) -> bool {
        matches!(self, Self::Equal | Self::Contained | Self::Near)
    }

    /// Whether the names clearly disagree; `Between` and `Missing` do not.
    #[must_use]
    pub fn disagrees(self) -> bool {
        self == Self::Different
    }
}

/// Jaro–Winkler from which names are nearly equal (DOMAIN §13).
const NEAR: f64 = 0.90;
/// Jaro–Winkler below which names that share no word are different people's (unsourced).
const FAR: f64 = 0.75;

/// Tells whether two cells hold the same text but for case and outer blanks;
/// cheap enough to ask before parsing.
///
/// ```
/// use semesta_domain::name::same_as_written;
/// assert!(same_as_written("Siti Aminah ", "SITI AMINAH"));
/// ```
#[must_use]
pub fn same_as_written(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

impl PersonName {
    /// Compares two names; the order of the two does not matter.
    ///
    /// ```
    /// use semesta_domain::name::{NameAgreement, PersonName};
    /// let compare = |a, b| PersonName::parse(a).compare(&PersonName::parse(b));
    /// assert_eq!(compare("Moch. Noer Hayati, S.Pd", "MUHAMMAD NURHAYATI"), NameAgreement::Equal);
    /// assert_eq!(compare("SITI AMINAH", "Aminah"), NameAgreement::Contained);
    /// assert_eq!(compare("BUDI SANTOSO", "BUDI SANTOSA"), NameAgreement::Near);
    /// assert_eq!(compare("BUDI SANTOSO", "KARTINI"), NameAgreement::Different);
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Self) -> NameAgreement {
        if !self.is_name() || !other.is_name() {
            return NameAgreement::Missing;
        }
        if self.key() == other.key() || self.normalised() == other.normalised() {
            return NameAgreement::Equal;
        }
        // One order, so that the answer is symmetric to the bit.
        let (short, long) =
            if (self.n_words(), self.normalised()) <= (other.n_words(), other.normalised()) {
                (self, other)
            } else {
                (other, self)
            };
        let matched = Matched::count(short, long);
        if let Some(agreement) = matched.agreement() {
            return agreement;
        }
        let similarity = similarity(short, long);
        if similarity >= NEAR {
            NameAgreement::Near
        } else if similarity >= FAR || matched.n_whole > 0 {
            NameAgreement::Between
        } else {
            NameAgreement::Different
        }
    }
}

/// Jaro–Winkler of the normalised wholes or of their spelling keys, the better one.
fn similarity(a: &PersonName, b: &PersonName) -> f64 {
    let likeness = |a: &str, b: &str| jaro_winkler::similarity(a.chars(), b.chars());
    let written = likeness(a.normalised(), b.normalised());
    if written >= NEAR {
        return written;
    }
    written.max(likeness(a.key(), b.key()))
}

const MAX_WORDS: usize = super::token::MAX_WORDS;

/// What the words of two names have in common.
struct Matched {
    /// Words found whole in both.
    n_whole: usize,
    /// Whether every word of the one and of the other found its partner.
    all: (bool, bool),
}

/// The words of a name with their keys, and which are matched.
struct Side<'a> {
    written: [&'a str; MAX_WORDS],
    words: [&'a str; MAX_WORDS],
    n: usize,
    from_initial: bool,
    used: [bool; MAX_WORDS],
}

impl<'a> Side<'a> {
    fn of(name: &'a PersonName) -> Self {
        let mut n = 0;
        let mut words = [""; MAX_WORDS];
        let mut written = words;
        for (word, key) in name.words().zip(name.word_keys()).take(MAX_WORDS) {
            written[n] = word;
            words[n] = key;
            n += 1;
        }
        Self {
            written,
            words,
            n,
            from_initial: name.from_initial,
            used: [false; MAX_WORDS],
        }
    }

    /// `M. SARI` may be Maria as well: what is left of it is an initial.
    fn reopen_initial(&mut self) {
        if self.from_initial && !self.used[0] {
            self.words[0] = "M";
            self.written[0] = "M";
        }
    }

    fn open(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.n).filter(|at| !self.used[*at])
    }
}

impl Matched {
    fn count(short: &PersonName, long: &PersonName) -> Self {
        let (mut short, mut long) = (Side::of(short), Side::of(long));
        let n_whole = match_whole(&mut short, &mut long)
            + match_joined(&mut short, &mut long)
            + match_joined(&mut long, &mut short);
        short.reopen_initial();
        long.reopen_initial();
        match_initials(&mut short, &mut long);
        match_initials(&mut long, &mut short);
        Self {
            n_whole,
            all: (short.open().next().is_none(), long.open().next().is_none()),
        }
    }

    /// Equal or contained; initials alone are neither.
    fn agreement(&self) -> Option<NameAgreement> {
        match self.all {
            _ if self.n_whole == 0 => None,
            (true, true) => Some(NameAgreement::Equal),
            (false, false) => None,
            _ => Some(NameAgreement::Contained),
        }
    }
}

/// Pairs equal words; says how many of more than one letter.
fn match_whole(a: &mut Side<'_>, b: &mut Side<'_>) -> usize {
    let mut n_whole = 0;
    for at in 0..a.n {
        let found = b.open().find(|other| b.words[*other] == a.words[at]);
        if let Some(found) = found {
            a.used[at] = true;
            b.used[found] = true;
            n_whole += usize::from(a.words[at].len() > 1);
        }
    }
    n_whole
}

/// Pairs a word of `a` with two neighbouring words of `b` that it joins.
fn match_joined(a: &mut Side<'_>, b: &mut Side<'_>) -> usize {
    let mut n_whole = 0;
    for at in 0..a.n {
        if a.used[at] {
            continue;
        }
        let found = (1..b.n).find(|second| {
            !b.used[second - 1]
                && !b.used[*second]
                && is_joined(a.words[at], b.words[second - 1], b.words[*second])
        });
        if let Some(second) = found {
            a.used[at] = true;
            b.used[second - 1] = true;
            b.used[second] = true;
            n_whole += 1;
        }
    }
    n_whole
}

/// Whether `whole` is `first` and `second`, a letter at the seam sounding once.
fn is_joined(whole: &str, first: &str, second: &str) -> bool {
    let Some(rest) = whole.strip_prefix(first) else {
        return false;
    };
    rest == second
        || (first.bytes().last() == second.bytes().next() && second.get(1..) == Some(rest))
}

/// Pairs the open initials of `a` with open words of `b` that begin so, whole
/// words that have no other partner first.
fn match_initials(a: &mut Side<'_>, b: &mut Side<'_>) {
    for at in 0..a.n {
        if a.used[at] || a.words[at].len() != 1 {
            continue;
        }
        let begins = |other: &usize| {
            b.words[*other].starts_with(a.words[at]) || b.written[*other].starts_with(a.written[at])
        };
        let found = b
            .open()
            .filter(begins)
            .max_by_key(|other| (b.words[*other].len() > 1, std::cmp::Reverse(*other)));
        if let Some(found) = found {
            a.used[at] = true;
            b.used[found] = true;
        }
    }
}
