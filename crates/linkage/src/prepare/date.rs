//! Dates as three parts, any of which may be unknown or impossible.

/// Year, month and day; 0 is unknown. Parts are kept as written: a mistyped
/// day 76 still agrees in its year and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Parts {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Parts {
    /// The eight digits yyyymmdd as a number.
    pub(crate) fn number(self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day)
    }

    /// The inverse of [`Parts::number`].
    pub(crate) fn from_number(n: u32) -> Self {
        Self {
            year: (n / 10_000) as u16,
            month: (n / 100 % 100) as u8,
            day: (n % 100) as u8,
        }
    }
}

const MONTHS: [(&str, u8); 27] = [
    ("jan", 1),
    ("feb", 2),
    ("peb", 2),
    ("mar", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("ags", 8),
    ("agu", 8),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nop", 11),
    ("nov", 11),
    ("des", 12),
    ("dec", 12),
    ("januari", 1),
    ("februari", 2),
    ("maret", 3),
    ("juni", 6),
    ("juli", 7),
    ("agustus", 8),
    ("oktober", 10),
    ("desember", 12),
];

/// Reads a date in the orders that offices use; placeholders are missing.
pub(crate) fn parse_date(raw: &str, month_first: bool) -> Option<Parts> {
    let text = raw.trim();
    let text = text.split(['T']).next().unwrap_or(text);
    let mut parts: [(u32, usize, bool); 3] = [(0, 0, false); 3];
    let mut n = 0;
    for piece in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
    {
        if n == 3 {
            break;
        }
        parts[n] = piece_value(piece)?;
        n += 1;
    }
    let found = match n {
        1 => whole(text, parts[0])?,
        2 => two_parts(parts[0], parts[1])?,
        3 => three_parts(parts, month_first)?,
        _ => return None,
    };
    let placeholder = matches!(
        (found.year, found.month, found.day),
        (1900, 1, 1) | (0 | 9999, _, _)
    );
    (!placeholder).then_some(found)
}

fn piece_value(piece: &str) -> Option<(u32, usize, bool)> {
    if piece.bytes().all(|b| b.is_ascii_digit()) {
        return Some((piece.parse().ok()?, piece.len(), false));
    }
    let lower = piece.to_lowercase();
    let short: String = lower.chars().take(3).collect();
    let month = MONTHS.iter().find(|(n, _)| *n == lower || *n == short)?.1;
    Some((u32::from(month), 2, true))
}

fn whole(text: &str, (value, digits, _): (u32, usize, bool)) -> Option<Parts> {
    match digits {
        8 if value / 10_000 >= 1000 => {
            let iso = Parts::from_number(value);
            let reversed = iso.month > 12 && value % 10_000 > 1000 && value % 10_000 < 2100;
            if reversed {
                return Some(make(
                    value % 10_000,
                    value / 10_000 % 100,
                    value / 1_000_000,
                ));
            }
            Some(iso)
        }
        8 => Some(make(
            value % 10_000,
            value / 10_000 % 100,
            value / 1_000_000,
        )),
        4 if text.len() == 4 => Some(make(value, 0, 0)),
        6 if value / 100 >= 1000 => Some(make(value / 100, value % 100, 0)),
        _ => None,
    }
}

fn two_parts(a: (u32, usize, bool), b: (u32, usize, bool)) -> Option<Parts> {
    match (a.1, b.1) {
        (4, 1 | 2) => Some(make(a.0, b.0, 0)),
        (1 | 2, 4) => Some(make(b.0, a.0, 0)),
        _ => None,
    }
}

fn three_parts(p: [(u32, usize, bool); 3], month_first: bool) -> Option<Parts> {
    if p[0].1 >= 3 {
        return Some(make(p[0].0, p[1].0, p[2].0));
    }
    let year = match p[2].1 {
        3.. => p[2].0,
        _ if p[2].0 > 30 => 1900 + p[2].0,
        _ => 2000 + p[2].0,
    };
    let swap = p[0].2 || (!p[1].2 && month_first && p[0].0 <= 12) || (p[1].0 > 12 && p[0].0 <= 12);
    Some(if swap {
        make(year, p[0].0, p[1].0)
    } else {
        make(year, p[1].0, p[0].0)
    })
}

fn make(year: u32, month: u32, day: u32) -> Parts {
    Parts {
        year: year.min(9999) as u16,
        month: month.min(99) as u8,
        day: day.min(99) as u8,
    }
}

/// Says whether a column of texts writes the month first: some second part is above 12.
pub(crate) fn month_first<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (mut day_first, mut month_first) = (0_u32, 0_u32);
    for text in texts.take(20_000) {
        let mut pieces = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|p| !p.is_empty());
        let (Some(a), Some(b)) = (pieces.next(), pieces.next()) else {
            continue;
        };
        if a.len() > 2 || b.len() > 2 {
            continue;
        }
        day_first += u32::from(a.parse::<u8>().is_ok_and(|x| x > 12));
        month_first += u32::from(b.parse::<u8>().is_ok_and(|x| x > 12));
    }
    month_first > day_first
}

/// Writes a date as yyyy-mm-dd.
pub(crate) fn write_date(p: Parts, out: &mut String) {
    use std::fmt::Write;
    let _ = write!(out, "{:04}-{:02}-{:02}", p.year, p.month, p.day);
}

/// Reads what [`write_date`] wrote.
pub(crate) fn read_date(text: &str) -> u32 {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |n, b| n * 10 + u32::from(b - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, month_first: bool, expected: u32) {
        assert_eq!(
            parse_date(raw, month_first).map_or(0, Parts::number),
            expected,
            "{raw}"
        );
    }

    #[test]
    fn dates_are_read_in_many_orders() {
        check("1990-07-05", false, 19_900_705);
        check("19900705", false, 19_900_705);
        check("05/07/1990", false, 19_900_705);
        check("05/07/1990", true, 19_900_507);
        check("05/17/1990", false, 19_900_517);
        check("5 Juli 1990", false, 19_900_705);
        check("July 5, 1990", true, 19_900_705);
        check("1990", false, 19_900_000);
        check("1799-03-76", false, 17_990_376);
        check("1900-01-01", false, 0);
        check("1990-07-05 00:00:00", false, 19_900_705);
        check("abc", false, 0);
    }

    #[test]
    fn month_first_is_seen_in_the_column() {
        assert!(month_first(["05/17/1990", "01/02/1991"].into_iter()));
        assert!(!month_first(["17/05/1990", "01/02/1991"].into_iter()));
    }
}
