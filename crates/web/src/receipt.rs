//! A receipt: a number, its formula, and the numbers that it is made of.

use jiff::civil::Date;
use semesta_domain::{Lang, Ratio};
use semesta_engine::run::RunManifest;

use crate::format;

/// A number as pages show it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Count(i64),
    /// A change: its sign is shown.
    Signed(i64),
    Rupiah(i64),
    /// A change of an amount.
    SignedRupiah(i64),
    Share(Ratio),
    /// Hundredths of a percent that something must reach.
    Threshold(i64),
    /// A change in hundredths of a percentage point.
    Points(i64),
    /// Cases for a hundred rows, which is no share.
    PerHundred(Ratio),
    /// What is no number: a month, or that a count is withheld.
    Said(String),
}

impl Value {
    pub(crate) fn text(&self, lang: Lang) -> String {
        let plus = |n: i64| if n > 0 { "+" } else { "" };
        match self {
            Self::Count(n) => format::number(*n, lang),
            Self::Signed(n) => format!("{}{}", plus(*n), format::number(*n, lang)),
            Self::Rupiah(n) => format::rupiah(*n, lang),
            Self::SignedRupiah(n) => format!("{}{}", plus(*n), format::rupiah(*n, lang)),
            Self::Share(ratio) => format::percent(*ratio, lang),
            Self::Threshold(points) => format::threshold(*points, lang),
            Self::Points(points) => format::points(*points, lang),
            Self::PerHundred(ratio) => format::hundredths(ratio.basis_points().unwrap_or(0), lang),
            Self::Said(text) => text.clone(),
        }
    }

    /// The whole number that it stands for, shares in hundredths of a percent.
    fn number(&self) -> Option<i64> {
        match self {
            Self::Count(n) | Self::Signed(n) | Self::Rupiah(n) | Self::SignedRupiah(n) => Some(*n),
            Self::Threshold(points) | Self::Points(points) => Some(*points),
            Self::Share(ratio) | Self::PerHundred(ratio) => ratio.basis_points(),
            Self::Said(_) => None,
        }
    }
}

/// How parts make a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// All added, those with a minus taken away.
    Sum,
    /// The first over the second.
    Quotient,
    /// The first times the second.
    Product,
    /// The first less the second, in so many equal steps, whole rupiah.
    Mean(i64),
}

/// A part of a number.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// What stands below the name.
    pub(crate) note: String,
    pub(crate) value: Value,
    pub(crate) is_minus: bool,
    /// Its own receipt, or what it counts.
    pub(crate) href: Option<String>,
}

impl Part {
    pub(crate) fn new(name: impl Into<String>, value: Value) -> Self {
        Self {
            name: name.into(),
            note: String::new(),
            value,
            is_minus: false,
            href: None,
        }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    pub(crate) fn minus(mut self) -> Self {
        self.is_minus = true;
        self
    }

    pub(crate) fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// One way to take a number apart.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) caption: String,
    pub(crate) how: How,
    pub(crate) rows: Vec<Part>,
    pub(crate) total: Value,
}

impl Parts {
    /// Whether the parts make the number, without remainder.
    pub(crate) fn closes(&self) -> bool {
        let number = |at: usize| self.rows.get(at).and_then(|part| part.value.number());
        let total = self.total.number();
        match self.how {
            How::Sum => {
                let signed = |part: &Part| {
                    let sign = if part.is_minus { -1 } else { 1 };
                    part.value.number().map(|n| sign * n)
                };
                let sum: Option<i64> = self.rows.iter().map(signed).sum();
                sum.is_some() && sum == total
            }
            How::Quotient => match (&self.total, number(0), number(1)) {
                (
                    Value::Share(ratio) | Value::PerHundred(ratio),
                    Some(numerator),
                    Some(denominator),
                ) => {
                    *ratio
                        == Ratio {
                            numerator,
                            denominator,
                        }
                }
                _ => false,
            },
            How::Product => number(0).zip(number(1)).map(|(a, b)| a * b) == total,
            How::Mean(n) => {
                let steps = number(0).zip(number(1)).filter(|_| n > 0);
                steps.map(|(last, first)| (last - first) / n) == total
            }
        }
    }
}

/// Everything that a receipt says.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    pub(crate) title: String,
    /// Of what: place, month, segment.
    pub(crate) of: Vec<String>,
    pub(crate) value: Value,
    pub(crate) formula: String,
    /// The formula as files have it.
    pub(crate) code: &'static str,
    pub(crate) parts: Vec<Parts>,
    /// The people or lines behind it: what they are and where.
    pub(crate) lists: Vec<(String, String)>,
    /// The page where the number stands.
    pub(crate) nav: &'static str,
    /// The run it comes from; none of what the desk counts.
    pub(crate) run: Option<RunManifest>,
    /// Whose files it rests on.
    pub(crate) sources: Vec<&'static str>,
    /// Parameters of the law it rests on, and the day that counts.
    pub(crate) law: Vec<String>,
    pub(crate) law_on: Option<Date>,
}

impl Receipt {
    pub(crate) fn new(title: impl Into<String>, value: Value, formula: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            of: Vec::new(),
            value,
            formula: formula.into(),
            code: "",
            parts: Vec::new(),
            lists: Vec::new(),
            nav: "/",
            run: None,
            sources: Vec::new(),
            law: Vec::new(),
            law_on: None,
        }
    }

    /// Says of what: a place, a month; "" is nothing.
    pub(crate) fn of(mut self, said: impl Into<String>) -> Self {
        let said = said.into();
        if !said.is_empty() {
            self.of.push(said);
        }
        self
    }

    pub(crate) fn nav(mut self, nav: &'static str) -> Self {
        self.nav = nav;
        self
    }

    /// Counted by a run from the files of some sources.
    pub(crate) fn run(mut self, run: &RunManifest, sources: &[&'static str]) -> Self {
        self.run = Some(run.clone());
        self.law_on = self.law_on.or(run.as_of.parse().ok());
        self.and_sources(sources)
    }

    /// Rests on the files of other sources too.
    pub(crate) fn and_sources(mut self, sources: &[&'static str]) -> Self {
        self.sources.extend(sources);
        self
    }

    /// By the law in force on a day.
    pub(crate) fn on(mut self, day: Date) -> Self {
        self.law_on = Some(day);
        self
    }

    pub(crate) fn law<const N: usize>(mut self, ids: [&str; N]) -> Self {
        self.law.extend(ids.map(str::to_owned));
        self
    }

    /// Takes it apart, unless nothing is there to be taken apart.
    pub(crate) fn parts(self, caption: impl Into<String>, how: How, rows: Vec<Part>) -> Self {
        let total = self.value.clone();
        self.parts_of(caption, how, rows, total)
    }

    /// Takes apart another number that it hangs on.
    pub(crate) fn parts_of(
        mut self,
        caption: impl Into<String>,
        how: How,
        rows: Vec<Part>,
        total: Value,
    ) -> Self {
        if !rows.is_empty() {
            self.parts.push(Parts {
                caption: caption.into(),
                how,
                rows,
                total,
            });
        }
        self
    }

    pub(crate) fn list(mut self, what: impl Into<String>, href: impl Into<String>) -> Self {
        self.lists.push((what.into(), href.into()));
        self
    }

    /// Says of what by a code; "" is nothing.
    pub(crate) fn of_code(self, code: &str, said: impl FnOnce(&str) -> String) -> Self {
        if code.is_empty() {
            return self;
        }
        self.of(said(code))
    }

    /// What stands behind it, where one may see it.
    pub(crate) fn lists(self, list: Option<(&'static str, String)>) -> Self {
        match list {
            Some((what, href)) => self.list(what, href),
            None => self,
        }
    }

    /// The same where something holds.
    pub(crate) fn when(self, holds: bool, then: impl FnOnce(Self) -> Self) -> Self {
        if holds { then(self) } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(how: How, rows: &[(i64, bool)], total: Value) -> Parts {
        let part = |(n, is_minus): &(i64, bool)| Part {
            is_minus: *is_minus,
            ..Part::new("", Value::Count(*n))
        };
        Parts {
            caption: String::new(),
            how,
            rows: rows.iter().map(part).collect(),
            total,
        }
    }

    #[test]
    fn parts_close_or_they_do_not() {
        let rows = [(7, false), (2, true)];
        let share = |numerator, denominator| {
            Value::Share(Ratio {
                numerator,
                denominator,
            })
        };
        for (how, right, wrong) in [
            (How::Sum, Value::Count(5), Value::Rupiah(9)),
            (How::Quotient, share(7, 2), share(14, 4)),
            (How::Product, Value::Rupiah(14), Value::Count(15)),
            (How::Mean(2), Value::Rupiah(2), Value::Rupiah(3)),
        ] {
            assert!(parts(how, &rows, right).closes(), "{how:?}");
            assert!(!parts(how, &rows, wrong).closes(), "{how:?}");
        }
        assert!(!parts(How::Sum, &rows, Value::Said(String::new())).closes());
    }
}
