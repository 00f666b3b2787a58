//! The audit log: what it says, and what becomes of those who tamper with it.

use semesta_desk::audit::{AuditFilter, AuditOrder, Break, Entry, ExportFormat};
use semesta_desk::{Actor, Desk, DeskError, Role};

use crate::place::{Place, console, credentials, signed_in, t};
use crate::{on_all, on_both};

on_all!(
    who_when_what_why_from_where,
    a_change_without_an_entry_is_refused,
    an_undone_change_leaves_no_entry,
    tampering_is_found_and_located,
    a_cut_tail_is_found,
    many_writers_make_one_chain,
    only_those_who_may_read_it_do,
    the_log_is_exported,
    the_log_is_read_in_pages_from_either_end,
);
// Whoever forges it must have the key.
on_both!(a_forged_chain_is_found_by_a_noted_seal);

async fn fill(desk: &Desk, n_entries: i64) {
    for number in 0..n_entries {
        let entry = Entry::new("test.see")
            .subject(format!("person:{}", desk.pseudonym(&number.to_string())))
            .reason("contoh")
            .detail("number", number);
        desk.record(&console(), entry, t(number)).await.unwrap();
    }
}

async fn the_log_is_read_in_pages_from_either_end(place: Place) {
    let desk = place.desk().await;
    fill(&desk, 7).await;
    let filter = AuditFilter {
        action: Some("test.".into()),
        limit: 3,
        ..AuditFilter::default()
    };
    let numbers = async |order, skip| {
        let page = desk.audit_page(&console(), &filter, order, skip).await;
        let page = page.unwrap();
        assert_eq!(page.n, 7, "all of them are counted");
        let details = page.records.iter().map(|record| record.detail.clone());
        details.collect::<Vec<_>>()
    };
    let said = |numbers: &[i64]| -> Vec<String> {
        let all = numbers.iter().map(|n| format!("{{\"number\":{n}}}"));
        all.collect()
    };
    assert_eq!(numbers(AuditOrder::NewestFirst, 0).await, said(&[6, 5, 4]));
    assert_eq!(numbers(AuditOrder::NewestFirst, 6).await, said(&[0]));
    assert_eq!(numbers(AuditOrder::OldestFirst, 3).await, said(&[3, 4, 5]));
    assert!(numbers(AuditOrder::OldestFirst, 9).await.is_empty());
    let (_, session) = signed_in(&desk, "siti", &[(Role::Checker, "6571")]).await;
    let refused = desk
        .audit_page(&session.actor(), &filter, AuditOrder::NewestFirst, 0)
        .await;
    assert!(matches!(refused, Err(DeskError::Refused { .. })));
}

async fn who_when_what_why_from_where(place: Place) {
    let desk = place.desk().await;
    let (_, session) = signed_in(&desk, "siti", &[(Role::Checker, "6571")]).await;
    let subject = format!("person:{}", desk.pseudonym("6571014507909003"));
    let entry = Entry::new("person.unmask")
        .subject(&subject)
        .reason("keluhan warga 12");
    desk.record(&session.actor(), entry, t(30)).await.unwrap();
    let filter = AuditFilter {
        subject: Some(subject.clone()),
        limit: 10,
        ..AuditFilter::default()
    };
    let found = desk.audit(&console(), &filter).await.unwrap();
    let [record] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(record.actor, "siti");
    assert_eq!(record.place, "10.0.0.1");
    assert_eq!(record.at, t(30));
    assert_eq!(record.action, "person.unmask");
    assert_eq!(record.reason, "keluhan warga 12");
    assert!(!format!("{found:?}").contains("6571014507909003"));
    let sign_ins = AuditFilter {
        action: Some("session.".into()),
        limit: 10,
        ..AuditFilter::default()
    };
    assert_eq!(desk.audit(&console(), &sign_ins).await.unwrap().len(), 1);
    desk.sign_in(
        &credentials("siti", "bukan ini sandinya"),
        "10.0.0.7",
        t(31),
    )
    .await
    .unwrap_err();
    let refusals = AuditFilter {
        action: Some("session.refuse".into()),
        limit: 10,
        ..AuditFilter::default()
    };
    assert_eq!(
        desk.audit(&console(), &refusals).await.unwrap()[0].place,
        "10.0.0.7"
    );
    let since = AuditFilter {
        since: Some(t(31)),
        limit: 10,
        ..AuditFilter::default()
    };
    assert_eq!(desk.audit(&console(), &since).await.unwrap().len(), 1);
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn a_change_without_an_entry_is_refused(place: Place) {
    let desk = place.desk().await;
    let act = desk.begin(&console(), t(1)).await.unwrap();
    assert!(matches!(act.commit().await, Err(DeskError::Unrecorded)));
}

async fn an_undone_change_leaves_no_entry(place: Place) {
    let desk = place.desk().await;
    let before = desk.verify_audit(None).await.unwrap();
    let mut act = desk.begin(&console(), t(1)).await.unwrap();
    act.record(Entry::new("test.see"));
    act.undo().await.unwrap();
    let mut act = desk.begin(&console(), t(1)).await.unwrap();
    act.record(Entry::new("test.see"));
    drop(act);
    fill(&desk, 1).await;
    let after = desk.verify_audit(None).await.unwrap();
    assert_eq!(after.n_entries, before.n_entries + 1);
    assert!(after.breaks.is_empty());
}

async fn tampering_is_found_and_located(place: Place) {
    let desk = place.desk().await;
    fill(&desk, 20).await;
    assert_eq!(desk.verify_audit(None).await.unwrap().n_entries, 21);
    place.sql("CREATE TABLE kept AS SELECT * FROM audit").await;
    let cases: &[(&str, Break)] = &[
        (
            "UPDATE audit SET reason = 'lain' WHERE seq = 7",
            Break::Altered { seq: 7 },
        ),
        (
            "UPDATE audit SET actor = 'budi' WHERE seq = 8",
            Break::Altered { seq: 8 },
        ),
        (
            "UPDATE audit SET at = at + 1 WHERE seq = 9",
            Break::Altered { seq: 9 },
        ),
        (
            "UPDATE audit SET place = '', reason = place || reason WHERE seq = 10",
            Break::Altered { seq: 10 },
        ),
        (
            "UPDATE audit SET detail = '{}' WHERE seq = 21",
            Break::Altered { seq: 21 },
        ),
        (
            "DELETE FROM audit WHERE seq = 12",
            Break::Missing { from: 12, to: 12 },
        ),
        (
            "DELETE FROM audit WHERE seq BETWEEN 1 AND 3",
            Break::Missing { from: 1, to: 3 },
        ),
    ];
    for (sql, found) in cases {
        place.sql(sql).await;
        let verdict = desk.verify_audit(None).await.unwrap();
        assert_eq!(verdict.breaks, [*found], "{sql}");
        place
            .sql("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept")
            .await;
        assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    }
}

async fn a_cut_tail_is_found(place: Place) {
    let desk = place.desk().await;
    fill(&desk, 5).await;
    place.sql("DELETE FROM audit WHERE seq = 6").await;
    let verdict = desk.verify_audit(None).await.unwrap();
    assert_eq!(verdict.breaks, [Break::Head { expected: 6 }]);
}

async fn a_forged_chain_is_found_by_a_noted_seal(place: Place) {
    let desk = place.desk().await;
    fill(&desk, 5).await;
    let noted = desk.verify_audit(None).await.unwrap();
    // The end cut off, and the head made to agree: whole in itself, but not what was noted.
    place
        .sql(
            "DELETE FROM audit WHERE seq = 6;
             UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit WHERE seq = 5)",
        )
        .await;
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
    let seal = Some((noted.last, noted.head.as_str()));
    let verdict = desk.verify_audit(seal).await.unwrap();
    assert_eq!(verdict.breaks, [Break::Noted { seq: 6 }]);
    fill(&desk, 1).await;
    let verdict = desk.verify_audit(seal).await.unwrap();
    assert_eq!(verdict.breaks, [Break::Noted { seq: 6 }]);
}

async fn many_writers_make_one_chain(place: Place) {
    place.desk().await;
    let mut tasks = Vec::new();
    for server in 0..2 {
        // Two servers on one database: each its own connections.
        let desk = place.open().await.unwrap();
        for task in 0..4 {
            let desk = desk.clone();
            tasks.push(tokio::spawn(async move {
                let actor = Actor::system(&format!("{server}-{task}"));
                for number in 0..15 {
                    let entry = Entry::new("test.see").detail("number", number);
                    desk.record(&actor, entry, t(number)).await.unwrap();
                }
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    let desk = place.open().await.unwrap();
    let verdict = desk.verify_audit(None).await.unwrap();
    assert_eq!(verdict.n_entries, 1 + 2 * 4 * 15);
    assert!(verdict.breaks.is_empty(), "{verdict:?}");
}

async fn only_those_who_may_read_it_do(place: Place) {
    let desk = place.desk().await;
    let filter = AuditFilter {
        limit: 1,
        ..AuditFilter::default()
    };
    for (name, role, area, may) in [
        ("audit", Role::Auditor, "6571", true),
        ("sebagian", Role::Auditor, "657101", false),
        ("periksa", Role::Checker, "6571", false),
    ] {
        let (_, session) = signed_in(&desk, name, &[(role, area)]).await;
        let read = desk.audit(&session.actor(), &filter).await;
        assert_eq!(read.is_ok(), may, "{name}");
        let mut out = Vec::new();
        let exported = desk
            .export_audit(&session.actor(), ExportFormat::Csv, &mut out, t(9))
            .await;
        assert_eq!(exported.is_ok(), may, "{name}");
        assert_eq!(out.is_empty(), !may);
    }
}

async fn the_log_is_exported(place: Place) {
    let desk = place.desk().await;
    let entry = Entry::new("test.see")
        .reason("=1+1, \"kutip\"")
        .detail("n", 7);
    desk.record(&console(), entry, t(1)).await.unwrap();
    let mut csv = Vec::new();
    let n_entries = desk
        .export_audit(&console(), ExportFormat::Csv, &mut csv, t(2))
        .await
        .unwrap();
    assert_eq!(n_entries, 3, "the desk's making, the entry, the export");
    let text = String::from_utf8(csv).unwrap();
    assert_eq!(text.lines().count(), 4);
    assert!(
        text.contains("'=1+1, "),
        "no formula for a spreadsheet: {text}"
    );
    let mut json = Vec::new();
    desk.export_audit(&console(), ExportFormat::Json, &mut json, t(3))
        .await
        .unwrap();
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(value["schema"], "semesta.desk.audit/1");
    assert_eq!(value["records"][1]["detail"]["n"], 7);
    assert_eq!(value["records"][3]["action"], "audit.export");
}
