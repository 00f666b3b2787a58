//! Workbooks with typed columns, identifiers as text, and a header that stays.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use semesta_domain::{Lang, date_from_days};

use super::{Cell, Sheet, refuse_terminal};

/// Rows of a worksheet below its header; what is more goes to a further one.
const ROWS_MAX: u32 = 1_048_575;

struct Formats {
    header: Format,
    text: Format,
    integer: Format,
    percent: Format,
    date: Format,
}

pub(super) fn to_file(sheet: Sheet<'_>, path: &Path) -> anyhow::Result<()> {
    workbook(sheet)?.save(path)?;
    Ok(())
}

pub(super) fn to_stdout(sheet: Sheet<'_>, lang: Lang) -> anyhow::Result<()> {
    refuse_terminal(lang)?;
    let bytes = workbook(sheet)?.save_to_buffer()?;
    std::io::stdout().lock().write_all(&bytes)?;
    Ok(())
}

fn workbook(sheet: Sheet<'_>) -> anyhow::Result<Workbook> {
    let formats = Formats {
        header: Format::new()
            .set_bold()
            .set_background_color("DDE6ED")
            .set_text_wrap(),
        text: Format::new().set_num_format("@"),
        integer: Format::new().set_num_format("#,##0"),
        percent: Format::new().set_num_format("0.00%"),
        date: Format::new().set_num_format("yyyy-mm-dd"),
    };
    let mut workbook = Workbook::new();
    let mut rows = sheet.rows.peekable();
    let mut n_sheets = 0;
    while n_sheets == 0 || rows.peek().is_some() {
        n_sheets += 1;
        let name = if n_sheets == 1 {
            sheet.name.to_owned()
        } else {
            format!("{} {n_sheets}", sheet.name)
        };
        let worksheet = workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (index, column) in sheet.columns.iter().enumerate() {
            let width = column.name.chars().count().max(12) as f64 + 2.0;
            worksheet.set_column_width(index as u16, width)?;
        }
        for (index, column) in sheet.columns.iter().enumerate() {
            worksheet.write_with_format(0, index as u16, column.name.as_ref(), &formats.header)?;
        }
        for at in 1..=ROWS_MAX {
            let Some(row) = rows.next() else { break };
            for (index, cell) in row?.into_iter().enumerate() {
                write(worksheet, at, index as u16, cell, &formats)?;
            }
        }
    }
    Ok(workbook)
}

fn write(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell,
    formats: &Formats,
) -> anyhow::Result<()> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            worksheet.write_string_with_format(row, column, text, &formats.text)?;
        }
        Cell::Integer(value) => {
            worksheet.write_number_with_format(row, column, value as f64, &formats.integer)?;
        }
        Cell::Decimal(value) => {
            worksheet.write_number(row, column, value)?;
        }
        Cell::Share(ratio) if ratio.denominator > 0 => {
            let share = ratio.numerator as f64 / ratio.denominator as f64;
            worksheet.write_number_with_format(row, column, share, &formats.percent)?;
        }
        Cell::Share(_) => {}
        Cell::Date(days) => {
            if let Some(date) = date_from_days(days) {
                let date = ExcelDateTime::from_ymd(
                    date.year() as u16,
                    date.month() as u8,
                    date.day() as u8,
                );
                match date {
                    Ok(date) => {
                        worksheet.write_datetime_with_format(row, column, &date, &formats.date)?
                    }
                    // Workbooks know no date before 1900.
                    Err(_) => worksheet.write_string(row, column, date_text(days))?,
                };
            }
        }
        Cell::Flag(flag) => {
            worksheet.write_boolean(row, column, flag)?;
        }
    }
    Ok(())
}

fn date_text(days: i32) -> String {
    date_from_days(days)
        .map(|date| date.to_string())
        .unwrap_or_default()
}
