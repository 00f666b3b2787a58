//! What kind of file the bytes are, whatever the name says.

/// The formats told apart by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Text with delimiters.
    Delimited,
    /// An Office Open XML workbook.
    Workbook,
    /// A Parquet file.
    Parquet,
    /// A workbook of before 2007, or an encrypted one.
    OldWorkbook,
    /// A web page, a document, a picture, an archive …
    Foreign(&'static str),
}

/// Tells the format.
pub(crate) fn of(bytes: &[u8]) -> Format {
    const SIGNS: [(&[u8], &str); 9] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"Rar!", "RAR"),
        (b"7z\xbc\xaf", "7z"),
        (b"\x1f\x8b", "gzip"),
        (b"{\\rtf", "RTF"),
        (b"SQLite format 3", "SQLite"),
        (b"BZh", "bzip2"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Format::Workbook;
    }
    if bytes.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Format::OldWorkbook;
    }
    if let Some((_, name)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return Format::Foreign(name);
    }
    let head = bytes.get(..512).unwrap_or(bytes).to_ascii_lowercase();
    let head = head.trim_ascii_start();
    let markup: [&[u8]; 4] = [b"<!doctype", b"<html", b"<?xml", b"<table"];
    if markup.iter().any(|sign| head.starts_with(sign)) {
        return Format::Foreign("HTML/XML");
    }
    Format::Delimited
}
