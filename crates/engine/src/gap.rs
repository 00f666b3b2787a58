//! Why a resident is not covered, as far as the deliveries tell.

use jiff::civil::Date;
use semesta_domain::{Lang, days};
use semesta_law::{Law, LawError};

use crate::compute::Outcome;
use crate::facts::Facts;
use crate::input::{Inputs, NO_DATE};
use crate::people::PersonId;

/// Why a resident has no active membership, the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapReason {
    /// Born so lately that the mother's membership still has to take the child in.
    Newborn,
    /// Named by a list of workers: the employer has not registered.
    Worker,
    /// On the family card of an active wage worker.
    WorkerFamily,
    /// Dismissed within the year.
    LaidOff,
    /// Within the decile limit for the centre's assistance.
    Poor,
    /// On a programme's list.
    Programme,
    /// Moved in within the year.
    MovedIn,
    /// Registered, but owes contributions.
    Arrears,
    /// Registered, but the membership was ended.
    Ended,
    /// Nothing is known.
    Unknown,
}

impl GapReason {
    /// Every reason, in order.
    pub const ALL: [Self; 10] = [
        Self::Newborn,
        Self::Worker,
        Self::WorkerFamily,
        Self::LaidOff,
        Self::Poor,
        Self::Programme,
        Self::MovedIn,
        Self::Arrears,
        Self::Ended,
        Self::Unknown,
    ];

    /// Parses a code; `None` if there is no such reason.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The code in `residents.gap_reason`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Newborn => "newborn",
            Self::Worker => "worker",
            Self::WorkerFamily => "worker_family",
            Self::LaidOff => "laid_off",
            Self::Poor => "poor",
            Self::Programme => "programme",
            Self::MovedIn => "moved_in",
            Self::Arrears => "arrears",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Newborn => lang.pick("Bayi baru lahir", "Newborn"),
            Self::Worker => lang.pick(
                "Pekerja belum didaftarkan pemberi kerja",
                "Worker not registered by the employer",
            ),
            Self::WorkerFamily => {
                lang.pick("Keluarga pekerja penerima upah", "Family of a wage worker")
            }
            Self::LaidOff => lang.pick("Terkena PHK", "Laid off"),
            Self::Poor => lang.pick("Miskin menurut DTSEN", "Poor by DTSEN"),
            Self::Programme => lang.pick("Terdaftar dalam program", "On a programme's list"),
            Self::MovedIn => lang.pick("Baru pindah masuk", "Moved in lately"),
            Self::Arrears => lang.pick("Menunggak iuran", "Owes contributions"),
            Self::Ended => lang.pick("Kepesertaan dihentikan", "Membership ended"),
            Self::Unknown => lang.pick("Belum diketahui", "Not known"),
        }
    }
}

/// The limits that decide, as the law has them at a date.
#[derive(Debug, Clone, Copy)]
pub struct GapRules {
    on: i32,
    newborn_days: i32,
    decile_max: u8,
}

/// How far back a move in or a dismissal explains a gap.
const RECENT_DAYS: i32 = 365;

impl GapRules {
    /// Reads the limits in force on `on`.
    ///
    /// # Errors
    /// If the law has no value on that day.
    pub fn at(law: &Law, on: Date) -> Result<Self, LawError> {
        let number = |id: &str| law.get::<i64>(id, on);
        Ok(Self {
            on: days(on),
            newborn_days: i32::try_from(number("newborn.days")?).unwrap_or(i32::MAX),
            decile_max: u8::try_from(number("pbi.decile_max")?).unwrap_or(10),
        })
    }

    /// The reason of a resident without an active membership.
    #[must_use]
    pub fn reason(&self, gap: &Gap) -> GapReason {
        use GapReason::{Arrears, LaidOff, Newborn, Poor, Worker, WorkerFamily};
        let age_days = self.on.saturating_sub(gap.birth);
        if !gap.registered && gap.birth != NO_DATE && (0..=self.newborn_days).contains(&age_days) {
            return Newborn;
        }
        match gap.otherwise {
            first @ (Worker | WorkerFamily | LaidOff | Arrears) => first,
            _ if gap.decile.is_some_and(|decile| decile <= self.decile_max) => Poor,
            otherwise => otherwise,
        }
    }
}

/// What the reason of a resident without an active membership hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Whether there is a membership at all.
    pub registered: bool,
    /// Birth date in days, or [`NO_DATE`].
    pub birth: i32,
    /// The poorest decile that names the resident.
    pub decile: Option<u8>,
    /// The first reason that applies whatever the law's limits are: any but
    /// [`GapReason::Newborn`] and [`GapReason::Poor`].
    pub otherwise: GapReason,
}

impl Gap {
    /// What a run knows of a resident.
    #[must_use]
    pub fn of(outcome: &Outcome, inputs: &Inputs, facts: &Facts, person: PersonId) -> Self {
        let at = person as usize;
        Self {
            registered: outcome.counting[at].is_some(),
            birth: outcome.people.birth[at],
            decile: facts.decile(person),
            otherwise: otherwise(outcome, inputs, facts, person),
        }
    }
}

fn otherwise(outcome: &Outcome, inputs: &Inputs, facts: &Facts, person: PersonId) -> GapReason {
    let at = person as usize;
    let on = days(outcome.question.as_of);
    let record = outcome.counting[at].map(|row| row as usize);
    let kk = outcome.people.kk[at];
    let recent = |day: i32| day.saturating_add(RECENT_DAYS) >= on;
    let laid_off = facts.laid_off.get(&person);
    let moved_in = facts.moved_in.get(&person);
    if facts.works.contains_key(&person) {
        GapReason::Worker
    } else if record.is_none() && kk != 0 && facts.worker_families.contains(&kk) {
        GapReason::WorkerFamily
    } else if laid_off.is_some_and(|laid_off| recent(laid_off.day)) {
        GapReason::LaidOff
    } else if record.is_some_and(|row| !matches!(inputs.roll.arrears[row], 0 | u16::MAX)) {
        GapReason::Arrears
    } else if facts.programme.contains_key(&person) {
        GapReason::Programme
    } else if record.is_some() {
        GapReason::Ended
    } else if moved_in.is_some_and(|day| recent(*day)) {
        GapReason::MovedIn
    } else {
        GapReason::Unknown
    }
}
