//! Cleaning of one cell by kind: what remains is compared; nothing means missing.

use crate::kind::Kind;

/// What the column as a whole says about reading its cells.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    /// Dates are written month first.
    pub(crate) month_first: bool,
}

const NOTHING: [&str; 24] = [
    "-",
    "--",
    "---",
    ".",
    "?",
    "n/a",
    "na",
    "nan",
    "null",
    "none",
    "nil",
    "unknown",
    "unk",
    "missing",
    "not known",
    "not available",
    "tidak ada",
    "tidak diketahui",
    "tdk ada",
    "kosong",
    "nihil",
    "<na>",
    "#n/a",
    "\\n",
];

/// Says whether a cell stands for nothing.
pub(crate) fn is_nothing(raw: &str) -> bool {
    let digits = raw.bytes().next().is_some_and(|b| b.is_ascii_digit());
    raw.len() <= 16 && !digits && {
        let lower = raw.trim().to_lowercase();
        lower.is_empty() || NOTHING.contains(&lower.as_str())
    }
}

/// Writes the cleaned form of a cell into `out`; leaves it empty when missing.
pub(crate) fn clean(kind: Kind, style: Style, raw: &str, out: &mut String) {
    out.clear();
    if matches!(kind, Kind::Nik | Kind::Household) && raw.bytes().all(|b| b.is_ascii_digit()) {
        if raw.len() >= 6 && !is_placeholder(raw) {
            out.push_str(raw);
        }
        return;
    }
    if is_nothing(raw) {
        return;
    }
    match kind {
        Kind::GivenName | Kind::Surname | Kind::FullName => super::person::clean_name(raw, out),
        Kind::Date => {
            if let Some(date) = super::date::parse_date(raw, style.month_first) {
                super::date::write_date(date, out);
            }
        }
        Kind::Nik | Kind::Household => clean_digits(raw, 6, out),
        Kind::Phone => clean_phone(raw, out),
        Kind::Identifier | Kind::Postcode => clean_code(raw, out),
        Kind::Email => out.push_str(&raw.trim().to_lowercase()),
        Kind::Sex => clean_sex(raw, out),
        Kind::Number => {
            if let Some(x) = parse_number(raw) {
                out.push_str(&x.to_string());
            }
        }
        Kind::LatLong => {
            if let Some((a, b)) = parse_pair(raw) {
                out.push_str(&format!("{a},{b}"));
            }
        }
        Kind::Array => {
            let items = raw.trim_matches(|c: char| "[](){}".contains(c));
            super::words::plain(items, out);
            if items.contains([',', ';', '|']) {
                out.clear();
                for item in items.split([',', ';', '|']) {
                    let mut one = String::new();
                    super::words::plain(item, &mut one);
                    let joined = one.replace(' ', "_");
                    if !joined.is_empty() {
                        out.push_str(if out.is_empty() { "" } else { " " });
                        out.push_str(&joined);
                    }
                }
            }
        }
        Kind::Place | Kind::Address | Kind::Category | Kind::Text => {
            super::words::plain(raw, out);
        }
    }
}

/// Reads a number, with a decimal point or comma.
pub(crate) fn parse_number(raw: &str) -> Option<f64> {
    let text = raw.trim();
    let value = text
        .parse::<f64>()
        .ok()
        .or_else(|| text.replace(',', ".").parse().ok());
    value.filter(|x| x.is_finite())
}

/// Reads `lat,long` or `lat long`; (0, 0) and values off the globe are missing.
pub(crate) fn parse_pair(raw: &str) -> Option<(f64, f64)> {
    let text = raw.trim_matches(|c: char| "[]() \"".contains(c));
    let mut parts = text.split([',', ' ', ';']).filter(|p| !p.is_empty());
    let (a, b) = (
        parts.next()?.parse::<f64>().ok()?,
        parts.next()?.parse::<f64>().ok()?,
    );
    (a.abs() <= 90.0 && b.abs() <= 180.0 && (a != 0.0 || b != 0.0)).then_some((a, b))
}

/// Keeps digits; placeholders and stumps are missing, scientific notation keeps what it shows.
fn clean_digits(raw: &str, least: usize, out: &mut String) {
    let raw = raw.trim().trim_start_matches('\'');
    let shown = match raw.split_once(['E', 'e']) {
        Some((mantissa, power)) if power.starts_with('+') => mantissa,
        _ => raw.strip_suffix(".0").unwrap_or(raw),
    };
    out.extend(shown.chars().filter(char::is_ascii_digit));
    if out.len() < least || is_placeholder(out) {
        out.clear();
    }
}

/// Says whether digits repeat or count: never an identifier.
pub(crate) fn is_placeholder(code: &str) -> bool {
    let b = code.as_bytes();
    if b.len() < 4 {
        return b.iter().all(|&c| c == b'0');
    }
    // Equal, one up, or from 9 back to 0.
    if !matches!(b[1].wrapping_sub(b[0]), 0 | 1 | 247) {
        return false;
    }
    let same = b.windows(2).all(|w| w[0] == w[1]);
    let counts = b.len() >= 7
        && b.windows(2)
            .all(|w| (w[0] + 1 - b'0') % 10 == (w[1].wrapping_sub(b'0')) % 10);
    same || (counts && b.iter().all(u8::is_ascii_digit))
}

fn clean_phone(raw: &str, out: &mut String) {
    out.extend(raw.chars().filter(char::is_ascii_digit));
    for prefix in ["0062", "62", "0"] {
        if out.len() >= prefix.len() + 7 && out.starts_with(prefix) {
            out.drain(..prefix.len());
            break;
        }
    }
    if out.len() < 5 || is_placeholder(out) {
        out.clear();
    }
}

fn clean_code(raw: &str, out: &mut String) {
    let raw = raw.trim().trim_start_matches('\'');
    let raw = raw.strip_suffix(".0").unwrap_or(raw);
    out.extend(
        raw.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase),
    );
    if is_placeholder(out) {
        out.clear();
    }
}

fn clean_sex(raw: &str, out: &mut String) {
    let lower = raw.trim().to_lowercase();
    let word = match lower.as_str() {
        "l" | "m" | "lk" | "laki-laki" | "laki laki" | "lakilaki" | "pria" | "male" | "man"
        | "1" => "l",
        "p" | "f" | "w" | "pr" | "perempuan" | "wanita" | "female" | "woman" | "2" => "p",
        other => other,
    };
    out.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, raw: &str, expected: &str) {
        let mut out = String::new();
        clean(kind, Style::default(), raw, &mut out);
        assert_eq!(out, expected, "{kind:?} {raw}");
    }

    #[test]
    fn cells_are_cleaned_by_kind() {
        check(Kind::Nik, "0000000000000000", "");
        check(Kind::Nik, "'6571014507909003", "6571014507909003");
        check(Kind::Nik, "6.57101E+15", "657101");
        check(Kind::Phone, "+62 812-3456-789", "8123456789");
        check(Kind::Phone, "08123456789", "8123456789");
        check(Kind::Sex, "LAKI-LAKI", "l");
        check(Kind::Postcode, "RG14 1BF", "rg141bf");
        check(Kind::Number, "1,5", "1.5");
        check(Kind::LatLong, "3.3, 117.6", "3.3,117.6");
        check(Kind::Place, " Tidak Ada ", "");
        check(Kind::Array, "[Merah; biru muda]", "merah biru_muda");
    }
}
