//! How the first rows of a file would be read, cell by cell.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::civil::Date;
use semesta_domain::date_from_days;

use crate::cell::Cell;
use crate::convert::{Converted, Value};
use crate::error::ImportError;
use crate::header::Matcher;
use crate::ingest::guarded;
use crate::layout::Layout;
use crate::limits::Limits;
use crate::memo::convert_planned;
use crate::message::Code;
use crate::plan::{Origin, Plan};
use crate::read::is_fatal;
use crate::skip::skip_kind;
use crate::source::{Column, Source};
use crate::table::csv::Records;
use crate::table::format::{self, Format};
use crate::table::parquet::ParquetTable;
use crate::table::xlsx::Workbook;
use crate::table::{encoding, sniff};

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken.
    Accepted,
    /// Rejected for this column and reason.
    Rejected(&'static str, Code),
    /// No data: blank, a total, the header again.
    Skipped,
}

/// A cell as delivered and as read. It may hold personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewCell {
    /// As delivered.
    pub given: String,
    /// As read, "" for nothing.
    pub read: String,
    /// What was wrong with it.
    pub problem: Option<Code>,
}

impl std::fmt::Debug for PreviewCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The texts may hold personal data.
        write!(f, "PreviewCell {{ problem: {:?} }}", self.problem)
    }
}

/// A row and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// Data rows from 1.
    pub row: u32,
    /// A cell a column of [`Preview::columns`].
    pub cells: Vec<PreviewCell>,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// The first rows of a file as an import would read them.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The canonical columns that are filled.
    pub columns: Vec<Column>,
    /// The first rows.
    pub rows: Vec<PreviewRow>,
    /// Rows looked at.
    pub n_rows: usize,
    /// Of these accepted.
    pub n_accepted: usize,
    /// Of these rejected.
    pub n_rejected: usize,
    /// Rejects, by column and reason.
    pub rejects: BTreeMap<(&'static str, Code), usize>,
    /// Warnings, by column and reason.
    pub warnings: BTreeMap<(&'static str, Code), usize>,
    /// Words of closed sets that are not known, by column, with how many rows.
    pub unknown: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

/// Rows looked at.
const ROWS_MAX: usize = 2_000;
/// Unknown words kept of one column.
const WORDS_MAX: usize = 40;

/// Reads the first rows as an import would, of which `n_shown` are kept.
///
/// # Errors
/// As an import of the file.
pub fn preview(
    source: Source,
    as_of: Date,
    bytes: Vec<u8>,
    layout: Option<&Layout>,
    n_shown: usize,
) -> Result<Preview, ImportError> {
    let bytes = Bytes::from(bytes);
    let matcher = Matcher::new(source, layout);
    let unforeseen = || Err(ImportError::Workbook("unforeseen content".to_owned()));
    let (plan, rows) = match format::of(&bytes) {
        Format::Delimited => of_text(&bytes, &matcher, as_of)?,
        Format::Workbook => {
            guarded(|| of_workbook(&bytes, &matcher, as_of)).unwrap_or_else(unforeseen)?
        }
        Format::Parquet => {
            guarded(|| of_parquet(&bytes, &matcher, as_of)).unwrap_or_else(unforeseen)?
        }
        Format::OldWorkbook => return Err(ImportError::OldWorkbook),
        Format::Foreign(format) => return Err(ImportError::Unsupported { format }),
    };
    Ok(read(&plan, &rows, n_shown))
}

type Rows = Vec<Vec<Cell<'static>>>;

fn of_text(bytes: &[u8], matcher: &Matcher<'_>, as_of: Date) -> Result<(Plan, Rows), ImportError> {
    let decoded = encoding::decode(bytes)?;
    let sniffed = sniff::sniff(&decoded.text, matcher, &Limits::default())?;
    let mut records = Records::new(&decoded.text[sniffed.data_at..], sniffed.delimiter);
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    while rows.len() < ROWS_MAX && records.next(&mut cells) {
        rows.push(cells.drain(..).map(crate::head::owned).collect());
    }
    Ok((Plan::new(matcher, sniffed.header, as_of), rows))
}

fn of_workbook(
    bytes: &[u8],
    matcher: &Matcher<'_>,
    as_of: Date,
) -> Result<(Plan, Rows), ImportError> {
    let mut workbook = Workbook::open(bytes, &Limits::default())?;
    let sheet = workbook.find_sheet(matcher)?;
    let rows = workbook.rows_below(&sheet, ROWS_MAX)?;
    Ok((Plan::new(matcher, sheet.header, as_of), rows))
}

fn of_parquet(
    bytes: &Bytes,
    matcher: &Matcher<'_>,
    as_of: Date,
) -> Result<(Plan, Rows), ImportError> {
    let table = ParquetTable::open(bytes, &Limits::default())?;
    let header = matcher
        .find(&[table.header()])
        .map_err(|miss| miss.into_error(matcher, None))?;
    let rows = table.first_rows(ROWS_MAX)?;
    Ok((Plan::new(matcher, header, as_of), rows))
}

fn read(plan: &Plan, rows: &Rows, n_shown: usize) -> Preview {
    let filled: Vec<usize> = (0..plan.columns.len())
        .filter(|at| !matches!(plan.columns[*at].origin, Origin::Absent))
        .collect();
    let mut preview = Preview {
        columns: filled.iter().map(|at| plan.columns[*at].column).collect(),
        ..Preview::default()
    };
    for (row, cells) in (1..).zip(rows) {
        let read = read_row(plan, &filled, row, cells, &mut preview);
        preview.n_rows += 1;
        match read.outcome {
            Outcome::Accepted => preview.n_accepted += 1,
            Outcome::Rejected(..) => preview.n_rejected += 1,
            Outcome::Skipped => {}
        }
        if preview.rows.len() < n_shown {
            preview.rows.push(read);
        }
    }
    preview
}

fn read_row(
    plan: &Plan,
    filled: &[usize],
    row: u32,
    cells: &[Cell<'_>],
    preview: &mut Preview,
) -> PreviewRow {
    let is_skipped = skip_kind(plan, cells).is_some();
    let settings = plan.settings();
    let (mut shown, mut fault, mut warned) = (Vec::new(), None, Vec::new());
    for at in filled {
        let planned = &plan.columns[*at];
        let cell = match &planned.origin {
            Origin::Cell(at) => cells.get(*at).unwrap_or(&Cell::Empty),
            Origin::Fixed(value) => value,
            Origin::Absent => &Cell::Empty,
        };
        let converted = convert_planned(planned, cell, settings[*at], None);
        let problem = converted.problem.filter(|_| !is_skipped);
        if let Some(code) = problem {
            let column = planned.column.name;
            if fault.is_none() && is_fatal(planned.column.kind, code) {
                fault = Some((column, code));
            } else {
                warned.push((column, code));
            }
            if code == Code::CodeUnknown {
                let words = preview.unknown.entry(column).or_default();
                let word = cell.text().trim().to_owned();
                if words.len() < WORDS_MAX || words.contains_key(&word) {
                    *words.entry(word).or_default() += 1;
                }
            }
        }
        shown.push(PreviewCell {
            given: cell.text().trim().to_owned(),
            read: said(&converted),
            problem,
        });
    }
    let outcome = match (is_skipped, fault) {
        (true, _) => Outcome::Skipped,
        (false, None) => Outcome::Accepted,
        (false, Some((column, code))) => Outcome::Rejected(column, code),
    };
    match fault {
        Some(fault) => *preview.rejects.entry(fault).or_default() += 1,
        None => {
            for warning in warned {
                *preview.warnings.entry(warning).or_default() += 1;
            }
        }
    }
    PreviewRow {
        row,
        cells: shown,
        outcome,
    }
}

/// A converted value as a person would read it.
fn said(converted: &Converted<'_>) -> String {
    match &converted.value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone().into_owned(),
        Value::Code(code) => (*code).to_owned(),
        Value::Digits(number, width) => format!("{number:0width$}"),
        Value::Integer(value) => value.to_string(),
        Value::Days(days) => date_from_days(*days).map_or_else(String::new, |day| day.to_string()),
        Value::Bool(value) => value.to_string(),
    }
}
