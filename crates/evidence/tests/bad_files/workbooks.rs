//! Workbooks as offices make them, and as no office should.

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use semesta_evidence::Source;

use super::{Expected, ROLL, column, refused, taken};

fn sheet(rows: &[&[&str]]) -> Worksheet {
    let mut sheet = Worksheet::new();
    for (at, row) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*row) {
            sheet.write_string(at, column, *text).unwrap();
        }
    }
    sheet
}

fn book(sheets: Vec<Worksheet>) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    book.save_to_buffer().unwrap()
}

const HEADER: [&str; 7] = [
    "No Kartu",
    "NIK",
    "Nama",
    "JK",
    "Tgl Lahir",
    "Segmen",
    "Status",
];
const ROW: [&str; 7] = [
    "0001234509876",
    "6571014507909003",
    "SITI",
    "P",
    "1990-07-05",
    "PBI APBN",
    "Aktif",
];

fn good() -> Vec<u8> {
    book(vec![sheet(&[&HEADER, &ROW])])
}

#[test]
fn a_truncated_workbook_is_refused() {
    let bytes = good();
    for cut in [40, bytes.len() / 2, bytes.len() - 30] {
        refused(
            Source::Peserta,
            "peserta.xlsx",
            &bytes[..cut],
            "workbook",
            &[],
        );
    }
}

#[test]
fn a_workbook_with_a_flipped_byte_is_refused_or_read() {
    let bytes = good();
    for at in (0..bytes.len()).step_by(97) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x55;
        super::import(Source::Peserta, "peserta.xlsx", &bytes, None);
    }
}

#[test]
fn an_archive_that_is_no_workbook_is_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("readme.txt", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"halo").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    refused(Source::Peserta, "peserta.xlsx", &bytes, "workbook", &[]);
}

#[test]
fn a_zip_bomb_is_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(
        "xl/sharedStrings.xml",
        zip::write::SimpleFileOptions::default(),
    )
    .unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&zeros).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    refused(Source::Peserta, "peserta.xlsx", &bytes, "zip_bomb", &[]);
}

#[test]
fn an_empty_workbook_is_refused() {
    refused(
        Source::Peserta,
        "peserta.xlsx",
        &book(vec![Worksheet::new()]),
        "empty_file",
        &[],
    );
}

#[test]
fn a_workbook_with_a_header_only_is_refused() {
    refused(
        Source::Peserta,
        "peserta.xlsx",
        &book(vec![sheet(&[&HEADER])]),
        "no_rows",
        &["peserta"],
    );
}

#[test]
fn two_fitting_sheets_are_refused_by_name() {
    let mut second = sheet(&[&HEADER, &ROW]);
    second.set_name("Cadangan").unwrap();
    let bytes = book(vec![sheet(&[&HEADER, &ROW]), second]);
    refused(
        Source::Peserta,
        "peserta.xlsx",
        &bytes,
        "sheet_ambiguous",
        &["Sheet1", "Cadangan"],
    );
}

#[test]
fn no_fitting_sheet_is_refused_with_the_nearest() {
    let mut near = sheet(&[&["NIK", "Nama", "JK"], &["6571014507909003", "SITI", "P"]]);
    near.set_name("Data").unwrap();
    let bytes = book(vec![sheet(&[&["catatan"]]), near]);
    refused(
        Source::Peserta,
        "peserta.xlsx",
        &bytes,
        "missing_columns",
        &["Data", "no_kartu", "JK"],
    );
}

#[test]
fn the_one_fitting_sheet_is_found_among_others() {
    let mut data = sheet(&[&HEADER, &ROW]);
    data.set_name("Data Peserta").unwrap();
    let bytes = book(vec![
        sheet(&[&["Rekap"], &["Total", "1"]]),
        data,
        Worksheet::new(),
    ]);
    let outcome = taken(
        Source::Peserta,
        "peserta.xlsx",
        &bytes,
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(
        outcome.result.unwrap().sheet.as_deref(),
        Some("Data Peserta")
    );
}

#[test]
fn cells_are_read_as_offices_leave_them() {
    let mut sheet = Worksheet::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet
        .merge_range(0, 0, 0, 6, "DATA PESERTA KOTA TARAKAN", &Format::new())
        .unwrap();
    for (column, header) in (0..).zip(HEADER) {
        sheet.write_string(3, column, header).unwrap();
        sheet
            .write_number(4, column, f64::from(column + 1))
            .unwrap();
    }
    // A NIK and a card as numbers, a date cell.
    sheet.write_number(5, 0, 1_234_509_876.0).unwrap();
    sheet.write_number(5, 1, 6_571_014_507_909_003.0).unwrap();
    sheet.write_string(5, 2, "  SITI ").unwrap();
    sheet.write_string(5, 3, "PEREMPUAN").unwrap();
    sheet
        .write_datetime_with_format(5, 4, ExcelDateTime::from_ymd(1990, 7, 5).unwrap(), &date)
        .unwrap();
    sheet
        .write_string(5, 5, "PBPU dan BP Pemerintah Daerah")
        .unwrap();
    sheet.write_string(5, 6, "NON AKTIF").unwrap();
    // An apostrophe, a serial number, formulas and a formula's error; row 7 is blank.
    sheet.write_string(7, 0, "'0001234509877").unwrap();
    sheet.write_string(7, 1, "'6571014507909003").unwrap();
    sheet
        .write_formula(7, 2, Formula::new("=UPPER(\"budi\")").set_result("BUDI"))
        .unwrap();
    sheet
        .write_formula(7, 3, Formula::new("=VLOOKUP(1,A:B,2)").set_result("#N/A"))
        .unwrap();
    sheet.write_number(7, 4, 33_059.0).unwrap();
    sheet.write_string(7, 5, "mandiri").unwrap();
    sheet.write_string(7, 6, "0").unwrap();
    sheet.write_string(8, 0, "JUMLAH").unwrap();
    sheet.write_number(8, 2, 2.0).unwrap();
    let expected = Expected {
        accepted: 2,
        skipped: 3,
        warnings: &[("jenis_kelamin:cell_error", 1), ("nik:nik_damaged", 1)],
        ..Expected::default()
    };
    let outcome = taken(
        Source::Peserta,
        "peserta.xlsx",
        &book(vec![sheet]),
        &expected,
    );
    assert_eq!(
        column(&outcome, "no_kartu"),
        ["0001234509876", "0001234509877"]
    );
    assert_eq!(column(&outcome, "nik"), ["", "6571014507909003"]);
    assert_eq!(column(&outcome, "nik_given"), ["657101450790900?", ""]);
    assert_eq!(column(&outcome, "nama"), ["SITI", "BUDI"]);
    assert_eq!(
        column(&outcome, "tanggal_lahir"),
        ["1990-07-05", "1990-07-05"]
    );
    assert_eq!(column(&outcome, "source_row"), ["2", "4"]);
    assert_eq!(outcome.result.unwrap().header_row, 4);
}

#[test]
fn a_month_may_be_a_date_cell_and_an_amount_a_number() {
    let mut sheet = sheet(&[&[
        "Periode",
        "NOKA",
        "Iuran Pemda",
        "Bantuan Pemda",
        "Bantuan Pusat",
    ]]);
    let month = Format::new().set_num_format("mmm-yy");
    sheet
        .write_datetime_with_format(1, 0, ExcelDateTime::from_ymd(2024, 12, 1).unwrap(), &month)
        .unwrap();
    sheet.write_number(1, 1, 1_234_509_876.0).unwrap();
    for (column, amount) in [(2, 35_000.0), (3, 2_800.0), (4, 4_200.5)] {
        sheet.write_number(1, column, amount).unwrap();
    }
    let rejects = [("bantuan_pusat:amount_invalid", 1)];
    let outcome = taken(
        Source::Tagihan,
        "tagihan.xlsx",
        &book(vec![sheet]),
        &Expected {
            rejects: &rejects,
            ..Expected::default()
        },
    );
    let rejected = outcome
        .folder
        .read_rejects(&outcome.result.unwrap())
        .unwrap();
    assert_eq!(
        rejected.rows[0].cells,
        ["2024-12-01", "1234509876", "35000", "2800", "4200.5"]
    );
}

#[test]
fn a_merged_family_card_holds_for_all_its_rows() {
    let header = [
        "NIK",
        "No KK",
        "Nama",
        "L/P",
        "Tgl Lahir",
        "Kode Wilayah",
        "Status",
    ];
    let mut sheet = sheet(&[
        &header,
        &[
            "6571014507909003",
            "",
            "SITI",
            "P",
            "1990-07-05",
            "65.71.01.1001",
            "HIDUP",
        ],
        &[
            "6571010507909004",
            "",
            "BUDI",
            "L",
            "1990-07-05",
            "65.71.01.1001",
            "HIDUP",
        ],
    ]);
    sheet
        .merge_range(1, 1, 2, 1, "6571010101209001", &Format::new())
        .unwrap();
    let outcome = taken(
        Source::Penduduk,
        "penduduk.xlsx",
        &book(vec![sheet]),
        &Expected {
            accepted: 2,
            ..Expected::default()
        },
    );
    assert_eq!(
        column(&outcome, "no_kk"),
        ["6571010101209001", "6571010101209001"]
    );
}

#[test]
fn truth_values_are_known() {
    let mut sheet = sheet(&[
        &["Kode", "Nama", "Patuh", "Anggaran", "Wilayah"],
        &["K", "PT K"],
    ]);
    sheet.write_boolean(1, 2, true).unwrap();
    sheet.write_number(1, 3, 1e9).unwrap();
    sheet
        .write_string(1, 4, "65.71.01.1001; 65.71.01.1002")
        .unwrap();
    let outcome = taken(
        Source::Donatur,
        "donatur.xlsx",
        &book(vec![sheet]),
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
    assert_eq!(column(&outcome, "patuh"), ["true"]);
    assert_eq!(column(&outcome, "wilayah"), ["6571011001;6571011002"]);
}

#[test]
fn a_cell_far_to_the_right_is_refused() {
    let mut sheet = sheet(&[&HEADER, &ROW]);
    sheet.write_string(1, 5_000, "x").unwrap();
    refused(
        Source::Peserta,
        "peserta.xlsx",
        &book(vec![sheet]),
        "too_many_columns",
        &["5001"],
    );
}

#[test]
fn a_cell_far_below_counts_the_blank_rows() {
    let mut sheet = sheet(&[&HEADER, &ROW]);
    sheet.write_string(200_001, 0, "JUMLAH").unwrap();
    let expected = Expected {
        accepted: 1,
        skipped: 200_000,
        ..Expected::default()
    };
    taken(
        Source::Peserta,
        "peserta.xlsx",
        &book(vec![sheet]),
        &expected,
    );
}

#[test]
fn the_canonical_header_is_a_header() {
    let header: Vec<&str> = ROLL.trim().split(',').collect();
    let bytes = book(vec![sheet(&[&header, &ROW])]);
    taken(
        Source::Peserta,
        "peserta.xlsx",
        &bytes,
        &Expected {
            accepted: 1,
            ..Expected::default()
        },
    );
}
