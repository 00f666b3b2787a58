//! Workbooks as tables: the one sheet that has all required columns, row by row.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use semesta_domain::{date_from_serial, parse_date};

use crate::cell::Cell;
use crate::error::ImportError;
use crate::header::{HeaderMatch, HeaderMiss, Matcher};
use crate::limits::{BLOCK_ROWS, HEADER_ROWS, Limits};
use crate::rows::OwnedBlock;
use crate::table::unpack::measure;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;
type Row = Vec<Cell<'static>>;

/// An opened workbook.
pub(crate) struct Workbook<'b> {
    book: Book<'b>,
    limits: Limits,
}

/// The sheet that fits.
pub(crate) struct FittingSheet {
    pub(crate) name: String,
    pub(crate) header: HeaderMatch,
}

fn broken(error: XlsxError) -> ImportError {
    ImportError::Workbook(error.to_string())
}

impl<'b> Workbook<'b> {
    /// Opens a workbook after measuring it.
    ///
    /// # Errors
    /// If it is damaged, or unpacks to more than the limits allow.
    pub(crate) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, ImportError> {
        measure(bytes, limits)?;
        let book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
        Ok(Self {
            book,
            limits: *limits,
        })
    }

    /// Finds the one sheet whose first rows hold the header.
    ///
    /// # Errors
    /// If none fits, or several do.
    pub(crate) fn find_sheet(
        &mut self,
        matcher: &Matcher<'_>,
    ) -> Result<FittingSheet, ImportError> {
        let mut fitting: Vec<FittingSheet> = Vec::new();
        let mut nearest: Option<(String, HeaderMiss)> = None;
        for name in self.sheet_names(matcher.sheet()) {
            let rows = self.first_rows(&name)?;
            match matcher.find(&rows) {
                Ok(header) => fitting.push(FittingSheet { name, header }),
                Err(miss) => {
                    let nearer = nearest
                        .as_ref()
                        .is_none_or(|(_, known)| miss.score() > known.score());
                    if nearer {
                        nearest = Some((name, miss));
                    }
                }
            }
        }
        if fitting.len() > 1 {
            let sheets = fitting.into_iter().map(|sheet| sheet.name).collect();
            return Err(ImportError::SheetAmbiguous { sheets });
        }
        match (fitting.pop(), nearest) {
            (Some(sheet), _) => Ok(sheet),
            (None, Some((name, miss))) => Err(miss.into_error(matcher, Some(name))),
            (None, None) => Err(ImportError::EmptyFile),
        }
    }

    /// The worksheets, or only the one that the layout names.
    pub(crate) fn sheet_names(&self, wanted: Option<&str>) -> Vec<String> {
        let sheets = self.book.sheets_metadata().iter();
        let worksheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let named =
            worksheets.filter(|sheet| wanted.is_none_or(|name| sheet.name.trim() == name.trim()));
        named.map(|sheet| sheet.name.clone()).collect()
    }

    pub(crate) fn first_rows(&mut self, name: &str) -> Result<Vec<Row>, ImportError> {
        let limits = self.limits;
        let cells = self.book.worksheet_cells_reader(name).map_err(broken)?;
        let mut rows = Vec::new();
        let mut sheet = SheetRows::new(cells, BTreeMap::new(), limits);
        while rows.len() < HEADER_ROWS
            && let Some((at, row)) = sheet.next_row()?
        {
            // Blank rows have no cells in the file, yet they are rows.
            rows.resize(at.min(HEADER_ROWS), Vec::new());
            if rows.len() < HEADER_ROWS {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// The first rows below the header, blank ones included.
    ///
    /// # Errors
    /// If the sheet is damaged or too large.
    pub(crate) fn rows_below(
        &mut self,
        sheet: &FittingSheet,
        n_max: usize,
    ) -> Result<Vec<Row>, ImportError> {
        let limits = self.limits;
        let merges = self.vertical_merges(&sheet.name);
        let cells = self
            .book
            .worksheet_cells_reader(&sheet.name)
            .map_err(broken)?;
        let mut rows = SheetRows::new(cells, merges, limits);
        let mut found = Vec::new();
        while found.len() < n_max
            && let Some((at, row)) = rows.next_row()?
        {
            let Some(below) = at.checked_sub(sheet.header.row + 1) else {
                continue;
            };
            found.resize(below.min(n_max), Vec::new());
            if found.len() < n_max {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// Reads the rows below the header, a block at a time.
    ///
    /// # Errors
    /// If the sheet is damaged or too large, or `take` fails.
    pub(crate) fn read(
        &mut self,
        sheet: &FittingSheet,
        take: &mut dyn FnMut(OwnedBlock) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let limits = self.limits;
        let merges = self.vertical_merges(&sheet.name);
        let cells = self
            .book
            .worksheet_cells_reader(&sheet.name)
            .map_err(broken)?;
        let mut rows = SheetRows::new(cells, merges, limits);
        let header_at = sheet.header.row;
        let mut block = OwnedBlock {
            first_row: 1,
            rows: Vec::new(),
        };
        while let Some((at, row)) = rows.next_row()? {
            let Some(below) = at.checked_sub(header_at + 1) else {
                continue;
            };
            if below as u64 >= u64::from(limits.n_rows_max) {
                return Err(ImportError::TooManyRows {
                    max: limits.n_rows_max,
                });
            }
            while (block.first_row as usize - 1) + block.rows.len() < below {
                push(&mut block, Vec::new(), take)?;
            }
            push(&mut block, row, take)?;
        }
        if block.rows.is_empty() {
            Ok(())
        } else {
            take(block)
        }
    }

    /// Cells merged downwards: first row and column to last row.
    fn vertical_merges(&mut self, name: &str) -> BTreeMap<(usize, usize), usize> {
        let merges = self
            .book
            .merge_cells_by_sheet_name(name)
            .unwrap_or_default();
        let tall = merges
            .into_iter()
            .filter(|merge| merge.end.0 > merge.start.0);
        tall.map(|m| ((m.start.0 as usize, m.start.1 as usize), m.end.0 as usize))
            .collect()
    }
}

fn push(
    block: &mut OwnedBlock,
    row: Row,
    take: &mut dyn FnMut(OwnedBlock) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    block.rows.push(row);
    if block.rows.len() == BLOCK_ROWS {
        let first_row = block.first_row + BLOCK_ROWS as u32;
        take(std::mem::replace(
            block,
            OwnedBlock {
                first_row,
                rows: Vec::new(),
            },
        ))?;
    }
    Ok(())
}

/// Gathers the cells of a sheet into rows.
struct SheetRows<'a, 'b> {
    cells: XlsxCellReader<'a, Cursor<&'b [u8]>>,
    /// The first cell of the row after the one being gathered.
    pending: Option<(usize, usize, Cell<'static>)>,
    merges: BTreeMap<(usize, usize), usize>,
    /// Column to last row and value of a merged cell that reaches further down.
    open: BTreeMap<usize, (usize, Cell<'static>)>,
    limits: Limits,
    /// The reader must not be asked again behind the end.
    is_done: bool,
}

impl<'a, 'b> SheetRows<'a, 'b> {
    fn new(
        cells: XlsxCellReader<'a, Cursor<&'b [u8]>>,
        merges: BTreeMap<(usize, usize), usize>,
        limits: Limits,
    ) -> Self {
        Self {
            cells,
            pending: None,
            merges,
            open: BTreeMap::new(),
            limits,
            is_done: false,
        }
    }

    /// The next cell that holds something.
    fn next_cell(&mut self) -> Result<Option<(usize, usize, Cell<'static>)>, ImportError> {
        while !self.is_done {
            let Some(cell) = self.cells.next_cell().map_err(broken)? else {
                self.is_done = true;
                break;
            };
            let (row, column) = cell.get_position();
            match cell_of(cell.get_value()) {
                Cell::Empty => {}
                value => return Ok(Some((row as usize, column as usize, value))),
            }
        }
        Ok(None)
    }

    /// The next row that holds something, and where it stands, from 0.
    fn next_row(&mut self) -> Result<Option<(usize, Row)>, ImportError> {
        let first = match self.pending.take() {
            Some(cell) => Some(cell),
            None => self.next_cell()?,
        };
        let Some((at, column, value)) = first else {
            return Ok(None);
        };
        let mut row = Vec::new();
        self.put(&mut row, column, value)?;
        while let Some((next_at, column, value)) = self.next_cell()? {
            if next_at < at {
                return Err(ImportError::Workbook("rows out of order".to_owned()));
            }
            if next_at > at {
                self.pending = Some((next_at, column, value));
                break;
            }
            self.put(&mut row, column, value)?;
        }
        self.fill(at, &mut row);
        Ok(Some((at, row)))
    }

    fn put(&self, row: &mut Row, column: usize, value: Cell<'static>) -> Result<(), ImportError> {
        if column >= self.limits.n_columns_max {
            return Err(ImportError::TooManyColumns {
                found: column + 1,
                max: self.limits.n_columns_max,
            });
        }
        if row.len() <= column {
            row.resize(column + 1, Cell::Empty);
        }
        row[column] = value;
        Ok(())
    }

    /// Repeats what a merged cell above says for this row too.
    fn fill(&mut self, at: usize, row: &mut Row) {
        if self.merges.is_empty() {
            return;
        }
        self.open.retain(|_, (last, _)| *last >= at);
        for (column, (_, value)) in &self.open {
            if row.len() <= *column {
                row.resize(column + 1, Cell::Empty);
            }
            if row[*column] == Cell::Empty {
                row[*column] = value.clone();
            }
        }
        for ((_, column), last) in self.merges.range((at, 0)..(at + 1, 0)) {
            if let Some(value) = row.get(*column).filter(|value| **value != Cell::Empty) {
                self.open.insert(*column, (*last, value.clone()));
            }
        }
    }
}

fn cell_of(value: &DataRef<'_>) -> Cell<'static> {
    let text = |text: &str| {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(Cow::Owned(text.to_owned()))
        }
    };
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(value) => Cell::Integer(*value),
        DataRef::Float(value) => Cell::Number(*value),
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(value) => date_cell(value),
        DataRef::DateTimeIso(value) => match parse_date(value) {
            Ok((date, _)) => Cell::Date(date),
            Err(_) => text(value),
        },
        DataRef::DurationIso(value) => text(value),
        DataRef::Error(_) => Cell::Error,
    }
}

/// A date cell; a duration or a date outside the calendar stays a number.
fn date_cell(value: &ExcelDateTime) -> Cell<'static> {
    let serial = value.as_f64();
    if !value.is_datetime() {
        return Cell::Number(serial);
    }
    // A workbook of the 1904 system counts 1,462 days fewer.
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    let civil = i16::try_from(year).ok().and_then(|year| {
        jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    });
    civil
        .filter(|_| serial >= 61.0)
        .or_else(|| date_from_serial(serial))
        .map_or(Cell::Number(serial), Cell::Date)
}
