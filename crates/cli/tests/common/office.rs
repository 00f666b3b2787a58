//! A small city whose files are written by hand, row by row.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Row, read, said};

const NAMES: [&str; 14] = [
    "ANDI SAPUTRA",
    "BUDI WIBOWO",
    "CITRA HANDAYANI",
    "DEWI PRATIWI",
    "EKO NUGROHO",
    "FITRI SIREGAR",
    "GUNAWAN HIDAYAT",
    "HASAN KUSUMA",
    "INDAH MAHARANI",
    "JOKO PERMANA",
    "KARTINI RAHAYU",
    "LESTARI WULANDARI",
    "MARYAM TAMBUNAN",
    "NANANG SETIAWAN",
];

/// The data folder of a city under construction; people are numbered from 1.
pub(crate) struct Office {
    folder: TempDir,
    pub(crate) data: String,
    n_files: std::cell::Cell<usize>,
}

impl Office {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data").to_str().unwrap().to_owned();
        Self {
            folder,
            data,
            n_files: std::cell::Cell::new(0),
        }
    }

    pub(crate) fn nik(n: usize) -> String {
        format!("657101{:02}0{}{:02}{}", n, n % 9 + 1, 60 + n * 2, 9000 + n)
    }

    pub(crate) fn name(n: usize) -> &'static str {
        NAMES[n - 1]
    }

    pub(crate) fn born(n: usize) -> String {
        format!("19{:02}-0{}-{:02}", 60 + n * 2, n % 9 + 1, n)
    }

    pub(crate) fn card(n: usize) -> String {
        format!("{:013}", 9_000_000_000 + n)
    }

    /// Imports a file of a source.
    pub(crate) fn bring(&self, source: &str, as_of: &str, text: &str) {
        let n = self.n_files.get() + 1;
        self.n_files.set(n);
        let path: PathBuf = self.folder.path().join(format!("{source}-{n}.csv"));
        fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        said(&[
            "import", "--data", &self.data, "--source", source, "--as-of", as_of, path,
        ]);
    }

    /// A register of the first `n` people.
    pub(crate) fn register(&self, as_of: &str, n: usize) {
        let rows = (1..=n).map(|n| {
            format!(
                "{},657101010120{n:04},{},L,{},KEPALA KELUARGA,6571011001,HIDUP\n",
                Self::nik(n),
                Self::name(n),
                Self::born(n)
            )
        });
        let header = "nik,no_kk,nama,jenis_kelamin,tanggal_lahir,shdk,kode_wilayah,status\n";
        self.bring(
            "penduduk",
            as_of,
            &(header.to_owned() + &rows.collect::<String>()),
        );
    }

    /// A roll: person, segment, status, tmt and tat; the card is the person's.
    pub(crate) fn roll(&self, as_of: &str, rows: &[(usize, &str, &str, &str, &str)]) {
        let rows = rows.iter().map(|(n, segment, status, tmt, tat)| {
            format!(
                "{},{},{},L,{},{segment},3,{status},{tmt},{tat},6571011001\n",
                Self::card(*n),
                Self::nik(*n),
                Self::name(*n),
                Self::born(*n)
            )
        });
        let header = "no_kartu,nik,nama,jenis_kelamin,tanggal_lahir,segmen,kelas,status,tmt,tat,kode_wilayah\n";
        self.bring(
            "peserta",
            as_of,
            &(header.to_owned() + &rows.collect::<String>()),
        );
    }

    /// A bill: month, person, contribution, assistance, by the centre.
    pub(crate) fn bill(&self, as_of: &str, number: &str, rows: &[(&str, usize, [i64; 3])]) {
        let rows = rows.iter().map(|(month, n, [own, assisted, centre])| {
            format!(
                "{month},{},{},{},{own},{assisted},{centre},{number},{}\n",
                Self::card(*n),
                Self::nik(*n),
                Self::name(*n),
                &as_of[..7]
            )
        });
        let header = "bulan,no_kartu,nik,nama,iuran_kota,bantuan_kota,bantuan_pusat,no_tagihan,bulan_tagihan\n";
        self.bring(
            "tagihan",
            as_of,
            &(header.to_owned() + &rows.collect::<String>()),
        );
    }

    pub(crate) fn run(&self, as_of: &str) {
        said(&[
            "run", "--data", &self.data, "--region", "65.71", "--as-of", as_of,
        ]);
    }

    pub(crate) fn report(&self, arguments: &[&str]) -> Vec<Row> {
        let text = said(
            &[
                &["report"],
                arguments,
                &["--data", &self.data, "--format", "csv"],
            ]
            .concat(),
        );
        read(text)
    }
}
