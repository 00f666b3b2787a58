//! An encrypted data folder through the real binary: the same answers to whoever has the
//! key, nothing to anybody else, whatever is killed on the way.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use common::server::{Server, session};
use semesta_synth::{Options, Quiet, Scenario, generate};
use serde_json::Value;

/// An invented city's deliveries, a data folder, and keys.
struct City {
    folder: tempfile::TempDir,
}

impl City {
    /// The city delivered, and its keys made.
    fn new() -> Self {
        let city = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let scenario = Scenario::named("tarakan-2024").unwrap();
        let options = Options {
            residents: Some(3_000),
            months: 1,
            seed: 3,
            clean: false,
            roll_every: None,
        };
        generate(&scenario, &options, &city.path("kota"), &Quiet).unwrap();
        for key in ["key", "other"] {
            city.fine(None, &["data", "key", "--out", &city.text(key)]);
        }
        city
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn command(&self, key: Option<&str>, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_semesta"));
        command
            .args(arguments)
            .env_remove("SEMESTA_KEY")
            .env_remove("SEMESTA_KEY_FILE");
        if let Some(key) = key {
            command.env("SEMESTA_KEY_FILE", self.path(key));
        }
        if !arguments.contains(&"key") {
            command.arg("--data").arg(self.data());
        }
        command
    }

    fn run(&self, key: Option<&str>, arguments: &[&str]) -> Output {
        self.command(key, arguments).output().unwrap()
    }

    /// The stdout of a command that must not fail; rejected rows may make its code 1.
    fn fine(&self, key: Option<&str>, arguments: &[&str]) -> String {
        let output = self.run(key, arguments);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that must fail says.
    fn refused(&self, key: Option<&str>, arguments: &[&str]) -> String {
        let output = self.run(key, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn fill(&self, key: Option<&str>) {
        let delivery = self.text("kota/deliveries/2024-08");
        self.fine(key, &["import", "--delivery", &delivery]);
        self.fine(key, &["run", "--region", "65.71", "--as-of", "2024-08-31"]);
    }

    /// A desk with an officer and proposals.
    fn open_desk(&self, key: Option<&str>) {
        fs::write(self.path("first"), "kata sandi pertama\n").unwrap();
        fs::write(self.path("own"), "kopi susu tanpa gula\n").unwrap();
        let first = self.text("first");
        let own = self.text("own");
        let new = ["--new-password-file", &first];
        self.fine(
            key,
            &[&["desk", "init", "--region", "65.71"], &new[..]].concat(),
        );
        let user = [
            "desk",
            "user",
            "add",
            "maya",
            "--full-name",
            "Mayasari Puspita Ningrum",
            "--role",
            "health_social@65.71",
        ];
        self.fine(key, &[&user, &new[..]].concat());
        self.fine(
            key,
            &[
                "desk",
                "user",
                "password",
                "maya",
                "--password-file",
                &first,
                "--new-password-file",
                &own,
            ],
        );
        self.fine(
            key,
            &[
                "desk",
                "proposal",
                "draft",
                "--as",
                "maya",
                "--password-file",
                &own,
                "--from",
                "routes",
            ],
        );
    }

    /// What people see of the folder.
    fn answers(&self, key: Option<&str>) -> Vec<String> {
        let out = self.path("out.parquet");
        let _ = fs::remove_file(&out);
        let parquet = ["export", "members", "--format", "parquet", "--out"];
        self.fine(key, &[&parquet[..], &[out.to_str().unwrap()]].concat());
        let mut answers: Vec<String> = [
            &["report", "uhc", "--format", "json"][..],
            &["report", "bridge", "--format", "json"],
            &["report", "gap", "--by", "village", "--format", "json"],
            &["export", "residents", "--format", "csv"],
            &["export", "rejects", "--format", "csv"],
            &["verify"],
        ]
        .iter()
        .map(|arguments| self.fine(key, arguments))
        .collect();
        answers.push(digest_of(&out));
        answers
    }

    fn proposals(&self, key: Option<&str>) -> String {
        self.fine(key, &["desk", "proposal", "list", "--format", "json"])
    }

    fn status(&self, key: Option<&str>) -> Value {
        let said = self.fine(key, &["data", "status", "--format", "json"]);
        serde_json::from_str::<Value>(&said).unwrap()["rows"][0].clone()
    }

    /// Every NIK and full name that was delivered.
    fn secrets(&self) -> BTreeSet<String> {
        let mut secrets = BTreeSet::from(["Mayasari Puspita Ningrum".to_owned()]);
        let register = fs::read_dir(self.path("kota/deliveries/2024-08"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_stem().is_some_and(|stem| stem == "penduduk"))
            .unwrap();
        let text = fs::read_to_string(register).unwrap();
        for cell in text.split([',', ';', '\n', '\r', '"']) {
            let is_nik = cell.len() == 16 && cell.bytes().all(|byte| byte.is_ascii_digit());
            let is_name = cell.contains(' ')
                && cell.len() > 9
                && cell.chars().all(|c| c.is_alphabetic() || " .'".contains(c));
            if is_nik || is_name {
                secrets.insert(cell.to_owned());
            }
        }
        assert!(secrets.len() > 5_000, "{}", secrets.len());
        secrets
    }

    /// How many of the secrets the folder's files tell.
    fn told(&self, secrets: &BTreeSet<String>) -> usize {
        let mut files = Vec::new();
        collect(&self.data(), &mut files);
        assert!(files.len() > 30);
        let mut found = BTreeSet::new();
        for file in files {
            let bytes = fs::read(&file).unwrap();
            // Cells lie end to end in a Parquet file: every window may be a NIK.
            for window in bytes.windows(16) {
                if window.iter().all(u8::is_ascii_digit) {
                    let digits = String::from_utf8_lossy(window).into_owned();
                    found.extend(secrets.get(&digits).cloned());
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            let names = secrets.iter().filter(|secret| secret.contains(' '));
            found.extend(names.filter(|name| text.contains(name.as_str())).cloned());
        }
        found.len()
    }
}

/// Tells two files apart.
fn digest_of(path: &Path) -> String {
    format!(
        "{:?}",
        fs::read(path)
            .unwrap()
            .iter()
            .fold((0_u64, 0_u64), |(a, b), byte| {
                let a = (a.wrapping_mul(31)).wrapping_add(u64::from(*byte));
                (a, b.wrapping_mul(37).wrapping_add(a))
            })
    )
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
    files.sort();
}

/// A file of the folder by a part of its path and its end.
fn file_of(city: &City, (part, end): (&str, &str)) -> PathBuf {
    let mut files = Vec::new();
    collect(&city.data(), &mut files);
    files
        .into_iter()
        .find(|path| {
            let path = path.to_string_lossy();
            path.contains(part) && path.ends_with(end)
        })
        .unwrap()
}

#[test]
fn a_folder_is_encrypted_rekeyed_and_decrypted_and_answers_the_same() {
    let city = City::new();
    city.fill(None);
    city.open_desk(None);
    let (before, proposals) = (city.answers(None), city.proposals(None));
    let secrets = city.secrets();
    let n_told = city.told(&secrets);
    // Packed as they are, they still tell many.
    assert!(n_told > 300, "{n_told}");
    assert_eq!(city.status(None)["state"], "plain");

    let said = city.refused(None, &["data", "encrypt"]);
    assert!(said.contains("SEMESTA_KEY_FILE"), "{said}");
    assert_eq!(city.status(None)["state"], "plain", "nothing was begun");
    city.fine(Some("key"), &["data", "encrypt"]);
    let status = city.status(Some("key"));
    assert_eq!(
        (&status["state"], &status["desk"]),
        (&"encrypted".into(), &"encrypted".into())
    );
    assert_eq!(status["files_left"], 0);
    assert_eq!(city.told(&secrets), 0);
    assert_eq!(city.answers(Some("key")), before);
    assert_eq!(city.proposals(Some("key")), proposals);
    let verified = city.run(Some("key"), &["desk", "audit", "verify"]);
    assert!(verified.status.success());
    // Work goes on.
    city.fine(
        Some("key"),
        &["run", "--region", "65.71", "--as-of", "2024-09-15"],
    );
    assert_eq!(city.told(&secrets), 0);

    // Another key: the old one opens nothing any more.
    let new = city.text("other");
    let run = ["--run", &run_of(&before[0])].map(str::to_owned);
    city.fine(Some("key"), &["data", "rekey", "--new-key-file", &new]);
    let said = city.refused(Some("key"), &["report", "uhc"]);
    assert!(said.contains("bukan kunci folder data"), "{said}");
    assert_eq!(city.status(Some("other"))["state"], "encrypted");
    assert_eq!(city.proposals(Some("other")), proposals);
    let uhc = ["report", "uhc", "--format", "json", &run[0], &run[1]];
    assert_eq!(city.fine(Some("other"), &uhc), before[0]);
    // Back to the first, the data as they are.
    let first = city.text("key");
    let wrap = ["data", "rekey", "--wrap-only", "--new-key-file", &first];
    city.fine(Some("other"), &wrap);
    assert_eq!(city.proposals(Some("key")), proposals);
    assert!(city.run(Some("other"), &["report", "uhc"]).status.code() == Some(2));

    city.fine(Some("key"), &["data", "decrypt"]);
    assert_eq!(city.status(None)["state"], "plain");
    assert_eq!(city.fine(None, &uhc), before[0]);
    assert_eq!(city.proposals(None), proposals);
}

/// The run that a report names.
fn run_of(report: &str) -> String {
    serde_json::from_str::<Value>(report).unwrap()["run"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_folder_encrypted_from_its_beginning_gives_the_same_runs() {
    let city = City::new();
    city.fill(None);
    let before = city.answers(None);
    let secrets = city.secrets();
    fs::remove_dir_all(city.data()).unwrap();
    city.fine(Some("key"), &["data", "encrypt"]);
    assert_eq!(city.status(Some("key"))["state"], "encrypted");
    city.fill(Some("key"));
    city.open_desk(Some("key"));
    assert_eq!(
        city.answers(Some("key")),
        before,
        "the same ids, the same bytes"
    );
    assert_eq!(city.told(&secrets), 0);
    // The key in the environment itself.
    let text = fs::read_to_string(city.path("key")).unwrap();
    let report = city
        .command(None, &["report", "uhc", "--format", "json"])
        .env("SEMESTA_KEY", text.trim())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(report.stdout).unwrap(), before[0]);

    // The desk's copy, on another machine with the key alone.
    let copy = city.text("desk.backup");
    city.fine(Some("key"), &["desk", "backup", "--out", &copy]);
    let text = String::from_utf8_lossy(&fs::read(&copy).unwrap()).into_owned();
    assert!(!secrets.iter().any(|secret| text.contains(secret.as_str())));
    let proposals = city.proposals(Some("key"));
    fs::rename(city.data(), city.path("gone")).unwrap();
    let said = city.refused(Some("key"), &["desk", "restore", &copy]);
    assert!(said.contains("semesta data encrypt"), "{said}");
    city.fine(Some("other"), &["data", "encrypt"]);
    let key = city.text("key");
    city.fine(
        Some("other"),
        &["desk", "restore", &copy, "--key-file", &key],
    );
    assert_eq!(city.proposals(Some("other")), proposals);
    assert_eq!(city.status(Some("other"))["desk"], "encrypted");
}

#[test]
fn whoever_lacks_the_key_is_told_what_to_do() {
    let city = City::new();
    city.fill(None);
    city.open_desk(None);
    city.fine(Some("key"), &["data", "encrypt"]);
    let delivery = city.text("kota/deliveries/2024-08");
    let all = [
        &["report", "uhc"][..],
        &["export", "members", "--format", "csv"],
        &["verify"],
        &["run", "--region", "65.71", "--as-of", "2024-08-31"],
        &["import", "--delivery", &delivery],
        &["plan"],
        &["desk", "proposal", "list"],
        &["desk", "audit", "verify"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["data", "status"],
    ];
    for arguments in all {
        let said = city.refused(None, arguments);
        assert!(said.contains("terenkripsi"), "{arguments:?}: {said}");
        assert!(said.contains("petunjuk: setel SEMESTA_KEY_FILE"), "{said}");
        let said = city.refused(Some("other"), arguments);
        assert!(
            said.contains("bukan kunci folder data"),
            "{arguments:?}: {said}"
        );
        assert!(said.contains("petunjuk"), "{said}");
    }
    // No key at all, two of them, and one that lies in the folder.
    fs::write(city.path("none"), "rahasia kota\n").unwrap();
    let said = city.refused(Some("none"), &["report", "uhc"]);
    assert!(
        said.contains("bukan kunci") && !said.contains("rahasia"),
        "{said}"
    );
    let two = city
        .command(Some("key"), &["report", "uhc"])
        .env("SEMESTA_KEY", "00")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&two.stderr).contains("keduanya"));
    fs::copy(city.path("key"), city.data().join("key")).unwrap();
    let said = city.refused(Some("data/key"), &["report", "uhc"]);
    assert!(said.contains("di dalam folder data"), "{said}");
    // A key is never written over another.
    let again = city.run(None, &["data", "key", "--out", &city.text("key")]);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn whatever_is_altered_cut_or_swapped_is_refused() {
    let city = City::new();
    city.fill(Some("key"));
    city.fine(Some("key"), &["data", "encrypt"]);
    city.fine(
        Some("key"),
        &["run", "--region", "65.71", "--as-of", "2024-09-15"],
    );
    let ends = [
        ("/runs/", "/residents.parquet"),
        ("/peserta/", "/rows.parquet"),
        ("/runs/", "/indicators.parquet"),
    ];
    for end in ends {
        let path = file_of(&city, end);
        let whole = fs::read(&path).unwrap();
        let mut bad = vec![whole[..whole.len() - 1].to_vec(), whole[..60].to_vec()];
        for at in [50, whole.len() / 2, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            bad.push(altered);
        }
        bad.push(fs::read(file_of(&city, ("/runs/", "/members.parquet"))).unwrap());
        bad.push(b"PAR1 nothing of ours PAR1".to_vec());
        for bytes in bad {
            fs::write(&path, bytes).unwrap();
            let runs: Vec<String> = city.runs();
            let outputs = runs
                .iter()
                .map(|run| city.run(Some("key"), &["verify", "--run", run]));
            let said: String = outputs
                .filter(|output| output.status.code() == Some(2))
                .map(|output| String::from_utf8(output.stderr).unwrap())
                .collect();
            // The Parquet library turns the error within a table into its own text.
            let told = [
                "tidak seperti saat ditulis",
                "tidak terenkripsi",
                "is not as it was written",
            ];
            assert!(
                told.iter().any(|words| said.contains(words)),
                "{end:?}: {said}"
            );
        }
        fs::write(&path, whole).unwrap();
    }
    for run in city.runs() {
        assert!(
            city.run(Some("key"), &["verify", "--run", &run])
                .status
                .success()
        );
    }
    // One run's table in the other's place: both whole, both of this folder.
    let mut files = Vec::new();
    collect(&city.data(), &mut files);
    let tables: Vec<&PathBuf> = files
        .iter()
        .filter(|path| path.ends_with("residents.parquet"))
        .collect();
    assert_eq!(tables.len(), 2);
    fs::copy(tables[0], tables[1]).unwrap();
    let run = tables[1].parent().unwrap().file_name().unwrap();
    let said = city.refused(Some("key"), &["verify", "--run", run.to_str().unwrap()]);
    assert!(said.contains("tertukar"), "{said}");
}

impl City {
    fn runs(&self) -> Vec<String> {
        let entries = fs::read_dir(self.data().join("runs")).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    }

    /// Gives a command and kills it a moment later; false if it was done by then.
    fn kill(&self, key: &str, arguments: &[&str], after: Duration) -> bool {
        let mut child = self
            .command(Some(key), arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        !child.wait().unwrap().success()
    }
}

/// How long to wait before killing: longer each time that was early enough, so that the
/// moments fit the machine's speed.
#[derive(Default)]
struct Patience {
    next: Duration,
    n_killed: usize,
}

impl Patience {
    fn learn(&mut self, was_killed: bool) {
        if was_killed {
            self.n_killed += 1;
            self.next = self.next * 3 / 2 + Duration::from_millis(3);
        } else {
            self.next /= 2;
        }
    }
}

#[test]
fn killed_at_any_moment_everything_stays_readable() {
    let city = City::new();
    city.fill(None);
    city.open_desk(None);
    let (before, proposals) = (city.answers(None), city.proposals(None));
    let secrets = city.secrets();
    let mut patience = Patience::default();
    for attempt in 0..14 {
        patience.learn(city.kill("key", &["data", "encrypt"], patience.next));
        let is_begun = city.data().join("encryption.json").exists();
        let key = is_begun.then_some("key");
        assert_eq!(city.answers(key)[0], before[0], "attempt {attempt}");
        assert!(city.run(key, &["verify"]).status.success());
        assert_eq!(city.proposals(key), proposals, "attempt {attempt}");
    }
    assert!(patience.n_killed > 3, "{}", patience.n_killed);
    city.fine(Some("key"), &["data", "encrypt"]);
    assert_eq!(city.status(Some("key"))["state"], "encrypted");
    assert_eq!(city.answers(Some("key")), before);
    assert_eq!(city.told(&secrets), 0);

    let new = city.text("other");
    let rekey = ["data", "rekey", "--new-key-file", &new];
    patience = Patience::default();
    for attempt in 0..10 {
        patience.learn(city.kill("key", &rekey, patience.next));
        // The old key counts until the new one does.
        let counts = |key: &str| city.run(Some(key), &["verify"]).status.success();
        let (old, now) = (counts("key"), counts("other"));
        assert!(old ^ now, "attempt {attempt}: {old} {now}");
        let key = if now { "other" } else { "key" };
        assert_eq!(city.answers(Some(key))[0], before[0], "attempt {attempt}");
        assert_eq!(city.proposals(Some(key)), proposals, "attempt {attempt}");
    }
    assert!(patience.n_killed > 2, "{}", patience.n_killed);
    // Given again it goes on, with the old key or the new one at hand.
    city.fine(Some("key"), &rekey);
    assert_eq!(city.status(Some("other"))["state"], "encrypted");
    assert_eq!(city.answers(Some("other")), before);
    assert_eq!(city.proposals(Some("other")), proposals);
}

/// The officer's session, and the seal of their forms.
fn signed_in(server: &Server) -> (String, String) {
    let form = "user=maya&password=kopi+susu+tanpa+gula";
    let cookie = session(&server.ask("POST", "/masuk", form));
    let page = server.send("GET", "/data/unggah", (&cookie, "text/plain"), "");
    let seal = page.split("name=\"_token\" value=\"").nth(1).unwrap();
    let seal = seal.split('"').next().unwrap().to_owned();
    (cookie, seal)
}

#[test]
fn a_file_that_waits_for_its_columns_to_be_named_is_sealed() {
    let city = City::new();
    city.fill(None);
    city.open_desk(None);
    city.fine(Some("key"), &["data", "encrypt"]);
    let serve = ["--lang", "en", "serve", "--listen", "127.0.0.1:0"];
    let server = Server::begin(&mut city.command(Some("key"), &serve));
    server.wait_until_loaded();
    let (cookie, seal) = signed_in(&server);
    // A header that nobody knows: the file waits until somebody says what is what.
    let (nik, name) = ("6571014507909003", "SITI AMINAH");
    let file = format!("Urut;Jati diri;Hari wafat;Orang\n1;{nik};02/08/2024;{name}\n");
    let part = |name: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = part("_token", &seal)
        + &part("source", "kematian")
        + &part("as_of", "2024-08-31")
        + &part("file\"; filename=\"wafat.csv", &file)
        + "--X--\r\n";
    let kind = "multipart/form-data; boundary=X";
    let sent = server.send("POST", "/data/unggah", (&cookie, kind), &body);
    let place = sent.split("location: ").nth(1).expect("it is asked about");
    let place = place.split("\r\n").next().unwrap();
    let shown = server.send("GET", place, (&cookie, "text/plain"), "");
    assert!(
        shown.contains("Jati diri"),
        "it can be read by who has the key"
    );
    let mut files = Vec::new();
    collect(&city.data(), &mut files);
    let waits = |path: &&PathBuf| path.starts_with(city.data().join("uploads"));
    assert_eq!(files.iter().filter(waits).count(), 1, "{files:?}");
    for path in files {
        let bytes = fs::read(&path).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(!holds(nik) && !holds(name), "{}", path.display());
    }
}
