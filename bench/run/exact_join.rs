//! The exact-NIK join and the counts by village alone, over the snapshots that
//! a run reads: what DuckDB and pandas do in `join_duckdb.py` and `join_pandas.py`.
//!
//! `bench_exact_join DATA AS_OF OUT.csv` prints the seconds it took.

use std::io::Write;
use std::time::Instant;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use rustc_hash::FxHashMap;
use semesta_evidence::{DataFolder, Manifest, Selection, Source};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Residents of a village, those with a record, and with an active one.
type Counts = [u64; 3];

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().collect();
    let [_, data, as_of, out] = args.as_slice() else {
        return Err("usage: bench_exact_join DATA AS_OF OUT.csv".into());
    };
    let start = Instant::now();
    let folder = DataFolder::open(data)?;
    let chosen = folder.select(as_of.parse()?)?;
    let (register, roll) = rayon::join(
        || {
            read(
                &folder,
                &chosen,
                Source::Penduduk,
                &["nik", "kode_wilayah", "status"],
            )
        },
        || read(&folder, &chosen, Source::Peserta, &["nik", "status"]),
    );
    let counts = count(&register?, &roll?)?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(out)?);
    writeln!(file, "village,residents,registered,active")?;
    for (village, [residents, registered, active]) in counts {
        writeln!(file, "{village},{residents},{registered},{active}")?;
    }
    file.flush()?;
    println!("{:.4}", start.elapsed().as_secs_f64());
    Ok(())
}

fn read(
    folder: &DataFolder,
    chosen: &Selection,
    source: Source,
    columns: &[&str],
) -> Result<Vec<RecordBatch>, Failure> {
    let manifests: Vec<&Manifest> = chosen.of(source).collect();
    let mut batches = Vec::new();
    for manifest in manifests {
        batches.extend(folder.read(manifest, Some(columns))?);
    }
    Ok(batches)
}

fn count(register: &[RecordBatch], roll: &[RecordBatch]) -> Result<Vec<(String, Counts)>, Failure> {
    let n_rows = register.iter().map(RecordBatch::num_rows).sum();
    let mut residents: FxHashMap<u64, u32> = FxHashMap::default();
    residents.reserve(n_rows);
    let mut villages: FxHashMap<String, u32> = FxHashMap::default();
    let mut names: Vec<String> = Vec::new();
    for batch in register {
        let (nik, village, status) = (texts(batch, 0)?, texts(batch, 1)?, texts(batch, 2)?);
        for row in 0..batch.num_rows() {
            if nik.is_null(row) || village.is_null(row) || status.value(row) != "HIDUP" {
                continue;
            }
            let village = village_id(&mut villages, &mut names, village.value(row));
            residents
                .entry(nik.value(row).parse()?)
                .or_insert(village << 2);
        }
    }
    // The two low bits: has a record, has an active one.
    for batch in roll {
        let (nik, status) = (texts(batch, 0)?, texts(batch, 1)?);
        for row in (0..batch.num_rows()).filter(|row| nik.is_valid(*row)) {
            if let Some(entry) = residents.get_mut(&nik.value(row).parse()?) {
                *entry |= 1 | u32::from(status.value(row) == "AKTIF") << 1;
            }
        }
    }
    let mut counts = vec![[0; 3]; names.len()];
    for entry in residents.into_values() {
        let village: &mut Counts = &mut counts[(entry >> 2) as usize];
        village[0] += 1;
        village[1] += u64::from(entry & 1);
        village[2] += u64::from(entry >> 1 & 1);
    }
    let mut result: Vec<(String, Counts)> = names.into_iter().zip(counts).collect();
    result.sort();
    Ok(result)
}

fn village_id(ids: &mut FxHashMap<String, u32>, names: &mut Vec<String>, village: &str) -> u32 {
    if let Some(id) = ids.get(village) {
        return *id;
    }
    let id = names.len() as u32;
    ids.insert(village.to_owned(), id);
    names.push(village.to_owned());
    id
}

fn texts(batch: &RecordBatch, column: usize) -> Result<&StringArray, Failure> {
    batch
        .column(column)
        .as_string_opt()
        .ok_or_else(|| "a text column was expected".into())
}
