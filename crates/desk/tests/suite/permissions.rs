//! The permission table, cell by cell, through real sessions.

use std::path::Path;

use semesta_desk::{
    DeskError, Grant, NewUser, Permission, Role, permission_table, permissions_markdown,
};

use crate::on_all;
use crate::place::{Place, area, console, signed_in, t};

on_all!(
    every_cell_holds,
    a_grant_ends_at_its_area,
    nothing_before_the_first_password_is_changed,
    an_auditor_has_no_other_role,
    nobody_changes_their_own_roles,
);

#[test]
fn the_page_shows_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    if std::env::var_os("SEMESTA_WRITE_DOCS").is_some() {
        std::fs::write(&path, permissions_markdown()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap();
    assert_eq!(page, permissions_markdown());
}

async fn every_cell_holds(place: Place) {
    let desk = place.desk().await;
    let mut n_refused = 0;
    for (index, role) in Role::ALL.into_iter().enumerate() {
        let name = format!("petugas{index}");
        let (_, session) = signed_in(&desk, &name, &[(role, "6571")]).await;
        for row in permission_table() {
            let cell = row.roles.iter().find(|cell| cell.role == role).unwrap();
            for place in ["6571", "657101", "6571011001"] {
                let asked = session.require(row.permission, area(place));
                assert_eq!(
                    asked.is_ok(),
                    cell.allowed,
                    "{role} {} {place}",
                    row.permission
                );
                assert_eq!(session.may(row.permission, area(place)), cell.allowed);
                if let Err(error) = asked {
                    assert!(matches!(error, DeskError::Refused { .. }));
                    n_refused += 1;
                }
            }
            for outside in ["65", "6471", "6472011001"] {
                assert!(
                    !session.may(row.permission, area(outside)),
                    "{role} {outside}"
                );
            }
        }
    }
    assert!(n_refused > 100, "the table refuses something");
}

/// What the table must say whatever else it says.
#[test]
fn duties_are_separate() {
    let has = |role: Role, permission: Permission| {
        permission_table()[permission as usize]
            .roles
            .iter()
            .any(|cell| cell.role == role && cell.allowed)
    };
    let drafts = [
        Permission::DraftEnrolment,
        Permission::DraftRemoval,
        Permission::DraftChange,
        Permission::DraftCorrection,
        Permission::DraftReactivation,
    ];
    for role in Role::ALL {
        let makes = drafts.iter().any(|draft| has(role, *draft));
        let checks = has(role, Permission::CheckProposals);
        let approves = has(role, Permission::ApproveProposals);
        assert!(
            u8::from(makes) + u8::from(checks) + u8::from(approves) <= 1,
            "{role}"
        );
    }
    let reads = [
        Permission::ViewFigures,
        Permission::CheckEligibility,
        Permission::ViewPeople,
        Permission::Unmask,
        Permission::ExportPeople,
        Permission::ViewProposals,
        Permission::ViewEmployers,
        Permission::ReadAudit,
        Permission::ExportAudit,
    ];
    for permission in Permission::ALL {
        assert_eq!(
            has(Role::Auditor, permission),
            reads.contains(&permission),
            "{permission}"
        );
    }
    assert!(!has(Role::Administrator, Permission::Unmask));
    assert!(!has(Role::Administrator, Permission::ViewPeople));
    assert!(!has(Role::Cadre, Permission::Unmask));
}

async fn a_grant_ends_at_its_area(place: Place) {
    let desk = place.desk().await;
    let grants = [(Role::Cadre, "6571011001"), (Role::Checker, "657102")];
    let (_, session) = signed_in(&desk, "kader", &grants).await;
    let may = |permission, code| session.may(permission, area(code));
    assert!(may(Permission::DraftEnrolment, "6571011001"));
    assert!(!may(Permission::DraftEnrolment, "6571011002"));
    assert!(!may(Permission::DraftEnrolment, "657101"));
    assert!(
        !may(Permission::DraftEnrolment, "6571021001"),
        "checks there, does not draft"
    );
    assert!(may(Permission::CheckProposals, "6571021001"));
    assert!(!may(Permission::CheckProposals, "6571"));
    assert_eq!(session.areas(Permission::CheckProposals), [area("657102")]);
}

async fn nothing_before_the_first_password_is_changed(place: Place) {
    let desk = place.desk().await;
    let user = NewUser {
        name: "baru".into(),
        full_name: "Petugas Baru".into(),
        grants: vec![Grant {
            role: Role::Administrator,
            area: area("6571"),
        }],
    };
    desk.add_user(&console(), &user, "kata sandi pertama", t(0))
        .await
        .unwrap();
    let (_, session) = crate::place::sign_in(&desk, "baru", "kata sandi pertama").await;
    assert!(session.must_change_password);
    for permission in Permission::ALL {
        assert!(!session.may(permission, area("6571")));
    }
    assert!(desk.users(&session.actor()).await.is_err());
}

async fn an_auditor_has_no_other_role(place: Place) {
    let desk = place.desk().await;
    let user = NewUser {
        name: "audit".into(),
        full_name: "Auditor".into(),
        grants: vec![
            Grant {
                role: Role::Auditor,
                area: area("6571"),
            },
            Grant {
                role: Role::Approver,
                area: area("657101"),
            },
        ],
    };
    let refused = desk
        .add_user(&console(), &user, "kata sandi pertama", t(0))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Invalid { what: "role", .. })),
        "{refused:?}"
    );
    let mut outside = user.clone();
    outside.grants = vec![Grant {
        role: Role::Auditor,
        area: area("6471"),
    }];
    let refused = desk
        .add_user(&console(), &outside, "kata sandi pertama", t(0))
        .await;
    assert!(
        matches!(
            refused,
            Err(DeskError::Refused { .. } | DeskError::Invalid { .. })
        ),
        "{refused:?}"
    );
}

async fn nobody_changes_their_own_roles(place: Place) {
    let desk = place.desk().await;
    let (_, admin) = signed_in(&desk, "admin", &[(Role::Administrator, "6571")]).await;
    let version = desk.user("admin").await.unwrap().version;
    let approver = [Grant {
        role: Role::Approver,
        area: area("6571"),
    }];
    let refused = desk
        .set_grants(&admin.actor(), "admin", version, &approver, t(2))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Invalid { what: "user", .. })),
        "{refused:?}"
    );
    let (_, checker) = signed_in(&desk, "periksa", &[(Role::Checker, "6571")]).await;
    let refused = desk
        .set_grants(&checker.actor(), "admin", version, &approver, t(2))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Refused { .. })),
        "{refused:?}"
    );
}
