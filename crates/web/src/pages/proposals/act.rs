//! Steps over proposals: chosen, shown with what they mean, then taken.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::proposal::{Moved, Pick, PickSum, ProposalFilter, State};
use semesta_desk::{DeskError, Permission};
use semesta_domain::Lang;
use serde::Deserialize;

use crate::fault::Fault;
use crate::format;
use crate::forms::Fields;
use crate::intents::Intent;
use crate::page::Page;
use crate::pages::proposals::filter::{self, CHOOSING};
use crate::params::Params;
use crate::table::{Table, Td};
use crate::text::{ProposalTexts, Texts};
use crate::visit::{Desked, Posted};

/// A step that people take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Check,
    Approve,
    Withdraw,
    Close,
    Send,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::Check,
        Self::Approve,
        Self::Withdraw,
        Self::Close,
        Self::Send,
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Approve => "approve",
            Self::Withdraw => "withdraw",
            Self::Close => "close",
            Self::Send => "send",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    pub(crate) fn permission(self) -> Permission {
        match self {
            Self::Check => Permission::CheckProposals,
            Self::Approve => Permission::ApproveProposals,
            Self::Withdraw => Permission::WithdrawProposals,
            Self::Close => Permission::RecordFeedback,
            Self::Send => Permission::SendBatches,
        }
    }

    /// The states it leads on from.
    pub(crate) fn from(self) -> &'static [State] {
        match self {
            Self::Check => &[State::Drafted],
            Self::Approve => &[State::Checked],
            Self::Withdraw => &[State::Drafted, State::Checked, State::Approved],
            Self::Close => &[State::Accepted, State::Rejected],
            Self::Send => &[State::Approved],
        }
    }

    /// Whether who drafted or checked may not take it.
    pub(crate) fn is_for_others(self) -> bool {
        matches!(self, Self::Check | Self::Approve)
    }

    /// Its question, what it means, its button.
    fn words(self, lang: Lang) -> [&'static str; 2] {
        let w = ProposalTexts::of(lang);
        match self {
            Self::Check => [w.confirm_check, w.say_check],
            Self::Approve => [w.confirm_approve, w.say_approve],
            Self::Withdraw => [w.confirm_withdraw, w.say_withdraw],
            Self::Close => [w.confirm_close, w.say_close],
            Self::Send => [w.confirm_send, w.say_send],
        }
    }
}

/// What a step would do, before it is confirmed.
pub(crate) struct Wanted {
    pub(crate) step: Step,
    pub(crate) picks: Vec<Pick>,
    /// How many were chosen and cannot go, by why.
    pub(crate) left_out: Vec<(i64, &'static str)>,
    pub(crate) layout: String,
    pub(crate) back: String,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    page: Page,
    t: &'static Texts,
    w: &'static ProposalTexts,
    said: &'static str,
    n: String,
    cost: String,
    cost_year: String,
    layout: String,
    sums: Table,
    left_out: Vec<(String, &'static str)>,
    key: String,
    yes: String,
    needs_reason: bool,
    back: String,
}

/// `POST /usulan/tindak`: what was chosen, and what it would mean.
pub(crate) async fn choose(posted: Posted<Fields>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let step = Step::parse(form.get("langkah"))
        .filter(|step| *step != Step::Send)
        .ok_or(Fault::NotFound)?;
    at.require(step.permission())?;
    let params = chosen_params(&form);
    let back = params.with("hal", "");
    let (picks, left_out) = if form.get("cakupan") == "semua" {
        by_filter(&at, step, &params).await?
    } else {
        by_ticks(&at, step, &form).await?
    };
    let wanted = Wanted {
        step,
        picks,
        left_out,
        layout: String::new(),
        back,
    };
    confirm(&at, wanted).await
}

/// The filter that the list was shown with.
fn chosen_params(form: &Fields) -> Params {
    let query: Vec<String> = form
        .0
        .iter()
        .map(|(key, value)| format!("{key}={}", format::encode(value)))
        .collect();
    Params::read("/usulan", Some(&query.join("&")), &CHOOSING)
}

async fn by_filter(
    at: &Desked,
    step: Step,
    params: &Params,
) -> Result<(Vec<Pick>, Vec<(i64, &'static str)>), Fault> {
    let actor = at.actor();
    let all = filter::read(at, params);
    let n_all = at.desk.pick(&actor, &all).await?.len();
    let picks = at.desk.pick(&actor, &able(at, step, all)).await?;
    let n_out = i64::try_from(n_all - picks.len().min(n_all)).unwrap_or(0);
    let w = ProposalTexts::of(at.lang);
    let left_out = [(n_out, w.left_out_other)];
    Ok((
        picks,
        left_out.into_iter().filter(|out| out.0 > 0).collect(),
    ))
}

/// Narrows a filter to what whoever asks can move with a step.
pub(crate) fn able(at: &Desked, step: Step, mut filter: ProposalFilter) -> ProposalFilter {
    let from = step.from();
    filter.states = if filter.states.is_empty() {
        from.to_vec()
    } else {
        let both = filter.states.iter().filter(|state| from.contains(state));
        both.copied().collect()
    };
    // No state at all would mean any state.
    if filter.states.is_empty() {
        filter.after = i64::MAX;
    }
    filter.permission = Some(step.permission());
    if step.is_for_others() {
        filter.not_by = Some(at.viewer.session.user.clone());
    }
    filter
}

async fn by_ticks(
    at: &Desked,
    step: Step,
    form: &Fields,
) -> Result<(Vec<Pick>, Vec<(i64, &'static str)>), Fault> {
    let (actor, w) = (at.actor(), ProposalTexts::of(at.lang));
    let (mut picks, mut n_moved, mut n_state, mut n_own, mut n_area) = (Vec::new(), 0, 0, 0, 0);
    for value in form.all("pilih") {
        let pick = read_pick(value).ok_or(Fault::Forged)?;
        let one = at.desk.proposal(&actor, pick.id).await?;
        let own = one.made_by == actor.name() || one.checked_by.as_deref() == Some(actor.name());
        if one.version != pick.version {
            n_moved += 1;
        } else if !actor.may(step.permission(), one.area) {
            n_area += 1;
        } else if !step.from().contains(&one.state) {
            n_state += 1;
        } else if step.is_for_others() && own {
            n_own += 1;
        } else {
            picks.push(pick);
        }
    }
    let left_out = [
        (n_moved, w.left_out_moved),
        (n_own, w.left_out_own),
        (n_state, w.left_out_state),
        (n_area, w.left_out_area),
    ];
    let left_out: Vec<_> = left_out.into_iter().filter(|out| out.0 > 0).collect();
    if picks.is_empty() && left_out.is_empty() {
        return Err(Fault::Bad(
            ProposalTexts::of(Lang::Id).nothing_picked,
            ProposalTexts::of(Lang::En).nothing_picked,
        ));
    }
    Ok((picks, left_out))
}

/// `12.3`: a number and the version seen.
fn read_pick(text: &str) -> Option<Pick> {
    let (id, version) = text.split_once('.')?;
    Some(Pick {
        id: id.parse().ok()?,
        version: version.parse().ok()?,
    })
}

/// Shows what a step would do, and keeps it until it is confirmed.
pub(crate) async fn confirm(at: &Desked, wanted: Wanted) -> Result<Response, Fault> {
    let (lang, t, w) = (at.lang, at.t, ProposalTexts::of(at.lang));
    let sums = at.desk.pick_sums(&at.actor(), &wanted.picks).await?;
    let cost: i64 = sums.iter().map(|sum| sum.cost_city).sum();
    let n = i64::try_from(wanted.picks.len()).unwrap_or(i64::MAX);
    let n_said = format::number(n, lang);
    let [question, said] = wanted.step.words(lang);
    let key = if wanted.picks.is_empty() {
        String::new()
    } else {
        at.app.intents.keep(Intent {
            user: at.viewer.session.user.clone(),
            step: wanted.step.code(),
            picks: wanted.picks,
            layout: wanted.layout.clone(),
            back: wanted.back.clone(),
        })?
    };
    let page = ConfirmPage {
        page: at.page(question, "/usulan"),
        t,
        w,
        said,
        yes: w.fill(w.confirm_yes, &[&n_said]),
        n: n_said,
        cost: format::rupiah(cost, lang),
        cost_year: format::rupiah(12 * cost, lang),
        layout: wanted.layout,
        sums: sums_table(&sums, lang),
        left_out: wanted
            .left_out
            .into_iter()
            .map(|(n, why)| (format::number(n, lang), why))
            .collect(),
        key,
        needs_reason: wanted.step == Step::Withdraw,
        back: wanted.back,
    };
    at.answer(&page)
}

fn sums_table(sums: &[PickSum], lang: Lang) -> Table {
    let w = ProposalTexts::of(lang);
    let mut table = Table::new("rincian", w.what, lang)
        .text(w.kind)
        .text(w.state)
        .number(w.n)
        .number(w.cost_month);
    for sum in sums {
        table.rows.push(vec![
            Td::text(sum.kind.label(lang)),
            super::state(sum.state, lang),
            Td::count(sum.n, lang),
            Td::rupiah(sum.cost_city, lang),
        ]);
    }
    table
}

/// The answer to the question.
#[derive(Deserialize)]
pub(crate) struct Yes {
    #[serde(default)]
    reason: String,
}

/// `POST /usulan/tindak/{key}`: taken, for all of them or for none.
pub(crate) async fn take(Path(key): Path<String>, posted: Posted<Yes>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let intent = at
        .app
        .intents
        .take(&key, &at.viewer.session.user)
        .ok_or(Fault::Bad(
            ProposalTexts::of(Lang::Id).stale,
            ProposalTexts::of(Lang::En).stale,
        ))?;
    let step = Step::parse(intent.step).ok_or(Fault::NotFound)?;
    let reason = form.reason.trim();
    if step == Step::Withdraw {
        crate::export::reason(reason)?;
    }
    if step == Step::Send {
        return super::batches::send(&at, &intent).await;
    }
    let moved = moved(&at, step, &intent.picks, reason).await?;
    let told = format!("kabar={}&jumlah={}", step.code(), moved.n);
    let joint = if intent.back.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!("{}{joint}{told}", intent.back)).into_response())
}

async fn moved(at: &Desked, step: Step, picks: &[Pick], reason: &str) -> Result<Moved, DeskError> {
    let (desk, actor, now) = (&at.desk, at.actor(), at.when().now);
    match step {
        Step::Check => desk.check(&actor, picks, reason, now).await,
        Step::Approve => desk.approve(&actor, picks, reason, now).await,
        Step::Withdraw => desk.withdraw(&actor, picks, reason, now).await,
        Step::Close | Step::Send => desk.close_proposals(&actor, picks, reason, now).await,
    }
}
