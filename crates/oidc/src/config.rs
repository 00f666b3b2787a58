//! Which provider, and what it is told of us: `oidc.json` in the data folder, or the
//! environment.

use std::path::{Path, PathBuf};

use serde::Deserialize;

const FILE: &str = "oidc.json";

/// Who may sign in with a password of the desk besides the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalSignIn {
    /// Everybody who has one.
    #[default]
    All,
    /// Administrators only, so that the desk can be reached when the provider cannot.
    Administrators,
}

/// An identity provider and this desk's registration there.
///
/// Each value of `oidc.json` may come from the environment instead, as
/// `SEMESTA_OIDC_ISSUER`, `…_CLIENT_ID`, `…_CLIENT_SECRET`, `…_CLIENT_SECRET_FILE`,
/// `…_USER_CLAIM`, `…_PUBLIC_URL`, `…_TITLE`, `…_CA_FILE`, `…_LOCAL_SIGN_IN`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcConfig {
    /// The issuer: `https://…`, whose discovery document lies below it. Plain `http`
    /// is accepted for this machine itself only.
    pub issuer: String,
    /// What this desk is called there.
    pub client_id: String,
    /// The secret itself; better in a file of its own.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// A file that holds the secret, read at the start.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// The claim that holds the desk's user name.
    #[serde(default = "user_claim")]
    pub user_claim: String,
    /// Where browsers reach this desk: the provider sends them back to `…/masuk/balik`.
    pub public_url: String,
    /// What the provider is called on the page of signing in.
    #[serde(default = "title")]
    pub title: String,
    /// Certificates (PEM) to trust in place of the public ones.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Who may still sign in with a password.
    #[serde(default)]
    pub local_sign_in: LocalSignIn,
}

fn user_claim() -> String {
    "preferred_username".to_owned()
}

fn title() -> String {
    "SSO".to_owned()
}

/// Says why the provider's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The settings are not what they should be.
    #[error("invalid `{what}` of the identity provider: expected {expected}")]
    Invalid {
        /// Which.
        what: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The file is not JSON of this shape.
    #[error("invalid `oidc.json`")]
    Json(#[source] serde_json::Error),
}

impl std::fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcConfig")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl OidcConfig {
    /// The settings of a data folder; `None` where there are none. `variable` gives
    /// a variable of the environment.
    ///
    /// # Errors
    /// If a file cannot be read, holds an unknown key, or a value cannot be.
    pub fn load(
        data_folder: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, ConfigError> {
        let path = data_folder.join(FILE);
        let mut values = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(ConfigError::Json)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => serde_json::Map::new(),
            Err(source) => return Err(ConfigError::Io { path, source }),
        };
        for key in KEYS {
            let name = format!("SEMESTA_OIDC_{}", key.to_uppercase());
            if let Some(value) = variable(&name).filter(|value| !value.is_empty()) {
                values.insert(key.to_owned(), value.into());
            }
        }
        if values.is_empty() {
            return Ok(None);
        }
        let mut config: Self = serde_json::from_value(values.into()).map_err(ConfigError::Json)?;
        config.check()?;
        if let Some(path) = &config.client_secret_file {
            let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Io {
                path: path.clone(),
                source,
            })?;
            config.client_secret = Some(text.trim().to_owned());
        }
        Ok(Some(config))
    }

    /// Where the provider sends browsers back to.
    #[must_use]
    pub fn redirect_url(&self) -> String {
        format!("{}/masuk/balik", self.public_url.trim_end_matches('/'))
    }

    fn check(&self) -> Result<(), ConfigError> {
        let expected = "https://…, or http:// on this machine";
        for (what, url) in [("issuer", &self.issuer), ("public_url", &self.public_url)] {
            if !is_safe(url) {
                return Err(ConfigError::Invalid { what, expected });
            }
        }
        if self.client_id.trim().is_empty() || self.user_claim.trim().is_empty() {
            return Err(ConfigError::Invalid {
                what: "client_id",
                expected: "a name, and a claim for the user's",
            });
        }
        Ok(())
    }
}

const KEYS: [&str; 9] = [
    "issuer",
    "client_id",
    "client_secret",
    "client_secret_file",
    "user_claim",
    "public_url",
    "title",
    "ca_file",
    "local_sign_in",
];

/// TLS, or a way that does not leave this machine.
fn is_safe(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let host = url.strip_prefix("http://").map(|rest| {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        &rest[..end]
    });
    let local = |name: &str| matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    host.is_some_and(|host| {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        local(name)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const WHOLE: &str = r#"{"issuer": "https://sso.example.id", "client_id": "semesta",
        "public_url": "https://semesta.example.id/"}"#;

    fn load(text: Option<&str>, set: &[(&str, &str)]) -> Result<Option<OidcConfig>, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        if let Some(text) = text {
            std::fs::write(folder.path().join(FILE), text).unwrap();
        }
        OidcConfig::load(folder.path(), |name| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn file_and_environment_make_one_configuration() {
        assert!(load(None, &[]).unwrap().is_none());
        let config = load(Some(WHOLE), &[]).unwrap().unwrap();
        assert_eq!(config.user_claim, "preferred_username");
        assert_eq!(config.local_sign_in, LocalSignIn::All);
        assert_eq!(
            config.redirect_url(),
            "https://semesta.example.id/masuk/balik"
        );
        let set = [
            ("SEMESTA_OIDC_CLIENT_SECRET", "rahasia"),
            ("SEMESTA_OIDC_LOCAL_SIGN_IN", "administrators"),
        ];
        let config = load(Some(WHOLE), &set).unwrap().unwrap();
        assert_eq!(config.client_secret.as_deref(), Some("rahasia"));
        assert_eq!(config.local_sign_in, LocalSignIn::Administrators);
        assert!(!format!("{config:?}").contains("rahasia"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let plain = WHOLE.replace("https://sso", "http://sso");
        assert!(load(Some(&plain), &[]).is_err(), "no TLS");
        let unknown = WHOLE.replace("client_id", "klien");
        assert!(load(Some(&unknown), &[]).is_err());
        assert!(load(Some("{"), &[]).is_err());
        let missing = [("SEMESTA_OIDC_CLIENT_SECRET_FILE", "/tidak/ada")];
        assert!(load(Some(WHOLE), &missing).is_err());
        assert!(is_safe("http://127.0.0.1:8080/x") && is_safe("http://[::1]:1"));
        assert!(!is_safe("http://127.0.0.1.example.id") && !is_safe("http://localhost@x"));
    }
}
