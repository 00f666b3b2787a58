//! Upload: one file of one source, looked at before it is kept.

use std::io::Write as _;
use std::path::PathBuf;

use askama::Template;
use axum::extract::FromRequest;
use axum::extract::{FromRequestParts, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_domain::Lang;
use semesta_evidence::{DataFolder, ImportRequest, SnapshotId, Source, import_file};

use crate::app::Shared;
use crate::fault::Fault;
use crate::jobs::Handle;
use crate::page::Page;
use crate::pages::gap::Choice;
use crate::text::Texts;
use crate::visit::Desked;
use crate::words;

/// **Units**: bytes of one uploaded file.
pub(crate) const UPLOAD_MAX: usize = 512 << 20;

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage {
    page: Page,
    t: &'static Texts,
    sources: Vec<Choice>,
}

/// `GET /data/unggah`
pub(crate) async fn form(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ImportData)?;
    let t = at.t;
    let sources = Source::ALL.iter().map(|source| Choice {
        value: source.code().to_owned(),
        title: words::source(source.code(), t),
        is_chosen: false,
    });
    let page = UploadPage {
        page: at.page(t.upload_title, "/data"),
        t,
        sources: sources.collect(),
    };
    at.answer(&page)
}

/// What came with a form.
#[derive(Default)]
struct Sent {
    token: String,
    source: String,
    as_of: String,
    mend: String,
    replace: bool,
    file: Option<(tempfile::TempDir, PathBuf)>,
}

/// `POST /data/unggah`
pub(crate) async fn receive(
    State(app): State<Shared>,
    request: Request,
) -> Result<Response, Fault> {
    let (mut parts, body) = request.into_parts();
    let at = Desked::from_request_parts(&mut parts, &app).await?;
    at.require(Permission::ImportData)?;
    let folder = app.folder.clone().ok_or(Fault::NoRun)?;
    let request = Request::from_parts(parts, body);
    let form = Multipart::from_request(request, &app)
        .await
        .map_err(|_| Fault::Bad("isian tidak lengkap", "the form is not complete"))?;
    let sent = read(form, &at).await?;
    let request = import_request(&sent)?;
    let (dir, _) = sent
        .file
        .ok_or(Fault::Bad("pilih berkasnya", "choose a file"))?;
    let entry = Entry::new("data.import")
        .subject(format!("source:{}", request.source.code()))
        .detail("as_of", request.as_of.to_string())
        .detail("replace", request.replace);
    at.record(entry).await?;
    let job = app.jobs.begin(
        ["Memasukkan berkas", "Importing the file"],
        ["membaca berkas", "reading the file"],
    )?;
    let id = job.id().to_owned();
    tokio::task::spawn_blocking(move || {
        imported(&folder, &request, &job);
        drop(dir);
    });
    Ok(Redirect::to(&format!("/data/pekerjaan/{id}")).into_response())
}

fn import_request(sent: &Sent) -> Result<ImportRequest, Fault> {
    let source: Source = sent
        .source
        .parse()
        .map_err(|_| Fault::Bad("pilih sumbernya", "choose the source"))?;
    let as_of: Date = sent
        .as_of
        .parse()
        .map_err(|_| Fault::Bad("tanggal tidak terbaca", "the date cannot be read"))?;
    let path = sent.file.as_ref().map(|(_, path)| path.clone());
    Ok(ImportRequest {
        source,
        as_of,
        path: path.ok_or(Fault::Bad("pilih berkasnya", "choose a file"))?,
        layout: None,
        mend: (!sent.mend.trim().is_empty()).then(|| SnapshotId(sent.mend.trim().to_owned())),
        replace: sent.replace,
    })
}

/// Reads the form's parts in their order; the seal comes first, before any file is taken.
async fn read(mut form: Multipart, at: &Desked) -> Result<Sent, Fault> {
    let broken = |_| Fault::Bad("unggahan terputus", "the upload broke off");
    let mut sent = Sent::default();
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if !at.viewer.knows(&sent.token) {
                return Err(Fault::Forged);
            }
            let given = safe_name(field.file_name().unwrap_or_default());
            let dir = tempfile::tempdir_in(at.app.uploads()?)?;
            let path = dir.path().join(&given);
            let mut file = at.app.upload(&path)?;
            let mut n_bytes = 0;
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                n_bytes += chunk.len();
                if n_bytes > UPLOAD_MAX {
                    return Err(Fault::TooLarge);
                }
                file.write_all(&chunk)?;
            }
            file.finish()?;
            if n_bytes > 0 {
                sent.file = Some((dir, path));
            }
            continue;
        }
        let text = field.text().await.map_err(broken)?;
        match name.as_str() {
            "_token" => sent.token = text,
            "source" => sent.source = text,
            "as_of" => sent.as_of = text,
            "mend" => sent.mend = text,
            "replace" => sent.replace = true,
            _ => {}
        }
    }
    if at.viewer.knows(&sent.token) {
        Ok(sent)
    } else {
        Err(Fault::Forged)
    }
}

/// The file's own name without any folder, and nothing that leads out of ours.
pub(crate) fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')'))
        .take(120)
        .collect();
    let clean = clean.trim_matches(['.', ' ']);
    if clean.is_empty() {
        "berkas".to_owned()
    } else {
        clean.to_owned()
    }
}

fn imported(folder: &DataFolder, request: &ImportRequest, job: &Handle) {
    match import_file(folder, request, job) {
        Ok(done) => {
            let manifest = done.manifest;
            let said = if done.already_there {
                [
                    "Berkas ini sudah pernah dimasukkan; tidak ada yang berubah.".to_owned(),
                    "This file was imported before; nothing has changed.".to_owned(),
                ]
            } else {
                [
                    format!(
                        "{} baris diterima, {} ditolak, {} dilewati",
                        manifest.accepted,
                        manifest.rejected,
                        manifest.skipped.n()
                    ),
                    format!(
                        "{} rows accepted, {} rejected, {} skipped",
                        manifest.accepted,
                        manifest.rejected,
                        manifest.skipped.n()
                    ),
                ]
            };
            job.done(said, format!("/data/cuplikan/{}", manifest.id));
        }
        Err(error) => {
            let (id, en) = (error.advice(Lang::Id), error.advice(Lang::En));
            job.fail([id.sentence, en.sentence], [id.hint, en.hint]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_never_leads_out_of_its_folder() {
        for given in [
            "../../etc/passwd",
            "..\\..\\x.csv",
            "/etc/passwd",
            "..",
            ".",
            "",
            "a/../b.csv",
            "\0",
            "....//",
        ] {
            let name = safe_name(given);
            assert!(
                !name.contains(['/', '\\', '\0'])
                    && name != ".."
                    && name != "."
                    && !name.is_empty(),
                "{given}"
            );
        }
        assert_eq!(
            safe_name("C:\\Kirim\\peserta 2024.xlsx"),
            "peserta 2024.xlsx"
        );
    }
}
