//! From when a change of membership takes effect.

use jiff::ToSpan;
use jiff::civil::Date;
use semesta_domain::{Lang, Month, Segment};

use crate::law::Law;
use crate::law_error::LawError;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Someone is registered.
    Add,
    /// Someone is removed.
    Remove,
    /// A membership's data or segment change.
    Change,
}

/// Whether the region has UHC Prioritas (before 2025: immediate activation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CutOff {
    /// The ordinary cut-off day holds.
    #[default]
    Ordinary,
    /// The region has UHC Prioritas.
    Prioritas,
}

/// The dates of changes, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivationRules {
    /// The last day of the month, inclusive, for effect on the next 1st.
    pub cutoff_day: i64,
    /// Whether a region with Prioritas registers the same day.
    pub same_day_add: bool,
    /// Whether it removes the same day.
    pub same_day_remove: bool,
    /// Whether it changes the same day.
    pub same_day_change: bool,
    /// The wait of a self-paying registration.
    pub mandiri_wait_days: i64,
}

/// Why a change takes effect when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActivationReason {
    /// Received by the cut-off day: the 1st of the next month.
    ByCutOff,
    /// Received after the cut-off day: the 1st of the month after.
    AfterCutOff,
    /// UHC Prioritas: the same day.
    SameDay,
    /// A self-paying registration waits.
    MandiriWait,
}

impl ActivationReason {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ByCutOff => "by_cutoff",
            Self::AfterCutOff => "after_cutoff",
            Self::SameDay => "same_day",
            Self::MandiriWait => "mandiri_wait",
        }
    }

    /// The words for users.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::ByCutOff => (
                "diterima sampai tanggal batas: berlaku tanggal 1 bulan berikutnya",
                "received by the cut-off day: effective on the 1st of the next month",
            ),
            Self::AfterCutOff => (
                "diterima setelah tanggal batas: berlaku tanggal 1 bulan sesudahnya lagi",
                "received after the cut-off day: effective on the 1st of the month after next",
            ),
            Self::SameDay => (
                "UHC Prioritas: pendaftaran aktif pada hari yang sama",
                "UHC Prioritas: registration is active the same day",
            ),
            Self::MandiriWait => (
                "pendaftaran mandiri menunggu 14 hari",
                "a self-paying registration waits 14 days",
            ),
        };
        lang.pick(id, en)
    }

    /// The parameter it rests on.
    #[must_use]
    pub fn parameter(self) -> &'static str {
        match self {
            Self::ByCutOff | Self::AfterCutOff => "cutoff.day",
            Self::SameDay => "cutoff.same_day",
            Self::MandiriWait => "cutoff.mandiri_wait_days",
        }
    }
}

/// When a change takes effect, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activation {
    /// The first day in effect.
    pub date: Date,
    /// Why then.
    pub reason: ActivationReason,
}

impl ActivationRules {
    /// Resolves the rules in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        let same_day = |field| {
            law.field::<bool>("cutoff.same_day", field, on)
                .map(|flag| flag == Some(true))
        };
        Ok(Self {
            cutoff_day: law.get("cutoff.day", on)?,
            same_day_add: same_day("add")?,
            same_day_remove: same_day("remove")?,
            same_day_change: same_day("change")?,
            mandiri_wait_days: law.get("cutoff.mandiri_wait_days", on)?,
        })
    }

    /// When a change received on a day takes effect.
    ///
    /// UHC Prioritas is for people the local government registers; every
    /// other segment keeps its ordinary dates.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::Segment;
    /// use semesta_law::{ActivationRules, Change, CutOff, Law};
    /// let rules = ActivationRules::on(&Law::embedded(), date(2025, 8, 21)).unwrap();
    /// let when = |day, cut_off| {
    ///     rules.effective(date(2025, 8, day), Change::Add, cut_off, Segment::PbpuPemda).date
    /// };
    /// assert_eq!(when(20, CutOff::Ordinary), date(2025, 9, 1));
    /// assert_eq!(when(21, CutOff::Ordinary), date(2025, 10, 1));
    /// assert_eq!(when(21, CutOff::Prioritas), date(2025, 8, 21));
    /// ```
    #[must_use]
    pub fn effective(
        &self,
        received: Date,
        change: Change,
        cut_off: CutOff,
        segment: Segment,
    ) -> Activation {
        let is_mandiri = matches!(segment, Segment::Pbpu | Segment::Bp);
        if is_mandiri && change == Change::Add {
            return Activation {
                date: received.saturating_add(self.mandiri_wait_days.clamp(0, 10_000).days()),
                reason: ActivationReason::MandiriWait,
            };
        }
        let is_city_registered = segment == Segment::PbpuPemda;
        if cut_off == CutOff::Prioritas && is_city_registered && self.is_same_day(change) {
            return Activation {
                date: received,
                reason: ActivationReason::SameDay,
            };
        }
        let in_time = i64::from(received.day()) <= self.cutoff_day;
        let month = Month::of(received).plus(if in_time { 1 } else { 2 });
        Activation {
            date: month.first_day(),
            reason: if in_time {
                ActivationReason::ByCutOff
            } else {
                ActivationReason::AfterCutOff
            },
        }
    }

    /// The last day on which a change must be received to take effect by the 1st of `month`.
    #[must_use]
    pub fn last_day_for(&self, month: Month) -> Date {
        let before = month.plus(-1);
        let last = before.last_day();
        let day = self.cutoff_day.clamp(1, i64::from(last.day()));
        before.first_day().saturating_add((day - 1).days())
    }

    fn is_same_day(&self, change: Change) -> bool {
        match change {
            Change::Add => self.same_day_add,
            Change::Remove => self.same_day_remove,
            Change::Change => self.same_day_change,
        }
    }
}
