//! The desk's daily work through the real binary, on an invented city: proposals,
//! batches and their answers, the calendar, reviews, employers.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::process::{Command, Output};

use semesta_synth::{Options, Quiet, Scenario, generate};
use serde_json::Value;

/// Everybody's own password.
const OWN: &str = "kopi susu tanpa gula\n";

/// Who works here: name and role.
const STAFF: [(&str, &str); 5] = [
    ("maya", "health_social"),
    ("candra", "checker"),
    ("ani", "approver"),
    ("lina", "labour_office"),
    ("dewi", "civil_registry"),
];

/// A city in August 2024 with a run, and a desk with its staff.
struct City {
    folder: tempfile::TempDir,
}

impl City {
    /// `times` as badly damaged a roll as usual.
    fn new(times: f64, staff: &[&str]) -> Self {
        let mut scenario = Scenario::named("tarakan-2024").unwrap();
        let damage = &mut scenario.damage;
        for share in [
            &mut damage.nik_missing,
            &mut damage.nik_typo,
            &mut damage.nik_transposed,
            &mut damage.nik_rounded,
            &mut damage.name,
            &mut damage.birth_date,
        ] {
            *share = (*share * times).min(0.5);
        }
        let options = Options {
            residents: Some(if times > 1.0 { 6_000 } else { 3_000 }),
            months: 1,
            seed: 3,
            clean: false,
            roll_every: None,
        };
        let city = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        generate(&scenario, &options, &city.path("kota"), &Quiet).unwrap();
        let delivery = city.path("kota/deliveries/2024-08");
        city.fine(&["import", "--delivery", delivery.to_str().unwrap()]);
        city.fine(&["run", "--region", "65.71", "--as-of", "2024-08-31"]);
        city.write("first", "kata sandi pertama\n");
        city.write("own", OWN);
        city.json("init --region 65.71 --new-password-file {}/first");
        for (name, role) in STAFF.iter().filter(|(name, _)| staff.contains(name)) {
            city.json(&format!(
                "user add {name} --full-name {name} --role {role}@65.71 --new-password-file {{}}/first"
            ));
            city.json(&format!(
                "user password {name} --password-file {{}}/first --new-password-file {{}}/own"
            ));
        }
        city
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_semesta"))
            .args(arguments)
            .arg("--data")
            .arg(self.path("data"))
            .env_remove("SEMESTA_DATABASE")
            .env_remove("SEMESTA_PASSWORD_FILE")
            .env("USER", "penguji")
            .env_remove("SUDO_USER")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    fn fine(&self, arguments: &[&str]) {
        let output = self.command(arguments);
        let talk = String::from_utf8_lossy(&output.stderr);
        let fine = matches!(output.status.code(), Some(0 | 1));
        assert!(fine, "{arguments:?}: {talk}");
    }

    /// Runs `semesta desk`, `{}` for the folder and `~` for a space within a word.
    fn desk(&self, line: &str) -> Output {
        let folder = self.folder.path().to_str().unwrap();
        let words: Vec<String> = line
            .split_whitespace()
            .map(|word| word.replace('~', " ").replace("{}", folder))
            .collect();
        let mut arguments = vec!["desk"];
        arguments.extend(words.iter().map(String::as_str));
        self.command(&arguments)
    }

    fn json(&self, line: &str) -> Value {
        self.answer(line, 0)
    }

    /// As `json`, of a command that ends with a code.
    fn answer(&self, line: &str, code: i32) -> Value {
        let output = self.desk(&format!("{line} --format json"));
        let talk = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {talk}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What one of the staff is answered.
    fn by(&self, name: &str, line: &str) -> Value {
        self.json(&format!("{line} {}", who(name)))
    }

    fn refused(&self, name: &str, line: &str) -> String {
        let output = self.desk(&format!("{line} {}", who(name)));
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(output.stdout.is_empty(), "{line} printed on stdout");
        String::from_utf8(output.stderr).unwrap()
    }

    fn table(&self, name: &str, line: &str) -> String {
        let output = self.desk(&format!("{line} {}", who(name)));
        assert!(output.status.success(), "{line}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Five enrolments, drafted on 10 August and approved.
    fn approved() -> Self {
        let city = Self::new(1.0, &["maya", "candra", "ani"]);
        city.by("maya", DRAFT);
        city.by("candra", "proposal check --reason cocok");
        city.by("ani", "proposal approve --reason setuju");
        city
    }
}

const DRAFT: &str = "proposal draft --from routes --route pbpu_pemda --limit 5 --on 2024-08-10";

fn who(name: &str) -> String {
    format!("--as {name} --password-file {{}}/own")
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}

/// A whole NIK: a word of sixteen digits.
fn holds_a_nik(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.len() == 16 && word.bytes().all(|b| b.is_ascii_digit()))
}

#[test]
fn proposals_go_their_way() {
    let city = City::new(1.0, &["maya", "candra", "ani"]);
    let drafted = city.by("maya", DRAFT);
    assert_eq!(drafted["schema"], "semesta.desk.drafted/1");
    let row = &drafted["rows"][0];
    assert_eq!((&row["drafted"], &row["clashes"]), (&5.into(), &0.into()));
    assert_eq!((&row["first_id"], &row["last_id"]), (&1.into(), &5.into()));
    // The same people and month again: nothing is doubled, and the exit code says so.
    let again = city.answer(&format!("{DRAFT} {}", who("maya")), 1);
    assert_eq!(again["rows"][0]["drafted"], 0);
    assert_eq!(again["rows"][0]["clashes"], 5);

    let list = city.by("maya", "proposal list");
    assert_eq!(list["schema"], "semesta.desk.proposals/1");
    assert_eq!(rows(&list).len(), 5);
    for one in rows(&list) {
        assert_eq!(one["state"], "drafted");
        assert_eq!(one["effective"], "2024-09-01");
        assert_eq!(one["send_by"], "2024-08-20");
        assert!(one["nik"].as_str().unwrap().contains("******"));
    }
    assert!(!holds_a_nik(&list.to_string()));
    let table = city.table("maya", "proposal list");
    assert!(table.lines().count() > 5 && !table.contains('{'), "{table}");

    let own = city.refused("maya", "proposal check --reason cocok");
    assert!(own.contains("tidak berwenang"), "{own}");
    let early = city.refused("ani", "proposal approve 1 --reason setuju");
    assert!(
        early.contains("`proposal:1` berkeadaan `drafted`"),
        "{early}"
    );
    let checked = city.by("candra", "proposal check --reason cocok");
    assert_eq!(checked["schema"], "semesta.desk.moved/1");
    assert_eq!(checked["rows"][0]["moved"], 5);
    let approved = city.by("ani", "proposal approve 1 2 3 4 --reason setuju");
    assert_eq!(
        (&approved["rows"][0]["moved"], &approved["rows"][0]["state"]),
        (&4.into(), &"approved".into())
    );
    let silent = city.refused("maya", "proposal withdraw 5");
    assert!(silent.contains("reason"), "{silent}");
    city.by("maya", "proposal withdraw 5 --reason pindah~kota");
    let counts = city.by("maya", "proposal count");
    let count = |state: &str| -> i64 {
        rows(&counts)
            .iter()
            .filter(|row| row["state"] == state)
            .map(|row| row["n"].as_i64().unwrap())
            .sum()
    };
    assert_eq!((count("approved"), count("withdrawn")), (4, 1));
    let only = city.by("maya", "proposal list --state withdrawn");
    assert_eq!(rows(&only).len(), 1);
    let unknown = city.refused("maya", "proposal list --state lost");
    assert!(unknown.contains("galat:"), "{unknown}");
}

#[test]
fn a_proposal_is_shown_masked_and_seen_whole_only_on_record() {
    let city = City::approved();
    let shown = city.by("maya", "proposal show 1");
    assert_eq!(shown["schema"], "semesta.desk.proposal/1");
    assert!(!holds_a_nik(&shown.to_string()));
    let value = |answer: &Value, what: &str| -> Vec<String> {
        rows(answer)
            .iter()
            .filter(|row| row["what"] == what)
            .map(|row| row["value"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(value(&shown, "state"), ["approved"]);
    assert!(value(&shown, "after")[0].contains("pbpu_pemda"));
    assert!(!value(&shown, "law").is_empty(), "it cites the law");
    assert!(value(&shown, "proposal.check")[0].contains("candra cocok"));
    assert!(value(&shown, "proposal.approve")[0].contains("ani setuju"));
    let whole = city.by("maya", "proposal show 1 --unmask");
    assert!(holds_a_nik(&value(&whole, "nik")[0]));
    let log = city.json("audit list --action person.unmask");
    assert_eq!(rows(&log).len(), 1);
    assert_eq!(rows(&log)[0]["actor"], "maya");
    assert!(!holds_a_nik(&log.to_string()));
    let missing = city.refused("maya", "proposal show 99");
    assert!(
        missing.contains("tidak dikenal: `proposal:99`"),
        "{missing}"
    );
}

#[test]
fn one_person_and_a_plan_become_drafts() {
    let city = City::approved();
    let whole = city.by("maya", "proposal show 1 --unmask");
    let of = |what: &str| {
        let found = rows(&whole).iter().find(|row| row["what"] == what);
        found.unwrap()["value"].as_str().unwrap().to_owned()
    };
    let nik = of("nik");
    // Another month than the one that is under way.
    let made = city.by(
        "maya",
        &format!(
            "proposal draft --from one --nik {nik} --kind enrol --note laporan --on 2024-09-10"
        ),
    );
    assert_eq!(made["rows"][0]["drafted"], 1);
    city.write("plan.csv", &format!("nik,source\n{nik},kota\n{nik},\n"));
    let planned = city.answer(
        &format!(
            "proposal draft --from plan --plan {{}}/plan.csv --on 2024-09-10 {}",
            who("maya")
        ),
        1,
    );
    assert_eq!(
        (
            &planned["rows"][0]["drafted"],
            &planned["rows"][0]["clashes"]
        ),
        (&0.into(), &1.into()),
        "that month has one already"
    );
    let silent = city.refused("maya", "proposal draft --from one --kind enrol");
    assert!(silent.contains("--nik"), "{silent}");
    let bill = city.by(
        "maya",
        "proposal draft --from bill --finding deceased --on 2024-10-10",
    );
    assert!(bill["rows"][0]["drafted"].as_i64().unwrap() > 0, "{bill}");
}

#[test]
fn automatic_drafts_come_once_a_run() {
    let city = City::new(1.0, &["maya"]);
    let first = city.by("maya", "proposal auto --on 2024-08-10");
    assert_eq!(first["schema"], "semesta.desk.auto/1");
    let drafted = first["rows"][0]["drafted"].as_i64().unwrap();
    assert!(drafted > 0);
    assert_eq!(first["rows"][0]["already_done"], false);
    let again = city.by("maya", "proposal auto --on 2024-08-11");
    assert_eq!(again["rows"][0]["already_done"], true);
    let list = city.by("maya", "proposal list --limit 100000");
    assert_eq!(i64::try_from(rows(&list).len()).unwrap(), drafted);
}

#[test]
fn a_batch_is_sent_answered_and_closed() {
    let city = City::approved();
    let layouts = city.by("maya", "batch layouts");
    let names: Vec<&str> = rows(&layouts)
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["mutasi-umum", "mutasi-ringkas"]);
    let refused = city.refused("candra", "batch send --out {}/x.xlsx");
    assert!(refused.contains("tidak berwenang"), "{refused}");
    assert!(!city.path("x.xlsx").exists());
    let sent = city.by("maya", "batch send --out {}/m.xlsx --on 2024-08-19");
    assert_eq!(sent["schema"], "semesta.desk.batch/1");
    assert_eq!(
        (&sent["rows"][0]["batch"], &sent["rows"][0]["rows"]),
        (&1.into(), &5.into())
    );
    assert!(city.path("m.xlsx").exists());
    let twice = city.refused("maya", "batch send --out {}/n.xlsx --on 2024-08-19");
    assert!(twice.contains("galat:"), "nothing is approved: {twice}");
    let file = city.by("maya", "batch file 1 --form csv --out {}/m.csv");
    assert_eq!(file["schema"], "semesta.desk.file/1");
    let csv = std::fs::read_to_string(city.path("m.csv")).unwrap();
    assert!(holds_a_nik(&csv), "the file that BPJS reads is whole");
    let list = city.by("maya", "batch list");
    assert_eq!(list["schema"], "semesta.desk.batches/1");
    assert_eq!(list["rows"][0]["unanswered"], 5);

    let answers =
        "No Referensi;Status;Kode\n1;Diterima;\n2;DITOLAK;E07\n3;Diterima;\n99;Diterima;\n";
    city.write("jawaban.csv", answers);
    let taken = city.answer(
        &format!(
            "batch answer 1 {{}}/jawaban.csv --on 2024-08-25 {}",
            who("maya")
        ),
        1,
    );
    assert_eq!(taken["schema"], "semesta.desk.answers/1");
    let n = |outcome: &str| {
        let mut fits = rows(&taken).iter().filter(|row| row["outcome"] == outcome);
        fits.next().unwrap()["n"].as_i64().unwrap()
    };
    assert_eq!((n("accepted"), n("rejected"), n("unmatched")), (2, 1, 1));
    assert_eq!(n("unanswered"), 2);
    let odd = rows(&taken).iter().filter(|row| row["row"] == 4);
    assert_eq!(odd.count(), 1, "the row that fits nobody is named");
    let open = city.by("maya", "batch unanswered 1");
    let ids: Vec<i64> = rows(&open)
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids, [4, 5]);
    let closed = city.by("maya", "proposal close --reason selesai");
    assert_eq!(closed["rows"][0]["moved"], 3);
    let missing = city.refused("maya", "batch file 9 --out {}/n.csv");
    assert!(missing.contains("batch:9"), "{missing}");
    let missing = city.refused("maya", "batch unanswered 9");
    assert!(missing.contains("batch:9"), "{missing}");
}

#[test]
fn the_calendar_tells_what_is_late() {
    let city = City::approved();
    let before = city.by("maya", "calendar --on 2024-08-19");
    assert_eq!(before["schema"], "semesta.desk.calendar/1");
    let row = &before["rows"][0];
    assert_eq!(
        (&row["approved"], &row["days_late"], &row["send_by"]),
        (&5.into(), &0.into(), &"2024-08-20".into())
    );
    let late = city.by("maya", "calendar --on 2024-08-23");
    assert_eq!(late["rows"][0]["days_late"], 3);
    let output = city.desk(&format!("calendar --on 2024-08-19 {}", who("maya")));
    let talk = String::from_utf8(output.stderr).unwrap();
    assert!(talk.contains("2024-08-20 (1 hari lagi)"), "{talk}");
    let noted = city.json("prioritas --from 2024-08-01 --status yes --reason surat~7");
    assert_eq!(noted["rows"][0]["prioritas"], true);
    let refused = city.refused("maya", "prioritas --from 2024-09-01 --status no");
    assert!(refused.contains("tidak berwenang"), "{refused}");
}

#[test]
fn pairs_are_judged_undone_and_exported() {
    let city = City::new(8.0, &["dewi", "maya", "candra"]);
    let queue = city.by("dewi", "review list --limit 500");
    assert_eq!(queue["schema"], "semesta.desk.review/1");
    let n_open = rows(&queue).len();
    assert!(n_open >= 2, "{n_open} pairs");
    assert!(!holds_a_nik(&queue.to_string()));
    let stakes: Vec<i64> = rows(&queue)
        .iter()
        .map(|row| row["rupiah"].as_i64().unwrap())
        .collect();
    assert!(
        stakes.is_sorted_by(|a, b| a >= b),
        "the most at stake first"
    );
    let whole = city.by("dewi", "review list --unmask --limit 500");
    let pair = |index: usize| {
        let row = &rows(&whole)[index];
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        format!("--card {} --nik {}", text("card"), text("nik"))
    };
    let judged = city.by(
        "dewi",
        &format!("review judge {} --verdict same --reason ibu~sama", pair(0)),
    );
    assert_eq!(judged["schema"], "semesta.desk.verdict/1");
    assert_eq!(judged["rows"][0]["verdict"], "same");
    city.by(
        "dewi",
        &format!("review judge {} --verdict different --second", pair(1)),
    );
    let twice = city.refused(
        "dewi",
        &format!("review judge {} --verdict different", pair(0)),
    );
    assert!(twice.contains("galat:"), "{twice}");
    let left = city.by("dewi", "review list --limit 500");
    assert_eq!(rows(&left).len(), n_open - 1, "the decided one has left");
    let waits = rows(&left)
        .iter()
        .filter(|row| row["state"] == "wants_second");
    assert_eq!(waits.count(), 1);
    let out = |name: &str| {
        city.table("maya", &format!("review export --out {{}}/{name}"));
        std::fs::read_to_string(city.path(name)).unwrap()
    };
    let first = out("keputusan.csv");
    assert_eq!(first.lines().count(), 2, "{first}");
    assert!(first.contains("SAMA"));
    // What was decided is evidence that the next run takes.
    let path = city.path("keputusan.csv");
    city.fine(&[
        "import",
        "--source",
        "keputusan",
        "--as-of",
        "2024-08-31",
        path.to_str().unwrap(),
    ]);
    city.table("dewi", "review undo 1 --reason keliru");
    assert_eq!(out("kosong.csv").lines().count(), 1);
    let refused = city.refused(
        "candra",
        &format!("review judge {} --verdict same", pair(0)),
    );
    assert!(refused.contains("tidak berwenang"), "{refused}");
    let unknown = city.refused("dewi", &format!("review judge {} --verdict maybe", pair(0)));
    assert!(unknown.contains("galat:"), "{unknown}");
}

#[test]
fn a_firm_is_found_warned_and_fined() {
    let city = City::new(1.0, &["lina", "ani", "maya"]);
    let refreshed = city.by("lina", "employer refresh --on 2024-09-02");
    assert_eq!(refreshed["schema"], "semesta.desk.employer_refresh/1");
    assert!(refreshed["rows"][0]["new"].as_i64().unwrap() > 0);
    let again = city.by("lina", "employer refresh --on 2024-09-02");
    assert_eq!(again["rows"][0]["already_done"], true);
    let firms = city.by("lina", "employer list");
    assert_eq!(firms["schema"], "semesta.desk.employers/1");
    let due = rows(&firms)
        .iter()
        .find(|row| row["due_month"].as_i64() > Some(0))
        .unwrap();
    let firm = due["firm"].as_str().unwrap().replace(' ', "~");
    let people = city.by("lina", &format!("employer people {firm}"));
    assert!(!rows(&people).is_empty() && !holds_a_nik(&people.to_string()));
    let whole = city.by("lina", &format!("employer people {firm} --unmask"));
    assert!(holds_a_nik(&whole.to_string()));
    let refused = city.refused("maya", &format!("employer open {firm}"));
    assert!(refused.contains("tidak berwenang"), "{refused}");

    city.json("employer holiday 2024-09-16 --title Maulid");
    let opened = city.by("lina", &format!("employer open {firm} --on 2024-09-02"));
    assert_eq!(opened["schema"], "semesta.desk.cases/1");
    assert_eq!(opened["rows"][0]["open"], true);
    let first = city.by("lina", "employer advance 1 --note surat~1 --on 2024-09-02");
    assert_eq!(first["rows"][0]["warnings"], 1);
    // Ten working days without the 16th end on 17 September.
    assert_eq!(first["rows"][0]["next_on"], "2024-09-18");
    let early = city.refused("lina", "employer advance 1 --on 2024-09-17");
    assert!(early.contains("berkeadaan"), "{early}");
    let second = city.by("lina", "employer advance 1 --on 2024-09-18");
    assert_eq!(second["rows"][0]["warnings"], 2);
    let fine_day = second["rows"][0]["next_on"].as_str().unwrap().to_owned();
    let refused = city.refused("lina", &format!("employer advance 1 --on {fine_day}"));
    assert!(refused.contains("tidak berwenang"), "{refused}");
    let fined = city.by("ani", &format!("employer advance 1 --on {fine_day}"));
    assert_eq!(fined["rows"][0]["step"], "fine");
    assert!(fined["rows"][0]["fine_month"].as_i64().unwrap() > 0);
    let letter = city.table("lina", &format!("employer letter 1 --on {fine_day}"));
    assert!(letter.contains(&firm.replace('~', " ")) || letter.len() > 200);
    assert!(!letter.contains("{{") && !holds_a_nik(&letter));
    let letter = city.by("lina", &format!("employer letter 1 --on {fine_day}"));
    assert_eq!(letter["schema"], "semesta.desk.letter/1");
    let closed = city.by("lina", "employer close 1 --note damai");
    assert_eq!(closed["rows"][0]["open"], false);
    assert_eq!(rows(&city.by("lina", "employer cases")).len(), 1);
    let log = city.json("audit verify");
    assert_eq!(log["whole"], true);
}
