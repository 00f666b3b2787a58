//! Firms brought up to the newest run.

use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::employer::EmployerRefresh;
use semesta_desk::work::RunView;
use semesta_desk::{Actor, Desk, DeskError};
use semesta_domain::Lang;
use serde::Deserialize;

use crate::app::Shared;
use crate::fault::Fault;
use crate::pages::employers::may_refresh;
use crate::visit::Posted;
use crate::words;

/// Nothing but the seal.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /badan-usaha`
pub(crate) async fn begin(posted: Posted<Nothing>) -> Result<Response, Fault> {
    let at = posted.at;
    if !may_refresh(&at) {
        return Err(Fault::Forbidden);
    }
    let run = at.run()?.manifest.id.clone();
    let job = at.app.jobs.begin(
        ["Memperbarui badan usaha", "Bringing the firms up to date"],
        ["membuka hitungan", "opening the run"],
    )?;
    let answer = Redirect::to(&format!("/data/pekerjaan/{}", job.id())).into_response();
    let (app, desk, actor) = (at.app.clone(), at.desk.clone(), at.actor());
    tokio::spawn(async move {
        match refresh(&app, &desk, &actor, &run).await {
            Ok(done) => job.done(said(&done), "/badan-usaha"),
            Err(error) => {
                let said = [Lang::Id, Lang::En].map(|lang| words::refusal(&error, lang));
                job.fail(said, [String::new(), String::new()]);
            }
        }
        app.waiting.forget();
    });
    Ok(answer)
}

async fn refresh(
    app: &Shared,
    desk: &Desk,
    actor: &Actor,
    run: &str,
) -> Result<EmployerRefresh, DeskError> {
    let (data, run) = (app.data.clone(), run.to_owned());
    let opened = tokio::task::spawn_blocking(move || RunView::open(&data, Some(&run))).await;
    let view = opened.map_err(|_| DeskError::Damaged("run"))??;
    desk.refresh_employers(actor, &view, app.when()).await
}

fn said(done: &EmployerRefresh) -> [String; 2] {
    if done.already_done {
        return [
            "Badan usaha sudah menurut hitungan ini; tidak ada yang berubah.".to_owned(),
            "The firms are up to this run already; nothing has changed.".to_owned(),
        ];
    }
    let (new, standing, ended) = (done.n_new, done.n_standing, done.n_ended);
    let closed = done.closed_cases.len();
    [
        format!(
            "{new} temuan baru, {standing} tetap, {ended} berakhir; {closed} perkara ditutup karena patuh"
        ),
        format!(
            "{new} new findings, {standing} standing, {ended} ended; {closed} cases closed as complied"
        ),
    ]
}
