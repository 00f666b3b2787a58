//! Signing in at a real provider (node's `oidc-provider`), and every refusal.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::time::{Duration, SystemTime};

use common::{BACK, Browser, Server};
use semesta_oidc::OidcError;
use ureq::Agent;

fn now() -> SystemTime {
    SystemTime::now()
}

#[test]
fn somebody_signs_in() {
    // With the name in the ID token, and with the name for who asks for it only.
    for mode in ["loose", "strict"] {
        let server = Server::start(mode);
        let provider = server.provider("semesta");
        let journey = provider.begin("/usulan", now()).unwrap();
        assert!(journey.url.contains("code_challenge_method=S256"));
        let (state, code) = Browser::new().sign_in(&journey.url, "siti");
        assert_eq!(state, journey.state);
        let who = provider
            .finish(&journey.state, &state, code.as_deref(), now())
            .unwrap();
        assert_eq!(
            (who.user.as_str(), who.subject.as_str(), who.back.as_str()),
            ("siti", "subjek-siti", "/usulan"),
            "{mode}"
        );
        assert_eq!(who.issuer, server.issuer);
        assert!(!format!("{who:?}").contains("siti"));
        // The same state again, with the same code.
        let again = provider.finish(&journey.state, &state, code.as_deref(), now());
        assert_eq!(again, Err(OidcError::State));
    }
}

#[test]
fn a_state_is_good_once_soon_and_in_its_own_browser() {
    let server = Server::start("loose");
    let provider = server.provider("semesta");
    let unknown = provider.finish("x", "x", Some("kode"), now());
    assert_eq!(unknown, Err(OidcError::State));
    let journey = provider.begin("/", now()).unwrap();
    let (state, code) = Browser::new().sign_in(&journey.url, "siti");
    let other = provider.finish("browser lain", &state, code.as_deref(), now());
    assert_eq!(other, Err(OidcError::State), "somebody else's browser");
    let used = provider.finish(&state, &state, code.as_deref(), now());
    assert_eq!(used, Err(OidcError::State), "and it is gone for good");
    let journey = provider.begin("/", now()).unwrap();
    let (state, code) = Browser::new().sign_in(&journey.url, "siti");
    let late = now() + Duration::from_secs(601);
    let late = provider.finish(&state, &state, code.as_deref(), late);
    assert_eq!(late, Err(OidcError::State));
    let journey = provider.begin("/", now()).unwrap();
    let refused = provider.finish(&journey.state, &journey.state, None, now());
    assert_eq!(refused, Err(OidcError::Refused), "no code: it said no");
}

#[test]
fn another_nonce_or_a_forged_code_is_refused() {
    let server = Server::start("loose");
    let provider = server.provider("semesta");
    let journey = provider.begin("/", now()).unwrap();
    let (head, nonce) = journey.url.split_once("nonce=").unwrap();
    let rest = nonce.split_once('&').map_or("", |(_, rest)| rest);
    let other = format!("{head}nonce=bukan-yang-ini&{rest}");
    let (state, code) = Browser::new().sign_in(&other, "siti");
    let refused = provider.finish(&state, &state, code.as_deref(), now());
    assert_eq!(refused, Err(OidcError::Token("nonce")));
    let journey = provider.begin("/", now()).unwrap();
    let refused = provider.finish(&journey.state, &journey.state, Some("palsu"), now());
    assert_eq!(refused, Err(OidcError::Refused));
    // A code without the verifier of its own journey.
    let first = provider.begin("/", now()).unwrap();
    let second = provider.begin("/", now()).unwrap();
    let (_, code) = Browser::new().sign_in(&first.url, "siti");
    let refused = provider.finish(&second.state, &second.state, code.as_deref(), now());
    assert_eq!(refused, Err(OidcError::Refused), "PKCE");
}

/// A token of the provider for a client, as its own server would fetch it.
fn token(server: &Server, client: &str) -> String {
    let verifier = "v".repeat(64);
    // SHA-256 of the verifier is not needed: this client sends no challenge of ours.
    let provider = server.provider(client);
    let journey = provider.begin("/", now()).unwrap();
    let (head, challenge) = journey.url.split_once("code_challenge=").unwrap();
    let rest = challenge.split_once('&').map_or("", |(_, rest)| rest);
    let head = format!("{head}code_challenge={}", CHALLENGE);
    let url = format!("{head}&{rest}");
    let (_, code) = Browser::new().sign_in(&url, "siti");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_deref().unwrap()),
        ("redirect_uri", BACK),
        ("client_id", client),
        ("code_verifier", &verifier),
    ];
    let secret = format!("rahasia%20{client}");
    let agent: Agent = Agent::config_builder().build().into();
    let basic = base64(format!("{client}:{secret}").as_bytes());
    let mut answer = agent
        .post(format!("{}/token", server.issuer))
        .header("authorization", format!("Basic {basic}"))
        .send_form(form)
        .unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    answer["id_token"].as_str().unwrap().to_owned()
}

/// Base64url of the SHA-256 of 64 `v`.
const CHALLENGE: &str = "w1TpKUdYE9hUAcNSeeSRFioHDxfUxuHho_JHAfZ_vDM";

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut block = [0_u8; 3];
        block[..chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes([0, block[0], block[1], block[2]]);
        for digit in 0..4 {
            if digit > chunk.len() {
                text.push('=');
            } else {
                let index = number >> (18 - 6 * digit) & 63;
                text.push(char::from(DIGITS[index as usize]));
            }
        }
    }
    text
}

#[test]
fn a_token_for_somebody_else_too_old_or_changed_is_refused() {
    let server = Server::start("loose");
    let provider = server.provider("semesta");
    let nonce = nonce_of;
    let foreign = token(&server, "lain");
    let refused = provider.verify(&foreign, &nonce(&foreign), now());
    assert_eq!(refused, Err(OidcError::Token("audience")));
    let own = token(&server, "semesta");
    assert_eq!(provider.verify(&own, &nonce(&own), now()), Ok(()));
    assert_eq!(
        provider.verify(&own, "bukan", now()),
        Err(OidcError::Token("nonce"))
    );
    let years = now() + Duration::from_secs(86_400 * 400);
    assert_eq!(
        provider.verify(&own, &nonce(&own), years),
        Err(OidcError::Token("expired"))
    );
    // Other claims under the same signature.
    let second = token(&server, "semesta");
    let parts: Vec<&str> = own.split('.').collect();
    let other: Vec<&str> = second.split('.').collect();
    let mixed = format!("{}.{}.{}", parts[0], other[1], parts[2]);
    assert_eq!(
        provider.verify(&mixed, &nonce(&mixed), now()),
        Err(OidcError::Token("signature"))
    );
    let unsigned = format!("{}.{}.", base64url(br#"{"alg":"none"}"#), parts[1]);
    assert!(provider.verify(&unsigned, &nonce(&own), now()).is_err());
}

fn base64url(bytes: &[u8]) -> String {
    base64(bytes)
        .replace('+', "-")
        .replace('/', "_")
        .trim_end_matches('=')
        .to_owned()
}

/// What a token says its nonce is.
fn nonce_of(token: &str) -> String {
    let payload = token.split('.').nth(1).unwrap();
    let digit = |byte: u8| -> u32 {
        let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        u32::try_from(digits.iter().position(|known| *known == byte).unwrap()).unwrap()
    };
    let mut bytes = Vec::new();
    let (mut held, mut n_bits) = (0_u32, 0);
    for byte in payload.bytes() {
        held = held << 6 | digit(byte);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((held >> n_bits) as u8);
            held &= (1 << n_bits) - 1;
        }
    }
    let claims: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    claims["nonce"].as_str().unwrap().to_owned()
}

#[test]
fn wrong_settings_and_a_lost_provider_are_told() {
    let server = Server::start("strict");
    let wrong = server.provider_with("semesta", "salah", "preferred_username");
    let journey = wrong.begin("/", now()).unwrap();
    let (state, code) = Browser::new().sign_in(&journey.url, "siti");
    let refused = wrong.finish(&state, &state, code.as_deref(), now());
    assert_eq!(refused, Err(OidcError::Refused));
    let nameless = server.provider_with("semesta", "rahasia semesta", "nip");
    let journey = nameless.begin("/", now()).unwrap();
    let (state, code) = Browser::new().sign_in(&journey.url, "siti");
    let refused = nameless.finish(&state, &state, code.as_deref(), now());
    assert_eq!(refused, Err(OidcError::NoUser));
    let provider = server.provider("semesta");
    drop(server);
    let lost = provider.begin("/", now());
    assert_eq!(lost.unwrap_err(), OidcError::Unreachable);
}
