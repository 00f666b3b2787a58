//! A delivery of several files: what each is, and what became of it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;

use super::import;
use super::receive::held;
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::money::Nothing;
use crate::table::{Table, Td};
use crate::text::{Texts, UploadTexts};
use crate::uploads::{Became, Held};
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "delivery.html")]
struct DeliveryPage {
    page: Page,
    t: &'static Texts,
    u: &'static UploadTexts,
    key: String,
    lead: String,
    table: Table,
    /// What the button says, "" where nothing is ready.
    import: String,
}

/// `GET /data/unggah/{key}`
pub(crate) async fn show(at: Desked, Path(key): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ImportData)?;
    let delivery = held(&at, &key)?;
    let (lang, u) = (at.lang, UploadTexts::of(at.lang));
    let files = delivery.files();
    let mut table = Table::new("kiriman", u.delivery_caption, lang)
        .text(at.t.file)
        .text(u.recognised_as)
        .text(u.what_next);
    for (place, file) in files.iter().enumerate() {
        table.rows.push(row(&at, &key, place, file));
    }
    let n_ready = files.iter().filter(|file| file.is_ready()).count();
    let page = DeliveryPage {
        page: at.page(u.delivery_title, "/data"),
        t: at.t,
        u,
        key,
        lead: u.fill(
            u.delivery_lead,
            &[&format::date_in_words(delivery.as_of, lang)],
        ),
        table,
        import: match n_ready {
            0 => String::new(),
            n => u.fill(u.import_n, &[&n.to_string()]),
        },
    };
    at.answer(&page)
}

fn row(at: &Desked, key: &str, place: usize, file: &Held) -> Vec<Td> {
    let (lang, t, u) = (at.lang, at.t, UploadTexts::of(at.lang));
    let name = Td::text(&file.name);
    let source = file
        .source
        .map_or_else(String::new, |source| words::source(source.code(), t));
    let map = |title: &str| Td::text(title).link(format!("/data/unggah/{key}/{place}"));
    match &file.became {
        Became::Failed(said) => {
            let said = &said[usize::from(lang == semesta_domain::Lang::En)];
            vec![
                name,
                Td::text(u.unreadable).mark("bad"),
                Td::text(&said.sentence).sub(&said.hint),
            ]
        }
        Became::Snapshot(id, counts, already) => vec![
            name,
            Td::text(source),
            Td::text(u.see_snapshot)
                .link(format!("/data/cuplikan/{id}"))
                .sub(if *already {
                    u.became_again.to_owned()
                } else {
                    import::counts(counts, lang)
                }),
        ],
        Became::Waiting if file.is_ready() => vec![
            name,
            Td::text(source).sub(u.fill(u.columns_n, &[&file.n_mapped.to_string(), &file.layout])),
            map(u.map_other),
        ],
        Became::Waiting => vec![
            name,
            Td::text(u.not_recognised).mark("warn").sub(source),
            map(u.map_columns),
        ],
    }
}

/// `POST /data/unggah/{key}`: imports what is ready.
pub(crate) async fn import(
    Path(key): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Fault> {
    let Posted { at, .. } = posted;
    at.require(Permission::ImportData)?;
    let delivery = held(&at, &key)?;
    if !delivery.files().iter().any(Held::is_ready) {
        return Err(Fault::Bad(
            "belum ada berkas yang siap dimasukkan",
            "no file is ready to be imported",
        ));
    }
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    import::begin(&at, folder, delivery).await
}
