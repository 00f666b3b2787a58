//! Why the provider's word is not taken.

/// Says why somebody is not signed in by the provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The provider does not answer, or not as one.
    #[error("the identity provider cannot be reached")]
    Unreachable,
    /// The state is not one that was handed to this browser, is too old, or was used.
    #[error("this sign-in is unknown, too old, or already used")]
    State,
    /// The provider says no: who asked went back, or is not let in there.
    #[error("the identity provider refuses")]
    Refused,
    /// The ID token is not what it should be.
    #[error("the identity provider's token is invalid: {0}")]
    Token(&'static str),
    /// The token does not name a user.
    #[error("the identity provider names no user")]
    NoUser,
    /// The settings cannot be used.
    #[error("the settings of the identity provider cannot be used")]
    Settings,
}

impl OidcError {
    /// A stable code for programs and the audit log.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::State => "state",
            Self::Refused => "refused",
            Self::Token(what) => what,
            Self::NoUser => "no_user",
            Self::Settings => "settings",
        }
    }
}
