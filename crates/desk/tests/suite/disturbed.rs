//! Every change of state under every fault: a kill, a lost connection, a full disk,
//! a second server. Nothing is lost of what was told to last, nothing is doubled.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use semesta_desk::{Actor, Desk, DeskError};

use crate::changes::{Change, N_UNITS, backed_up};
use crate::place::{Place, Store, console, t};

/// Names the place where a child of a test works.
const CHILD: &str = "SEMESTA_TEST_CHILD";

/// Makes of each change the tests `NAME::FAULT_STORE`.
macro_rules! changes {
    ($($name:ident => $change:expr),* $(,)?) => { $(
        mod $name {
            use super::*;

            #[test]
            fn killed_sqlite() {
                let test = concat!("disturbed::", stringify!($name), "::killed_sqlite");
                crate::place::run(Store::Sqlite, |place| killed(place, $change, test));
            }
            #[test]
            fn killed_postgres() {
                let test = concat!("disturbed::", stringify!($name), "::killed_postgres");
                crate::place::run(Store::Postgres, |place| killed(place, $change, test));
            }
            #[test]
            fn cut_off_postgres() {
                crate::place::run(Store::Postgres, |place| cut_off(place, $change));
            }
            #[test]
            fn full_sqlite() {
                crate::place::run(Store::Sqlite, |place| full_sqlite_disk(place, $change));
            }
            #[test]
            fn full_postgres() {
                crate::place::run(Store::Postgres, |place| full_server(place, $change));
            }
            #[test]
            fn two_servers_sqlite() {
                crate::place::run(Store::Sqlite, |place| two_servers(place, $change));
            }
            #[test]
            fn two_servers_postgres() {
                crate::place::run(Store::Postgres, |place| two_servers(place, $change));
            }
        }
    )* };
}

changes!(
    draft => Change::Draft,
    check => Change::Check,
    approve => Change::Approve,
    withdraw => Change::Withdraw,
    send => Change::Send,
    answer => Change::Answer,
    close => Change::Close,
    judge => Change::Judge,
    case => Change::Case,
    warning => Change::Step(1),
    second_warning => Change::Step(2),
    fine => Change::Step(3),
    withholding => Change::Step(4),
    case_close => Change::CloseCase,
);

/// Runs this very test as a child in a place.
fn child(test: &str, place: &Place) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{}\n{}", place.url, place.folder.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Tells the parent that a unit lasts.
fn tell() {
    std::io::stderr().write_all(b"!").unwrap();
}

/// Waits until a child told something, kills it a moment later, and counts what it told.
fn kill(mut child: Child, after: Duration) -> i64 {
    let mut pipe = child.stderr.take().unwrap();
    let mut told = [0_u8; 1];
    pipe.read_exact(&mut told).unwrap();
    std::thread::sleep(after);
    // SIGKILL: nothing of the child runs after it.
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = vec![told[0]];
    pipe.read_to_end(&mut rest).unwrap();
    assert!(
        rest.iter().all(|byte| *byte == b'!'),
        "{}",
        String::from_utf8_lossy(&rest)
    );
    i64::try_from(rest.len()).unwrap()
}

async fn killed(place: Place, change: Change, test: &'static str) {
    if let Ok(target) = std::env::var(CHILD) {
        let place = place.elsewhere(&target);
        let desk = place.open().await.unwrap();
        let actor = change.actor(&desk).await;
        for unit in change.lasting(&desk).await..N_UNITS {
            change.unit(&desk, &actor, unit).await.unwrap();
            tell();
        }
        return;
    }
    let desk = change.prepare(&place).await;
    let mut lasting = 0;
    let mut attempt = 0;
    while lasting < N_UNITS {
        // Moments spread over the few milliseconds that a unit takes.
        let after = Duration::from_micros(attempt * 1_337 % 9_000);
        let told = kill(child(test, &place), after);
        let now = change.lasting(&desk).await;
        assert!(now >= lasting + told, "{now} of {lasting} and {told} told");
        assert!(now <= lasting + told + 1, "doubled: {now}");
        (lasting, attempt) = (now, attempt + 1);
    }
    assert_eq!(lasting, N_UNITS);
}

/// Makes what is left, whatever breaks meanwhile.
async fn persist(desk: &Desk, actor: &Actor, change: Change) {
    let mut unit = 0;
    while unit < N_UNITS {
        match change.unit(desk, actor, unit).await {
            // Made already: its commit was not heard of.
            Ok(()) | Err(DeskError::Exists | DeskError::Conflict { .. }) => unit += 1,
            Err(DeskError::State { .. }) => unit += 1,
            Err(DeskError::Unreachable(_)) => {}
            Err(error) => panic!("{unit}: {error:?}"),
        }
    }
}

async fn cut_off(place: Place, change: Change) {
    let desk = change.prepare(&place).await;
    let actor = change.actor(&desk).await;
    let other = place.open().await.unwrap();
    let cutting = async {
        for _ in 0..6 {
            place
                .sql(
                    "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()",
                )
                .await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::join!(persist(&other, &actor, change), cutting);
    // A desk whose connections were all cut finds its server again.
    let desk = place.open().await.unwrap();
    assert_eq!(change.lasting(&desk).await, N_UNITS);
}

/// Makes units until one is refused for want of room.
async fn fill(desk: &Desk, actor: &Actor, change: Change) -> i64 {
    for unit in 0..N_UNITS {
        match change.unit(desk, actor, unit).await {
            Ok(()) => {}
            Err(DeskError::Full) => return unit,
            Err(error) => panic!("{error:?}"),
        }
    }
    N_UNITS
}

async fn full_sqlite_disk(place: Place, change: Change) {
    let desk = change.prepare(&place).await;
    let actor = change.actor(&desk).await;
    // No page may be added: what is free within the pages is soon used.
    desk.limit_pages(1).await.unwrap();
    let mut made = fill(&desk, &actor, change).await;
    while made == N_UNITS {
        // Small changes found room in the pages: fill them, then try to fit one more.
        let long = "alasan ".repeat(2_000);
        let entry = semesta_desk::audit::Entry::new("test.fill").reason(long);
        if desk.record(&console(), entry, t(5)).await.is_err() {
            break;
        }
        made = N_UNITS;
    }
    desk.limit_pages(1_000_000).await.unwrap();
    assert_eq!(
        change.lasting(&desk).await,
        made,
        "what was refused left nothing"
    );
    for unit in made..N_UNITS {
        change.unit(&desk, &actor, unit).await.unwrap();
    }
    assert_eq!(change.lasting(&desk).await, N_UNITS);
}

/// The server's disk is not ours to fill: it says so by itself at the last entry of
/// the third unit, after everything else of that act was written.
async fn full_server(place: Place, change: Change) {
    let desk = change.prepare(&place).await;
    let actor = change.actor(&desk).await;
    for unit in 0..2 {
        change.unit(&desk, &actor, unit).await.unwrap();
    }
    place
        .sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
             CREATE TRIGGER no_room BEFORE UPDATE ON audit_head
             FOR EACH ROW EXECUTE FUNCTION no_room()",
        )
        .await;
    let refused = change.unit(&desk, &actor, 2).await;
    assert!(matches!(refused, Err(DeskError::Full)), "{refused:?}");
    place.sql("DROP TRIGGER no_room ON audit_head").await;
    assert_eq!(change.lasting(&desk).await, 2);
    for unit in 2..N_UNITS {
        change.unit(&desk, &actor, unit).await.unwrap();
    }
    assert_eq!(change.lasting(&desk).await, N_UNITS);
}

/// Two servers make every unit at once: one of them does, the other is told.
async fn two_servers(place: Place, change: Change) {
    let desk = change.prepare(&place).await;
    let actor = change.actor(&desk).await;
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let server = place.open().await.unwrap();
        let actor = actor.clone();
        tasks.push(tokio::spawn(async move {
            let mut n_made = 0;
            for unit in 0..N_UNITS {
                match change.unit(&server, &actor, unit).await {
                    Ok(()) => n_made += 1,
                    Err(
                        DeskError::Exists | DeskError::Conflict { .. } | DeskError::State { .. },
                    ) => {}
                    Err(error) => panic!("{unit}: {error:?}"),
                }
            }
            n_made
        }));
    }
    let mut n_made = 0;
    for task in tasks {
        n_made += task.await.unwrap();
    }
    assert_eq!(n_made, N_UNITS, "each once, told to one");
    assert_eq!(change.lasting(&desk).await, N_UNITS);
}

mod restore {
    use super::*;

    #[test]
    fn killed_sqlite() {
        crate::place::run(Store::Sqlite, |place| {
            check(place, "disturbed::restore::killed_sqlite")
        });
    }

    #[test]
    fn killed_postgres() {
        crate::place::run(Store::Postgres, |place| {
            check(place, "disturbed::restore::killed_postgres")
        });
    }

    /// A killed restore leaves a whole desk or none; then it is done again.
    async fn check(place: Place, test: &'static str) {
        if let Ok(target) = std::env::var(CHILD) {
            let (source, target) = target.split_once('\n').unwrap();
            let place = place.elsewhere(target);
            tell();
            let backup = std::path::Path::new(source);
            place.restore(backup, t(55)).await.unwrap();
            return;
        }
        let (desk, path) = backed_up(&place).await;
        let before = desk.verify_audit(None).await.unwrap().n_entries;
        for attempt in 0..6_u64 {
            let target = Place::new(place.store).await;
            let mut command = Command::new(std::env::current_exe().unwrap());
            command
                .args(["--exact", test, "--nocapture", "--test-threads=1"])
                .env(
                    CHILD,
                    format!(
                        "{}\n{}\n{}",
                        path.display(),
                        target.url,
                        target.folder.display()
                    ),
                )
                .stdout(Stdio::null())
                .stderr(Stdio::piped());
            kill(command.spawn().unwrap(), Duration::from_millis(attempt * 7));
            let opened = target.open().await;
            let restored = match opened {
                Ok(desk) => desk,
                Err(DeskError::NoDesk) => target.restore(&path, t(56)).await.unwrap().0,
                Err(error) => panic!("{error:?}"),
            };
            assert_eq!(restored.id(), desk.id());
            let verdict = restored.verify_audit(None).await.unwrap();
            assert!(verdict.breaks.is_empty());
            // The restore's own entry comes after the rows: a kill may leave it out.
            assert!((before..=before + 1).contains(&verdict.n_entries));
            let actor = Change::Check.actor(&restored).await;
            for unit in 0..N_UNITS {
                Change::Check.unit(&restored, &actor, unit).await.unwrap();
            }
            assert_eq!(Change::Check.lasting(&restored).await, N_UNITS);
        }
    }
}
