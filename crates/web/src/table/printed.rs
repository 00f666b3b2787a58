//! A table as it is printed.

use askama::{FastWritable, Template, Values};

use super::offer::{Offer, Sift};
use super::{Head, Link, Pager, Table, Td};
use crate::text::Texts;

/// What of a table stands on a page.
#[derive(Template)]
#[template(path = "table.html")]
pub(super) struct Printed<'a> {
    pub(super) t: &'static Texts,
    pub(super) table: &'a Table,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<&'a [Td]>,
    pub(super) foot: &'a [Td],
    pub(super) pager: Option<Pager>,
    pub(super) exports: Vec<Link>,
    pub(super) sift: Option<Sift>,
    /// Where its form is sent to again, and the fields.
    pub(super) again: Option<(String, Vec<(&'static str, String)>)>,
    pub(super) empty: &'a str,
    /// How many rows the words looked for leave.
    pub(super) said: String,
}

impl FastWritable for Table {
    fn write_into(&self, to: &mut dyn std::fmt::Write, values: &dyn Values) -> askama::Result<()> {
        let printed = match Offer::among(values) {
            Some(offer) => offer.applied_to(self),
            None => self.as_it_is(),
        };
        printed.render_into_with_values(to, values)
    }
}

impl Table {
    /// Without anything offered.
    pub(super) fn as_it_is(&self) -> Printed<'_> {
        Printed {
            t: self.t,
            table: self,
            heads: self.heads.clone(),
            rows: self.rows.iter().map(Vec::as_slice).collect(),
            foot: &self.foot,
            pager: self.pager.clone(),
            exports: self.exports.clone(),
            sift: None,
            again: None,
            empty: &self.empty,
            said: String::new(),
        }
    }
}

/// Templates ask for it; they write the other, which knows what is asked of the table.
impl std::fmt::Display for Table {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let printed = self.as_it_is().render_into(to);
        printed.map_err(|_| std::fmt::Error)
    }
}
