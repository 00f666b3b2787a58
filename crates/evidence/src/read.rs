//! Reads a block of rows: converts, rejects, skips, counts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Int64Builder, StringBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType};
use rustc_hash::FxHashMap;

use crate::cell::Cell;
use crate::convert::{Converted, Setting, Value, convert};
use crate::header::fold;
use crate::manifest::Skipped;
use crate::message::Code;
use crate::plan::{Origin, Plan, PlannedColumn};
use crate::reject::Reject;
use crate::rows::Block;
use crate::source::{ColumnKind, Requirement};
use crate::store::{canonical_schema, column_type};

/// What a block of rows gave.
pub(crate) struct BlockOutput {
    pub(crate) batch: RecordBatch,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) tally: Tally,
}

/// Counts over rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) n_in: u64,
    pub(crate) n_accepted: u64,
    pub(crate) n_rejected: u64,
    pub(crate) skipped: Skipped,
    pub(crate) warnings: BTreeMap<(&'static str, Code), u64>,
    pub(crate) rejects: BTreeMap<(&'static str, Code), u64>,
}

impl Tally {
    /// Adds the counts of another block.
    pub(crate) fn add(&mut self, other: &Self) {
        self.n_in += other.n_in;
        self.n_accepted += other.n_accepted;
        self.n_rejected += other.n_rejected;
        self.skipped.add(&other.skipped);
        for (key, n) in &other.warnings {
            *self.warnings.entry(*key).or_default() += n;
        }
        for (key, n) in &other.rejects {
            *self.rejects.entry(*key).or_default() += n;
        }
    }
}

/// Reads all rows of `block` as `plan` says.
pub(crate) fn read_block(plan: &Plan, block: &dyn Block) -> Result<BlockOutput, ArrowError> {
    let mut reader = Reader::new(plan);
    block.visit(&mut |row, cells| reader.row(row, cells));
    reader.finish()
}

/// Appends values of one column.
enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Days(Date32Builder),
    Bool(BooleanBuilder),
}

impl Builder {
    fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::Int64 => Self::Integer(Int64Builder::new()),
            DataType::Date32 => Self::Days(Date32Builder::new()),
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    fn append(&mut self, value: &Value<'_>) {
        match (self, value) {
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Self::Text(builder), Value::Code(code)) => builder.append_value(code),
            (Self::Text(builder), Value::Digits(number, width)) => {
                let mut buffer = [b'0'; 20];
                builder.append_value(digits(*number, *width, &mut buffer));
            }
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Integer(builder), Value::Integer(value)) => builder.append_value(*value),
            (Self::Integer(builder), _) => builder.append_null(),
            (Self::Days(builder), Value::Days(value)) => builder.append_value(*value),
            (Self::Days(builder), _) => builder.append_null(),
            (Self::Bool(builder), Value::Bool(value)) => builder.append_value(*value),
            (Self::Bool(builder), _) => builder.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) => ArrayBuilder::finish(&mut builder),
            Self::Integer(mut builder) => ArrayBuilder::finish(&mut builder),
            Self::Days(mut builder) => ArrayBuilder::finish(&mut builder),
            Self::Bool(mut builder) => ArrayBuilder::finish(&mut builder),
        }
    }
}

/// Writes `number` with leading zeros into the buffer's end.
fn digits(mut number: u64, width: usize, buffer: &mut [u8; 20]) -> &str {
    let width = width.min(20);
    for place in buffer[20 - width..].iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
    std::str::from_utf8(&buffer[20 - width..]).unwrap_or("")
}

/// Codes repeat: each spelling is read once a block.
type Memo = FxHashMap<String, (Value<'static>, Option<Code>)>;

struct Reader<'p> {
    plan: &'p Plan,
    settings: Vec<Setting>,
    memos: Vec<Option<Memo>>,
    builders: Vec<Builder>,
    given: StringBuilder,
    source_row: UInt32Builder,
    warnings: StringBuilder,
    rejects: Vec<Reject>,
    tally: Tally,
}

impl<'p> Reader<'p> {
    fn new(plan: &'p Plan) -> Self {
        let setting = |planned: &PlannedColumn| Setting {
            kind: planned.column.kind,
            required: planned.column.requirement == Requirement::Required
                && !matches!(planned.origin, Origin::Absent),
            as_of: plan.as_of,
            month_first: plan.month_first,
        };
        let memo = |planned: &PlannedColumn| is_repeating(planned.column.kind).then(Memo::default);
        Self {
            plan,
            settings: plan.columns.iter().map(setting).collect(),
            memos: plan.columns.iter().map(memo).collect(),
            builders: plan
                .columns
                .iter()
                .map(|p| Builder::new(&column_type(p.column.kind)))
                .collect(),
            given: StringBuilder::new(),
            source_row: UInt32Builder::new(),
            warnings: StringBuilder::new(),
            rejects: Vec::new(),
            tally: Tally::default(),
        }
    }

    fn row(&mut self, row: u32, cells: &[Cell<'_>]) {
        let plan = self.plan;
        self.tally.n_in += 1;
        if let Some(kind) = skip_kind(self.plan, cells) {
            self.tally.skipped.count(kind);
            return;
        }
        let mut converted: [Converted<'_>; MAX_COLUMNS] = [const { EMPTY }; MAX_COLUMNS];
        let mut fault = None;
        for (index, slot) in converted.iter_mut().enumerate().take(self.settings.len()) {
            let planned = &plan.columns[index];
            let cell = match &planned.origin {
                Origin::Cell(at) => cells.get(*at).unwrap_or(&Cell::Empty),
                Origin::Fixed(value) => value,
                Origin::Absent => continue,
            };
            *slot = convert_planned(
                planned,
                cell,
                self.settings[index],
                self.memos[index].as_mut(),
            );
            if let Some(code) = slot
                .problem
                .filter(|code| is_fatal(planned.column.kind, *code))
            {
                fault = Some((planned.column.name, code));
                break;
            }
        }
        match fault {
            Some((column, code)) => self.reject(row, column, code, cells),
            None => self.accept(row, cells, &converted),
        }
    }

    fn reject(&mut self, row: u32, column: &'static str, code: Code, cells: &[Cell<'_>]) {
        self.tally.n_rejected += 1;
        *self.tally.rejects.entry((column, code)).or_default() += 1;
        let width = self.plan.headers.len().max(cells.len());
        let kept =
            (self.plan.n_added..width).map(|at| cells.get(at).map(kept_text).unwrap_or_default());
        self.rejects.push(Reject {
            row,
            column,
            code,
            cells: kept.collect(),
        });
    }

    fn accept(&mut self, row: u32, cells: &[Cell<'_>], converted: &[Converted<'_>]) {
        self.tally.n_accepted += 1;
        let mut warnings = String::new();
        for (index, planned) in self.plan.columns.iter().enumerate() {
            let Converted {
                value,
                problem,
                given,
            } = &converted[index];
            self.builders[index].append(value);
            if planned.column.kind.is_nik() {
                self.given.append_option(given.as_deref());
            }
            if let Some(code) = problem {
                self.warn(&mut warnings, planned.column.name, *code);
            }
        }
        let extra = cells
            .iter()
            .skip(self.plan.headers.len())
            .any(|cell| !cell.is_blank());
        if extra {
            self.warn(&mut warnings, "baris", Code::ExtraCells);
        }
        self.source_row.append_value(row);
        self.warnings
            .append_option((!warnings.is_empty()).then_some(warnings));
    }

    fn warn(&mut self, warnings: &mut String, column: &'static str, code: Code) {
        *self.tally.warnings.entry((column, code)).or_default() += 1;
        if !warnings.is_empty() {
            warnings.push(' ');
        }
        warnings.push_str(column);
        warnings.push(':');
        warnings.push_str(code.code());
    }

    fn finish(mut self) -> Result<BlockOutput, ArrowError> {
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for (builder, planned) in self.builders.into_iter().zip(&self.plan.columns) {
            arrays.push(builder.finish());
            if planned.column.kind.is_nik() {
                arrays.push(Arc::new(self.given.finish()));
            }
        }
        arrays.push(Arc::new(self.source_row.finish()));
        arrays.push(Arc::new(self.warnings.finish()));
        let batch = RecordBatch::try_new(canonical_schema(self.plan.source), arrays)?;
        Ok(BlockOutput {
            batch,
            rejects: self.rejects,
            tally: self.tally,
        })
    }
}

/// No source has more columns; a test holds the bound.
pub(crate) const MAX_COLUMNS: usize = 18;

const EMPTY: Converted<'static> = Converted {
    value: Value::Null,
    problem: None,
    given: None,
};

/// Whether the problem rejects its row.
fn is_fatal(kind: ColumnKind, code: Code) -> bool {
    match kind {
        ColumnKind::NikLinked => code != Code::NikDamaged,
        kind => kind.rejects(),
    }
}

/// Kinds with few different cells.
fn is_repeating(kind: ColumnKind) -> bool {
    use ColumnKind as K;
    matches!(
        kind,
        K::Sex
            | K::RegisterStatus
            | K::MembershipStatus
            | K::Segment
            | K::Direction
            | K::Proof
            | K::WorkerOrigin
            | K::Payer
            | K::Relation
            | K::Class
            | K::Month
            | K::Decile
    )
}

fn convert_planned<'c>(
    planned: &PlannedColumn,
    cell: &'c Cell<'_>,
    setting: Setting,
    memo: Option<&mut Memo>,
) -> Converted<'c> {
    if let (Cell::Text(text), Some(memo)) = (cell, memo) {
        if let Some((value, problem)) = memo.get(text.as_ref()) {
            return Converted {
                value: value.clone(),
                problem: *problem,
                given: None,
            };
        }
        let converted = owned(translated(planned, cell, setting));
        if memo.len() < 10_000 {
            memo.insert(
                text.clone().into_owned(),
                (converted.value.clone(), converted.problem),
            );
        }
        return converted;
    }
    if planned.values.is_empty() {
        return convert(cell, setting);
    }
    owned(translated(planned, cell, setting))
}

/// Puts the layout's words in the cell's place, then converts.
fn translated(planned: &PlannedColumn, cell: &Cell<'_>, setting: Setting) -> Converted<'static> {
    let word = planned.values.get(&fold(&cell.text()));
    match word {
        Some(word) => owned(convert(&Cell::Text(Cow::Borrowed(word)), setting)),
        None => owned(convert(cell, setting)),
    }
}

fn owned(converted: Converted<'_>) -> Converted<'static> {
    let value = match converted.value {
        Value::Null => Value::Null,
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Code(code) => Value::Code(code),
        Value::Digits(number, width) => Value::Digits(number, width),
        Value::Integer(value) => Value::Integer(value),
        Value::Days(value) => Value::Days(value),
        Value::Bool(value) => Value::Bool(value),
    };
    let given = converted.given.map(|given| Cow::Owned(given.into_owned()));
    Converted {
        value,
        problem: converted.problem,
        given,
    }
}

/// A rejected cell as text that reads back as the same cell.
fn kept_text(cell: &Cell<'_>) -> String {
    cell.text().into_owned()
}

/// Kinds of rows that hold no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkipKind {
    Blank,
    Header,
    Total,
    ColumnNumbers,
    OtherFile,
}

fn skip_kind(plan: &Plan, cells: &[Cell<'_>]) -> Option<SkipKind> {
    let first = cells.iter().position(|cell| !cell.is_blank());
    let Some(first) = first else {
        return Some(SkipKind::Blank);
    };
    let is_other = |file: &String| {
        cells
            .first()
            .is_none_or(|cell| cell.text().trim() != file.trim())
    };
    if plan.n_added > 0 && plan.only_file.as_ref().is_some_and(is_other) {
        return Some(SkipKind::OtherFile);
    }
    if is_total(plan, cells, first) {
        return Some(SkipKind::Total);
    }
    if is_column_numbers(&cells[first..]) {
        return Some(SkipKind::ColumnNumbers);
    }
    is_header_again(plan, cells).then_some(SkipKind::Header)
}

/// A sum below the data: the word where the row begins, and no key.
fn is_total(plan: &Plan, cells: &[Cell<'_>], first: usize) -> bool {
    const WORDS: [&str; 9] = [
        "JUMLAH",
        "TOTAL",
        "SUBTOTAL",
        "JML",
        "GRANDTOTAL",
        "JUMLAHTOTAL",
        "TOTALKESELURUHAN",
        "SUBJUMLAH",
        "REKAPITULASI",
    ];
    let Cell::Text(text) = &cells[first] else {
        return false;
    };
    let begins = text.trim_start().get(..3).is_some_and(|head| {
        ["jum", "tot", "sub", "jml", "gra", "rek"]
            .iter()
            .any(|w| head.eq_ignore_ascii_case(w))
    });
    if !begins || !WORDS.iter().any(|word| fold(text).starts_with(word)) {
        return false;
    }
    let key = plan.columns.iter().find(|planned| {
        planned.column.kind.is_nik()
            || matches!(planned.column.kind, ColumnKind::Card | ColumnKind::KeyText)
    });
    let Some(Origin::Cell(at)) = key.map(|planned| &planned.origin) else {
        return true;
    };
    *at == first
        || cells.get(*at).is_none_or(|cell| {
            cell.is_blank()
                || !cell.text().bytes().any(|b| b.is_ascii_digit()) && cell.text().len() < 3
        })
}

/// The row `1 2 3 …` that offices print below the header.
fn is_column_numbers(cells: &[Cell<'_>]) -> bool {
    let number = |cell: &Cell<'_>| -> Option<usize> {
        let text = cell.text();
        text.trim().trim_matches(['(', ')', '.']).parse().ok()
    };
    let Some(start) = cells.first().and_then(number).filter(|start| *start <= 2) else {
        return false;
    };
    let filled: Vec<&Cell<'_>> = cells.iter().filter(|cell| !cell.is_blank()).collect();
    filled.len() >= 3
        && filled
            .iter()
            .enumerate()
            .all(|(at, cell)| number(cell) == Some(start + at))
}

/// The header once more, as printed on every page.
fn is_header_again(plan: &Plan, cells: &[Cell<'_>]) -> bool {
    let mapped = plan
        .columns
        .iter()
        .filter_map(|planned| match planned.origin {
            Origin::Cell(at) => Some(at),
            _ => None,
        });
    let mut n_seen = 0;
    for at in mapped {
        let Some(Cell::Text(text)) = cells.get(at) else {
            return false;
        };
        let header = plan.headers[at].trim();
        if text.trim() != header && fold(text) != plan.folded[at] {
            return false;
        }
        n_seen += 1;
    }
    n_seen > 0
}
