//! Headers that nobody knows: looked at, mapped by hand, kept, and used again.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use semesta_evidence::{
    Code, DataFolder, Fill, ImportError, ImportRequest, Imported, LayoutDraft, LayoutError,
    NoProgress, Outcome, Source, head, import_file, inspect, preview, recognise,
};

const AS_OF: Date = date(2024, 8, 31);

/// Deaths as an office might list them: two columns of one name, and a status.
const ODD: &str = "DAFTAR KEMATIAN;;;;\n\
    Urut;Jati diri;Hari wafat;Orang;Orang\n\
    1;6571014507909003;02/08/2024;SITI;AMINAH\n\
    2;6571014507909004;03/08/2024;BUDI;SANTI\n\
    3;;04/08/2024;CITRA;SANTI\n";

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn import(
    folder: &DataFolder,
    path: &Path,
    change: impl FnOnce(&mut ImportRequest),
) -> Result<Imported, ImportError> {
    let mut request = ImportRequest {
        source: Source::Kematian,
        as_of: AS_OF,
        path: path.to_owned(),
        layout: None,
        mend: None,
        replace: false,
    };
    change(&mut request);
    import_file(folder, &request, &NoProgress)
}

fn draft() -> LayoutDraft {
    let found = head(ODD.as_bytes()).unwrap();
    let table = &found.tables[0];
    let mut draft = LayoutDraft {
        name: "capil-kota".to_owned(),
        headers: table.headers(table.likely_header(), false),
        source: Some(Source::Kematian),
        ..LayoutDraft::default()
    };
    draft.columns.insert("nik", Fill::Column(1));
    draft.columns.insert("tanggal", Fill::Column(2));
    draft.columns.insert("nama", Fill::Column(4));
    draft
}

#[test]
fn the_beginning_of_a_file_shows_its_header_and_its_delimiter() {
    let found = head(ODD.as_bytes()).unwrap();
    let table = &found.tables[0];
    assert_eq!((found.format, table.likely_header()), ("csv", 1));
    assert_eq!(
        table.headers(1, false),
        ["Urut", "Jati diri", "Hari wafat", "Orang", "Orang"]
    );
    assert_eq!(table.row(2)[2], "02/08/2024");
    // Two lines of header: what stands above is put before.
    assert_eq!(table.headers(1, true)[0], "DAFTAR KEMATIAN Urut");
    assert!(matches!(head(b"  \n"), Err(ImportError::EmptyFile)));
    assert!(matches!(
        head(b"%PDF-1.7"),
        Err(ImportError::Unsupported { .. })
    ));
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["Sampul", "Data"] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_string(3, 1, "NIK").unwrap();
        sheet.write_string(3, 2, "Nama").unwrap();
    }
    let found = head(&book.save_to_buffer().unwrap()).unwrap();
    let sheets: Vec<_> = found.tables.iter().map(|t| t.sheet.clone()).collect();
    assert_eq!(sheets, [Some("Sampul".into()), Some("Data".into())]);
    assert_eq!(found.table("Data").unwrap().headers(3, false)[1], "NIK");
}

#[test]
fn a_file_is_known_by_its_headers() {
    for (text, expected) in [
        ("NIK,Tgl Kematian\n1,2\n", Some(Source::Kematian)),
        (
            "nik;tanggal;arah\n6571014507909003;2024-01-02;MASUK\n",
            Some(Source::Pindah),
        ),
        ("nik,no_kk,desil\n1,2,3\n", Some(Source::Dtsen)),
        ("apa,siapa\n1,2\n", None),
    ] {
        let found = recognise(&head(text.as_bytes()).unwrap(), &[]);
        assert_eq!(found.first().map(|one| one.source), expected, "{text}");
    }
}

#[test]
fn a_mapping_is_kept_and_used_for_every_later_file() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(dir.path().join("data")).unwrap();
    let file = write(dir.path(), "wafat.csv", ODD);
    assert!(matches!(
        import(&folder, &file, |_| {}),
        Err(ImportError::MissingColumns { .. })
    ));
    let kept = folder.keep_layout(&draft()).unwrap();
    assert_eq!(folder.keep_layout(&draft()).unwrap().hash, kept.hash);
    let imported = import(&folder, &file, |_| {}).unwrap().manifest;
    assert_eq!(
        (imported.accepted, imported.rejected, imported.rows_in),
        (2, 1, 3)
    );
    assert_eq!(imported.layout, "capil-kota");
    assert_eq!(imported.columns["Orang"], "nama");
    // The next month's file, and one that the shipped layouts know.
    let next = write(
        dir.path(),
        "wafat-2.csv",
        &ODD.replace("9003", "9013").replace("SITI", "SARI"),
    );
    assert_eq!(
        import(&folder, &next, |_| {}).unwrap().manifest.layout,
        "capil-kota"
    );
    let known = write(
        dir.path(),
        "kematian.csv",
        "nik,tanggal\n6571014507909005,2024-08-01\n",
    );
    assert_eq!(
        import(&folder, &known, |_| {}).unwrap().manifest.layout,
        "umum"
    );
    // The second of the two columns called the same.
    let names = folder.read(&imported, Some(&["nama"])).unwrap();
    let names = arrow_array::cast::AsArray::as_string::<i32>(names[0].column(0)).value(0);
    assert_eq!(names, "AMINAH");
}

#[test]
fn mended_rejects_of_a_mapped_file_are_read_by_the_same_mapping() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(dir.path().join("data")).unwrap();
    folder.keep_layout(&draft()).unwrap();
    let file = write(dir.path(), "wafat.csv", ODD);
    let first = import(&folder, &file, |_| {}).unwrap().manifest;
    let mut mended = Vec::new();
    folder
        .read_rejects(&first)
        .unwrap()
        .write_csv(&mut mended)
        .unwrap();
    let mended = String::from_utf8(mended)
        .unwrap()
        .replace("3,,04/08/2024", "3,6571014507909006,04/08/2024");
    let mended = write(dir.path(), "perbaikan.csv", &mended);
    let second = import(&folder, &mended, |request| {
        request.mend = Some(first.id.clone());
    })
    .unwrap()
    .manifest;
    assert_eq!((second.accepted, second.rejected), (1, 0));
    let names = folder.read(&second, Some(&["nama"])).unwrap();
    let names = arrow_array::cast::AsArray::as_string::<i32>(names[0].column(0)).value(0);
    assert_eq!(names, "SANTI");
}

#[test]
fn names_are_safe_and_one_layout_s_own_and_a_retired_one_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(dir.path()).unwrap();
    for name in [
        "",
        "a",
        "../lari",
        "Besar",
        "dua kata",
        "-x",
        &"a".repeat(41),
    ] {
        let named = LayoutDraft {
            name: name.to_owned(),
            ..draft()
        };
        let refused = folder.keep_layout(&named);
        assert!(
            matches!(refused, Err(ImportError::Layout(LayoutError::Name(_)))),
            "{name}"
        );
    }
    let shipped = LayoutDraft {
        name: "umum".to_owned(),
        ..draft()
    };
    assert!(matches!(
        folder.keep_layout(&shipped),
        Err(ImportError::Layout(LayoutError::Taken(_)))
    ));
    folder.keep_layout(&draft()).unwrap();
    let mut other = draft();
    other.columns.remove("nama");
    assert!(matches!(
        folder.keep_layout(&other),
        Err(ImportError::Layout(LayoutError::Taken(_)))
    ));
    assert_eq!(folder.layouts().unwrap().len(), 1);
    folder.retire_layout("capil-kota").unwrap();
    assert!(folder.layouts().unwrap().is_empty());
    assert!(matches!(
        folder.retire_layout("capil-kota"),
        Err(ImportError::Layout(LayoutError::Unknown(_)))
    ));
    let retired: Vec<_> = std::fs::read_dir(dir.path().join("layouts/retired"))
        .unwrap()
        .collect();
    assert_eq!(retired.len(), 1);
    folder.keep_layout(&other).unwrap();
}

#[test]
fn a_preview_says_what_an_import_would_do() {
    let layout = draft().layout().unwrap();
    let shown = preview(
        Source::Kematian,
        AS_OF,
        ODD.as_bytes().to_vec(),
        Some(&layout),
        2,
    )
    .unwrap();
    let whole = inspect(
        Source::Kematian,
        AS_OF,
        ODD.as_bytes().to_vec(),
        Some(&layout),
    )
    .unwrap();
    assert_eq!(shown.n_accepted as u64, whole.accepted);
    assert_eq!(shown.n_rejected as u64, whole.rejected);
    assert_eq!(shown.rejects[&("nik", Code::NikMissing)], 1);
    let names: Vec<_> = shown.columns.iter().map(|column| column.name).collect();
    assert_eq!(names, ["nik", "nama", "tanggal"]);
    assert_eq!((shown.rows.len(), shown.n_rows), (2, 3));
    assert_eq!(shown.rows[0].outcome, Outcome::Accepted);
    assert_eq!(shown.rows[0].cells[2].read, "2024-08-02");
    assert_eq!(shown.rows[0].cells[2].given, "02/08/2024");
}

#[test]
fn an_office_s_own_words_are_listed_and_can_be_given_a_meaning() {
    let text = "Kode Diri,Hari,Arus\n6571014507909003,2024-08-02,datang lagi\n6571014507909004,2024-08-02,MASUK\n";
    let mut draft = LayoutDraft {
        name: "pindah-kota".to_owned(),
        headers: ["Kode Diri", "Hari", "Arus"].map(str::to_owned).to_vec(),
        source: Some(Source::Pindah),
        ..LayoutDraft::default()
    };
    for (at, column) in ["nik", "tanggal", "arah"].into_iter().enumerate() {
        draft.columns.insert(column, Fill::Column(at));
    }
    let read = |draft: &LayoutDraft| {
        let layout = draft.layout().unwrap();
        preview(
            Source::Pindah,
            AS_OF,
            text.as_bytes().to_vec(),
            Some(&layout),
            10,
        )
        .unwrap()
    };
    let before = read(&draft);
    assert_eq!(before.n_rejected, 1);
    assert_eq!(before.unknown["arah"]["datang lagi"], 1);
    let words = [("datang lagi".to_owned(), "MASUK".to_owned())];
    draft.values.insert("arah", words.into_iter().collect());
    let after = read(&draft);
    assert_eq!((after.n_rejected, after.n_accepted), (0, 2));
    assert!(after.unknown.is_empty());
    assert_eq!(after.rows[0].cells[2].read, "MASUK");
}

#[test]
fn columns_left_out_by_hand_stay_out() {
    // `Nama` is a known header; the officer did not choose it.
    let text = "Jati diri,Hari,Nama\n6571014507909003,2024-08-02,PETUGAS\n";
    let mut draft = LayoutDraft {
        name: "tanpa-nama".to_owned(),
        headers: ["Jati diri", "Hari", "Nama"].map(str::to_owned).to_vec(),
        source: Some(Source::Kematian),
        ..LayoutDraft::default()
    };
    draft.columns.insert("nik", Fill::Column(0));
    draft.columns.insert("tanggal", Fill::Column(1));
    let layout = draft.layout().unwrap();
    let shown = preview(
        Source::Kematian,
        AS_OF,
        text.as_bytes().to_vec(),
        Some(&layout),
        1,
    )
    .unwrap();
    assert_eq!(shown.columns.len(), 2);
    assert_eq!(shown.n_accepted, 1);
}

#[test]
fn sheets_that_fit_a_layout_are_counted() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, header) in [
        ("Agustus", "Jati diri"),
        ("Juli", "Jati diri"),
        ("Sampul", "Apa"),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_string(0, 0, header).unwrap();
        sheet.write_string(0, 1, "Hari wafat").unwrap();
    }
    let found = head(&book.save_to_buffer().unwrap()).unwrap();
    let mut one = draft();
    one.headers = ["Jati diri", "Hari wafat"].map(str::to_owned).to_vec();
    one.columns.clear();
    one.columns.insert("nik", Fill::Column(0));
    one.columns.insert("tanggal", Fill::Column(1));
    assert_eq!(found.n_fitting(Source::Kematian, &one.layout().unwrap()), 2);
}
