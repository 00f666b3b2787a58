//! Parquet files of other people's tools.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use semesta_evidence::Source;

use super::{Expected, column, import, refused, taken};

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn text(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

fn deaths(nik: ArrayRef) -> Vec<u8> {
    file(vec![
        ("NIK", nik),
        ("nama", text(vec![Some("SITI"), None])),
        (
            "Tanggal Meninggal",
            Arc::new(Date32Array::from(vec![Some(19_700), Some(19_701)])),
        ),
    ])
}

#[test]
fn whole_numbers_are_intact_and_floats_damaged() {
    let whole = deaths(Arc::new(Int64Array::from(vec![6_571_014_507_909_003, 12])));
    let expected = Expected {
        accepted: 1,
        rejects: &[("nik:nik_invalid", 1)],
        ..Expected::default()
    };
    let outcome = taken(Source::Kematian, "kematian.parquet", &whole, &expected);
    assert_eq!(column(&outcome, "nik"), ["6571014507909003"]);
    assert_eq!(column(&outcome, "tanggal"), ["2023-12-09"]);
    let float = deaths(Arc::new(Float64Array::from(vec![
        Some(6_571_014_507_909_003.0),
        Some(f64::NAN),
    ])));
    let expected = Expected {
        accepted: 1,
        rejects: &[("nik:nik_missing", 1)],
        warnings: &[("nik:nik_damaged", 1)],
        ..Expected::default()
    };
    taken(Source::Kematian, "kematian.parquet", &float, &expected);
}

#[test]
fn a_truncated_parquet_file_is_refused() {
    let bytes = deaths(text(vec![Some("6571014507909003"), None]));
    refused(
        Source::Kematian,
        "kematian.parquet",
        &bytes[..bytes.len() - 20],
        "parquet",
        &[],
    );
    refused(
        Source::Kematian,
        "kematian.parquet",
        b"PAR1",
        "parquet",
        &[],
    );
}

#[test]
fn a_parquet_file_with_flipped_bytes_is_refused_or_read() {
    let bytes = deaths(text(vec![Some("6571014507909003"), None]));
    for at in (4..bytes.len()).step_by(13) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x55;
        import(Source::Kematian, "kematian.parquet", &bytes, None);
    }
}

#[test]
fn a_parquet_file_without_the_columns_is_refused() {
    let bytes = file(vec![("id", text(vec![Some("1")]))]);
    refused(
        Source::Kematian,
        "kematian.parquet",
        &bytes,
        "missing_columns",
        &["nik", "tanggal", "id"],
    );
}
