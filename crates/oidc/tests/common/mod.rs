//! A real provider on this machine, and a browser that signs in there.

#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use semesta_oidc::{OidcConfig, Provider};
use ureq::Agent;

pub(crate) const BACK: &str = "http://127.0.0.1:1/masuk/balik";

/// The provider, while a test needs it.
pub(crate) struct Server {
    child: Child,
    pub(crate) issuer: String,
    /// Kept open: it goes on talking.
    _talk: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn start(mode: &str) -> Self {
        let folder = std::env::var("SEMESTA_TEST_OIDC").unwrap_or_else(|_| install());
        let mut child = Command::new("node")
            .args(["server.mjs", BACK, mode])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs the provider of the tests");
        let mut issuer = String::new();
        let mut talk = BufReader::new(child.stdout.take().unwrap());
        talk.read_line(&mut issuer).unwrap();
        let issuer = issuer.trim().to_owned();
        assert!(issuer.starts_with("http://"), "the provider listens");
        Self {
            child,
            issuer,
            _talk: talk,
        }
    }

    pub(crate) fn provider(&self, client: &str) -> Provider {
        self.provider_with(client, &format!("rahasia {client}"), "preferred_username")
    }

    pub(crate) fn provider_with(&self, client: &str, secret: &str, claim: &str) -> Provider {
        let text = serde_json::json!({
            "issuer": self.issuer,
            "client_id": client,
            "client_secret": secret,
            "user_claim": claim,
            "public_url": "http://127.0.0.1:1",
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("oidc.json"), text.to_string()).unwrap();
        let config = OidcConfig::load(folder.path(), |_| None).unwrap().unwrap();
        Provider::new(config).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn install() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oidc/tests/provider/install");
    let output = Command::new(script).output().unwrap();
    assert!(
        output.status.success(),
        "these tests need node and npm: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A browser with its cookies.
pub(crate) struct Browser {
    agent: Agent,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Self {
            agent: config.into(),
            cookies: BTreeMap::new(),
        }
    }

    /// One request; gives where it leads, or the page.
    fn go(&mut self, url: &str, form: Option<&[(&str, &str)]>) -> Result<String, String> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let answer = match form {
            None => self.agent.get(url).header("cookie", &cookies).call(),
            Some(form) => self
                .agent
                .post(url)
                .header("cookie", &cookies)
                .send_form(form.iter().copied()),
        };
        let mut answer = answer.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let to = answer.headers().get("location").cloned();
        let Some(to) = to else {
            return Err(answer.body_mut().read_to_string().unwrap());
        };
        let to = to.to_str().unwrap();
        let base = url.split('/').take(3).collect::<Vec<_>>().join("/");
        Ok(if to.starts_with('/') {
            format!("{base}{to}")
        } else {
            to.to_owned()
        })
    }

    /// Signs in as somebody and consents; gives the state and code it comes back with.
    pub(crate) fn sign_in(&mut self, url: &str, user: &str) -> (String, Option<String>) {
        let mut url = url.to_owned();
        let login = format!("subjek-{user}");
        for _ in 0..20 {
            url = match self.go(&url, None) {
                Ok(next) => next,
                Err(page) => {
                    let prompt = ["login", "consent"]
                        .into_iter()
                        .find(|prompt| page.contains(&format!("value=\"{prompt}\"")))
                        .unwrap_or_else(|| panic!("{url} asks nothing: {page}"));
                    let form = [
                        ("prompt", prompt),
                        ("login", login.as_str()),
                        ("password", "apa saja"),
                    ];
                    self.go(&url, Some(&form)).expect("an answer leads on")
                }
            };
            if let Some(query) = url.strip_prefix(BACK) {
                let of = |name: &str| {
                    let pairs = query.trim_start_matches('?').split('&');
                    let mut fits = pairs.filter_map(|pair| pair.split_once('='));
                    fits.find(|(known, _)| *known == name)
                        .map(|(_, value)| value.to_owned())
                };
                return (of("state").unwrap(), of("code"));
            }
        }
        panic!("the provider never sends back: {url}");
    }
}
