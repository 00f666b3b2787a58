//! Cells that cannot be read: which reject their row, and which only warn.

use semesta_evidence::Source;

use super::{Expected, REGISTER, REGISTER_ROW, ROLL, ROLL_ROW, column, taken};

/// One row of the roll with `from` put in place of `to`.
fn roll(from: &str, to: &str, rejects: &[(&str, u64)], warnings: &[(&str, u64)]) {
    let text = format!("{ROLL}{}", ROLL_ROW.replace(from, to));
    let expected = Expected {
        accepted: u64::from(rejects.is_empty()),
        skipped: 0,
        rejects,
        warnings,
    };
    taken(Source::Peserta, "peserta.csv", text.as_bytes(), &expected);
}

fn list(
    source: Source,
    text: &str,
    rejects: &[(&str, u64)],
    warnings: &[(&str, u64)],
    accepted: u64,
) -> super::Outcome {
    taken(
        source,
        "list.csv",
        text.as_bytes(),
        &Expected {
            accepted,
            skipped: 0,
            rejects,
            warnings,
        },
    )
}

#[test]
fn the_register_rejects_every_nik_that_is_no_key() {
    for (nik, code) in [
        ("", "nik:nik_missing"),
        ("TIDAK ADA", "nik:nik_missing"),
        ("0000000000000000", "nik:nik_placeholder"),
        ("9999999999999999", "nik:nik_placeholder"),
        ("1234567890123456", "nik:nik_placeholder"),
        ("657101450790900", "nik:nik_invalid"),
        ("65710145079090033", "nik:nik_invalid"),
        ("6571017213909003", "nik:nik_invalid"),
        ("657101A507909003", "nik:nik_invalid"),
        ("6571014507909003.0", "nik:nik_damaged"),
        ("6.57101E+15", "nik:nik_damaged"),
        ("657101450790900?", "nik:nik_damaged"),
    ] {
        let text = format!(
            "{REGISTER}{}",
            REGISTER_ROW.replacen("6571014507909003", nik, 1)
        );
        list(Source::Penduduk, &text, &[(code, 1)], &[], 0);
    }
}

#[test]
fn lists_keep_a_damaged_nik_for_linkage() {
    let text = "nik,nama,tanggal\n6571014507909003.0,SITI,2024-01-02\n6.57101E+15,BUDI,2024-01-02\n,ANI,2024-01-02\n1111111111111111,A,2024-01-02\n12,B,2024-01-02\n";
    let rejects = [
        ("nik:nik_invalid", 1),
        ("nik:nik_missing", 1),
        ("nik:nik_placeholder", 1),
    ];
    let outcome = list(
        Source::Kematian,
        text,
        &rejects,
        &[("nik:nik_damaged", 2)],
        2,
    );
    assert_eq!(column(&outcome, "nik"), ["", ""]);
    assert_eq!(
        column(&outcome, "nik_given"),
        ["657101450790900?", "657101??????????"]
    );
}

#[test]
fn a_nik_in_the_roll_never_rejects() {
    roll("6571014507909003", "", &[], &[]);
    roll("6571014507909003", "TIDAK ADA", &[], &[]);
    roll(
        "6571014507909003",
        "6.57101E+15",
        &[],
        &[("nik:nik_damaged", 1)],
    );
    roll(
        "6571014507909003",
        "0000000000000000",
        &[],
        &[("nik:nik_placeholder", 1)],
    );
    roll("6571014507909003", "ABC", &[], &[("nik:nik_invalid", 1)]);
}

#[test]
fn a_card_that_cannot_be_read_rejects() {
    roll("0001234509876", "", &[("no_kartu:card_missing", 1)], &[]);
    roll(
        "0001234509876",
        "12345678901234",
        &[("no_kartu:card_invalid", 1)],
        &[],
    );
    roll(
        "0001234509876",
        "KARTU",
        &[("no_kartu:card_invalid", 1)],
        &[],
    );
    roll(
        "0001234509876",
        "1.23451E+12",
        &[("no_kartu:card_damaged", 1)],
        &[],
    );
    roll(
        "0001234509876",
        "0000000000000",
        &[("no_kartu:card_invalid", 1)],
        &[],
    );
}

#[test]
fn closed_codes_reject() {
    roll("pbi_jk", "X9", &[("segmen:code_unknown", 1)], &[]);
    roll("pbi_jk", "", &[("segmen:code_missing", 1)], &[]);
    roll("AKTIF", "MUNGKIN", &[("status:code_unknown", 1)], &[]);
    let text = format!("{REGISTER}{}", REGISTER_ROW.replace("HIDUP", "RAGU"));
    list(
        Source::Penduduk,
        &text,
        &[("status:code_unknown", 1)],
        &[],
        0,
    );
    let text = "nik,tanggal,arah\n6571014507909003,2024-01-02,KE ATAS\n";
    list(Source::Pindah, text, &[("arah:code_unknown", 1)], &[], 0);
    let text =
        "nik,nama,badan_usaha,tanggal,jenis_bukti\n6571014507909003,SITI,PT X,2024-01-02,KATANYA\n";
    list(
        Source::Phk,
        text,
        &[("jenis_bukti:code_unknown", 1)],
        &[],
        0,
    );
}

#[test]
fn birth_dates_warn() {
    roll(
        "1990-07-05",
        "2025-01-01",
        &[],
        &[("tanggal_lahir:date_future", 1)],
    );
    roll("1990-07-05", "2024-12-31", &[], &[]);
    roll(
        "1990-07-05",
        "1900-01-01",
        &[],
        &[("tanggal_lahir:date_placeholder", 1)],
    );
    roll(
        "1990-07-05",
        "0000-00-00",
        &[],
        &[("tanggal_lahir:date_placeholder", 1)],
    );
    roll(
        "1990-07-05",
        "1879-12-31",
        &[],
        &[("tanggal_lahir:date_too_old", 1)],
    );
    roll(
        "1990-07-05",
        "31-02-1990",
        &[],
        &[("tanggal_lahir:date_invalid", 1)],
    );
    roll(
        "1990-07-05",
        "07/31/1990",
        &[],
        &[("tanggal_lahir:date_invalid", 1)],
    );
    roll("1990-07-05", "", &[], &[("tanggal_lahir:empty", 1)]);
}

#[test]
fn other_cells_warn() {
    roll(",P,", ",X,", &[], &[("jenis_kelamin:code_unknown", 1)]);
    roll("SITI", "-", &[], &[("nama:empty", 1)]);
    let text = format!(
        "{REGISTER}{}",
        REGISTER_ROW.replace("6571011001", "TARAKAN")
    );
    list(
        Source::Penduduk,
        &text,
        &[],
        &[("kode_wilayah:region_invalid", 1)],
        1,
    );
    let text = format!(
        "{REGISTER}{}",
        REGISTER_ROW.replace("6571010101209001", "12")
    );
    list(Source::Penduduk, &text, &[], &[("no_kk:kk_invalid", 1)], 1);
    let text = format!(
        "{REGISTER}{}",
        REGISTER_ROW.replace("6571010101209001", "6.57101E+15")
    );
    list(Source::Penduduk, &text, &[], &[("no_kk:kk_damaged", 1)], 1);
    let text = "nik,no_kk,desil\n6571014507909003,6571010101209001,11\n";
    list(Source::Dtsen, text, &[], &[("desil:number_invalid", 1)], 1);
    let text = "nik,nama,badan_usaha,asal\n6571014507909003,SITI,PT X,entah\n";
    list(Source::Pekerja, text, &[], &[("asal:code_unknown", 1)], 1);
}

#[test]
fn amounts_months_and_event_dates_reject() {
    let bill = |month: &str, amount: &str| {
        format!(
            "bulan;no_kartu;iuran_kota;bantuan_kota;bantuan_pusat\n{month};1234509876;{amount};2.800,00;Rp4.200\n"
        )
    };
    list(
        Source::Tagihan,
        &bill("2024-12", "35.000,50"),
        &[("iuran_kota:amount_invalid", 1)],
        &[],
        0,
    );
    list(
        Source::Tagihan,
        &bill("2024-12", "tiga puluh lima ribu"),
        &[("iuran_kota:amount_invalid", 1)],
        &[],
        0,
    );
    list(
        Source::Tagihan,
        &bill("2024-12", ""),
        &[("iuran_kota:amount_missing", 1)],
        &[],
        0,
    );
    list(
        Source::Tagihan,
        &bill("2024-13", "35000"),
        &[("bulan:month_invalid", 1)],
        &[],
        0,
    );
    list(
        Source::Tagihan,
        &bill("", "35000"),
        &[("bulan:month_missing", 1)],
        &[],
        0,
    );
    let outcome = list(
        Source::Tagihan,
        &bill("Desember 2024", "(35.000)"),
        &[],
        &[],
        1,
    );
    assert_eq!(column(&outcome, "bulan"), ["2024-12"]);
    assert_eq!(column(&outcome, "iuran_kota"), ["-35000"]);
    let deaths = "nik,tanggal\n6571014507909003,2024-02-30\n6571014507909003,\n6571014507909003,2026-01-01\n";
    let rejects = [("tanggal:date_invalid", 1), ("tanggal:date_missing", 1)];
    list(Source::Kematian, deaths, &rejects, &[], 1);
}

#[test]
fn donors_and_employers_need_their_key() {
    let text = "kode,nama,patuh,anggaran,wilayah\n,PT A,ya,1000,6571011001\nB,PT B,entah,1000,x\nC,PT C,tidak,seribu,6571011001\n";
    let rejects = [("anggaran:amount_invalid", 1), ("kode:key_missing", 1)];
    let warnings = [("patuh:code_unknown", 1), ("wilayah:region_invalid", 1)];
    list(Source::Donatur, text, &rejects, &warnings, 1);
    let text = "nama,kode_wilayah,asal\n,6571,OSS\nPT X,,OSS\n";
    list(
        Source::BadanUsaha,
        text,
        &[("nama:key_missing", 1)],
        &[("kode_wilayah:empty", 1)],
        1,
    );
}
