//! Signing in, being locked out, and sessions that end.

use semesta_desk::audit::AuditFilter;
use semesta_desk::{
    Credentials, Desk, DeskError, Grant, Method, NewUser, OutsideIdentity, Role, SessionToken,
    SignInError,
};

use crate::on_all;
use crate::place::{PASSWORD, Place, area, console, credentials, sign_in, signed_in, t};

on_all!(
    wrong_passwords_lock_for_a_time,
    a_right_password_forgets_wrong_ones,
    sessions_end_idle_and_old,
    a_changed_password_ends_other_sessions,
    only_the_hash_of_a_token_is_stored,
    strangers_are_refused,
    a_second_factor_is_asked_for,
    an_outside_identity_is_tied_to_one_user,
    two_servers_tie_an_identity_once,
);

const CHECKER: &[(Role, &str)] = &[(Role::Checker, "6571")];

async fn wrong_passwords_lock_for_a_time(place: Place) {
    let desk = place.desk().await;
    signed_in(&desk, "siti", CHECKER).await;
    for attempt in 0..5 {
        let wrong = desk
            .sign_in(
                &credentials("siti", "bukan ini sandinya"),
                "10.0.0.9",
                t(10 + attempt),
            )
            .await;
        assert!(matches!(wrong, Err(SignInError::Refused)), "{wrong:?}");
    }
    let locked = desk
        .sign_in(&credentials("siti", PASSWORD), "10.0.0.1", t(20))
        .await;
    match locked {
        Err(SignInError::Locked { until }) => assert_eq!(until, t(14 + 15 * 60)),
        other => panic!("{other:?}"),
    }
    let still = desk
        .sign_in(&credentials("siti", PASSWORD), "10.0.0.1", t(13 + 15 * 60))
        .await;
    assert!(matches!(still, Err(SignInError::Locked { .. })));
    let wrong = desk
        .sign_in(
            &credentials("siti", "bukan ini sandinya"),
            "10.0.0.9",
            t(15 + 15 * 60),
        )
        .await;
    assert!(
        matches!(wrong, Err(SignInError::Refused)),
        "a new count, no lock at once"
    );
    assert!(
        desk.sign_in(&credentials("SITI ", PASSWORD), "10.0.0.1", t(16 + 15 * 60))
            .await
            .is_ok()
    );
}

async fn a_right_password_forgets_wrong_ones(place: Place) {
    let desk = place.desk().await;
    signed_in(&desk, "siti", CHECKER).await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert!(
                desk.sign_in(&credentials("siti", "bukan ini sandinya"), "x", t(10))
                    .await
                    .is_err()
            );
        }
        assert!(
            desk.sign_in(&credentials("siti", PASSWORD), "x", t(11))
                .await
                .is_ok()
        );
    }
}

async fn sessions_end_idle_and_old(place: Place) {
    let desk = place.desk().await;
    let (token, _) = signed_in(&desk, "siti", CHECKER).await;
    let idle = 30 * 60;
    assert!(
        desk.session(&token, "x", t(idle)).await.is_ok(),
        "seen at 1 s"
    );
    assert!(
        desk.session(&token, "x", t(2 * idle - 1)).await.is_ok(),
        "seen at {idle} s"
    );
    assert!(matches!(
        desk.session(&token, "x", t(3 * idle)).await,
        Err(SignInError::Expired)
    ));
    let (token, session) = sign_in(&desk, "siti", PASSWORD).await;
    assert_eq!(session.expires_at, t(1 + 12 * 3600));
    for step in 1..72 {
        assert!(
            desk.session(&token, "x", t(step * 600)).await.is_ok(),
            "{step}"
        );
    }
    assert!(matches!(
        desk.session(&token, "x", t(1 + 12 * 3600)).await,
        Err(SignInError::Expired)
    ));
    let (token, session) = sign_in(&desk, "siti", PASSWORD).await;
    desk.sign_out(&session, &token, t(2)).await.unwrap();
    assert!(desk.session(&token, "x", t(3)).await.is_err());
}

async fn a_changed_password_ends_other_sessions(place: Place) {
    let desk = place.desk().await;
    let (other, _) = signed_in(&desk, "siti", CHECKER).await;
    let (token, session) = sign_in(&desk, "siti", PASSWORD).await;
    let new = "teh manis panas sekali";
    let wrong = desk
        .change_password(&session, &token, "bukan ini sandinya", new, t(5))
        .await;
    assert!(matches!(wrong, Err(SignInError::Refused)));
    let same = desk
        .change_password(&session, &token, PASSWORD, PASSWORD, t(5))
        .await;
    assert!(matches!(same, Err(SignInError::Desk(_))));
    desk.change_password(&session, &token, PASSWORD, new, t(5))
        .await
        .unwrap();
    assert!(desk.session(&token, "x", t(6)).await.is_ok());
    assert!(desk.session(&other, "x", t(6)).await.is_err());
    assert!(
        desk.sign_in(&credentials("siti", PASSWORD), "x", t(7))
            .await
            .is_err()
    );
    assert!(
        desk.sign_in(&credentials("siti", new), "x", t(7))
            .await
            .is_ok()
    );
}

async fn only_the_hash_of_a_token_is_stored(place: Place) {
    let desk = place.desk().await;
    let (token, session) = signed_in(&desk, "siti", CHECKER).await;
    assert_eq!(SessionToken::parse(token.reveal()).unwrap(), token);
    assert!(!format!("{token:?}").contains(token.reveal()));
    assert_ne!(session.csrf, token.reveal());
    place
        .sql("CREATE TABLE seen AS SELECT token_hash FROM sessions")
        .await;
    let url = place.raw_url();
    let stored: String = {
        use sqlx::Connection as _;
        let mut db = sqlx::AnyConnection::connect(&url).await.unwrap();
        sqlx::query_scalar("SELECT token_hash FROM seen")
            .fetch_one(&mut db)
            .await
            .unwrap()
    };
    assert_ne!(stored, token.reveal());
    assert_eq!(
        stored,
        blake3::hash(token.reveal().as_bytes()).to_hex().as_str()
    );
}

async fn strangers_are_refused(place: Place) {
    let desk = place.desk().await;
    let refused = desk
        .sign_in(&credentials("tidakada", PASSWORD), "x", t(1))
        .await;
    assert!(matches!(refused, Err(SignInError::Refused)));
    let token = SessionToken::parse(&"0".repeat(64)).unwrap();
    assert!(matches!(
        desk.session(&token, "x", t(1)).await,
        Err(SignInError::Expired)
    ));
    assert!(SessionToken::parse("../../etc/passwd").is_err());
}

async fn a_second_factor_is_asked_for(place: Place) {
    let desk = place.desk().await;
    let (_, session) = signed_in(&desk, "siti", CHECKER).await;
    let offer = desk.offer_totp(&session).unwrap();
    assert!(
        offer
            .url()
            .starts_with("otpauth://totp/Semesta:siti?secret=")
    );
    let code = |seconds| code_of(offer.secret(), t(seconds));
    let wrong = desk
        .enable_totp(&session, offer.secret(), "000000", t(2))
        .await;
    assert!(matches!(wrong, Err(SignInError::NeedsTotp)));
    assert!(
        desk.sign_in(&credentials("siti", PASSWORD), "x", t(3))
            .await
            .is_ok(),
        "not yet"
    );
    desk.enable_totp(&session, offer.secret(), &code(2), t(2))
        .await
        .unwrap();
    let with = |totp: Option<String>| Credentials {
        totp,
        ..credentials("siti", PASSWORD)
    };
    let without = desk.sign_in(&with(None), "x", t(100)).await;
    assert!(matches!(without, Err(SignInError::NeedsTotp)));
    let (_, session) = desk
        .sign_in(&with(Some(code(100))), "x", t(100))
        .await
        .unwrap();
    assert_eq!(session.method, Method::PasswordAndTotp);
    let again = desk.sign_in(&with(Some(code(100))), "x", t(101)).await;
    assert!(
        matches!(again, Err(SignInError::NeedsTotp)),
        "a code is good once"
    );
    let right_code_wrong_password = Credentials {
        totp: Some(code(200)),
        ..credentials("siti", "bukan ini sandinya")
    };
    let refused = desk.sign_in(&right_code_wrong_password, "x", t(200)).await;
    assert!(matches!(refused, Err(SignInError::Refused)));
    for _ in 0..3 {
        desk.sign_in(&with(Some("000000".into())), "x", t(300))
            .await
            .unwrap_err();
    }
    let locked = desk.sign_in(&with(Some(code(300))), "x", t(300)).await;
    assert!(
        matches!(locked, Err(SignInError::Locked { .. })),
        "codes cannot be guessed"
    );
    let later = 300 + 20 * 60;
    let (_, session) = desk
        .sign_in(&with(Some(code(later))), "x", t(later))
        .await
        .unwrap();
    desk.disable_totp(&session, PASSWORD, t(later))
        .await
        .unwrap();
    assert!(desk.sign_in(&with(None), "x", t(later + 1)).await.is_ok());
}

/// The code that the user's telephone shows.
fn code_of(secret: &str, now: jiff::Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.as_second()).unwrap())
        .to_string()
}

fn identity(subject: &str, user: &str) -> OutsideIdentity {
    OutsideIdentity {
        issuer: "https://sso.example.id".into(),
        subject: subject.into(),
        user: user.into(),
    }
}

/// A desk with `siti`, who never changed her first password.
async fn with_siti(place: &Place) -> Desk {
    let desk = place.desk().await;
    let user = NewUser {
        name: "siti".into(),
        full_name: "Petugas siti".into(),
        grants: vec![Grant {
            role: Role::Checker,
            area: area("6571"),
        }],
    };
    desk.add_user(&console(), &user, "kata sandi pertama", t(0))
        .await
        .unwrap();
    desk
}

async fn n_entries(desk: &Desk, action: &str) -> usize {
    let filter = AuditFilter {
        action: Some(action.into()),
        limit: 1_000,
        ..AuditFilter::default()
    };
    desk.audit(&console(), &filter).await.unwrap().len()
}

async fn an_outside_identity_is_tied_to_one_user(place: Place) {
    let desk = with_siti(&place).await;
    let (token, session) = desk
        .sign_in_outside(&identity("s1", "Siti "), "10.0.0.1", t(5))
        .await
        .unwrap();
    assert_eq!(
        (session.user.as_str(), session.method),
        ("siti", Method::Oidc)
    );
    assert!(!session.must_change_password, "she needs no password here");
    assert_eq!(
        session.grants[0].role,
        Role::Checker,
        "roles are the desk's"
    );
    assert!(desk.session(&token, "10.0.0.1", t(6)).await.is_ok());
    let again = desk
        .sign_in_outside(&identity("s1", "siti"), "x", t(7))
        .await;
    assert!(again.is_ok());
    assert_eq!(n_entries(&desk, "user.link").await, 1);
    let strangers = [
        (identity("s2", "siti"), "another subject with her name"),
        (identity("s1", "budi"), "her subject with another name"),
        (identity("s3", "budi"), "nobody here"),
    ];
    for (stranger, why) in strangers {
        let refused = desk.sign_in_outside(&stranger, "x", t(8)).await;
        assert!(
            matches!(refused, Err(SignInError::Refused)),
            "{why}: {refused:?}"
        );
    }
    assert_eq!(n_entries(&desk, "session.refuse").await, 3);
    // Untied, her sessions from there are over, and the new subject is tied.
    desk.unlink_user(&console(), "siti", "akun penyedia diganti", t(8))
        .await
        .unwrap();
    assert!(desk.session(&token, "x", t(8)).await.is_err());
    let twice = desk.unlink_user(&console(), "siti", "x", t(8)).await;
    assert!(matches!(twice, Err(DeskError::Unknown(_))), "{twice:?}");
    let (token, siti) = desk
        .sign_in_outside(&identity("s2", "siti"), "x", t(8))
        .await
        .unwrap();
    let own = desk.unlink_user(&siti.actor(), "siti", "x", t(8)).await;
    assert!(matches!(own, Err(DeskError::Refused { .. })), "{own:?}");
    let old = desk
        .sign_in_outside(&identity("s1", "siti"), "x", t(8))
        .await;
    assert!(matches!(old, Err(SignInError::Refused)), "{old:?}");
    let version = desk.user("siti").await.unwrap().version;
    desk.disable_user(&console(), "siti", version, "pindah", t(9))
        .await
        .unwrap();
    let refused = desk
        .sign_in_outside(&identity("s2", "siti"), "x", t(10))
        .await;
    assert!(matches!(refused, Err(SignInError::Refused)), "{refused:?}");
    assert!(desk.session(&token, "x", t(10)).await.is_err());
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn two_servers_tie_an_identity_once(place: Place) {
    let first = with_siti(&place).await;
    let second = place.open().await.unwrap();
    let (one, two) = (identity("s1", "siti"), identity("s1", "siti"));
    let (one, two) = tokio::join!(
        first.sign_in_outside(&one, "x", t(5)),
        second.sign_in_outside(&two, "x", t(5)),
    );
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(n_entries(&first, "user.link").await, 1);
}
