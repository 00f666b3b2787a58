//! Which proposals a page shows, from its address or a form.

use semesta_desk::Permission;
use semesta_desk::proposal::{Kind, Origin, ProposalFilter, Reason, State};
use semesta_domain::Lang;

use crate::pages::choice::Choice;
use crate::pages::proposals::coded;
use crate::params::Params;
use crate::text::texts;
use crate::visit::Desked;

/// What the address of the list may say.
pub(crate) const KEYS: [&str; 12] = [
    "keadaan", "jenis", "alasan", "asal", "wilayah", "yang", "bulan", "urut", "arah", "hal",
    "kabar", "jumlah",
];

/// The keys that choose proposals.
pub(crate) const CHOOSING: [&str; 7] = [
    "keadaan", "jenis", "alasan", "asal", "wilayah", "yang", "bulan",
];

/// The filter that an address asks for; what it does not know is left out.
pub(crate) fn read(at: &Desked, params: &Params) -> ProposalFilter {
    let state: Option<State> = params.get("keadaan").parse().ok();
    let mut filter = ProposalFilter {
        states: state.into_iter().collect(),
        kind: params.get("jenis").parse().ok(),
        reason: params.get("alasan").parse().ok(),
        origin: params.get("asal").parse().ok(),
        area: params.get("wilayah").parse().ok(),
        month: params.get("bulan").parse().ok(),
        ..ProposalFilter::default()
    };
    match params.get("yang") {
        "terlambat" => filter.late_on = Some(at.when().on),
        "saya" => for_me(at, &mut filter),
        _ => {}
    }
    filter
}

/// Narrows a filter to what waits for whoever asks.
fn for_me(at: &Desked, filter: &mut ProposalFilter) {
    let steps = [
        (State::Drafted, Permission::CheckProposals),
        (State::Checked, Permission::ApproveProposals),
        (State::Approved, Permission::SendBatches),
        (State::Sent, Permission::RecordFeedback),
    ];
    let may: Vec<State> = steps
        .into_iter()
        .filter(|(_, permission)| at.viewer.may(*permission))
        .map(|(state, _)| state)
        .collect();
    let judged = [State::Drafted, State::Checked];
    if filter.states.is_empty() {
        filter.states = may;
    }
    if filter.states.iter().all(|state| judged.contains(state)) {
        filter.not_by = Some(at.viewer.session.user.clone());
    }
}

/// The kinds of proposals.
pub(crate) fn kinds(params: &Params, lang: Lang) -> Vec<Choice> {
    let known = Kind::ALL.iter().map(|one| (one.code(), one.label(lang)));
    coded(known, params, "jenis", texts(lang))
}

/// The reasons.
pub(crate) fn reasons(params: &Params, lang: Lang) -> Vec<Choice> {
    let known = Reason::ALL.iter().map(|one| (one.code(), one.label(lang)));
    coded(known, params, "alasan", texts(lang))
}

/// Where they came from.
pub(crate) fn origins(params: &Params, lang: Lang) -> Vec<Choice> {
    let known = Origin::ALL.iter().map(|one| (one.code(), one.label(lang)));
    coded(known, params, "asal", texts(lang))
}
