//! Bytes that say they are a Parquet file.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use semesta_evidence::{Source, inspect};

fuzz_target!(|data: &[u8]| {
    let mut file = b"PAR1".to_vec();
    file.extend_from_slice(data.strip_prefix(b"PAR1").unwrap_or(data));
    let _ = inspect(Source::Kematian, date(2024, 12, 31), file, None);
});
