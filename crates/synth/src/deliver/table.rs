//! A list as an office keeps it, written as CSV or as a workbook.

use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::calendar::{Day, civil};
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::text::{DateStyle, date, number, padded};

/// A cell of a list.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Date(Day),
    /// An identifier of so many digits, as text.
    Digits(u64, usize),
    /// An identifier in a number cell: a spreadsheet keeps 15 digits of it.
    AsNumber(u64),
}

/// A list: what stands above it, its headers and its rows.
pub(crate) struct Table {
    /// The office's own lines above the header.
    pub(crate) titles: Vec<String>,
    /// Canonical headers.
    pub(crate) canonical: &'static [&'static str],
    /// The office's headers.
    pub(crate) office: &'static [&'static str],
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// How a CSV file looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) mark: u8,
    pub(crate) dates: DateStyle,
    pub(crate) office_headers: bool,
    /// Windows-1252 rather than UTF-8.
    pub(crate) western: bool,
}

/// The look of a clean file.
pub(crate) const CLEAN: Look = Look {
    mark: b',',
    dates: DateStyle::Iso,
    office_headers: false,
    western: false,
};

/// Rows above which an office no longer uses a workbook.
const ROWS_MAX: usize = 60_000;

impl Table {
    /// Writes the list as the office does: a workbook where it fits, clean CSV
    /// where asked. Answers the file's name.
    pub(crate) fn write(
        &self,
        folder: &Path,
        source: &str,
        clean: bool,
    ) -> Result<String, SynthError> {
        if clean {
            return self.write_csv(folder, source, CLEAN);
        }
        if self.rows.len() > ROWS_MAX {
            let look = Look {
                mark: b';',
                dates: DateStyle::Slashes,
                office_headers: true,
                western: false,
            };
            return self.write_csv(folder, source, look);
        }
        let name = format!("{source}.xlsx");
        let path = folder.join(&name);
        self.write_workbook(&path)
            .map_err(|e| SynthError::Spreadsheet {
                path,
                reason: e.to_string(),
            })?;
        Ok(name)
    }

    /// Writes the list as CSV and answers the file's name.
    pub(crate) fn write_csv(
        &self,
        folder: &Path,
        source: &str,
        look: Look,
    ) -> Result<String, SynthError> {
        let mark = (look.mark as char).to_string();
        let headers = if look.office_headers {
            self.office
        } else {
            self.canonical
        };
        let name = format!("{source}.csv");
        let header = headers.join(&mark) + "\n";
        write_rows(
            &folder.join(&name),
            header.as_bytes(),
            self.rows.len(),
            b"",
            |at, out| {
                for (place, cell) in self.rows[at].iter().enumerate() {
                    if place > 0 {
                        out.push(look.mark);
                    }
                    put(cell, look, out);
                }
                out.push(b'\n');
            },
        )?;
        Ok(name)
    }

    fn write_workbook(&self, path: &Path) -> Result<(), XlsxError> {
        let mut workbook = Workbook::new();
        // A fixed date, so that the same city gives the same bytes.
        let made = ExcelDateTime::from_ymd(2024, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = workbook.add_worksheet();
        sheet.set_name("Data")?;
        let columns = (self.office.len() - 1) as u16;
        let title = Format::new().set_bold().set_align(FormatAlign::Center);
        for (row, text) in self.titles.iter().enumerate() {
            sheet.merge_range(row as u32, 0, row as u32, columns, text, &title)?;
        }
        let top = if self.titles.is_empty() {
            0
        } else {
            self.titles.len() as u32 + 1
        };
        for (column, header) in self.office.iter().enumerate() {
            sheet.write_string_with_format(
                top,
                column as u16,
                *header,
                &Format::new().set_bold(),
            )?;
        }
        let day = Format::new().set_num_format("dd/mm/yyyy");
        for (row, cells) in self.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                fill(sheet, top + 1 + row as u32, column as u16, cell, &day)?;
            }
        }
        workbook.save(path)
    }
}

fn fill(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    day: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(value) => {
            sheet.write_number(row, column, *value as f64)?;
        }
        Cell::Date(date) => {
            let (y, m, d) = civil(*date);
            let value = ExcelDateTime::from_ymd(y as u16, m as u8, d as u8)?;
            sheet.write_datetime_with_format(row, column, &value, day)?;
        }
        Cell::Digits(value, width) => {
            sheet.write_string(row, column, format!("{value:0width$}"))?;
        }
        Cell::AsNumber(value) => {
            sheet.write_number(row, column, rounded(*value) as f64)?;
        }
    }
    Ok(())
}

/// What a spreadsheet keeps of an identifier of 16 digits.
fn rounded(value: u64) -> u64 {
    value / 10 * 10
}

fn put(cell: &Cell, look: Look, out: &mut Vec<u8>) {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) if look.western => out.extend(text.chars().map(western)),
        Cell::Text(text) if text.as_bytes().contains(&look.mark) => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        }
        Cell::Text(text) => out.extend_from_slice(text.as_bytes()),
        Cell::Number(value) => number(out, *value),
        Cell::Date(day) => date(out, *day, look.dates),
        Cell::Digits(value, width) => padded(out, *value, *width),
        Cell::AsNumber(value) => padded(out, rounded(*value), 16),
    }
}

/// A letter in Windows-1252.
fn western(letter: char) -> u8 {
    match letter {
        '–' => 0x96,
        '’' => 0x92,
        other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
    }
}
