//! What the cells of a column look like.

use crate::kind::Kind;
use crate::prepare::clean::{is_nothing, parse_number, parse_pair};
use crate::prepare::date::parse_date;
use crate::prepare::words::plain;
use crate::table::Column;
use rustc_hash::FxHashSet;

/// Cells looked at.
const LOOK: usize = 5000;

/// Shares of the present cells of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    pub(crate) present: f64,
    pub(crate) distinct: f64,
    pub(crate) distinct_count: usize,
    dates: f64,
    numbers: f64,
    decimals: f64,
    at_signs: f64,
    pairs: f64,
    lists: f64,
    letters_only: f64,
    digits: f64,
    words: f64,
    length: f64,
    phone_like: f64,
}

impl Shape {
    /// Looks at cells spread over the column.
    pub(crate) fn of(column: &Column) -> Self {
        let rows = column.len();
        let step = (rows / LOOK).max(1);
        let looked: Vec<&str> = (0..rows).step_by(step).map(|r| column.text(r)).collect();
        let cells: Vec<&str> = looked.iter().copied().filter(|c| !is_nothing(c)).collect();
        let n = cells.len().max(1) as f64;
        let share = |f: &dyn Fn(&str) -> bool| cells.iter().filter(|c| f(c)).count() as f64 / n;
        let mut words = 0;
        let mut out = String::new();
        for c in &cells {
            out.clear();
            plain(c, &mut out);
            words += out.split(' ').count();
        }
        let distinct: FxHashSet<&str> = cells.iter().copied().collect();
        Self {
            present: cells.len() as f64 / looked.len().max(1) as f64,
            distinct: distinct.len() as f64 / n,
            distinct_count: distinct.len(),
            dates: share(&is_date),
            numbers: share(&|c| parse_number(c).is_some()),
            decimals: share(&|c| c.contains('.') && parse_number(c).is_some()),
            at_signs: share(&|c| c.contains('@')),
            pairs: share(&|c| {
                c.contains('.') && parse_pair(c).is_some() && parse_number(c).is_none()
            }),
            lists: share(&|c| c.starts_with('[') || c.matches([';', '|']).count() >= 1),
            letters_only: share(&|c| !c.bytes().any(|b| b.is_ascii_digit())),
            digits: share(&|c| c.bytes().any(|b| b.is_ascii_digit())),
            words: words as f64 / n,
            length: cells.iter().map(|c| c.len()).sum::<usize>() as f64 / n,
            phone_like: share(&is_phone),
        }
    }

    /// Says whether the cells can be of a kind that the header names.
    pub(crate) fn allows(&self, kind: Kind) -> bool {
        match kind {
            Kind::Date => self.dates >= 0.6,
            Kind::Email => self.at_signs >= 0.5,
            Kind::Nik | Kind::Household => self.digits >= 0.5,
            Kind::Phone => self.digits >= 0.7,
            Kind::GivenName | Kind::Surname => self.letters_only >= 0.6 && self.words <= 4.0,
            Kind::FullName => self.letters_only >= 0.6 && self.words <= 5.5,
            Kind::Place => self.words <= 6.0 && self.numbers < 0.8,
            Kind::Address => self.words <= 12.0 && self.numbers < 0.8,
            Kind::Sex => self.distinct_count <= 12,
            Kind::LatLong => self.pairs >= 0.6,
            _ => true,
        }
    }

    /// The mean number of words.
    pub(crate) fn words_mean(&self) -> f64 {
        self.words
    }

    /// Guesses a kind from the cells alone.
    pub(crate) fn guess(&self) -> Kind {
        let few = self.distinct_count <= 30 || self.distinct < 0.005;
        if self.at_signs >= 0.6 {
            return Kind::Email;
        }
        if self.dates >= 0.9 {
            return Kind::Date;
        }
        if self.pairs >= 0.9 {
            return Kind::LatLong;
        }
        if self.lists >= 0.6 {
            return Kind::Array;
        }
        if self.phone_like >= 0.9 && self.distinct > 0.5 {
            return Kind::Phone;
        }
        if self.numbers >= 0.9 {
            return self.number_kind(few);
        }
        if few {
            return Kind::Category;
        }
        if self.words > 6.0 {
            return Kind::Text;
        }
        if self.words < 1.6 && self.digits > 0.7 {
            return if self.distinct > 0.3 {
                Kind::Identifier
            } else {
                Kind::Postcode
            };
        }
        if self.letters_only >= 0.95 && (1.2..4.5).contains(&self.words) && self.distinct > 0.3 {
            return Kind::FullName;
        }
        Kind::Address
    }

    fn number_kind(&self, few: bool) -> Kind {
        if self.decimals > 0.2 {
            Kind::Number
        } else if self.distinct > 0.5 && self.length >= 5.0 {
            Kind::Identifier
        } else if few {
            Kind::Category
        } else if self.length >= 3.5 {
            Kind::Postcode
        } else {
            Kind::Number
        }
    }
}

fn is_date(cell: &str) -> bool {
    let separated = cell.contains(['-', '/', ' ', '.']) && cell.len() >= 6;
    let plain = cell.len() == 8 && cell.bytes().all(|b| b.is_ascii_digit());
    let year = cell.len() == 4 && cell.bytes().all(|b| b.is_ascii_digit());
    if !(separated || plain || year) || cell.matches('.').count() == 1 {
        return false;
    }
    parse_date(cell, false).is_some_and(|d| (1000..2200).contains(&d.year))
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let marks = cell
        .bytes()
        .all(|b| b.is_ascii_digit() || b" +-()./".contains(&b));
    marks
        && (9..=15).contains(&digits)
        && (cell.starts_with(['0', '+']) || cell.contains(['-', '(']))
}
