//! The beginning of a file: what it looks like, and which source it may be.

use std::borrow::Cow;

use bytes::Bytes;

use crate::cell::Cell;
use crate::error::ImportError;
use crate::header::{Header, Matcher};
use crate::layout::Layout;
use crate::limits::{HEADER_ROWS, Limits};
use crate::source::Source;
use crate::table::csv::Records;
use crate::table::encoding;
use crate::table::format::{self, Format};
use crate::table::parquet::ParquetTable;
use crate::table::sniff::{DELIMITERS, told_delimiter};
use crate::table::xlsx::Workbook;

/// **Units**: bytes of a text that are looked at.
const TEXT_HEAD: usize = 1 << 18;

/// The first rows of a file, before anyone knows what it holds.
#[derive(Debug)]
pub struct Head {
    /// `csv`, `xlsx` or `parquet`.
    pub format: &'static str,
    /// The worksheets; of a text the one table under its likeliest delimiter.
    pub tables: Vec<HeadTable>,
    /// Of a text the same rows under every delimiter.
    readings: Vec<HeadTable>,
}

/// The first rows of one table. They may hold personal data.
pub struct HeadTable {
    /// The worksheet's name.
    pub sheet: Option<String>,
    rows: Vec<Vec<Cell<'static>>>,
}

impl std::fmt::Debug for HeadTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The cells may hold personal data.
        write!(f, "HeadTable {{ rows: {} }}", self.rows.len())
    }
}

/// A source that a file fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The source.
    pub source: Source,
    /// The layout by which it fits.
    pub layout: String,
    /// Canonical columns found.
    pub n_mapped: usize,
}

impl HeadTable {
    /// How many rows were looked at.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The headers if the row at `at` is the header, or its lower line of two.
    #[must_use]
    pub fn headers(&self, at: usize, is_double: bool) -> Vec<String> {
        let Some(row) = self.rows.get(at) else {
            return Vec::new();
        };
        let above = at.checked_sub(1).and_then(|above| self.rows.get(above));
        let header = match above.filter(|_| is_double) {
            Some(above) => Header::double(above, row),
            None => Header::single(row),
        };
        header.texts
    }

    /// A row's cells as a person would read them.
    #[must_use]
    pub fn row(&self, at: usize) -> Vec<String> {
        let cells = self.rows.get(at).into_iter().flatten();
        cells.map(|cell| cell.text().trim().to_owned()).collect()
    }

    /// The row that looks most like a header: many words, and no numbers.
    #[must_use]
    pub fn likely_header(&self) -> usize {
        let words = |row: &Vec<Cell<'_>>| {
            let filled = row.iter().filter(|cell| !cell.is_blank()).count();
            let named = row
                .iter()
                .filter(|cell| matches!(cell, Cell::Text(text) if is_word(text)))
                .count();
            if named * 5 >= filled * 4 { named } else { 0 }
        };
        let most = self.rows.iter().map(words).max().unwrap_or(0);
        let first = self.rows.iter().position(|row| words(row) == most);
        first.unwrap_or(0)
    }

    fn n_rows_of_one_width(&self) -> (usize, usize) {
        let mut widths: Vec<usize> = self.rows.iter().map(Vec::len).filter(|n| *n > 1).collect();
        widths.sort_unstable();
        widths
            .chunk_by(|a, b| a == b)
            .map(|same| (same.len(), same[0]))
            .max()
            .unwrap_or_default()
    }
}

/// A header's cell: letters, and hardly a digit.
fn is_word(text: &str) -> bool {
    let n_digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().any(char::is_alphabetic) && n_digits <= 2
}

/// Reads the first rows of a file.
///
/// # Errors
/// If the bytes are no table.
pub fn head(bytes: &[u8]) -> Result<Head, ImportError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::EmptyFile);
    }
    let unforeseen = || ImportError::Workbook("unforeseen content".to_owned());
    match format::of(bytes) {
        Format::Delimited => text_head(bytes),
        Format::Workbook => {
            crate::ingest::guarded(|| workbook_head(bytes)).unwrap_or_else(|| Err(unforeseen()))
        }
        Format::Parquet => crate::ingest::guarded(|| parquet_head(bytes))
            .unwrap_or_else(|| Err(ImportError::Parquet("unforeseen content".to_owned()))),
        Format::OldWorkbook => Err(ImportError::OldWorkbook),
        Format::Foreign(format) => Err(ImportError::Unsupported { format }),
    }
}

fn text_head(bytes: &[u8]) -> Result<Head, ImportError> {
    let decoded = encoding::decode(&bytes[..even_length(bytes)])?;
    let told = told_delimiter(&decoded.text);
    let reading = |delimiter: u8| {
        let mut records = Records::new(&decoded.text, delimiter);
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        while rows.len() < HEADER_ROWS && records.next(&mut cells) {
            rows.push(cells.drain(..).map(owned).collect());
        }
        HeadTable { sheet: None, rows }
    };
    let readings: Vec<HeadTable> = DELIMITERS
        .into_iter()
        .filter(|known| told.is_none_or(|told| told == *known))
        .map(reading)
        .collect();
    // Commas win among equals: they come first.
    let likeliest = (0..readings.len())
        .rev()
        .max_by_key(|at| readings[*at].n_rows_of_one_width());
    let rows = likeliest.map(|at| readings[at].rows.clone());
    Ok(Head {
        format: "csv",
        tables: vec![HeadTable {
            sheet: None,
            rows: rows.unwrap_or_default(),
        }],
        readings,
    })
}

/// How much of a text is looked at: whole units of UTF-16, and no half letter.
fn even_length(bytes: &[u8]) -> usize {
    if bytes.len() <= TEXT_HEAD {
        return bytes.len();
    }
    let is_inside = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    // A letter of UTF-8 has four bytes at most; in other encodings nothing is lost.
    (0..4)
        .map(|back| TEXT_HEAD - 2 * back)
        .find(|at| !is_inside(*at))
        .unwrap_or(TEXT_HEAD)
}

pub(crate) fn owned(cell: Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Empty => Cell::Empty,
        Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
        Cell::Number(value) => Cell::Number(value),
        Cell::Integer(value) => Cell::Integer(value),
        Cell::Date(date) => Cell::Date(date),
        Cell::Bool(value) => Cell::Bool(value),
        Cell::Error => Cell::Error,
    }
}

fn workbook_head(bytes: &[u8]) -> Result<Head, ImportError> {
    let mut workbook = Workbook::open(bytes, &Limits::default())?;
    let mut tables = Vec::new();
    for name in workbook.sheet_names(None) {
        let rows = workbook.first_rows(&name)?;
        tables.push(HeadTable {
            sheet: Some(name),
            rows,
        });
    }
    Ok(Head {
        format: "xlsx",
        tables,
        readings: Vec::new(),
    })
}

fn parquet_head(bytes: &[u8]) -> Result<Head, ImportError> {
    let table = ParquetTable::open(&Bytes::copy_from_slice(bytes), &Limits::default())?;
    let mut rows = vec![table.header()];
    rows.extend(table.first_rows(HEADER_ROWS - 1)?);
    Ok(Head {
        format: "parquet",
        tables: vec![HeadTable { sheet: None, rows }],
        readings: Vec::new(),
    })
}

impl Head {
    fn all(&self) -> impl Iterator<Item = &HeadTable> {
        let tables = if self.readings.is_empty() {
            &self.tables
        } else {
            &self.readings
        };
        tables.iter()
    }

    fn fits(&self, source: Source, layout: Option<&Layout>) -> Option<Recognised> {
        let matcher = Matcher::new(source, layout);
        let wanted = matcher.sheet().map(str::to_owned);
        self.all()
            .filter(|table| {
                wanted.is_none() || table.sheet.as_deref().map(str::trim) == wanted.as_deref()
            })
            .filter_map(|table| matcher.find(&table.rows).ok())
            .map(|found| Recognised {
                source,
                layout: matcher.layout(found.layout).name.clone(),
                n_mapped: found.n_mapped(),
            })
            .max_by_key(|found| found.n_mapped)
    }

    /// How many worksheets fit a layout that names none.
    #[must_use]
    pub fn n_fitting(&self, source: Source, layout: &Layout) -> usize {
        let matcher = Matcher::new(source, Some(layout));
        let tables = self.tables.iter();
        tables
            .filter(|table| matcher.find(&table.rows).is_ok())
            .count()
    }

    /// The sheet, if one is chosen, and the table of it.
    #[must_use]
    pub fn table(&self, sheet: &str) -> Option<&HeadTable> {
        let named = self
            .tables
            .iter()
            .find(|table| table.sheet.as_deref().unwrap_or_default() == sheet);
        // Sheets with the most columns hold the data, where none is named.
        named.or_else(|| {
            let widest = |table: &&HeadTable| table.rows.iter().map(Vec::len).max();
            self.tables.iter().rev().max_by_key(widest)
        })
    }
}

/// The sources that a file fits by the folder's own layouts or the shipped ones,
/// what takes most of its columns first.
#[must_use]
pub fn recognise(head: &Head, stored: &[Layout]) -> Vec<Recognised> {
    let own = stored.iter().flat_map(|layout| {
        layout
            .sources()
            .filter_map(move |source| head.fits(source, Some(layout)))
    });
    let mut found: Vec<Recognised> = own.collect();
    for source in Source::ALL {
        if !found.iter().any(|known| known.source == source) {
            found.extend(head.fits(source, None));
        }
    }
    // Among equals the source that needs more columns: a list of names fits many.
    let needed = |source: Source| {
        let columns = source.columns().iter();
        columns
            .filter(|column| column.requirement == crate::source::Requirement::Required)
            .count()
    };
    found.sort_by_key(|one| std::cmp::Reverse((one.n_mapped, needed(one.source))));
    found
}

/// The best of the folder's layouts that fit a file of a source.
pub(crate) fn fitting_layout<'l>(
    source: Source,
    bytes: &[u8],
    stored: &'l [Layout],
) -> Option<&'l Layout> {
    let head = head(bytes).ok()?;
    // The one that takes most columns; among equals the first by name.
    let fitting = stored
        .iter()
        .rev()
        .filter_map(|layout| Some((head.fits(source, Some(layout))?.n_mapped, layout)));
    fitting
        .max_by_key(|(n_mapped, _)| *n_mapped)
        .map(|(_, layout)| layout)
}
