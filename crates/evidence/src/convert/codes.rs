//! Codes of closed sets, and payers.

use std::borrow::Cow;

use semesta_domain::{
    EventDirection, LayOffProof, MembershipStatus, Payer, RegisterStatus, Segment, Sex,
    WorkerOrigin,
};

use super::{Converted, Setting, Value, trimmed};
use crate::cell::{Cell, says_nothing};
use crate::message::Code;
use crate::source::ColumnKind;

pub(super) fn payer<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let text = trimmed(cell);
    if says_nothing(&text) {
        return Converted::missing(Code::Empty, required);
    }
    match Payer::parse(&text) {
        Some(payer) => Converted::of(Value::Text(Cow::Owned(payer.code().to_owned()))),
        None => Converted::missing(Code::Empty, required),
    }
}

pub(super) fn code<'c>(cell: &'c Cell<'_>, setting: Setting) -> Converted<'c> {
    let text = cell.text();
    if matches!(cell, Cell::Error) || says_nothing(&text) {
        let missing = if setting.kind.rejects() {
            Code::CodeMissing
        } else {
            Code::Empty
        };
        return Converted::missing(missing, setting.required);
    }
    if setting.kind == ColumnKind::YesNo {
        return yes_no(cell, &text);
    }
    let text = text.trim().trim_start_matches('\'');
    let text = text.strip_suffix(".0").unwrap_or(text);
    match known_code(setting.kind, text) {
        Some(code) => Converted::of(Value::Code(code)),
        None => Converted::problem(Code::CodeUnknown),
    }
}

fn known_code(kind: ColumnKind, text: &str) -> Option<&'static str> {
    use ColumnKind as K;
    match kind {
        K::Sex => text.parse().ok().map(Sex::code),
        K::RegisterStatus => text.parse().ok().map(RegisterStatus::code),
        K::MembershipStatus => text.parse().ok().map(MembershipStatus::code),
        K::Segment => text.parse().ok().map(Segment::code),
        K::Direction => text.parse().ok().map(EventDirection::code),
        K::Proof => text.parse().ok().map(LayOffProof::code),
        K::WorkerOrigin => text.parse().ok().map(WorkerOrigin::code),
        K::Verdict => verdict(text),
        K::Relation => relation(text),
        K::Class => class(text),
        _ => None,
    }
}

fn verdict(text: &str) -> Option<&'static str> {
    Some(match crate::fold::fold(text).as_str() {
        "SAMA" | "SAMAORANG" | "ORANGSAMA" | "YA" | "COCOK" | "BENAR" | "SAME" | "1" | "TRUE" => {
            "SAMA"
        }
        "BEDA" | "BEDAORANG" | "ORANGBEDA" | "ORANGLAIN" | "BERBEDA" | "TIDAK" | "TIDAKSAMA"
        | "TIDAKCOCOK" | "BUKAN" | "SALAH" | "DIFFERENT" | "0" | "FALSE" => "BEDA",
        _ => return None,
    })
}

fn relation(text: &str) -> Option<&'static str> {
    Some(match crate::fold::fold(text).as_str() {
        "1" | "PESERTA" | "KEPALAKELUARGA" | "PEGAWAI" | "01" => "1",
        "2" | "SUAMI" | "02" => "2",
        "3" | "ISTRI" | "03" => "3",
        "4" | "ANAK" | "04" => "4",
        "5" | "TAMBAHAN" | "LAINNYA" | "KELUARGATAMBAHAN" | "05" | "FAMILILAIN" | "ORANGTUA"
        | "MERTUA" => "5",
        _ => return None,
    })
}

fn class(text: &str) -> Option<&'static str> {
    let folded = crate::fold::fold(text);
    let rest = folded
        .strip_prefix("KELAS")
        .or(folded.strip_prefix("KLS"))
        .unwrap_or(&folded);
    Some(match rest {
        "1" | "I" | "01" | "SATU" => "1",
        "2" | "II" | "02" | "DUA" => "2",
        "3" | "III" | "03" | "TIGA" => "3",
        _ => return None,
    })
}

fn yes_no<'c>(cell: &Cell<'_>, text: &str) -> Converted<'c> {
    let value = match cell {
        Cell::Bool(value) => Some(*value),
        _ => match crate::fold::fold(text).as_str() {
            "YA" | "Y" | "1" | "TRUE" | "PATUH" | "SUDAH" | "YES" | "BENAR" => Some(true),
            "TIDAK" | "T" | "N" | "0" | "FALSE" | "TIDAKPATUH" | "BELUM" | "NO" | "TDK"
            | "BELUMPATUH" | "SALAH" => Some(false),
            _ => None,
        },
    };
    match value {
        Some(value) => Converted::of(Value::Bool(value)),
        None => Converted::problem(Code::CodeUnknown),
    }
}
