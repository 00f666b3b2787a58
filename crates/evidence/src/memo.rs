//! Cells that repeat, and the layout's own words for them.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::cell::Cell;
use crate::convert::{Converted, Setting, Value, convert};
use crate::fold::fold;
use crate::message::Code;
use crate::plan::PlannedColumn;
use crate::source::ColumnKind;

/// Codes repeat: each spelling is read once a block.
pub(crate) type Memo = FxHashMap<String, (Value<'static>, Option<Code>)>;

/// Kinds with few different cells.
pub(crate) fn is_repeating(kind: ColumnKind) -> bool {
    use ColumnKind as K;
    matches!(
        kind,
        K::Sex
            | K::RegisterStatus
            | K::MembershipStatus
            | K::Segment
            | K::Direction
            | K::Proof
            | K::Verdict
            | K::WorkerOrigin
            | K::Payer
            | K::Relation
            | K::Class
            | K::Month
            | K::Decile
    )
}

/// Converts a cell as planned: the layout's words first, codes by memory.
pub(crate) fn convert_planned<'c>(
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
