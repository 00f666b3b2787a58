//! The calendar: what must be sent by when, and what is late.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::batch::{Calendar, Deadline};
use semesta_domain::Lang;

use crate::ask;
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::money::Tab;
use crate::pages::proposals::tabs;
use crate::table::{Table, Td};
use crate::text::{ProposalTexts, Texts};
use crate::tile::Tile;
use crate::visit::Desked;

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    page: Page,
    t: &'static Texts,
    w: &'static ProposalTexts,
    tabs: Vec<Tab>,
    strip: Vec<Tile>,
    prioritas: bool,
    table: Table,
}

/// `GET /usulan/kalender`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewProposals)?;
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let calendar = at.app.waiting.calendar(&at).await?;
    let page = CalendarPage {
        page: at.page(w.calendar_title, "/usulan"),
        t: at.t,
        w,
        tabs: tabs(&at, "/usulan/kalender"),
        strip: strip(&calendar, lang),
        prioritas: calendar.prioritas,
        table: table(&calendar, lang),
    };
    at.answer(&page)
}

fn strip(calendar: &Calendar, lang: Lang) -> Vec<Tile> {
    let w = ProposalTexts::of(lang);
    let left = match calendar.days_left {
        0 => w.days_left_today.to_owned(),
        n => w.fill(w.days_left, &[&n.to_string()]),
    };
    let to_send: i64 = calendar.deadlines.iter().map(Deadline::n_unsent).sum();
    let count = |title: &str, n, what: &str| {
        let asked = ask::Waiting {
            what: what.to_owned(),
            ..ask::Waiting::default()
        };
        Tile::new(title, format::number(n, lang)).link(asked.href())
    };
    let day = |day| format::date_in_words(day, lang);
    vec![
        Tile::new(w.today, day(calendar.on)),
        Tile::new(w.next_cut_off, day(calendar.next_cut_off)).sub(left),
        count(w.to_send_title, to_send, "jadwal"),
        count(w.n_late, calendar.n_late(), "jadwal-terlambat"),
    ]
}

fn table(calendar: &Calendar, lang: Lang) -> Table {
    let w = ProposalTexts::of(lang);
    let mut table = Table::new("kalender", w.calendar_caption, lang)
        .text(w.send_by)
        .text(w.month)
        .number(w.action_draft)
        .number(w.action_check)
        .number(w.action_approve)
        .number(w.waits_answer)
        .text(w.n_late);
    table.is_named = true;
    table.empty = w.calendar_none.to_owned();
    for one in &calendar.deadlines {
        let late = match (one.n_unsent(), one.days_late) {
            (0, _) => Td::text("–"),
            (_, 0) => Td::text(w.on_time).mark("good"),
            (_, days) => {
                let days = format::number(i64::from(days), lang);
                Td::text(w.fill(w.days_late, &[&days])).mark("bad")
            }
        };
        let count = |n: i64, state: &str| {
            Td::count(n, lang).link(format!("/usulan?keadaan={state}&bulan={}", one.month))
        };
        table.rows.push(vec![
            Td::date(one.send_by, lang),
            Td::month(&one.month.to_string(), lang),
            count(one.n_drafted, "drafted"),
            count(one.n_checked, "checked"),
            count(one.n_approved, "approved"),
            count(one.n_sent, "sent"),
            late,
        ]);
    }
    table
}
