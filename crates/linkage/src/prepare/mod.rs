//! Records as the linker works on them: every field a dictionary of cleaned
//! values, every record a row of value codes.

mod arrange;
pub(crate) mod clean;
pub(crate) mod code;
pub(crate) mod date;
pub(crate) mod dictionary;
mod encode;
mod hint;
mod number;
pub(crate) mod person;
pub(crate) mod words;

pub(crate) use dictionary::MISSING;
pub(crate) use encode::prepare;
pub(crate) use hint::Hint;

use crate::kind::Kind;
use crate::line::{Line, WIDTH};
use dictionary::Arena;

/// Typed forms of a field's distinct values.
#[derive(Debug)]
pub(crate) enum Values {
    /// Names, places, addresses, categories: words in order.
    Words(words::WordValues),
    /// Long texts and lists: sets of words.
    Bags(words::Bags),
    /// yyyymmdd.
    Dates(Vec<u32>),
    /// Identifiers of digits or text.
    Codes(code::CodeValues),
    /// Quantities.
    Numbers(Vec<f64>),
    /// Degrees of latitude and longitude.
    Points(Vec<(f64, f64)>),
    /// Compared by their text only.
    Plain,
}

/// One field of both files: its distinct values and how common they are.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Members of a family agree on it.
    pub(crate) shared: bool,
    pub(crate) text: Arena,
    pub(crate) values: Values,
    /// log2 of the share of each value among the values present.
    pub(crate) log_share: Vec<f32>,
    /// The least of `log_share`.
    pub(crate) rarest: f32,
    /// How often each value stands in the left and in the right file.
    pub(crate) counts: Vec<[u32; 2]>,
}

/// All records: left rows first, then right rows; of one file, left rows only.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) fields: Vec<Field>,
    pub(crate) n_left: usize,
    pub(crate) n_right: usize,
    /// The value codes of every record; places without a field are missing.
    pub(crate) codes: Vec<Line>,
    /// What lies beside the codes in a record's line.
    pub(crate) hints: Vec<Hint>,
    /// Where the records stand among the caller's rows.
    pub(crate) places: arrange::Places,
    /// A given-name field and the surname field it may be exchanged with.
    pub(crate) names: Option<Exchange>,
}

/// Given names and surnames that are the same text.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) given: usize,
    pub(crate) surname: usize,
    /// For each given name the same text among the surnames.
    pub(crate) as_surname: Vec<u32>,
}

impl Exchange {
    /// Finds the one given-name and the one surname field.
    pub(crate) fn find(fields: &[Field]) -> Option<Self> {
        let only = |kind: Kind| {
            let mut found = (0..fields.len()).filter(|&f| fields[f].kind == kind);
            found.next()
        };
        let (given, surname) = (only(Kind::GivenName)?, only(Kind::Surname)?);
        let surnames: rustc_hash::FxHashMap<&str, u32> =
            fields[surname].text.iter().zip(0..).collect();
        let code = |t: &str| surnames.get(t).copied().unwrap_or(MISSING);
        let as_surname = fields[given].text.iter().map(code).collect();
        Some(Self {
            given,
            surname,
            as_surname,
        })
    }

    /// Says whether two records' given name and surname are exchanged; one of
    /// the two may be mistyped or missing.
    pub(crate) fn exchanged(&self, fields: &[Field], x: &[u32; WIDTH], y: &[u32; WIDTH]) -> bool {
        let equal = |a: &[u32; WIDTH], b: &[u32; WIDTH]| {
            let given = a[self.given];
            given != MISSING
                && b[self.surname] != MISSING
                && self.as_surname[given as usize] == b[self.surname]
        };
        let near = |a: &[u32; WIDTH], b: &[u32; WIDTH]| match (a[self.given], b[self.surname]) {
            (MISSING, MISSING) => false,
            (MISSING, _) | (_, MISSING) => true,
            (given, surname) => {
                let (p, q) = (
                    fields[self.given].text.get(given),
                    fields[self.surname].text.get(surname),
                );
                crate::compare::alike(p, q)
            }
        };
        (equal(x, y) && near(y, x)) || (equal(y, x) && near(x, y))
    }
}

impl Field {
    /// Reads what comparing two values will need, where tables are large.
    #[inline]
    pub(crate) fn touch(&self, x: u32, y: u32) -> u32 {
        if x == MISSING || y == MISSING {
            return 0;
        }
        let (x, y) = (x as usize, y as usize);
        if x == y {
            return self.log_share[x].to_bits();
        }
        match &self.values {
            Values::Words(w) => w.of[x].letters ^ w.of[y].letters,
            Values::Codes(c) => c.digits[x].length ^ c.digits[y].length,
            Values::Dates(d) => d[x] ^ d[y],
            _ => 0,
        }
    }
}

impl Records {
    pub(crate) fn len(&self) -> usize {
        self.n_left + self.n_right
    }

    /// Says whether records of one file are compared with each other.
    pub(crate) fn is_dedupe(&self) -> bool {
        self.n_right == 0
    }

    /// The value codes of a record.
    #[inline]
    pub(crate) fn row(&self, row: u32) -> &[u32; WIDTH] {
        &self.codes[row as usize].0
    }

    /// As [`Records::row`].
    #[inline]
    pub(crate) fn line(&self, row: u32) -> &Line {
        &self.codes[row as usize]
    }

    /// A hash of a record's content, the same wherever the row stands: codes
    /// follow from the values there are, not from the order of rows.
    pub(crate) fn content(&self, row: u32) -> u64 {
        let codes = &self.row(row)[..self.fields.len()];
        codes
            .iter()
            .fold(1, |h, &code| dictionary::mix(h ^ u64::from(code)))
    }

    /// Says whether all records hold the same.
    pub(crate) fn all_alike(&self) -> bool {
        self.codes.windows(2).all(|w| w[0] == w[1])
    }

    /// Says whether the first record holds a name or a number of a person, and
    /// one thing more.
    pub(crate) fn name_somebody(&self) -> bool {
        let held = (0..self.fields.len()).filter(|&f| self.row(0)[f] != MISSING);
        let kinds: Vec<Kind> = held.map(|f| self.fields[f].kind).collect();
        let names = |k: &Kind| {
            k.is_name() || matches!(k, Kind::Nik | Kind::Identifier | Kind::Email | Kind::Phone)
        };
        kinds.len() > 1 && kinds.iter().any(names)
    }

    /// The number of pairs that could be compared.
    pub(crate) fn all_pairs(&self) -> f64 {
        let (l, r) = (self.n_left as f64, self.n_right as f64);
        if self.is_dedupe() {
            l * (l - 1.0) / 2.0
        } else {
            l * r
        }
    }
}
