//! `semesta desk` through the real binary.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A data folder, and files with passwords.
struct City {
    folder: tempfile::TempDir,
}

impl City {
    fn new() -> Self {
        let city = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        city.write("first", "kata sandi pertama\n");
        city.write("own", "kopi susu tanpa gula\n");
        city
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Runs `semesta desk` with `{}` for the folder.
    fn run(&self, line: &str) -> Output {
        self.run_in(line, "data")
    }

    fn run_in(&self, line: &str, data: &str) -> Output {
        let folder = self.folder.path().to_str().unwrap();
        let arguments = line
            .split_whitespace()
            .map(|word| word.replace("{}", folder));
        Command::new(env!("CARGO_BIN_EXE_semesta"))
            .arg("desk")
            .args(arguments)
            .arg("--data")
            .arg(self.path(data))
            .env_remove("SEMESTA_DATABASE")
            .env_remove("SEMESTA_PASSWORD_FILE")
            .env("USER", "penguji")
            .env_remove("SUDO_USER")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --format json"));
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {talk}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs a command that needs no desk.
    fn run_bare(&self, line: &str) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_semesta"))
            .arg("desk")
            .args(line.split_whitespace())
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(output.stdout.is_empty(), "{line} printed on stdout");
        String::from_utf8(output.stderr).unwrap()
    }

    fn with_desk() -> Self {
        let city = Self::new();
        let made = city.json("init --region 65.71 --new-password-file {}/first");
        assert_eq!(made["schema"], "semesta.desk.init/1");
        assert_eq!(made["rows"][0]["region"], "65.71");
        city
    }
}

#[test]
fn a_desk_is_made_and_used() {
    let city = City::with_desk();
    let twice = city.refused("init --region 65.71 --new-password-file {}/first");
    assert!(twice.contains("meja kerja sudah ada"), "{twice}");
    let added = city.json(
        "user add siti --full-name Siti --role checker@65.71.01 --new-password-file {}/first",
    );
    assert_eq!(added["rows"][0]["grants"], "checker@65.71.01");
    assert_eq!(added["rows"][0]["must_change_password"], true);
    let changed =
        city.json("user password siti --password-file {}/first --new-password-file {}/own");
    assert_eq!(changed["rows"][0]["must_change_password"], false);
    let users = city.json("user list");
    assert_eq!(users["schema"], "semesta.desk.users/1");
    assert_eq!(users["rows"].as_array().unwrap().len(), 2);
    city.json("user grant siti --role approver@65.71");
    let disabled = city.json("user disable siti --reason pindah");
    assert!(disabled["rows"][0]["disabled_at"].is_string());
    let reset = city.json("user reset siti --new-password-file {}/own");
    assert!(reset["rows"][0]["disabled_at"].is_null());
    let log = city.json("audit list");
    let actions: Vec<&str> = log["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["action"].as_str().unwrap())
        .collect();
    for action in [
        "desk.create",
        "user.add",
        "user.password",
        "user.disable",
        "user.reset",
    ] {
        assert!(actions.contains(&action), "{action} in {actions:?}");
    }
    assert_eq!(log["rows"][1]["actor"], "console:penguji");
}

#[test]
fn refusals_say_what_to_do() {
    let city = City::new();
    let none = city.refused("user list");
    assert!(none.contains("petunjuk:"), "{none}");
    let city = City::with_desk();
    let silent = city.refused("user add siti --full-name Siti");
    assert!(silent.contains("--new-password-file"), "{silent}");
    city.write("weak", "pendek\n");
    let weak = city.refused("user add siti --full-name Siti --new-password-file {}/weak");
    assert!(weak.contains("password"), "{weak}");
    assert!(!weak.contains("pendek"), "no password in an error");
    let unchanged = city.refused("user list --as admin --password-file {}/first");
    assert!(
        unchanged.contains("semesta desk user password"),
        "{unchanged}"
    );
    let wrong = city.refused("user list --as admin --password-file {}/own");
    assert!(
        wrong.contains("nama pengguna atau kata sandi salah"),
        "{wrong}"
    );
    let role = city.run("user add x --full-name X --role chef@65.71");
    assert_eq!(role.status.code(), Some(2));
}

#[test]
fn a_user_does_only_what_they_may() {
    let city = City::with_desk();
    city.json("user add siti --full-name Siti --role checker@65.71 --new-password-file {}/first");
    city.json("user password siti --password-file {}/first --new-password-file {}/own");
    let refused = city.refused("user list --as siti --password-file {}/own");
    assert!(refused.contains("tidak berwenang"), "{refused}");
    let refused = city.refused("audit list --as siti --password-file {}/own");
    assert!(refused.contains("tidak berwenang"), "{refused}");
    let refused = city.refused("backup --out {}/b --as siti --password-file {}/own");
    assert!(refused.contains("tidak berwenang"), "{refused}");
    assert!(!city.path("b").exists());
    city.json("user password admin --password-file {}/first --new-password-file {}/own");
    let users = city.json("user list --as admin --password-file {}/own");
    assert_eq!(users["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn the_audit_log_is_checked_and_exported() {
    let city = City::with_desk();
    let whole = city.json("audit verify");
    assert_eq!(whole["whole"], true);
    let seal = format!("{}:{}", whole["last"], whole["seal"].as_str().unwrap());
    assert_eq!(
        city.json(&format!("audit verify --noted {seal}"))["whole"],
        true
    );
    let other = format!("{}:{}", whole["last"], "0".repeat(64));
    let output = city.run(&format!("audit verify --noted {other}"));
    assert_eq!(output.status.code(), Some(1));
    let output = city.run("audit export --out {}/audit.csv");
    assert!(output.status.success());
    let text = std::fs::read_to_string(city.path("audit.csv")).unwrap();
    assert!(text.starts_with("seq,at,actor,place,action,subject,reason,detail,hash\n"));
    let output = city.run("audit export --format json");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["schema"], "semesta.desk.audit/1");
}

#[test]
fn a_backup_comes_back() {
    let city = City::with_desk();
    let saved = city.json("backup --out {}/desk.backup");
    let checked = city.json("restore --check {}/desk.backup");
    assert_eq!(saved["rows"], checked["rows"]);
    let again = city.refused("backup --out {}/desk.backup");
    assert!(again.contains("desk.backup"), "{again}");
    let restored = city.run_in("restore {}/desk.backup --format json", "other");
    assert!(
        restored.status.success(),
        "{}",
        String::from_utf8_lossy(&restored.stderr)
    );
    let users = city.run_in("user list --format json", "other");
    let users: Value = serde_json::from_slice(&users.stdout).unwrap();
    assert_eq!(users["rows"][0]["name"], "admin");
    assert!(Path::exists(&city.path("other/semesta.json")));
}

#[test]
fn the_permission_table_is_shown() {
    let city = City::new();
    let output = Command::new(env!("CARGO_BIN_EXE_semesta"))
        .args(["desk", "role", "table", "--format", "json"])
        .output()
        .unwrap();
    let table: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(table["schema"], "semesta.desk.permissions/1");
    let rows = table["rows"].as_array().unwrap();
    let approve = rows
        .iter()
        .find(|row| row["permission"] == "approve_proposals")
        .unwrap();
    assert_eq!(approve["approver"], true);
    assert_eq!(approve["administrator"], false);
    drop(city);
}

#[test]
fn a_person_gets_all_that_is_held() {
    let city = City::with_desk();
    city.write(
        "penduduk.csv",
        "nik,no_kk,nama,jenis_kelamin,tanggal_lahir,kode_wilayah,status\n\
         6571014507909003,6571010101209001,Siti Rahma,P,1990-07-05,6571011001,HIDUP\n\
         6571010507909004,6571010101209001,Budi Rahman,L,1990-07-05,6571011001,HIDUP\n",
    );
    let imported = Command::new(env!("CARGO_BIN_EXE_semesta"))
        .args([
            "import",
            "--source",
            "penduduk",
            "--as-of",
            "2025-12-31",
            "--data",
        ])
        .args([city.path("data"), city.path("penduduk.csv")])
        .output()
        .unwrap();
    assert!(
        imported.status.success(),
        "{}",
        String::from_utf8_lossy(&imported.stderr)
    );
    city.write("nik", "6571014507909003\n");
    city.write("claim", "Siti Rahmah\n");
    let by_console =
        city.refused("privacy access --nik-file {}/nik --reason surat7 --out {}/her.json");
    assert!(by_console.contains("tidak berwenang"), "{by_console}");
    city.json(
        "user add siti --full-name S --role civil_registry@65.71 --new-password-file {}/first",
    );
    city.json("user password siti --password-file {}/first --new-password-file {}/own");
    let who = "--as siti --password-file {}/own";
    let taken = city.json(&format!(
        "privacy correct --nik-file {{}}/nik --field nama --claim-file {{}}/claim {who}"
    ));
    let id = taken["rows"][0]["id"].as_str().unwrap().to_owned();
    let waiting = city.json(&format!("privacy requests {who}"));
    assert_eq!(waiting["rows"][0]["id"], taken["rows"][0]["id"]);
    let closed = city.json(&format!(
        "privacy close {id} --outcome granted --reason SIAK {who}"
    ));
    assert_eq!(closed["rows"][0]["outcome"], "granted");
    let given = city.json(&format!(
        "privacy access --nik-file {{}}/nik --reason surat7 --out {{}}/her.json {who}"
    ));
    assert_eq!(
        given["rows"][0]["rows"], 3,
        "a row of the register, two requests"
    );
    let text = std::fs::read_to_string(city.path("her.json")).unwrap();
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["schema"], "semesta.desk.access/1");
    assert_eq!(answer["snapshots"][0]["rows"][0]["nama"], "Siti Rahma");
    assert!(!text.contains("Budi"), "nobody else's row");
    assert_eq!(
        answer["desk"]["privacy_requests"][0]["claim"],
        "Siti Rahmah"
    );
    let actions: Vec<&str> = answer["audit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert!(actions.contains(&"privacy.export"), "{actions:?}");
    let twice = city.refused(&format!(
        "privacy access --nik-file {{}}/nik --reason surat7 --out {{}}/her.json {who}"
    ));
    assert!(twice.contains("sudah ada"), "{twice}");
}

#[test]
fn retention_and_register_are_shown() {
    let city = City::with_desk();
    let register = city.run_bare("privacy register --format json");
    assert_eq!(register["schema"], "semesta.desk.processing/1");
    assert!(register["rows"].as_array().unwrap().len() >= 10);
    let rules = city.run_bare("privacy rules --format json");
    assert_eq!(rules["rows"][0]["days"], 0);
    let retained = city.json("privacy retain");
    assert_eq!(retained["schema"], "semesta.desk.retained/1");
    let log = city.json("audit list --action privacy.retain");
    // One entry a rule that deletes: sessions, requests, accounts, visits.
    assert_eq!(log["rows"].as_array().unwrap().len(), 4);
}

/// The commands below `path`, by what `--help` lists.
fn leaves(path: &[String]) -> Vec<Vec<String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_semesta"))
        .args(path)
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let Some((_, listed)) = help.split_once("Commands:\n") else {
        assert!(help.contains("--format"), "{path:?} knows no --format");
        return vec![path.to_vec()];
    };
    let listed = listed.split("\n\n").next().unwrap().lines();
    let names = listed.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .flat_map(|name| leaves(&[path, &[name.to_owned()]].concat()))
        .collect()
}

#[test]
fn every_command_speaks_json() {
    let all = leaves(&["desk".to_owned()]);
    assert!(all.len() > 40, "{all:?}");
    // Those that no other test asks for.
    let city = City::with_desk();
    let roles = city.run_bare("role list --format json");
    assert_eq!(roles["rows"].as_array().unwrap().len(), 9, "{roles}");
    let never = city.refused("user untie admin --reason pindah --format json");
    assert!(never.contains("galat:"), "{never}");
}
