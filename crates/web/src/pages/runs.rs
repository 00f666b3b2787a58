//! Runs: one's receipt and checks, verification, a new one.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_domain::RegionCode;
use semesta_engine::Question;
use semesta_engine::run::{LawStamp, RunFolder, RunManifest, Stage};
use semesta_evidence::DataFolder;
use semesta_law::LocalAssistance;
use serde::Deserialize;

use crate::app::Shared;
use crate::ask::{self, CheckOf, RunOf, SnapshotOf};
use crate::fault::Fault;
use crate::format;
use crate::jobs::Handle;
use crate::page::Page;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::tile::Tile;
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage {
    page: Page,
    t: &'static Texts,
    id: String,
    facts: Vec<Tile>,
    open: Vec<String>,
    files: Table,
    tables: Table,
    checks: Option<Table>,
    may_verify: bool,
}

fn find(at: &Desked, id: &str) -> Result<RunManifest, Fault> {
    let known = at.app.history();
    known
        .iter()
        .find(|run| run.id == id)
        .cloned()
        .ok_or(Fault::NotFound)
}

/// `GET /data/run/{id}`
pub(crate) async fn show(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = find(&at, &id)?;
    let (lang, t) = (at.lang, at.t);
    let n = |title, n: u64, of| {
        let n = format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
        Tile::new(title, n).link(receipt(&run, of, ""))
    };
    let page = RunPage {
        page: at.page(t.fill(t.run_of, &[&format::day(&run.as_of, lang)]), "/data"),
        t,
        facts: vec![
            Tile::new(t.run, run.id.clone()),
            Tile::new(t.region, run.region.clone()),
            Tile::new(t.date, format::day(&run.as_of, lang)),
            Tile::new(t.method, run.method.to_string()),
            Tile::new(t.receipt_law_hash, run.law.hash.clone()),
            n(t.checks, run.summary.checks, RunOf::Checks),
            n(
                t.register_elsewhere,
                run.summary.register_elsewhere,
                RunOf::Elsewhere,
            ),
            n(t.shared_niks, run.summary.shared_niks, RunOf::Shared),
        ],
        open: run.summary.open_checks.clone(),
        files: files(&at, &run),
        tables: tables(&at, &run),
        checks: checks(&at, &run),
        may_verify: at.viewer.may(Permission::Run),
        id,
    };
    at.answer(&page)
}

/// Where a count of a run has its receipt; a table's name is that of its rows.
fn receipt(run: &RunManifest, of: RunOf, table: &str) -> String {
    let asked = ask::Run {
        id: run.id.clone(),
        of,
        table: table.to_owned(),
    };
    asked.href()
}

fn count(n: u64, at: &Desked) -> Td {
    Td::count(i64::try_from(n).unwrap_or(i64::MAX), at.lang)
}

/// The files that a run took.
fn files(at: &Desked, run: &RunManifest) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut files = Table::new("berkas", t.receipt_files, lang)
        .text(t.source)
        .text(t.date)
        .text(t.file)
        .number(t.rows)
        .text(t.hash);
    for used in &run.snapshots {
        files.rows.push(vec![
            Td::text(words::source(&used.source, t)).link(format!("/data/cuplikan/{}", used.id)),
            Td::day(&used.as_of, lang),
            Td::text(&used.file_name),
            count(used.accepted, at).link(
                ask::Snapshot {
                    id: used.id.clone(),
                    of: SnapshotOf::Accepted,
                    code: String::new(),
                }
                .href(),
            ),
            Td::text(used.file_hash.chars().take(16).collect::<String>()),
        ]);
    }
    files
}

/// The tables that a run wrote.
fn tables(at: &Desked, run: &RunManifest) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut tables = Table::new("tabel", t.run_tables, lang)
        .text(t.table)
        .number(t.rows)
        .number(t.size)
        .text(t.hash);
    for (name, stamp) in &run.tables {
        tables.rows.push(vec![
            Td::text(name),
            count(stamp.rows, at).link(receipt(run, RunOf::Rows, name)),
            Td::bytes(stamp.bytes, lang),
            Td::text(stamp.hash.chars().take(16).collect::<String>()),
        ]);
    }
    tables
}

fn checks(at: &Desked, run: &RunManifest) -> Option<Table> {
    let loaded = at
        .app
        .loaded()
        .filter(|loaded| loaded.manifest.id == run.id)?;
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("periksa", t.checks_caption, lang)
        .text(t.check)
        .number(t.left)
        .number(t.right)
        .text(t.result);
    for check in &loaded.checks {
        let side = |n, of| {
            let asked = ask::Checks {
                check: check.name.clone(),
                of,
            };
            Td::count(n, lang).link(asked.href())
        };
        table.rows.push(vec![
            Td::text(&check.name),
            side(check.left, CheckOf::Left),
            side(check.right, CheckOf::Right),
            if check.closed {
                Td::text(t.closed).mark("good")
            } else {
                Td::text(t.open).mark("bad")
            },
        ]);
    }
    Some(table)
}

/// The words of a stage, Indonesian and English.
fn stage_words(stage: Stage) -> [&'static str; 2] {
    match stage {
        Stage::Read => ["membaca data", "reading"],
        Stage::Compute => ["menautkan rekaman dan orang", "linking records and people"],
        Stage::Encode => ["menghitung angka", "counting"],
        Stage::Write => ["menulis hasil", "writing"],
    }
}

fn words_of(indonesian: impl Into<String>, english: impl Into<String>) -> [String; 2] {
    [indonesian.into(), english.into()]
}

/// `POST /data/run/{id}/periksa`: recomputes and compares.
pub(crate) async fn verify(
    Path(id): Path<String>,
    posted: Posted<super::money::Nothing>,
) -> Result<Response, Fault> {
    let Posted { at, .. } = posted;
    at.require(Permission::Run)?;
    let run = find(&at, &id)?;
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    at.record(Entry::new("run.verify").subject(format!("run:{id}")))
        .await?;
    let job = at.app.jobs.begin(
        ["Memeriksa hitungan", "Verifying the run"],
        stage_words(Stage::Read),
    )?;
    let to = job.id().to_owned();
    tokio::task::spawn_blocking(move || verified(&folder, &run, &job));
    Ok(Redirect::to(&format!("/data/pekerjaan/{to}")).into_response())
}

fn verified(folder: &DataFolder, run: &RunManifest, job: &Handle) {
    let differences = || -> anyhow::Result<usize> {
        let as_of: Date = run.as_of.parse()?;
        let found = RunFolder::find(folder, Some(&run.id))?;
        let say = |stage| {
            let [id, en] = stage_words(stage);
            job.say(id, en);
        };
        Ok(semesta_engine::run::verify(folder, &found, &LawStamp::embedded(as_of)?, &say)?.len())
    };
    match differences() {
        Ok(0) => job.done(
            words_of(
                "Cocok: setiap tabel sama sampai ke byte.",
                "Identical: every table is the same to the byte.",
            ),
            format!("/data/run/{}", run.id),
        ),
        Ok(n) => job.fail(
            words_of(
                format!("{n} tabel atau cuplikan berbeda dari yang tercatat"),
                format!("{n} tables or snapshots differ from what was recorded"),
            ),
            words_of(
                format!("rinciannya: semesta verify --run {}", run.id),
                format!("for details: semesta verify --run {}", run.id),
            ),
        ),
        Err(error) => {
            eprintln!("semesta: {error:#}");
            job.fail(
                words_of("hitungan tidak dapat dibaca", "the run cannot be read"),
                words_of("periksa folder data", "look at the data folder"),
            );
        }
    }
}

/// The question of a new run.
#[derive(Deserialize)]
pub(crate) struct Asked {
    as_of: String,
    #[serde(default)]
    population: String,
}

/// `POST /data/run`
pub(crate) async fn begin(posted: Posted<Asked>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::Run)?;
    let as_of: Date = form
        .as_of
        .parse()
        .map_err(|_| Fault::Bad("tanggal tidak terbaca", "the date cannot be read"))?;
    let digits = form.population.replace(['.', ' ', ','], "");
    let population = match digits.as_str() {
        "" => None,
        digits => Some(
            digits
                .parse()
                .ok()
                .filter(|n: &i64| *n > 0)
                .ok_or(Fault::Bad(
                    "jumlah penduduk tidak terbaca",
                    "the population cannot be read",
                ))?,
        ),
    };
    let region = at.region();
    at.record(Entry::new("run.begin").detail("as_of", as_of.to_string()))
        .await?;
    let id = start(&at.app, region, as_of, population)?;
    Ok(Redirect::to(&format!("/data/pekerjaan/{id}")).into_response())
}

/// Work under way at most: each takes both cores.
const DOING_MAX: usize = 2;

/// Begins a run and gives its job.
pub(crate) fn start(
    app: &Shared,
    region: RegionCode,
    as_of: Date,
    population: Option<i64>,
) -> Result<String, Fault> {
    if app.jobs.n_doing() >= DOING_MAX {
        return Err(Fault::Bad(
            "pekerjaan lain masih berjalan; tunggu sampai selesai",
            "other work is still under way; wait until it is done",
        ));
    }
    let folder = app.folder.clone().ok_or(Fault::NoRun)?;
    let job = app.jobs.begin(
        ["Menghitung cakupan", "Computing coverage"],
        stage_words(Stage::Read),
    )?;
    let id = job.id().to_owned();
    let question = Question {
        region,
        as_of,
        population,
        local_assistance: LocalAssistance::City,
    };
    let app = std::sync::Arc::clone(app);
    tokio::task::spawn_blocking(move || computed(&app, &folder, question, &job));
    Ok(id)
}

fn computed(app: &Shared, folder: &DataFolder, question: Question, job: &Handle) {
    let law = match LawStamp::embedded(question.as_of) {
        Ok(law) => law,
        Err(error) => {
            return job.fail(
                words_of(
                    error.text(semesta_domain::Lang::Id),
                    error.text(semesta_domain::Lang::En),
                ),
                words_of("pilih tanggal lain", "choose another date"),
            );
        }
    };
    let say = |stage| {
        let [id, en] = stage_words(stage);
        job.say(id, en);
    };
    match semesta_engine::run::run(folder, question, &law, &say) {
        Ok(finished) => {
            let logged = RunFolder::find(folder, Some(&finished.manifest.id))
                .and_then(|run| run.log(&Timestamp::now().to_string()));
            let shown = logged
                .map_err(anyhow::Error::from)
                .and_then(|()| app.refresh());
            if let Err(error) = shown {
                eprintln!("semesta: {error:#}");
            }
            job.done(words_of("Selesai dihitung", "Computed"), "/");
        }
        Err(error) => {
            let advice = |lang| error.advice(lang);
            let (id, en) = (
                advice(semesta_domain::Lang::Id),
                advice(semesta_domain::Lang::En),
            );
            eprintln!("semesta: {error}");
            match id.zip(en) {
                Some((id, en)) => job.fail(words_of(id.0, en.0), words_of(id.1, en.1)),
                None => job.fail(
                    words_of("hitungan tidak dapat dibuat", "the run cannot be made"),
                    words_of("periksa cuplikan data", "look at the snapshots"),
                ),
            }
        }
    }
}
