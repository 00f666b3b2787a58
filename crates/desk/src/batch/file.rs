//! Writing a batch: CSV or a workbook, every cell a text.

use rust_xlsxwriter::{Format, Workbook};
use semesta_domain::{Lang, Segment, region_name};

use super::layout::{LayoutColumn, LayoutValue, MutationLayout};
use crate::error::{DeskError, Result};
use crate::proposal::{Proposal, Side};

/// How a mutation file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated text, UTF-8 with a mark.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

pub(super) fn write(layout: &MutationLayout, rows: &[Proposal], kind: FileKind) -> Result<Vec<u8>> {
    match kind {
        FileKind::Csv => csv_file(layout, rows),
        FileKind::Xlsx => workbook(layout, rows),
    }
}

fn csv_file(layout: &MutationLayout, rows: &[Proposal]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        // With the mark, Excel reads it as UTF-8.
        .from_writer("\u{feff}".as_bytes().to_vec());
    let broken = |_| DeskError::Damaged("mutation file");
    writer
        .write_record(layout.columns.iter().map(|column| column.header.as_str()))
        .map_err(broken)?;
    for (index, row) in rows.iter().enumerate() {
        let cells = layout
            .columns
            .iter()
            .map(|column| harmless(cell(layout, column, index + 1, row)));
        writer.write_record(cells).map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|_| DeskError::Damaged("mutation file"))
}

fn workbook(layout: &MutationLayout, rows: &[Proposal]) -> Result<Vec<u8>> {
    let broken = |_| DeskError::Damaged("mutation file");
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(&layout.sheet).map_err(broken)?;
    for (at, column) in (0..).zip(&layout.columns) {
        sheet
            .write_string_with_format(0, at, &column.header, &bold)
            .map_err(broken)?;
        sheet.set_column_width(at, 20).map_err(broken)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (at, column) in (0..).zip(&layout.columns) {
            // Written as strings, so that no cell is a number and none a formula.
            let value = cell(layout, column, line as usize, row);
            sheet
                .write_string_with_format(line, at, value, &text)
                .map_err(broken)?;
        }
    }
    workbook.save_to_buffer().map_err(broken)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

fn cell(layout: &MutationLayout, column: &LayoutColumn, line: usize, row: &Proposal) -> String {
    let Some(value) = column.value else {
        return column.text.clone().unwrap_or_default();
    };
    let (before, after) = (row.content.before.as_ref(), row.content.after.as_ref());
    let of = |side: Option<&Side>, text: fn(&Side) -> Option<String>| {
        side.and_then(text).unwrap_or_default()
    };
    match value {
        LayoutValue::Row => line.to_string(),
        LayoutValue::Reference => row.id.to_string(),
        LayoutValue::Kind => layout
            .kinds
            .get(row.kind.code())
            .cloned()
            .unwrap_or_else(|| row.kind.code().to_owned()),
        LayoutValue::Reason => row.reason.label(Lang::Id).to_owned(),
        LayoutValue::Note => row.content.note.clone(),
        LayoutValue::Nik => row.nik.map_or_else(String::new, |nik| nik.reveal()),
        LayoutValue::Card => row.card.map_or_else(String::new, |card| card.reveal()),
        LayoutValue::Name => row.name.reveal().to_owned(),
        LayoutValue::Area => row.area.compact(),
        LayoutValue::AreaName => region_name(row.area).unwrap_or_default().to_owned(),
        LayoutValue::SegmentBefore => of(before, segment),
        LayoutValue::SegmentAfter => of(after, segment),
        LayoutValue::PayerBefore => of(before, |side| side.payer.clone()),
        LayoutValue::PayerAfter => of(after, |side| side.payer.clone()),
        LayoutValue::Class => of(after.or(before), |side| {
            side.class.map(|class| class.to_string())
        }),
        LayoutValue::Employer => of(after.or(before), |side| side.employer.clone()),
        LayoutValue::NikBefore => of(before, given),
        LayoutValue::NikAfter => of(after, given),
        LayoutValue::Effective => row.effective.to_string(),
        LayoutValue::Month => row.month.to_string(),
    }
}

fn given(side: &Side) -> Option<String> {
    side.nik.as_ref().map(|nik| nik.reveal().to_owned())
}

/// The segment's official name.
fn segment(side: &Side) -> Option<String> {
    let code = side.segment.as_deref()?;
    let segment: Segment = code.parse().ok()?;
    Some(segment.label(Lang::Id).to_owned())
}
