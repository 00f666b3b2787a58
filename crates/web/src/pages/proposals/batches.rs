//! Batches: approved proposals become a file for BPJS.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::Permission;
use semesta_desk::batch::{MutationLayout, mutation_layouts};
use semesta_desk::proposal::{ProposalFilter, ProposalOrder, State};
use semesta_domain::Lang;
use serde::Deserialize;

use crate::ask::{self, BatchOf};
use crate::fault::Fault;
use crate::format;
use crate::intents::Intent;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::money::Tab;
use crate::pages::proposals::act::{self, Step, Wanted};
use crate::pages::proposals::tabs;
use crate::table::{Table, Td};
use crate::text::{ProposalTexts, Texts};
use crate::visit::{Desked, Posted};

#[derive(Template)]
#[template(path = "batches.html")]
struct BatchesPage {
    page: Page,
    t: &'static Texts,
    w: &'static ProposalTexts,
    tabs: Vec<Tab>,
    may_send: bool,
    n_approved: i64,
    approved: String,
    layouts: Vec<Choice>,
    months: Vec<Choice>,
    table: Table,
}

/// `GET /usulan/batch`
pub(crate) async fn list(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewProposals)?;
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let may_send = at.viewer.may(Permission::SendBatches);
    let order = (ProposalOrder::Number, false);
    let approved = approved(&at);
    let waiting = at.app.waiting.list(&at, &approved, order, 0..0).await?;
    let values = [
        format::number(waiting.n, lang),
        format::rupiah(waiting.cost_city, lang),
    ];
    let page = BatchesPage {
        page: at.page(w.batches_title, "/usulan"),
        t: at.t,
        w,
        tabs: tabs(&at, "/usulan/batch"),
        may_send,
        n_approved: waiting.n,
        approved: w.fill(w.new_batch_lead, &[&values[0], &values[1]]),
        layouts: layouts(),
        months: months(&at).await?,
        table: table(&at).await?,
    };
    at.answer(&page)
}

/// What is approved and not sent, where whoever asks may send.
fn approved(at: &Desked) -> ProposalFilter {
    let all = ProposalFilter {
        states: vec![State::Approved],
        ..ProposalFilter::default()
    };
    if at.viewer.may(Permission::SendBatches) {
        act::able(at, Step::Send, all)
    } else {
        all
    }
}

fn layouts() -> Vec<Choice> {
    mutation_layouts()
        .into_iter()
        .map(|layout| Choice {
            is_chosen: layout.name == "mutasi-umum",
            value: layout.name,
            title: layout.title,
        })
        .collect()
}

/// The months of what still has to be sent.
async fn months(at: &Desked) -> Result<Vec<Choice>, Fault> {
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let calendar = at.app.waiting.calendar(at).await?;
    let mut months: Vec<_> = calendar
        .deadlines
        .iter()
        .filter(|deadline| deadline.n_approved > 0)
        .map(|deadline| deadline.month)
        .collect();
    months.sort();
    months.dedup();
    let any = Choice {
        value: String::new(),
        title: w.month_any.to_owned(),
        is_chosen: true,
    };
    let each = months.into_iter().map(|month| Choice {
        title: format::month(&month.to_string(), lang),
        value: month.to_string(),
        is_chosen: false,
    });
    Ok(std::iter::once(any).chain(each).collect())
}

async fn table(at: &Desked) -> Result<Table, Fault> {
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let mut table = Table::new("berkas", w.batches_caption, lang)
        .text(w.number)
        .text(w.sent_on)
        .text(w.layout)
        .number(w.rows)
        .number(w.accepted)
        .number(w.rejected)
        .number(w.unanswered)
        .text(w.sender);
    table.empty = w.batches_none.to_owned();
    for one in at.app.waiting.batches(at).await?.iter() {
        let count = |n, of| Td::count(n, lang).link(receipt(one.batch.id, of));
        table.rows.push(vec![
            Td::text(one.batch.id.to_string()).link(format!("/usulan/batch/{}", one.batch.id)),
            Td::date(one.batch.sent_on, lang),
            Td::text(&one.batch.layout),
            count(one.batch.n_rows, BatchOf::Rows),
            count(one.n_accepted, BatchOf::Accepted),
            count(one.n_rejected, BatchOf::Rejected),
            count(one.n_unanswered, BatchOf::Unanswered),
            Td::text(&one.batch.made_by),
        ]);
    }
    Ok(table)
}

/// Where the receipt of a batch's rows is.
pub(crate) fn receipt(id: i64, of: BatchOf) -> String {
    let batch = id.to_string();
    ask::Batch { batch, of }.href()
}

/// What is to be sent.
#[derive(Deserialize)]
pub(crate) struct New {
    layout: String,
    #[serde(default)]
    bulan: String,
}

/// `POST /usulan/batch`: what would be sent, before it is.
pub(crate) async fn choose(posted: Posted<New>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::SendBatches)?;
    let layout = MutationLayout::shipped(&form.layout)?;
    let mut filter = approved(&at);
    filter.month = form.bulan.parse().ok();
    let picks = at.desk.pick(&at.actor(), &filter).await?;
    let wanted = Wanted {
        step: Step::Send,
        picks,
        left_out: Vec::new(),
        layout: layout.name,
        back: "/usulan/batch".to_owned(),
    };
    act::confirm(&at, wanted).await
}

/// Sends what was confirmed.
pub(crate) async fn send(at: &Desked, intent: &Intent) -> Result<Response, Fault> {
    let layout = MutationLayout::shipped(&intent.layout)?;
    let batch = at
        .desk
        .send_batch(&at.actor(), &intent.picks, &layout, at.when())
        .await?;
    Ok(Redirect::to(&format!("/usulan/batch/{}?kabar=kirim", batch.id)).into_response())
}

/// What a batch's answers say, in a sentence; nothing where none came.
pub(crate) fn sent_said(id: i64, lang: Lang) -> String {
    let w = ProposalTexts::of(lang);
    w.fill(w.batch_sent, &[&id.to_string()])
}
