//! Headers: missing, doubled, too many, misplaced, by another name.

use semesta_evidence::{Layout, Source};

use super::{Expected, REGISTER, REGISTER_ROW, ROLL, ROLL_ROW, column, import, refused, taken};

#[test]
fn a_missing_column_is_named_with_what_was_found() {
    let text = "No,NIK,Nama Lengkap,Tgl Lahir\n1,6571014507909003,SITI,1990-07-05\n";
    let words = [
        "no_kartu",
        "jenis_kelamin",
        "segmen",
        "status",
        "Nama Lengkap",
        "NOKA",
    ];
    refused(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        "missing_columns",
        &words,
    );
}

#[test]
fn a_file_of_another_source_is_refused() {
    let text = format!("{REGISTER}{REGISTER_ROW}");
    refused(
        Source::Tagihan,
        "tagihan.csv",
        text.as_bytes(),
        "missing_columns",
        &["iuran_kota", "no_kk"],
    );
}

#[test]
fn prose_is_no_table() {
    refused(
        Source::Peserta,
        "peserta.csv",
        b"Kepada Yth.\nKepala Dinas\nTerlampir data.\n",
        "missing_columns",
        &[],
    );
}

#[test]
fn doubled_headers_are_refused() {
    let text = format!("{},NIK\n{},x\n", ROLL.trim(), ROLL_ROW.trim());
    refused(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        "duplicate_header",
        &["nik", "NIK"],
    );
}

#[test]
fn the_better_of_two_spellings_wins() {
    let text = format!("NO KTP,{}salah,{}", ROLL, ROLL_ROW);
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(outcome.result.unwrap().unmapped, ["NO KTP"]);
}

#[test]
fn three_hundred_columns_are_taken_and_two_thousand_refused() {
    let wide = |n: usize| {
        let headers: String = (0..n).map(|i| format!(",kolom {i}")).collect();
        format!(
            "{}{headers}\n{}{}\n",
            ROLL.trim(),
            ROLL_ROW.trim(),
            ",x".repeat(n)
        )
    };
    let expected = Expected {
        accepted: 1,
        ..Expected::default()
    };
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        wide(293).as_bytes(),
        &expected,
    );
    assert_eq!(outcome.result.unwrap().unmapped.len(), 293);
    refused(
        Source::Peserta,
        "peserta.csv",
        wide(2000).as_bytes(),
        "too_many_columns",
        &["2007", "1024"],
    );
}

#[test]
fn a_header_below_row_thirty_is_not_found() {
    let text = format!("{}{ROLL}{ROLL_ROW}", "judul\n".repeat(30));
    refused(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        "missing_columns",
        &[],
    );
    let text = format!("{}{ROLL}{ROLL_ROW}", "judul\n".repeat(29));
    taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
}

#[test]
fn a_header_of_two_lines_is_read_as_one() {
    let text = "NO,KARTU,,NAMA,L/P,TANGGAL,,SEGMEN,STATUS\n,NO KARTU,NIK,,,LAHIR,TMT,,\n1,0001234509876,6571014507909003,SITI,P,05-07-1990,01-01-2020,PBI APBN,AKTIF\n";
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(column(&outcome, "tanggal_lahir"), ["1990-07-05"]);
    assert_eq!(column(&outcome, "tmt"), ["2020-01-01"]);
}

#[test]
fn headers_in_another_order_and_spelling_are_found() {
    let text = "STATUS KEPESERTAAN*;Segmentasi Peserta;TGLLAHIR;J/K;Nama  Peserta (sesuai KTP);NO. KTP;NOKA\nAktif;Jamkesda;05/07/1990;Perempuan;SITI;6571014507909003;1234509876\n";
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(column(&outcome, "segmen"), ["pbpu_pemda"]);
    assert_eq!(column(&outcome, "no_kartu"), ["0001234509876"]);
}

#[test]
fn a_layout_gives_fixed_values_and_own_words() {
    let yaml = "schema: semesta.layout/1\nname: wlkp-kota\nsources:\n  pekerja:\n    columns:\n      nik: [Identitas]\n    values:\n      asal: { lapor: wlkp }\n    fixed: { asal: lapor }\n    month_first: true\n";
    let text = "Identitas,Nama,Perusahaan,Mulai\n6571014507909003,SITI,PT X,12/31/2023\n";
    let outcome = import(
        Source::Pekerja,
        "pekerja.csv",
        text.as_bytes(),
        Some(Layout::parse(yaml).unwrap()),
    );
    assert_eq!(column(&outcome, "asal"), ["wlkp"]);
    assert_eq!(column(&outcome, "mulai"), ["2023-12-31"]);
    assert_eq!(outcome.result.unwrap().layout, "wlkp-kota");
}

#[test]
fn an_opensid_export_is_known() {
    let text = "Alamat;Dusun;RW;RT;Nama;Nomor KK;Nomor NIK;Jenis Kelamin;Tempat Lahir;Tanggal Lahir;Kawin;Hub. Keluarga\nJL. A;TIMUR;001;002;SITI;6571010101209001;6571014507909003;2;TARAKAN;1990-07-05;2;3\n";
    let expected = Expected {
        accepted: 1,
        ..Expected::default()
    };
    let outcome = taken(Source::Penduduk, "penduduk.csv", text.as_bytes(), &expected);
    assert_eq!(column(&outcome, "jenis_kelamin"), ["P"]);
    assert_eq!(column(&outcome, "status"), ["HIDUP"]);
    assert_eq!(outcome.result.unwrap().layout, "opensid");
}

#[test]
fn vclaim_fields_are_known() {
    let text = "noKartu,nik,nama,pisa,sex,tglLahir,tglTMT,tglTAT,statusPeserta.kode,statusPeserta.keterangan,jenisPeserta.keterangan,hakKelas.kode,provUmum.kdProvider\n0001234509876,6571014507909003,SITI,1,P,05-07-1990,2020-01-01,2050-07-05,0,AKTIF,PBI (APBN),3,0123B001\n";
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(column(&outcome, "segmen"), ["pbi_jk"]);
    assert_eq!(column(&outcome, "status"), ["AKTIF"]);
    assert_eq!(column(&outcome, "kode_faskes"), ["0123B001"]);
}

#[test]
fn abbreviated_headers_are_found() {
    let text = "kd_kel;nm_lengkap;jns_kelamin;tgl_lhr;nomor_ktp;nomor_kk;sts_penduduk\n65.71.01.1001;SITI;P;05-07-1990;6571014507909003;6571010101209001;HIDUP\n";
    taken(
        Source::Penduduk,
        "penduduk.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    let text = "BLN_IURAN,NO_JKN,IURAN_PEMKOT,BANTUAN_PEMKOT,BANTUAN_PUSAT\n2024-12,1234509876,35000,2800,4200\n";
    taken(
        Source::Tagihan,
        "tagihan.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
}
