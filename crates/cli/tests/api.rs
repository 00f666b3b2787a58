//! The API of the real binary against its own description: schemathesis sends it what the
//! description allows and what it forbids, and reads every answer.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::said;
use common::server::{Server, session};

/// The session of a new administrator, who sees figures and nobody's identity.
fn administrator(server: &mut Server) -> String {
    let (code, password) = (server.told("first administrator: "), "kuda-laut-biru-42");
    let form = format!(
        "code={code}&region=65.71&user=ani&full_name=Ani&password={password}&again={password}"
    );
    session(&server.ask("POST", "/mulai", &form))
}

fn schemathesis() -> PathBuf {
    let folder = std::env::var("SEMESTA_TEST_SCHEMATHESIS").unwrap_or_else(|_| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemathesis/install");
        let output = Command::new(script).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "schemathesis is needed: {told}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    });
    Path::new(&folder).join("bin/schemathesis")
}

/// Lets schemathesis ask as somebody what a description says; gives whether all was well,
/// and its report.
fn held(server: &Server, description: &str, cookie: &str, more: &[&str]) -> (bool, String) {
    let dir = tempfile::tempdir().unwrap();
    let output = Command::new(schemathesis())
        .current_dir(dir.path())
        .args(["--no-color", "run", description])
        .args(["--url", &format!("http://{}", server.address())])
        .args(["--header", &format!("Cookie: {cookie}")])
        .args(["--checks", "all", "--continue-on-failure"])
        .args(["--seed", "1", "--generation-database", "none"])
        .args(more)
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), report)
}

#[test]
fn every_answer_of_the_api_is_as_its_description_says() {
    let dir = tempfile::tempdir().unwrap();
    let demo = dir.path().join("demo");
    let at = demo.to_str().unwrap();
    said(&[
        "demo",
        "--no-serve",
        "--residents",
        "1500",
        "--months",
        "2",
        "--dir",
        at,
    ]);
    let mut server = Server::begin(
        Command::new(env!("CARGO_BIN_EXE_semesta"))
            .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(demo.join("data")),
    );
    let cookie = administrator(&mut server);
    server.wait_until_loaded();
    let answer = server.ask("GET", "/api/openapi.json", "");
    let (_, described) = answer.split_once("\r\n\r\n").unwrap();
    let file = dir.path().join("openapi.json");
    std::fs::write(&file, described).unwrap();
    let description = file.to_str().unwrap();
    let many = ["--max-examples", "100"];
    let (holds, report) = held(&server, description, &cookie, &many);
    assert!(holds && report.contains("Tested: 7"), "{report}");

    // Without a session what needs one is refused as the description says.
    let once = ["--phases", "coverage"];
    let (holds, report) = held(&server, description, "semesta=00", &once);
    assert!(holds, "{report}");

    // A description that were wrong would be found out.
    std::fs::write(&file, described.replace("semesta.runs/1", "semesta.runs/2")).unwrap();
    let (holds, report) = held(&server, description, &cookie, &once);
    assert!(!holds && report.contains("/api/v1/runs"), "{report}");

    // Of all these requests, and of one that names somebody, the terminal knows nothing.
    server.ask(
        "GET",
        "/penduduk/o/6571010101909001?nik=6571010101909001",
        "",
    );
    server.ask("POST", "/penduduk", "wanted=6571010101909001");
    let told = server.ended();
    let told: Vec<&str> = told.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(told, ["Stop with Ctrl+C."]);
}
