//! What goes wrong around a desk: a killed process, a full disk, a lost server.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use semesta_desk::audit::{AuditFilter, Entry};
use semesta_desk::{Desk, DeskError, Grant, NewUser, Role};

use crate::on_both;
use crate::place::{Place, Store, area, console, t};

on_both!(
    killed_at_any_moment,
    killed_while_it_is_made,
    no_update_is_lost,
    a_rule_broken_halfway_undoes_all,
);

/// Names the place where a child of a test works.
const CHILD: &str = "SEMESTA_TEST_CHILD";

const ROLES: [Role; 2] = [Role::Checker, Role::Approver];

fn user(name: &str) -> NewUser {
    NewUser {
        name: name.into(),
        full_name: "Petugas".into(),
        grants: vec![Grant {
            role: Role::Checker,
            area: area("6571"),
        }],
    }
}

/// Changes a user's role for ever; each change that lasts is a byte on stdout.
async fn change_for_ever(place: &Place) {
    let desk = place.open().await.unwrap();
    loop {
        let version = desk.user("siti").await.unwrap().version;
        let role = ROLES[usize::try_from(version % 2).unwrap()];
        let grants = [Grant {
            role,
            area: area("6571"),
        }];
        desk.set_grants(&console(), "siti", version, &grants, t(version))
            .await
            .unwrap();
        use std::io::Write as _;
        let mut out = std::io::stderr();
        out.write_all(b"!").unwrap();
    }
}

/// Runs this very test as a child that changes things, kills it, and counts what it was told lasts.
fn run_and_kill(place: &Place, test: &str, after: Duration) -> i64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{}\n{}", place.url, place.folder.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stderr.take().unwrap();
    let mut first = [0_u8; 1];
    pipe.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"!", "the child works");
    std::thread::sleep(after);
    // SIGKILL: nothing of the child runs after it.
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    pipe.read_to_string(&mut rest).unwrap();
    assert!(rest.bytes().all(|b| b == b'!'), "{rest}");
    1 + i64::try_from(rest.len()).unwrap()
}

fn test_name(test: &str, store: Store) -> String {
    let store = if store == Store::Sqlite {
        "sqlite"
    } else {
        "postgres"
    };
    format!("faults::{test}::{store}")
}

async fn killed_at_any_moment(place: Place) {
    if let Ok(target) = std::env::var(CHILD) {
        return change_for_ever(&place.elsewhere(&target)).await;
    }
    let desk = place.desk().await;
    desk.add_user(&console(), &user("siti"), "kata sandi pertama", t(0))
        .await
        .unwrap();
    let test = test_name("killed_at_any_moment", place.store);
    let mut told = 0;
    for attempt in 0..8_u64 {
        told += run_and_kill(
            &place,
            &test,
            Duration::from_micros(attempt * 7_919 % 40_000),
        );
        // A server rolls back what its lost client left open, in its own time.
        let changed = settled(&desk).await;
        assert!(changed >= told, "{changed} lasts of {told} told");
        assert!(
            changed <= told + 1,
            "{changed} lasts of {told} told: doubled"
        );
        told = changed;
    }
}

/// How often the user was changed, by the row, after checking that the log agrees.
async fn settled(desk: &Desk) -> i64 {
    // Waits for whoever still holds the log's end.
    desk.record(&console(), Entry::new("test.settle"), t(0))
        .await
        .unwrap();
    let user = desk.user("siti").await.unwrap();
    let filter = AuditFilter {
        action: Some("user.grant".into()),
        limit: 1_000_000,
        ..AuditFilter::default()
    };
    let entries = desk.audit(&console(), &filter).await.unwrap();
    let changed = user.version - 1;
    assert_eq!(
        i64::try_from(entries.len()).unwrap(),
        changed,
        "each change has its entry"
    );
    assert_eq!(user.grants.len(), 1, "no half-changed roles");
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    changed
}

async fn killed_while_it_is_made(place: Place) {
    if let Ok(target) = std::env::var(CHILD) {
        let place = place.elsewhere(&target);
        use std::io::Write as _;
        std::io::stderr().write_all(b"!").unwrap();
        place.desk().await;
        std::process::exit(0);
    }
    let test = test_name("killed_while_it_is_made", place.store);
    for attempt in 0..6_u64 {
        let place = Place::new(place.store).await;
        run_and_kill(&place, &test, Duration::from_millis(attempt * 4));
        // Whatever was left, one of the two goes on from it.
        let opened = place.open().await;
        let desk = match opened {
            Ok(desk) => desk,
            Err(DeskError::NoDesk) => place.desk().await,
            Err(error) => panic!("{error:?}"),
        };
        desk.add_user(&console(), &user("siti"), "kata sandi pertama", t(0))
            .await
            .unwrap();
        assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    }
}

async fn no_update_is_lost(place: Place) {
    let desk = place.desk().await;
    desk.add_user(&console(), &user("siti"), "kata sandi pertama", t(0))
        .await
        .unwrap();
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let server = place.open().await.unwrap();
        for _ in 0..3 {
            let desk = server.clone();
            tasks.push(tokio::spawn(async move {
                let (mut n_done, mut n_conflicts) = (0, 0);
                while n_done < 10 {
                    let version = desk.user("siti").await.unwrap().version;
                    let grants = [Grant {
                        role: ROLES[n_done % 2],
                        area: area("6571"),
                    }];
                    match desk
                        .set_grants(&console(), "siti", version, &grants, t(1))
                        .await
                    {
                        Ok(()) => n_done += 1,
                        Err(DeskError::Conflict { .. }) => n_conflicts += 1,
                        Err(error) => panic!("{error:?}"),
                    }
                }
                n_conflicts
            }));
        }
    }
    let mut n_conflicts = 0;
    for task in tasks {
        n_conflicts += task.await.unwrap();
    }
    assert_eq!(settled(&desk).await, 60, "after {n_conflicts} conflicts");
}

async fn a_rule_broken_halfway_undoes_all(place: Place) {
    let desk = place.desk().await;
    let mut twice = user("siti");
    twice.grants.clear();
    desk.add_user(&console(), &user("siti"), "kata sandi pertama", t(0))
        .await
        .unwrap();
    let before = desk.verify_audit(None).await.unwrap();
    // The name is taken: found within the transaction, after it has begun.
    desk.add_user(&console(), &twice, "kata sandi pertama", t(1))
        .await
        .unwrap_err();
    assert_eq!(desk.verify_audit(None).await.unwrap(), before);
    assert_eq!(desk.user("siti").await.unwrap().grants.len(), 1);
}

mod a_full_disk {
    use super::*;

    #[test]
    fn sqlite() {
        crate::place::run(Store::Sqlite, check);
    }

    async fn check(place: Place) {
        let desk = place.desk().await;
        desk.add_user(&console(), &user("siti"), "kata sandi pertama", t(0))
            .await
            .unwrap();
        desk.limit_pages(1).await.unwrap();
        let long = "alasan yang panjang ".repeat(500);
        let mut n_lasting = 0;
        let error = loop {
            let entry = Entry::new("test.see").reason(long.clone());
            match desk.record(&console(), entry, t(1)).await {
                Ok(()) => n_lasting += 1,
                Err(error) => break error,
            }
            assert!(n_lasting < 100, "the disk never fills");
        };
        assert!(matches!(error, DeskError::Full), "{error:?}");
        let verdict = desk.verify_audit(None).await.unwrap();
        assert_eq!(
            verdict.n_entries,
            2 + n_lasting,
            "nothing lost, nothing doubled"
        );
        assert!(verdict.breaks.is_empty());
        desk.limit_pages(1_000_000).await.unwrap();
        desk.record(&console(), Entry::new("test.see").reason(long), t(2))
            .await
            .unwrap();
        assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    }
}

mod a_lost_server {
    use super::*;

    #[test]
    fn postgres() {
        crate::place::run(Store::Postgres, connections_are_cut);
    }

    #[test]
    fn that_never_was() {
        crate::place::run(Store::Sqlite, nobody_answers);
    }

    async fn connections_are_cut(place: Place) {
        let desk = place.desk().await;
        let worker = desk.clone();
        let work = tokio::spawn(async move {
            let (mut n_told, mut n_errors) = (0, 0);
            for number in 0..400 {
                let entry = Entry::new("test.see").detail("number", number);
                match worker.record(&console(), entry, t(number)).await {
                    Ok(()) => n_told += 1,
                    Err(DeskError::Unreachable(_)) => n_errors += 1,
                    Err(error) => panic!("{error:?}"),
                }
            }
            (n_told, n_errors)
        });
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            place
                .sql(
                    "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()",
                )
                .await;
        }
        let (n_told, n_errors): (i64, i64) = work.await.unwrap();
        let verdict = desk.verify_audit(None).await.unwrap();
        assert!(verdict.breaks.is_empty(), "{verdict:?}");
        let lasting = verdict.n_entries - 1;
        // One whose connection broke during the commit itself may last untold.
        assert!(
            (n_told..=n_told + n_errors).contains(&lasting),
            "{lasting} of {n_told}"
        );
        assert!(
            n_told >= 300,
            "the desk finds its server again: {n_told} told"
        );
    }

    async fn nobody_answers(place: Place) {
        let begun = std::time::Instant::now();
        let url = "postgres://semesta@127.0.0.1:1/semesta";
        let refused = Desk::create(url, &place.folder, area("6571"), t(0)).await;
        assert!(
            matches!(refused, Err(DeskError::Unreachable(_))),
            "{refused:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(5), "said at once");
    }
}
