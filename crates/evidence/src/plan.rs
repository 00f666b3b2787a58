//! What to do with each cell of a file, fixed once its header is known.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::cell::Cell;
use crate::convert::Setting;
use crate::fold::fold;
use crate::header::{HeaderMatch, Matcher};
use crate::source::{Column, Requirement, Source};

/// Where a column's values come from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// The cell under its header.
    Cell(usize),
    /// One value for all rows, from the layout.
    Fixed(Cell<'static>),
    /// Nowhere.
    Absent,
}

/// A canonical column and how it is filled.
#[derive(Debug, Clone)]
pub(crate) struct PlannedColumn {
    pub(crate) column: Column,
    pub(crate) origin: Origin,
    /// The layout's own words: folded cell to canonical cell.
    pub(crate) values: BTreeMap<String, String>,
}

/// How a file is read.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) source: Source,
    pub(crate) as_of: Date,
    pub(crate) columns: Vec<PlannedColumn>,
    pub(crate) headers: Vec<String>,
    /// The headers folded, to know a repeated header by.
    pub(crate) folded: Vec<String>,
    /// Leading cells that a file of rejects adds.
    pub(crate) n_added: usize,
    /// Of a file of mended rejects: the file whose rows count.
    pub(crate) only_file: Option<String>,
    pub(crate) layout_name: String,
    /// Dates with slashes are month first, as the layout says.
    pub(crate) month_first: bool,
}

impl Plan {
    /// The plan for a matched header.
    pub(crate) fn new(matcher: &Matcher<'_>, header: HeaderMatch, as_of: Date) -> Self {
        let layout = matcher.layout(header.layout);
        let own = layout.sources.get(&matcher.source);
        let plan_column = |(column, cell): (&Column, &Option<usize>)| {
            let fixed = own.and_then(|own| own.fixed.get(column.name));
            let origin = match (cell, fixed) {
                (Some(cell), _) => Origin::Cell(*cell),
                (None, Some(value)) => Origin::Fixed(Cell::Text(Cow::Owned(value.clone()))),
                (None, None) => Origin::Absent,
            };
            let values = own
                .and_then(|own| own.values.get(column.name))
                .cloned()
                .unwrap_or_default();
            PlannedColumn {
                column: *column,
                origin,
                values,
            }
        };
        let columns = matcher
            .source
            .columns()
            .iter()
            .zip(&header.cells)
            .map(plan_column)
            .collect();
        Self {
            source: matcher.source,
            as_of,
            columns,
            folded: header.headers.iter().map(|text| fold(text)).collect(),
            headers: header.headers,
            n_added: header.n_added,
            only_file: None,
            layout_name: layout.name.clone(),
            month_first: own.is_some_and(|own| own.month_first),
        }
    }

    /// What the conversion of each column must know.
    pub(crate) fn settings(&self) -> Vec<Setting> {
        let setting = |planned: &PlannedColumn| Setting {
            kind: planned.column.kind,
            required: planned.column.requirement == Requirement::Required
                && !matches!(planned.origin, Origin::Absent),
            as_of: self.as_of,
            month_first: self.month_first,
        };
        self.columns.iter().map(setting).collect()
    }

    /// Header to column, as found.
    pub(crate) fn mapping(&self) -> BTreeMap<String, String> {
        let mapped = self
            .columns
            .iter()
            .filter_map(|planned| match &planned.origin {
                Origin::Cell(at) => {
                    Some((self.headers[*at].clone(), planned.column.name.to_owned()))
                }
                _ => None,
            });
        mapped.collect()
    }

    /// Headers that no column takes.
    pub(crate) fn unmapped(&self) -> Vec<String> {
        let is_taken = |at: usize| {
            self.columns
                .iter()
                .any(|planned| matches!(planned.origin, Origin::Cell(cell) if cell == at))
        };
        let free = (self.n_added..self.headers.len()).filter(|at| !is_taken(*at));
        free.map(|at| self.headers[at].clone())
            .filter(|header| !header.is_empty())
            .collect()
    }
}
