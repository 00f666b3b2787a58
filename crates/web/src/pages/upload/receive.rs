//! Receiving files: what needs no question is imported at once.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_evidence::{DataFolder, Head, ImportError, ImportRequest, Layout, SnapshotId, Source};

use super::{UPLOAD_MAX, import};
use crate::app::Shared;
use crate::fault::Fault;
use crate::forms::broken;
use crate::uploads::{Arrived, Became, Held};
use crate::visit::Desked;

/// Files of one delivery at most.
const FILES_MAX: usize = 30;

/// What came with a form.
struct Sent {
    token: String,
    source: String,
    as_of: String,
    mend: String,
    replace: bool,
    /// Whether the columns are to be mapped by hand.
    map: bool,
    dir: tempfile::TempDir,
    files: Vec<(String, PathBuf)>,
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
    let as_of: Date = sent
        .as_of
        .parse()
        .map_err(|_| Fault::Bad("tanggal tidak terbaca", "the date cannot be read"))?;
    let source: Option<Source> = match sent.source.as_str() {
        "" => None,
        code => Some(
            code.parse()
                .map_err(|_| Fault::Bad("pilih sumbernya", "choose the source"))?,
        ),
    };
    if sent.files.is_empty() {
        return Err(Fault::Bad("pilih berkasnya", "choose a file"));
    }
    if !sent.mend.is_empty() {
        return mended(&at, folder, sent, source, as_of).await;
    }
    let files = {
        let (folder, files) = (folder.clone(), sent.files.clone());
        tokio::task::spawn_blocking(move || known(&folder, files, source)).await??
    };
    let goes_at_once = !sent.map && source.is_some() && files.len() == 1 && files[0].is_ready();
    let is_broken = files.len() == 1 && matches!(files[0].became, Became::Failed(_));
    let must_map = files.len() == 1 && (sent.map || source.is_some());
    let arrived = Arrived {
        user: at.viewer.session.user.clone(),
        as_of,
        replace: sent.replace,
        files,
        dir: sent.dir,
    };
    let delivery = app.uploads.keep(arrived)?;
    if goes_at_once || is_broken {
        return import::begin(&at, folder, delivery).await;
    }
    let to = match (must_map, source) {
        (true, Some(source)) => format!("/data/unggah/{}/0?sumber={source}", delivery.key),
        (true, None) => format!("/data/unggah/{}/0", delivery.key),
        _ => format!("/data/unggah/{}", delivery.key),
    };
    Ok(Redirect::to(&to).into_response())
}

/// Mended rejects are read by the layout of the snapshot that they mend.
async fn mended(
    at: &Desked,
    folder: DataFolder,
    sent: Sent,
    source: Option<Source>,
    as_of: Date,
) -> Result<Response, Fault> {
    let (Some(source), [(_, path)]) = (source, sent.files.as_slice()) else {
        return Err(Fault::Bad(
            "untuk perbaikan, pilih sumbernya dan satu berkas",
            "to mend, choose the source and one file",
        ));
    };
    let request = ImportRequest {
        source,
        as_of,
        path: path.clone(),
        layout: None,
        mend: Some(SnapshotId(sent.mend.clone())),
        replace: false,
    };
    import::begin_one(at, folder, request, sent.dir).await
}

/// What every file is, as far as its own content says.
fn known(
    folder: &DataFolder,
    files: Vec<(String, PathBuf)>,
    source: Option<Source>,
) -> anyhow::Result<Vec<Held>> {
    let stored = folder.layouts()?;
    let held = files.into_iter().map(|(name, path)| {
        let mut held = Held {
            name,
            path,
            source,
            layout: String::new(),
            n_mapped: 0,
            own: None,
            became: Became::Waiting,
        };
        match head_of(folder, &held.path) {
            Ok(head) => recognised(&mut held, &head, &stored),
            Err(error) => held.became = import::failed(&error),
        }
        held
    });
    Ok(held.collect())
}

/// The beginning of a held file.
pub(super) fn head_of(folder: &DataFolder, path: &Path) -> Result<Head, ImportError> {
    semesta_evidence::head(&folder.uploaded(path)?)
}

/// By what a file is called first: one of its content only where it fits that too.
fn recognised(held: &mut Held, head: &Head, stored: &[Layout]) {
    let found = semesta_evidence::recognise(head, stored);
    let wanted = held.source.or_else(|| named(&held.name));
    let by_name = found.iter().find(|one| Some(one.source) == wanted);
    let chosen = match held.source {
        Some(_) => by_name,
        None => by_name.or(found.first()),
    };
    if let Some(one) = chosen {
        held.source = Some(one.source);
        held.layout.clone_from(&one.layout);
        held.n_mapped = one.n_mapped;
    } else if held.source.is_none() {
        held.source = wanted;
    }
}

/// The source that a file's name begins with.
fn named(name: &str) -> Option<Source> {
    let name = name.to_lowercase().replace([' ', '-'], "_");
    Source::ALL
        .into_iter()
        .filter(|source| name.starts_with(source.code()))
        .max_by_key(|source| source.code().len())
}

/// Reads the form's parts in their order; the seal comes first, before any file is taken.
async fn read(mut form: Multipart, at: &Desked) -> Result<Sent, Fault> {
    let mut sent = Sent {
        token: String::new(),
        source: String::new(),
        as_of: String::new(),
        mend: String::new(),
        replace: false,
        map: false,
        dir: tempfile::tempdir_in(at.app.uploads_folder()?)?,
        files: Vec::new(),
    };
    let mut n_bytes = 0;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if !at.viewer.knows(&sent.token) {
                return Err(Fault::Forged);
            }
            if sent.files.len() >= FILES_MAX {
                return Err(Fault::TooLarge);
            }
            let given = safe_name(field.file_name().unwrap_or_default());
            // A folder each: two offices may call their files the same.
            let folder = sent.dir.path().join(sent.files.len().to_string());
            std::fs::create_dir_all(&folder)?;
            let path = folder.join(&given);
            let mut file = at.app.upload(&path)?;
            let before = n_bytes;
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                n_bytes += chunk.len();
                if n_bytes > UPLOAD_MAX {
                    return Err(Fault::TooLarge);
                }
                file.write_all(&chunk)?;
            }
            file.finish()?;
            if n_bytes > before {
                sent.files.push((given, path));
            }
            continue;
        }
        let text = field.text().await.map_err(broken)?;
        match name.as_str() {
            "_token" => sent.token = text,
            "source" => sent.source = text,
            "as_of" => sent.as_of = text,
            "mend" => sent.mend = text.trim().to_owned(),
            "replace" => sent.replace = true,
            "map" => sent.map = true,
            _ => {}
        }
    }
    if at.viewer.knows(&sent.token) {
        Ok(sent)
    } else {
        Err(Fault::Forged)
    }
}

/// The delivery of this user, or not found.
pub(super) fn held(at: &Desked, key: &str) -> Result<Arc<crate::uploads::Delivery>, Fault> {
    let user = &at.viewer.session.user;
    at.app.uploads.get(key, user).ok_or(Fault::NotFound)
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

    #[test]
    fn a_file_s_name_tells_its_source() {
        assert_eq!(named("Tagihan-rekap 2024.csv"), Some(Source::TagihanRekap));
        assert_eq!(named("PESERTA (2).xlsx"), Some(Source::Peserta));
        assert_eq!(named("laporan.csv"), None);
    }
}
