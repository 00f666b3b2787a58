use proptest::prelude::*;

use super::*;
use crate::{Key, Keyring, Vault};

fn folder() -> (tempfile::TempDir, Key) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("semesta.json"), "{}").unwrap();
    let key = Key::generate().unwrap();
    Keyring::begin(folder.path(), &key).unwrap();
    Keyring::finish::<VaultError>(folder.path(), &key, || Ok(())).unwrap();
    (folder, key)
}

fn vault(folder: &Path, key: &Key) -> Vault {
    Vault::open_with(folder, || Ok(Some(key.clone()))).unwrap()
}

fn content(n_bytes: usize) -> Vec<u8> {
    (0..n_bytes).map(|at| (at * 7 + at / 251) as u8).collect()
}

/// Sizes around the edges of a piece.
const SIZES: [usize; 8] = [
    0,
    1,
    PIECE_BYTES - 1,
    PIECE_BYTES,
    PIECE_BYTES + 1,
    2 * PIECE_BYTES,
    2 * PIECE_BYTES + 17,
    300_000,
];

#[test]
fn what_is_read_is_what_was_written() {
    let (folder, key) = folder();
    let vault = vault(folder.path(), &key);
    for n_bytes in SIZES {
        let (path, whole) = (folder.path().join("a"), content(n_bytes));
        std::fs::write(&path, vault.seal(&path, &whole).unwrap()).unwrap();
        assert_eq!(vault.read(&path).unwrap(), whole, "{n_bytes}");
        let mut writer = vault.writer(&path, File::create(&path).unwrap()).unwrap();
        for part in whole.chunks(1000) {
            writer.write_all(part).unwrap();
        }
        writer.finish().unwrap();
        let file = vault.file(&path).unwrap();
        assert_eq!(file.n_bytes(), n_bytes as u64);
        let mut read = Vec::new();
        file.reader(0).read_to_end(&mut read).unwrap();
        assert_eq!(read, whole, "{n_bytes}");
        assert_eq!(file.read_at(0, n_bytes).unwrap(), whole);
        assert!(file.read_at(0, n_bytes + 1).is_err());
    }
}

#[test]
fn any_altered_or_lost_byte_is_found() {
    let (folder, key) = folder();
    let vault = vault(folder.path(), &key);
    let path = folder.path().join("a");
    let sealed = vault
        .seal(&path, &content(PIECE_BYTES + 5))
        .unwrap()
        .into_owned();
    let refused = |bytes: Vec<u8>| {
        std::fs::write(&path, &bytes).unwrap();
        assert!(vault.read(&path).is_err(), "{} bytes", bytes.len());
        let file = vault.file(&path);
        let whole = file.map(|file| file.read_at(0, PIECE_BYTES + 5));
        assert!(!matches!(whole, Ok(Ok(_))), "{} bytes", bytes.len());
    };
    for at in (0..sealed.len())
        .step_by(997)
        .chain([8, 16, 47, sealed.len() - 1])
    {
        let mut bytes = sealed.clone();
        bytes[at] ^= 1;
        refused(bytes);
    }
    let piece_end = HEAD_BYTES + SEALED_PIECE_BYTES;
    for end in [
        1,
        8,
        15,
        16,
        47,
        48,
        63,
        64,
        1000,
        piece_end,
        piece_end + 3,
        sealed.len() - 1,
    ] {
        refused(sealed[..end].to_vec());
    }
    // A piece left out, repeated, or moved.
    refused([&sealed[..HEAD_BYTES], &sealed[piece_end..]].concat());
    refused([&sealed[..piece_end], &sealed[HEAD_BYTES..]].concat());
    refused([sealed, vec![0; 16]].concat());
}

#[test]
fn a_file_opens_at_its_place_only() {
    let (folder, key) = folder();
    let vault = vault(folder.path(), &key);
    let (one, other) = (
        folder.path().join("runs/1/a"),
        folder.path().join("runs/2/a"),
    );
    for path in [&one, &other] {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, vault.seal(path, b"isi").unwrap()).unwrap();
    }
    std::fs::copy(&one, &other).unwrap();
    assert_eq!(vault.read(&one).unwrap(), b"isi");
    assert!(matches!(vault.read(&other), Err(VaultError::Tampered(_))));
    assert!(matches!(vault.file(&other), Err(VaultError::Tampered(_))));
    // The folder itself may move.
    let moved = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(moved.path().join("runs/1")).unwrap();
    for name in ["encryption.json", "semesta.json", "runs/1/a"] {
        std::fs::copy(folder.path().join(name), moved.path().join(name)).unwrap();
    }
    let vault = super::tests::vault(moved.path(), &key);
    assert_eq!(vault.read(&moved.path().join("runs/1/a")).unwrap(), b"isi");
}

#[test]
fn plain_files_are_refused_once_everything_is_sealed() {
    let (folder, key) = folder();
    let path = folder.path().join("a");
    std::fs::write(&path, "isi").unwrap();
    let strict = vault(folder.path(), &key);
    assert!(matches!(strict.read(&path), Err(VaultError::NotSealed(_))));
    assert!(matches!(strict.file(&path), Err(VaultError::NotSealed(_))));
    // And sealed ones without the keyring.
    std::fs::write(&path, strict.seal(&path, b"isi").unwrap()).unwrap();
    std::fs::remove_file(folder.path().join("encryption.json")).unwrap();
    let plain = Vault::open_with(folder.path(), || Ok(None)).unwrap();
    assert!(matches!(plain.read(&path), Err(VaultError::NoKeyring(_))));
}

proptest! {
    #[test]
    fn any_part_is_what_was_written(
        n_bytes in 0..200_000_usize,
        start in 0..200_000_usize,
        wanted in 0..150_000_usize,
    ) {
        let start = start.min(n_bytes);
        let wanted = wanted.min(n_bytes - start);
        let (folder, key) = folder();
        let vault = vault(folder.path(), &key);
        let (path, whole) = (folder.path().join("a"), content(n_bytes));
        std::fs::write(&path, vault.seal(&path, &whole).unwrap()).unwrap();
        let file = vault.file(&path).unwrap();
        prop_assert_eq!(file.read_at(start as u64, wanted).unwrap(), &whole[start..start + wanted]);
        let mut read = Vec::new();
        file.reader(start as u64).read_to_end(&mut read).unwrap();
        prop_assert_eq!(&read[..], &whole[start..]);
    }
}
