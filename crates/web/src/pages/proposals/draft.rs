//! Drafting from the newest run in bulk.

use std::path::PathBuf;

use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::proposal::{Draft, Kind, When};
use semesta_desk::work::{AutoOutcome, RouteFilter, RunView};
use semesta_desk::{Actor, Desk, DeskError, Permission};
use semesta_domain::{Lang, RegionCode};
use semesta_law::Route;
use serde::Deserialize;

use crate::fault::Fault;
use crate::jobs::Handle;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::text::ProposalTexts;
use crate::visit::{Desked, Posted};
use crate::words;

/// What the form for drafting in bulk offers.
pub(crate) struct DraftForm {
    pub(crate) sources: Vec<Choice>,
    pub(crate) routes: Vec<Choice>,
    pub(crate) areas: Vec<Choice>,
}

/// Whether somebody may draft anything anywhere.
pub(crate) fn may_draft(at: &Desked) -> bool {
    Kind::ALL
        .iter()
        .any(|kind| at.viewer.may(kind.permission()))
}

/// The form, for those who may draft, where there is a run.
pub(crate) fn form(at: &Desked) -> Option<DraftForm> {
    let run = at.app.loaded().filter(|_| may_draft(at))?;
    let (lang, t, w) = (at.lang, at.t, ProposalTexts::of(at.lang));
    let may_run = at.viewer.may_in(Permission::Run, "", at.region());
    let sources = [
        ("otomatis", w.draft_auto, may_run),
        ("jalan", w.draft_routes, true),
        (
            "tagihan",
            w.draft_bill,
            at.viewer.may(Permission::DraftRemoval),
        ),
        (
            "identitas",
            w.draft_identity,
            at.viewer.may(Permission::DraftCorrection),
        ),
    ];
    let proposable = |route: &&Route| !matches!(route, Route::LayOffGuarantee | Route::Mandiri);
    Some(DraftForm {
        sources: sources
            .into_iter()
            .filter(|(.., may)| *may)
            .map(|(value, title, _)| Choice {
                value: value.to_owned(),
                title: title.to_owned(),
                is_chosen: false,
            })
            .collect(),
        routes: choices(
            Route::ALL
                .iter()
                .filter(proposable)
                .map(|route| (route.code(), route.label(lang))),
            "",
            t,
        ),
        areas: area_choices(at, &run, ""),
    })
}

/// What is to be drafted.
#[derive(Deserialize)]
pub(crate) struct Bulk {
    dari: String,
    #[serde(default)]
    rute: String,
    #[serde(default)]
    wilayah: String,
}

/// Everything that drafting needs while the page is left.
pub(super) struct Work {
    pub(super) desk: Desk,
    pub(super) actor: Actor,
    pub(super) when: When,
    data: PathBuf,
    run: String,
    pub(super) job: Handle,
}

impl Work {
    pub(super) fn begin(at: &Desked, title: [&str; 2]) -> Result<Self, Fault> {
        let job = at
            .app
            .jobs
            .begin(title, ["membuka hitungan", "opening the run"])?;
        Ok(Self {
            desk: at.desk.clone(),
            actor: at.actor(),
            when: at.when(),
            data: at.app.data.clone(),
            run: at.run()?.manifest.id.clone(),
            job,
        })
    }

    pub(super) async fn view(&self) -> Result<RunView, DeskError> {
        let (data, run) = (self.data.clone(), self.run.clone());
        let opened = tokio::task::spawn_blocking(move || RunView::open(&data, Some(&run))).await;
        opened.map_err(|_| DeskError::Damaged("run"))?
    }

    /// Ends the job with what went wrong, in both languages.
    pub(super) fn fail(&self, error: &DeskError) {
        let said = [Lang::Id, Lang::En].map(|lang| words::refusal(error, lang));
        self.job.fail(said, [String::new(), String::new()]);
    }
}

pub(super) fn watch(job: &Handle) -> Response {
    Redirect::to(&format!("/data/pekerjaan/{}", job.id())).into_response()
}

/// `POST /usulan/susun`
pub(crate) async fn bulk(posted: Posted<Bulk>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ViewProposals)?;
    if !may_draft(&at) {
        return Err(Fault::Forbidden);
    }
    if form.dari == "otomatis" {
        at.require_in(Permission::Run, "")?;
    }
    let work = Work::begin(&at, ["Menyusun usulan", "Drafting proposals"])?;
    let answer = watch(&work.job);
    let app = std::sync::Arc::clone(&at.app);
    tokio::spawn(async move {
        let done = if form.dari == "otomatis" {
            automatic(&work).await
        } else {
            from_view(&work, &form).await
        };
        match done {
            Ok(said) => work.job.done(said, "/usulan?keadaan=drafted"),
            Err(error) => work.fail(&error),
        }
        app.waiting.forget();
    });
    Ok(answer)
}

async fn automatic(work: &Work) -> Result<[String; 2], DeskError> {
    let view = work.view().await?;
    work.job.say("menyusun", "drafting");
    let done = work
        .desk
        .draft_automatically(&work.actor, &view, work.when)
        .await?;
    Ok(said_of(&done))
}

fn said_of(done: &AutoOutcome) -> [String; 2] {
    if done.already_done {
        return [
            "Hitungan ini sudah pernah dikerjakan; tidak ada yang berubah.".to_owned(),
            "This run was worked on before; nothing has changed.".to_owned(),
        ];
    }
    let (drafted, withdrawn) = (done.drafted.len(), done.withdrawn.len());
    let (known, waiting) = (
        done.n_known,
        done.n_waiting + done.ended_after_sending.len(),
    );
    [
        format!(
            "{drafted} usulan disusun, {withdrawn} ditarik karena alasannya berakhir, {known} sudah diketahui, {waiting} perlu dilihat"
        ),
        format!(
            "{drafted} proposals drafted, {withdrawn} withdrawn since their reason ended, {known} known already, {waiting} to look at"
        ),
    ]
}

async fn from_view(work: &Work, form: &Bulk) -> Result<[String; 2], DeskError> {
    let view = work.view().await?;
    work.job.say("menyusun", "drafting");
    // The run opened is the most that the server ever holds: it goes before the store's work.
    let mut drafts = drafts(&view, form)?;
    drop(view);
    let n_all = drafts.len();
    drafts.retain(|draft| work.actor.may(draft.kind.permission(), draft.subject.area));
    let n_not_mine = n_all - drafts.len();
    let made = work.desk.draft(&work.actor, &drafts, work.when).await?;
    let (n, clashes) = (made.ids.len(), made.clashes.len());
    Ok([
        format!(
            "{n} usulan disusun, {clashes} dilewati karena sudah ada yang terbuka, {n_not_mine} di luar wewenang Anda"
        ),
        format!(
            "{n} proposals drafted, {clashes} left out since one is open, {n_not_mine} outside your rights"
        ),
    ])
}

fn drafts(view: &RunView, form: &Bulk) -> Result<Vec<Draft>, DeskError> {
    match form.dari.as_str() {
        "jalan" => {
            let route = Route::ALL.iter().find(|route| route.code() == form.rute);
            let area: Option<RegionCode> = form.wilayah.parse().ok();
            Ok(view.drafts_from_routes(&RouteFilter {
                routes: route.copied().into_iter().collect(),
                area,
                limit: 0,
            }))
        }
        "tagihan" => match view.newest_billed_month() {
            Some(month) => view.drafts_from_bill(month, &[]),
            None => Ok(Vec::new()),
        },
        "identitas" => Ok(view.drafts_of_corrections()),
        _ => Err(DeskError::Unknown("dari".to_owned())),
    }
}
