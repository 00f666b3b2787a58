//! Pengaturan: under which headers offices deliver; and the language of the pages.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_evidence::{Layout, Manifest};
use serde::Deserialize;

use crate::ask::SnapshotOf;
use crate::fault::Fault;
use crate::page::Page;
use crate::pages::data::{rows, snapshots};
use crate::pages::law::tabs;
use crate::pages::money::Tab;
use crate::table::{Table, Td};
use crate::text::{Texts, UploadTexts};
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "layouts.html")]
struct LayoutsPage {
    page: Page,
    t: &'static Texts,
    u: &'static UploadTexts,
    tabs: Vec<Tab>,
    own: Table,
    shipped: Table,
    may_import: bool,
}

fn stored(at: &Desked) -> Result<Vec<Layout>, Fault> {
    match &at.app.folder {
        Some(folder) => Ok(folder.layouts()?),
        None => Ok(Vec::new()),
    }
}

/// `GET /pengaturan/tata-letak`
pub(crate) async fn list(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let u = UploadTexts::of(at.lang);
    let known = snapshots(&at).await?;
    let own = stored(&at)?;
    let mut of_city = table(&at, "milik-kota", u.layouts_own, &own, &known);
    of_city.empty = u.layouts_own_none.to_owned();
    let page = LayoutsPage {
        page: at.page(u.layouts_title, "/pengaturan"),
        t: at.t,
        u,
        tabs: tabs(&at, "/pengaturan/tata-letak"),
        own: of_city,
        shipped: table(&at, "bawaan", u.layouts_shipped, Layout::shipped(), &known),
        may_import: at.viewer.may(Permission::ImportData),
    };
    at.answer(&page)
}

fn table(
    at: &Desked,
    id: &'static str,
    caption: &str,
    layouts: &[Layout],
    known: &[Manifest],
) -> Table {
    let (lang, t, u) = (at.lang, at.t, UploadTexts::of(at.lang));
    let mut table = Table::new(id, caption, lang)
        .text(u.layout)
        .text(u.of_sources)
        .number(u.used_by);
    for layout in layouts {
        let sources: Vec<String> = layout
            .sources()
            .map(|source| words::source(source.code(), t))
            .collect();
        let n_used = known.iter().filter(|one| one.layout == layout.name).count();
        table.rows.push(vec![
            Td::text(&layout.name)
                .link(format!("/pengaturan/tata-letak/{}", layout.name))
                .sub(words::layout(layout, lang)),
            Td::text(sources.join(", ")),
            Td::count(i64::try_from(n_used).unwrap_or(i64::MAX), lang)
                .link(format!("/pengaturan/tata-letak/{}#cuplikan", layout.name)),
        ]);
    }
    table
}

#[derive(Template)]
#[template(path = "layout.html")]
struct LayoutPage {
    page: Page,
    t: &'static Texts,
    u: &'static UploadTexts,
    yaml: String,
    command: String,
    note: String,
    used: Table,
    may_retire: bool,
}

/// `GET /pengaturan/tata-letak/{name}`
pub(crate) async fn show(at: Desked, Path(name): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let (lang, t, u) = (at.lang, at.t, UploadTexts::of(at.lang));
    let own = stored(&at)?;
    let mine = own.iter().find(|layout| layout.name == name);
    let layout = mine
        .or_else(|| Layout::shipped().iter().find(|layout| layout.name == name))
        .ok_or(Fault::NotFound)?;
    let folder = at.app.folder.as_ref().ok_or(Fault::NotFound)?;
    let known = snapshots(&at).await?;
    let mut used = Table::new("cuplikan", u.layout_used_caption, lang)
        .text(t.date)
        .text(t.source)
        .text(t.file)
        .number(t.rows)
        .number(t.rejected);
    used.empty = u.layout_used_none.to_owned();
    for one in known.iter().filter(|one| one.layout == name) {
        used.rows.push(vec![
            Td::date(one.as_of, lang).link(format!("/data/cuplikan/{}", one.id)),
            Td::text(words::source(one.source.code(), t)),
            Td::text(&one.file_name),
            rows(one, SnapshotOf::Accepted, &at),
            rows(one, SnapshotOf::Rejected, &at),
        ]);
    }
    let page = LayoutPage {
        page: at.page(&*layout.name, "/pengaturan"),
        t,
        u,
        yaml: folder.layout_yaml(&name).map_err(|_| Fault::NotFound)?,
        command: layout.sources().next().map_or_else(String::new, |source| {
            format!("semesta import --data DIR --source {source} --as-of yyyy-mm-dd --layout {name} FILE")
        }),
        note: words::layout(layout, lang).to_owned(),
        used,
        may_retire: mine.is_some() && at.viewer.may(Permission::ManageSettings),
    };
    at.answer(&page)
}

/// Why a layout is no longer used.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /pengaturan/tata-letak/{name}`: takes it out of use.
pub(crate) async fn retire(
    Path(name): Path<String>,
    posted: Posted<Why>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ManageSettings)?;
    let reason = crate::export::reason(&form.reason)?;
    if !stored(&at)?.iter().any(|layout| layout.name == name) {
        return Err(Fault::NotFound);
    }
    let folder = at.app.folder.clone().ok_or(Fault::NotFound)?;
    let entry = Entry::new("layout.retire")
        .subject(format!("layout:{name}"))
        .reason(reason);
    at.record(entry).await?;
    folder.retire_layout(&name)?;
    Ok(Redirect::to("/pengaturan/tata-letak").into_response())
}

#[derive(Template)]
#[template(path = "languages.html")]
struct LanguagesPage {
    page: Page,
    u: &'static UploadTexts,
    t: &'static Texts,
    tabs: Vec<Tab>,
    /// Code, name in itself, whether it is the page's.
    languages: Vec<(&'static str, &'static str, bool)>,
}

/// `GET /pengaturan/bahasa`
pub(crate) async fn languages(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let u = UploadTexts::of(at.lang);
    let is_indonesian = at.lang == semesta_domain::Lang::Id;
    let page = LanguagesPage {
        page: at.page(u.language_title, "/pengaturan"),
        u,
        t: at.t,
        tabs: tabs(&at, "/pengaturan/bahasa"),
        languages: vec![
            ("id", "Bahasa Indonesia", is_indonesian),
            ("en", "English", !is_indonesian),
        ],
    };
    at.answer(&page)
}
