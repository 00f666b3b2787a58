//! Keys come, change and go; what was written stays readable by whoever should read it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use semesta_vault::{Key, Keyring, Stage, Vault, VaultError};

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("semesta.json"), "{}").unwrap();
    folder
}

fn open(folder: &Path, key: &Key) -> Result<Vault, VaultError> {
    Vault::open_with(folder, || Ok(Some(key.clone())))
}

fn finish(folder: &Path, key: &Key) {
    Keyring::finish::<VaultError>(folder, key, || Ok(())).unwrap();
}

fn put(vault: &Vault, path: &Path, content: &[u8]) {
    std::fs::write(path, vault.seal(path, content).unwrap()).unwrap();
}

#[test]
fn without_the_key_and_with_another_nothing_opens() {
    let folder = folder();
    let key = Key::generate().unwrap();
    Keyring::begin(folder.path(), &key).unwrap();
    let none = Vault::open_with(folder.path(), || Ok(None));
    assert!(matches!(none, Err(VaultError::KeyMissing(_))));
    let other = Key::generate().unwrap();
    let Err(VaultError::WrongKey {
        given, expected, ..
    }) = open(folder.path(), &other)
    else {
        panic!("another key opened the folder");
    };
    assert_eq!((given, expected), (other.name(), key.name()));
    let text = std::fs::read_to_string(folder.path().join("encryption.json")).unwrap();
    assert!(!text.contains(&key.text()));
}

#[test]
fn an_altered_keyring_is_refused() {
    let folder = folder();
    let key = Key::generate().unwrap();
    Keyring::begin(folder.path(), &key).unwrap();
    finish(folder.path(), &key);
    let path = folder.path().join("encryption.json");
    let text = std::fs::read_to_string(&path).unwrap();
    // Back to the stage at which plain files are taken: only the key's owner may.
    let altered = [
        text.replace("\"sealed\"", "\"sealing\""),
        text[..text.len() / 2].to_owned(),
        text.replacen("\"seal\": \"", "\"seal\": \"0", 1),
        String::new(),
    ];
    for altered in altered {
        assert_ne!(altered, text);
        std::fs::write(&path, &altered).unwrap();
        let refused = open(folder.path(), &key);
        assert!(matches!(refused, Err(VaultError::Keyring(_))), "{altered}");
    }
    std::fs::write(&path, text).unwrap();
    assert!(open(folder.path(), &key).is_ok());
}

#[test]
fn a_rotation_takes_the_old_key_away_at_once_and_the_old_data_key_at_the_end() {
    let folder = folder();
    let (old, new) = (Key::generate().unwrap(), Key::generate().unwrap());
    Keyring::begin(folder.path(), &old).unwrap();
    finish(folder.path(), &old);
    let before = open(folder.path(), &old).unwrap();
    let path = folder.path().join("a");
    put(&before, &path, b"isi");

    let ring = Keyring::rotate(folder.path(), &old, &new).unwrap();
    assert_eq!(ring.stage(), Stage::Sealing);
    assert!(matches!(
        open(folder.path(), &old),
        Err(VaultError::WrongKey { .. })
    ));
    let after = open(folder.path(), &new).unwrap();
    assert_eq!(after.read(&path).unwrap(), b"isi");
    assert_ne!(after.current(), before.current());
    // Whoever still holds the old keys publishes nothing.
    assert!(matches!(before.guard(), Err(VaultError::Changed(_))));
    assert!(after.guard().is_ok());
    // Begun once, it is not begun again.
    let again = Keyring::rotate(folder.path(), &old, &new).unwrap();
    assert_eq!(again.current(), ring.current());

    put(&after, &path, b"isi");
    finish(folder.path(), &new);
    let end = open(folder.path(), &new).unwrap();
    assert_eq!(end.read(&path).unwrap(), b"isi");
    let unknown = {
        put(&before, &path, b"isi");
        end.read(&path)
    };
    assert!(matches!(unknown, Err(VaultError::UnknownDataKey(_))));
}

#[test]
fn a_new_wrapping_leaves_the_data_as_they_are() {
    let folder = folder();
    let (old, new) = (Key::generate().unwrap(), Key::generate().unwrap());
    Keyring::begin(folder.path(), &old).unwrap();
    finish(folder.path(), &old);
    let path = folder.path().join("a");
    put(&open(folder.path(), &old).unwrap(), &path, b"isi");
    Keyring::rewrap(folder.path(), &old, &new).unwrap();
    assert!(open(folder.path(), &old).is_err());
    let vault = open(folder.path(), &new).unwrap();
    assert!(vault.is_strict());
    assert_eq!(vault.read(&path).unwrap(), b"isi");
}

#[test]
fn a_folder_is_decrypted_and_encrypted_again() {
    let folder = folder();
    let key = Key::generate().unwrap();
    Keyring::begin(folder.path(), &key).unwrap();
    finish(folder.path(), &key);
    let path = folder.path().join("a");
    put(&open(folder.path(), &key).unwrap(), &path, b"isi");
    Keyring::unseal(folder.path(), &key).unwrap();
    let vault = open(folder.path(), &key).unwrap();
    assert!(!vault.is_sealing());
    assert_eq!(vault.read(&path).unwrap(), b"isi");
    // Thought better of halfway.
    Keyring::begin(folder.path(), &key).unwrap();
    assert!(open(folder.path(), &key).unwrap().is_sealing());
    Keyring::unseal(folder.path(), &key).unwrap();
    std::fs::write(&path, "isi").unwrap();
    finish(folder.path(), &key);
    assert!(!folder.path().join("encryption.json").exists());
    let vault = Vault::open_with(folder.path(), || Ok(None)).unwrap();
    assert_eq!(vault.read(&path).unwrap(), b"isi");
}

#[test]
fn keys_do_not_change_while_somebody_publishes() {
    let folder = folder();
    let key = Key::generate().unwrap();
    let plain = Vault::open_with(folder.path(), || Ok(None)).unwrap();
    let guard = plain.guard().unwrap();
    let path = folder.path().to_owned();
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        Keyring::begin(&path, &key).unwrap();
        sender.send(()).unwrap();
    });
    let early = receiver.recv_timeout(std::time::Duration::from_millis(200));
    assert!(early.is_err());
    drop(guard);
    receiver.recv().unwrap();
    thread.join().unwrap();
    assert!(matches!(plain.guard(), Err(VaultError::Changed(_))));
}
