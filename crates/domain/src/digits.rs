//! Digit strings as offices type them.

/// Returns the digits of `text` if it holds nothing but digits and the
/// separators people put between them (space, dot, hyphen, apostrophe,
/// non-breaking space), at most 20 of them.
pub(crate) fn digits_only(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(16);
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '.' | '-' | '\'' | '’' | '`' | '\u{a0}' | '"' => {}
            _ => return None,
        }
        if digits.len() > 20 {
            return None;
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// Tells whether a number is what people type when they have none: one digit
/// repeated, or digits counted up or down.
pub(crate) fn is_placeholder(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    if bytes.len() < 4 {
        return bytes.iter().all(|b| *b == b'0');
    }
    let steps = |step: u8| {
        bytes
            .windows(2)
            .all(|w| (w[0] - b'0' + step) % 10 == w[1] - b'0')
    };
    steps(0) || steps(1) || steps(9)
}

/// Tells whether a cell's text says that there is no value.
pub(crate) fn says_nothing(text: &str) -> bool {
    let text = text.trim().trim_matches(['\'', '"', '`']).trim();
    if text.is_empty()
        || text
            .chars()
            .all(|c| matches!(c, '-' | '.' | '_' | '?' | '*' | '/' | '#'))
    {
        return true;
    }
    const NOTHING: [&str; 14] = [
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
    ];
    NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word))
}
