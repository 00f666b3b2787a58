//! Two runs beside each other, in process.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::http::StatusCode;
use common::{city_of, get, holds_identifier, pages_on, region, run_on, send, somebody};
use jiff::Timestamp;
use semesta_desk::{Desk, Role};

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_close_and_their_people_are_seen_by_role_and_area() {
    let dir = tempfile::tempdir().unwrap();
    let data = city_of(dir.path(), 1_500, 4);
    let newest = run_on(&data, "2024-08-31".parse().unwrap());
    let earlier = run_on(&data, "2024-05-31".parse().unwrap());
    run_on(&data, "2024-08-31".parse().unwrap());
    assert_ne!(newest, earlier);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let dinkes = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let admin = somebody(&desk, "admin", Role::Administrator, region()).await;
    let village = "65.71.01.1002".parse().unwrap();
    let cadre = somebody(&desk, "kader", Role::Cadre, village).await;
    let router = pages_on(&data, "2024-09-10").await;
    let page = get(&router, "/data/banding", &dinkes).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Tertutup:") && !page.text.contains("Tidak tertutup"));
    assert!(page.text.contains(&earlier[..8]) && page.text.contains("•••"));
    assert!(!holds_identifier(&page.text));
    let of = |ask: &str| format!("/data/banding?dari={earlier}&ke={newest}{ask}");
    let arrived = get(&router, &of("&perubahan=arrived"), &dinkes).await;
    assert!(arrived.text.contains("Penduduk baru"));
    // The other way round the same people leave.
    let count = |page: &str| {
        let text = common::between(page, "Orang dalam daftar ini: <strong>", "</strong>");
        text.replace('.', "").parse::<usize>().unwrap()
    };
    let back = format!("/data/banding?dari={newest}&ke={earlier}&perubahan=left");
    let left = get(&router, &back, &dinkes).await;
    assert!(count(&arrived.text) > 0);
    assert_eq!(count(&arrived.text), count(&left.text));
    let all = count(&get(&router, &of(""), &dinkes).await.text);
    let here = count(&get(&router, &of(""), &cadre).await.text);
    assert!(here < all && here > 0, "{here} of {all}");
    // Figures without people for those who see no citizen.
    let figures = get(&router, &of(""), &admin).await;
    assert!(figures.text.contains("Tertutup:") && !figures.text.contains("•••"));
    let same = get(
        &router,
        &format!("/data/banding?dari={newest}&ke={newest}"),
        &dinkes,
    )
    .await;
    assert!(same.text.contains("Pilih dua hitungan yang berbeda"));

    let form = format!("reason=uji+banding&dari={earlier}&ke={newest}");
    let to = "/data/banding/unduh.csv";
    let masked = send(&router, "/data/banding", to, &dinkes, &form).await;
    assert_eq!(masked.status, StatusCode::OK);
    assert!(!holds_identifier(&masked.text) && masked.text.contains("•••"));
    assert_eq!(masked.text.lines().count(), all + 1);
    let full = send(
        &router,
        "/data/banding",
        to,
        &dinkes,
        &format!("{form}&lengkap=1"),
    )
    .await;
    assert!(holds_identifier(&full.text));
    let refused = send(&router, "/akun", to, &cadre, &format!("{form}&lengkap=1")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = send(&router, "/akun", to, &admin, &form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let short = send(
        &router,
        "/data/banding",
        to,
        &dinkes,
        &format!("reason=x&dari={earlier}&ke={newest}"),
    )
    .await;
    assert_eq!(short.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbourhood_sums_up_to_its_village_and_is_compared_with_a_month() {
    let dir = tempfile::tempdir().unwrap();
    let data = city_of(dir.path(), 1_500, 4);
    let earlier = run_on(&data, "2024-05-31".parse().unwrap());
    run_on(&data, "2024-08-31".parse().unwrap());
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let dinkes = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let router = pages_on(&data, "2024-09-10").await;
    let village = "/wilayah/6571011001";
    let page = get(&router, &format!("{village}?dari={earlier}"), &dinkes).await;
    assert_eq!(page.status, StatusCode::OK);
    let table = common::between(&page.text, "id=\"wilayah\"", "</table>");
    assert!(table.contains("RW ") && table.contains("Bergeser"));
    let people: i64 = table
        .split("<tr>")
        .skip(2)
        .map(|row| {
            let cell = common::between(row, "<td class=\"num\">", "</td>");
            let n = common::between(cell, "\">", "</a>");
            n.replace('.', "").parse::<i64>().unwrap()
        })
        .sum();
    let whole = common::between(
        &page.text,
        "dasar=verified&#38;indikator=coverage&#38;wilayah=6571011001&#38;bagian=penyebut",
        "</a>",
    );
    let denominator = whole.rsplit('>').next().unwrap().replace('.', "");
    assert_eq!(people.to_string(), denominator, "{whole}");
    let href = common::between(table, "href=\"/wilayah/6571011001/rt/", "\"");
    let one = get(
        &router,
        &format!("{village}/rt/{href}?dari={earlier}"),
        &dinkes,
    )
    .await;
    assert_eq!(one.status, StatusCode::OK);
    for said in [
        "RW ",
        "Penduduk menurut segmen",
        "Mengapa belum aktif",
        "/kunjungan?wilayah=",
    ] {
        assert!(one.text.contains(said), "{said}");
    }
    for wrong in ["/rt/99-99", "/rt/..%2f", "/rt/x"] {
        let lost = get(&router, &format!("{village}{wrong}"), &dinkes).await;
        assert_eq!(lost.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(
        get(&router, "/wilayah/657101/rt/1-1", &dinkes).await.status,
        StatusCode::NOT_FOUND
    );
}
