//! The API of the real binary against its own description: schemathesis sends it what the
//! description allows and what it forbids, and reads every answer.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use common::said;

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
    setup_code: String,
    talk: BufReader<ChildStderr>,
}

impl Server {
    fn begin(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_semesta"))
            .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut talk = BufReader::new(child.stderr.take().unwrap());
        let mut after = |mark: &str| loop {
            let mut line = String::new();
            assert!(talk.read_line(&mut line).unwrap() > 0, "no `{mark}`");
            if let Some((_, rest)) = line.trim_end().split_once(mark) {
                return rest.to_owned();
            }
        };
        let address = after("http://").trim_end_matches('/').to_owned();
        let setup_code = after("first administrator: ");
        Self {
            child,
            address,
            setup_code,
            talk,
        }
    }

    /// What the server answers, head and body.
    fn ask(&self, method: &str, path: &str, form: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.address,
            form.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The session of a new administrator, who sees figures and nobody's identity.
    fn administrator(&self) -> String {
        let (code, password) = (&self.setup_code, "kuda-laut-biru-42");
        let form = format!(
            "code={code}&region=65.71&user=ani&full_name=Ani&password={password}&again={password}"
        );
        let answer = self.ask("POST", "/mulai", &form);
        let cookie = answer
            .split("set-cookie: ")
            .nth(1)
            .expect("a session begins");
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Ends it; gives what it told its terminal since it began to answer.
    fn ended(mut self) -> String {
        self.child.kill().unwrap();
        let mut told = String::new();
        self.talk.read_to_string(&mut told).unwrap();
        told
    }

    fn wait_until_loaded(&self) {
        for _ in 0..600 {
            if self
                .ask("GET", "/publik.json", "")
                .starts_with("HTTP/1.1 200")
            {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the run was not loaded");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
        .args(["--url", &format!("http://{}", server.address)])
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
    let server = Server::begin(&demo.join("data"));
    let cookie = server.administrator();
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
