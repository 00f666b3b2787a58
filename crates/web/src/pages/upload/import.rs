//! Imports as jobs that can be left.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::audit::Entry;
use semesta_domain::Lang;
use semesta_evidence::{DataFolder, ImportError, ImportRequest, Imported, import_files};

use crate::fault::Fault;
use crate::jobs::Handle;
use crate::text::UploadTexts;
use crate::uploads::{Became, Delivery};
use crate::visit::Desked;

/// What an error says in both languages.
pub(super) fn failed(error: &ImportError) -> Became {
    Became::Failed(Box::new([error.advice(Lang::Id), error.advice(Lang::En)]))
}

fn both(of: impl Fn(Lang) -> String) -> [String; 2] {
    [of(Lang::Id), of(Lang::En)]
}

fn entry(request: &ImportRequest) -> Entry {
    Entry::new("data.import")
        .subject(format!("source:{}", request.source.code()))
        .detail("as_of", request.as_of.to_string())
        .detail("replace", request.replace)
}

fn job(at: &Desked) -> anyhow::Result<Handle> {
    at.app.jobs.begin(
        ["Memasukkan berkas", "Importing files"],
        ["membaca berkas", "reading the file"],
    )
}

fn to(job: &str) -> Response {
    Redirect::to(&format!("/data/pekerjaan/{job}")).into_response()
}

/// Begins the import of the files of a delivery that are ready.
pub(super) async fn begin(
    at: &Desked,
    folder: DataFolder,
    delivery: Arc<Delivery>,
) -> Result<Response, Fault> {
    let mut ready = Vec::new();
    for (place, held) in delivery.files().into_iter().enumerate() {
        if let Some(source) = held.source.filter(|_| held.is_ready()) {
            let request = ImportRequest {
                source,
                as_of: delivery.as_of,
                path: held.path.clone(),
                layout: held.own.clone(),
                mend: None,
                replace: delivery.replace,
            };
            at.record(entry(&request)).await?;
            ready.push((place, request));
        }
    }
    let job = job(at)?;
    let id = job.id().to_owned();
    tokio::task::spawn_blocking(move || imported(&folder, &delivery, &ready, &job));
    Ok(to(&id))
}

/// Begins the import of one file that is no delivery of its own.
pub(super) async fn begin_one(
    at: &Desked,
    folder: DataFolder,
    request: ImportRequest,
    dir: tempfile::TempDir,
) -> Result<Response, Fault> {
    at.record(entry(&request)).await?;
    let job = job(at)?;
    let id = job.id().to_owned();
    tokio::task::spawn_blocking(move || {
        match semesta_evidence::import_file(&folder, &request, &job) {
            Ok(done) => {
                let said = both(|lang| sentence(&done, lang));
                job.done(said, format!("/data/cuplikan/{}", done.manifest.id));
            }
            Err(error) => fail(&job, &error),
        }
        drop(dir);
    });
    Ok(to(&id))
}

/// What became of a file in a sentence.
fn sentence(done: &Imported, lang: Lang) -> String {
    let u = UploadTexts::of(lang);
    if done.already_there {
        return u.became_again.to_owned();
    }
    let m = &done.manifest;
    counts(&[m.accepted, m.rejected, m.skipped.n()], lang)
}

/// `12 diterima, 1 ditolak, 0 dilewati`
pub(super) fn counts(rows: &[u64; 3], lang: Lang) -> String {
    let u = UploadTexts::of(lang);
    let said = rows.map(|n| crate::format::number(i64::try_from(n).unwrap_or(i64::MAX), lang));
    u.fill(u.became, &[&said[0], &said[1], &said[2]])
}

fn fail(job: &Handle, error: &ImportError) {
    let (id, en) = (error.advice(Lang::Id), error.advice(Lang::En));
    job.fail([id.sentence, en.sentence], [id.hint, en.hint]);
}

fn imported(
    folder: &DataFolder,
    delivery: &Delivery,
    ready: &[(usize, ImportRequest)],
    job: &Handle,
) {
    let requests: Vec<ImportRequest> = ready.iter().map(|(_, request)| request.clone()).collect();
    let done = match import_files(folder, delivery.as_of, &requests, job) {
        Ok(done) => done,
        Err(error) => return fail(job, &error),
    };
    let mut imported = done.imported.iter();
    for (place, request) in ready {
        let error = done.failed.iter().find(|(path, _)| *path == request.path);
        let became = match error {
            Some((_, error)) => failed(error),
            // Those that did not fail come in their order.
            None => match imported.next() {
                Some(one) => snapshot(one),
                None => Became::Waiting,
            },
        };
        delivery.change(*place, |held| held.became = became);
    }
    let files = delivery.files();
    let broken = |held: &&crate::uploads::Held| matches!(held.became, Became::Failed(_));
    if let [only] = files.as_slice() {
        return match (&only.became, done.imported.first()) {
            (Became::Failed(said), _) => {
                let [id, en] = said.as_ref();
                job.fail(
                    [id.sentence.clone(), en.sentence.clone()],
                    [id.hint.clone(), en.hint.clone()],
                );
            }
            (_, Some(one)) => job.done(
                both(|lang| sentence(one, lang)),
                format!("/data/cuplikan/{}", one.manifest.id),
            ),
            _ => job.done(
                both(|lang| UploadTexts::of(lang).import_none.to_owned()),
                "/data",
            ),
        };
    }
    let n_failed = files.iter().filter(broken).count();
    let said = both(|lang| {
        let u = UploadTexts::of(lang);
        let counts = [done.imported.len(), n_failed].map(|n| n.to_string());
        u.fill(u.job_delivery, &[&counts[0], &counts[1]])
    });
    job.done(said, format!("/data/unggah/{}", delivery.key));
}

fn snapshot(one: &Imported) -> Became {
    let m = &one.manifest;
    Became::Snapshot(
        m.id.0.clone(),
        [m.accepted, m.rejected, m.skipped.n()],
        one.already_there,
    )
}
