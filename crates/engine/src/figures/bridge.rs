//! From the official figure to the verified one, without remainder.

use semesta_domain::{EventDirection, Lang, Standing, days};

use crate::compute::Outcome;
use crate::input::EventKind;
use crate::people::{PersonId, State};

/// One step. **Shape:** the records (or people) that this step takes away or
/// adds, and how many of the records are active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BridgeStep {
    /// `official`, a standing's code, `verified`; with `population_` before it for the denominator.
    pub step: &'static str,
    /// How many records or people.
    pub records: i64,
    /// How many of them are active; none for the denominator.
    pub active: Option<i64>,
    /// `1` where the step adds, `-1` where it takes away, `0` for the two ends.
    pub sign: i8,
}

/// The two bridges, numerator first.
#[derive(Debug, Clone)]
pub struct Bridge {
    /// From roll records to residents with a membership.
    pub records: Vec<BridgeStep>,
    /// From the official population to the living residents.
    pub population: Vec<BridgeStep>,
}

impl Bridge {
    /// Every step in order.
    pub fn steps(&self) -> impl Iterator<Item = &BridgeStep> {
        self.records.iter().chain(&self.population)
    }
}

/// Builds both bridges from the standings and the people.
#[must_use]
pub fn bridge(outcome: &Outcome) -> Bridge {
    Bridge {
        records: records(outcome),
        population: population(outcome),
    }
}

fn records(outcome: &Outcome) -> Vec<BridgeStep> {
    let mut by_standing = [(0_i64, 0_i64); Standing::ALL.len()];
    for member in &outcome.members {
        let count = &mut by_standing[member.standing as usize];
        count.0 += 1;
        count.1 += i64::from(member.active);
    }
    let official = by_standing
        .iter()
        .fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    let end = |step, (records, active)| BridgeStep {
        step,
        records,
        active: Some(active),
        sign: 0,
    };
    let mut steps = vec![end("official", official)];
    for standing in Standing::ALL
        .iter()
        .filter(|standing| **standing != Standing::Resident)
    {
        let (records, active) = by_standing[*standing as usize];
        steps.push(BridgeStep {
            step: standing.code(),
            records,
            active: Some(active),
            sign: -1,
        });
    }
    steps.push(end("verified", by_standing[Standing::Resident as usize]));
    steps
}

/// Why a person is in one denominator and not in the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    Died,
    MovedOut,
    MovedIn,
    SharedNik,
    LaterEvent,
}

fn population(outcome: &Outcome) -> Vec<BridgeStep> {
    let mut counts = [0_i64; 5];
    let (mut official, mut verified) = (0_i64, 0_i64);
    for person in 0..outcome.people.len() {
        let (is_official, is_resident) =
            (outcome.people.official[person], outcome.is_resident[person]);
        official += i64::from(is_official);
        verified += i64::from(is_resident);
        if is_official != is_resident {
            counts[difference(outcome, person as PersonId) as usize] += 1;
        }
    }
    let step = |step, records, sign| BridgeStep {
        step,
        records,
        active: None,
        sign,
    };
    let mut steps = Vec::with_capacity(9);
    if let Some(set) = outcome.question.population {
        steps.push(step("population_official", set, 0));
        let missing = official - set;
        steps.push(step(
            "population_dkb_difference",
            missing.abs(),
            missing.signum() as i8,
        ));
    } else {
        steps.push(step("population_official", official, 0));
    }
    steps.push(step(
        "population_deceased",
        counts[Difference::Died as usize],
        -1,
    ));
    steps.push(step(
        "population_moved_out",
        counts[Difference::MovedOut as usize],
        -1,
    ));
    steps.push(step(
        "population_moved_in",
        counts[Difference::MovedIn as usize],
        1,
    ));
    steps.push(step(
        "population_shared_nik",
        counts[Difference::SharedNik as usize],
        1,
    ));
    steps.push(step(
        "population_later_event",
        counts[Difference::LaterEvent as usize],
        1,
    ));
    steps.push(step("population_verified", verified, 0));
    steps
}

fn difference(outcome: &Outcome, person: PersonId) -> Difference {
    let on = days(outcome.question.as_of);
    match outcome.people.state_on(person, on) {
        State::Dead => Difference::Died,
        State::MovedOut | State::Elsewhere => Difference::MovedOut,
        State::Resident => {
            let moved_in = |kind| kind == EventKind::Move(EventDirection::In);
            let events = outcome.people.events_of(person);
            if events
                .iter()
                .any(|event| event.day <= on && moved_in(event.kind))
            {
                Difference::MovedIn
            } else if outcome.people.nik_shared[person as usize] {
                Difference::SharedNik
            } else {
                Difference::LaterEvent
            }
        }
    }
}

/// A step of the bridge in words, by its code in the table `bridge`.
#[must_use]
pub fn step_label(step: &str, lang: Lang) -> String {
    if let Ok(standing) = step.parse::<Standing>() {
        return standing.label(lang).to_owned();
    }
    let words = match step {
        "official" => lang.pick("Peserta resmi (rekaman)", "Official members (records)"),
        "verified" => lang.pick(
            "Peserta terverifikasi (penduduk)",
            "Verified members (residents)",
        ),
        "population_official" => lang.pick("Penduduk resmi (DKB)", "Official population (DKB)"),
        "population_dkb_difference" => {
            lang.pick("Selisih DKB dan register", "DKB against register")
        }
        "population_deceased" => lang.pick("Penduduk: meninggal", "Population: died"),
        "population_moved_out" => lang.pick("Penduduk: pindah keluar", "Population: moved out"),
        "population_moved_in" => lang.pick("Penduduk: pindah masuk", "Population: moved in"),
        "population_shared_nik" => {
            lang.pick("Penduduk: NIK dipakai bersama", "Population: shared NIK")
        }
        "population_later_event" => lang.pick(
            "Penduduk: peristiwa sesudah tanggal",
            "Population: later event",
        ),
        "population_verified" => lang.pick("Penduduk terverifikasi", "Verified population"),
        other => other,
    };
    words.to_owned()
}
