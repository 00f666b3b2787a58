//! A browser of one's own: chromedriver spoken to in its own protocol.

#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use std::path::Path;

use semesta_web::{DemoUsers, ServeOptions, Server};
use serde_json::{Value, json};

use super::{city, options, region};

/// A browser window.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    // The browser's own folder, gone with it.
    _profile: tempfile::TempDir,
}

/// How a browser is begun.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) script: bool,
}

/// Starts chromedriver on a port that it draws itself; nothing if it could not take it.
fn start() -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is needed: apt-get install chromium chromium-driver (./test does so as root)");
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        line.split("started successfully on port ")
            .nth(1)?
            .trim_end_matches('.')
            .trim()
            .parse()
            .ok()
    });
    let Some(port) = port else {
        let _ = driver.kill();
        let _ = driver.wait();
        return None;
    };
    // It goes on talking: somebody must listen.
    std::thread::spawn(move || lines.for_each(drop));
    Some((driver, port))
}

impl Browser {
    /// Begins a browser; without one installed the test fails and says how to get it.
    pub(crate) fn begin(look: Look) -> Self {
        // The port it draws may be taken in the other family of addresses: it ends then.
        let (driver, port) = (0..20)
            .find_map(|_| start())
            .expect("chromedriver names its port");
        let profile = tempfile::tempdir().unwrap();
        let size = format!("--window-size={},{}", look.width, look.height);
        let folder = format!("--user-data-dir={}", profile.path().display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            &size,
            &folder,
        ];
        let prefs = if look.script {
            json!({})
        } else {
            json!({"profile.managed_default_content_settings.javascript": 2})
        };
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            _profile: profile,
        };
        let mut options = json!({"args": arguments, "prefs": prefs});
        if look.width < 500 {
            // Windows have a least width; a telephone's screen has not.
            options["mobileEmulation"] = json!({"deviceMetrics": {"width": look.width, "height": look.height, "pixelRatio": 1.0}});
        }
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let begun = browser.ask("POST", "/session", &wanted);
        browser.session = begun["sessionId"]
            .as_str()
            .expect("a session begins")
            .to_owned();
        browser
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let value = self.answer(method, path, body);
        assert!(
            value["error"].is_null(),
            "{path}: {}: {}",
            value["error"],
            value["message"]
        );
        value
    }

    /// What the driver answers, an error of its own included.
    fn answer(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let body = if method == "POST" {
            body.to_string()
        } else {
            String::new()
        };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line).unwrap() > 2 {
            if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes).unwrap();
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        answer["value"].clone()
    }

    fn of_session(&self, method: &str, what: &str, body: &Value) -> Value {
        self.ask(method, &format!("/session/{}{what}", self.session), body)
    }

    pub(crate) fn open(&self, url: &str) {
        self.of_session("POST", "/url", &json!({"url": url}));
    }

    pub(crate) fn url(&self) -> String {
        self.of_session("GET", "/url", &Value::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Waits until the address is the one wanted: a form is sent after the click returns.
    pub(crate) fn arrives(&self, wanted: impl Fn(&str) -> bool) {
        self.waits(|| wanted(&self.url()));
    }

    /// Waits until an element says something that holds; it may be replaced meanwhile.
    pub(crate) fn says(&self, css: &str, holds: impl Fn(&str) -> bool) -> String {
        let said = std::cell::RefCell::new(String::new());
        self.waits(|| {
            let text = format!(
                "const e = document.querySelector({}); return e ? e.innerText : null",
                json!(css)
            );
            let path = format!("/session/{}/execute/sync", self.session);
            let value = self.answer("POST", &path, &json!({"script": text, "args": []}));
            *said.borrow_mut() = value.as_str().unwrap_or_default().to_owned();
            holds(&said.borrow())
        });
        said.into_inner()
    }

    fn waits(&self, holds: impl Fn() -> bool) {
        let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !holds() {
            let page = self.url();
            assert!(std::time::Instant::now() < end, "waited in vain on {page}");
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
    }

    pub(crate) fn source(&self) -> String {
        self.of_session("GET", "/source", &Value::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn run(&self, script: &str) -> Value {
        self.of_session(
            "POST",
            "/execute/sync",
            &json!({"script": script, "args": []}),
        )
    }

    pub(crate) fn run_until_called(&self, script: &str) -> Value {
        self.of_session(
            "POST",
            "/execute/async",
            &json!({"script": script, "args": []}),
        )
    }

    fn find(&self, css: &str) -> String {
        let found = self.of_session(
            "POST",
            "/element",
            &json!({"using": "css selector", "value": css}),
        );
        let id = found.as_object().and_then(|found| found.values().next());
        id.and_then(Value::as_str).expect("an element").to_owned()
    }

    pub(crate) fn click(&self, css: &str) {
        let id = self.find(css);
        self.of_session("POST", &format!("/element/{id}/click"), &json!({}));
    }

    pub(crate) fn write(&self, css: &str, text: &str) {
        let id = self.find(css);
        self.of_session(
            "POST",
            &format!("/element/{id}/value"),
            &json!({"text": text}),
        );
    }

    /// Presses keys one after the other, wherever the focus is.
    pub(crate) fn press(&self, keys: &[&str]) {
        let presses = keys
            .iter()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key})));
        let actions: Vec<Value> = presses.collect();
        let of_keys = json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]});
        self.of_session("POST", "/actions", &of_keys);
    }

    pub(crate) fn text(&self, css: &str) -> String {
        let id = self.find(css);
        let text = self.of_session("GET", &format!("/element/{id}/text"), &Value::Null);
        text.as_str().unwrap().to_owned()
    }

    /// Chooses a value of a select and sends what depends on it.
    pub(crate) fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value='{value}']"));
    }

    /// How many A4 pages this page prints on.
    pub(crate) fn pages_printed(&self) -> usize {
        let a4 = json!({"page": {"width": 21.0, "height": 29.7}, "background": false});
        let pdf = self.of_session("POST", "/print", &a4);
        let bytes = from_base64(pdf.as_str().unwrap());
        let text = String::from_utf8_lossy(&bytes);
        let n_pages = text.matches("/Type /Page\n").count();
        assert!(n_pages > 0, "a PDF names its pages");
        n_pages
    }

    /// A cookie's value, whoever may read it.
    pub(crate) fn cookie(&self, name: &str) -> String {
        let found = self.of_session("GET", &format!("/cookie/{name}"), &Value::Null);
        found["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Signs in with a name and a password.
    pub(crate) fn sign_in(&self, address: &str, user: &str, password: &str) {
        self.open(&format!("{address}/masuk"));
        self.write("#user", user);
        self.write("#password", &format!("{password}\u{e007}"));
        self.arrives(|url| !url.contains("/masuk"));
    }

    /// What the browser complained of since the last time.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.of_session("POST", "/se/log", &json!({"type": "browser"}));
        let entries = log.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What axe finds against WCAG 2.2 AA on this page, in one line each.
    pub(crate) fn axe(&self) -> Vec<String> {
        let axe = include_str!("../assets/axe.min.js");
        let wanted = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']";
        let found = self.run_until_called(&format!(
            "{axe};const done=arguments[arguments.length-1];axe.run(document,{{runOnly:{wanted}}}).then(r=>done(r.violations.map(v=>v.id+': '+v.nodes.map(n=>n.target.join(' ')+' '+(n.any[0]?n.any[0].message:'')).slice(0,3).join(' | ')))).catch(e=>done([String(e)]))"
        ));
        let lines = found.as_array().cloned().unwrap_or_default();
        lines
            .iter()
            .map(|line| line.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut n_bits) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = LETTERS.iter().position(|known| *known == letter).unwrap();
        held = (held << 6 | value as u32) & 0xffff;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((held >> n_bits) as u8);
        }
    }
    bytes
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.of_session("DELETE", "", &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

pub(crate) const DESK: Look = Look {
    width: 1280,
    height: 900,
    script: true,
};
pub(crate) const TELEPHONE: Look = Look {
    width: 390,
    height: 844,
    script: true,
};

/// A server of a small invented city; gives its address.
pub(crate) fn demo(dir: &Path) -> (String, DemoUsers) {
    let data = city(dir, 1_500);
    let (address, users) = serve(ServeOptions {
        demo: Some(region()),
        ..options(&data)
    });
    (address, users.unwrap())
}

/// A server of its own thread, once its run is loaded; gives its address.
pub(crate) fn serve(options: ServeOptions) -> (String, Option<DemoUsers>) {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let server = Server::bind(options).await.unwrap();
            let users = server.demo();
            tell.send((format!("http://{}", server.address().unwrap()), users))
                .unwrap();
            server.run(std::future::pending()).await.unwrap();
        });
    });
    let (address, users): (String, Option<DemoUsers>) = told.recv().unwrap();
    wait_until_loaded(&address);
    (address, users)
}

/// A server of its own thread on a folder without data; gives its address and the code
/// that its terminal shows.
pub(crate) fn serve_empty(data: &Path) -> (String, String) {
    let options = options(data);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let server = Server::bind(options).await.unwrap();
            let code = server.setup_code().await.unwrap();
            let address = format!("http://{}", server.address().unwrap());
            tell.send((address, code)).unwrap();
            server.run(std::future::pending()).await.unwrap();
        });
    });
    told.recv().unwrap()
}

/// The run is read in the background: until then the public figures lead to the start.
fn wait_until_loaded(address: &str) {
    let host = address.trim_start_matches("http://");
    for _ in 0..600 {
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "GET /publik.json HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        if answer.starts_with("HTTP/1.1 200") {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the run was not loaded");
}
