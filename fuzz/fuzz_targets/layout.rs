//! Layout files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use semesta_evidence::Layout;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Layout::parse(text);
    }
});
