//! Who an outside identity provider (OpenID Connect) says somebody is.
//!
//! The authorization code flow with PKCE, state and nonce; the provider is found by
//! its issuer's discovery document, its ID token verified by the keys it publishes.
//! What somebody may do is not asked of the provider: it stays at the desk.
//!
//! **Invariant:** a state is good once, for ten minutes, and in the browser it was
//! handed to. **Invariant:** no token, code, secret or claim is in an error or a log.

mod config;
mod error;
mod http;
mod pending;
mod provider;

pub use config::{ConfigError, LocalSignIn, OidcConfig};
pub use error::OidcError;
pub use provider::{Identity, Journey, Provider};
