//! Files that are not what their name says, or too much of it.

use semesta_evidence::Source;

use super::{Expected, REGISTER, ROLL, ROLL_ROW, column, import, refused, taken};

#[test]
fn an_empty_file_is_refused() {
    refused(Source::Peserta, "peserta.csv", b"", "empty_file", &[]);
}

#[test]
fn a_blank_file_is_refused() {
    refused(
        Source::Peserta,
        "peserta.csv",
        b" \r\n\r\n\t\n",
        "empty_file",
        &[],
    );
}

#[test]
fn a_header_without_rows_is_no_roll_and_no_register() {
    refused(
        Source::Peserta,
        "peserta.csv",
        ROLL.as_bytes(),
        "no_rows",
        &["peserta"],
    );
    refused(
        Source::Penduduk,
        "penduduk.csv",
        REGISTER.as_bytes(),
        "no_rows",
        &["penduduk"],
    );
    refused(
        Source::Dtsen,
        "dtsen.csv",
        b"nik,no_kk,desil\nJUMLAH,0,\n",
        "no_rows",
        &["dtsen"],
    );
}

#[test]
fn a_header_without_rows_is_a_list_of_events() {
    taken(
        Source::Kematian,
        "kematian.csv",
        b"nik,nama,tanggal",
        &Expected::default(),
    );
    taken(
        Source::Pindah,
        "pindah.csv",
        b"nik,tanggal,arah\n\n",
        &Expected {
            skipped: 1,
            ..Expected::default()
        },
    );
}

#[test]
fn a_missing_file_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let folder = semesta_evidence::DataFolder::create(temp.path()).unwrap();
    let request = semesta_evidence::ImportRequest {
        source: Source::Peserta,
        as_of: jiff::civil::date(2024, 12, 31),
        path: temp.path().join("none.csv"),
        layout: None,
        mend: None,
        replace: false,
    };
    let error = semesta_evidence::import_file(&folder, &request, &semesta_evidence::NoProgress)
        .unwrap_err();
    assert_eq!(error.code(), "read");
}

#[test]
fn stray_nul_bytes_are_left_out_with_a_note() {
    let text = format!("{ROLL}{}", ROLL_ROW.replace("SITI", "SI\0TI\0"));
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(column(&outcome, "nama"), ["SITI"]);
    assert_eq!(outcome.result.unwrap().notes, ["2 karakter NUL dihapus"]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let noise: Vec<u8> = (0..4096_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    refused(Source::Peserta, "peserta.csv", &noise, "not_text", &[]);
    refused(Source::Peserta, "peserta.csv", &[0; 4096], "not_text", &[]);
}

#[test]
fn a_line_of_ten_megabytes_is_refused() {
    let line = "x".repeat(10 << 20);
    let in_data = format!("{ROLL}{}{line}\n", ROLL_ROW.repeat(40));
    refused(
        Source::Peserta,
        "peserta.csv",
        in_data.as_bytes(),
        "row_too_long",
        &["41", "1.048.576"],
    );
    refused(
        Source::Peserta,
        "peserta.csv",
        line.as_bytes(),
        "row_too_long",
        &[],
    );
}

#[test]
fn a_quote_that_is_never_closed_is_refused() {
    let text = format!(
        "{ROLL}{}{}",
        ROLL_ROW.replace("SITI", "\"SITI"),
        ROLL_ROW.repeat(10)
    );
    refused(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        "unclosed_quote",
        &["1"],
    );
}

#[test]
fn a_quote_that_closes_a_thousand_rows_later_is_refused() {
    let open = ROLL_ROW.replace("SITI", "\"SITI");
    let close = ROLL_ROW.replace("SITI", "SITI,\"");
    let text = format!("{ROLL}{open}{}{close}", ROLL_ROW.repeat(1000));
    refused(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        "unclosed_quote",
        &["1"],
    );
}

#[test]
fn other_formats_are_refused_by_name() {
    refused(
        Source::Penduduk,
        "penduduk.xls",
        b"<!DOCTYPE html>\n<table><tr><th>NIK</th></tr></table>",
        "unsupported",
        &["HTML"],
    );
    refused(
        Source::Penduduk,
        "penduduk.csv",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        "unsupported",
        &["PDF"],
    );
    refused(
        Source::Penduduk,
        "penduduk.csv",
        b"\x1f\x8b\x08\x00\x00",
        "unsupported",
        &["gzip"],
    );
    refused(
        Source::Penduduk,
        "penduduk.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
        "old_workbook",
        &[".xlsx"],
    );
}

#[test]
fn a_text_named_as_a_workbook_is_read_as_what_it_is() {
    let text = format!("{ROLL}{ROLL_ROW}");
    taken(
        Source::Peserta,
        "peserta.xlsx",
        text.as_bytes(),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
}

#[test]
fn windows_1252_is_known() {
    let mut bytes = format!("{ROLL}{ROLL_ROW}").into_bytes();
    let at = bytes.windows(4).position(|w| w == b"SITI").unwrap();
    bytes[at + 1] = 0xc9;
    let outcome = taken(
        Source::Peserta,
        "peserta.csv",
        &bytes,
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(column(&outcome, "nama"), ["SÉTI"]);
    assert_eq!(
        outcome.result.unwrap().encoding.as_deref(),
        Some("Windows-1252")
    );
}

#[test]
fn utf_16_is_known_with_and_without_a_mark() {
    let text = format!("{ROLL}{}", ROLL_ROW.replace("SITI", "NYI É"));
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &little].concat();
    let marked_big = [b"\xfe\xff".as_slice(), &big].concat();
    for (bytes, encoding) in [
        (marked, "UTF-16LE"),
        (marked_big, "UTF-16BE"),
        (little, "UTF-16LE"),
        (big, "UTF-16BE"),
    ] {
        let outcome = taken(
            Source::Peserta,
            "peserta.txt",
            &bytes,
            &Expected {
                accepted: 1,
                ..Expected::default()
            },
        );
        assert_eq!(column(&outcome, "nama"), ["NYI É"]);
        assert_eq!(outcome.result.unwrap().encoding.as_deref(), Some(encoding));
    }
}

#[test]
fn a_cut_utf_16_file_does_not_panic() {
    let text = format!("{ROLL}{ROLL_ROW}");
    let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.pop();
    assert!(
        import(Source::Peserta, "peserta.csv", &bytes, None)
            .result
            .is_ok()
    );
}
