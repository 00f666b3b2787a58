//! PostgreSQL over TLS, as the URL asks for it, with the certificate that the tests'
//! own server was given when it started.

use semesta_desk::{Desk, DeskError};

use crate::place::{Place, Store, t, tarakan};

#[test]
fn postgres() {
    crate::place::run(Store::Postgres, check);
}

async fn check(place: Place) {
    let certificate = place.strings("SHOW ssl_cert_file").await.remove(0);
    let authority = certificate.replace("server.crt", "ca.crt");
    let by_name = place.url.replace("127.0.0.1", "localhost");
    let create = |url: String| {
        let folder = tempfile::tempdir().unwrap();
        async move { Desk::create(&url, folder.path(), tarakan(), t(0)).await }
    };
    let refused = [
        (
            format!("{by_name}?sslmode=verify-full"),
            "an authority that nobody trusts",
        ),
        (
            format!("{}?sslmode=verify-full&sslrootcert={authority}", place.url),
            "another name than the certificate's",
        ),
    ];
    for (url, why) in refused {
        let answer = create(url).await;
        assert!(
            matches!(answer, Err(DeskError::Unreachable(_))),
            "{why}: {answer:?}"
        );
    }
    let url = format!("{by_name}?sslmode=verify-full&sslrootcert={authority}");
    let desk = create(url).await.unwrap();
    let encrypted = "SELECT CAST(ssl AS TEXT) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let connections = place.strings(encrypted).await;
    assert!(!connections.is_empty());
    assert!(
        connections.iter().all(|ssl| ssl == "true"),
        "{connections:?}"
    );
    desk.close().await;
    let again = Place::new(Store::Postgres).await;
    let required = create(format!("{}?sslmode=require", again.url)).await;
    assert!(required.is_ok(), "{required:?}");
    let connections = again.strings(encrypted).await;
    assert!(
        connections.iter().all(|ssl| ssl == "true"),
        "{connections:?}"
    );
}
