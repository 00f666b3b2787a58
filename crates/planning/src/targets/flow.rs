//! Monthly flows, estimated from the months that were delivered.

use semesta_domain::Ratio;

use crate::allocation::Indicator;

/// What changes the counts from month to month by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlowKind {
    /// Births: one more resident, not covered until registered.
    Births,
    /// Deaths: one resident less.
    Deaths,
    /// Moves into the city.
    MovesIn,
    /// Moves out of the city.
    MovesOut,
    /// Workers laid off: registered still, active no longer.
    JobLosses,
    /// Memberships dropped by the state: registered still, active no longer.
    Purges,
    /// Registrations and reactivations that happen without this plan's money.
    Joins,
}

impl FlowKind {
    /// Every flow.
    pub const ALL: [Self; 7] = [
        Self::Births,
        Self::Deaths,
        Self::MovesIn,
        Self::MovesOut,
        Self::JobLosses,
        Self::Purges,
        Self::Joins,
    ];

    /// The code in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Births => "births",
            Self::Deaths => "deaths",
            Self::MovesIn => "moves_in",
            Self::MovesOut => "moves_out",
            Self::JobLosses => "job_losses",
            Self::Purges => "purges",
            Self::Joins => "joins",
        }
    }

    /// The flow of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What one event changes in the population.
    fn population(self) -> f64 {
        match self {
            Self::Births | Self::MovesIn => 1.0,
            Self::Deaths | Self::MovesOut => -1.0,
            Self::JobLosses | Self::Purges | Self::Joins => 0.0,
        }
    }

    /// What one event changes in the covered; `share` of people are covered.
    fn covered(self, indicator: Indicator, share: f64) -> f64 {
        match self {
            Self::Births => 0.0,
            Self::MovesIn => share,
            Self::Deaths | Self::MovesOut => -share,
            Self::JobLosses | Self::Purges => match indicator {
                Indicator::Coverage => 0.0,
                Indicator::Activity => -1.0,
            },
            Self::Joins => 1.0,
        }
    }
}

/// One flow as it was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// What flows.
    pub kind: FlowKind,
    /// Events in each observed month; a month without any is a zero, not a gap.
    pub observed: Vec<i64>,
    /// The share of these people that is covered (for births: at once); none
    /// takes the city's own share, and for births nobody.
    pub covered: Option<Ratio>,
}

impl Flow {
    /// The effect of one event on (population, covered).
    pub(super) fn effect(&self, indicator: Indicator, city_share: f64) -> (f64, f64) {
        let given = self.covered.filter(|ratio| ratio.denominator > 0);
        let given = given.map(|ratio| ratio.numerator as f64 / ratio.denominator as f64);
        let covered = match (self.kind, given) {
            (FlowKind::Births, Some(share)) => share,
            (kind, share) => kind.covered(indicator, share.unwrap_or(city_share)),
        };
        (self.kind.population(), covered)
    }
}

/// A flow's mean and spread.
///
/// The mean is the average of the observed months. The spread of one month is
/// the greater of the sample variance and the mean itself: independent events
/// vary at least as much as a Poisson count, and clustered ones (a factory
/// closing, a purge) more. The variance of a sum of `h` future months adds the
/// error of the mean itself, `h² · variance / n`, so that few observed months
/// give a wide range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlowEstimate {
    /// The number of months observed.
    pub n_months: usize,
    /// Events a month.
    pub mean: f64,
    /// Variance of one month's events.
    pub variance: f64,
}

impl FlowEstimate {
    /// Estimates from observed months; all zero without any.
    ///
    /// ```
    /// use semesta_planning::FlowEstimate;
    /// let births = FlowEstimate::of(&[310, 290, 300]);
    /// assert_eq!(births.mean, 300.0);
    /// // The sample variance, 100, is less than a Poisson count's: 300 it is.
    /// assert_eq!(births.variance, 300.0);
    /// assert_eq!(births.variance_of_sum(3), 3.0 * 300.0 + 9.0 * 300.0 / 3.0);
    /// ```
    #[must_use]
    pub fn of(observed: &[i64]) -> Self {
        let n = observed.len();
        if n == 0 {
            return Self {
                n_months: 0,
                mean: 0.0,
                variance: 0.0,
            };
        }
        let mean = observed.iter().map(|&x| x as f64).sum::<f64>() / n as f64;
        let squares: f64 = observed.iter().map(|&x| (x as f64 - mean).powi(2)).sum();
        let sample = if n > 1 { squares / (n - 1) as f64 } else { 0.0 };
        Self {
            n_months: n,
            mean,
            variance: sample.max(mean.abs()),
        }
    }

    /// The variance of the sum of `n_future` months to come.
    #[must_use]
    pub fn variance_of_sum(&self, n_future: usize) -> f64 {
        if self.n_months == 0 {
            return 0.0;
        }
        let future = n_future as f64;
        self.variance * (future + future * future / self.n_months as f64)
    }
}

/// The standard normal quantile, to nine digits (Acklam's rational approximation).
///
/// ```
/// use semesta_planning::normal_quantile;
/// assert!((normal_quantile(0.9) - 1.281_551_566).abs() < 1e-8);
/// assert!((normal_quantile(0.001) + 3.090_232_306).abs() < 1e-8);
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    let horner = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    if p <= 0.0 {
        f64::NEG_INFINITY
    } else if p >= 1.0 {
        f64::INFINITY
    } else if p < 0.024_25 {
        let q = (-2.0 * p.ln()).sqrt();
        horner(&C, q) / horner(&D, q)
    } else if p > 1.0 - 0.024_25 {
        -normal_quantile(1.0 - p)
    } else {
        let q = p - 0.5;
        q * horner(&A, q * q) / horner(&B, q * q)
    }
}
