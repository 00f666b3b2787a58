//! A threshold in force on a day, and a city compared with it.

use jiff::civil::Date;
use semesta_domain::Ratio;

use super::criterion::{all, any};
use super::{ActiveRatio, Answer, CityFigures, Criterion, CriterionKind, Outcome, ThresholdId};
use crate::decimal::Decimal;
use crate::law::Law;
use crate::law_error::LawError;

/// A threshold in force on a day, resolved once; percentages in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Which one.
    pub id: ThresholdId,
    /// The active ratio it uses.
    pub active_ratio: ActiveRatio,
    /// Coverage at least.
    pub coverage: Option<i64>,
    /// Active at least.
    pub active: Option<i64>,
    /// Share registered by local government at least.
    pub pemda_share: Option<i64>,
    /// The active ratio at which that share is waived.
    pub pemda_share_waived_at_active: Option<i64>,
    /// In place of `active`: this share …
    pub alternative_pemda_share: Option<i64>,
    /// … with this active ratio.
    pub alternative_active: Option<i64>,
    /// UHC Prioritas needed.
    pub prioritas: bool,
    /// No arrears for city-paid members.
    pub no_arrears: bool,
    /// The request approved by BPJS.
    pub request_approved: bool,
}

/// How a city stands to a threshold, criterion by criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The threshold.
    pub threshold: Threshold,
    /// Each criterion, those of the alternative marked as such.
    pub criteria: Vec<Criterion>,
    /// All of them together.
    pub outcome: Outcome,
}

impl Threshold {
    /// Resolves a threshold; `None` if it is not in force on the day.
    ///
    /// # Errors
    /// If a parameter is missing or of another kind.
    pub fn on(law: &Law, id: ThresholdId, on: Date) -> Result<Option<Self>, LawError> {
        match law.in_force(id.parameter(), on) {
            Ok(_) => {}
            Err(LawError::NoValue { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
        let percent = |field| -> Result<Option<i64>, LawError> {
            let number: Option<Decimal> = law.field(id.parameter(), field, on)?;
            Ok(number.and_then(Decimal::basis_points))
        };
        let needed = |field| {
            law.field::<bool>(id.parameter(), field, on)
                .map(|flag| flag == Some(true))
        };
        Ok(Some(Self {
            id,
            active_ratio: ActiveRatio::on(law, on)?,
            coverage: percent("coverage")?,
            active: percent("active")?,
            pemda_share: percent("pemda_share")?,
            pemda_share_waived_at_active: percent("pemda_share_waived_at_active")?,
            alternative_pemda_share: percent("alternative_pemda_share")?,
            alternative_active: percent("alternative_active")?,
            prioritas: needed("prioritas")?,
            no_arrears: needed("no_arrears")?,
            request_approved: needed("request_approved")?,
        }))
    }

    /// Compares a city's figures with the threshold, as exact ratios.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_law::{Answer, CityFigures, CriterionKind, Law, Outcome, Threshold, ThresholdId};
    /// let prioritas = Threshold::on(&Law::embedded(), ThresholdId::Prioritas, date(2025, 10, 1))
    ///     .unwrap()
    ///     .unwrap();
    /// let pamekasan = CityFigures {
    ///     population: 10_000,
    ///     registered: 9_860,
    ///     active: 7_914,
    ///     pemda_registered: None,
    ///     arrears: Answer::Yes,
    ///     prioritas: Answer::Unknown,
    /// };
    /// let result = prioritas.evaluate(&pamekasan);
    /// assert_eq!(result.outcome, Outcome::Fails);
    /// let active = result.criterion(CriterionKind::Active).unwrap();
    /// assert_eq!((active.outcome, active.short_by), (Outcome::Fails, Some(86)));
    /// ```
    #[must_use]
    pub fn evaluate(&self, figures: &CityFigures) -> Evaluation {
        let coverage = Ratio {
            numerator: figures.registered,
            denominator: figures.population,
        };
        let active = self.active_ratio.of(figures);
        let share = figures.pemda_registered.map(|numerator| Ratio {
            numerator,
            denominator: figures.population,
        });
        let ratio = |kind, required: Option<i64>, actual| {
            required.map(|required| Criterion::ratio(kind, required, actual))
        };
        let main_share = ratio(CriterionKind::PemdaShare, self.pemda_share, share)
            .map(|criterion| self.waive(criterion, active));
        let mut main: Vec<Criterion> = [
            ratio(CriterionKind::Coverage, self.coverage, Some(coverage)),
            main_share,
        ]
        .into_iter()
        .flatten()
        .collect();
        main.extend(self.answers(figures));
        let by_active = ratio(CriterionKind::Active, self.active, Some(active));
        let alternative: Vec<Criterion> = [
            ratio(
                CriterionKind::AlternativePemdaShare,
                self.alternative_pemda_share,
                share,
            ),
            ratio(
                CriterionKind::AlternativeActive,
                self.alternative_active,
                Some(active),
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        let activity = match (&by_active, alternative.is_empty()) {
            (Some(criterion), true) => criterion.outcome,
            (Some(criterion), false) => any(criterion.outcome, all(&alternative)),
            (None, _) => Outcome::Holds,
        };
        let outcome = all(&main).and(activity);
        let at = usize::from(self.coverage.is_some()).min(main.len());
        main.splice(at..at, by_active.into_iter().chain(alternative));
        Evaluation {
            threshold: *self,
            criteria: main,
            outcome,
        }
    }

    fn waive(&self, criterion: Criterion, active: Ratio) -> Criterion {
        let waived = self.pemda_share_waived_at_active.is_some_and(|points| {
            active
                .cmp_basis_points(points)
                .is_some_and(std::cmp::Ordering::is_ge)
        });
        if waived {
            criterion.waived()
        } else {
            criterion
        }
    }

    fn answers(&self, figures: &CityFigures) -> Vec<Criterion> {
        let arrears = match figures.arrears {
            Answer::Yes => Outcome::Fails,
            Answer::No => Outcome::Holds,
            Answer::Unknown => Outcome::NotShown,
        };
        let prioritas = match figures.prioritas {
            Answer::Yes => Outcome::Holds,
            Answer::No => Outcome::Fails,
            Answer::Unknown => Outcome::NotShown,
        };
        // Having no Prioritas yet does not say that BPJS refused the request.
        let approved = match figures.prioritas {
            Answer::Yes => Outcome::Holds,
            Answer::No | Answer::Unknown => Outcome::NotShown,
        };
        [
            (self.no_arrears, CriterionKind::NoArrears, arrears),
            (self.prioritas, CriterionKind::Prioritas, prioritas),
            (
                self.request_approved,
                CriterionKind::RequestApproved,
                approved,
            ),
        ]
        .into_iter()
        .filter(|(needed, _, _)| *needed)
        .map(|(_, kind, outcome)| Criterion::answer(kind, outcome))
        .collect()
    }
}

impl Evaluation {
    /// The criterion of a kind, if the threshold has it.
    #[must_use]
    pub fn criterion(&self, kind: CriterionKind) -> Option<&Criterion> {
        self.criteria
            .iter()
            .find(|criterion| criterion.kind == kind)
    }

    /// How a criterion's ratio is formed; `None` for a yes-or-no criterion.
    #[must_use]
    pub fn formula(&self, criterion: &Criterion) -> Option<&'static str> {
        match criterion.kind {
            CriterionKind::Coverage => Some("registered / population"),
            CriterionKind::Active | CriterionKind::AlternativeActive => {
                Some(match self.threshold.active_ratio {
                    ActiveRatio::OfPopulation => "active / population",
                    ActiveRatio::OfRegistered => "active / registered",
                })
            }
            CriterionKind::PemdaShare | CriterionKind::AlternativePemdaShare => {
                Some("registered by local government / population")
            }
            CriterionKind::NoArrears
            | CriterionKind::Prioritas
            | CriterionKind::RequestApproved => None,
        }
    }

    /// The criteria that fail.
    pub fn failing(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria
            .iter()
            .filter(|criterion| criterion.outcome == Outcome::Fails)
    }
}
