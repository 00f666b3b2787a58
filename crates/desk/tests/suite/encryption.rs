//! An encrypted desk: what lies on the disk tells nothing, and nothing is lost on the way
//! there, from one key to another, and back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::civil::date;
use semesta_desk::audit::AuditFilter;
use semesta_desk::proposal::{Proposal, ProposalFilter, When};
use semesta_desk::{Actor, Desk, DeskError, Role, User};
use semesta_vault::{Key, Keyring, Vault, VaultError};

use crate::changes::{Change, N_UNITS};
use crate::on_both;
use crate::place::{PASSWORD, Place, Store, console, credentials, sign_in, signed_in, t};
use crate::proposals::nik;

/// Makes of an `async fn name(place: Place)` a test on either database, in an encrypted folder.
macro_rules! on_sealed {
    ($($name:ident),* $(,)?) => { $(
        mod $name {
            #[test]
            fn sqlite() {
                crate::place::run_sealed(crate::place::Store::Sqlite, super::$name);
            }
            #[test]
            fn postgres() {
                crate::place::run_sealed(crate::place::Store::Postgres, super::$name);
            }
        }
    )* };
}

on_sealed!(
    nothing_can_be_read_from_the_disk,
    without_its_key_it_does_not_open,
    a_swapped_or_altered_cell_is_refused,
    a_new_key_seals_everything_anew,
    a_copy_is_sealed_and_comes_back,
    a_person_still_gets_what_is_held,
);
on_both!(
    a_plain_desk_becomes_encrypted,
    a_plain_desk_in_an_encrypted_folder_is_refused,
    an_old_copy_comes_back_encrypted,
    killed_while_it_is_sealed,
);

const CLAIM: &str = "Siti Rahmah Binti Saleh";
const NOTE: &str = "surat untuk pemilik, Haji Darwis";

/// Those who look, without signing in each time: that would be in the log.
struct Who {
    maya: Actor,
    lina: Actor,
    siti: Actor,
}

/// A desk with something in every table that an officer fills.
async fn busy(place: &Place) -> (Desk, Who) {
    let desk = Change::Close.prepare(place).await;
    let maya = Change::Judge.actor(&desk).await;
    for unit in 0..N_UNITS {
        Change::Judge.unit(&desk, &maya, unit).await.unwrap();
    }
    let (_, siti) = signed_in(&desk, "siti", &[(Role::CivilRegistry, "6571")]).await;
    desk.request_correction(&siti.actor(), &nik(3).reveal(), "nama", CLAIM, t(41))
        .await
        .unwrap();
    place
        .sql(
            "INSERT INTO employers (firm, name, area, n_workers, n_registered)
             VALUES ('USAHA', 'PT USAHA', '6571011001', 3, 1);
             INSERT INTO employer_findings (firm, kind, n_people, due_month, first_run, last_run)
             VALUES ('USAHA', 'pds_tk', 2, 500000, 'r1', 'r1')",
        )
        .await;
    let lina = sign_in(&desk, "lina", PASSWORD).await.1.actor();
    let when = When {
        now: t(42),
        on: date(2025, 8, 5),
    };
    desk.open_case(&lina, "USAHA", NOTE, when).await.unwrap();
    let siti = siti.actor();
    (desk, Who { maya, lina, siti })
}

/// What must be the same whatever the desk is sealed by.
#[derive(Debug, PartialEq)]
struct Content {
    proposals: Vec<Proposal>,
    users: Vec<User>,
    decisions: String,
    cases: String,
    requests: String,
    answers: String,
    pseudonym: String,
    log: Vec<semesta_desk::audit::Record>,
}

async fn content(desk: &Desk, who: &Who) -> Content {
    let Who { maya, lina, siti } = who;
    let until = AuditFilter {
        until: Some(t(43)),
        limit: 1_000_000,
        ..AuditFilter::default()
    };
    Content {
        proposals: desk
            .proposals(maya, &ProposalFilter::default())
            .await
            .unwrap(),
        users: desk.users(&console()).await.unwrap(),
        decisions: format!("{:?}", desk.decisions(maya).await.unwrap()),
        cases: format!("{:?}", desk.cases(lina).await.unwrap()),
        requests: format!("{:?}", desk.privacy_requests(siti).await.unwrap()),
        answers: format!("{:?}", desk.feedback_rows(maya, 1, None).await.unwrap()),
        pseudonym: desk.pseudonym("x"),
        log: desk.audit(&console(), &until).await.unwrap(),
    }
}

/// Everything that must not be read from the disk.
fn secrets(content: &Content) -> BTreeSet<String> {
    let mut secrets = BTreeSet::from([CLAIM.to_owned(), NOTE.to_owned()]);
    for proposal in &content.proposals {
        secrets.insert(proposal.name.reveal().to_owned());
        secrets.insert(proposal.hash.clone());
        secrets.extend(proposal.nik.map(|nik| nik.reveal()));
    }
    secrets.extend(content.users.iter().map(|user| user.full_name.clone()));
    secrets.extend(content.log.iter().map(|record| record.hash.clone()));
    secrets.extend((0..4).map(|number| nik(number).reveal()));
    secrets.insert("nama ibu sama".to_owned());
    secrets.insert("$argon2id$".to_owned());
    // As a proposal's content spells it.
    secrets.insert("\"segment\":\"".to_owned());
    assert!(secrets.len() > 100 && !secrets.contains(""));
    secrets
}

/// Every byte that the desk has on the disk.
async fn raw(place: &Place) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(&place.folder, &mut files);
    if place.store == Store::Postgres {
        place.sql("CHECKPOINT").await;
        let path = "SELECT current_setting('data_directory') || '/base/' || CAST(oid AS TEXT)
                    FROM pg_database WHERE datname = current_database()";
        let base = place.strings(path).await.remove(0);
        let n_before = files.len();
        collect(Path::new(&base), &mut files);
        assert!(files.len() > n_before + 50, "the server's own files");
        let dump = Command::new(pg_dump())
            .arg("--inserts")
            .arg(place.url.split('?').next().unwrap())
            .output()
            .unwrap();
        assert!(
            dump.status.success(),
            "{}",
            String::from_utf8_lossy(&dump.stderr)
        );
        assert!(String::from_utf8_lossy(&dump.stdout).contains("INSERT INTO public.proposals"));
        files.push(("pg_dump".to_owned(), dump.stdout));
    }
    files
}

/// The newest of the installed ones.
fn pg_dump() -> std::path::PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<_> = installed
        .map(|entry| entry.unwrap().path().join("bin/pg_dump"))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| "pg_dump".into())
}

fn collect(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if let Ok(bytes) = fs::read(&path) {
            files.push((path.display().to_string(), bytes));
        }
    }
}

async fn check_nothing_is_read(place: &Place, secrets: &BTreeSet<String>) {
    for (name, bytes) in raw(place).await {
        let text = String::from_utf8_lossy(&bytes);
        let n_found = secrets
            .iter()
            .filter(|secret| text.contains(secret.as_str()));
        assert_eq!(n_found.count(), 0, "{name} tells something");
    }
}

async fn nothing_can_be_read_from_the_disk(place: Place) {
    let (desk, who) = busy(&place).await;
    let content = content(&desk, &who).await;
    assert!(content.proposals.len() >= 80 && content.log.len() > 400);
    desk.close().await;
    check_nothing_is_read(&place, &secrets(&content)).await;
}

async fn without_its_key_it_does_not_open(place: Place) {
    busy(&place).await.0.close().await;
    let none = Desk::open(&place.url, &place.folder).await;
    assert!(
        matches!(none, Err(DeskError::Vault(VaultError::KeyMissing(_)))),
        "{none:?}"
    );
    let other = Vault::open_with(&place.folder, || Key::generate().map(Some));
    assert!(matches!(other, Err(VaultError::WrongKey { .. })));
    // The keyring gone, and one of another folder in its place.
    let keyring = place.folder.join("encryption.json");
    let kept = fs::read(&keyring).unwrap();
    fs::remove_file(&keyring).unwrap();
    let gone = Desk::open(&place.url, &place.folder).await;
    assert!(
        matches!(gone, Err(DeskError::Vault(VaultError::NoKeyring(_)))),
        "{gone:?}"
    );
    Keyring::begin(&place.folder, place.key.as_ref().unwrap()).unwrap();
    let foreign = place.open().await;
    assert!(
        matches!(
            foreign,
            Err(DeskError::Vault(VaultError::UnknownDataKey(_)))
        ),
        "{foreign:?}"
    );
    fs::write(keyring, kept).unwrap();
    assert!(place.open().await.is_ok());
}

async fn a_swapped_or_altered_cell_is_refused(place: Place) {
    let (desk, Who { maya, .. }) = busy(&place).await;
    for change in [
        "UPDATE proposals SET name = (SELECT p.name FROM proposals p WHERE p.id = 2) WHERE id = 1",
        "UPDATE proposals SET content = (SELECT p.content FROM proposals p WHERE p.id = 2)
         WHERE id = 1",
        "UPDATE proposals SET name = 'Orang Lain' WHERE id = 1",
        "UPDATE proposals SET name = substr(name, 1, 40) WHERE id = 1",
        "UPDATE proposals SET nik = card_of.hash FROM (SELECT hash FROM proposals WHERE id = 2)
         AS card_of WHERE id = 1",
    ] {
        place
            .sql("CREATE TABLE kept AS SELECT * FROM proposals WHERE id = 1")
            .await;
        place.sql(change).await;
        let read = desk.proposal(&maya, 1).await;
        assert!(
            matches!(read, Err(DeskError::Vault(_))),
            "{change}: {read:?}"
        );
        assert!(desk.proposal(&maya, 2).await.is_ok());
        place
            .sql(
                "UPDATE proposals SET name = (SELECT name FROM kept),
                   content = (SELECT content FROM kept), nik = (SELECT nik FROM kept)
                 WHERE id = 1; DROP TABLE kept",
            )
            .await;
        assert!(desk.proposal(&maya, 1).await.is_ok());
    }
    // A person's NIK put into another's proposal opens, but is not what was sealed with it.
    place
        .sql(
            "UPDATE proposals SET nik = (SELECT p.nik FROM proposals p WHERE p.id = 2),
                subject = subject || '' WHERE id = 1",
        )
        .await;
    let moved = desk.proposal(&maya, 1).await;
    assert!(
        matches!(moved, Err(DeskError::Damaged("proposals.hash"))),
        "{moved:?}"
    );
}

async fn a_plain_desk_becomes_encrypted(mut place: Place) {
    let (desk, who) = busy(&place).await;
    let before = content(&desk, &who).await;
    place.mark();
    let key = Key::generate().unwrap();
    Keyring::begin(&place.folder, &key).unwrap();
    place.key = Some(key.clone());
    // Begun and not done: it is read as it is.
    assert_eq!(content(&place.open().await.unwrap(), &who).await, before);
    let resealed = reseal(&place).await;
    assert!(resealed > 500, "{resealed} rows");
    // Whoever had it open writes nothing more.
    let late = desk
        .record(
            &console(),
            semesta_desk::audit::Entry::new("test.late"),
            t(60),
        )
        .await;
    assert!(matches!(late, Err(DeskError::Resealed)), "{late:?}");
    desk.close().await;
    finish(&place);
    assert_eq!(reseal(&place).await, 0, "once");
    let desk = place.open().await.unwrap();
    assert_eq!(content(&desk, &who).await, before);
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    assert!(
        desk.sign_in(&credentials("maya", PASSWORD), "x", t(61))
            .await
            .is_ok()
    );
    desk.close().await;
    // With what the conversion itself left: pages, old rows, the log of writes.
    check_nothing_is_read(&place, &secrets(&before)).await;

    Keyring::unseal(&place.folder, &key).unwrap();
    assert!(reseal(&place).await > 500);
    finish(&place);
    place.key = None;
    let desk = place.open().await.unwrap();
    assert_eq!(content(&desk, &who).await, before);
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn reseal(place: &Place) -> u64 {
    let vault = place.vault().trusting();
    let done = Desk::reseal(&place.url, &place.folder, &vault, "tes", t(50)).await;
    done.unwrap().n_rows
}

fn finish(place: &Place) {
    let key = place.key.as_ref().unwrap();
    Keyring::finish::<VaultError>(&place.folder, key, || Ok(())).unwrap();
}

async fn a_plain_desk_in_an_encrypted_folder_is_refused(mut place: Place) {
    place.desk().await.close().await;
    place.mark();
    let key = Key::generate().unwrap();
    Keyring::begin(&place.folder, &key).unwrap();
    place.key = Some(key);
    finish(&place);
    let plain = place.open().await;
    assert!(
        matches!(plain, Err(DeskError::Vault(VaultError::NotSealed(_)))),
        "{plain:?}"
    );
    assert!(reseal(&place).await > 0);
    assert!(place.open().await.is_ok());
}

async fn a_new_key_seals_everything_anew(mut place: Place) {
    let (desk, who) = busy(&place).await;
    let before = content(&desk, &who).await;
    let old_seal = place.vault().current().unwrap().text();
    let new = Key::generate().unwrap();
    Keyring::rotate(&place.folder, place.key.as_ref().unwrap(), &new).unwrap();
    place.key = Some(new);
    assert_eq!(content(&place.open().await.unwrap(), &who).await, before);
    assert!(reseal(&place).await > 500);
    let late = desk
        .record(
            &console(),
            semesta_desk::audit::Entry::new("test.late"),
            t(60),
        )
        .await;
    assert!(matches!(late, Err(DeskError::Resealed)), "{late:?}");
    desk.close().await;
    finish(&place);
    let desk = place.open().await.unwrap();
    assert_eq!(content(&desk, &who).await, before);
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    let seals = place.strings("SELECT seal FROM audit_head").await;
    assert_eq!(seals, [place.vault().current().unwrap().text()]);
    assert_ne!(seals, std::slice::from_ref(&old_seal));
    assert!(
        place.vault().cells(&old_seal).is_none(),
        "the old one is gone"
    );
}

async fn a_copy_is_sealed_and_comes_back(place: Place) {
    let (desk, who) = busy(&place).await;
    let before = content(&desk, &who).await;
    let copy = place.folder.join("desk.backup");
    let summary = desk.backup(&console(), &copy, t(45)).await.unwrap();
    assert_eq!(place.check(&copy).unwrap(), summary);
    check_nothing_is_read(&place, &secrets(&before)).await;
    let text = String::from_utf8_lossy(&fs::read(&copy).unwrap()).into_owned();
    assert!(!text.contains("6571011001") && !text.contains("maya"));

    let other = place.another().await;
    let wrong = other.restore(&copy, t(55)).await;
    assert!(
        matches!(wrong, Err(DeskError::Vault(VaultError::WrongKey { .. }))),
        "{wrong:?}"
    );
    let plain = Place::new(place.store).await;
    let refused = plain.restore_by(place.key.as_ref(), &copy, t(55)).await;
    assert!(
        matches!(refused, Err(DeskError::Vault(VaultError::NotEncrypted(_)))),
        "{refused:?}"
    );
    let bytes = fs::read(&copy).unwrap();
    for (number, bad) in bad_copies(&bytes).into_iter().enumerate() {
        let path = place.folder.join("bad.backup");
        fs::write(&path, bad).unwrap();
        let checked = place.check(&path);
        assert!(
            matches!(checked, Err(DeskError::Damaged(_) | DeskError::Vault(_))),
            "{number}: {checked:?}"
        );
    }
    let (restored, _) = other
        .restore_by(place.key.as_ref(), &copy, t(55))
        .await
        .unwrap();
    assert_eq!(content(&restored, &who).await, before);
    restored.close().await;
    check_nothing_is_read(&other, &secrets(&before)).await;
    assert!(other.open().await.is_ok());
}

/// Altered at its beginning, in its middle, at its end; cut anywhere; with something behind.
fn bad_copies(bytes: &[u8]) -> Vec<Vec<u8>> {
    let head = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut bad = Vec::new();
    for at in [
        head,
        head + 20,
        head + 100,
        bytes.len() / 2,
        bytes.len() - 1,
    ] {
        let mut altered = bytes.to_vec();
        altered[at] ^= 1;
        bad.push(altered);
    }
    for end in [head, head + 10, head + 60, bytes.len() / 2, bytes.len() - 1] {
        bad.push(bytes[..end].to_vec());
    }
    bad.push([bytes, b"x"].concat());
    bad
}

async fn an_old_copy_comes_back_encrypted(place: Place) {
    let (desk, who) = busy(&place).await;
    let before = content(&desk, &who).await;
    let copy = place.folder.join("desk.backup");
    desk.backup(&console(), &copy, t(45)).await.unwrap();
    let sealed = Place::sealed(place.store).await;
    let (restored, _) = sealed.restore(&copy, t(55)).await.unwrap();
    assert_eq!(content(&restored, &who).await, before);
    restored.close().await;
    check_nothing_is_read(&sealed, &secrets(&before)).await;
}

async fn a_person_still_gets_what_is_held(place: Place) {
    let (desk, Who { siti, .. }) = busy(&place).await;
    let export = desk
        .access_export(&siti, nik(3), "permohonan 7", t(46))
        .await
        .unwrap();
    let rows = |name: &str| {
        let table = export.tables.iter().find(|table| table.name == name);
        table.map(|table| table.rows.clone()).unwrap_or_default()
    };
    let proposals = rows("proposals");
    assert_eq!(proposals.len(), 1, "theirs, nobody else's");
    assert_eq!(proposals[0]["nik"], nik(3).reveal());
    assert_eq!(proposals[0]["name"], "Budi Santoso");
    assert_eq!(rows("verdicts").len(), 1);
    let claims = rows("privacy_requests");
    assert!(claims.iter().any(|row| row["claim"] == CLAIM), "{claims:?}");
}

/// Names the place where the child works; its key is in the environment.
const CHILD: &str = "SEMESTA_TEST_CHILD";

async fn killed_while_it_is_sealed(mut place: Place) {
    if let Ok(target) = std::env::var(CHILD) {
        let place = place.elsewhere(&target);
        let vault = Vault::open(&place.folder).unwrap().trusting();
        println!("ready");
        let done = Desk::reseal(&place.url, &place.folder, &vault, "tes", t(50)).await;
        done.unwrap();
        std::process::exit(0);
    }
    let store = match place.store {
        Store::Sqlite => "sqlite",
        Store::Postgres => "postgres",
    };
    let (desk, who) = busy(&place).await;
    let before = content(&desk, &who).await;
    desk.close().await;
    place.mark();
    let mut key = Key::generate().unwrap();
    Keyring::begin(&place.folder, &key).unwrap();
    place.key = Some(key.clone());
    let mut n_killed = 0;
    // Later each time it was early enough, however fast the machine is.
    let mut patience = Duration::ZERO;
    for attempt in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                &format!("encryption::killed_while_it_is_sealed::{store}"),
                "--nocapture",
                "--test-threads=1",
            ])
            .env(CHILD, format!("{}\n{}", place.url, place.folder.display()))
            .env("SEMESTA_KEY", key.text())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_until_ready(&mut child);
        std::thread::sleep(patience);
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            patience /= 2;
        } else {
            n_killed += 1;
            patience = patience * 3 / 2 + Duration::from_millis(2);
        }
        let desk = opened(&place).await;
        assert_eq!(content(&desk, &who).await, before, "attempt {attempt}");
        assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
        desk.close().await;
        // Sealed by now: on to the next key.
        let seal = place.strings("SELECT seal FROM audit_head").await.remove(0);
        if seal == place.vault().current().unwrap().text() {
            finish(&place);
            let new = Key::generate().unwrap();
            Keyring::rotate(&place.folder, &key, &new).unwrap();
            place.key = Some(new.clone());
            key = new;
        }
    }
    assert!(n_killed > 3, "{n_killed} were killed before their end");
    reseal(&place).await;
    finish(&place);
    assert_eq!(content(&place.open().await.unwrap(), &who).await, before);
    check_nothing_is_read(&place, &secrets(&before)).await;
}

/// A server may still be undoing what its lost client began.
async fn opened(place: &Place) -> Desk {
    for _ in 0..200 {
        match place.open().await {
            Err(DeskError::Busy) => tokio::time::sleep(Duration::from_millis(50)).await,
            other => return other.unwrap(),
        }
    }
    panic!("the desk stays busy");
}

fn wait_until_ready(child: &mut std::process::Child) {
    use std::io::{BufRead as _, BufReader};
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines {
        if line.unwrap().contains("ready") {
            return;
        }
    }
    panic!("the child never began");
}
