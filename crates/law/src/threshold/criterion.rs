//! One criterion of a threshold.

use semesta_domain::{Lang, Ratio};

/// What a criterion asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CriterionKind {
    /// Registered over population.
    Coverage,
    /// The active ratio.
    Active,
    /// Registered by local government over population.
    PemdaShare,
    /// In place of the active ratio: a higher share …
    AlternativePemdaShare,
    /// … with a lower active ratio.
    AlternativeActive,
    /// No arrears for city-paid members.
    NoArrears,
    /// UHC Prioritas.
    Prioritas,
    /// The request approved by BPJS.
    RequestApproved,
}

impl CriterionKind {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Active => "active",
            Self::PemdaShare => "pemda_share",
            Self::AlternativePemdaShare => "alternative_pemda_share",
            Self::AlternativeActive => "alternative_active",
            Self::NoArrears => "no_arrears",
            Self::Prioritas => "prioritas",
            Self::RequestApproved => "request_approved",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::Coverage => ("Cakupan", "Coverage"),
            Self::Active => ("Keaktifan", "Active"),
            Self::PemdaShare => ("Porsi didaftarkan Pemda", "Registered by local government"),
            Self::AlternativePemdaShare => ("atau: porsi Pemda", "or: local government's share"),
            Self::AlternativeActive => ("dengan keaktifan", "with active"),
            Self::NoArrears => ("Tanpa tunggakan iuran Pemda", "No arrears"),
            Self::Prioritas => ("UHC Prioritas", "UHC Prioritas"),
            Self::RequestApproved => ("Permohonan disetujui BPJS", "Request approved by BPJS"),
        };
        lang.pick(id, en)
    }

    /// Whether it belongs to the alternative to the active ratio.
    #[must_use]
    pub fn is_alternative(self) -> bool {
        matches!(self, Self::AlternativePemdaShare | Self::AlternativeActive)
    }
}

/// Whether a criterion, or a threshold, is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Met.
    Holds,
    /// Not met.
    Fails,
    /// What decides it was not shown.
    NotShown,
}

impl Outcome {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NotShown => "not_shown",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Holds => lang.pick("terpenuhi", "holds"),
            Self::Fails => lang.pick("tidak terpenuhi", "fails"),
            Self::NotShown => lang.pick("tidak ditunjukkan", "not shown"),
        }
    }

    /// Both: fails if one fails, not shown if one is not shown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::NotShown, _) | (_, Self::NotShown) => Self::NotShown,
            (Self::Holds, Self::Holds) => Self::Holds,
        }
    }
}

/// Either: holds if one holds, not shown if one is not shown.
pub(super) fn any(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (Outcome::Holds, _) | (_, Outcome::Holds) => Outcome::Holds,
        (Outcome::NotShown, _) | (_, Outcome::NotShown) => Outcome::NotShown,
        (Outcome::Fails, Outcome::Fails) => Outcome::Fails,
    }
}

/// All of them.
pub(super) fn all(criteria: &[Criterion]) -> Outcome {
    criteria
        .iter()
        .fold(Outcome::Holds, |sum, criterion| sum.and(criterion.outcome))
}

/// A criterion and how the city stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Criterion {
    /// What it asks for.
    pub kind: CriterionKind,
    /// The ratio asked for, in hundredths of a percent.
    pub required: Option<i64>,
    /// The city's ratio, exact.
    pub actual: Option<Ratio>,
    /// Whether it is met.
    pub outcome: Outcome,
    /// How many people are missing, where it fails by a ratio.
    pub short_by: Option<i64>,
    /// How many people could be lost, where it holds by a ratio.
    pub spare: Option<i64>,
    /// Whether another criterion makes it unnecessary.
    pub is_waived: bool,
}

impl Criterion {
    /// Compares an exact ratio with what is asked for.
    pub(super) fn ratio(kind: CriterionKind, required: i64, actual: Option<Ratio>) -> Self {
        let actual = actual.filter(|ratio| ratio.denominator > 0);
        let margin = actual.map(|ratio| margin(ratio, required));
        Self {
            kind,
            required: Some(required),
            actual,
            outcome: match margin {
                Some(margin) if margin >= 0 => Outcome::Holds,
                Some(_) => Outcome::Fails,
                None => Outcome::NotShown,
            },
            short_by: margin.filter(|margin| *margin < 0).map(|margin| -margin),
            spare: margin.filter(|margin| *margin >= 0),
            is_waived: false,
        }
    }

    /// A yes-or-no criterion.
    pub(super) fn answer(kind: CriterionKind, outcome: Outcome) -> Self {
        Self {
            kind,
            required: None,
            actual: None,
            outcome,
            short_by: None,
            spare: None,
            is_waived: false,
        }
    }

    /// The same, made unnecessary.
    pub(super) fn waived(self) -> Self {
        Self {
            outcome: Outcome::Holds,
            short_by: None,
            is_waived: true,
            ..self
        }
    }
}

/// How many people the numerator has beyond the least that reaches a ratio,
/// given in hundredths of a percent; negative if it falls short.
pub(super) fn margin(ratio: Ratio, required: i64) -> i64 {
    let product = i128::from(ratio.denominator) * i128::from(required);
    let needed = (product + 9_999).div_euclid(10_000);
    let margin = i128::from(ratio.numerator) - needed;
    margin.clamp(i128::from(-i64::MAX), i128::from(i64::MAX)) as i64
}
