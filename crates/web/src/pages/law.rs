//! Pengaturan: the law's parameters, each value with its date and source.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::Lang;
use semesta_law::{Body, DatedValue, Law};

use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::money::Tab;
use crate::table::{Table, Td};
use crate::text::{Texts, UploadTexts};
use crate::visit::Desked;

/// The tabs of Pengaturan that somebody may open.
pub(crate) fn tabs(at: &Desked, here: &str) -> Vec<Tab> {
    let t = at.t;
    [
        (t.tab_law, "/pengaturan", Permission::ViewFigures),
        (t.tab_users, "/pengaturan/pengguna", Permission::ManageUsers),
        (t.tab_audit, "/pengaturan/audit", Permission::ReadAudit),
        (
            UploadTexts::of(at.lang).tab_layouts,
            "/pengaturan/tata-letak",
            Permission::ViewFigures,
        ),
        (
            UploadTexts::of(at.lang).language_title,
            "/pengaturan/bahasa",
            Permission::ViewFigures,
        ),
    ]
    .into_iter()
    .filter(|(_, _, needed)| at.viewer.may(*needed))
    .map(|(title, href, _)| Tab {
        title,
        href,
        is_here: href == here,
    })
    .collect()
}

#[derive(Template)]
#[template(path = "law.html")]
struct LawPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    search: String,
    table: Table,
}

/// The day that values are shown for: the run's, else the newest of each.
fn day(at: &Desked) -> Option<Date> {
    at.app.loaded()?.manifest.as_of.parse().ok()
}

/// A value in the words and groups of three of the language.
pub(crate) fn value(dated: &DatedValue, lang: Lang) -> String {
    // Amounts are long; years and days are not.
    let plain = |word: &str| match word.parse::<i64>() {
        Ok(n) if n.abs() >= 10_000 => format::number(n, lang),
        _ => said(word, lang),
    };
    match &dated.body {
        Body::Single(value) => plain(&value.to_string()),
        Body::Components(parts) => {
            let amount = |text: String| match text.parse::<i64>() {
                Ok(n) => format::number(n, lang),
                Err(_) => text,
            };
            let parts = parts.iter();
            let parts =
                parts.map(|(name, n)| format!("{} {}", said(name, lang), amount(n.to_string())));
            parts.collect::<Vec<_>>().join(" + ")
        }
        Body::Fields(fields) => {
            let fields = fields.iter();
            let fields = fields
                .map(|(name, value)| format!("{} {}", said(name, lang), plain(&value.to_string())));
            fields.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Words of values: code, Indonesian, English. Other codes stand for themselves.
const WORDS: [(&str, &str, &str); 27] = [
    (
        "active_of_population",
        "aktif dibagi penduduk",
        "active over population",
    ),
    (
        "active_of_registered",
        "aktif dibagi peserta",
        "active over registered",
    ),
    ("true", "ya", "yes"),
    ("false", "tidak", "no"),
    ("self", "peserta", "member"),
    ("centre", "pusat", "centre"),
    ("city", "kota", "city"),
    ("city_assistance", "bantuan kota", "city's assistance"),
    ("worker", "pekerja", "worker"),
    ("employer", "pemberi kerja", "employer"),
    ("coverage", "cakupan", "coverage"),
    ("active", "keaktifan", "active"),
    ("no_arrears", "tanpa tunggakan", "no arrears"),
    ("prioritas", "UHC Prioritas", "UHC Prioritas"),
    (
        "request_approved",
        "permohonan disetujui",
        "request approved",
    ),
    ("pemda_share", "porsi Pemda", "local government's share"),
    (
        "pemda_share_waived_at_active",
        "porsi Pemda gugur pada keaktifan",
        "local government's share waived at active",
    ),
    (
        "alternative_pemda_share",
        "atau porsi Pemda",
        "or local government's share",
    ),
    ("alternative_active", "dengan keaktifan", "with active"),
    ("add", "penambahan", "additions"),
    ("remove", "pengurangan", "removals"),
    ("change", "perubahan", "changes"),
    (
        "diterima_pekerja",
        "diterima pekerja dan dilaporkan",
        "accepted by the worker and reported",
    ),
    (
        "perjanjian_bersama",
        "perjanjian bersama",
        "joint agreement",
    ),
    ("putusan_phi", "putusan PHI", "industrial court ruling"),
    ("mengundurkan_diri", "mengundurkan diri", "resignation"),
    ("habis_kontrak", "habis kontrak", "end of contract"),
];

fn said(code: &str, lang: Lang) -> String {
    let known = WORDS.iter().find(|(known, ..)| *known == code);
    known
        .map_or(code, |(_, id, en)| lang.pick(id, en))
        .to_owned()
}

/// `GET /pengaturan`
pub(crate) async fn list(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&["cari"]);
    let wanted = params.get("cari").to_lowercase();
    let law = Law::embedded();
    let on = day(&at);
    let found: Vec<_> = law
        .parameters()
        .filter(|one| {
            wanted.is_empty()
                || one.id.contains(&wanted)
                || one.description(lang).to_lowercase().contains(&wanted)
        })
        .collect();
    let mut table = Table::new("parameter", t.law_caption, lang)
        .searched()
        .text(t.parameter)
        .text(t.value)
        .text(t.unit)
        .text(t.in_force_from)
        .text(t.law_source);
    for one in &found {
        let dated = on.and_then(|on| one.in_force(on)).or(one.values.last());
        table.rows.push(vec![
            Td::text(one.description(lang))
                .link(format!("/pengaturan/hukum/{}", one.id))
                .sub(&one.id),
            Td::text(dated.map_or_else(String::new, |dated| value(dated, lang))),
            Td::text(one.unit.label(lang)),
            dated.map_or_else(Td::default, |dated| Td::date(dated.from, lang)),
            Td::text(dated.map_or_else(String::new, |dated| dated.reference.in_one_line(lang))),
        ]);
    }
    let page = LawPage {
        page: at.page(t.settings_title, "/pengaturan"),
        t,
        tabs: tabs(&at, "/pengaturan"),
        search: params.get("cari").to_owned(),
        table,
    };
    at.answer(&page)
}

#[derive(Template)]
#[template(path = "parameter.html")]
struct ParameterPage {
    page: Page,
    t: &'static Texts,
    id: String,
    unit: &'static str,
    checked: String,
    table: Table,
}

/// `GET /pengaturan/hukum/{id}`
pub(crate) async fn show(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let (lang, t) = (at.lang, at.t);
    let law = Law::embedded();
    let one = law
        .parameters()
        .find(|one| one.id == id)
        .ok_or(Fault::NotFound)?;
    let on = day(&at);
    let in_force = on.and_then(|on| one.in_force(on)).map(|dated| dated.from);
    let mut table = Table::new("nilai", t.law_values, lang)
        .text(t.in_force_from)
        .text(t.value)
        .text(t.law_source)
        .text(t.law_note);
    for dated in one.values.iter().rev() {
        let from = Td::date(dated.from, lang);
        table.rows.push(vec![
            if Some(dated.from) == in_force {
                from.sub(t.law_in_force)
            } else {
                from
            },
            Td::text(value(dated, lang)),
            if dated.reference.unsourced {
                Td::text(dated.reference.in_one_line(lang)).mark("warn")
            } else {
                Td::text(dated.reference.in_one_line(lang))
            },
            Td::text(dated.reference.note.clone().unwrap_or_default()),
        ]);
    }
    let page = ParameterPage {
        page: at.page(one.description(lang), "/pengaturan"),
        t,
        id: one.id.clone(),
        unit: one.unit.label(lang),
        checked: format::date_in_words(one.last_checked_on, lang),
        table,
    };
    at.answer(&page)
}
