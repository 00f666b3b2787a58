//! Receipts of proposals that a filter leaves, of what one costs, and of a batch.

use semesta_desk::proposal::{Kind, ProposalFilter, ProposalOrder, Reason, State};

use crate::ask::{self, BatchOf, CostOf, DeskOf};
use crate::fault::Fault;
use crate::format;
use crate::pages::proposals::{area_name, filter};
use crate::params::Params;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{ProposalTexts, ReceiptTexts};
use crate::visit::Desked;
use crate::words;

/// Who pays where a proposal names no other.
const CITY: &str = "kota";

/// Proposals that a filter leaves: how many, and what they cost the city.
pub(super) async fn proposals(at: &Desked, asked: &ask::Proposals) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        ProposalTexts::of(at.lang),
    );
    let params = Params::given(
        "/usulan",
        [
            ("keadaan", &asked.state),
            ("jenis", &asked.kind),
            ("alasan", &asked.reason),
            ("asal", &asked.origin),
            ("wilayah", &asked.area),
            ("yang", &asked.which),
            ("bulan", &asked.month),
        ],
    );
    let one = Found {
        at,
        asked,
        wanted: filter::read(at, &params),
    };
    let value = one.value(&one.wanted).await?;
    let (title, formula) = match asked.of {
        DeskOf::N => (w.n, r.proposals_found),
        DeskOf::Cost => (w.cost_month, r.proposals_cost),
    };
    let area = asked.area.parse().map_or_else(|_| String::new(), area_name);
    let receipt = Receipt::new(title, value, formula)
        .of(label::<State>(&asked.state, |one| one.label(lang)))
        .of(label::<Kind>(&asked.kind, |one| one.label(lang)))
        .of(label::<Reason>(&asked.reason, |one| one.label(lang)))
        .of(area);
    Ok(one
        .taken_apart(receipt)
        .await?
        .list(r.see_list, params.with("hal", ""))
        .nav("/usulan")
        .law(["contribution.pemda"]))
}

fn label<T: std::str::FromStr>(code: &str, said: impl Fn(T) -> &'static str) -> &'static str {
    code.parse().map_or("", said)
}

/// What a filter leaves.
struct Found<'a> {
    at: &'a Desked,
    asked: &'a ask::Proposals,
    wanted: ProposalFilter,
}

impl Found<'_> {
    async fn value(&self, wanted: &ProposalFilter) -> Result<Value, Fault> {
        let order = (ProposalOrder::Number, false);
        let found = self.at.app.waiting.list(self.at, wanted, order, 0..0);
        let found = found.await?;
        Ok(match self.asked.of {
            DeskOf::N => Value::Count(found.n),
            DeskOf::Cost => Value::Rupiah(found.cost_city),
        })
    }

    /// A part, unless nothing is in it.
    async fn part(
        &self,
        parts: &mut Vec<Part>,
        name: &str,
        wanted: &ProposalFilter,
        asked: Option<ask::Proposals>,
    ) -> Result<(), Fault> {
        let n = ask::Proposals {
            of: DeskOf::N,
            ..self.asked.clone()
        };
        let counted = Found {
            at: self.at,
            asked: &n,
            wanted: wanted.clone(),
        };
        if counted.value(wanted).await? == Value::Count(0) {
            return Ok(());
        }
        let part = Part::new(name, self.value(wanted).await?);
        parts.push(match asked {
            Some(asked) => part.link(asked.href()),
            None => part,
        });
        Ok(())
    }

    async fn taken_apart(&self, receipt: Receipt) -> Result<Receipt, Fault> {
        let (lang, asked) = (self.at.lang, self.asked);
        let (r, w) = (ReceiptTexts::of(lang), ProposalTexts::of(lang));
        let (mut states, mut kinds, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        if asked.state.is_empty() {
            let all = match self.wanted.states.as_slice() {
                [] => State::ALL,
                some => some,
            };
            for state in all {
                let mut wanted = self.wanted.clone();
                wanted.states = vec![*state];
                // What waits for somebody is narrowed further with a state.
                let link = (asked.which != "saya").then(|| ask::Proposals {
                    state: state.code().to_owned(),
                    ..asked.clone()
                });
                self.part(&mut states, state.label(lang), &wanted, link)
                    .await?;
            }
        }
        if asked.kind.is_empty() {
            for kind in Kind::ALL {
                let mut wanted = self.wanted.clone();
                wanted.kind = Some(*kind);
                let link = ask::Proposals {
                    kind: kind.code().to_owned(),
                    ..asked.clone()
                };
                self.part(&mut kinds, kind.label(lang), &wanted, Some(link))
                    .await?;
            }
        }
        if asked.reason.is_empty() {
            for reason in Reason::ALL {
                let mut wanted = self.wanted.clone();
                wanted.reason = Some(*reason);
                let link = ask::Proposals {
                    reason: reason.code().to_owned(),
                    ..asked.clone()
                };
                self.part(&mut reasons, reason.label(lang), &wanted, Some(link))
                    .await?;
            }
        }
        Ok(receipt
            .parts(r.by_state, How::Sum, states)
            .parts(w.kind, How::Sum, kinds)
            .parts(w.reason, How::Sum, reasons))
    }
}

/// What one proposal costs a payer a month.
pub(super) async fn cost(at: &Desked, asked: &ask::Cost) -> Result<Receipt, Fault> {
    let (lang, t) = (at.lang, at.t);
    let (r, w) = (ReceiptTexts::of(lang), ProposalTexts::of(lang));
    let id: i64 = asked.proposal.parse().map_err(|_| Fault::NotFound)?;
    let one = at.desk.proposal(&at.actor(), id).await?;
    let payer = match asked.payer.as_str() {
        "" => CITY,
        other => other,
    };
    let (before, after) = (&one.content.cost_before, &one.content.cost_after);
    let of = |costs: &[(String, i64)]| -> i64 {
        let of = costs.iter().filter(|(known, _)| known == payer);
        of.map(|(_, amount)| amount).sum()
    };
    let is_known = |costs: &[(String, i64)]| costs.iter().any(|(known, _)| known == payer);
    if payer != CITY && !is_known(before) && !is_known(after) {
        return Err(Fault::NotFound);
    }
    let link = |of| {
        ask::Cost {
            of,
            ..asked.clone()
        }
        .href()
    };
    let receipt = match asked.of {
        CostOf::More => {
            let parts = vec![
                Part::new(w.after, Value::Rupiah(of(after))).link(link(CostOf::After)),
                Part::new(w.before, Value::Rupiah(of(before)))
                    .minus()
                    .link(link(CostOf::Before)),
            ];
            let more = Value::Rupiah(of(after) - of(before));
            Receipt::new(w.difference, more, r.one_more).parts(r.less, How::Sum, parts)
        }
        CostOf::Before => Receipt::new(w.before, Value::Rupiah(of(before)), r.one_before),
        CostOf::After => Receipt::new(w.after, Value::Rupiah(of(after)), r.one_after),
    };
    let side = match asked.of {
        CostOf::Before => one.content.before.as_ref(),
        _ => one.content.after.as_ref().or(one.content.before.as_ref()),
    };
    let segment = side.and_then(|side| side.segment.as_deref()?.parse().ok());
    let receipt = receipt
        .of(words::payer(payer, t))
        .of(w.fill(w.one_title, &[&one.id.to_string()]))
        .of(format::date_in_words(one.effective, lang))
        .list(r.see_proposal, format!("/usulan/{id}"))
        .nav("/usulan")
        .on(one.effective);
    Ok(match segment {
        Some(segment) => receipt.law(super::due::law_of(Some(segment))),
        None => receipt,
    })
}

/// Rows of a batch, by what came back.
pub(super) async fn batch(at: &Desked, asked: &ask::Batch) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        ProposalTexts::of(at.lang),
    );
    let id: i64 = asked.batch.parse().map_err(|_| Fault::NotFound)?;
    let batches = at.app.waiting.batches(at).await?;
    let one = batches.iter().find(|one| one.batch.id == id);
    let one = one.ok_or(Fault::NotFound)?;
    let n = |of| match of {
        BatchOf::Rows => one.batch.n_rows,
        BatchOf::Accepted => one.n_accepted,
        BatchOf::Rejected => one.n_rejected,
        BatchOf::Unanswered => one.n_unanswered,
    };
    let (title, formula) = match asked.of {
        BatchOf::Rows => (w.rows, r.batch_rows),
        BatchOf::Accepted => (w.accepted, r.batch_accepted),
        BatchOf::Rejected => (w.rejected, r.batch_rejected),
        BatchOf::Unanswered => (w.unanswered, r.batch_unanswered),
    };
    let parts = [
        (w.accepted, BatchOf::Accepted),
        (w.rejected, BatchOf::Rejected),
        (w.unanswered, BatchOf::Unanswered),
    ]
    .map(|(name, of)| {
        let asked = ask::Batch {
            of,
            ..asked.clone()
        };
        Part::new(name, Value::Count(n(of))).link(asked.href())
    });
    Ok(Receipt::new(title, Value::Count(n(asked.of)), formula)
        .of(w.fill(w.batch_title, &[&id.to_string()]))
        .of(format::date_in_words(one.batch.sent_on, lang))
        .when(asked.of == BatchOf::Rows, |one| {
            one.parts(r.by_outcome, How::Sum, parts.into())
        })
        .list(r.see_batch, format!("/usulan/batch/{id}"))
        .nav("/usulan"))
}
