//! The funding plan and the quarter's minutes in process.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::http::StatusCode;
use common::{between, get, holds_identifier, office, region, send, somebody};
use semesta_desk::Role;

const RESIDENTS: u64 = 3000;
const PLAN: &str = "/keuangan/rencana";
const MINUTES: &str = "/keuangan/berita-acara";

/// The value that stands after a title of the strip.
fn value<'a>(page: &'a str, title: &str) -> &'a str {
    let value = between(page, &format!("<dt>{title}</dt><dd>"), "</dd>");
    let text = value.split('>').find(|part| !part.starts_with("<a "));
    text.unwrap().split('<').next().unwrap().trim()
}

fn count(page: &str, title: &str) -> i64 {
    value(page, title).replace('.', "").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_follows_the_money_and_a_supposition_stands_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), RESIDENTS).await;
    let ani = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let free = get(&router, PLAN, &ani).await;
    assert_eq!(free.status, StatusCode::OK);
    let (all, chosen) = (
        count(&free.text, "Tanpa kepesertaan aktif"),
        count(&free.text, "Dibiayai"),
    );
    assert!(
        all > 100 && chosen == all,
        "{chosen} of {all} without a limit"
    );
    assert!(!free.text.contains("id=\"banding\""));
    assert!(free.text.contains("tanpa batas"));

    // Little money reaches fewer, and runs out.
    let few = get(&router, &format!("{PLAN}?kota1=20.000.000&bulan=3"), &ani).await;
    let some = count(&few.text, "Dibiayai");
    assert!(some < all && some > 0, "{some} of {all}");
    let city = value(&few.text, "Uang kota").replace(['.', ' ', '\u{a0}'], "");
    let city: i64 = city.trim_start_matches("Rp").parse().unwrap();
    assert!(city > 0 && city <= 20_000_000, "{city}");
    assert!(value(&few.text, "Dana kota habis bila semua dibiayai").contains("2024"));

    // Twice the money and another price, beside the present.
    let asked = format!("{PLAN}?kota1=20.000.000&bulan=3&dana=200&iuran=40000");
    let supposed = get(&router, &asked, &ani).await;
    assert!(supposed.text.contains("id=\"banding\""));
    let row = between(&supposed.text, ">Dibiayai</th>", "</tr>");
    assert!(row.contains(&format!(">{some}<")), "{row}");
    assert!(count(&supposed.text, "Dibiayai") > some);
    let wrong = get(&router, &format!("{PLAN}?kota1=banyak"), &ani).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let english = format!("{ani}; bahasa=en");
    let english = get(&router, PLAN, &english).await;
    assert!(english.text.contains("How far does the money go?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_chosen_is_masked_explained_and_exported_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), RESIDENTS).await;
    let ani = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let audit = somebody(&desk, "auditor", Role::Auditor, region()).await;
    let asked = format!("{PLAN}?kota1=20.000.000&bulan=3&sumber=tidak");
    let list = get(&router, &asked, &ani).await;
    assert!(list.text.contains("•••") && !holds_identifier(&list.text));
    let people = between(&list.text, "id=\"orang\"", "</table>");
    assert!(people.contains("Tidak dibiayai") && !people.contains("mark good"));
    let why = between(people, "href=\"/keuangan/rencana/orang/", "\"");
    let why = format!(
        "{PLAN}/orang/{}",
        why.replace("&amp;", "&").replace("&#38;", "&")
    );
    assert!(why.contains("kota1="), "the same question: {why}");
    let why = get(&router, &why, &ani).await;
    assert_eq!(why.status, StatusCode::OK);
    assert!(why.text.contains("kota") && !holds_identifier(&why.text));

    let file = format!("{PLAN}/unduh.csv");
    let form = "rencana=kota1%3D20.000.000%26bulan%3D3&reason=";
    let short = send(&router, &asked, &file, &ani, &format!("{form}a")).await;
    assert_eq!(short.status, StatusCode::BAD_REQUEST);
    let given = send(
        &router,
        &asked,
        &file,
        &ani,
        &format!("{form}usulan+anggaran"),
    )
    .await;
    assert_eq!(given.status, StatusCode::OK);
    assert!(given.text.starts_with("nik,no_kk,nama") && holds_identifier(&given.text));
    let log = get(&router, "/pengaturan/audit?aksi=people.", &audit).await;
    assert!(log.text.contains("usulan anggaran") && !holds_identifier(&log.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_minutes_close_and_name_people_to_those_who_may() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), RESIDENTS).await;
    let ani = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let page = get(&router, MINUTES, &ani).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("2024-Q3") && !holds_identifier(&page.text));
    let row = |item: &str| -> Vec<String> {
        let row = between(&page.text, &format!(">{item}</th>"), "</tr>");
        let cells = row.split("<td").skip(1);
        cells
            .map(|cell| {
                let number = cell
                    .split('>')
                    .find(|part| part.contains('<') && !part.starts_with('<'));
                let number = number.unwrap().split('<').next().unwrap();
                number.replace(['.', ' ', '\u{a0}'], "")
            })
            .collect()
    };
    let number =
        |text: &String| -> i64 { text.replace("Rp", "").replace('−', "-").parse().unwrap() };
    // Of July, August and September one is billed; the quarter has its sums.
    let (heads, months) = (row("Peserta akhir"), row("Orang-bulan ditagih"));
    assert_eq!((heads[0].as_str(), heads[1] == months[1]), ("–", true));
    assert_eq!(months[1], months[3]);
    let [billed, disputed, agreed] = ["Nilai tagihan", "Jumlah sengketa", "Nilai yang disepakati"]
        .map(|item| number(&row(item)[3]));
    assert!(billed > 0 && disputed > 0);
    assert_eq!(billed - disputed, agreed);
    assert!(page.text.contains("id=\"selisih\"") && page.text.contains("•••"));
    let file = format!("{MINUTES}/unduh.csv");
    let form = "triwulan=2024-Q3&reason=rekonsiliasi+triwulan";
    let given = send(&router, MINUTES, &file, &ani, form).await;
    assert_eq!(given.status, StatusCode::OK);
    assert!(given.text.starts_with("bulan,uraian,no_kartu"));
    let sum: i64 = given
        .text
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit(',').next()?.parse::<i64>().ok())
        .sum();
    assert_eq!(sum, disputed, "person by person to the rupiah");
}
