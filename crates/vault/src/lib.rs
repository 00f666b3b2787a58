//! Data at rest: one key of the city's, outside the data folder, and what it protects.
//!
//! The city's [`Key`] wraps the folder's data keys, which `encryption.json` keeps
//! ([`Keyring`]). A [`Vault`] is what reading and writing go through: files with
//! [`Vault::seal`], [`Vault::writer`], [`Vault::read`] and [`VaultFile`], cells of a
//! database with [`CellKey`]. A folder without `encryption.json` has the plain vault,
//! through which everything passes as it is.
//!
//! AES-256-GCM from `ring` throughout, under keys that BLAKE3 derives for one purpose
//! each. What is sealed is bound to its place: a file moved to another's place, or a
//! cell to another row, does not open.
//!
//! **Invariant:** what is read back is what was written, byte for byte, or an error:
//! identities and hashes are those of the content, sealed or not.

mod cell;
mod error;
mod file;
mod key;
mod keyring;
mod primitive;
mod vault;

pub use cell::CellKey;
pub use error::VaultError;
pub use file::{VaultFile, VaultReader, VaultWriter};
pub use key::{KEY_FILE_VARIABLE, KEY_VARIABLE, Key};
pub use keyring::{Keyring, Stage};
pub use vault::{DataKeyId, Guard, Vault};
