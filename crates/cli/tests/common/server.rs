//! `semesta serve` as a process, asked over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    address: String,
    talk: BufReader<ChildStderr>,
}

impl Server {
    /// Starts a command that serves on a port of its choice and talks English.
    pub(crate) fn begin(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let talk = BufReader::new(child.stderr.take().unwrap());
        let mut server = Self {
            child,
            address: String::new(),
            talk,
        };
        server.address = server.told("http://").trim_end_matches('/').to_owned();
        server
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Waits for a line with a mark; gives what stands behind it.
    pub(crate) fn told(&mut self, mark: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.talk.read_line(&mut line).unwrap() > 0, "no `{mark}`");
            if let Some((_, rest)) = line.trim_end().split_once(mark) {
                return rest.to_owned();
            }
        }
    }

    /// What the server answers to a request without a session, head and body.
    pub(crate) fn ask(&self, method: &str, path: &str, form: &str) -> String {
        let kind = "application/x-www-form-urlencoded";
        self.send(method, path, ("", kind), form)
    }

    /// What it answers to a session's request with a body of a kind.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        (cookie, kind): (&str, &str),
        body: &str,
    ) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Ends it; gives what it told its terminal since it was last listened to.
    pub(crate) fn ended(mut self) -> String {
        self.child.kill().unwrap();
        let mut told = String::new();
        self.talk.read_to_string(&mut told).unwrap();
        told
    }

    pub(crate) fn wait_until_loaded(&self) {
        for _ in 0..600 {
            if self
                .ask("GET", "/publik.json", "")
                .starts_with("HTTP/1.1 200")
            {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the run was not loaded");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The session that an answer begins.
pub(crate) fn session(answer: &str) -> String {
    let cookie = answer.split("set-cookie: ").nth(1);
    let cookie = cookie.unwrap_or_else(|| panic!("no session begins: {answer}"));
    cookie.split(';').next().unwrap().to_owned()
}
