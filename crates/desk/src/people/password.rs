//! Passwords: Argon2id, with the parameters that OWASP names (19 MiB, two passes).

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{DeskError, Result};
use crate::random;

/// The fewest characters of a password.
pub const PASSWORD_LENGTH_MIN: usize = 12;

/// The most bytes: hashing is not to be made long by whoever asks.
const N_BYTES_MAX: usize = 1024;

/// Verified where there is no user, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2VtZXN0YS1ub2JvZHk$\
                      Hhm8mJ9UnS0dbTLfSPZ3z5Q1n3nTrvEUcvOkmR4Pz0I";

/// Refuses a password that is too short, too long, or holds the user's name.
pub(crate) fn check(password: &str, user: &str) -> Result<()> {
    let long_enough = password.chars().count() >= PASSWORD_LENGTH_MIN;
    if !long_enough || password.len() > N_BYTES_MAX {
        return Err(DeskError::Invalid {
            what: "password",
            expected: "at least 12 characters, at most 1024 bytes",
        });
    }
    let first = password.chars().next();
    if password.to_lowercase().contains(user) || password.chars().all(|c| Some(c) == first) {
        return Err(DeskError::Invalid {
            what: "password",
            expected: "not the user's name and not one character repeated",
        });
    }
    Ok(())
}

/// Hashes a password on another thread; few at a time, each takes 19 MiB.
pub(crate) async fn hash(hashers: &Arc<Semaphore>, password: &str) -> Result<String> {
    let salt = random::bytes::<16>()?;
    let password = password.to_owned();
    on_a_thread(hashers, move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|_| DeskError::Damaged("password"))
    })
    .await?
}

/// Tells whether a password is the one behind a hash; without a hash it is not,
/// and takes as long to say so.
pub(crate) async fn verify(
    hashers: &Arc<Semaphore>,
    password: &str,
    hash: Option<&str>,
) -> Result<bool> {
    let known = hash.is_some();
    let hash = hash.unwrap_or(NOBODY).to_owned();
    if password.len() > N_BYTES_MAX {
        return Ok(false);
    }
    let password = password.to_owned();
    let right = on_a_thread(hashers, move || {
        let parsed = PasswordHash::new(&hash).map_err(|_| DeskError::Damaged("password_hash"))?;
        Ok::<bool, DeskError>(
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok(),
        )
    })
    .await??;
    Ok(right && known)
}

async fn on_a_thread<T: Send + 'static>(
    hashers: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    // The semaphore is never closed and the work does not panic.
    let _turn = hashers.acquire().await.map_err(|_| DeskError::Busy)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| DeskError::Busy)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let hashers = Arc::new(Semaphore::new(1));
        let hash = hash(&hashers, "benar sekali 123").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            verify(&hashers, "benar sekali 123", Some(&hash))
                .await
                .unwrap()
        );
        assert!(
            !verify(&hashers, "benar sekali 124", Some(&hash))
                .await
                .unwrap()
        );
        assert!(!verify(&hashers, "benar sekali 123", None).await.unwrap());
        assert!(verify(&hashers, "x", Some("no hash")).await.is_err());
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert!(check("sebelas 123", "budi").is_err(), "eleven");
        assert!(check("duabelas 123", "budi").is_ok());
        assert!(check("Budi-Budi-Budi", "budi").is_err());
        assert!(check("aaaaaaaaaaaaaaaa", "budi").is_err());
        assert!(check(&"ab".repeat(600), "budi").is_err());
    }
}
