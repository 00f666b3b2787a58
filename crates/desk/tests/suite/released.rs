//! From every released version of the tables to today's, with data.

use std::path::{Path, PathBuf};

use semesta_desk::proposal::{ProposalFilter, State};
use semesta_desk::{Desk, Role};

use crate::on_both;
use crate::place::{PASSWORD, Place, area, console, sign_in, t};

on_both!(every_version_comes_forward, every_database_comes_forward);

/// A backup of each version, made by the program of its day; one is added with each
/// migration that is released, and none is ever changed.
fn released() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "backup"))
        .collect();
    files.sort();
    files
}

async fn every_version_comes_forward(place: Place) {
    let files = released();
    assert!(!files.is_empty());
    for (index, file) in files.iter().enumerate() {
        let summary = place.check(file).unwrap();
        assert_eq!(
            summary.version,
            i64::try_from(index).unwrap() + 1,
            "one a version"
        );
        let target = place.another().await;
        let (desk, _) = target.restore(file, t(99)).await.unwrap();
        let users = desk.users(&console()).await.unwrap();
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        assert_eq!(names, ["admin", "siti"]);
        assert_eq!(users[1].grants[0].role, Role::Checker);
        assert_eq!(users[1].grants[0].area, area("65.71.01"));
        let verdict = desk.verify_audit(None).await.unwrap();
        assert!(verdict.breaks.is_empty());
        desk.close().await;
        let again = target.open().await.unwrap();
        let copy = target.folder.join("again.backup");
        let now = again.backup(&console(), &copy, t(100)).await.unwrap();
        for (table, n_rows) in &summary.n_rows {
            if table != "audit" {
                assert_eq!(now.n_rows[table], *n_rows, "{table}");
            }
        }
    }
}

/// The steps that make the tables, oldest first, as they lie beside the code.
const STEPS: [&str; 3] = [
    include_str!("../../migrations/0001_people_and_audit.sql"),
    include_str!("../../migrations/0002_work.sql"),
    include_str!("../../migrations/0003_privacy.sql"),
];

/// The rows of a database of each of these versions.
const ROWS: [&str; 3] = [
    include_str!("../released/0001.sql"),
    include_str!("../released/0002.sql"),
    include_str!("../released/0003.sql"),
];

const HISTORY: &str = "CREATE TABLE desk_migrations (
    version BIGINT NOT NULL PRIMARY KEY, hash TEXT NOT NULL);";

/// Puts the database of a version into a place, as the program of its day left it.
async fn lay_out(place: &Place, version: usize) {
    if place.url.is_empty() {
        std::fs::File::create(place.folder.join("desk.sqlite")).unwrap();
    }
    let mut sql = String::from(HISTORY);
    sql.extend(STEPS[..version].iter().copied());
    sql.push_str(ROWS[version - 1]);
    place.sql_text(sql).await;
    let id = place.strings("SELECT id FROM desk").await.remove(0);
    let marker = format!(r#"{{"schema":"semesta.desk/1","id":"{id}","complete":true}}"#);
    std::fs::write(place.folder.join("desk.json"), marker).unwrap();
}

async fn every_database_comes_forward(place: Place) {
    for version in 1..=ROWS.len() {
        let target = Place::new(place.store).await;
        lay_out(&target, version).await;
        let desk = target.open().await.unwrap();
        let verdict = desk.verify_audit(None).await.unwrap();
        assert!(verdict.breaks.is_empty(), "{version}: {verdict:?}");
        let siti = desk.user("siti").await.unwrap();
        assert_eq!(siti.grants[0].area, area("65.71.01"));
        sign_in(&desk, "siti", PASSWORD).await;
        let copy = target.folder.join("desk.backup");
        let kept = desk.backup(&console(), &copy, t(100)).await.unwrap().n_rows;
        assert_eq!(kept["users"], [2, 6, 7][version - 1]);
        assert_eq!(kept["privacy_requests"], u64::from(version == 3));
        if version >= 2 {
            check_work(&desk).await;
        }
    }
}

/// What the desks of the second version and later had under way goes on.
async fn check_work(desk: &Desk) {
    let maya = sign_in(desk, "maya", PASSWORD).await.1.actor();
    let candra = sign_in(desk, "candra", PASSWORD).await.1.actor();
    let lina = sign_in(desk, "lina", PASSWORD).await.1.actor();
    let all = desk
        .proposals(&maya, &ProposalFilter::default())
        .await
        .unwrap();
    let states: Vec<State> = all.iter().map(|one| one.state).collect();
    use State::{Accepted, Checked, Drafted, Rejected, Withdrawn};
    assert_eq!(states, [Accepted, Rejected, Withdrawn, Checked, Drafted]);
    assert!(all[0].nik.is_some() && all[0].content.after.is_some());
    let history = desk.proposal_history(&maya, 1).await.unwrap();
    assert_eq!(history.len(), 5, "draft, check, approve, send, answer");
    let batches = desk.batches(&maya).await.unwrap();
    assert_eq!((batches[0].n_accepted, batches[0].n_rejected), (1, 1));
    assert_eq!(desk.feedback_rows(&maya, 1, None).await.unwrap().len(), 2);
    assert_eq!(desk.decisions(&maya).await.unwrap().len(), 1);
    assert_eq!(desk.holidays().await.unwrap().len(), 1);
    assert!(desk.prioritas().await.unwrap()[0].has_it);
    let case = desk.case(&lina, 1).await.unwrap();
    assert_eq!((case.is_open, case.n_warnings()), (true, 1));
    assert!(!desk.concerned(&lina, &case.firm).await.unwrap().is_empty());
    desk.check(&candra, &[all[4].pick()], "cocok", t(20))
        .await
        .unwrap();
}
