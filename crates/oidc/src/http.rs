//! Asking the provider: no redirects followed, little time, little read.

use std::time::Duration;

use openidconnect::http::Response;
use openidconnect::{HttpRequest, HttpResponse};
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::config::OidcConfig;
use crate::error::OidcError;

/// A provider that takes longer does not answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of an answer: discovery, keys and tokens are small.
const N_BYTES_MAX: u64 = 1 << 20;

pub(crate) fn agent(config: &OidcConfig) -> Result<Agent, OidcError> {
    let mut tls = TlsConfig::builder();
    if let Some(path) = &config.ca_file {
        let pem = std::fs::read(path).map_err(|_| OidcError::Settings)?;
        let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            })
            .collect();
        if certificates.is_empty() {
            return Err(OidcError::Settings);
        }
        tls = tls.root_certs(RootCerts::Specific(certificates.into()));
    }
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        // Whoever answers must be who was asked.
        .max_redirects(0)
        .http_status_as_error(false)
        .tls_config(tls.build())
        .build();
    Ok(config.into())
}

/// One request, as the library wants it.
pub(crate) fn ask(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = agent.run(request)?.into_parts();
    let bytes = body.with_config().limit(N_BYTES_MAX).read_to_vec()?;
    Ok(Response::from_parts(parts, bytes))
}
