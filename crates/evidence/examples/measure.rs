//! Measures the import and the reading of invented files.
//!
//! `cargo run --release -p semesta-evidence --example measure -- 1000000 /tmp/measure`
//! or, for a folder of delivered files, `… -- DELIVERY /tmp/measure`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use jiff::civil::date;
use semesta_evidence::{
    DataFolder, DeliveryRequest, ImportRequest, NoProgress, Source, import_delivery, import_file,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_else(|| "100000".to_owned());
    let dir = args.next().unwrap_or_else(|| "/tmp/measure".to_owned());
    let dir = Path::new(&dir);
    std::fs::create_dir_all(dir)?;
    let data = dir.join("data");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    let folder = DataFolder::create(&data)?;
    let Ok(n) = what.parse::<u64>() else {
        return measure_delivery(&folder, Path::new(&what));
    };
    let files: [(Source, u64); 6] = [
        (Source::Penduduk, n),
        (Source::Peserta, n),
        (Source::Tagihan, n / 5),
        (Source::Pekerja, n / 4),
        (Source::Dtsen, n / 2),
        (Source::Kematian, n / 100),
    ];
    let mut total = 0.0;
    for (source, n_rows) in files {
        let path = dir.join(format!("{source}-{n_rows}.csv"));
        if !path.exists() {
            write_file(&path, source, n_rows)?;
        }
        let request = ImportRequest {
            source,
            as_of: date(2024, 12, 31),
            path,
            layout: None,
            mend: None,
            replace: false,
        };
        let start = Instant::now();
        let manifest = import_file(&folder, &request, &NoProgress)?.manifest;
        let written = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let batches = folder.read(&manifest, None)?;
        let read = start.elapsed().as_secs_f64();
        let n_read: usize = batches.iter().map(|batch| batch.num_rows()).sum();
        assert_eq!(n_read as u64, manifest.accepted);
        total += written;
        let rows = folder
            .snapshot_path(source, manifest.as_of, &manifest.id)
            .join("rows.parquet");
        let bytes = std::fs::metadata(rows)?.len();
        println!(
            "{source:12} {n_rows:9} rows, {:4} MB in, {:4} MB kept: import {written:6.2} s, read {read:5.2} s, rejected {}",
            manifest.file_bytes >> 20,
            bytes >> 20,
            manifest.rejected
        );
    }
    println!("import of all: {total:.2} s; peak {}", peak());
    Ok(())
}

/// Imports a folder and reads it back.
fn measure_delivery(folder: &DataFolder, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let request = DeliveryRequest {
        path: path.to_owned(),
        as_of: None,
        layout: None,
        replace: false,
    };
    let start = Instant::now();
    let delivered = import_delivery(folder, &request, &NoProgress)?;
    let written = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut kept = 0;
    for imported in &delivered.imported {
        let m = &imported.manifest;
        folder.read(m, None)?;
        kept += std::fs::metadata(
            folder
                .snapshot_path(m.source, m.as_of, &m.id)
                .join("rows.parquet"),
        )?
        .len();
    }
    let read = start.elapsed().as_secs_f64();
    println!(
        "import {written:.2} s, read {read:.2} s, kept {} kB; peak {}",
        kept >> 10,
        peak()
    );
    Ok(())
}

/// The most memory this process has had.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or_default().replace('\t', " ")
}

/// Writes an invented file; numbers by a fixed recurrence, serials from 9000 up.
fn write_file(path: &Path, source: Source, n_rows: u64) -> std::io::Result<()> {
    const NAMES: [&str; 8] = [
        "SITI AMINAH",
        "BUDI SANTOSO",
        "MUHAMMAD ALI",
        "RINA",
        "AGUS SALIM",
        "DEWI LESTARI",
        "YUSUF",
        "NURUL HIDAYAH",
    ];
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(
        out,
        "{}",
        source
            .columns()
            .iter()
            .map(|c| c.name)
            .collect::<Vec<_>>()
            .join(",")
    )?;
    let mut line = String::new();
    for i in 0..n_rows {
        line.clear();
        let (day, month, year) = (i % 28 + 1, i / 28 % 12 + 1, 1940 + i / 336 % 80);
        let nik = format!(
            "6571{:02}{:02}{:02}{:02}{}",
            i % 4 + 1,
            day + if i % 2 == 0 { 40 } else { 0 },
            month,
            year % 100,
            9000 + i / 26_880 % 1000
        );
        let name = format!(
            "{} {}",
            NAMES[(i % 8) as usize],
            NAMES[(i / 8 % 8) as usize]
        );
        let born = if i % 3 == 0 {
            format!("{day:02}-{month:02}-{year}")
        } else {
            format!("{year}-{month:02}-{day:02}")
        };
        let kk = format!(
            "65710101{:02}{:02}{:04}",
            month,
            year % 100,
            9000 + i / 3 % 1000
        );
        let sex = if i % 2 == 0 { "P" } else { "L" };
        let card = format!("{:013}", 1_000_000_000 + i);
        let village = format!("65.71.0{}.100{}", i % 4 + 1, i % 7 + 1);
        let _ = match source {
            Source::Penduduk => write!(
                line,
                "{nik},{kk},{name},{sex},TARAKAN,{born},KEPALA KELUARGA,KAWIN,JL. MULAWARMAN NO. {},{:03},{:03},{village},HIDUP,",
                i % 200,
                i % 30,
                i % 9
            ),
            Source::Peserta => write!(
                line,
                "{card},{nik},{kk},{name},{sex},{born},1,{},3,{},,2020-01-01,,{village},0{:07},{},,kota",
                ["PBI APBN", "PBPU Pemda", "PPU BU", "Mandiri"][(i % 4) as usize],
                if i % 5 == 0 { "NONAKTIF" } else { "AKTIF" },
                i % 40,
                i % 3
            ),
            Source::Tagihan => write!(line, "2024-12,{card},{nik},{name},35000,2800,4200,,"),
            Source::Pekerja => write!(
                line,
                "{nik},{name},PT USAHA {},NPP{},2020-01-01,,{},bpjstk",
                i % 500,
                i % 500,
                3_000_000 + i % 100 * 50_000
            ),
            Source::Dtsen => write!(line, "{nik},{kk},{}", i % 10 + 1),
            _ => write!(line, "{nik},{name},2024-12-{day:02}"),
        };
        writeln!(out, "{line}")?;
    }
    out.flush()
}
