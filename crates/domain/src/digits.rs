//! Digit strings as offices type them.

/// Returns the digits of `text` if it holds nothing but digits and the
/// separators people put between them (blanks, dot, hyphen, apostrophes,
/// invisible marks), at most 20 of them.
///
/// Fewer than three digits behind a last dot are decimals, which no identifier has.
pub(crate) fn digits_only(text: &str) -> Option<String> {
    let text = text.trim();
    let decimals = text.rsplit_once('.').map_or(3, |(_, tail)| tail.len());
    if matches!(decimals, 1 | 2) {
        return None;
    }
    let mut digits = String::with_capacity(20);
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '.' | '-' | '\'' | '‘' | '’' | '`' | '´' | '"' => {}
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
        if digits.len() > 20 {
            return None;
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// The number, if `text` is exactly `n_digits` digits: the commonest case,
/// without allocation.
pub(crate) fn plain_number(text: &str, n_digits: usize) -> Option<u64> {
    let plain = text.len() == n_digits && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// Tells whether a number is what people type when they have none: one digit
/// repeated, or digits counted up or down; and, for 16 digits, a beginning of
/// zeros or nines, which are no province's.
pub(crate) fn is_placeholder(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    if bytes.len() < 4 {
        return bytes.iter().all(|b| *b == b'0');
    }
    if bytes.len() == 16 && matches!(&bytes[..4], b"0000" | b"9999") {
        return true;
    }
    let steps = |step: u8| {
        bytes
            .windows(2)
            .all(|w| (w[0] - b'0' + step) % 10 == w[1] - b'0')
    };
    steps(0) || steps(1) || steps(9)
}

/// Tells whether a cell's text says that there is no value: empty, marks only, or a word such as `TIDAK ADA`.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    const NOTHING: [&str; 16] = [
        "TIDAK ADA",
        "TDK ADA",
        "TIDAKADA",
        "BELUM ADA",
        "BLM ADA",
        "KOSONG",
        "NULL",
        "NONE",
        "NIHIL",
        "N/A",
        "#N/A",
        "NA",
        "NAN",
        "BELUM PUNYA",
        "(NULL)",
        "<NA>",
    ];
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`'));
    let is_mark = |b: u8| matches!(b, b'-' | b'.' | b'_' | b'?' | b'*' | b'/' | b'#');
    text.is_empty()
        || text.bytes().all(is_mark)
        || (text.len() <= 11 && NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word)))
}
