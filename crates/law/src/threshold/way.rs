//! The cheapest way to a threshold.

use semesta_domain::{Ratio, Rupiah};

use super::criterion::margin;
use super::{ActiveRatio, Answer, CityFigures, CriterionKind, Outcome, Threshold};

/// How many people a city lacks to the ratios of a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// Uncovered people to register, at least.
    pub register: i64,
    /// People to become active, at least; those newly registered are among them.
    pub activate: i64,
    /// Of these, those whom local government registers, at least.
    pub by_local_government: i64,
}

/// The fewest people with whom a city reaches a threshold, each at the city's
/// price: the uncovered it registers and the inactive members it takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheapestWay {
    /// Uncovered people to register; they are active at once.
    pub register: i64,
    /// Inactive members to take over; the city registers them, so they count for its share.
    pub reactivate: i64,
    /// Yes-or-no criteria that money for members does not settle: failing or not shown.
    pub remaining: Vec<CriterionKind>,
}

impl CheapestWay {
    /// How many people it takes.
    #[must_use]
    pub fn n_people(&self) -> i64 {
        self.register + self.reactivate
    }

    /// What they cost a month at a price a person.
    #[must_use]
    pub fn cost_month(&self, price: Rupiah) -> Rupiah {
        price * self.n_people()
    }
}

impl Threshold {
    /// The cheapest way for a city to meet the ratios of this threshold.
    ///
    /// As every person costs the city the same, it is the way with the fewest
    /// people; among equals the one that registers fewest and takes over most.
    /// `None` without a population, with counts that no city has, or where the share registered by local
    /// government decides and is not shown.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_law::{Answer, CityFigures, Law, Threshold, ThresholdId};
    /// let prioritas = Threshold::on(&Law::embedded(), ThresholdId::Prioritas, date(2025, 10, 1))
    ///     .unwrap()
    ///     .unwrap();
    /// let city = CityFigures {
    ///     population: 1_000,
    ///     registered: 970,
    ///     active: 770,
    ///     pemda_registered: None,
    ///     arrears: Answer::No,
    ///     prioritas: Answer::Unknown,
    /// };
    /// let way = prioritas.cheapest_way(&city).unwrap();
    /// assert_eq!((way.register, way.reactivate), (10, 20));
    /// ```
    #[must_use]
    pub fn cheapest_way(&self, figures: &CityFigures) -> Option<CheapestWay> {
        if figures.population <= 0 || !is_plausible(figures) {
            return None;
        }
        let mut rule = *self;
        if figures.pemda_registered.is_none() {
            if rule.pemda_share.is_some() {
                return None;
            }
            // What is not shown opens no alternative.
            rule.alternative_pemda_share = None;
            rule.alternative_active = None;
        }
        let (mut low, mut high) = (
            0,
            4 * figures.population.max(figures.registered).min(1 << 40),
        );
        if !rule.is_reached(figures, high) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if rule.is_reached(figures, middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let register = rule.n_registered_of(figures, low);
        Some(CheapestWay {
            register,
            reactivate: low - register,
            remaining: self.not_for_sale(figures),
        })
    }

    /// What the city lacks to the ratios, once for each way in which they can be met: by
    /// the active ratio or its alternative, with the share of local government or where
    /// that is waived.
    ///
    /// Empty where [`Self::cheapest_way`] is `None`, and where the active ratio is of
    /// those registered: there what is lacking hangs on who is registered.
    #[must_use]
    pub fn lacks(&self, figures: &CityFigures) -> Vec<Lack> {
        let is_of_population = self.active_ratio == ActiveRatio::OfPopulation;
        if figures.population <= 0 || !is_plausible(figures) || !is_of_population {
            return Vec::new();
        }
        let short = |required: Option<i64>, has: i64| {
            let ratio = Ratio {
                numerator: has,
                denominator: figures.population,
            };
            let of = |required| -margin(ratio, required);
            required.map_or(0, of).max(0)
        };
        let active = |required| short(required, figures.active);
        let share = |required| Some(short(required, figures.pemda_registered?));
        let mut by_active = vec![(active(self.active), 0)];
        if let Some(required) = self.alternative_pemda_share {
            let share = share(Some(required));
            by_active.extend(share.map(|share| (active(self.alternative_active), share)));
        }
        let mut by_share = Vec::new();
        if figures.pemda_registered.is_some() || self.pemda_share.is_none() {
            by_share.push((0, share(self.pemda_share).unwrap_or(0)));
            let waived = self.pemda_share.and(self.pemda_share_waived_at_active);
            by_share.extend(waived.map(|points| (active(Some(points)), 0)));
        }
        let register = short(self.coverage, figures.registered);
        let ways = by_active
            .iter()
            .flat_map(|one| by_share.iter().map(move |other| (one, other)));
        ways.map(|(one, other)| Lack {
            register,
            activate: one.0.max(other.0).max(register),
            by_local_government: one.1.max(other.1),
        })
        .collect()
    }

    /// Of `n_people`, how many must be newly registered: what coverage lacks,
    /// and what remains when no inactive member is left to take over.
    fn n_registered_of(&self, figures: &CityFigures, n_people: i64) -> i64 {
        let evaluation = self.evaluate(figures);
        let short_by = evaluation
            .criterion(CriterionKind::Coverage)
            .and_then(|criterion| criterion.short_by)
            .unwrap_or(0);
        let inactive = figures.registered.saturating_sub(figures.active).max(0);
        short_by.min(n_people).max(n_people - inactive)
    }

    fn is_reached(&self, figures: &CityFigures, n_people: i64) -> bool {
        let register = self.n_registered_of(figures, n_people);
        let after = CityFigures {
            registered: figures.registered + register,
            active: figures.active + n_people,
            pemda_registered: figures.pemda_registered.map(|n| n + n_people),
            arrears: Answer::No,
            prioritas: Answer::Yes,
            ..*figures
        };
        self.evaluate(&after).outcome == Outcome::Holds
    }

    fn not_for_sale(&self, figures: &CityFigures) -> Vec<CriterionKind> {
        self.evaluate(figures)
            .criteria
            .into_iter()
            .filter(|criterion| criterion.required.is_none() && criterion.outcome != Outcome::Holds)
            .map(|criterion| criterion.kind)
            .collect()
    }
}

/// Whether the counts are those of people: none negative, none beyond a trillion.
fn is_plausible(figures: &CityFigures) -> bool {
    let counts = [
        figures.population,
        figures.registered,
        figures.active,
        figures.pemda_registered.unwrap_or(0),
    ];
    counts
        .into_iter()
        .all(|count| (0..=1_000_000_000_000).contains(&count))
}
