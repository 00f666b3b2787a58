//! Users: adding, changing at once, disabling, resetting.

use semesta_desk::{DeskError, Grant, NewUser, Permission, Role, SignInError};

use crate::on_all;
use crate::place::{PASSWORD, Place, area, console, credentials, sign_in, signed_in, t};

on_all!(
    a_name_is_taken_once,
    a_stale_change_says_who_changed_it,
    a_disabled_user_is_out_at_once,
    a_reset_user_starts_anew,
    an_administrator_sees_only_their_area,
);

fn new(name: &str, role: Role, code: &str) -> NewUser {
    NewUser {
        name: name.into(),
        full_name: format!("Petugas {name}"),
        grants: vec![Grant {
            role,
            area: area(code),
        }],
    }
}

async fn a_name_is_taken_once(place: Place) {
    let desk = place.desk().await;
    let user = new("siti", Role::Checker, "6571");
    desk.add_user(&console(), &user, "kata sandi pertama", t(0))
        .await
        .unwrap();
    let twice = desk
        .add_user(&console(), &user, "kata sandi pertama", t(1))
        .await;
    assert!(
        matches!(&twice, Err(DeskError::Conflict { what, .. }) if what == "user:siti"),
        "{twice:?}"
    );
    for bad in ["S", "Siti", "si ti", "siti'--", "", &"s".repeat(65)] {
        let user = new(bad, Role::Checker, "6571");
        let refused = desk
            .add_user(&console(), &user, "kata sandi pertama", t(1))
            .await;
        assert!(
            matches!(
                refused,
                Err(DeskError::Invalid {
                    what: "user name",
                    ..
                })
            ),
            "{bad}"
        );
    }
    let weak = desk
        .add_user(
            &console(),
            &new("dewi", Role::Checker, "6571"),
            "pendek",
            t(1),
        )
        .await;
    assert!(matches!(
        weak,
        Err(DeskError::Invalid {
            what: "password",
            ..
        })
    ));
    assert_eq!(desk.users(&console()).await.unwrap().len(), 1);
}

async fn a_stale_change_says_who_changed_it(place: Place) {
    let desk = place.desk().await;
    let (_, one) = signed_in(&desk, "satu", &[(Role::Administrator, "6571")]).await;
    let (_, two) = signed_in(&desk, "dua", &[(Role::Administrator, "6571")]).await;
    desk.add_user(
        &console(),
        &new("siti", Role::Checker, "6571"),
        "kata sandi pertama",
        t(0),
    )
    .await
    .unwrap();
    let seen = desk.user("siti").await.unwrap().version;
    let to = |role| {
        [Grant {
            role,
            area: area("6571"),
        }]
    };
    desk.set_grants(&one.actor(), "siti", seen, &to(Role::Cadre), t(5))
        .await
        .unwrap();
    let stale = desk
        .set_grants(&two.actor(), "siti", seen, &to(Role::Approver), t(6))
        .await;
    match stale {
        Err(DeskError::Conflict { what, by, at }) => {
            assert_eq!(
                (what.as_str(), by.as_str(), at),
                ("user:siti", "satu", t(5))
            );
        }
        other => panic!("{other:?}"),
    }
    let user = desk.user("siti").await.unwrap();
    assert_eq!(user.grants, to(Role::Cadre), "the first change stands");
}

async fn a_disabled_user_is_out_at_once(place: Place) {
    let desk = place.desk().await;
    let (token, session) = signed_in(&desk, "siti", &[(Role::Checker, "6571")]).await;
    assert!(session.may(Permission::CheckProposals, area("6571")));
    let version = desk.user("siti").await.unwrap().version;
    desk.disable_user(&console(), "siti", version, "pindah tugas", t(2))
        .await
        .unwrap();
    assert!(matches!(
        desk.session(&token, "10.0.0.1", t(3)).await,
        Err(SignInError::Expired)
    ));
    let refused = desk
        .sign_in(&credentials("siti", PASSWORD), "10.0.0.1", t(4))
        .await;
    assert!(matches!(refused, Err(SignInError::Refused)));
    assert_eq!(desk.user("siti").await.unwrap().disabled_at, Some(t(2)));
}

async fn a_reset_user_starts_anew(place: Place) {
    let desk = place.desk().await;
    let (token, _) = signed_in(&desk, "siti", &[(Role::Checker, "6571")]).await;
    let version = desk.user("siti").await.unwrap().version;
    desk.reset_user(&console(), "siti", version, "sandi yang lain", t(2))
        .await
        .unwrap();
    assert!(
        desk.session(&token, "10.0.0.1", t(3)).await.is_err(),
        "sessions end"
    );
    let old = desk
        .sign_in(&credentials("siti", PASSWORD), "10.0.0.1", t(3))
        .await;
    assert!(matches!(old, Err(SignInError::Refused)));
    let (_, session) = sign_in(&desk, "siti", "sandi yang lain").await;
    assert!(session.must_change_password);
    let unknown = desk
        .reset_user(&console(), "tidakada", 1, "sandi yang lain", t(2))
        .await;
    assert!(matches!(unknown, Err(DeskError::Unknown(_))));
}

async fn an_administrator_sees_only_their_area(place: Place) {
    let desk = place.desk().await;
    let (_, admin) = signed_in(&desk, "camat", &[(Role::Administrator, "657101")]).await;
    for (name, code) in [
        ("dalam", "6571011001"),
        ("luar", "657102"),
        ("kota", "6571"),
    ] {
        let added = desk
            .add_user(
                &admin.actor(),
                &new(name, Role::Cadre, code),
                "kata sandi pertama",
                t(2),
            )
            .await;
        assert_eq!(added.is_ok(), name == "dalam", "{name}");
    }
    desk.add_user(
        &console(),
        &new("luar", Role::Cadre, "657102"),
        "kata sandi pertama",
        t(2),
    )
    .await
    .unwrap();
    let names: Vec<String> = desk
        .users(&admin.actor())
        .await
        .unwrap()
        .into_iter()
        .map(|user| user.name)
        .collect();
    assert_eq!(names, ["camat", "dalam"]);
    let outside = desk
        .disable_user(&admin.actor(), "luar", 1, "x", t(3))
        .await;
    assert!(matches!(outside, Err(DeskError::Refused { .. })));
}
