//! Reads a block of rows: converts, rejects, skips, counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{StringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;

use crate::builder::Builder;
use crate::cell::Cell;
use crate::convert::{Converted, Setting, Value};
use crate::manifest::Skipped;
use crate::memo::{Memo, convert_planned, is_repeating};
use crate::message::Code;
use crate::plan::{Origin, Plan, PlannedColumn};
use crate::reject::Reject;
use crate::rows::Block;
use crate::skip::skip_kind;
use crate::source::ColumnKind;
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
        let memo = |planned: &PlannedColumn| is_repeating(planned.column.kind).then(Memo::default);
        Self {
            plan,
            settings: plan.settings(),
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
pub(crate) fn is_fatal(kind: ColumnKind, code: Code) -> bool {
    match kind {
        ColumnKind::NikLinked => code != Code::NikDamaged,
        kind => kind.rejects(),
    }
}

/// A rejected cell as text that reads back as the same cell.
fn kept_text(cell: &Cell<'_>) -> String {
    cell.text().into_owned()
}
