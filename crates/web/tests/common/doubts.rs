//! Pairs in doubt, as a larger city's run would leave them: a small one has none.

use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use semesta_engine::results::{Table, parquet_bytes};
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;

/// An active record and the resident it may be about.
struct Doubt {
    card: String,
    nik: String,
    file: String,
    row: i64,
}

/// Writes `n` pairs into the results of a data folder's newest run.
pub(crate) fn doubts(data: &Path, n: usize) {
    let folder = DataFolder::open(data).unwrap();
    let run = RunFolder::find(&folder, None).unwrap();
    let found = records(&run, n);
    assert_eq!(found.len(), n, "the city has so many active records");
    let bytes = parquet_bytes("review", &batch(&found)).unwrap();
    std::fs::write(run.table_path(Table::Review), bytes).unwrap();
}

fn records(run: &RunFolder, n: usize) -> Vec<Doubt> {
    let mut found = Vec::new();
    for batch in run.read(Table::Members).unwrap() {
        let column = |name: &str| Arc::clone(batch.column_by_name(name).unwrap());
        let texts = |name: &str| -> StringArray {
            let plain = arrow_cast(&column(name));
            plain.as_string::<i32>().clone()
        };
        let (card, nik, file) = (
            texts("card_number"),
            texts("resident_nik"),
            texts("source_file"),
        );
        let (active, row) = (column("active"), column("source_row"));
        let rows = row.as_primitive::<arrow_array::types::Int64Type>();
        for at in 0..batch.num_rows() {
            let is_whole = !card.is_null(at) && !nik.is_null(at) && active.as_boolean().value(at);
            if is_whole && found.len() < n {
                found.push(Doubt {
                    card: card.value(at).to_owned(),
                    nik: nik.value(at).to_owned(),
                    file: file.value(at).to_owned(),
                    row: rows.value(at),
                });
            }
        }
    }
    found
}

/// A column of texts, its dictionary written out.
fn arrow_cast(column: &ArrayRef) -> ArrayRef {
    let arrow_schema::DataType::Dictionary(..) = column.data_type() else {
        return Arc::clone(column);
    };
    let dictionary = column.as_dictionary::<arrow_array::types::Int32Type>();
    let values = dictionary.values().as_string::<i32>();
    let texts: StringArray = (0..dictionary.len())
        .map(|row| dictionary.key(row).map(|key| values.value(key)))
        .collect();
    Arc::new(texts)
}

fn batch(found: &[Doubt]) -> RecordBatch {
    let texts = |text: &dyn Fn(usize) -> String| -> ArrayRef {
        let texts: StringArray = (0..found.len()).map(|at| Some(text(at))).collect();
        Arc::new(texts)
    };
    let born: ArrayRef = Arc::new(Date32Array::from(vec![9_000; found.len()]));
    let chance: Vec<f64> = (0..found.len()).map(|at| 0.8 + at as f64 / 100.0).collect();
    let names = [
        "DEWI LESTARI BR SEMBIRING MELIALA DEPARI",
        "SLAMET",
        "M. YUSUF",
    ];
    let name = |at: usize| names[at % names.len()].to_owned();
    RecordBatch::try_from_iter_with_nullable([
        ("card_number", texts(&|at| found[at].card.clone()), false),
        ("nik_given", texts(&|_| "6571010909909099".to_owned()), true),
        ("resident_nik", texts(&|at| found[at].nik.clone()), false),
        ("record_name", texts(&name), true),
        ("resident_name", texts(&name), true),
        ("record_birth_date", Arc::clone(&born), true),
        ("resident_birth_date", born, true),
        ("probability", Arc::new(Float64Array::from(chance)), true),
        (
            "weight",
            Arc::new(Float64Array::from(vec![2.1; found.len()])),
            true,
        ),
        (
            "explanation",
            texts(&|_| "nama sama (+9,0); kelurahan lain (-3,6); NIK berbeda (-1,8)".to_owned()),
            true,
        ),
        ("segment", texts(&|_| "pbpu_pemda".to_owned()), true),
        (
            "monthly_contribution",
            Arc::new(Int64Array::from(vec![42_000; found.len()])),
            true,
        ),
        ("standing_if_same", texts(&|_| "resident".to_owned()), true),
        (
            "standing_if_different",
            texts(&|_| "different_person".to_owned()),
            true,
        ),
        ("source_file", texts(&|at| found[at].file.clone()), true),
        (
            "source_row",
            Arc::new(Int64Array::from_iter_values(
                found.iter().map(|one| one.row),
            )),
            true,
        ),
    ])
    .unwrap()
}
