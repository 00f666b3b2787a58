//! Backup and restore, within and across databases.

use std::fs;
use std::path::PathBuf;

use semesta_desk::{Desk, DeskError, Role};

use crate::place::{PASSWORD, Place, Store, console, credentials, signed_in, t, tarakan};
use crate::{on_all, on_both};

on_all!(
    a_copy_holds_everything,
    a_copy_moves_to_the_other_database,
    a_copy_goes_only_where_there_is_nothing,
    no_table_is_forgotten,
);
on_both!(a_damaged_copy_is_refused);

async fn filled(place: &Place) -> Desk {
    let desk = place.desk().await;
    signed_in(&desk, "admin", &[(Role::Administrator, "6571")]).await;
    signed_in(
        &desk,
        "siti",
        &[(Role::Checker, "657101"), (Role::Approver, "657102")],
    )
    .await;
    desk
}

async fn saved(place: &Place) -> (Desk, PathBuf) {
    let desk = filled(place).await;
    let path = place.folder.join("desk.backup");
    let summary = desk.backup(&console(), &path, t(50)).await.unwrap();
    assert_eq!(summary.n_rows["users"], 2);
    assert_eq!(summary.n_rows["grants"], 3);
    assert_eq!(summary.desk, desk.id());
    assert_eq!(place.check(&path).unwrap(), summary);
    (desk, path)
}

/// Restoring is an entry of the log, and sealing what was restored another.
async fn check_restored(desk: &Desk, restored: &Desk, place: &Place) {
    assert_eq!(restored.id(), desk.id());
    assert_eq!(restored.region(), tarakan());
    assert_eq!(restored.pseudonym("x"), desk.pseudonym("x"));
    assert_eq!(
        restored.users(&console()).await.unwrap(),
        desk.users(&console()).await.unwrap()
    );
    let before = desk.verify_audit(None).await.unwrap();
    let noted = Some((before.last, before.head.as_str()));
    let after = restored.verify_audit(noted).await.unwrap();
    assert!(after.breaks.is_empty(), "{after:?}");
    assert_eq!(
        after.n_entries,
        before.n_entries + 1 + i64::from(place.key.is_some()),
        "and the restore itself"
    );
    assert!(
        restored
            .sign_in(&credentials("siti", PASSWORD), "x", t(60))
            .await
            .is_ok()
    );
}

async fn a_copy_holds_everything(place: Place) {
    let (desk, path) = saved(&place).await;
    let target = place.another().await;
    let (restored, _) = target
        .restore_by(place.key.as_ref(), &path, t(55))
        .await
        .unwrap();
    check_restored(&desk, &restored, &place).await;
    restored.close().await;
    assert!(target.open().await.is_ok());
}

async fn a_copy_moves_to_the_other_database(place: Place) {
    let (desk, path) = saved(&place).await;
    let other = match place.store {
        Store::Sqlite => Store::Postgres,
        Store::Postgres => Store::Sqlite,
    };
    let target = match place.key {
        None => Place::new(other).await,
        Some(_) => Place::sealed(other).await,
    };
    let (restored, _) = target
        .restore_by(place.key.as_ref(), &path, t(55))
        .await
        .unwrap();
    check_restored(&desk, &restored, &place).await;
}

async fn a_damaged_copy_is_refused(place: Place) {
    let (_, path) = saved(&place).await;
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let without_row = [&lines[..2], &lines[3..]].concat().join("\n") + "\n";
    let cases = [
        text.replacen("Petugas siti", "Petugas Siti", 1),
        without_row,
        lines[..lines.len() - 1].join("\n") + "\n",
        text[..text.len() / 2].to_owned(),
        text.replacen("semesta.desk.backup/1", "semesta.desk.backup/2", 1),
        format!("{text}[\"users\"]\n"),
        text.replacen(
            "\"name\":\"users\"",
            "\"name\":\"users; DROP TABLE users\"",
            1,
        ),
        String::new(),
    ];
    for (number, case) in cases.iter().enumerate() {
        assert_ne!(*case, text, "case {number}");
        let bad = place.folder.join("bad.backup");
        fs::write(&bad, case).unwrap();
        let checked = place.check(&bad);
        assert!(
            matches!(checked, Err(DeskError::Damaged(_))),
            "{number}: {checked:?}"
        );
        let target = tempfile::tempdir().unwrap();
        let refused = Desk::restore(&bad, None, "", target.path(), "tes", t(55)).await;
        assert!(refused.is_err(), "case {number}");
        assert_eq!(
            fs::read_dir(target.path()).unwrap().count(),
            0,
            "nothing was touched"
        );
    }
}

async fn a_copy_goes_only_where_there_is_nothing(place: Place) {
    let (desk, path) = saved(&place).await;
    let here = place.restore(&path, t(55)).await;
    assert!(matches!(here, Err(DeskError::Exists)), "{here:?}");
    let other = place.another().await;
    other.desk().await;
    let there = other.restore_by(place.key.as_ref(), &path, t(55)).await;
    assert!(
        matches!(there, Err(DeskError::OtherFolder { .. })),
        "{there:?}"
    );
    let twice = desk.backup(&console(), &path, t(51)).await;
    assert!(
        matches!(twice, Err(DeskError::Io { .. })),
        "a copy is never overwritten"
    );
    let (_, checker) = signed_in(&desk, "periksa", &[(Role::Checker, "6571")]).await;
    let refused = desk
        .backup(&checker.actor(), &place.folder.join("b"), t(52))
        .await;
    assert!(matches!(refused, Err(DeskError::Refused { .. })));
}

async fn no_table_is_forgotten(place: Place) {
    let (_, path) = saved(&place).await;
    let summary = place.check(&path).unwrap();
    let sql = match place.store {
        Store::Sqlite => "SELECT name AS name FROM sqlite_schema WHERE type = 'table'",
        Store::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
             WHERE table_schema = 'public'"
        }
    };
    let names = place.strings(sql).await;
    assert!(names.len() > 5);
    for name in names {
        if !["desk_migrations", "sessions"].contains(&name.as_str()) {
            assert!(summary.n_rows.contains_key(&name), "{name} is in no backup");
        }
    }
}
