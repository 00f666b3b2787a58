//! Deliveries, mending, replacing, and what a run takes.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use semesta_evidence::{
    DataFolder, DeliveryRequest, ImportRequest, Imported, Manifest, NoProgress, SnapshotId, Source,
    import_delivery, import_file, import_files,
};

const ROLL: &str = "NOKA;NIK;NAMA;JK;TGL LAHIR;SEGMEN;STATUS\n";
const GOOD: &str = "0001234509876;6571014507909003;SITI;P;1990-07-05;pbi_jk;AKTIF\n";
const BAD: &str = "0001234509877;6571010507909004;\"BUDI; \"\"SI\"\"\";L;1990-07-05;X9;AKTIF\n";

struct Place {
    temp: tempfile::TempDir,
    folder: DataFolder,
}

impl Place {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(temp.path().join("data")).unwrap();
        Self { temp, folder }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.temp.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn request(&self, source: Source, as_of: Date, path: PathBuf) -> ImportRequest {
        ImportRequest {
            source,
            as_of,
            path,
            layout: None,
            mend: None,
            replace: false,
        }
    }

    fn import(&self, as_of: Date, name: &str, text: &str) -> Imported {
        let request = self.request(Source::Peserta, as_of, self.write(name, text));
        import_file(&self.folder, &request, &NoProgress).unwrap()
    }

    fn taken(&self, as_of: Date) -> Vec<SnapshotId> {
        self.folder
            .select(as_of)
            .unwrap()
            .snapshots
            .into_iter()
            .map(|m| m.id)
            .collect()
    }
}

fn n_rows(folder: &DataFolder, manifest: &Manifest) -> usize {
    folder
        .read(manifest, Some(&["no_kartu"]))
        .unwrap()
        .iter()
        .map(|b| b.num_rows())
        .sum()
}

#[test]
fn stock_takes_the_newest_date_and_events_all() {
    let place = Place::new();
    let march = place
        .import(date(2024, 3, 31), "a.csv", &format!("{ROLL}{GOOD}"))
        .manifest
        .id;
    let april = place
        .import(date(2024, 4, 30), "b.csv", &format!("{ROLL}{GOOD}{GOOD}"))
        .manifest
        .id;
    let second = place
        .import(date(2024, 4, 30), "c.csv", &format!("{ROLL}{GOOD}\n"))
        .manifest
        .id;
    let deaths = |month: i8| {
        let path = place.write(
            &format!("d{month}.csv"),
            &format!("nik,tanggal\n6571014507909003,2024-0{month}-02\n"),
        );
        let request = place.request(Source::Kematian, date(2024, month, 28), path);
        import_file(&place.folder, &request, &NoProgress)
            .unwrap()
            .manifest
            .id
    };
    let (first_deaths, second_deaths) = (deaths(2), deaths(3));
    assert!(place.taken(date(2024, 1, 1)).is_empty());
    assert_eq!(
        place.taken(date(2024, 4, 29)),
        [march.clone(), first_deaths.clone(), second_deaths.clone()]
    );
    let mut both = [april, second];
    both.sort();
    assert_eq!(
        place.taken(date(2025, 1, 1)),
        [both.to_vec(), vec![first_deaths, second_deaths]].concat()
    );
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let place = Place::new();
    let first = place.import(date(2024, 3, 31), "a.csv", &format!("{ROLL}{GOOD}"));
    let again = place.import(date(2024, 3, 31), "renamed.csv", &format!("{ROLL}{GOOD}"));
    assert!(!first.already_there && again.already_there);
    assert_eq!(first.manifest, again.manifest);
    let other_date = place.import(date(2024, 4, 30), "a.csv", &format!("{ROLL}{GOOD}"));
    assert!(!other_date.already_there && other_date.manifest.id != first.manifest.id);
}

#[test]
fn the_same_file_by_another_layout_takes_its_own_place() {
    let place = Place::new();
    let as_of = date(2024, 3, 31);
    let first = place
        .import(as_of, "a.csv", &format!("{ROLL}{BAD}"))
        .manifest;
    let yaml = "schema: semesta.layout/1\nname: x\nsources:\n  peserta:\n    values:\n      segmen: { X9: bp }\n";
    let request = ImportRequest {
        layout: Some(semesta_evidence::Layout::parse(yaml).unwrap()),
        ..place.request(Source::Peserta, as_of, place.temp.path().join("a.csv"))
    };
    let second = import_file(&place.folder, &request, &NoProgress)
        .unwrap()
        .manifest;
    assert_eq!((second.accepted, second.rejected), (1, 0));
    assert_eq!(second.replaces, [first.id]);
    assert_eq!(place.taken(as_of), std::slice::from_ref(&second.id));
    assert!(
        import_file(&place.folder, &request, &NoProgress)
            .unwrap()
            .already_there
    );
    let plain = place.import(as_of, "a.csv", &format!("{ROLL}{BAD}"));
    assert!(plain.already_there && plain.manifest.id == second.id);
}

#[test]
fn mended_rejects_join_their_snapshot() {
    let place = Place::new();
    let parent = place
        .import(date(2024, 3, 31), "a.csv", &format!("{ROLL}{GOOD}{BAD}"))
        .manifest;
    assert_eq!((parent.accepted, parent.rejected), (1, 1));
    let mut file = Vec::new();
    place
        .folder
        .read_rejects(&parent)
        .unwrap()
        .write_csv(&mut file)
        .unwrap();
    let text = String::from_utf8(file).unwrap();
    assert!(
        text.starts_with("file,row,column,code,message,NOKA,NIK,NAMA"),
        "{text}"
    );
    assert!(text.contains("a.csv,2,segmen,code_unknown,"), "{text}");
    let path = place.write("mended.csv", &text.replace(",X9,", ",PBI APBD,"));
    let request = ImportRequest {
        mend: Some(parent.id.clone()),
        ..place.request(Source::Peserta, date(2030, 1, 1), path)
    };
    let mended = import_file(&place.folder, &request, &NoProgress)
        .unwrap()
        .manifest;
    assert_eq!(
        (mended.as_of, mended.accepted, mended.rejected),
        (parent.as_of, 1, 0)
    );
    assert_eq!(mended.headers, parent.headers);
    assert!(mended.unmapped.is_empty());
    assert!(
        import_file(&place.folder, &request, &NoProgress)
            .unwrap()
            .already_there
    );
    let taken = place.folder.select(date(2024, 3, 31)).unwrap();
    assert_eq!(
        taken
            .snapshots
            .iter()
            .map(|m| n_rows(&place.folder, m))
            .sum::<usize>(),
        2
    );
    // A new delivery of that date takes the place of both.
    let path = place.write("new.csv", &format!("{ROLL}{GOOD}{GOOD}{GOOD}"));
    let request = ImportRequest {
        replace: true,
        ..place.request(Source::Peserta, date(2024, 3, 31), path)
    };
    let replacing = import_file(&place.folder, &request, &NoProgress)
        .unwrap()
        .manifest;
    assert_eq!(replacing.replaces.len(), 2);
    assert_eq!(
        place.taken(date(2024, 3, 31)),
        std::slice::from_ref(&replacing.id)
    );
    let again = import_file(&place.folder, &request, &NoProgress).unwrap();
    assert!(again.already_there && again.manifest.id == replacing.id);
}

#[test]
fn a_file_of_many_files_rejects_mends_only_its_own() {
    let place = Place::new();
    let parent = place
        .import(date(2024, 3, 31), "a.csv", &format!("{ROLL}{GOOD}{BAD}"))
        .manifest;
    let text = "file,row,column,code,message,nik,no_kk,NOKA,NIK,NAMA,JK,TGL LAHIR,SEGMEN,STATUS\n\
                b.csv,7,nik,nik_missing,x,,6571010101209001,,,,,,,\n\
                a.csv,2,segmen,code_unknown,x,,,0001234509877,6571010507909004,BUDI,L,1990-07-05,pbi_jk,AKTIF\n";
    let request = ImportRequest {
        mend: Some(parent.id),
        ..place.request(
            Source::Peserta,
            date(2024, 3, 31),
            place.write("m.csv", text),
        )
    };
    let mended = import_file(&place.folder, &request, &NoProgress)
        .unwrap()
        .manifest;
    assert_eq!(
        (mended.accepted, mended.rejected, mended.skipped.other_file),
        (1, 0, 1)
    );
}

#[test]
fn a_mend_of_another_source_or_of_nothing_is_refused() {
    let place = Place::new();
    let parent = place
        .import(date(2024, 3, 31), "a.csv", &format!("{ROLL}{GOOD}"))
        .manifest;
    let path = place.write("d.csv", "nik,tanggal\n6571014507909003,2024-01-02\n");
    let plain = place.request(Source::Kematian, date(2024, 3, 31), path);
    let request = ImportRequest {
        mend: Some(parent.id),
        ..plain.clone()
    };
    assert_eq!(
        import_file(&place.folder, &request, &NoProgress)
            .unwrap_err()
            .code(),
        "mends_other"
    );
    let request = ImportRequest {
        mend: Some(SnapshotId("0".into())),
        ..plain
    };
    assert_eq!(
        import_file(&place.folder, &request, &NoProgress)
            .unwrap_err()
            .code(),
        "folder"
    );
}

#[test]
fn several_files_replace_what_was_there_and_not_each_other() {
    let place = Place::new();
    let as_of = date(2024, 3, 31);
    place.import(as_of, "a.csv", &format!("{ROLL}{GOOD}"));
    let requests: Vec<ImportRequest> = [("b.csv", 2), ("c.csv", 3)]
        .map(|(name, n)| place.write(name, &format!("{ROLL}{}", GOOD.repeat(n))))
        .map(|path| ImportRequest {
            replace: true,
            ..place.request(Source::Peserta, as_of, path)
        })
        .into();
    let delivered = import_files(&place.folder, as_of, &requests, &NoProgress).unwrap();
    assert_eq!((delivered.imported.len(), delivered.failed.len()), (2, 0));
    assert_eq!(place.taken(as_of).len(), 2);
    let again = import_files(&place.folder, as_of, &requests, &NoProgress).unwrap();
    assert!(again.imported.iter().all(|imported| imported.already_there));
    assert_eq!(place.taken(as_of).len(), 2);
}

#[test]
fn a_delivery_takes_its_date_from_its_folder_and_ignores_what_is_foreign() {
    let place = Place::new();
    place.write("2024-02/peserta.csv", &format!("{ROLL}{GOOD}"));
    place.write("2024-02/Peserta_2.csv", &format!("{ROLL}{GOOD}{BAD}"));
    place.write(
        "2024-02/daftar-pemda.csv",
        "nik|nama|tanggal_mulai|penanggung\n6571014507909003|SITI|2024-01-01|kota\n",
    );
    place.write("2024-02/kematian.csv", "");
    place.write("2024-02/Thumbs.db", "x");
    place.write("2024-02/~$peserta.xlsx", "x");
    place.write("2024-02/pesertaan.csv", "x");
    let request = DeliveryRequest {
        path: place.temp.path().join("2024-02"),
        as_of: None,
        layout: None,
        replace: false,
    };
    let delivered = import_delivery(&place.folder, &request, &NoProgress).unwrap();
    assert_eq!(delivered.as_of, date(2024, 2, 29));
    let names: Vec<&str> = delivered
        .imported
        .iter()
        .map(|i| i.manifest.file_name.as_str())
        .collect();
    assert_eq!(names, ["Peserta_2.csv", "peserta.csv", "daftar-pemda.csv"]);
    assert_eq!(
        delivered.ignored,
        ["Thumbs.db", "pesertaan.csv", "~$peserta.xlsx"]
    );
    assert_eq!(delivered.failed.len(), 1);
    assert_eq!(delivered.failed[0].1.code(), "empty_file");
}

#[test]
fn a_delivery_without_a_date_is_refused() {
    let place = Place::new();
    place.write("kiriman/peserta.csv", &format!("{ROLL}{GOOD}"));
    let request = DeliveryRequest {
        path: place.temp.path().join("kiriman"),
        as_of: None,
        layout: None,
        replace: false,
    };
    assert_eq!(
        import_delivery(&place.folder, &request, &NoProgress)
            .unwrap_err()
            .code(),
        "no_date"
    );
}

#[test]
fn a_folder_of_other_things_is_no_data_folder() {
    let temp = tempfile::tempdir().unwrap();
    assert!(DataFolder::open(temp.path()).is_err());
    std::fs::write(
        temp.path().join("semesta.json"),
        "{\"schema\":\"semesta.data/9\"}",
    )
    .unwrap();
    assert!(DataFolder::open(temp.path()).is_err());
    assert!(DataFolder::create(temp.path()).is_err());
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let text: String = (0..300_000)
        .map(|i| format!("{:013};;SITI {i};P;1990-07-05;pbi_jk;AKTIF\n", i + 1))
        .collect();
    let text = format!("{ROLL}{text}");
    let hash = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build()
            .unwrap();
        let place = Place::new();
        let manifest = pool
            .install(|| place.import(date(2024, 3, 31), "a.csv", &text))
            .manifest;
        let path = place
            .folder
            .snapshot_path(manifest.source, manifest.as_of, &manifest.id);
        (
            read(&path, "rows.parquet"),
            read(&path, "manifest.json"),
            read(&path, "rejects.parquet"),
        )
    };
    assert!(hash(1) == hash(4));
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}
