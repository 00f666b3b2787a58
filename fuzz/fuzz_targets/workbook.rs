//! Bytes that say they are a workbook.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use semesta_evidence::{Source, inspect};

// The parser of workbooks is not ours: where it panics, `inspect` must say
// that the file is damaged, and only a panic that escapes it is a finding.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |data: &[u8]| {
    let mut file = b"PK\x03\x04".to_vec();
    file.extend_from_slice(data.strip_prefix(b"PK\x03\x04").unwrap_or(data));
    let _ = inspect(Source::Peserta, date(2024, 12, 31), file, None);
});
