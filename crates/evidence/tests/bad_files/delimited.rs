//! Delimiters, line ends, odd rows.

use semesta_evidence::Source;

use super::{Expected, ROLL, ROLL_ROW, column, taken};

fn roll(text: &str, accepted: u64) -> super::Outcome {
    taken(
        Source::Peserta,
        "peserta.csv",
        text.as_bytes(),
        &Expected {
            accepted,
            ..Expected::default()
        },
    )
}

#[test]
fn every_delimiter_is_known() {
    let text = format!("{ROLL}{ROLL_ROW}");
    for (delimiter, name) in [(";", ';'), ("\t", '\t'), ("|", '|'), (",", ',')] {
        let outcome = roll(&text.replace(',', delimiter), 1);
        assert_eq!(outcome.result.unwrap().delimiter, Some(name));
    }
}

#[test]
fn delimiters_in_quoted_cells_do_not_mislead() {
    let row = ROLL_ROW
        .replace(',', ";")
        .replace("SITI", "\"SITI, S.Pd, M.Kes, a,b,c,d,e,f\"");
    let outcome = roll(&format!("{}{row}{row}", ROLL.replace(',', ";")), 2);
    assert_eq!(outcome.result.unwrap().delimiter, Some(';'));
}

#[test]
fn every_line_end_is_known() {
    let text = format!("{ROLL}{ROLL_ROW}{ROLL_ROW}");
    roll(&text.replace('\n', "\r\n"), 2);
    roll(&text.replace('\n', "\r"), 2);
    roll(text.trim_end(), 2);
}

#[test]
fn a_byte_order_mark_and_a_separator_line_are_known() {
    let text = format!(
        "\u{feff}sep=;\n{}{}",
        ROLL.replace(',', ";"),
        ROLL_ROW.replace(',', ";")
    );
    let outcome = roll(&text, 1);
    assert_eq!(outcome.result.unwrap().header_row, 2);
}

#[test]
fn title_rows_stand_above_the_header() {
    let text =
        format!("DATA PESERTA JKN,,,\nKOTA TARAKAN\n\nPer 31 Desember 2024\n{ROLL}{ROLL_ROW}");
    let outcome = roll(&text, 1);
    assert_eq!(outcome.result.unwrap().header_row, 5);
}

#[test]
fn rows_without_data_are_skipped_and_counted() {
    let text = format!(
        "{ROLL}1,2,3,4,5,6,7\n{ROLL_ROW}\n,,,,,,\n{ROLL}{ROLL_ROW}JUMLAH,,2,,,,\nTotal Keseluruhan,,,,,,\n"
    );
    let expected = Expected {
        accepted: 2,
        skipped: 6,
        ..Expected::default()
    };
    let outcome = taken(Source::Peserta, "peserta.csv", text.as_bytes(), &expected);
    assert_eq!(column(&outcome, "source_row"), ["2", "6"]);
    let skipped = outcome.result.unwrap().skipped;
    assert_eq!(
        (
            skipped.blank,
            skipped.header,
            skipped.total,
            skipped.column_numbers
        ),
        (2, 1, 2, 1)
    );
}

#[test]
fn a_person_named_jumlah_is_no_total() {
    let text = format!(
        "nama,{}JUMLAH,{}",
        ROLL.replace(",nama", ""),
        ROLL_ROW.replace(",SITI", "")
    );
    let outcome = roll(&text, 1);
    assert_eq!(column(&outcome, "nama"), ["JUMLAH"]);
}

#[test]
fn short_rows_are_filled_and_long_ones_warned_of() {
    let long = ROLL_ROW.replace("AKTIF", "AKTIF,,catatan");
    let text = format!("{ROLL}{long}0001234509877,,BUDI\n");
    let expected = Expected {
        accepted: 1,
        rejects: &[("segmen:code_missing", 1)],
        warnings: &[("baris:extra_cells", 1)],
        ..Expected::default()
    };
    taken(Source::Peserta, "peserta.csv", text.as_bytes(), &expected);
}

#[test]
fn quotes_within_cells_and_line_breaks_in_quotes_are_kept() {
    let odd = ROLL_ROW.replace("SITI", "SITI \"INEM\"");
    let broken = ROLL_ROW.replace("SITI", "\"SITI\nNURHALIZA \"\"NUR\"\"\"");
    let outcome = roll(&format!("{ROLL}{odd}{broken}"), 2);
    assert_eq!(
        column(&outcome, "nama"),
        ["SITI \"INEM\"", "SITI NURHALIZA \"NUR\""]
    );
}

#[test]
fn numbers_dressed_as_formulas_are_undressed() {
    let dressed = ROLL_ROW.replace("6571014507909003", "=\"6571014507909003\"");
    let quoted = ROLL_ROW.replace("6571014507909003", "\"=\"\"6571014507909003\"\"\"");
    let outcome = roll(&format!("{ROLL}{dressed}{quoted}"), 2);
    assert_eq!(column(&outcome, "nik"), ["6571014507909003"; 2]);
}
