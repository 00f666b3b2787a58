//! Drafting for one person, from their page.

use axum::extract::Path;
use axum::response::Response;
use semesta_desk::DeskError;
use semesta_desk::proposal::{Drafted, Kind, Reason, Side};
use semesta_domain::{Lang, Nik, Segment};
use serde::Deserialize;

use crate::fault::Fault;
use crate::pages::choice::Choice;
use crate::pages::person::row_of;
use crate::pages::proposals::draft::{Work, watch};
use crate::text::ProposalTexts;
use crate::visit::{Desked, Posted};
use crate::words;

/// What is proposed for one person.
#[derive(Deserialize)]
pub(crate) struct Single {
    jenis: String,
    penanggung: String,
    alasan: String,
    #[serde(default)]
    catatan: String,
}

/// What the form on a person's page offers.
pub(crate) struct SingleForm {
    pub(crate) kinds: Vec<Choice>,
    pub(crate) payers: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
}

/// Who may be proposed as the payer by hand.
const PAYERS: [&str; 3] = ["kota", "provinsi", "pusat"];

/// The form for one person: what fits whom they are.
pub(crate) fn single_form(
    at: &Desked,
    area: &str,
    is_registered: bool,
    is_active: bool,
) -> Option<SingleForm> {
    let kinds: &[Kind] = match (is_registered, is_active) {
        (false, _) => &[Kind::Enrol],
        (true, false) => &[Kind::Reactivate, Kind::Change, Kind::Remove],
        (true, true) => &[Kind::Change, Kind::Remove],
    };
    let choice = |value: &str, title: String| Choice {
        value: value.to_owned(),
        title,
        is_chosen: false,
    };
    let kinds: Vec<Choice> = kinds
        .iter()
        .filter(|kind| at.viewer.may_in(kind.permission(), area, at.region()))
        .map(|kind| choice(kind.code(), kind.label(at.lang).to_owned()))
        .collect();
    if kinds.is_empty() {
        return None;
    }
    Some(SingleForm {
        kinds,
        payers: PAYERS
            .iter()
            .map(|code| choice(code, words::payer(code, at.t)))
            .collect(),
        reasons: Reason::ALL
            .iter()
            .map(|reason| choice(reason.code(), reason.label(at.lang).to_owned()))
            .collect(),
    })
}

/// `POST /usulan/orang/{token}`
pub(crate) async fn propose(
    Path(token): Path<String>,
    posted: Posted<Single>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let bad = || Fault::Bad("isian tidak lengkap", "the form is not complete");
    let kind: Kind = form.jenis.parse().map_err(|_| bad())?;
    let reason: Reason = form.alasan.parse().map_err(|_| bad())?;
    if !PAYERS.contains(&form.penanggung.as_str()) {
        return Err(bad());
    }
    let run = at.run()?;
    let row = row_of(&at, &run, &token, kind.permission())?;
    let nik = Nik::from_number(run.people.nik[row]).map_err(|_| Fault::NotFound)?;
    let after = (kind != Kind::Remove).then(|| side(&form.penanggung));
    let note: String = form.catatan.trim().chars().take(500).collect();
    let work = Work::begin(&at, ["Menyusun satu usulan", "Drafting one proposal"])?;
    let answer = watch(&work.job);
    let app = std::sync::Arc::clone(&at.app);
    tokio::spawn(async move {
        match one(&work, nik, kind, after, reason, &note).await {
            Ok(made) => told(&work, &made),
            Err(error) => work.fail(&error),
        }
        app.waiting.forget();
    });
    Ok(answer)
}

fn side(payer: &str) -> Side {
    let segment = if payer == "pusat" {
        Segment::PbiJk
    } else {
        Segment::PbpuPemda
    };
    Side {
        segment: Some(segment.code().to_owned()),
        payer: Some(payer.to_owned()),
        class: Some(3),
        active: true,
        ..Side::default()
    }
}

async fn one(
    work: &Work,
    nik: Nik,
    kind: Kind,
    after: Option<Side>,
    reason: Reason,
    note: &str,
) -> Result<Drafted, DeskError> {
    let view = work.view().await?;
    let draft = view.draft_for(nik, kind, after, reason, note)?;
    work.desk.draft(&work.actor, &[draft], work.when).await
}

fn told(work: &Work, made: &Drafted) {
    if let Some(id) = made.ids.first() {
        let said = [
            format!("Usulan {id} disusun."),
            format!("Proposal {id} was drafted."),
        ];
        return work.job.done(said, format!("/usulan/{id}"));
    }
    let clash = made.clashes.first().and_then(|clash| clash.proposal);
    let number = clash.map_or_else(|| "–".to_owned(), |id| id.to_string());
    let said = [Lang::Id, Lang::En].map(|lang| {
        let w = ProposalTexts::of(lang);
        w.fill(w.single_clash, &[&number])
    });
    work.job.fail(said, [String::new(), String::new()]);
}
