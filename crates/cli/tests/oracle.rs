//! The run against an independent computation of the same rules, in Python.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

#[test]
fn an_independent_computation_says_the_same() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/oracle/compare.py");
    let done = Command::new("python3")
        .arg(script)
        .args(["--semesta", env!("CARGO_BIN_EXE_semesta")])
        .args(["--seeds", "1,2,3,4,5"])
        .output()
        .expect("python3 computes the rules a second time; install it");
    let said = String::from_utf8_lossy(&done.stdout);
    let failed = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{failed}");
    assert_eq!(said.matches(", 0 differences").count(), 10, "{said}");
}
