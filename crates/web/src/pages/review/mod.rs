//! Tinjauan: pairs that people must judge, by what hangs on them.

pub(crate) mod explain;
pub(crate) mod judge;
pub(crate) mod pair;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_desk::review::{PairState, Queued};
use semesta_domain::Ratio;
use serde::Deserialize;

use crate::ask::{self, PairOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::pages::proposals::area_name;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{ReviewTexts, Texts};
use crate::tile::Tile;
use crate::visit::{Desked, Posted};

const KEYS: [&str; 6] = ["keadaan", "wilayah", "urut", "arah", "hal", "kabar"];
const SORTED: [&str; 5] = ["wilayah", "rupiah", "orang", "peluang", "keadaan"];
const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    page: Page,
    t: &'static Texts,
    w: &'static ReviewTexts,
    news: &'static str,
    n_decided: usize,
    n_all: usize,
    strip: Vec<Tile>,
    first: Option<String>,
    states: Vec<Choice>,
    areas: Vec<Choice>,
    table: Table,
    may_export: bool,
}

/// A pair of the queue, with its place among the run's pairs.
pub(crate) struct Place {
    pub(crate) at: usize,
    pub(crate) queued: Queued,
}

/// Every pair that whoever asks may judge, decided or not, by what hangs on it.
pub(crate) async fn queue(at: &Desked, run: &Loaded) -> Result<Vec<Place>, Fault> {
    let actor = at.actor();
    let pairs = run.pairs.iter().map(|doubt| doubt.pair.clone()).collect();
    let queued = at.desk.review_queue_of(&actor, pairs, true).await?;
    let seen = run
        .pairs
        .iter()
        .enumerate()
        .filter(|(_, doubt)| actor.may(Permission::ReviewLinks, doubt.pair.area));
    Ok(seen
        .zip(queued)
        .map(|((at, _), queued)| Place { at, queued })
        .collect())
}

/// A pair's name in addresses.
pub(crate) fn token(at: &Desked, run: &Loaded, place: usize) -> String {
    at.app.tokens.of(&of_pairs(run), place as u32)
}

/// Where the receipt of what hangs on a pair is.
pub(crate) fn receipt(at: &Desked, run: &Loaded, place: usize, of: PairOf) -> String {
    let pair = token(at, run, place);
    ask::Pair { pair, of }.href()
}

/// The place that a token leads to.
pub(crate) fn place_of(at: &Desked, run: &Loaded, token: &str) -> Option<usize> {
    let place = at.app.tokens.row(&of_pairs(run), token)? as usize;
    (place < run.pairs.len()).then_some(place)
}

fn of_pairs(run: &Loaded) -> String {
    format!("{}:pairs", run.manifest.id)
}

/// `GET /tinjauan`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ReviewLinks)?;
    let run = at.run()?;
    let (lang, w) = (at.lang, ReviewTexts::of(at.lang));
    let params = at.params(&KEYS);
    let places = queue(&at, &run).await?;
    let n_decided = places.iter().filter(|one| !waits(one)).count();
    let open = || places.iter().filter(|one| waits(one));
    let user = &at.viewer.session.user;
    let page = ReviewPage {
        page: at.page(w.title, "/tinjauan"),
        t: at.t,
        w,
        news: match params.get("kabar") {
            "selesai" => w.saved_last,
            _ => "",
        },
        n_decided,
        n_all: places.len(),
        strip: strip(&places, lang),
        first: open()
            .find(|one| !is_judged_by(one, user))
            .map(|one| token(&at, &run, one.at)),
        states: states(&params, &at),
        areas: area_choices(&at, &run, params.get("wilayah")),
        table: table(&at, &run, &params, &places),
        may_export: may_export(&at),
    };
    at.answer(&page)
}

/// The queue in numbers, each with its receipt.
fn strip(places: &[Place], lang: semesta_domain::Lang) -> Vec<Tile> {
    let w = ReviewTexts::of(lang);
    let open = || places.iter().filter(|one| waits(one));
    let receipt = |state: &str, of| {
        let asked = ask::Pairs {
            state: state.to_owned(),
            of,
            ..ask::Pairs::default()
        };
        asked.href()
    };
    let count = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    let rupiah = open().map(|one| one.queued.pair.rupiah).sum();
    let people = open().map(|one| one.queued.pair.people).sum();
    let n_open = open().count();
    let all = w.fill(w.decided_of, &[&count(places.len())]);
    vec![
        Tile::new(w.open_n, count(n_open)).link(receipt("", PairOf::N)),
        Tile::new(w.at_stake, format::rupiah(rupiah, lang)).link(receipt("", PairOf::Rupiah)),
        Tile::new(w.people_at_stake, format::number(people, lang))
            .link(receipt("", PairOf::People)),
        Tile::new(w.decided_n, count(places.len() - n_open))
            .link(receipt(PairState::Decided.code(), PairOf::N))
            .sub(all),
    ]
}

/// Whether a pair waits for somebody.
pub(crate) fn waits(one: &Place) -> bool {
    one.queued.state != PairState::Decided
}

/// Whether somebody has a standing verdict about it.
pub(crate) fn is_judged_by(one: &Place, user: &str) -> bool {
    one.queued.opinions.iter().any(|opinion| opinion.by == user)
}

fn states(params: &Params, at: &Desked) -> Vec<Choice> {
    let known = PairState::ALL
        .iter()
        .map(|state| (state.code(), state.label(at.lang)));
    let mut states = choices(known, params.get("keadaan"), at.t);
    if let Some(all) = states.first_mut() {
        ReviewTexts::of(at.lang)
            .state_waiting
            .clone_into(&mut all.title);
    }
    states
}

fn table(at: &Desked, run: &Loaded, params: &Params, places: &[Place]) -> Table {
    let (lang, w) = (at.lang, ReviewTexts::of(at.lang));
    let wanted: Option<PairState> = params.get("keadaan").parse().ok();
    let mut rows: Vec<&Place> = places
        .iter()
        .filter(|one| match wanted {
            Some(state) => one.queued.state == state,
            None => waits(one),
        })
        .filter(|one| {
            one.queued
                .pair
                .area
                .compact()
                .starts_with(params.get("wilayah"))
        })
        .collect();
    let order = Order::read(params, &SORTED, "rupiah", true);
    sort(&mut rows, &order, params);
    let mut table = Table::new("antrean", w.queue_caption, lang)
        .personal()
        .text(w.record)
        .text(w.resident)
        .text(at.t.village)
        .sorting("wilayah", &order, params)
        .number(w.rupiah)
        .sorting("rupiah", &order, params)
        .number(w.people)
        .sorting("orang", &order, params)
        .number(w.probability)
        .sorting("peluang", &order, params)
        .text(w.state)
        .sorting("keadaan", &order, params);
    table.empty = match wanted {
        None if params.get("wilayah").is_empty() => w.queue_none,
        _ => w.queue_none_fit,
    }
    .to_owned();
    let page = table.paged(rows.len(), PER_PAGE, params, lang);
    for one in &rows[page] {
        let pair = &one.queued.pair;
        table.rows.push(vec![
            Td::text(format::mask_name(pair.record_name.reveal()))
                .link(format!("/tinjauan/{}", token(at, run, one.at)))
                .sub(format::mask_digits(pair.key.card.as_number(), 13)),
            Td::text(format::mask_name(pair.resident_name.reveal()))
                .sub(format::mask_digits(pair.key.nik.as_number(), 16)),
            Td::text(area_name(pair.area)),
            Td::rupiah(pair.rupiah, lang).link(receipt(at, run, one.at, PairOf::Rupiah)),
            Td::count(pair.people, lang).link(receipt(at, run, one.at, PairOf::People)),
            Td::number(chance(pair.probability, lang)),
            state(one.queued.state, lang),
        ]);
    }
    table
}

/// Puts the queue in the order asked for; its own says what is most worth judging.
fn sort(rows: &mut [&Place], order: &Order, params: &Params) {
    if params.get("urut").is_empty() {
        return;
    }
    rows.sort_by(|a, b| {
        let (left, right) = (&a.queued.pair, &b.queued.pair);
        order.apply(match order.key.as_str() {
            "wilayah" => left.area.cmp(&right.area),
            "orang" => left.people.cmp(&right.people),
            "peluang" => left.probability.total_cmp(&right.probability),
            "keadaan" => a.queued.state.cmp(&b.queued.state),
            _ => left.rupiah.cmp(&right.rupiah),
        })
    });
}

/// A probability in percent.
pub(crate) fn chance(probability: f32, lang: semesta_domain::Lang) -> String {
    let ratio = Ratio {
        numerator: (f64::from(probability) * 10_000.0).round() as i64,
        denominator: 10_000,
    };
    format::percent(ratio, lang)
}

/// Where the judging stands, as a mark.
pub(crate) fn state(state: PairState, lang: semesta_domain::Lang) -> Td {
    Td::text(state.label(lang)).mark(match state {
        PairState::Open => "plain",
        PairState::Unclear | PairState::WantsSecond => "warn",
        PairState::Disagreed => "bad",
        PairState::Decided => "good",
    })
}

/// Whether somebody may download the decisions, full identities of the whole region.
fn may_export(at: &Desked) -> bool {
    [Permission::ReviewLinks, Permission::ExportPeople]
        .into_iter()
        .all(|permission| at.viewer.may_in(permission, "", at.region()))
}

/// Why the decisions are fetched.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /tinjauan/keputusan.csv`
pub(crate) async fn export(posted: Posted<Why>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    if !may_export(&at) {
        return Err(Fault::Forbidden);
    }
    let reason = crate::export::reason(&form.reason)?;
    let entry = Entry::new("people.export")
        .reason(reason)
        .detail("list", "decisions");
    at.record(entry).await?;
    let text = at.desk.export_decisions(&at.actor(), at.when().now).await?;
    crate::export::ready(
        "keputusan.csv",
        "text/csv; charset=utf-8",
        text.into_bytes(),
    )
}
