//! Files changed at random: nothing panics, nothing hangs, no row is lost.
//!
//! Two seconds a format; `MUTATE_SECONDS=60 cargo test --release -p
//! semesta-evidence --test mutate` for a minute each. The targets in `fuzz/`
//! do the same guided by coverage.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::{Duration, Instant};

use jiff::civil::date;
use semesta_evidence::{Layout, Source, inspect};

/// A small generator of numbers; the seed is printed by no one, as it is fixed.
struct Rng(u64);

impl Rng {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    /// Changes, removes, doubles or inserts a few pieces.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        const PIECES: [&[u8]; 16] = [
            b"\"",
            b"\n",
            b"\r",
            b",",
            b";",
            b"\0",
            b"\xff",
            b"\xef\xbb\xbf",
            b"E+15",
            b"-",
            b"'",
            b"\"\"",
            b"99999999999999999999",
            b"1900-01-00",
            b"\xc3\xa9",
            b"=\"",
        ];
        for _ in 0..=self.next(6) {
            let at = self.next(bytes.len() + 1);
            match self.next(5) {
                0 if at < bytes.len() => bytes[at] = self.next(256) as u8,
                1 => bytes.truncate(at),
                2 => drop(bytes.splice(at..at, PIECES[self.next(16)].iter().copied())),
                3 => {
                    let end = (at + self.next(40)).min(bytes.len());
                    drop(bytes.drain(at..end));
                }
                _ => {
                    let end = (at + self.next(200)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
    }
}

fn run(name: &str, seeds: &[Vec<u8>], mut check: impl FnMut(&mut Rng, Vec<u8>)) {
    let seconds = std::env::var("MUTATE_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(2);
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    let (begun, mut n_runs) = (Instant::now(), 0_u64);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let mut bytes = seeds[rng.next(seeds.len())].clone();
        rng.mutate(&mut bytes);
        let started = Instant::now();
        check(&mut rng, bytes);
        assert!(started.elapsed() < Duration::from_secs(10), "{name} hangs");
        n_runs += 1;
    }
    eprintln!("{name}: {n_runs} files in {seconds} s");
}

fn inspected(source: Source, bytes: Vec<u8>) {
    if let Ok(found) = inspect(source, date(2024, 12, 31), bytes, None) {
        assert_eq!(
            found.rows_in,
            found.accepted + found.rejected + found.skipped.n()
        );
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let cells = "6571014507909003,6571010101209001,SITI \"X\",P,1990-07-05,6571011001,HIDUP,pbi_jk,AKTIF,35000,2024-12,MASUK,ya";
    let seed = |source: &Source| {
        let names: Vec<&str> = source.columns().iter().map(|column| column.name).collect();
        let row: Vec<&str> = cells.split(',').cycle().take(names.len()).collect();
        format!(
            "{}\n{}\n{}\n\nJUMLAH\n",
            names.join(","),
            row.join(","),
            cells
        )
        .into_bytes()
    };
    Source::ALL.iter().map(seed).collect()
}

#[test]
fn delimited_text() {
    run("delimited text", &seeds(), |rng, bytes| {
        inspected(Source::ALL[rng.next(Source::ALL.len())], bytes)
    });
}

#[test]
fn workbooks() {
    use std::io::{Read, Write};
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [
        ["nik", "nama", "tanggal"],
        ["6571014507909003", "SITI", "2024-01-02"],
    ]
    .iter()
    .enumerate()
    {
        for (column, text) in cells.iter().enumerate() {
            sheet
                .write_string(row as u32, column as u16, *text)
                .unwrap();
        }
    }
    sheet.write_number(2, 0, 6.571e15).unwrap();
    sheet
        .merge_range(3, 0, 5, 1, "x", &rust_xlsxwriter::Format::new())
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    run("workbooks", std::slice::from_ref(&bytes), |_, bytes| {
        inspected(Source::Kematian, bytes)
    });
    // The parts changed within a sound archive.
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.push((part.name().unwrap().to_string(), bytes));
    }
    run("parts of workbooks", &[Vec::new()], |rng, _| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let changed = rng.next(parts.len());
        for (index, (name, bytes)) in parts.iter().enumerate() {
            let mut bytes = bytes.clone();
            if index == changed || rng.next(4) == 0 {
                rng.mutate(&mut bytes);
            }
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(&bytes).unwrap();
        }
        inspected(Source::Kematian, zip.finish().unwrap().into_inner());
    });
}

#[test]
fn parquet_files() {
    use arrow_array::{ArrayRef, Date32Array, RecordBatch, StringArray};
    let nik: ArrayRef = std::sync::Arc::new(StringArray::from(vec!["6571014507909003"; 50]));
    let date: ArrayRef = std::sync::Arc::new(Date32Array::from(vec![19_700; 50]));
    let batch = RecordBatch::try_from_iter([("nik", nik), ("tanggal", date)]).unwrap();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let bytes = writer.into_inner().unwrap();
    run("Parquet", &[bytes], |_, bytes| {
        inspected(Source::Kematian, bytes)
    });
}

#[test]
fn layouts() {
    let yaml = "schema: semesta.layout/1\nname: x\nsources:\n  peserta:\n    columns: { nik: [NIK] }\n    values:\n      segmen: { a: pbi_jk }\n    fixed: { status: AKTIF }\n    optional: [segmen]\n    month_first: true\n";
    run("layouts", &[yaml.as_bytes().to_vec()], |_, bytes| {
        let _ = Layout::parse(&String::from_utf8_lossy(&bytes));
    });
}
