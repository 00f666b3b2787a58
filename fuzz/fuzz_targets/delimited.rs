//! Delimited text of every source: the first byte chooses the source.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use semesta_evidence::{Source, inspect};

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = data.split_first() else { return };
    let source = Source::ALL[usize::from(*choice) % Source::ALL.len()];
    let mut file = Vec::new();
    if choice & 0x80 != 0 {
        // A header that fits, so that the rows are reached.
        let names: Vec<&str> = source.columns().iter().map(|column| column.name).collect();
        file.extend_from_slice(names.join([",", ";", "\t", "|"][usize::from(*choice >> 5 & 3)]).as_bytes());
        file.push(b'\n');
    }
    file.extend_from_slice(text);
    if let Ok(found) = inspect(source, date(2024, 12, 31), file, None) {
        assert_eq!(found.rows_in, found.accepted + found.rejected + found.skipped.n());
    }
});
