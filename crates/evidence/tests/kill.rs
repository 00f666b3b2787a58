//! `kill -9` at any moment of an import leaves no half snapshot.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::civil::date;
use semesta_evidence::{DataFolder, ImportRequest, NoProgress, Source, import_file};

const N_ROWS: usize = 150_000;

fn request(file: &Path) -> ImportRequest {
    ImportRequest {
        source: Source::Peserta,
        as_of: date(2024, 12, 31),
        path: file.to_owned(),
        layout: None,
        mend: None,
        replace: false,
    }
}

fn write_roll(path: &Path) {
    let mut text = "no_kartu,nik,nama,jenis_kelamin,tanggal_lahir,segmen,status\n".to_owned();
    for i in 0..N_ROWS {
        let segment = if i % 50 == 0 { "??" } else { "pbi_jk" };
        text += &format!(
            "{:013},6571014507909003,SITI NOMOR {i},P,1990-07-05,{segment},AKTIF\n",
            i + 1
        );
    }
    std::fs::write(path, text).unwrap();
}

/// What the child processes of the test below do; on its own it does nothing.
#[test]
fn child() {
    let (Ok(data), Ok(file)) = (std::env::var("KILL_DATA"), std::env::var("KILL_FILE")) else {
        return;
    };
    let folder = DataFolder::create(data).unwrap();
    import_file(&folder, &request(Path::new(&file)), &NoProgress).unwrap();
}

fn start(data: &Path, file: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact"])
        .env("KILL_DATA", data)
        .env("KILL_FILE", file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Whatever is visible is whole.
fn n_whole_snapshots(data: &Path) -> usize {
    let Ok(folder) = DataFolder::open(data) else {
        return 0;
    };
    let snapshots = folder.snapshots().unwrap();
    for manifest in &snapshots {
        let batches = folder.read(manifest, None).unwrap();
        let n_rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
        assert_eq!(n_rows as u64, manifest.accepted);
        assert_eq!(manifest.rows_in, N_ROWS as u64);
        assert_eq!(
            folder.read_rejects(manifest).unwrap().rows.len() as u64,
            manifest.rejected
        );
    }
    snapshots.len()
}

#[test]
fn killed_at_any_moment_nothing_half_is_visible() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("peserta.csv");
    write_roll(&file);
    let timed = |name: &str| {
        let data = temp.path().join(name);
        let begun = Instant::now();
        assert!(start(&data, &file).wait().unwrap().success());
        assert_eq!(n_whole_snapshots(&data), 1);
        begun.elapsed()
    };
    let duration = timed("cold").min(timed("warm"));
    let mut n_killed = 0;
    for moment in 0..12_u32 {
        let data = temp.path().join(format!("data-{moment}"));
        let mut child = start(&data, &file);
        std::thread::sleep(duration * moment / 12 + Duration::from_millis(1));
        child.kill().unwrap();
        n_killed += usize::from(!child.wait().unwrap().success());
        assert!(n_whole_snapshots(&data) <= 1);
        // The next import cleans up and does the work.
        let folder = DataFolder::create(&data).unwrap();
        import_file(&folder, &request(&file), &NoProgress).unwrap();
        assert_eq!(n_whole_snapshots(&data), 1);
        assert_eq!(std::fs::read_dir(folder.tmp()).unwrap().count(), 0);
    }
    assert!(n_killed >= 3, "only {n_killed} were caught at work");
}

#[test]
fn concurrent_imports_of_one_file_give_one_snapshot() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("peserta.csv");
    write_roll(&file);
    let data = temp.path().join("data");
    let children: Vec<_> = (0..4).map(|_| start(&data, &file)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(n_whole_snapshots(&data), 1);
    assert_eq!(std::fs::read_dir(data.join("tmp")).unwrap().count(), 0);
}
