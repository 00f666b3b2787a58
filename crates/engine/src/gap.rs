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
    pub fn reason(
        &self,
        outcome: &Outcome,
        inputs: &Inputs,
        facts: &Facts,
        person: PersonId,
    ) -> GapReason {
        let at = person as usize;
        let record = outcome.counting[at].map(|row| row as usize);
        let birth = outcome.people.birth[at];
        let recent = |day: i32| day.saturating_add(RECENT_DAYS) >= self.on;
        let kk = outcome.people.kk[at];
        if record.is_none()
            && birth != NO_DATE
            && (0..=self.newborn_days).contains(&(self.on - birth))
        {
            GapReason::Newborn
        } else if facts.works.contains_key(&person) {
            GapReason::Worker
        } else if record.is_none() && kk != 0 && facts.worker_families.contains(&kk) {
            GapReason::WorkerFamily
        } else if facts
            .laid_off
            .get(&person)
            .is_some_and(|laid_off| recent(laid_off.day))
        {
            GapReason::LaidOff
        } else if record.is_some_and(|row| !matches!(inputs.roll.arrears[row], 0 | u16::MAX)) {
            GapReason::Arrears
        } else if facts
            .decile(person)
            .is_some_and(|decile| decile <= self.decile_max)
        {
            GapReason::Poor
        } else if facts.programme.contains_key(&person) {
            GapReason::Programme
        } else if record.is_some() {
            GapReason::Ended
        } else if facts.moved_in.get(&person).is_some_and(|day| recent(*day)) {
            GapReason::MovedIn
        } else {
            GapReason::Unknown
        }
    }
}
