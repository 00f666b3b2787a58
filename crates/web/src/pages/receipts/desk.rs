//! Receipts of what the desk counts: what waits, what stands where, who was visited.

use std::sync::Arc;

use semesta_desk::Permission;
use semesta_desk::batch::Deadline;
use semesta_desk::proposal::State;
use semesta_desk::visit::visit_outcomes;
use semesta_desk::work::FirmFinding;

use crate::ask::{self, DeskOf, FirmsOf, VisitOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::{employers, visits};
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{EmployerTexts, ProposalTexts, ReceiptTexts, TimelineTexts};
use crate::visit::Desked;

/// What waits: its code, where it is worked on, and what it takes to see it.
const WAITING: [(&str, &str, Permission); 8] = [
    (
        "terlambat",
        "/usulan?yang=terlambat",
        Permission::ViewProposals,
    ),
    (
        "diperiksa",
        "/usulan?keadaan=drafted&yang=saya",
        Permission::ViewProposals,
    ),
    (
        "disetujui",
        "/usulan?keadaan=checked&yang=saya",
        Permission::ViewProposals,
    ),
    ("dikirim", "/usulan/batch", Permission::ViewProposals),
    ("dijawab", "/usulan/batch", Permission::ViewProposals),
    ("pasangan", "/tinjauan", Permission::ReviewLinks),
    (
        "perkara",
        "/badan-usaha?perkara=waktunya",
        Permission::ViewEmployers,
    ),
    (
        "tanpa-perkara",
        "/badan-usaha?perkara=tanpa",
        Permission::ViewEmployers,
    ),
];

/// The page of what waits decides who may see its receipt.
pub(super) fn needs(asked: &ask::Waiting) -> Permission {
    let known = WAITING.iter().find(|(code, ..)| *code == asked.what);
    known.map_or(Permission::ViewProposals, |(.., permission)| *permission)
}

/// What waits for whoever asks, or proposals by where they stand.
pub(super) async fn waiting(
    at: &Desked,
    run: &Arc<Loaded>,
    asked: &ask::Waiting,
) -> Result<Receipt, Fault> {
    let (t, r, w) = (at.t, ReceiptTexts::of(at.lang), ProposalTexts::of(at.lang));
    match asked.what.as_str() {
        "usulan" => return proposals(at, asked).await,
        "jadwal" | "jadwal-terlambat" => return calendar(at, asked).await,
        _ => {}
    }
    let (waits, firms) = (at.waits.proposals, at.waits.employers);
    let (n, title, formula) = match asked.what.as_str() {
        "terlambat" => (waits.late, w.late, r.wait_late),
        "diperiksa" => (waits.to_check, w.to_check, r.wait_check),
        "disetujui" => (waits.to_approve, w.to_approve, r.wait_approve),
        "dikirim" => (waits.to_send, w.to_send, r.wait_send),
        "dijawab" => (waits.to_answer, w.to_answer, r.wait_answer),
        "pasangan" => (at.waits.pairs, t.todo_pairs, r.wait_pairs),
        "perkara" => (firms.n_due, t.todo_cases, r.wait_cases),
        "tanpa-perkara" => (firms.n_without_case, t.todo_firms, r.wait_firms),
        _ => return Err(Fault::NotFound),
    };
    let (_, href, _) = WAITING
        .iter()
        .find(|(code, ..)| *code == asked.what)
        .ok_or(Fault::NotFound)?;
    let receipt = Receipt::new(title, Value::Count(n), formula).list(r.see_list, *href);
    Ok(match asked.what.as_str() {
        "pasangan" => {
            let all = run.pairs.len() as i64;
            let parts = vec![
                Part::new(r.pairs_all, Value::Count(all)),
                Part::new(r.pairs_judged, Value::Count(all - n)).minus(),
            ];
            receipt
                .parts(r.less, How::Sum, parts)
                .nav("/tinjauan")
                .run(&run.manifest, super::figures::SOURCES)
        }
        "perkara" => receipt.nav("/badan-usaha"),
        "tanpa-perkara" => {
            let with_case = firms.n_firms - n;
            let parts = vec![
                Part::new(
                    EmployerTexts::of(at.lang).firms,
                    Value::Count(firms.n_firms),
                ),
                Part::new(r.firms_with_case, Value::Count(with_case)).minus(),
            ];
            receipt.parts(r.less, How::Sum, parts).nav("/badan-usaha")
        }
        _ => receipt.nav("/usulan"),
    })
}

/// Proposals of a state, or of every state: how many, and what they cost the city.
async fn proposals(at: &Desked, asked: &ask::Waiting) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        ProposalTexts::of(at.lang),
    );
    let counts = at.app.waiting.counts(at).await?;
    let state = State::ALL.iter().find(|state| state.code() == asked.state);
    let state = *state.ok_or(Fault::NotFound)?;
    let value = |n: i64| match asked.of {
        DeskOf::N => Value::Count(n),
        DeskOf::Cost => Value::Rupiah(n),
    };
    let rows: Vec<(&str, i64)> = counts
        .iter()
        .filter(|count| count.state == state)
        .map(|count| {
            let n = match asked.of {
                DeskOf::N => count.n,
                DeskOf::Cost => count.cost_city,
            };
            (count.kind.label(lang), n)
        })
        .collect();
    let (title, formula) = match asked.of {
        DeskOf::N => (w.n, r.proposals_n),
        DeskOf::Cost => (w.cost_month, r.proposals_cost),
    };
    let n = rows.iter().map(|(_, n)| n).sum();
    let parts = rows.into_iter().map(|(kind, n)| Part::new(kind, value(n)));
    Ok(Receipt::new(title, value(n), formula)
        .of(state.label(lang))
        .parts(w.kind, How::Sum, parts.collect())
        .list(r.see_list, format!("/usulan?keadaan={}", state.code()))
        .nav("/usulan")
        .law(["contribution.pemda"]))
}

/// What must still be sent, or is late, by its day.
async fn calendar(at: &Desked, asked: &ask::Waiting) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        ProposalTexts::of(at.lang),
    );
    let calendar = at.app.waiting.calendar(at).await?;
    let is_late = asked.what == "jadwal-terlambat";
    let (n, title, formula) = if is_late {
        (calendar.n_late(), w.n_late, r.wait_late)
    } else {
        let n = calendar.deadlines.iter().map(Deadline::n_unsent).sum();
        (n, w.to_send_title, r.wait_unsent)
    };
    let deadlines = calendar.deadlines.iter();
    let kept = deadlines.filter(|one| one.n_unsent() > 0 && (!is_late || one.days_late > 0));
    let parts = kept.map(|one| {
        let day = format::date_in_words(one.send_by, lang);
        Part::new(day, Value::Count(one.n_unsent()))
            .note(format::month(&one.month.to_string(), lang))
    });
    Ok(Receipt::new(title, Value::Count(n), formula)
        .parts(w.send_by, How::Sum, parts.collect())
        .list(r.see_list, "/usulan/kalender")
        .nav("/usulan")
        .law(["cutoff.day"]))
}

/// Firms that have not complied, as far as one may see them.
pub(super) async fn firms(at: &Desked, asked: &ask::Firms) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        EmployerTexts::of(at.lang),
    );
    let rows = employers::rows(at).await?;
    let on = at.when().on;
    let n = |is: &dyn Fn(&employers::Row) -> bool| {
        Value::Count(rows.iter().filter(|row| is(row)).count() as i64)
    };
    let by_finding =
        |value: fn(i64) -> Value, of: fn(&semesta_desk::employer::EmployerFinding) -> i64| {
            let parts = FirmFinding::ALL.iter().map(|kind| {
                let found = rows.iter().flat_map(|row| &row.employer.findings);
                let n = found.filter(|one| one.kind == *kind).map(of).sum();
                Part::new(kind.label(lang), value(n))
            });
            parts.collect::<Vec<_>>()
        };
    let link = |of| ask::Firms { of }.href();
    let (all, without) = (n(&|_| true), n(&|row| row.case.is_none()));
    let receipt = match asked.of {
        FirmsOf::N => {
            let parts = vec![
                Part::new(r.firms_with_case, n(&|row| row.case.is_some())),
                Part::new(w.n_without, without).link(link(FirmsOf::Without)),
            ];
            Receipt::new(w.firms, all, r.firms_all).parts(w.case, How::Sum, parts)
        }
        FirmsOf::Without => {
            let parts = vec![
                Part::new(w.firms, all).link(link(FirmsOf::N)),
                Part::new(r.firms_with_case, n(&|row| row.case.is_some())).minus(),
            ];
            Receipt::new(w.n_without, without, r.wait_firms).parts(r.less, How::Sum, parts)
        }
        FirmsOf::Now => Receipt::new(w.n_due, n(&|row| row.is_due(on)), r.wait_cases),
        FirmsOf::People => {
            let people = rows.iter().flat_map(|row| &row.employer.findings);
            let people = people.map(|one| one.n_people).sum();
            Receipt::new(w.people, Value::Count(people), r.firms_people).parts(
                w.finding,
                How::Sum,
                by_finding(Value::Count, |one| one.n_people),
            )
        }
        FirmsOf::Due => {
            let owed = rows.iter().flat_map(|row| &row.employer.findings);
            let owed = owed.map(|one| one.due_month).sum();
            Receipt::new(w.due, Value::Rupiah(owed), r.firms_due).parts(
                w.finding,
                How::Sum,
                by_finding(Value::Rupiah, |one| one.due_month),
            )
        }
    };
    Ok(receipt
        .list(r.see_list, "/badan-usaha")
        .nav("/badan-usaha")
        .law([
            "sanction.warning_days",
            "contribution.ppu_bu",
            "contribution.ppu_pn",
        ]))
}

/// People to visit, as far as one may see them.
pub(super) async fn visits(
    at: &Desked,
    run: &Arc<Loaded>,
    asked: &ask::Visits,
) -> Result<Receipt, Fault> {
    let (lang, t) = (at.lang, at.t);
    let (r, l) = (ReceiptTexts::of(lang), TimelineTexts::of(lang));
    let counted = visits::counted(at, asked).await?;
    let by_outcome = || {
        let outcomes = visit_outcomes()
            .iter()
            .map(|outcome| (outcome.code.as_str(), outcome.title(lang)));
        let mut parts: Vec<Part> = outcomes
            .filter_map(|(code, said)| {
                let n = counted.outcomes.get(code).copied().filter(|n| *n > 0)?;
                Some(Part::new(said, Value::Count(n)))
            })
            .collect();
        let known: i64 = counted.outcomes.values().sum();
        if asked.of == VisitOf::Listed {
            parts.push(Part::new(
                l.outcome_none,
                Value::Count(counted.listed - known),
            ));
        }
        parts
    };
    let receipt = match asked.of {
        VisitOf::Listed => Receipt::new(l.n_listed, Value::Count(counted.listed), r.visits_listed)
            .parts(l.outcomes_caption, How::Sum, by_outcome()),
        VisitOf::Visited => Receipt::new(
            l.n_visited,
            Value::Count(counted.visited),
            r.visits_visited,
        )
        .parts(l.outcomes_caption, How::Sum, by_outcome()),
        VisitOf::Again => Receipt::new(l.n_again, Value::Count(counted.again), r.visits_again),
        VisitOf::Outcome => {
            let code = asked.code.as_str();
            let outcome = visit_outcomes().iter().find(|outcome| outcome.code == code);
            let known: i64 = counted.outcomes.values().sum();
            let (title, n) = match (outcome, code) {
                (Some(outcome), _) => (
                    outcome.title(lang),
                    counted.outcomes.get(code).copied().unwrap_or(0),
                ),
                (None, "belum") => (l.outcome_none, counted.listed - known),
                _ => return Err(Fault::NotFound),
            };
            Receipt::new(title, Value::Count(n), r.visits_outcome)
        }
    };
    Ok(receipt
        .of(super::figures::place(run, &asked.area, t))
        .of(asked.rt.clone())
        .list(r.see_people, visits::list_href(asked))
        .nav("/belum")
        .run(&run.manifest, super::figures::SOURCES))
}
