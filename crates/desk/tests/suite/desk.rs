//! The desk and its data folder.

use semesta_desk::{Desk, DeskError};

use crate::on_both;
use crate::place::{Place, t, tarakan};

on_both!(
    a_desk_opens_again,
    a_desk_is_made_once,
    another_folder_is_refused,
    a_killed_creation_is_repeated,
    a_changed_or_later_schema_is_refused,
);

async fn a_desk_opens_again(place: Place) {
    let missing = place.open().await;
    assert!(matches!(missing, Err(DeskError::NoDesk)), "{missing:?}");
    let desk = place.desk().await;
    let again = place.open().await.unwrap();
    assert_eq!(again.id(), desk.id());
    assert_eq!(again.region(), tarakan());
    assert_eq!(again.pseudonym("x"), desk.pseudonym("x"));
    assert_ne!(again.pseudonym("x"), desk.pseudonym("y"));
}

async fn a_desk_is_made_once(place: Place) {
    place.desk().await;
    let twice = Desk::create(&place.url, &place.folder, tarakan(), t(1)).await;
    assert!(matches!(twice, Err(DeskError::Exists)), "{twice:?}");
    let other = tempfile::tempdir().unwrap();
    let url = place.raw_url();
    let stolen = Desk::create(&url, other.path(), tarakan(), t(1)).await;
    assert!(matches!(stolen, Err(DeskError::Exists)), "{stolen:?}");
}

async fn another_folder_is_refused(place: Place) {
    place.desk().await;
    let other = tempfile::tempdir().unwrap();
    let url = place.raw_url();
    let unmarked = Desk::open(&url, other.path()).await;
    assert!(
        matches!(unmarked, Err(DeskError::OtherFolder { .. })),
        "{unmarked:?}"
    );
    Desk::create("", other.path(), tarakan(), t(0))
        .await
        .unwrap();
    let foreign = Desk::open(&url, other.path()).await;
    assert!(
        matches!(foreign, Err(DeskError::OtherFolder { .. })),
        "{foreign:?}"
    );
    assert!(Desk::open(&url, &place.folder).await.is_ok());
}

async fn a_killed_creation_is_repeated(place: Place) {
    let marker = r#"{"schema":"semesta.desk/1","id":"00ff","complete":false}"#;
    std::fs::write(place.folder.join("desk.json"), marker).unwrap();
    let desk = place.desk().await;
    assert_eq!(desk.id(), "00ff");
    // Killed after the database was committed, before the folder knew.
    std::fs::write(place.folder.join("desk.json"), marker).unwrap();
    let desk = place.open().await.unwrap();
    assert_eq!(desk.id(), "00ff");
    let twice = Desk::create(&place.url, &place.folder, tarakan(), t(1)).await;
    assert!(matches!(twice, Err(DeskError::Exists)), "{twice:?}");
}

async fn a_changed_or_later_schema_is_refused(place: Place) {
    place.desk().await.close().await;
    place
        .sql("INSERT INTO desk_migrations (version, hash) VALUES (9999, 'x')")
        .await;
    let later = place.open().await;
    assert!(
        matches!(later, Err(DeskError::Later { found: 9999, .. })),
        "{later:?}"
    );
    place
        .sql("DELETE FROM desk_migrations WHERE version = 9999")
        .await;
    place
        .sql("UPDATE desk_migrations SET hash = 'x' WHERE version = 1")
        .await;
    let changed = place.open().await;
    assert!(
        matches!(changed, Err(DeskError::MigrationChanged { version: 1 })),
        "{changed:?}"
    );
}
