//! Batches, answers and the calendar; verdicts about pairs.

use std::io::Cursor;

use calamine::Reader as _;
use jiff::civil::date;
use semesta_desk::batch::{Answer, FileKind, MutationLayout, mutation_layouts};
use semesta_desk::proposal::{Draft, GivenNik, Kind, PersonName, ProposalFilter, State};
use semesta_desk::review::{NewVerdict, Verdict};
use semesta_desk::work::PairKey;
use semesta_desk::{Desk, DeskError, Role};
use semesta_domain::CardNumber;

use crate::on_all;
use crate::place::{Place, area, signed_in, t};
use crate::proposals::{Staff, enrolment, nik, on, picks};

on_all!(
    approved_proposals_become_a_file_and_answers_move_them,
    the_day_of_sending_decides_the_effect,
    a_sheet_without_references_is_matched_by_nik,
    two_servers_never_send_twice,
    the_calendar_tells_what_is_late,
    verdicts_become_evidence,
);

async fn approved(place: &Place, n: u64) -> (Desk, Staff) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    let drafts: Vec<Draft> = (1..=n).map(enrolment).collect();
    desk.draft(&staff.maker, &drafts, on(1)).await.unwrap();
    staff.approve_all(&desk).await;
    (desk, staff)
}

fn layout() -> MutationLayout {
    mutation_layouts().remove(0)
}

async fn approved_proposals_become_a_file_and_answers_move_them(place: Place) {
    let desk = place.desk().await;
    let staff = Staff::of(&desk).await;
    let mut drafts: Vec<Draft> = (1..=4).map(enrolment).collect();
    drafts[0].subject.name = PersonName::new("=HYPERLINK(\"x\")");
    desk.draft(&staff.maker, &drafts, on(1)).await.unwrap();
    staff.approve_all(&desk).await;
    let approved = picks(&desk, &staff.maker, State::Approved).await;
    let batch = desk
        .send_batch(&staff.maker, &approved, &layout(), on(2))
        .await
        .unwrap();
    assert_eq!(batch.n_rows, 4);
    let file = |kind| desk.batch_file(&staff.maker, batch.id, kind, t(40));
    let csv = String::from_utf8(file(FileKind::Csv).await.unwrap()).unwrap();
    assert!(csv.contains("\"'=HYPERLINK"), "no formula in a text file");
    assert!(csv.contains(&nik(1).reveal()));
    let xlsx = file(FileKind::Xlsx).await.unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).unwrap();
    let sheet = book.worksheet_range("Mutasi").unwrap();
    assert_eq!(
        sheet.get_value((1, 3)),
        Some(&calamine::Data::String(nik(1).reveal()))
    );
    assert_eq!(
        file(FileKind::Csv).await.unwrap(),
        csv.as_bytes(),
        "the same file every time"
    );

    let answers = format!(
        "No Referensi;NIK;Status;Kode;Keterangan\n1;{};Diterima;;\n2;{};DITOLAK;E07;sudah terdaftar\n\
         3;{};Berhasil;;\n99;;Diterima;;\n4;;mungkin;;\n",
        nik(1).reveal(),
        nik(2).reveal(),
        nik(9).reveal(),
    );
    let take = |text: &str| {
        let bytes = text.as_bytes().to_vec();
        let (desk, actor) = (desk.clone(), staff.maker.clone());
        async move {
            desk.take_feedback(&actor, 1, "jawaban.csv", &bytes, on(9))
                .await
                .unwrap()
        }
    };
    let report = take(&answers).await;
    let outcomes: Vec<Answer> = report.rows.iter().map(|row| row.outcome).collect();
    assert_eq!(
        outcomes,
        [
            Answer::Accepted,
            Answer::Rejected,
            Answer::Unmatched,
            Answer::Unmatched,
            Answer::Unreadable
        ]
    );
    assert_eq!(report.n_unanswered, 2);
    let rejected = desk.proposal(&staff.maker, 2).await.unwrap();
    assert_eq!(
        (rejected.state, rejected.answer_code.as_deref()),
        (State::Rejected, Some("E07"))
    );
    assert!(take(&answers).await.already_taken);
    // A later file repeats, contradicts and completes.
    let later = take("No Referensi,Status\n1,OK\n2,OK\n3,Sukses\n").await;
    let outcomes: Vec<Answer> = later.rows.iter().map(|row| row.outcome).collect();
    assert_eq!(
        outcomes,
        [Answer::Again, Answer::Contradicts, Answer::Accepted]
    );
    let unanswered = desk.unanswered(&staff.maker, batch.id).await.unwrap();
    assert_eq!(unanswered.iter().map(|one| one.id).collect::<Vec<_>>(), [4]);
    let states = desk.batches(&staff.maker).await.unwrap();
    assert_eq!(
        (
            states[0].n_accepted,
            states[0].n_rejected,
            states[0].n_unanswered
        ),
        (2, 1, 1)
    );
    // A rejected person can be proposed again, mended; an accepted one is taken.
    assert_eq!(
        desk.draft(&staff.maker, &[enrolment(2)], on(10))
            .await
            .unwrap()
            .ids
            .len(),
        1
    );
    assert_eq!(
        desk.draft(&staff.maker, &[enrolment(1)], on(10))
            .await
            .unwrap()
            .clashes
            .len(),
        1
    );
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn the_day_of_sending_decides_the_effect(place: Place) {
    let (desk, staff) = approved(&place, 1).await;
    assert_eq!(
        desk.proposal(&staff.maker, 1).await.unwrap().effective,
        date(2025, 9, 1)
    );
    let approved = picks(&desk, &staff.maker, State::Approved).await;
    desk.send_batch(&staff.maker, &approved, &layout(), on(25))
        .await
        .unwrap();
    let sent = desk.proposal(&staff.maker, 1).await.unwrap();
    assert_eq!(
        (sent.effective, sent.sent_on),
        (date(2025, 10, 1), Some(date(2025, 8, 25)))
    );
    assert_eq!(
        sent.content.effective, "2025-09-01",
        "what was proposed stays"
    );
}

async fn a_sheet_without_references_is_matched_by_nik(place: Place) {
    let (desk, staff) = approved(&place, 2).await;
    let approved = picks(&desk, &staff.maker, State::Approved).await;
    let short = MutationLayout::shipped("mutasi-ringkas").unwrap();
    let batch = desk
        .send_batch(&staff.maker, &approved, &short, on(2))
        .await
        .unwrap();
    let text = format!(
        "Judul\nNIK|Hasil|Kode\n'{}|1|\n{}|0|A1\n",
        nik(1).reveal(),
        nik(2).reveal()
    );
    let report = desk
        .take_feedback(&staff.maker, batch.id, "a.txt", text.as_bytes(), on(3))
        .await;
    let report = report.unwrap();
    assert_eq!(
        (report.n(Answer::Accepted), report.n(Answer::Rejected)),
        (1, 1)
    );
    let refused = desk
        .take_feedback(&staff.checker, batch.id, "b.txt", text.as_bytes(), on(3))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Refused { .. })),
        "{refused:?}"
    );
}

async fn two_servers_never_send_twice(place: Place) {
    let (first, staff) = approved(&place, 30).await;
    let second = place.open().await.unwrap();
    let approved = picks(&first, &staff.maker, State::Approved).await;
    let form = layout();
    let (one, two) = tokio::join!(
        first.send_batch(&staff.maker, &approved, &form, on(2)),
        second.send_batch(&staff.maker, &approved, &form, on(2)),
    );
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
    let batches = first.batches(&staff.maker).await.unwrap();
    assert_eq!((batches.len(), batches[0].n_unanswered), (1, 30));
    let empty = first.send_batch(&staff.maker, &[], &form, on(2)).await;
    assert!(matches!(empty, Err(DeskError::Invalid { .. })), "{empty:?}");
}

async fn the_calendar_tells_what_is_late(place: Place) {
    let (desk, staff) = approved(&place, 2).await;
    let mut later = enrolment(3);
    later.kind = Kind::Enrol;
    desk.draft(&staff.maker, &[later], on(21)).await.unwrap();
    let at = desk
        .calendar(&staff.maker, date(2025, 8, 19))
        .await
        .unwrap();
    assert_eq!(
        (at.next_cut_off, at.days_left, at.n_late()),
        (date(2025, 8, 20), 1, 0)
    );
    let at = desk
        .calendar(&staff.maker, date(2025, 8, 23))
        .await
        .unwrap();
    assert_eq!((at.next_cut_off, at.n_late()), (date(2025, 9, 20), 2));
    assert_eq!(
        (at.deadlines[0].n_approved, at.deadlines[0].days_late),
        (2, 3)
    );
    assert_eq!(
        (at.deadlines[1].n_drafted, at.deadlines[1].days_late),
        (1, 0)
    );
    assert_eq!(
        desk.proposals(&staff.maker, &ProposalFilter::default())
            .await
            .unwrap()
            .len(),
        3
    );
}

async fn verdicts_become_evidence(place: Place) {
    let desk = place.desk().await;
    let one = signed_in(&desk, "satu", &[(Role::CivilRegistry, "6571")])
        .await
        .1
        .actor();
    let two = signed_in(&desk, "dua", &[(Role::BpjsOfficer, "6571")])
        .await
        .1
        .actor();
    let pair = |number: u64, verdict, wants_second| NewVerdict {
        key: PairKey {
            card: CardNumber::from_number(900_000_000 + number).unwrap(),
            nik_given: GivenNik::new(""),
            nik: nik(number),
        },
        area: area("6571011001"),
        verdict,
        wants_second,
        reason: "nama ibu sama".into(),
        run: None,
    };
    let id = desk
        .give_verdict(&one, &pair(1, Verdict::Same, false), on(5))
        .await
        .unwrap();
    let twice = desk
        .give_verdict(&one, &pair(1, Verdict::Different, false), on(5))
        .await;
    assert!(matches!(twice, Err(DeskError::Exists)), "{twice:?}");
    desk.give_verdict(&one, &pair(2, Verdict::Different, true), on(5))
        .await
        .unwrap();
    desk.give_verdict(&one, &pair(3, Verdict::CannotTell, false), on(5))
        .await
        .unwrap();
    assert_eq!(
        desk.decisions(&one).await.unwrap().len(),
        1,
        "the second opinion is missing"
    );
    desk.give_verdict(&two, &pair(2, Verdict::Different, false), on(6))
        .await
        .unwrap();
    let text = desk.export_decisions(&two, t(50)).await.unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(
        text.contains(&format!(
            "{},BEDA,2025-08-06,\"satu, dua\"",
            nik(2).reveal()
        )),
        "{text}"
    );
    assert!(
        text.contains(&format!("{},SAMA,2025-08-05,satu", nik(1).reveal())),
        "{text}"
    );
    // Two who disagree decide nothing.
    desk.give_verdict(&two, &pair(1, Verdict::Different, false), on(6))
        .await
        .unwrap();
    assert_eq!(desk.decisions(&one).await.unwrap().len(), 1);
    let foreign = desk.undo_verdict(&two, id, "x", t(60)).await;
    assert!(matches!(foreign, Err(DeskError::Unknown(_))), "{foreign:?}");
    desk.undo_verdict(&one, id, "keliru", t(60)).await.unwrap();
    assert_eq!(
        desk.decisions(&one).await.unwrap().len(),
        2,
        "one opinion stands"
    );
    let checker = signed_in(&desk, "cek", &[(Role::Checker, "6571")])
        .await
        .1
        .actor();
    let refused = desk
        .give_verdict(&checker, &pair(7, Verdict::Same, false), on(7))
        .await;
    assert!(
        matches!(refused, Err(DeskError::Refused { .. })),
        "{refused:?}"
    );
}
