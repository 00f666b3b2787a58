//! Verdicts: given, and undone.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::review::{NewVerdict, Verdict};
use semesta_desk::{DeskError, Permission};
use serde::Deserialize;

use crate::fault::Fault;
use crate::pages::review::pair::{Around, next, opened};
use crate::pages::review::{place_of, queue, token};
use crate::text::ReviewTexts;
use crate::visit::Posted;

/// What somebody says of a pair.
#[derive(Deserialize)]
pub(crate) struct Said {
    verdict: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    second: String,
    /// The reason that opened the pair: it opens the next as well.
    #[serde(default)]
    why: String,
}

/// `POST /tinjauan/{token}/nilai`: kept, and on to the next pair.
pub(crate) async fn give(
    Path(of_pair): Path<String>,
    posted: Posted<Said>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ReviewLinks)?;
    let (run, w) = (at.run()?, ReviewTexts::of(at.lang));
    let place = place_of(&at, &run, &of_pair).ok_or(Fault::NotFound)?;
    let pair = &run.pairs[place].pair;
    let verdict: Verdict = form
        .verdict
        .parse()
        .map_err(|_| Fault::Bad("pilih penilaiannya", "choose the verdict"))?;
    let new = NewVerdict {
        key: pair.key.clone(),
        area: pair.area,
        verdict,
        wants_second: !form.second.is_empty(),
        reason: form.reason.trim().chars().take(500).collect(),
        run: Some(run.manifest.id.clone()),
    };
    let news = match at.desk.give_verdict(&at.actor(), &new, at.when()).await {
        Ok(_) => w.fill(w.saved, &[verdict.label(at.lang)]),
        // Sent twice, or judged in another window: nothing is kept anew.
        Err(DeskError::Exists) => w.already.to_owned(),
        Err(error) => return Err(error.into()),
    };
    at.app.waiting.forget();
    let places = queue(&at, &run).await?;
    let index = places.iter().position(|one| one.at == place);
    let next = index.and_then(|index| next(&places, index, &at.viewer.session.user));
    match next {
        None => Ok(Redirect::to("/tinjauan?kabar=selesai").into_response()),
        Some(next) if form.why.trim().is_empty() => {
            let to = format!("/tinjauan/{}", token(&at, &run, next));
            Ok(Redirect::to(&to).into_response())
        }
        Some(next) => {
            let around = Around {
                why: crate::export::reason(&form.why)?.to_owned(),
                news,
                last: Some(of_pair),
            };
            opened(&at, &run, next, around).await
        }
    }
}

/// A verdict to undo, and where it was given.
#[derive(Deserialize)]
pub(crate) struct Undo {
    verdict: String,
    reason: String,
}

/// `POST /tinjauan/{token}/batal`
pub(crate) async fn undo(
    Path(of_pair): Path<String>,
    posted: Posted<Undo>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ReviewLinks)?;
    let run = at.run()?;
    place_of(&at, &run, &of_pair).ok_or(Fault::NotFound)?;
    let id: i64 = form.verdict.parse().map_err(|_| Fault::Forged)?;
    let reason = crate::export::reason(&form.reason)?;
    let now = at.when().now;
    at.desk.undo_verdict(&at.actor(), id, reason, now).await?;
    Ok(Redirect::to(&format!("/tinjauan/{of_pair}?kabar=batal")).into_response())
}
