//! Proposals: who may take which step, conflicts, whole acts, two servers.

use jiff::civil::date;
use semesta_desk::proposal::{
    Draft, Kind, Origin, PersonName, Pick, ProposalFilter, Reason, Side, State, Subject, When,
};
use semesta_desk::{Actor, Desk, DeskError, Role};
use semesta_domain::{CardNumber, Nik};
use semesta_law::CutOff;

use crate::place::{Place, area, console, signed_in, t};
use crate::{on_all, on_both};

on_all!(
    a_proposal_goes_its_way,
    nobody_checks_or_approves_their_own,
    steps_out_of_order_are_refused,
    the_cut_off_and_prioritas_date_it,
    two_open_for_one_person_and_month_never,
    two_servers_never_draft_both,
    an_approval_is_whole_or_not_at_all,
    a_change_since_it_was_seen_is_a_conflict,
    drafting_is_bound_to_role_and_area,
    every_step_is_in_the_audit_log,
);
on_both!(a_killed_desk_keeps_whole_acts);

pub(crate) fn nik(number: u64) -> Nik {
    let (day, month) = (1 + number % 28, 1 + number / 28 % 12);
    let serial = 9_000 + number / 336;
    Nik::from_number(
        6_571_010_000_000_000 + day * 100_000_000 + month * 1_000_000 + 900_000 + serial,
    )
    .unwrap()
}

pub(crate) fn enrolment(number: u64) -> Draft {
    Draft {
        kind: Kind::Enrol,
        subject: Subject {
            nik: Some(nik(number)),
            card: None,
            name: PersonName::new("Budi Santoso"),
            area: area("6571011001"),
            is_spare_record: false,
        },
        before: None,
        after: Some(Side {
            segment: Some("pbpu_pemda".into()),
            payer: Some("kota".into()),
            class: Some(3),
            active: true,
            ..Side::default()
        }),
        reason: Reason::NobodyElse,
        note: String::new(),
        origin: Origin::Single,
        run: None,
        deadline: None,
    }
}

pub(crate) fn on(day: i8) -> When {
    When {
        now: t(10),
        on: date(2025, 8, day),
    }
}

pub(crate) struct Staff {
    pub(crate) maker: Actor,
    pub(crate) checker: Actor,
    pub(crate) approver: Actor,
}

impl Staff {
    pub(crate) async fn of(desk: &Desk) -> Self {
        Self {
            maker: signed_in(desk, "maya", &[(Role::HealthSocial, "6571")])
                .await
                .1
                .actor(),
            checker: signed_in(desk, "candra", &[(Role::Checker, "6571")])
                .await
                .1
                .actor(),
            approver: signed_in(desk, "ani", &[(Role::Approver, "6571")])
                .await
                .1
                .actor(),
        }
    }

    /// Brings everything drafted to its approval.
    pub(crate) async fn approve_all(&self, desk: &Desk) {
        let drafted = picks(desk, &self.checker, State::Drafted).await;
        desk.check(&self.checker, &drafted, "cocok", t(20))
            .await
            .unwrap();
        let checked = picks(desk, &self.approver, State::Checked).await;
        desk.approve(&self.approver, &checked, "setuju", t(21))
            .await
            .unwrap();
    }
}

pub(crate) async fn picks(desk: &Desk, actor: &Actor, state: State) -> Vec<Pick> {
    let filter = ProposalFilter {
        states: vec![state],
        ..ProposalFilter::default()
    };
    desk.pick(actor, &filter).await.unwrap()
}

async fn a_proposal_goes_its_way(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    let drafted = desk
        .draft(&staff.maker, &[enrolment(1)], on(19))
        .await
        .unwrap();
    assert_eq!(drafted.ids, [1]);
    let proposal = desk.proposal(&staff.maker, 1).await.unwrap();
    assert_eq!(proposal.state, State::Drafted);
    assert_eq!(proposal.cost_city, 37_800);
    let cost: i64 = proposal
        .content
        .cost_after
        .iter()
        .map(|(_, amount)| amount)
        .sum();
    assert_eq!(cost, 42_000);
    assert!(
        proposal
            .content
            .law
            .iter()
            .any(|line| line.contains("Perpres 64/2020"))
    );
    staff.approve_all(&desk).await;
    let after = desk.proposal(&staff.maker, 1).await.unwrap();
    assert_eq!(after.state, State::Approved);
    assert_eq!(after.checked_by.as_deref(), Some("candra"));
    assert_eq!(after.approved_by.as_deref(), Some("ani"));
    assert_eq!(
        (after.content, after.hash),
        (proposal.content, proposal.hash)
    );
    let withdrawn = desk
        .withdraw(&staff.maker, &[Pick { id: 1, version: 3 }], " ", t(30))
        .await;
    assert!(
        matches!(withdrawn, Err(DeskError::Invalid { .. })),
        "{withdrawn:?}"
    );
    desk.withdraw(
        &staff.maker,
        &[Pick { id: 1, version: 3 }],
        "salah orang",
        t(30),
    )
    .await
    .unwrap();
    assert_eq!(
        desk.proposal(&staff.maker, 1).await.unwrap().state,
        State::Withdrawn
    );
}

async fn nobody_checks_or_approves_their_own(place: Place) {
    let desk = place.desk().await;
    let roles = [
        (Role::HealthSocial, "6571"),
        (Role::Checker, "6571"),
        (Role::Approver, "6571"),
    ];
    let all = signed_in(&desk, "serba", &roles).await.1.actor();
    let staff = Staff::of(&desk).await;
    desk.draft(&all, &[enrolment(1)], on(1)).await.unwrap();
    let own = desk
        .check(&all, &[Pick { id: 1, version: 1 }], "", t(2))
        .await;
    assert!(matches!(own, Err(DeskError::SamePerson { .. })), "{own:?}");
    desk.check(&staff.checker, &[Pick { id: 1, version: 1 }], "", t(2))
        .await
        .unwrap();
    let own = desk
        .approve(&all, &[Pick { id: 1, version: 2 }], "", t(3))
        .await;
    assert!(matches!(own, Err(DeskError::SamePerson { .. })), "{own:?}");
    desk.draft(&staff.maker, &[enrolment(2)], on(1))
        .await
        .unwrap();
    desk.check(&all, &[Pick { id: 2, version: 1 }], "", t(2))
        .await
        .unwrap();
    let own = desk
        .approve(&all, &[Pick { id: 2, version: 2 }], "", t(3))
        .await;
    assert!(matches!(own, Err(DeskError::SamePerson { .. })), "{own:?}");
    desk.approve(&staff.approver, &[Pick { id: 2, version: 2 }], "", t(3))
        .await
        .unwrap();
}

async fn steps_out_of_order_are_refused(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    desk.draft(&staff.maker, &[enrolment(1)], on(1))
        .await
        .unwrap();
    let early = desk
        .approve(&staff.approver, &[Pick { id: 1, version: 1 }], "", t(3))
        .await;
    assert!(matches!(early, Err(DeskError::State { .. })), "{early:?}");
    let not_theirs = desk
        .check(&staff.approver, &[Pick { id: 1, version: 1 }], "", t(3))
        .await;
    assert!(
        matches!(not_theirs, Err(DeskError::Refused { .. })),
        "{not_theirs:?}"
    );
    let unknown = desk
        .check(&staff.checker, &[Pick { id: 9, version: 1 }], "", t(3))
        .await;
    assert!(matches!(unknown, Err(DeskError::Unknown(_))), "{unknown:?}");
    staff.approve_all(&desk).await;
    let again = desk
        .check(&staff.checker, &[Pick { id: 1, version: 3 }], "", t(3))
        .await;
    assert!(matches!(again, Err(DeskError::State { .. })), "{again:?}");
}

async fn the_cut_off_and_prioritas_date_it(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    for (number, day) in [(1, 19), (2, 20), (3, 21)] {
        desk.draft(&staff.maker, &[enrolment(number)], on(day))
            .await
            .unwrap();
    }
    desk.set_prioritas(
        &console(),
        date(2025, 8, 22),
        CutOff::Prioritas,
        "surat 7",
        t(1),
    )
    .await
    .unwrap();
    desk.draft(&staff.maker, &[enrolment(4)], on(22))
        .await
        .unwrap();
    let mut removal = enrolment(5);
    removal.kind = Kind::Remove;
    removal.before = removal.after.take();
    removal.reason = Reason::Deceased;
    desk.draft(&staff.maker, &[removal], on(22)).await.unwrap();
    let all = desk
        .proposals(&staff.maker, &ProposalFilter::default())
        .await
        .unwrap();
    let dates: Vec<String> = all.iter().map(|one| one.effective.to_string()).collect();
    assert_eq!(
        dates,
        [
            "2025-09-01",
            "2025-09-01",
            "2025-10-01",
            "2025-08-22",
            "2025-10-01"
        ]
    );
    let send_by: Vec<String> = all.iter().map(|one| one.send_by.to_string()).collect();
    assert_eq!(send_by[0], "2025-08-20");
    assert_eq!(send_by[2], "2025-09-20");
    assert_eq!(all[4].cost_city, -37_800);
    assert!(all[3].content.prioritas && !all[2].content.prioritas);
    let refused = desk
        .set_prioritas(&staff.maker, date(2025, 9, 1), CutOff::Ordinary, "", t(1))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Refused { .. })),
        "{refused:?}"
    );
}

async fn two_open_for_one_person_and_month_never(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    let drafts = [enrolment(1), enrolment(1), enrolment(2)];
    let drafted = desk.draft(&staff.maker, &drafts, on(1)).await.unwrap();
    assert_eq!(drafted.ids, [1, 2]);
    assert_eq!(drafted.clashes.len(), 1);
    assert_eq!(
        (drafted.clashes[0].draft, drafted.clashes[0].proposal),
        (1, None)
    );
    let again = desk
        .draft(&staff.maker, &[enrolment(1)], on(2))
        .await
        .unwrap();
    assert_eq!(again.clashes[0].proposal, Some(1));
    // Another month is another proposal, and a withdrawn one makes room.
    let later = desk
        .draft(&staff.maker, &[enrolment(1)], on(21))
        .await
        .unwrap();
    assert!(later.clashes.is_empty());
    desk.withdraw(&staff.maker, &[Pick { id: 1, version: 1 }], "keliru", t(5))
        .await
        .unwrap();
    let room = desk
        .draft(&staff.maker, &[enrolment(1)], on(3))
        .await
        .unwrap();
    assert_eq!(room.ids.len(), 1);
    // A spare record of the same person stands for itself.
    let mut spare = enrolment(1);
    spare.subject.card = Some(CardNumber::from_number(900_000_001).unwrap());
    spare.subject.is_spare_record = true;
    assert_eq!(
        desk.draft(&staff.maker, &[spare], on(3))
            .await
            .unwrap()
            .ids
            .len(),
        1
    );
}

async fn two_servers_never_draft_both(place: Place) {
    let first = place.desk().await;
    let staff = Staff::of(&first).await;
    let second = place.open().await.unwrap();
    let drafts: Vec<Draft> = (0..40).map(enrolment).collect();
    let tasks: Vec<_> = [first.clone(), second.clone(), first.clone(), second]
        .into_iter()
        .map(|desk| {
            let (maker, drafts) = (staff.maker.clone(), drafts.clone());
            tokio::spawn(async move { desk.draft(&maker, &drafts, on(1)).await.unwrap() })
        })
        .collect();
    let mut n_made = 0;
    for task in tasks {
        let drafted = task.await.unwrap();
        assert_eq!(drafted.ids.len() + drafted.clashes.len(), 40);
        n_made += drafted.ids.len();
    }
    assert_eq!(n_made, 40);
    // Both check the same at once: one does, the other is told.
    let picks = picks(&first, &staff.checker, State::Drafted).await;
    let other = place.open().await.unwrap();
    let (one, two) = tokio::join!(
        first.check(&staff.checker, &picks, "", t(3)),
        other.check(&staff.checker, &picks, "", t(3)),
    );
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
    let told = one.err().or(two.err());
    assert!(matches!(told, Some(DeskError::Conflict { .. })), "{told:?}");
    assert!(first.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn an_approval_is_whole_or_not_at_all(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    let drafts: Vec<Draft> = (0..9_000).map(enrolment).collect();
    desk.draft(&staff.maker, &drafts, on(1)).await.unwrap();
    let drafted = picks(&desk, &staff.checker, State::Drafted).await;
    assert_eq!(drafted.len(), 9_000);
    desk.check(&staff.checker, &drafted[1..], "", t(3))
        .await
        .unwrap();
    let mut all = picks(&desk, &staff.approver, State::Checked).await;
    all.push(drafted[0]);
    let whole = desk.approve(&staff.approver, &all, "", t(4)).await;
    assert!(matches!(whole, Err(DeskError::State { .. })), "{whole:?}");
    assert_eq!(
        picks(&desk, &staff.approver, State::Checked).await.len(),
        8_999
    );
    all.pop();
    assert_eq!(
        desk.approve(&staff.approver, &all, "", t(4))
            .await
            .unwrap()
            .n,
        8_999
    );
    let counts = desk.proposal_counts(&staff.maker).await.unwrap();
    assert_eq!(counts.iter().map(|count| count.n).sum::<i64>(), 9_000);
}

async fn a_change_since_it_was_seen_is_a_conflict(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    desk.draft(&staff.maker, &[enrolment(1)], on(1))
        .await
        .unwrap();
    desk.check(&staff.checker, &[Pick { id: 1, version: 1 }], "", t(7))
        .await
        .unwrap();
    let stale = desk
        .withdraw(&staff.maker, &[Pick { id: 1, version: 1 }], "x", t(8))
        .await;
    match stale {
        Err(DeskError::Conflict { by, at, .. }) => assert_eq!((by.as_str(), at), ("candra", t(7))),
        other => panic!("{other:?}"),
    }
}

async fn drafting_is_bound_to_role_and_area(place: Place) {
    let desk = place.desk().await;
    let cadre = signed_in(&desk, "kader", &[(Role::Cadre, "6571011002")])
        .await
        .1
        .actor();
    let elsewhere = desk.draft(&cadre, &[enrolment(1)], on(1)).await;
    assert!(
        matches!(elsewhere, Err(DeskError::Refused { .. })),
        "{elsewhere:?}"
    );
    let mut here = enrolment(1);
    here.subject.area = area("6571011002");
    desk.draft(&cadre, &[here.clone()], on(1)).await.unwrap();
    here.kind = Kind::Remove;
    let not_theirs = desk.draft(&cadre, &[here], on(21)).await;
    assert!(
        matches!(not_theirs, Err(DeskError::Refused { .. })),
        "{not_theirs:?}"
    );
    let staff = Staff::of(&desk).await;
    desk.draft(&staff.maker, &[enrolment(2)], on(1))
        .await
        .unwrap();
    // A kader sees the proposals of the own village only.
    let seen = desk
        .proposals(&cadre, &ProposalFilter::default())
        .await
        .unwrap();
    assert_eq!(seen.len(), 1);
    assert!(matches!(
        desk.proposal(&cadre, 2).await,
        Err(DeskError::Refused { .. })
    ));
    let outsider = signed_in(&desk, "admin2", &[(Role::Administrator, "6571")])
        .await
        .1
        .actor();
    assert!(
        desk.proposals(&outsider, &ProposalFilter::default())
            .await
            .unwrap()
            .is_empty()
    );
}

async fn every_step_is_in_the_audit_log(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    desk.draft(&staff.maker, &[enrolment(1)], on(1))
        .await
        .unwrap();
    staff.approve_all(&desk).await;
    let history = desk.proposal_history(&staff.maker, 1).await.unwrap();
    let steps: Vec<(&str, &str)> = history
        .iter()
        .map(|line| (line.action.as_str(), line.by.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            ("proposal.draft", "maya"),
            ("proposal.check", "candra"),
            ("proposal.approve", "ani")
        ]
    );
    assert!(!format!("{history:?}").contains(&nik(1).reveal()));
    assert!(!format!("{:?}", desk.proposal(&staff.maker, 1).await).contains("Budi"));
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

/// This very test binary, run again as a child that is killed while it drafts.
async fn a_killed_desk_keeps_whole_acts(place: Place) {
    const TOGETHER: u64 = 50;
    if let Ok(folder) = std::env::var("SEMESTA_TEST_CHILD_FOLDER") {
        let url = std::env::var("SEMESTA_TEST_CHILD_URL").unwrap();
        let desk = Desk::open(&url, &folder).await.unwrap();
        let maker = crate::place::sign_in(&desk, "maya", crate::place::PASSWORD)
            .await
            .1
            .actor();
        for round in 0..10_000 {
            let drafts: Vec<Draft> = (round * TOGETHER..(round + 1) * TOGETHER)
                .map(enrolment)
                .collect();
            desk.draft(&maker, &drafts, on(1)).await.unwrap();
        }
        return;
    }
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    let store = match place.store {
        crate::place::Store::Sqlite => "sqlite",
        crate::place::Store::Postgres => "postgres",
    };
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            &format!("proposals::a_killed_desk_keeps_whole_acts::{store}"),
        ])
        .env("SEMESTA_TEST_CHILD_FOLDER", &place.folder)
        .env("SEMESTA_TEST_CHILD_URL", &place.url)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut n_seen = 0;
    for _ in 0..600 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        n_seen = picks(&desk, &staff.maker, State::Drafted).await.len();
        if n_seen >= 150 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(n_seen >= 150, "the child drafted nothing");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let kept = desk
        .proposals(&staff.maker, &ProposalFilter::default())
        .await
        .unwrap();
    assert_eq!(kept.len() % TOGETHER as usize, 0, "half an act was kept");
    let filter = semesta_desk::audit::AuditFilter {
        action: Some("proposal.draft".into()),
        limit: 1_000_000,
        ..semesta_desk::audit::AuditFilter::default()
    };
    let entries = desk.audit(&console(), &filter).await.unwrap();
    assert_eq!(entries.len(), kept.len(), "an entry for each, and no more");
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    // Work goes on.
    desk.draft(&staff.maker, &[enrolment(300_000)], on(1))
        .await
        .unwrap();
}
