//! Codes of results in the words of pages.

use semesta_desk::DeskError;
use semesta_domain::{Finding, Lang, Segment, Standing};
use semesta_engine::GapReason;
use semesta_engine::figures::{Basis, Indicator};
use semesta_evidence::Layout;
use semesta_law::{FirstAction, Obstacle, Route, RouteReason};

use crate::format;
use crate::text::{ProposalTexts, Texts, texts};

/// The formula of an indicator in words.
pub(crate) fn formula(indicator: Indicator, basis: Basis, lang: Lang) -> &'static str {
    let t = texts(lang);
    match (indicator, basis) {
        (Indicator::Coverage, Basis::Official) => t.formula_coverage_official,
        (Indicator::Coverage, Basis::Verified) => t.formula_coverage_verified,
        (Indicator::ActiveOfPopulation, Basis::Official) => t.formula_population_official,
        (Indicator::ActiveOfPopulation, Basis::Verified) => t.formula_population_verified,
        (Indicator::ActiveOfRegistered, Basis::Official) => t.formula_registered_official,
        (Indicator::ActiveOfRegistered, Basis::Verified) => t.formula_registered_verified,
    }
}

/// A basis in words.
pub(crate) fn basis(basis: Basis, t: &'static Texts) -> &'static str {
    match basis {
        Basis::Official => t.official,
        Basis::Verified => t.verified,
    }
}

/// A segment in words; "" is nobody's.
pub(crate) fn segment(code: &str, lang: Lang) -> String {
    match code.parse::<Segment>() {
        Ok(segment) => segment.label(lang).to_owned(),
        Err(_) => texts(lang).unregistered.to_owned(),
    }
}

/// A gap reason in words.
pub(crate) fn gap(code: &str, lang: Lang) -> &'static str {
    let reason = GapReason::ALL
        .into_iter()
        .find(|reason| reason.code() == code);
    reason.map_or("–", |reason| reason.label(lang))
}

/// A route in words.
pub(crate) fn route(code: &str, lang: Lang) -> &'static str {
    let route = Route::ALL.iter().find(|route| route.code() == code);
    route.map_or("–", |route| route.label(lang))
}

/// Why a route is open, or what rules it out.
pub(crate) fn route_reason(code: &str, lang: Lang) -> &'static str {
    let reason = RouteReason::ALL.iter().find(|one| one.code() == code);
    let obstacle = Obstacle::ALL.iter().find(|one| one.code() == code);
    reason
        .map(|one| one.label(lang))
        .or_else(|| obstacle.map(|one| one.label(lang)))
        .unwrap_or("–")
}

/// What to do first.
pub(crate) fn action(code: &str, lang: Lang) -> &'static str {
    let action = FirstAction::ALL.iter().find(|one| one.code() == code);
    action.map_or("–", |one| one.label(lang))
}

/// A finding in words.
pub(crate) fn finding(code: &str, lang: Lang) -> String {
    code.parse::<Finding>().map_or_else(
        |_| code.to_owned(),
        |finding| finding.label(lang).to_owned(),
    )
}

/// A standing in words.
pub(crate) fn standing(code: &str, lang: Lang) -> String {
    code.parse::<Standing>().map_or_else(
        |_| code.to_owned(),
        |standing| standing.label(lang).to_owned(),
    )
}

/// How a record was linked.
pub(crate) fn method(code: &str, t: &'static Texts) -> &'static str {
    match code {
        "exact" => t.method_exact,
        "repaired" => t.method_repaired,
        "probabilistic" => t.method_probabilistic,
        "decision" => t.method_decision,
        _ => t.method_none,
    }
}

/// A payer in words; a donor's code stays.
pub(crate) fn payer(code: &str, t: &'static Texts) -> String {
    match code {
        "kota" => t.payer_city,
        "provinsi" => t.payer_province,
        "pusat" => t.payer_centre,
        "pemberi_kerja" => t.payer_employer,
        "sendiri" => t.payer_self,
        "ibu" => t.payer_mother,
        "tanpa_iuran" => t.payer_nobody,
        "" => "–",
        donor => return donor.to_owned(),
    }
    .to_owned()
}

/// What a layout is for; those that come along are described in both languages.
pub(crate) fn layout(layout: &Layout, lang: Lang) -> &str {
    match (layout.name.as_str(), lang) {
        ("umum", Lang::Id) => {
            "Judul kolom yang umum pada berkas Disdukcapil, BPJS Kesehatan, Disnaker, DPMPTSP, dan Dinas Sosial"
        }
        ("opensid", Lang::Id) => "Ekspor penduduk OpenSID",
        ("vclaim", Lang::Id) => "Isian peserta VClaim dan PCare",
        ("ketenagakerjaan", Lang::Id) => {
            "Daftar pekerja BPJS Ketenagakerjaan, WLKP, dan kontrak tanpa kolom asal"
        }
        _ => &layout.description,
    }
}

/// A source's code in words.
pub(crate) fn source(code: &str, t: &'static Texts) -> String {
    match code {
        "penduduk" => t.source_penduduk,
        "peserta" => t.source_peserta,
        "tagihan" => t.source_tagihan,
        "daftar_pemda" => t.source_daftar_pemda,
        "kematian" => t.source_kematian,
        "pindah" => t.source_pindah,
        "phk" => t.source_phk,
        "pekerja" => t.source_pekerja,
        "badan_usaha" => t.source_badan_usaha,
        "dtsen" => t.source_dtsen,
        "program" => t.source_program,
        "donatur" => t.source_donatur,
        "keputusan" => t.source_keputusan,
        "pembayaran" => t.source_pembayaran,
        "tagihan_rekap" => t.source_tagihan_rekap,
        other => other,
    }
    .to_owned()
}

/// A sex's code in words.
pub(crate) fn sex(code: &str, t: &'static Texts) -> &'static str {
    match code {
        "L" => t.male,
        "P" => t.female,
        _ => "–",
    }
}

/// Why the desk refused, in a sentence that says what to do next.
pub(crate) fn refusal(error: &DeskError, lang: Lang) -> String {
    let w = ProposalTexts::of(lang);
    match error {
        DeskError::Conflict { what, by, at } => w.fill(
            w.refused_conflict,
            &[&thing(what, w), by, &format::instant(*at, lang)],
        ),
        DeskError::State { what, state } => w.fill(
            w.refused_state,
            &[&thing(what, w), &standing_of(state, lang)],
        ),
        DeskError::SamePerson { what } => w.fill(w.refused_same_person, &[&thing(what, w)]),
        DeskError::Exists => w.refused_exists.to_owned(),
        error => error.text(lang),
    }
}

/// `proposal:12` in words.
fn thing(what: &str, w: &'static ProposalTexts) -> String {
    let (kind, number) = what.split_once(':').unwrap_or((what, ""));
    let name = match kind {
        "proposal" => w.thing_proposal,
        "case" => w.thing_case,
        "batch" => w.thing_batch,
        other => other,
    };
    format!("{name} {number}")
}

/// The state of a proposal or of a case in words.
fn standing_of(state: &str, lang: Lang) -> String {
    let of_proposal = state.parse::<semesta_desk::proposal::State>();
    let of_case = state.parse::<semesta_desk::employer::Step>();
    match (of_proposal, of_case) {
        (Ok(state), _) => state.label(lang),
        (_, Ok(step)) => step.label(lang),
        _ => state,
    }
    .to_lowercase()
}
