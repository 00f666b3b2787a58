//! From bytes to text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::ImportError;

/// A decoded text, and how it was decoded.
#[derive(Debug)]
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) encoding: &'static str,
    /// NUL characters left out.
    pub(crate) n_nul: u64,
}

/// Decodes UTF-8 with or without a mark, UTF-16 with a mark or by its
/// pattern of zero bytes, and anything else as Windows-1252.
///
/// # Errors
/// If there are too many zero or control bytes for a text.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ImportError> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return finish(single_bytes(rest), "UTF-8 BOM");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return finish(wide(rest, UTF_16LE), "UTF-16LE");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return finish(wide(rest, UTF_16BE), "UTF-16BE");
    }
    match wide_by_pattern(bytes) {
        Some(encoding) => finish(wide(bytes, encoding), encoding.name()),
        None => {
            let text = single_bytes(bytes);
            let name = if matches!(text, Cow::Borrowed(_)) {
                "UTF-8"
            } else {
                "Windows-1252"
            };
            finish(text, name)
        }
    }
}

fn single_bytes(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

fn wide<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Cow<'b, str> {
    encoding.decode_without_bom_handling(bytes).0
}

/// UTF-16 without a mark: in Latin text every other byte is zero.
fn wide_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if pairs < 8 {
        None
    } else if odd * 10 > pairs * 8 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 8 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Leaves out stray NUL characters and refuses what is no text.
fn finish<'b>(text: Cow<'b, str>, encoding: &'static str) -> Result<Decoded<'b>, ImportError> {
    let head = text.as_bytes().get(..65_536).unwrap_or(text.as_bytes());
    let is_control = |b: &&u8| **b < 32 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c);
    let n_control = head.iter().filter(is_control).count();
    if n_control * 50 > head.len() {
        return Err(ImportError::NotText);
    }
    let n_nul = memchr::memchr_iter(0, text.as_bytes()).count() as u64;
    let text = if n_nul == 0 {
        text
    } else {
        Cow::Owned(text.replace('\0', ""))
    };
    Ok(Decoded {
        text,
        encoding,
        n_nul,
    })
}
