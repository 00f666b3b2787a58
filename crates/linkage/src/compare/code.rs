//! Identifiers, telephone numbers, postal codes and e-mail addresses.

use super::{Cache, Outcome};
use crate::kind::Kind;
use crate::prepare::Field;
use crate::prepare::code::{CodeValues, common_prefix, edits};
use rapidfuzz::distance::{jaro_winkler, osa};

/// The level of codes that have nothing in common.
const DIFFERENT: u8 = 5;

/// What comparing two codes that have nothing in common gives.
pub(crate) fn lowest_of_codes() -> Outcome {
    Outcome::plain(DIFFERENT)
}

/// 1 one edit, or a damaged tail · 2 two edits · 3 a long common beginning (of
/// a NIK: region and birth date) · 4 a part equal (of a NIK: the birth date) · 5 different.
pub(crate) fn compare(
    field: &Field,
    codes: &CodeValues,
    a: u32,
    b: u32,
    at: usize,
    cache: &mut Cache,
) -> Outcome {
    let (p, q) = (codes.digits[a as usize], codes.digits[b as usize]);
    if p.length == 0 || q.length == 0 {
        return cache.value(at, a, b, |_| text(field.text.get(a), field.text.get(b)));
    }
    let (lp, lq) = (p.length as u8, q.length as u8);
    Outcome::plain(digits(field.kind, p.packed, lp, q.packed, lq))
}

fn digits(kind: Kind, x: u64, lx: u8, y: u64, ly: u8) -> u8 {
    let short = u32::from(lx.min(ly));
    match edits(x, lx, y, ly) {
        0 | 1 if short >= 3 => return 1,
        2 if short >= 7 => return 2,
        _ => {}
    }
    let prefix = common_prefix(x, y).min(short);
    let zero_tail = |code: u64, length: u8| {
        length == 16 && code.trailing_zeros() >= 4 && prefix >= 16 - (code.trailing_zeros() / 4)
    };
    if zero_tail(x, lx) || zero_tail(y, ly) {
        return 1;
    }
    if prefix == short && short >= 6 {
        return if short >= 10 { 1 } else { 3 };
    }
    let nik = kind == Kind::Nik && lx == 16 && ly == 16;
    match prefix {
        12.. if nik => 3,
        p if !nik && short >= 6 && p * 10 >= short * 7 => 3,
        _ if nik && (x ^ y) >> 16 & 0xff_ffff == 0 => 4,
        p if !nik && short >= 4 && p * 2 >= short => 4,
        _ => DIFFERENT,
    }
}

fn text(a: &str, b: &str) -> Outcome {
    let longest = a.len().max(b.len());
    let edits = osa::distance(a.bytes(), b.bytes());
    let prefix = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    Outcome::plain(match edits {
        1 if longest >= 3 => 1,
        2 if longest >= 6 => 2,
        _ if longest >= 6 && prefix * 10 >= longest * 7 => 3,
        _ if longest >= 4 && prefix * 2 >= longest => 4,
        _ => 5,
    })
}

/// 1 one or two edits · 2 same name before the @ · 3 very like · 4 like · 5 different.
pub(crate) fn email(a: &str, b: &str) -> Outcome {
    if osa::distance(a.bytes(), b.bytes()) <= 2 {
        return Outcome::plain(1);
    }
    let (user_a, user_b) = (
        a.split('@').next().unwrap_or(a),
        b.split('@').next().unwrap_or(b),
    );
    if user_a == user_b && user_a.len() >= 3 {
        return Outcome::plain(2);
    }
    Outcome::plain(match jaro_winkler::similarity(a.bytes(), b.bytes()) {
        s if s >= 0.92 => 3,
        s if s >= 0.80 => 4,
        _ => 5,
    })
}
