//! Column mapping: which of a file's columns is which, tried before it is kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_evidence::{LayoutDraft, Source, recognise};

use super::drafted::{drafted, refusal, said_of};
use super::look::{Looked, look, samples};
use super::preview::{Seen, see};
use super::receive::held;
use super::slots::{Slot, header_choices, slots};
use super::{import, sources};
use crate::fault::Fault;
use crate::forms::Fields;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::table::Table;
use crate::text::{Texts, UploadTexts};
use crate::uploads::{Became, Delivery, Held};
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    page: Page,
    t: &'static Texts,
    u: &'static UploadTexts,
    action: String,
    crumb: String,
    missing: String,
    said: String,
    fits: String,
    sources: Vec<Choice>,
    sheets: Vec<Choice>,
    rows: Vec<Choice>,
    chosen: [(&'static str, String); 3],
    slots: Vec<Slot>,
    month_first: bool,
    words: Vec<super::preview::Word>,
    seen: Option<Seen>,
    samples: Table,
    name: String,
    note: String,
    keep: &'static str,
}

/// `GET /data/unggah/{key}/{file}`
pub(crate) async fn form(
    at: Desked,
    Path((key, place)): Path<(String, usize)>,
) -> Result<Response, Fault> {
    at.require(Permission::ImportData)?;
    let (delivery, file) = find(&at, &key, place)?;
    let params = at.params(&["sumber", "lembar", "judul"]);
    let looked = look(
        &at,
        &file,
        params.get("sumber"),
        params.get("lembar"),
        params.get("judul"),
    )
    .await?;
    let mut draft = LayoutDraft {
        headers: looked.headers(),
        source: looked.source,
        ..LayoutDraft::default()
    };
    draft.suggest();
    let page = page(
        &at,
        &delivery,
        place,
        &file,
        &looked,
        &draft,
        Tried::default(),
    );
    at.answer(&page)
}

/// What was tried with a draft.
#[derive(Default)]
struct Tried {
    said: String,
    seen: Option<Seen>,
    words: Vec<super::preview::Word>,
}

fn find(at: &Desked, key: &str, place: usize) -> Result<(Arc<Delivery>, Held), Fault> {
    let delivery = held(at, key)?;
    let file = delivery.file(place).ok_or(Fault::NotFound)?;
    match file.became {
        Became::Waiting => Ok((delivery, file)),
        _ => Err(Fault::NotFound),
    }
}

fn page(
    at: &Desked,
    delivery: &Delivery,
    place: usize,
    file: &Held,
    looked: &Looked,
    draft: &LayoutDraft,
    tried: Tried,
) -> MapPage {
    let (t, u) = (at.t, UploadTexts::of(at.lang));
    let source_words = |source: Source| words::source(source.code(), t);
    let is_known = !file.layout.is_empty() && file.source == looked.source;
    let sheets = looked.head.tables.iter().filter_map(|table| {
        let name = table.sheet.clone()?;
        Some(Choice {
            is_chosen: looked.sheet.as_ref() == Some(&name),
            title: name.clone(),
            value: name,
        })
    });
    let is_alone = delivery.files().len() == 1;
    MapPage {
        page: at.page(u.fill(u.map_title, &[&file.name]), "/data"),
        t,
        u,
        action: format!("/data/unggah/{}/{place}", delivery.key),
        crumb: if is_alone {
            String::new()
        } else {
            format!("/data/unggah/{}", delivery.key)
        },
        missing: match looked.source {
            Some(source) if !is_known => u.fill(u.map_missing, &[&source_words(source)]),
            _ => String::new(),
        },
        said: tried.said,
        fits: match looked.source {
            Some(source) if is_known => u.fill(u.fits_said, &[&source_words(source), &file.layout]),
            _ => String::new(),
        },
        sources: sources(at, looked.source),
        sheets: sheets.collect(),
        rows: header_choices(looked, u),
        chosen: [
            (
                "sumber",
                looked
                    .source
                    .map_or_else(String::new, |s| s.code().to_owned()),
            ),
            ("lembar", looked.sheet.clone().unwrap_or_default()),
            ("judul", looked.header_said()),
        ],
        slots: looked
            .source
            .map(|source| slots(source, looked, draft, u))
            .unwrap_or_default(),
        month_first: draft.month_first,
        words: tried.words,
        seen: tried.seen,
        samples: samples(at, looked, u),
        name: draft.name.clone(),
        note: draft.description.clone(),
        keep: if is_alone { u.keep_import } else { u.keep_only },
    }
}

/// `POST /data/unggah/{key}/{file}`: tries a mapping, keeps it, or takes what is known.
pub(crate) async fn take(
    Path((key, place)): Path<(String, usize)>,
    posted: Posted<Fields>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ImportData)?;
    let (delivery, file) = find(&at, &key, place)?;
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let looked = look(
        &at,
        &file,
        form.get("sumber"),
        form.get("lembar"),
        form.get("judul"),
    )
    .await?;
    let source = looked
        .source
        .ok_or(Fault::Bad("pilih sumbernya", "choose the source"))?;
    if form.get("langkah") == "pakai" {
        let stored = folder.layouts()?;
        let found = recognise(&looked.head, &stored);
        let known = found.into_iter().find(|one| one.source == source);
        let known = known.ok_or(Fault::Bad(
            "judul kolom tidak dikenal; petakan dahulu",
            "the headers are not known; map them first",
        ))?;
        delivery.change(place, |held| {
            held.source = Some(source);
            held.layout = known.layout;
            held.n_mapped = known.n_mapped;
            held.own = None;
        });
        return go_on(&at, delivery).await;
    }
    let draft = drafted(&form, &looked, source);
    let refused = refusal(&draft, source, UploadTexts::of(at.lang));
    let keeps = form.get("langkah") == "simpan";
    if let (true, None) = (keeps, &refused) {
        match folder.keep_layout(&draft) {
            Ok(layout) => {
                let entry = Entry::new("layout.keep")
                    .subject(format!("layout:{}", layout.name))
                    .detail("source", source.code());
                at.record(entry).await?;
                delivery.change(place, |held| {
                    held.source = Some(source);
                    held.layout.clone_from(&layout.name);
                    held.n_mapped = draft.columns.len();
                    held.own = Some(layout);
                });
                return go_on(&at, delivery).await;
            }
            Err(error) => {
                let said = said_of(&error, &at)?;
                return again(&at, &delivery, place, &file, &looked, draft, Some(said)).await;
            }
        }
    }
    again(&at, &delivery, place, &file, &looked, draft, refused).await
}

/// One file is imported at once; of several the others may still wait.
async fn go_on(at: &Desked, delivery: Arc<Delivery>) -> Result<Response, Fault> {
    if delivery.files().len() > 1 {
        let to = format!("/data/unggah/{}", delivery.key);
        return Ok(Redirect::to(&to).into_response());
    }
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    import::begin(at, folder, delivery).await
}

/// The form again, with what the first rows would become.
async fn again(
    at: &Desked,
    delivery: &Delivery,
    place: usize,
    file: &Held,
    looked: &Looked,
    draft: LayoutDraft,
    refused: Option<String>,
) -> Result<Response, Fault> {
    let mut tried = Tried {
        said: refused.unwrap_or_default(),
        ..Tried::default()
    };
    if let Some(source) = looked.source {
        // A name is not needed to try a mapping.
        let mut named = draft.clone();
        if named.name.is_empty() {
            named.name = "pratinjau".to_owned();
        }
        if let Ok(layout) = named.layout() {
            let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
            let (path, as_of) = (file.path.clone(), delivery.as_of);
            let read = tokio::task::spawn_blocking(move || {
                let bytes = folder.uploaded(&path)?;
                let read = semesta_evidence::preview(source, as_of, bytes, Some(&layout), 12);
                anyhow::Ok(read)
            });
            let (seen, words) = see(at, source, &draft, read.await??);
            (tried.seen, tried.words) = (Some(seen), words);
        }
    }
    let page = page(at, delivery, place, file, looked, &draft, tried);
    at.answer(&page)
}
