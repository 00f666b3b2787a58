//! Receipts of pairs in doubt, as far as whoever asks may judge them.

use std::collections::BTreeMap;

use semesta_desk::review::PairState;
use semesta_domain::Lang;

use super::figures::SOURCES;
use crate::ask::{self, PairOf};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::pages::proposals::area_name;
use crate::pages::review::{Place, place_of, queue, token, waits};
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{ReceiptTexts, ReviewTexts};
use crate::visit::Desked;

/// The word for pairs of every state.
const ALL: &str = "semua";

const LAW: [&str; 5] = [
    "contribution.pemda",
    "contribution.pbi_jk",
    "contribution.mandiri.class_1",
    "contribution.mandiri.class_2",
    "contribution.mandiri.class_3",
];

fn value(one: &Place, of: PairOf) -> i64 {
    match of {
        PairOf::N => 1,
        PairOf::Rupiah => one.queued.pair.rupiah,
        PairOf::People => one.queued.pair.people,
    }
}

fn shown(n: i64, of: PairOf) -> Value {
    match of {
        PairOf::Rupiah => Value::Rupiah(n),
        _ => Value::Count(n),
    }
}

/// Pairs that wait, of one state, or all: how many, and what hangs on them.
pub(super) async fn pairs(at: &Desked, run: &Loaded, asked: &ask::Pairs) -> Result<Receipt, Fault> {
    let (lang, t) = (at.lang, at.t);
    let (r, w) = (ReceiptTexts::of(lang), ReviewTexts::of(lang));
    let state: Option<PairState> = asked.state.parse().ok();
    if state.is_none() && !matches!(asked.state.as_str(), "" | ALL) {
        return Err(Fault::NotFound);
    }
    let places = queue(at, run).await?;
    let inside: Vec<&Place> = places
        .iter()
        .filter(|one| one.queued.pair.area.compact().starts_with(&asked.area))
        .collect();
    let kept = inside.iter().copied().filter(|one| match state {
        Some(state) => one.queued.state == state,
        None => asked.state == ALL || waits(one),
    });
    let kept: Vec<&Place> = kept.collect();
    let n = kept.iter().map(|one| value(one, asked.of)).sum();
    let counted = match (asked.state.as_str(), state) {
        ("", _) => r.pairs_waiting,
        (_, Some(_)) => r.pairs_of_state,
        _ => r.pairs_everywhere,
    };
    let (title, formula) = match asked.of {
        PairOf::N => (r.pairs_all, counted),
        PairOf::Rupiah => (w.at_stake, r.pair_rupiah),
        PairOf::People => (w.people_at_stake, r.pair_people),
    };
    let list = match state {
        Some(state) => format!("/tinjauan?keadaan={}", state.code()),
        None => "/tinjauan".to_owned(),
    };
    Ok(Receipt::new(title, shown(n, asked.of), formula)
        .of(state.map_or("", |state| state.label(lang)))
        .of(super::figures::place(run, &asked.area, t))
        .when(state.is_none(), |one| {
            one.parts(r.by_state, How::Sum, by_state(asked, &kept, lang))
        })
        .when(state == Some(PairState::Decided), |one| {
            one.parts(r.less, How::Sum, decided_of(at, asked, &inside))
        })
        .when(asked.area.is_empty(), |one| {
            one.parts(r.by_village, How::Sum, by_village(asked, &kept))
        })
        .list(r.see_queue, list)
        .nav("/tinjauan")
        .when(asked.of == PairOf::Rupiah, |one| one.law(LAW))
        .run(&run.manifest, SOURCES))
}

fn by_state(asked: &ask::Pairs, kept: &[&Place], lang: Lang) -> Vec<Part> {
    let mut states = BTreeMap::new();
    for one in kept {
        *states.entry(one.queued.state).or_insert(0_i64) += value(one, asked.of);
    }
    let parts = states.into_iter().map(|(state, n)| {
        let asked = ask::Pairs {
            state: state.code().to_owned(),
            ..asked.clone()
        };
        Part::new(state.label(lang), shown(n, asked.of)).link(asked.href())
    });
    parts.collect()
}

fn by_village(asked: &ask::Pairs, kept: &[&Place]) -> Vec<Part> {
    let mut villages = BTreeMap::new();
    for one in kept {
        *villages.entry(one.queued.pair.area).or_insert(0_i64) += value(one, asked.of);
    }
    let parts = villages.into_iter().map(|(area, n)| {
        let asked = ask::Pairs {
            area: area.compact(),
            ..asked.clone()
        };
        Part::new(area_name(area), shown(n, asked.of)).link(asked.href())
    });
    parts.collect()
}

/// All pairs less those that wait.
fn decided_of(at: &Desked, asked: &ask::Pairs, inside: &[&Place]) -> Vec<Part> {
    let (r, w) = (ReceiptTexts::of(at.lang), ReviewTexts::of(at.lang));
    let part = |name: &str, state: &str, kept: &dyn Fn(&Place) -> bool| {
        let kept = inside.iter().filter(|one| kept(one));
        let n = kept.map(|one| value(one, asked.of)).sum();
        let asked = ask::Pairs {
            state: state.to_owned(),
            ..asked.clone()
        };
        Part::new(name, shown(n, asked.of)).link(asked.href())
    };
    vec![
        part(r.pairs_all, ALL, &|_| true),
        part(w.open_n, "", &waits).minus(),
    ]
}

/// What hangs on one pair.
pub(super) async fn pair(at: &Desked, run: &Loaded, asked: &ask::Pair) -> Result<Receipt, Fault> {
    let (r, w) = (ReceiptTexts::of(at.lang), ReviewTexts::of(at.lang));
    let place = place_of(at, run, &asked.pair).ok_or(Fault::NotFound)?;
    let places = queue(at, run).await?;
    let one = places.iter().find(|one| one.at == place);
    let one = one.ok_or(Fault::Forbidden)?;
    let (title, formula) = match asked.of {
        PairOf::N => return Err(Fault::NotFound),
        PairOf::Rupiah => (w.rupiah, r.pair_rupiah),
        PairOf::People => (w.people, r.pair_people),
    };
    Ok(
        Receipt::new(title, shown(value(one, asked.of), asked.of), formula)
            .of(area_name(one.queued.pair.area))
            .list(r.see_pair, format!("/tinjauan/{}", token(at, run, place)))
            .nav("/tinjauan")
            .when(asked.of == PairOf::Rupiah, |one| one.law(LAW))
            .run(&run.manifest, SOURCES),
    )
}
