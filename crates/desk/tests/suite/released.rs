//! From every released version of the tables to today's, with data.

use std::path::{Path, PathBuf};

use semesta_desk::{Desk, Role, check_backup};

use crate::on_both;
use crate::place::{Place, area, console, t};

on_both!(every_version_comes_forward);

/// A backup of each version, made by the program of its day; one is added with each
/// migration that is released, and none is ever changed.
fn released() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

async fn every_version_comes_forward(place: Place) {
    let files = released();
    assert!(!files.is_empty());
    for (index, file) in files.iter().enumerate() {
        let summary = check_backup(file).unwrap();
        assert_eq!(
            summary.version,
            i64::try_from(index).unwrap() + 1,
            "one a version"
        );
        let target = Place::new(place.store).await;
        let (desk, _) = Desk::restore(file, &target.url, &target.folder, "tes", t(99))
            .await
            .unwrap();
        let users = desk.users(&console()).await.unwrap();
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        assert_eq!(names, ["admin", "siti"]);
        assert_eq!(users[1].grants[0].role, Role::Checker);
        assert_eq!(users[1].grants[0].area, area("65.71.01"));
        let verdict = desk.verify_audit(None).await.unwrap();
        assert!(verdict.breaks.is_empty());
        desk.close().await;
        let again = Desk::open(&target.url, &target.folder).await.unwrap();
        let copy = target.folder.join("again.backup");
        let now = again.backup(&console(), &copy, t(100)).await.unwrap();
        for (table, n_rows) in &summary.n_rows {
            if table != "audit" {
                assert_eq!(now.n_rows[table], *n_rows, "{table}");
            }
        }
    }
}
