//! One proposal: before and after, why, what it costs, and what was done to it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_desk::proposal::{HistoryLine, Proposal, ProposalFilter};
use semesta_domain::Lang;
use semesta_law::ActivationReason;
use serde::Deserialize;

use crate::ask::CostOf;
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::proposals::act::Step;
use crate::pages::proposals::sides::{costs, sides};
use crate::pages::proposals::{area_name, cost, cost_receipt, maker, nik_masked, state};
use crate::table::{Table, Td};
use crate::text::{ProposalTexts, Texts};
use crate::tile::Tile;
use crate::visit::{Desked, Posted};

#[derive(Template)]
#[template(path = "proposal.html")]
struct OnePage {
    page: Page,
    t: &'static Texts,
    w: &'static ProposalTexts,
    id: i64,
    pick: String,
    state: Td,
    is_open: bool,
    may_open: bool,
    who: Vec<(&'static str, String)>,
    person: Option<String>,
    facts: Vec<Tile>,
    sides: Table,
    costs: Table,
    law: Vec<String>,
    history: Table,
    others: Table,
    steps: Vec<Choice>,
    is_own: bool,
}

/// `GET /usulan/{id}`: masked.
pub(crate) async fn show(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewProposals)?;
    let one = read(&at, &id).await?;
    at.answer(&page(&at, &one, false).await?)
}

async fn read(at: &Desked, id: &str) -> Result<Proposal, Fault> {
    let id: i64 = id.parse().map_err(|_| Fault::NotFound)?;
    Ok(at.desk.proposal(&at.actor(), id).await?)
}

/// Why somebody's identity is opened.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /usulan/{id}`: opened with a reason, in the audit log.
pub(crate) async fn open(Path(id): Path<String>, posted: Posted<Why>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::Unmask)?;
    let one = read(&at, &id).await?;
    at.require_in(Permission::Unmask, &one.area.compact())?;
    let reason = crate::export::reason(&form.reason)?;
    let subject = one.nik.map_or_else(
        || format!("proposal:{}", one.id),
        |nik| format!("person:{}", at.desk.pseudonym(&nik.as_number().to_string())),
    );
    let entry = Entry::new("person.unmask")
        .subject(subject)
        .reason(reason)
        .detail("proposal", one.id);
    at.record(entry).await?;
    at.answer(&page(&at, &one, true).await?)
}

async fn page(at: &Desked, one: &Proposal, is_open: bool) -> Result<OnePage, Fault> {
    let (lang, w, actor) = (at.lang, ProposalTexts::of(at.lang), at.actor());
    let history = at.desk.proposal_history(&actor, one.id).await?;
    let is_own = one.made_by == actor.name() || one.checked_by.as_deref() == Some(actor.name());
    let may_unmask = at
        .viewer
        .may_in(Permission::Unmask, &one.area.compact(), at.region());
    Ok(OnePage {
        page: at.page(w.fill(w.one_title, &[&one.id.to_string()]), "/usulan"),
        t: at.t,
        w,
        id: one.id,
        pick: format!("{}.{}", one.id, one.version),
        state: state(one.state, lang),
        is_open,
        may_open: !is_open && may_unmask,
        who: who(one, is_open, at),
        person: person(at, one),
        facts: facts(one, at),
        sides: sides(one, is_open, at),
        costs: costs(one, at),
        law: one.content.law.clone(),
        history: history_table(&history, lang),
        others: others(at, one).await?,
        steps: steps(at, one, is_own),
        is_own: is_own
            && Step::Check
                .from()
                .iter()
                .chain(Step::Approve.from())
                .any(|from| *from == one.state),
    })
}

fn who(one: &Proposal, is_open: bool, at: &Desked) -> Vec<(&'static str, String)> {
    let name = if is_open {
        one.name.reveal().to_owned()
    } else {
        format::mask_name(one.name.reveal())
    };
    let nik = match (one.nik, is_open) {
        (Some(nik), true) => nik.reveal(),
        (Some(_), false) => nik_masked(one),
        (None, _) => "–".to_owned(),
    };
    let card = match (one.card, is_open) {
        (Some(card), true) => card.reveal(),
        (Some(card), false) => format::mask_digits(card.as_number(), 13),
        (None, _) => "–".to_owned(),
    };
    vec![
        (at.t.name, name),
        ("NIK", nik),
        (at.t.card, card),
        (at.t.area, area_name(one.area)),
    ]
}

/// Where the person's own page is, for those who may see it.
fn person(at: &Desked, one: &Proposal) -> Option<String> {
    let run = at.app.loaded()?;
    let area = one.area.compact();
    let may = at.viewer.may_in(Permission::ViewPeople, &area, at.region());
    let row = run.people.row_of(one.nik.filter(|_| may)?.as_number())?;
    let token = at.app.tokens.of(&run.manifest.id, row as u32);
    Some(format!("/penduduk/o/{token}"))
}

/// Why a proposal takes effect when it does.
const REASONS: [ActivationReason; 4] = [
    ActivationReason::ByCutOff,
    ActivationReason::AfterCutOff,
    ActivationReason::SameDay,
    ActivationReason::MandiriWait,
];

fn facts(one: &Proposal, at: &Desked) -> Vec<Tile> {
    let (lang, w, content) = (at.lang, ProposalTexts::of(at.lang), &one.content);
    let why = REASONS
        .iter()
        .find(|reason| reason.code() == content.effective_reason)
        .map_or_else(String::new, |reason| reason.label(lang).to_owned());
    let prioritas = if content.prioritas {
        w.with_prioritas
    } else {
        w.without_prioritas
    };
    let mut facts = vec![
        Tile::new(w.kind, one.kind.label(lang).to_owned()),
        Tile::new(w.reason, one.reason.label(lang).to_owned()),
        Tile::new(w.origin, one.origin.label(lang).to_owned()),
        Tile::new(w.maker, maker(&one.made_by, lang)),
        Tile::new(w.drafted_for, format::day(&content.received, lang)),
        Tile::new(w.send_by, format::date_in_words(one.send_by, lang)),
        Tile::new(w.effective, format::date_in_words(one.effective, lang)),
        Tile::new(w.effective_why, format!("{why}. {prioritas}")),
        Tile::new(w.cost_month, format::rupiah(one.cost_city, lang)).link(cost_receipt(
            one,
            "",
            CostOf::More,
        )),
    ];
    if !content.note.is_empty() {
        facts.push(Tile::new(w.note, content.note.clone()));
    }
    if let Some(batch) = one.batch {
        facts.push(Tile::new(w.batch, batch.to_string()).link(format!("/usulan/batch/{batch}")));
    }
    if let Some(day) = one.sent_on {
        facts.push(Tile::new(w.sent_on, format::date_in_words(day, lang)));
    }
    if let Some(code) = one.answer_code.as_ref().filter(|code| !code.is_empty()) {
        facts.push(Tile::new(w.answer_code, code.clone()));
    }
    facts
}

fn history_table(history: &[HistoryLine], lang: Lang) -> Table {
    let w = ProposalTexts::of(lang);
    let mut table = Table::new("riwayat", w.history_title, lang)
        .personal()
        .text(w.history_when)
        .text(w.history_what)
        .text(w.history_who)
        .text(w.history_note);
    table.is_named = true;
    for line in history {
        let what = match line.action.as_str() {
            "proposal.draft" => w.action_draft,
            "proposal.check" => w.action_check,
            "proposal.approve" => w.action_approve,
            "proposal.withdraw" => w.action_withdraw,
            "proposal.send" => w.action_send,
            "proposal.answer" => w.action_answer,
            "proposal.close" => w.action_close,
            "person.unmask" => w.action_view,
            other => other,
        };
        let reason: Result<semesta_desk::proposal::Reason, _> = line.reason.parse();
        let note = reason.map_or(line.reason.as_str(), |reason| reason.label(lang));
        table.rows.push(vec![
            Td::instant(line.at, lang),
            Td::text(what),
            Td::text(maker(&line.by, lang)),
            Td::text(note),
        ]);
    }
    table
}

/// Other proposals for the same person: what conflicts, and what went before.
async fn others(at: &Desked, one: &Proposal) -> Result<Table, Fault> {
    let w = ProposalTexts::of(at.lang);
    let found = match one.nik {
        Some(nik) => of_person(at, nik).await?,
        None => Vec::new(),
    };
    let others: Vec<Proposal> = found
        .into_iter()
        .filter(|other| other.id != one.id)
        .collect();
    Ok(short_table(&others, w.others_title, w.others_none, at.lang))
}

/// Every proposal about a person that one may see.
pub(crate) async fn of_person(
    at: &Desked,
    nik: semesta_domain::Nik,
) -> Result<Vec<Proposal>, Fault> {
    let filter = ProposalFilter {
        nik: Some(nik),
        ..ProposalFilter::default()
    };
    Ok(at.desk.proposals(&at.actor(), &filter).await?)
}

/// Proposals in few columns, without saying whose they are.
pub(crate) fn short_table(
    found: &[Proposal],
    caption: &'static str,
    empty: &'static str,
    lang: Lang,
) -> Table {
    let w = ProposalTexts::of(lang);
    let mut table = Table::new("usulan-orang", caption, lang)
        .personal()
        .text(w.number)
        .text(w.state)
        .text(w.kind)
        .text(w.effective)
        .number(w.cost_month);
    table.empty = empty.to_owned();
    for one in found {
        table.rows.push(vec![
            Td::text(one.id.to_string()).link(format!("/usulan/{}", one.id)),
            state(one.state, lang),
            Td::text(one.kind.label(lang)).sub(one.reason.label(lang)),
            Td::date(one.effective, lang),
            cost(one, lang),
        ]);
    }
    table
}

/// The steps that whoever looks may take from here.
fn steps(at: &Desked, one: &Proposal, is_own: bool) -> Vec<Choice> {
    let w = ProposalTexts::of(at.lang);
    let area = one.area.compact();
    [
        (Step::Check, w.check),
        (Step::Approve, w.approve),
        (Step::Close, w.close),
        (Step::Withdraw, w.withdraw),
    ]
    .into_iter()
    .filter(|(step, _)| {
        step.from().contains(&one.state)
            && !(step.is_for_others() && is_own)
            && at.viewer.may_in(step.permission(), &area, at.region())
    })
    .map(|(step, title)| Choice {
        value: step.code().to_owned(),
        title: title.to_owned(),
        is_chosen: step != Step::Withdraw,
    })
    .collect()
}
