//! From a delivered cell to a canonical value, or to the code that says why not.

use std::borrow::Cow;

use jiff::civil::Date;
use semesta_domain::{CardNumber, KkNumber, NikCell, RegionCode, Rupiah};

use crate::cell::{Cell, says_nothing};
use crate::message::Code;
use crate::source::ColumnKind;

mod codes;
mod dates;

use codes::{code, payer};
use dates::{birth_date, event_date, month, plain_date};

/// A canonical value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'c> {
    Null,
    Text(Cow<'c, str>),
    /// A code of a closed set.
    Code(&'static str),
    /// Digits, padded with zeros to a width.
    Digits(u64, usize),
    Integer(i64),
    Days(i32),
    Bool(bool),
}

/// What became of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Converted<'c> {
    pub(crate) value: Value<'c>,
    /// What was wrong with it.
    pub(crate) problem: Option<Code>,
    /// For a NIK that is no key: what the cell held all the same.
    pub(crate) given: Option<Cow<'c, str>>,
}

impl<'c> Converted<'c> {
    pub(crate) fn of(value: Value<'c>) -> Self {
        Self {
            value,
            problem: None,
            given: None,
        }
    }

    pub(crate) fn problem(code: Code) -> Self {
        Self {
            value: Value::Null,
            problem: Some(code),
            given: None,
        }
    }

    /// Nothing there: a problem only where something must be.
    pub(crate) fn missing(code: Code, required: bool) -> Self {
        Self {
            value: Value::Null,
            problem: required.then_some(code),
            given: None,
        }
    }
}

/// What a conversion must know beside the cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) kind: ColumnKind,
    pub(crate) required: bool,
    pub(crate) as_of: Date,
    pub(crate) month_first: bool,
}

/// Converts one cell.
pub(crate) fn convert<'c>(cell: &'c Cell<'_>, setting: Setting) -> Converted<'c> {
    use ColumnKind as K;
    if matches!(cell, Cell::Error) && !setting.kind.rejects() {
        return Converted::problem(Code::CellError);
    }
    match setting.kind {
        K::NikKey | K::NikLinked | K::Nik => nik(cell, setting.kind),
        K::Kk => kk(cell, setting.required),
        K::Card => card(cell),
        K::KeyText => text(cell, Code::KeyMissing, true),
        K::Text => text(cell, Code::Empty, setting.required),
        K::NumberText => number_text(cell, setting.required),
        K::BirthDate => birth_date(cell, setting),
        K::Date => plain_date(cell, setting),
        K::EventDate => event_date(cell, setting),
        K::Region => region(cell, setting.required),
        K::Regions => regions(cell, setting.required),
        K::Amount => amount(cell, setting.required),
        K::Count => count(cell, setting.required, i64::from(u32::MAX)),
        K::Decile => decile(cell, setting.required),
        K::Month => month(cell, setting.required),
        K::Payer => payer(cell, setting.required),
        _ => code(cell, setting),
    }
}

fn nik<'c>(cell: &'c Cell<'_>, kind: ColumnKind) -> Converted<'c> {
    let read = match cell {
        Cell::Number(value) => NikCell::from_float(*value),
        Cell::Error | Cell::Empty => NikCell::Missing,
        other => NikCell::parse(&other.text()),
    };
    let problem = match read {
        NikCell::Intact(nik) => return Converted::of(Value::Digits(nik.as_number(), 16)),
        NikCell::Missing => {
            return Converted::missing(Code::NikMissing, kind != ColumnKind::Nik);
        }
        NikCell::Damaged(prefix) => {
            return Converted {
                value: Value::Null,
                problem: Some(Code::NikDamaged),
                given: Some(Cow::Owned(prefix.reveal())),
            };
        }
        NikCell::Placeholder => Code::NikPlaceholder,
        NikCell::Malformed => Code::NikInvalid,
    };
    Converted {
        value: Value::Null,
        problem: Some(problem),
        given: Some(trimmed(cell)),
    }
}

fn kk<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    if matches!(cell, Cell::Number(_)) {
        return Converted::problem(Code::KkDamaged);
    }
    let text = cell.text();
    if says_nothing(&text) {
        return Converted::missing(Code::Empty, required);
    }
    match text.parse::<KkNumber>() {
        Ok(kk) => Converted::of(Value::Digits(kk.as_number(), 16)),
        Err(_) if text.contains(['E', 'e']) => Converted::problem(Code::KkDamaged),
        Err(_) => Converted::problem(Code::KkInvalid),
    }
}

fn card<'c>(cell: &'c Cell<'_>) -> Converted<'c> {
    let parsed = match cell {
        // 13 digits fit a float exactly.
        Cell::Number(value) if value.fract() == 0.0 && (0.0..1e14).contains(value) => {
            (*value as u64).to_string().parse::<CardNumber>()
        }
        other => {
            let text = other.text();
            if says_nothing(&text) || matches!(other, Cell::Error) {
                return Converted::problem(Code::CardMissing);
            }
            if text.contains(['E', 'e']) && text.parse::<f64>().is_ok() {
                return Converted::problem(Code::CardDamaged);
            }
            text.parse::<CardNumber>()
        }
    };
    match parsed {
        Ok(card) => Converted::of(Value::Digits(card.as_number(), 13)),
        Err(_) => Converted::problem(Code::CardInvalid),
    }
}

/// The cell's text without blanks and a spreadsheet's apostrophe.
pub(crate) fn trimmed<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    let trim = |text: &'c str| {
        let text = text.trim();
        text.strip_prefix('\'').unwrap_or(text).trim()
    };
    match cell.text() {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => Cow::Owned(text),
    }
}

fn text<'c>(cell: &'c Cell<'_>, missing: Code, required: bool) -> Converted<'c> {
    let text = trimmed(cell);
    if matches!(cell, Cell::Error) || says_nothing(&text) {
        return Converted::missing(missing, required);
    }
    let text = match text {
        text if text.contains(['\n', '\r', '\t']) => {
            Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        text => text,
    };
    Converted::of(Value::Text(text))
}

fn number_text<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let mut converted = text(cell, Code::Empty, required);
    if let Value::Text(text) = &mut converted.value {
        let whole = text
            .strip_suffix(".0")
            .filter(|w| w.bytes().all(|b| b.is_ascii_digit()));
        if let Some(whole) = whole.map(str::to_owned) {
            *text = Cow::Owned(whole);
        }
    }
    converted
}

/// A region code, also where a float cell or a data frame has added `.0`.
fn region_code(text: &str) -> Option<RegionCode> {
    let text = text.trim();
    let text = match text.strip_suffix(".0") {
        Some(whole) if whole.len() == 10 => whole,
        _ => text,
    };
    text.parse().ok()
}

fn region<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let text = cell.text();
    if says_nothing(&text) {
        return Converted::missing(Code::Empty, required);
    }
    match region_code(&text) {
        Some(code) => Converted::of(Value::Digits(
            code.compact_number(),
            code.level().n_digits(),
        )),
        None => Converted::problem(Code::RegionInvalid),
    }
}

/// Codes between `;`, `,`, `|`, `/` or blanks.
fn regions<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let text = cell.text();
    if says_nothing(&text) {
        return Converted::missing(Code::Empty, required);
    }
    let separators: &[char] = &[';', ',', '|', '/', '\n', ' '];
    let codes: Option<Vec<String>> = text
        .split(separators)
        .filter(|part| !part.trim().is_empty())
        .map(|part| region_code(part).map(RegionCode::compact))
        .collect();
    match codes {
        Some(codes) => Converted::of(Value::Text(Cow::Owned(codes.join(";")))),
        None => Converted::problem(Code::RegionInvalid),
    }
}

fn amount<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let parsed = match cell {
        Cell::Number(value) => Rupiah::from_float(*value).map(|amount| amount.0),
        Cell::Integer(value) => Some(*value),
        other => {
            let text = other.text();
            if says_nothing(&text) || matches!(other, Cell::Error) {
                return Converted::missing(Code::AmountMissing, required);
            }
            plain_integer(&text).or_else(|| text.parse::<Rupiah>().ok().map(|amount| amount.0))
        }
    };
    match parsed {
        Some(amount) => Converted::of(Value::Integer(amount)),
        None => Converted::problem(Code::AmountInvalid),
    }
}

/// Digits and nothing else, the commonest amount.
fn plain_integer(text: &str) -> Option<i64> {
    let plain = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn count<'c>(cell: &'c Cell<'_>, required: bool, max: i64) -> Converted<'c> {
    let mut converted = amount(cell, required);
    converted.problem = match converted.problem {
        Some(Code::AmountMissing) => Some(Code::Empty),
        Some(_) => Some(Code::NumberInvalid),
        None => None,
    };
    match converted.value {
        Value::Integer(value) if !(0..=max).contains(&value) => {
            Converted::problem(Code::NumberInvalid)
        }
        _ => converted,
    }
}

fn decile<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let text = cell.text();
    let word = text.trim().to_ascii_lowercase();
    let converted = match word.strip_prefix("desil") {
        Some(number) => match number.trim().parse() {
            Ok(value) => Converted::of(Value::Integer(value)),
            Err(_) => Converted::problem(Code::NumberInvalid),
        },
        None => count(cell, required, 10),
    };
    match converted.value {
        Value::Integer(value) if !(1..=10).contains(&value) => {
            Converted::problem(Code::NumberInvalid)
        }
        _ => converted,
    }
}
