//! A file of each source becomes a snapshot that reads back.
#![allow(clippy::unwrap_used, missing_docs)]

use arrow_array::Array;
use arrow_array::cast::AsArray;
use jiff::civil::date;
use semesta_evidence::{
    DataFolder, ImportRequest, NoProgress, Source, canonical_schema, import_file,
};

const FILES: [(Source, &str); 15] = [
    (
        Source::Penduduk,
        "NIK;No. KK;NAMA LENGKAP;L/P;TMP LAHIR;TGL LAHIR;KODE KELURAHAN;STATUS\n6571014507909003;6571010101209001;SITI AMINAH;P;TARAKAN;05-07-1990;65.71.01.1001;HIDUP\n;6571010101209001;BUDI;L;TARAKAN;05-07-1990;65.71.01.1001;HIDUP\n\nJUMLAH;2;;;;;;\n",
    ),
    (
        Source::Peserta,
        "NOKA,NIK,NAMA PESERTA,JK,TGLLAHIR,SEGMEN,STATUS PESERTA,TMT\n1234509876,6.57101E+15,SITI,P,1990-07-05,PBI APBD,AKTIF,2020-01-01\n1234509877,TIDAK ADA,\"BUDI, S.Pd\",L,2990-07-05,Jamkesda,Non Aktif,\n1234509878,,ANI,P,1990-07-05,X9,AKTIF,\n",
    ),
    (
        Source::Tagihan,
        "Bulan\tNo Kartu\tIuran Pemda\tBantuan Pemda\tBantuan Pusat\nJanuari 2024\t1234509876\tRp35.000\t2.800,00\t4200\n",
    ),
    (
        Source::DaftarPemda,
        "nik|nama|tanggal_mulai|penanggung\n6571014507909003|SITI|2024-01-01|APBD Kota\n",
    ),
    (Source::Kematian, "nik,nama,tanggal\n"),
    (
        Source::Pindah,
        "nik,tanggal,arah\n657101450790900?,2024-01-03,Pindah Keluar\n",
    ),
    (
        Source::Phk,
        "nik,nama,badan_usaha,tanggal,jenis_bukti\n6571014507909003,SITI,PT X,2024-01-05,Perjanjian Bersama\n",
    ),
    (
        Source::Pekerja,
        "nik,nama,badan_usaha,upah,asal\n6571014507909003,SITI,PT X,\"Rp 3.500.000,00\",BPJS Ketenagakerjaan\n",
    ),
    (
        Source::BadanUsaha,
        "nib,nama,kode_wilayah,jumlah_pekerja,asal\n0123456789012,PT X,6571,12,OSS\n",
    ),
    (
        Source::Dtsen,
        "nik,no_kk,desil\n6571014507909003,6571010101209001,Desil 3\n",
    ),
    (
        Source::Program,
        "nik,nama,program,penanggung\n6571014507909003,SITI,nelayan,Provinsi\n",
    ),
    (
        Source::Donatur,
        "kode,nama,patuh,anggaran,wilayah\nPT-K,PT Kertas,ya,1000000,65.71.01.1001; 65.71.01.1002\n",
    ),
    (
        Source::Keputusan,
        "No Kartu;NIK Penduduk;Keputusan;Tanggal;Petugas\n1234509876;6571014507909003;sama;2024-01-20;Ani\n1234509877;6571014507909003;Orang Lain;;\n1234509878;6571014507909003;mungkin;;\n",
    ),
    (
        Source::Pembayaran,
        "No. SP2D;Tgl SP2D;Untuk Bulan;Nilai SP2D;Uraian\n00123/SP2D/2024;15-02-2024;2024-01;Rp378.000;Iuran Januari\n;15-02-2024;2024-01;1;tanpa nomor\nJUMLAH;;;378.000;\n",
    ),
    (
        Source::TagihanRekap,
        "Bulan;Segmen;Kelas;Jumlah Jiwa;Jumlah Iuran (Rp)\n2024-01;PBPU Pemda;3;10;378.000\n2024-01;mandiri;III;5;14000\n2024-02;;;sepuluh;378000\nJUMLAH;;;15;392.000\n",
    ),
];

#[test]
fn every_source_becomes_a_snapshot() {
    let temp = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(temp.path().join("data")).unwrap();
    for (source, text) in FILES {
        let path = temp.path().join(format!("{source}.csv"));
        std::fs::write(&path, text).unwrap();
        let request = ImportRequest {
            source,
            as_of: date(2024, 1, 31),
            path,
            layout: None,
            mend: None,
            replace: false,
        };
        let first =
            import_file(&folder, &request, &NoProgress).unwrap_or_else(|e| panic!("{source}: {e}"));
        assert!(!first.already_there);
        let m = &first.manifest;
        assert_eq!(
            m.rows_in,
            m.accepted + m.rejected + m.skipped.n(),
            "{source}"
        );
        let again = import_file(&folder, &request, &NoProgress).unwrap();
        assert!(again.already_there);
        assert_eq!(again.manifest, first.manifest);
        let batches = folder.read(m, None).unwrap();
        let n_rows: usize = batches.iter().map(|b| b.num_rows()).sum();
        assert_eq!(n_rows as u64, m.accepted, "{source}");
        if let Some(batch) = batches.first() {
            assert_eq!(batch.schema().fields(), canonical_schema(source).fields());
        }
        assert_eq!(
            folder.read_rejects(m).unwrap().rows.len() as u64,
            m.rejected
        );
    }
    assert_eq!(
        folder.select(date(2024, 1, 31)).unwrap().snapshots.len(),
        15
    );
    assert_eq!(folder.select(date(2024, 1, 30)).unwrap().snapshots.len(), 0);
}

#[test]
fn the_roll_keeps_what_it_must() {
    let temp = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(temp.path()).unwrap();
    let path = temp.path().join("x.csv");
    std::fs::write(&path, FILES[1].1).unwrap();
    let request = ImportRequest {
        source: Source::Peserta,
        as_of: date(2024, 1, 31),
        path,
        layout: None,
        mend: None,
        replace: false,
    };
    let m = import_file(&folder, &request, &NoProgress)
        .unwrap()
        .manifest;
    assert_eq!((m.accepted, m.rejected), (2, 1));
    let batch = &folder
        .read(
            &m,
            Some(&[
                "no_kartu",
                "nik",
                "nik_given",
                "segmen",
                "status",
                "warnings",
                "nama",
            ]),
        )
        .unwrap()[0];
    let text = |column: usize, row: usize| {
        let array = batch.column(column).as_string::<i32>();
        array.is_valid(row).then(|| array.value(row).to_owned())
    };
    assert_eq!(text(0, 0).as_deref(), Some("0001234509876"));
    assert_eq!(text(1, 0), None);
    assert_eq!(text(2, 0).as_deref(), Some("657101??????????"));
    assert_eq!(text(3, 1).as_deref(), Some("pbpu_pemda"));
    assert_eq!(text(4, 1).as_deref(), Some("NONAKTIF"));
    assert_eq!(text(5, 0).as_deref(), Some("nik:nik_damaged"));
    assert_eq!(text(5, 1).as_deref(), Some("tanggal_lahir:date_future"));
    assert_eq!(text(6, 1).as_deref(), Some("BUDI, S.Pd"));
    let rejects = folder.read_rejects(&m).unwrap();
    assert_eq!(
        (
            rejects.rows[0].row,
            rejects.rows[0].column.as_str(),
            rejects.rows[0].code.as_str()
        ),
        (3, "segmen", "code_unknown")
    );
    assert_eq!(rejects.rows[0].cells[0], "1234509878");
}

#[test]
fn decisions_are_same_or_different_and_all_count() {
    let temp = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(temp.path()).unwrap();
    let path = temp.path().join("keputusan.csv");
    std::fs::write(&path, FILES[12].1).unwrap();
    let import = |as_of| {
        let request = ImportRequest {
            source: Source::Keputusan,
            as_of,
            path: path.clone(),
            layout: None,
            mend: None,
            replace: false,
        };
        import_file(&folder, &request, &NoProgress)
            .unwrap()
            .manifest
    };
    let first = import(date(2024, 1, 31));
    assert_eq!((first.accepted, first.rejected), (2, 1));
    assert_eq!(first.rejects["keputusan:code_unknown"], 1);
    let batch = &folder
        .read(&first, Some(&["no_kartu", "keputusan"]))
        .unwrap()[0];
    let verdicts = batch.column(1).as_string::<i32>();
    assert_eq!((verdicts.value(0), verdicts.value(1)), ("SAMA", "BEDA"));
    import(date(2024, 2, 29));
    assert_eq!(
        folder.select(date(2024, 12, 31)).unwrap().snapshots.len(),
        2
    );
}

#[test]
fn payments_and_head_counts_are_read() {
    let temp = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(temp.path().join("data")).unwrap();
    let delivery = temp.path().join("2024-02");
    std::fs::create_dir(&delivery).unwrap();
    for (source, text) in &FILES[13..] {
        std::fs::write(delivery.join(format!("{source}.csv")), text).unwrap();
    }
    let request = semesta_evidence::DeliveryRequest {
        path: delivery,
        as_of: None,
        layout: None,
        replace: false,
    };
    let delivered = semesta_evidence::import_delivery(&folder, &request, &NoProgress).unwrap();
    assert!(delivered.ignored.is_empty() && delivered.failed.is_empty());
    let by_source = |source: Source| {
        let found = delivered
            .imported
            .iter()
            .find(|one| one.manifest.source == source);
        found.unwrap().manifest.clone()
    };
    let paid = by_source(Source::Pembayaran);
    assert_eq!((paid.accepted, paid.rejected, paid.skipped.n()), (1, 1, 1));
    let heads = by_source(Source::TagihanRekap);
    assert_eq!(
        (heads.accepted, heads.rejected, heads.skipped.n()),
        (2, 1, 1)
    );
    assert_eq!(heads.rejects["jumlah_jiwa:amount_invalid"], 1);
    let batch = &folder.read(&heads, None).unwrap()[0];
    assert_eq!(batch.column(1).as_string::<i32>().value(1), "pbpu");
}
