//! A small invented city with its figures, and people of every role to look at it.

#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

pub(crate) mod browser;
pub(crate) mod doubts;
pub(crate) mod walk;

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use jiff::Timestamp;
use semesta_desk::{Actor, Credentials, Desk, Grant, NewUser, Role};
use semesta_domain::{Month, RegionCode};
use semesta_engine::Question;
use semesta_engine::run::{LawStamp, RunFolder, run};
use semesta_evidence::{DataFolder, DeliveryRequest, NoProgress, import_delivery};
use semesta_synth::{Options, Quiet, Scenario, generate};
use semesta_web::ServeOptions;
use tower::ServiceExt;

/// The region of the city.
pub(crate) fn region() -> RegionCode {
    "65.71".parse().unwrap()
}

/// Invents a city below `dir`, imports it and makes its run; gives the data folder.
pub(crate) fn city(dir: &Path, residents: u64) -> PathBuf {
    city_of(dir, residents, 1)
}

/// The same with deliveries of several months; the run is of the last.
pub(crate) fn city_of(dir: &Path, residents: u64, months: u16) -> PathBuf {
    let scenario = Scenario::named("tarakan-2024").unwrap();
    let options = Options {
        residents: Some(residents),
        months,
        seed: 1,
        clean: false,
        roll_every: None,
    };
    generate(&scenario, &options, &dir.join("kota"), &Quiet).unwrap();
    let data = dir.join("data");
    let folder = DataFolder::create(&data).unwrap();
    let deliveries = std::fs::read_dir(dir.join("kota/deliveries")).unwrap();
    let mut as_of = None;
    for path in deliveries.map(|entry| entry.unwrap().path()) {
        let request = DeliveryRequest {
            path,
            as_of: None,
            layout: None,
            replace: false,
        };
        let delivered = import_delivery(&folder, &request, &NoProgress).unwrap();
        as_of = as_of.max(Some(Month::of(delivered.as_of).last_day()));
    }
    run_on(&data, as_of.unwrap());
    data
}

/// Makes a run of a data folder, so that it is the newest; gives its id.
pub(crate) fn run_on(data: &Path, as_of: jiff::civil::Date) -> String {
    let folder = DataFolder::open(data).unwrap();
    let question = Question {
        region: region(),
        as_of,
        population: None,
        local_assistance: semesta_law::LocalAssistance::City,
    };
    let stamp = LawStamp::embedded(question.as_of).unwrap();
    let finished = run(&folder, question, &stamp, &|_| {}).unwrap();
    let made = RunFolder::find(&folder, Some(&finished.manifest.id)).unwrap();
    made.log("2026-01-01T00:00:00Z").unwrap();
    finished.manifest.id
}

pub(crate) fn options(data: &Path) -> ServeOptions {
    ServeOptions {
        data: data.to_owned(),
        database: String::new(),
        listen: "127.0.0.1:0".parse().unwrap(),
        demo: None,
        plain_http: false,
    }
}

pub(crate) const PASSWORD: &str = "kuda-laut-biru-42";

/// Adds somebody with one role, and gives the cookie of their session.
pub(crate) async fn somebody(desk: &Desk, name: &str, role: Role, area: RegionCode) -> String {
    somebody_with(desk, name, &[role], area).await
}

/// Adds somebody with several roles, and gives the cookie of their session.
pub(crate) async fn somebody_with(
    desk: &Desk,
    name: &str,
    roles: &[Role],
    area: RegionCode,
) -> String {
    let grant = |role: &Role| Grant { role: *role, area };
    let user = NewUser {
        name: name.to_owned(),
        full_name: format!("Petugas {name}"),
        grants: roles.iter().map(grant).collect(),
    };
    let console = Actor::console("test", desk.region());
    let now = Timestamp::now();
    desk.add_user(&console, &user, "sandi-pertama-99", now)
        .await
        .unwrap();
    let credentials = credentials(name, "sandi-pertama-99");
    let (token, session) = desk.sign_in(&credentials, "127.0.0.1", now).await.unwrap();
    desk.change_password(
        &session,
        &token,
        "sandi-pertama-99",
        PASSWORD,
        Timestamp::now(),
    )
    .await
    .unwrap();
    format!("semesta={}", token.reveal())
}

/// A name and a password.
pub(crate) fn credentials(name: &str, password: &str) -> Credentials {
    Credentials {
        name: name.to_owned(),
        password: password.to_owned(),
        totp: None,
    }
}

/// The desk of a new invented city, and its pages on the tenth of a September: a
/// fixed day, so that no test depends on when it runs.
pub(crate) async fn office(dir: &Path, residents: u64) -> (Desk, Router) {
    let data = city(dir, residents);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let router = pages_on(&data, "2024-09-10").await;
    (desk, router)
}

/// The pages of a data folder on a day.
pub(crate) async fn pages_on(data: &Path, day: &str) -> Router {
    let day = day.parse().unwrap();
    semesta_web::service_on(&options(data), Some(day))
        .await
        .unwrap()
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

pub(crate) async fn get(router: &Router, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "localhost:8080")
        .body(Body::empty())
        .unwrap();
    ask(router, request).await
}

pub(crate) async fn post(router: &Router, path: &str, cookie: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "localhost:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    ask(router, request).await
}

/// Sends a form as another site's page would.
pub(crate) async fn post_from(
    router: &Router,
    path: &str,
    cookie: &str,
    form: &str,
    origin: &str,
) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "localhost:8080")
        .header(header::ORIGIN, origin)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    ask(router, request).await
}

/// The seal that a page's forms carry.
pub(crate) fn seal(page: &str) -> String {
    let at = page
        .find("name=\"_token\" value=\"")
        .expect("the page has a form")
        + 21;
    page[at..].split('"').next().unwrap().to_owned()
}

/// Sends a form of a page that one has just seen.
pub(crate) async fn send(
    router: &Router,
    from: &str,
    to: &str,
    cookie: &str,
    form: &str,
) -> Answer {
    let token = seal(&get(router, from, cookie).await.text);
    post(router, to, cookie, &format!("_token={token}&{form}")).await
}

/// Sends a form that begins a job, and gives the page of its end.
pub(crate) async fn work(
    router: &Router,
    from: &str,
    to: &str,
    cookie: &str,
    form: &str,
) -> Answer {
    let begun = send(router, from, to, cookie, form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{to}");
    ended(router, begun.location(), cookie).await
}

/// The page of a job once it has ended.
pub(crate) async fn ended(router: &Router, job: &str, cookie: &str) -> Answer {
    loop {
        let page = get(router, job, cookie).await;
        if !page.text.contains("http-equiv=\"refresh\"") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// What stands between two texts, the first time.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let at = text.find(before).unwrap_or_else(|| panic!("no `{before}`")) + before.len();
    text[at..].split(after).next().unwrap()
}

/// Sixteen digits in a row: a NIK or a family card.
pub(crate) fn holds_identifier(text: &str) -> bool {
    text.split(|char: char| !char.is_ascii_alphanumeric())
        .any(|word| word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Sends a file as the upload's form does.
pub(crate) async fn upload(
    router: &Router,
    cookie: &str,
    parts: &[(&str, &str)],
    file: (&str, &str),
) -> Answer {
    upload_to(router, "/data/unggah", cookie, parts, file).await
}

/// Sends a file with a form.
pub(crate) async fn upload_to(
    router: &Router,
    path: &str,
    cookie: &str,
    parts: &[(&str, &str)],
    file: (&str, &str),
) -> Answer {
    let mut body = String::new();
    for (name, value) in parts {
        body.push_str(&format!(
            "--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    let (name, content) = file;
    body.push_str(&format!(
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--X--\r\n"
    ));
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "localhost:8080")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap();
    ask(router, request).await
}
