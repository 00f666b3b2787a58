//! The way to the provider and back.

use std::collections::HashMap;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AdditionalClaims, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdToken, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse,
    SubjectIdentifier, TokenResponse as _, UserInfoClaims, UserInfoError,
};
use serde::{Deserialize, Serialize};
use ureq::Agent;

use crate::config::OidcConfig;
use crate::error::OidcError;
use crate::http;
use crate::pending::{Journeys, Pending};

/// Every claim beside the standard ones that the library reads by itself.
#[derive(Debug, Deserialize, Serialize)]
struct Extra {
    #[serde(flatten)]
    claims: HashMap<String, serde_json::Value>,
}

impl AdditionalClaims for Extra {}

type Token =
    IdToken<Extra, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

type Fields = IdTokenFields<
    Extra,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type Client = openidconnect::Client<
    Extra,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Who the provider says somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who they are there, for good.
    pub subject: String,
    /// The desk's user name, as the configured claim has it.
    pub user: String,
    /// Where they wanted to go.
    pub back: String,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// A journey to the provider that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Where to send the browser.
    pub url: String,
    /// What the browser keeps in a cookie, to be compared when it comes back.
    pub state: String,
}

/// A provider as it is configured.
pub struct Provider {
    config: OidcConfig,
    agent: Agent,
    /// Discovered when first needed, and anew when its keys changed.
    client: Mutex<Option<Arc<Client>>>,
    journeys: Journeys,
}

impl Provider {
    /// A provider; it is not asked anything yet.
    ///
    /// # Errors
    /// [`OidcError::Settings`] if its certificates cannot be read.
    pub fn new(config: OidcConfig) -> Result<Self, OidcError> {
        Ok(Self {
            agent: http::agent(&config)?,
            config,
            client: Mutex::default(),
            journeys: Journeys::default(),
        })
    }

    /// How it is configured.
    #[must_use]
    pub fn config(&self) -> &OidcConfig {
        &self.config
    }

    /// Begins a sign-in that should end at the path `back`. Blocks while it asks the provider.
    ///
    /// # Errors
    /// [`OidcError::Unreachable`] if the provider does not answer.
    pub fn begin(&self, back: &str, now: SystemTime) -> Result<Journey, OidcError> {
        let client = self.client(false)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let pending = Pending {
            nonce,
            verifier,
            back: back.to_owned(),
            begun: now,
        };
        self.journeys.put(state.secret().clone(), pending);
        Ok(Journey {
            url: url.into(),
            state: state.into_secret(),
        })
    }

    /// Ends a sign-in: `cookie` is the state the browser kept, `state` and `code` are
    /// what the provider sent it back with. Blocks while it asks the provider.
    ///
    /// # Errors
    /// See [`OidcError`]; whatever happens, the state cannot be used again.
    pub fn finish(
        &self,
        cookie: &str,
        state: &str,
        code: Option<&str>,
        now: SystemTime,
    ) -> Result<Identity, OidcError> {
        let pending = self.journeys.take(state, now).ok_or(OidcError::State)?;
        if cookie != state {
            return Err(OidcError::State);
        }
        let code = code.ok_or(OidcError::Refused)?;
        let client = self.client(false)?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| OidcError::Settings)?
            .set_pkce_verifier(pending.verifier)
            .request(&|request| http::ask(&self.agent, request))
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => OidcError::Refused,
                RequestTokenError::Request(_) => OidcError::Unreachable,
                _ => OidcError::Token("answer"),
            })?;
        let token = tokens.id_token().ok_or(OidcError::Token("missing"))?;
        let (subject, mut claims) = self.read(token, &pending.nonce, now)?;
        if !claims.contains_key(&self.config.user_claim) {
            // Providers that keep to the letter give names to who asks for them only.
            claims.extend(self.user_info(tokens.access_token(), &subject)?);
        }
        let user = claims.remove(&self.config.user_claim);
        let user = user
            .filter(|user| !user.is_empty())
            .ok_or(OidcError::NoUser)?;
        Ok(Identity {
            issuer: self.config.issuer.clone(),
            subject,
            user,
            back: pending.back,
        })
    }

    /// Verifies an ID token as [`Self::finish`] does: for tests of refusals.
    ///
    /// # Errors
    /// [`OidcError::Token`].
    #[doc(hidden)]
    pub fn verify(&self, token: &str, nonce: &str, now: SystemTime) -> Result<(), OidcError> {
        let token = Token::from_str(token).map_err(|_| OidcError::Token("answer"))?;
        self.read(&token, &Nonce::new(nonce.to_owned()), now)
            .map(drop)
    }

    /// Subject and claims of a token that is what it should be.
    fn read(
        &self,
        token: &Token,
        nonce: &Nonce,
        now: SystemTime,
    ) -> Result<(String, Claims), OidcError> {
        let mut client = self.client(false)?;
        let mut verified = claims(&client, token, nonce, now);
        if verified == Err(OidcError::Token("signature")) {
            // It may have new keys.
            client = self.client(true)?;
            verified = claims(&client, token, nonce, now);
        }
        verified
    }

    /// What the provider says of who holds an access token, if it is this subject.
    fn user_info(&self, token: &AccessToken, subject: &str) -> Result<Claims, OidcError> {
        let client = self.client(false)?;
        let subject = SubjectIdentifier::new(subject.to_owned());
        let request = client
            .user_info(token.clone(), Some(subject))
            .map_err(|_| OidcError::NoUser)?;
        let told: UserInfoClaims<Extra, CoreGenderClaim> = request
            .request(&|request| http::ask(&self.agent, request))
            .map_err(|error| match error {
                UserInfoError::Request(_) => OidcError::Unreachable,
                UserInfoError::ClaimsVerification(_) => OidcError::Token("subject"),
                _ => OidcError::Token("claims"),
            })?;
        texts(&told)
    }

    /// The provider as it describes itself: asked once, or `anew`.
    fn client(&self, anew: bool) -> Result<Arc<Client>, OidcError> {
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = held.as_ref().filter(|_| !anew) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(self.discover()?);
        *held = Some(Arc::clone(&client));
        Ok(client)
    }

    fn discover(&self) -> Result<Client, OidcError> {
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|_| OidcError::Settings)?;
        let metadata =
            CoreProviderMetadata::discover(&issuer, &|request| http::ask(&self.agent, request))
                .map_err(|_| OidcError::Unreachable)?;
        let secret = self.config.client_secret.clone().map(ClientSecret::new);
        let back = RedirectUrl::new(self.config.redirect_url()).map_err(|_| OidcError::Settings)?;
        let id = ClientId::new(self.config.client_id.clone());
        Ok(Client::from_provider_metadata(metadata, id, secret).set_redirect_uri(back))
    }
}

type Claims = HashMap<String, String>;

/// The subject, and every claim that is text.
fn claims(
    client: &Client,
    token: &Token,
    nonce: &Nonce,
    now: SystemTime,
) -> Result<(String, Claims), OidcError> {
    let verifier = client.id_token_verifier().set_time_fn(move || now.into());
    let verified = token.claims(&verifier, nonce).map_err(|error| {
        OidcError::Token(match error {
            ClaimsVerificationError::Expired(_) => "expired",
            ClaimsVerificationError::InvalidAudience(_) => "audience",
            ClaimsVerificationError::InvalidIssuer(_) => "issuer",
            ClaimsVerificationError::InvalidNonce(_) => "nonce",
            ClaimsVerificationError::SignatureVerification(_) => "signature",
            _ => "claims",
        })
    })?;
    Ok((verified.subject().to_string(), texts(verified)?))
}

/// Every claim that is text: as JSON, standard claims and others lie beside each other.
fn texts(claims: &impl Serialize) -> Result<Claims, OidcError> {
    let all = serde_json::to_value(claims).map_err(|_| OidcError::Token("claims"))?;
    let all = all.as_object().into_iter().flatten();
    Ok(all
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect())
}
