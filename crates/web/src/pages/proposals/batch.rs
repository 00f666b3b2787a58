//! One batch: its file, the answers that came back, and what has none.

use std::cmp::Ordering;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_desk::batch::{Answer, AnswerRow, BatchState, FeedbackReport, FileKind};
use semesta_desk::proposal::{ProposalFilter, State};
use semesta_domain::Lang;
use serde::Deserialize;

use crate::ask::BatchOf;
use crate::export::{self, Kind};
use crate::fault::Fault;
use crate::format;
use crate::forms::PostedFile;
use crate::page::Page;
use crate::pages::proposals::act::{self, Step, Wanted};
use crate::pages::proposals::batches::{receipt, sent_said};
use crate::pages::proposals::one::short_table;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{ProposalTexts, Texts};
use crate::tile::Tile;
use crate::visit::{Desked, Posted};

const PER_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    page: Page,
    t: &'static Texts,
    w: &'static ProposalTexts,
    id: i64,
    news: String,
    strip: [Tile; 4],
    facts: Vec<(&'static str, String)>,
    may_send: bool,
    may_answer: bool,
    n_to_close: usize,
    answers: Table,
    unanswered: Table,
}

/// `GET /usulan/batch/{id}`
pub(crate) async fn show(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewProposals)?;
    let id: i64 = id.parse().map_err(|_| Fault::NotFound)?;
    let params = at.params(&["kabar", "a", "b", "c", "d", "urut", "arah", "hal"]);
    let news = match params.get("kabar") {
        "kirim" => sent_said(id, at.lang),
        "ulang" => ProposalTexts::of(at.lang).answer_again.to_owned(),
        "jawaban" => answered_said(&params, at.lang),
        _ => String::new(),
    };
    let (lang, w, actor) = (at.lang, ProposalTexts::of(at.lang), at.actor());
    let state = batch(&at, id).await?;
    let rows = at.desk.feedback_rows(&actor, id, None).await?;
    let open = at.desk.unanswered(&actor, id).await?;
    let whole = |permission| at.viewer.may_in(permission, "", at.region());
    let page = BatchPage {
        page: at.page(w.fill(w.batch_title, &[&id.to_string()]), "/usulan"),
        t: at.t,
        w,
        id,
        news,
        strip: [
            (w.rows, state.batch.n_rows, BatchOf::Rows),
            (w.accepted, state.n_accepted, BatchOf::Accepted),
            (w.rejected, state.n_rejected, BatchOf::Rejected),
            (w.unanswered, state.n_unanswered, BatchOf::Unanswered),
        ]
        .map(|(title, n, of)| Tile::new(title, format::number(n, lang)).link(receipt(id, of))),
        facts: vec![
            (w.sent_on, format::date_in_words(state.batch.sent_on, lang)),
            (w.layout, state.batch.layout.clone()),
            (w.sender, state.batch.made_by.clone()),
        ],
        may_send: whole(Permission::SendBatches),
        may_answer: whole(Permission::RecordFeedback),
        n_to_close: at.desk.pick(&actor, &answered(&at, id)).await?.len(),
        answers: answers(rows, &params, lang),
        unanswered: short_table(&open, w.unanswered_caption, w.unanswered_none, lang),
    };
    at.answer(&page)
}

async fn batch(at: &Desked, id: i64) -> Result<BatchState, Fault> {
    let all = at.desk.batches(&at.actor()).await?;
    all.into_iter()
        .find(|one| one.batch.id == id)
        .ok_or(Fault::NotFound)
}

/// What of a batch is answered and not closed, where whoever asks may close it.
fn answered(at: &Desked, id: i64) -> ProposalFilter {
    let of_batch = ProposalFilter {
        batch: Some(id),
        states: vec![State::Accepted, State::Rejected],
        ..ProposalFilter::default()
    };
    act::able(at, Step::Close, of_batch)
}

/// `3 accepted, 1 rejected …` from the address that the upload leads to.
fn answered_said(params: &Params, lang: Lang) -> String {
    let w = ProposalTexts::of(lang);
    let n = |key: &str| {
        let n = params.number(key).unwrap_or(0);
        format::number(i64::try_from(n).unwrap_or(i64::MAX), lang)
    };
    w.fill(w.answer_done, &[&n("a"), &n("b"), &n("c"), &n("d")])
}

fn answers(mut rows: Vec<AnswerRow>, params: &Params, lang: Lang) -> Table {
    let w = ProposalTexts::of(lang);
    let order = Order::read(params, &["baris", "hasil", "usulan", "kode"], "", false);
    if !order.key.is_empty() {
        rows.sort_by(|a, b| {
            let ordering = match order.key.as_str() {
                "hasil" => a.outcome.label(lang).cmp(b.outcome.label(lang)),
                "usulan" => a.proposal.cmp(&b.proposal),
                "kode" => a.code.cmp(&b.code),
                _ => Ordering::Equal,
            };
            order.apply(ordering.then(a.row.cmp(&b.row)))
        });
    }
    let mut table = Table::new("jawaban", w.answers_caption, lang)
        .personal()
        .text(w.row)
        .sorting("baris", &order, params)
        .text(w.outcome)
        .sorting("hasil", &order, params)
        .text(w.tab_list)
        .sorting("usulan", &order, params)
        .text(w.code)
        .sorting("kode", &order, params)
        .text(w.message);
    table.empty = w.answers_none.to_owned();
    let page = table.paged(rows.len(), PER_PAGE, params, lang);
    for row in &rows[page] {
        let mark = match row.outcome {
            Answer::Accepted => "good",
            Answer::Rejected => "bad",
            Answer::Again => "plain",
            Answer::Contradicts | Answer::Unmatched | Answer::Unreadable => "warn",
        };
        let proposal = row.proposal.map_or_else(
            || Td::text("–"),
            |id| Td::text(id.to_string()).link(format!("/usulan/{id}")),
        );
        table.rows.push(vec![
            Td::text(row.row.to_string()),
            Td::text(row.outcome.label(lang)).mark(mark),
            proposal,
            Td::text(&row.code),
            Td::text(without_numbers(&row.message)).indonesian(lang),
        ]);
    }
    table
}

/// Words of BPJS without anybody's NIK or card in them.
fn without_numbers(text: &str) -> String {
    let hidden = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if digits >= 12 { "••••" } else { word }.to_owned()
    };
    text.split(' ').map(hidden).collect::<Vec<_>>().join(" ")
}

/// Why a file of full identities is fetched.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /usulan/batch/{id}/{file}`: the mutation file, logged with its reason.
pub(crate) async fn download(
    Path((id, ending)): Path<(String, String)>,
    posted: Posted<Why>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require_in(Permission::SendBatches, "")?;
    let id: i64 = id.parse().map_err(|_| Fault::NotFound)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    batch(&at, id).await?;
    let entry = Entry::new("people.export")
        .subject(format!("batch:{id}"))
        .reason(form.reason.trim())
        .detail("list", "batch");
    at.record(entry).await?;
    let written = match kind {
        Kind::Csv => FileKind::Csv,
        Kind::Xlsx => FileKind::Xlsx,
    };
    let now = at.when().now;
    let bytes = at.desk.batch_file(&at.actor(), id, written, now).await?;
    let name = format!("mutasi-{id}.{}", kind.ending());
    export::ready(&name, kind.content(), bytes)
}

/// `POST /usulan/batch/{id}/jawaban`: the answers of BPJS, matched row by row.
pub(crate) async fn answer(Path(id): Path<String>, posted: PostedFile) -> Result<Response, Fault> {
    let PostedFile { at, name, bytes } = posted;
    at.require_in(Permission::RecordFeedback, "")?;
    let id: i64 = id.parse().map_err(|_| Fault::NotFound)?;
    let report = at
        .desk
        .take_feedback(&at.actor(), id, &name, &bytes, at.when())
        .await?;
    Ok(Redirect::to(&format!("/usulan/batch/{id}?{}", said(&report))).into_response())
}

fn said(report: &FeedbackReport) -> String {
    if report.already_taken {
        return "kabar=ulang".to_owned();
    }
    let odd = [Answer::Contradicts, Answer::Unmatched, Answer::Unreadable];
    let n_odd: usize = odd.into_iter().map(|outcome| report.n(outcome)).sum();
    format!(
        "kabar=jawaban&a={}&b={}&c={n_odd}&d={}",
        report.n(Answer::Accepted),
        report.n(Answer::Rejected),
        report.n_unanswered
    )
}

/// Nothing but the seal.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /usulan/batch/{id}/selesai`: what is answered, before it is closed.
pub(crate) async fn close(
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Fault> {
    let at = posted.at;
    at.require(Permission::RecordFeedback)?;
    let id: i64 = id.parse().map_err(|_| Fault::NotFound)?;
    let picks = at.desk.pick(&at.actor(), &answered(&at, id)).await?;
    let wanted = Wanted {
        step: Step::Close,
        picks,
        left_out: Vec::new(),
        layout: String::new(),
        back: format!("/usulan/batch/{id}"),
    };
    act::confirm(&at, wanted).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_bpjs_name_nobody_by_number() {
        assert_eq!(
            without_numbers("NIK 6571014507909003 ganda dengan 0001234509876, kode 12"),
            "NIK •••• ganda dengan •••• kode 12"
        );
    }
}
