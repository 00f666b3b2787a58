//! Usulan in process: drafted, checked, approved, sent and answered, each by whom it may.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::Router;
use axum::http::StatusCode;
use common::{
    between, get, holds_identifier, office, post, region, seal, send, somebody, somebody_with,
    upload_to, work,
};
use semesta_desk::proposal::{ProposalFilter, State};
use semesta_desk::{Actor, Desk, Permission, Role, permission_table};

/// Where the question of a step leads when it is answered.
fn confirmation(page: &str) -> String {
    let key = between(page, "action=\"/usulan/tindak/", "\"");
    format!("/usulan/tindak/{key}")
}

/// Takes a step over everything that a filter finds; gives the answer of the last form.
async fn step_all(router: &Router, cookie: &str, step: &str, filter: &str) -> common::Answer {
    let form = format!("langkah={step}&cakupan=semua&{filter}");
    let asked = send(router, "/usulan", "/usulan/tindak", cookie, &form).await;
    assert_eq!(asked.status, StatusCode::OK, "{step}");
    let form = format!("_token={}&reason=uji+langkah", seal(&asked.text));
    post(router, &confirmation(&asked.text), cookie, &form).await
}

async fn n_in(desk: &Desk, state: State) -> usize {
    let filter = ProposalFilter {
        states: vec![state],
        ..ProposalFilter::default()
    };
    desk.pick(&auditor(desk).await, &filter)
        .await
        .unwrap()
        .len()
}

/// Somebody who sees everything.
async fn auditor(desk: &Desk) -> Actor {
    let credentials = common::credentials("auditor", common::PASSWORD);
    let now = jiff::Timestamp::now();
    let (_, session) = desk.sign_in(&credentials, "127.0.0.1", now).await.unwrap();
    session.actor()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_and_bpjs_take_proposals_from_drafting_to_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let operator = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let checker = somebody(&desk, "pemeriksa", Role::Checker, region()).await;
    let approver = somebody(&desk, "penyetuju", Role::Approver, region()).await;
    let audit = somebody(&desk, "auditor", Role::Auditor, region()).await;

    let form = "dari=jalan&rute=pbpu_pemda&wilayah=";
    let drafted = work(&router, "/usulan", "/usulan/susun", &operator, form).await;
    assert!(drafted.text.contains("usulan disusun"), "{}", drafted.text);
    let n = n_in(&desk, State::Drafted).await;
    assert!(n > 3, "the city has people nobody pays for");
    let list = get(&router, "/usulan", &operator).await;
    assert!(!holds_identifier(&list.text) && list.text.contains("•••"));
    assert!(
        list.text.contains("20\u{a0}Sep\u{a0}2024"),
        "the cut-off of the desk's day"
    );

    // Who may not check is refused; the question changes nothing.
    let refused = send(
        &router,
        "/usulan",
        "/usulan/tindak",
        &operator,
        "langkah=check&cakupan=semua",
    )
    .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let asked = send(
        &router,
        "/usulan",
        "/usulan/tindak",
        &checker,
        "langkah=check&cakupan=semua",
    )
    .await;
    assert!(asked.text.contains(&format!("<dd>{n}</dd>")) && asked.text.contains("Rp"));
    assert_eq!(n_in(&desk, State::Checked).await, 0);
    let (to, token) = (confirmation(&asked.text), seal(&asked.text));
    // Another's confirmation is nobody's.
    let stolen = send(&router, "/usulan", &to, &approver, "").await;
    assert_eq!(stolen.status, StatusCode::BAD_REQUEST);
    let form = format!("_token={token}&reason=");
    let taken = post(&router, &to, &checker, &form).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert!(
        get(&router, taken.location(), &checker)
            .await
            .text
            .contains("usulan diperiksa")
    );
    assert_eq!(n_in(&desk, State::Checked).await, n);
    let again = post(&router, &to, &checker, &form).await;
    assert_eq!(
        again.status,
        StatusCode::BAD_REQUEST,
        "a confirmation is good once"
    );

    let approved = step_all(&router, &approver, "approve", "").await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER);
    assert_eq!(n_in(&desk, State::Approved).await, n);
    let waiting = get(&router, "/", &operator).await;
    assert!(
        waiting.text.contains("class=\"count\""),
        "the operator has something to send"
    );

    let asked = send(
        &router,
        "/usulan/batch",
        "/usulan/batch",
        &operator,
        "layout=mutasi-umum&bulan=",
    )
    .await;
    let form = format!("_token={}&reason=", seal(&asked.text));
    let sent = post(&router, &confirmation(&asked.text), &operator, &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let batch = sent.location().split('?').next().unwrap().to_owned();
    answers(&router, &batch, [&operator, &audit], n).await;
    assert_eq!(n_in(&desk, State::Accepted).await, 1);
    assert_eq!(n_in(&desk, State::Rejected).await, 1);
    assert_eq!(n_in(&desk, State::Sent).await, n - 2);

    let asked = send(&router, &batch, &format!("{batch}/selesai"), &operator, "").await;
    let form = format!("_token={}&reason=", seal(&asked.text));
    let closed = post(&router, &confirmation(&asked.text), &operator, &form).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert_eq!(n_in(&desk, State::Closed).await, 2);
    let log = get(&router, "/pengaturan/audit?aksi=people.export", &audit).await;
    assert!(log.text.contains("kirim ke cabang") && !holds_identifier(&log.text));
}

/// Downloads a batch's file, answers three of its rows, and looks at what is shown.
async fn answers(router: &Router, batch: &str, [operator, audit]: [&str; 2], n: usize) {
    let csv = format!("{batch}/berkas/unduh.csv");
    let without = send(router, batch, &csv, operator, "reason=x").await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    let refused = send(router, batch, &csv, audit, "reason=ingin+tahu").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let file = send(router, batch, &csv, operator, "reason=kirim+ke+cabang").await;
    let text = file.text.trim_start_matches('\u{feff}');
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), n);
    assert!(rows.iter().all(|row| row[3].len() == 16), "NIKs are texts");
    let xlsx = format!("{batch}/berkas/unduh.xlsx");
    let xlsx = send(router, batch, &xlsx, operator, "reason=kirim+ke+cabang").await;
    assert!(xlsx.text.starts_with("PK"));

    let answer = format!(
        "No Referensi,NIK,Status,Kode,Keterangan\n{},{},Diterima,,\n{},{},Ditolak,07,NIK {} sudah terdaftar\n999999,6571010101909001,Diterima,,\n",
        &rows[0][1], &rows[0][3], &rows[1][1], &rows[1][3], &rows[1][3]
    );
    let token = seal(&get(router, batch, operator).await.text);
    let to = format!("{batch}/jawaban");
    let parts = [("_token", token.as_str())];
    let file = ("../jawaban.csv", answer.as_str());
    let taken = upload_to(router, &to, operator, &parts, file).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let page = get(router, taken.location(), operator).await;
    assert!(page.text.contains("1 diterima, 1 ditolak, 1 perlu dilihat"));
    assert!(page.text.contains(">07<") && page.text.contains("Tidak cocok"));
    assert!(
        !holds_identifier(&page.text),
        "not even in the words of BPJS"
    );
    let again = upload_to(router, &to, operator, &parts, file).await;
    assert!(
        get(router, again.location(), operator)
            .await
            .text
            .contains("sudah pernah diunggah")
    );
    let forged = upload_to(router, &to, operator, &[], file).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

/// The first person of a list who is not covered.
async fn somebody_uncovered(router: &Router, cookie: &str) -> String {
    let list = get(router, "/belum?status=belum&rute=pbpu_pemda", cookie).await;
    let token = between(&list.text, "href=\"/penduduk/o/", "\"").to_owned();
    format!("/penduduk/o/{token}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maker_never_checks_and_who_is_second_is_told_and_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let roles = [Role::HealthSocial, Role::Checker];
    let maker = somebody_with(&desk, "rangkap", &roles, region()).await;
    let ani = somebody(&desk, "ani", Role::Checker, region()).await;
    let budi = somebody(&desk, "budi", Role::Checker, region()).await;
    let audit = somebody(&desk, "auditor", Role::Auditor, region()).await;
    let person = somebody_uncovered(&router, &maker).await;
    let to = person.replace("/penduduk/o/", "/usulan/orang/");
    let form = "jenis=enrol&penanggung=kota&alasan=nobody_else&catatan=datang+ke+loket";
    let made = work(&router, &person, &to, &maker, form).await;
    assert!(made.text.contains("href=\"/usulan/1\""), "{}", made.text);
    // The same person and month again: the open one is named.
    let clash = work(&router, &person, &to, &maker, form).await;
    assert!(clash.text.contains("sudah punya usulan terbuka") && clash.text.contains("nomor 1"));
    let on_page = get(&router, &person, &maker).await;
    assert!(on_page.text.contains("href=\"/usulan/1\""));

    let one = get(&router, "/usulan/1", &maker).await;
    assert!(
        one.text.contains("Orang lain yang melanjutkan") && one.text.contains("datang ke loket")
    );
    let tick = between(&one.text, "name=\"pilih\" value=\"", "\"").to_owned();
    let form = format!("langkah=check&cakupan=pilihan&pilih={tick}");
    let own = send(&router, "/usulan", "/usulan/tindak", &maker, &form).await;
    assert!(
        own.text
            .contains("disusun atau diperiksa oleh Anda sendiri")
    );
    assert!(!own.text.contains("action=\"/usulan/tindak/"));
    let nothing = send(
        &router,
        "/usulan",
        "/usulan/tindak",
        &ani,
        "langkah=check&cakupan=pilihan",
    )
    .await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);

    // Both ask, Budi answers first.
    let of_ani = send(&router, "/usulan", "/usulan/tindak", &ani, &form).await;
    let of_budi = send(&router, "/usulan", "/usulan/tindak", &budi, &form).await;
    let yes = |page: &str| format!("_token={}&reason=benar", seal(page));
    let first = post(
        &router,
        &confirmation(&of_budi.text),
        &budi,
        &yes(&of_budi.text),
    )
    .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = post(
        &router,
        &confirmation(&of_ani.text),
        &ani,
        &yes(&of_ani.text),
    )
    .await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains("budi") && second.text.contains("Tidak ada yang berubah"));
    let stale = send(&router, "/usulan", "/usulan/tindak", &ani, &form).await;
    assert!(stale.text.contains("sudah digerakkan orang lain"));
    let history = get(&router, "/usulan/1", &audit).await;
    assert!(history.text.contains("budi") && !history.text.contains("<td>ani"));

    // Masked until a reason is given, which the log keeps.
    assert!(!holds_identifier(&history.text));
    let opened = send(
        &router,
        "/usulan/1",
        "/usulan/1",
        &audit,
        "reason=audit+contoh",
    )
    .await;
    assert!(holds_identifier(&opened.text));
    let log = get(&router, "/pengaturan/audit?aksi=person.", &audit).await;
    assert!(log.text.contains("audit contoh") && !holds_identifier(&log.text));
    // Withdrawing needs a reason.
    let tick = between(
        &get(&router, "/usulan/1", &maker).await.text,
        "name=\"pilih\" value=\"",
        "\"",
    )
    .to_owned();
    let form = format!("langkah=withdraw&cakupan=pilihan&pilih={tick}");
    let asked = send(&router, "/usulan", "/usulan/tindak", &maker, &form).await;
    let bare = format!("_token={}&reason=", seal(&asked.text));
    let bare = post(&router, &confirmation(&asked.text), &maker, &bare).await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST);
    let done = step_all(&router, &maker, "withdraw", "").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(n_in(&desk, State::Withdrawn).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_drafts_by_itself_once_and_the_list_leaves_as_a_file_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let operator = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    somebody(&desk, "auditor", Role::Auditor, region()).await;
    let form = "dari=otomatis";
    work(&router, "/usulan", "/usulan/susun", &operator, form).await;
    let n = n_in(&desk, State::Drafted).await;
    assert!(n > 0, "the city has deaths, moves or lay-offs");
    let again = work(&router, "/usulan", "/usulan/susun", &operator, form).await;
    assert!(again.text.contains("tidak ada yang berubah"));
    assert_eq!(n_in(&desk, State::Drafted).await, n);
    let form = "reason=rapat+koordinasi&keadaan=drafted&asal=auto";
    let file = send(
        &router,
        "/usulan",
        "/usulan/berkas/unduh.csv",
        &operator,
        form,
    )
    .await;
    let rows = csv::Reader::from_reader(file.text.as_bytes())
        .into_records()
        .count();
    assert_eq!(rows, n);
    let calendar = get(&router, "/usulan/kalender", &operator).await;
    assert!(calendar.text.contains("20 September 2024") && calendar.text.contains("tepat waktu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_and_files_are_for_whom_the_table_says_cell_by_cell() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 800).await;
    let guarded = [
        (
            "/usulan/tindak",
            "langkah=check&cakupan=semua",
            Permission::CheckProposals,
        ),
        (
            "/usulan/tindak",
            "langkah=approve&cakupan=semua",
            Permission::ApproveProposals,
        ),
        (
            "/usulan/tindak",
            "langkah=withdraw&cakupan=semua",
            Permission::WithdrawProposals,
        ),
        (
            "/usulan/tindak",
            "langkah=close&cakupan=semua",
            Permission::RecordFeedback,
        ),
        (
            "/usulan/batch",
            "layout=mutasi-umum",
            Permission::SendBatches,
        ),
        (
            "/usulan/berkas/unduh.csv",
            "reason=uji+hak+akses",
            Permission::ExportPeople,
        ),
    ];
    for role in Role::ALL {
        let cookie = somebody(&desk, &role.code().replace('_', "-"), role, region()).await;
        for (path, form, permission) in guarded {
            let row = permission_table()
                .iter()
                .find(|row| row.permission == permission);
            let cells = &row.unwrap().roles;
            let allowed = cells.iter().any(|cell| cell.role == role && cell.allowed);
            let expected = if allowed {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            let answer = send(&router, "/akun", path, &cookie, form).await;
            assert_eq!(answer.status, expected, "{path} {form} as {}", role.code());
        }
        let forged = post(&router, "/usulan/tindak", &cookie, "langkah=check").await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
    }
}
