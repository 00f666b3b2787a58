//! Usulan: what needs a decision, and where everything stands.

pub(crate) mod act;
pub(crate) mod batch;
pub(crate) mod batches;
pub(crate) mod calendar;
pub(crate) mod draft;
pub(crate) mod export;
pub(crate) mod filter;
pub(crate) mod one;
pub(crate) mod sides;
pub(crate) mod single;

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::proposal::{Proposal, ProposalFilter, ProposalOrder, ProposalPage, State};
use semesta_domain::Lang;

use crate::ask::{self, CostOf, DeskOf};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::pages::money::Tab;
use crate::pages::todo::{self, Todo};
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{ProposalTexts, Texts};
use crate::tile::Tile;
use crate::visit::Desked;

use filter::KEYS;

const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "proposals.html")]
struct ProposalsPage {
    page: Page,
    t: &'static Texts,
    w: &'static ProposalTexts,
    tabs: Vec<Tab>,
    news: String,
    mine: Vec<Todo>,
    counts: Table,
    states: Vec<Choice>,
    kinds: Vec<Choice>,
    reasons: Vec<Choice>,
    origins: Vec<Choice>,
    areas: Vec<Choice>,
    which: Vec<Choice>,
    n: String,
    strip: [Tile; 2],
    table: Table,
    steps: Vec<Choice>,
    hidden: Vec<(&'static str, String)>,
    draft: Option<draft::DraftForm>,
    may_export: bool,
}

/// The tabs of Usulan.
pub(crate) fn tabs(at: &Desked, here: &str) -> Vec<Tab> {
    let w = ProposalTexts::of(at.lang);
    [
        (w.tab_list, "/usulan"),
        (w.tab_batches, "/usulan/batch"),
        (w.tab_calendar, "/usulan/kalender"),
    ]
    .map(|(title, href)| Tab {
        title,
        href,
        is_here: href == here,
    })
    .into()
}

/// `GET /usulan`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewProposals)?;
    let (lang, t, w) = (at.lang, at.t, ProposalTexts::of(at.lang));
    let params = at.params(&KEYS);
    let wanted = filter::read(&at, &params);
    let (order, listed) = listed(&at, &params, &wanted).await?;
    let counts = counts(&at).await?;
    let is_empty = counts.rows.is_empty();
    let page = ProposalsPage {
        page: at.page(w.title, "/usulan"),
        t,
        w,
        tabs: tabs(&at, "/usulan"),
        news: news(&params, lang),
        mine: mine(&at),
        counts,
        states: coded(
            State::ALL.iter().map(|one| (one.code(), one.label(lang))),
            &params,
            "keadaan",
            t,
        ),
        kinds: filter::kinds(&params, lang),
        reasons: filter::reasons(&params, lang),
        origins: filter::origins(&params, lang),
        areas: at
            .app
            .loaded()
            .map(|run| area_choices(&at, &run, params.get("wilayah")))
            .unwrap_or_default(),
        which: coded(
            [("terlambat", w.which_late), ("saya", w.which_mine)].into_iter(),
            &params,
            "yang",
            t,
        ),
        n: format::number(listed.n, lang),
        strip: strip(&listed, &params, lang),
        steps: if listed.n > 0 { steps(&at) } else { Vec::new() },
        table: table(&at, &params, &order, &listed, is_empty),
        hidden: params.hidden(&["urut", "arah", "kabar", "jumlah"]),
        draft: draft::form(&at),
        may_export: listed.n > 0 && at.viewer.may(Permission::ExportPeople),
    };
    at.answer(&page)
}

/// What the filter leaves, in numbers with their receipts.
fn strip(listed: &ProposalPage, params: &Params, lang: Lang) -> [Tile; 2] {
    let w = ProposalTexts::of(lang);
    let receipt = |of| {
        let get = |key| params.get(key).to_owned();
        let asked = ask::Proposals {
            state: get("keadaan"),
            kind: get("jenis"),
            reason: get("alasan"),
            origin: get("asal"),
            area: get("wilayah"),
            which: get("yang"),
            month: get("bulan"),
            of,
        };
        asked.href()
    };
    [
        Tile::new(w.n, format::number(listed.n, lang)).link(receipt(DeskOf::N)),
        Tile::new(w.cost_month, format::rupiah(listed.cost_city, lang)).link(receipt(DeskOf::Cost)),
    ]
}

/// What a proposal costs the city more a month, with its receipt.
pub(crate) fn cost(one: &Proposal, lang: Lang) -> Td {
    Td::rupiah(one.cost_city, lang).link(cost_receipt(one, "", CostOf::More))
}

/// Where the receipt of what a payer pays under a proposal is.
pub(crate) fn cost_receipt(one: &Proposal, payer: &str, of: CostOf) -> String {
    let asked = ask::Cost {
        proposal: one.id.to_string(),
        payer: payer.to_owned(),
        of,
    };
    asked.href()
}

/// The choices of one filter.
pub(crate) fn coded<'a>(
    known: impl Iterator<Item = (&'a str, &'a str)>,
    params: &Params,
    key: &str,
    t: &'static Texts,
) -> Vec<Choice> {
    choices(known, params.get(key), t)
}

/// What a step that was just taken did.
fn news(params: &Params, lang: Lang) -> String {
    let w = ProposalTexts::of(lang);
    let sentence = match params.get("kabar") {
        "check" => w.done_check,
        "approve" => w.done_approve,
        "withdraw" => w.done_withdraw,
        "close" => w.done_close,
        _ => return String::new(),
    };
    let n = params.number("jumlah").unwrap_or(0);
    let n = format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    w.fill(sentence, &[&n])
}

async fn listed(
    at: &Desked,
    params: &Params,
    wanted: &ProposalFilter,
) -> Result<(Order, Arc<ProposalPage>), Fault> {
    let known = ["nomor", "kirim", "biaya", "wilayah", "berlaku"];
    let order = Order::read(params, &known, "kirim", false);
    let by = match order.key.as_str() {
        "nomor" => ProposalOrder::Number,
        "biaya" => ProposalOrder::CostCity,
        "wilayah" => ProposalOrder::Area,
        "berlaku" => ProposalOrder::Effective,
        _ => ProposalOrder::SendBy,
    };
    let page = params.number("hal").unwrap_or(1).clamp(1, 1_000_000);
    let range = |page: usize| (page - 1) * PER_PAGE..page * PER_PAGE;
    let by = (by, order.down);
    let recent = &at.app.waiting;
    let mut found = recent.list(at, wanted, by, range(page)).await?;
    let n = usize::try_from(found.n).unwrap_or(0);
    let last = n.div_ceil(PER_PAGE).max(1);
    if page > last {
        found = recent.list(at, wanted, by, range(last)).await?;
    }
    Ok((order, found))
}

/// What waits for whoever looks.
fn mine(at: &Desked) -> Vec<Todo> {
    let mut todos = todo::of_desk(at);
    todos.retain(|todo| todo.href.starts_with("/usulan"));
    todos
}

/// How many stand where, and what they cost.
async fn counts(at: &Desked) -> Result<Table, Fault> {
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let counts = at.app.waiting.counts(at).await?;
    let mut table = Table::new("keadaan-usulan", w.counts_title, lang)
        .text(w.state)
        .number(w.n)
        .number(w.cost_month);
    table.is_named = true;
    table.empty = w.none_view.to_owned();
    for state in State::ALL {
        let of = || counts.iter().filter(|count| count.state == *state);
        let n: i64 = of().map(|count| count.n).sum();
        if n > 0 {
            let receipt = |of| {
                let asked = ask::Waiting {
                    what: "usulan".to_owned(),
                    state: state.code().to_owned(),
                    of,
                };
                asked.href()
            };
            let cost = of().map(|count| count.cost_city).sum();
            table.rows.push(vec![
                Td::text(state.label(lang)).link(format!("/usulan?keadaan={}", state.code())),
                Td::count(n, lang).link(receipt(DeskOf::N)),
                Td::rupiah(cost, lang).link(receipt(DeskOf::Cost)),
            ]);
        }
    }
    Ok(table)
}

fn table(
    at: &Desked,
    params: &Params,
    order: &Order,
    listed: &ProposalPage,
    is_empty: bool,
) -> Table {
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let mut table = Table::new("usulan", w.list_caption, lang)
        .personal()
        .with_form()
        .text(w.number)
        .sorting("nomor", order, params)
        .text(w.state)
        .text(w.person)
        .text(w.kind)
        .text(at.t.area)
        .sorting("wilayah", order, params)
        .text(w.send_by)
        .sorting("kirim", order, params)
        .text(w.effective)
        .sorting("berlaku", order, params)
        .number(w.cost_month)
        .sorting("biaya", order, params);
    table.empty = match (is_empty, at.viewer.may(Permission::Run)) {
        (false, _) => w.none_fit,
        (true, true) => w.none,
        (true, false) => w.none_view,
    }
    .to_owned();
    let n = usize::try_from(listed.n).unwrap_or(0);
    table.paged(n, PER_PAGE, params, lang);
    let on = at.when().on;
    table.rows = listed
        .rows
        .iter()
        .map(|one| {
            let said = w.fill(w.pick_said, &[&one.id.to_string()]);
            let mut cells = cells(one, on, lang);
            if let Some(first) = cells.first_mut() {
                *first = first
                    .clone()
                    .tick(format!("{}.{}", one.id, one.version), said);
            }
            cells
        })
        .collect();
    table
}

/// A proposal as a row, masked.
fn cells(one: &Proposal, on: Date, lang: Lang) -> Vec<Td> {
    vec![
        Td::text(one.id.to_string()).link(format!("/usulan/{}", one.id)),
        state(one.state, lang).sub(maker(&one.made_by, lang)),
        Td::text(format::mask_name(one.name.reveal())).sub(nik_masked(one)),
        Td::text(one.kind.label(lang)).sub(one.reason.label(lang)),
        Td::text(area_name(one.area)),
        send_by(one, on, lang),
        Td::date_short(one.effective, lang),
        cost(one, lang),
    ]
}

/// The NIK, masked.
pub(crate) fn nik_masked(one: &Proposal) -> String {
    one.nik
        .map_or_else(String::new, |nik| format::mask_digits(nik.as_number(), 16))
}

/// An area's name.
pub(crate) fn area_name(area: semesta_domain::RegionCode) -> String {
    semesta_domain::region_name(area).map_or_else(|| area.to_string(), str::to_owned)
}

/// A state as a mark.
pub(crate) fn state(state: State, lang: Lang) -> Td {
    Td::text(state.label(lang)).mark(match state {
        State::Accepted | State::Closed => "good",
        State::Rejected => "bad",
        State::Drafted | State::Checked => "warn",
        State::Approved | State::Sent | State::Withdrawn => "plain",
    })
}

/// The last day to send it, and by how much it is late.
fn send_by(one: &Proposal, on: Date, lang: Lang) -> Td {
    let w = ProposalTexts::of(lang);
    let late = semesta_domain::days(on) - semesta_domain::days(one.send_by);
    let cell = Td::date_short(one.send_by, lang);
    if one.state.is_unsent() && late > 0 {
        cell.sub(w.fill(w.days_late, &[&format::number(i64::from(late), lang)]))
    } else {
        cell
    }
}

/// Who drafted it; a run has no name.
pub(crate) fn maker(name: &str, lang: Lang) -> String {
    if name.starts_with("system:") {
        ProposalTexts::of(lang).maker_run.to_owned()
    } else {
        name.to_owned()
    }
}

/// The steps that somebody may take over a list.
fn steps(at: &Desked) -> Vec<Choice> {
    let w = ProposalTexts::of(at.lang);
    [
        (act::Step::Check, w.check),
        (act::Step::Approve, w.approve),
        (act::Step::Withdraw, w.withdraw),
    ]
    .into_iter()
    .filter(|(step, _)| at.viewer.may(step.permission()))
    .map(|(step, title)| Choice {
        value: step.code().to_owned(),
        title: title.to_owned(),
        is_chosen: step != act::Step::Withdraw,
    })
    .collect()
}
