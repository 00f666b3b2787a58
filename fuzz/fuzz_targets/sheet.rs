//! A sound workbook with any XML as its sheet and shared strings.
#![no_main]

use std::io::{Cursor, Write};

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use semesta_evidence::{Source, inspect};
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const HEADER: &str = r#"<row r="1"><c t="inlineStr"><is><t>nik</t></is></c><c t="inlineStr"><is><t>nama</t></is></c><c t="inlineStr"><is><t>tanggal</t></is></c></row>"#;

// The parser of workbooks is not ours: where it panics, `inspect` must say
// that the file is damaged, and only a panic that escapes it is a finding.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |data: &[u8]| {
    let at = data.iter().position(|b| *b == 0).unwrap_or(data.len());
    let (rows, strings) = data.split_at(at);
    let sheet = [b"<worksheet><sheetData>", HEADER.as_bytes(), rows, b"</sheetData></worksheet>"].concat();
    let strings = [b"<sst>", strings, b"</sst>"].concat();
    let parts: [(&str, &[u8]); 6] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &strings),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name, stored).and_then(|()| Ok(zip.write_all(bytes)?)).expect("memory takes it");
    }
    let file = zip.finish().expect("memory takes it").into_inner();
    if let Ok(found) = inspect(Source::Kematian, date(2024, 12, 31), file, None) {
        assert_eq!(found.rows_in, found.accepted + found.rejected + found.skipped.n());
    }
});
