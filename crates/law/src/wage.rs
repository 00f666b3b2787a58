//! Contributions of wage workers (PPU).

use semesta_domain::{Month, Rupiah, Segment};

use crate::components::{Component, Components};
use crate::contribution::Class;
use crate::decimal::Decimal;
use crate::law::Law;
use crate::law_error::LawError;

/// A wage and the minimum wage of the city it is earned in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wage {
    /// The wage a month.
    pub amount: Decimal,
    /// The city's minimum wage (UMK), the floor; absent where none is known.
    pub minimum: Option<Decimal>,
}

/// The rates of wage workers in force on the 1st of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WageRates {
    /// Of `ppu_pn`.
    pub state: ShareRates,
    /// Of `ppu_bu`.
    pub firms: ShareRates,
    /// Of each further family member, paid by the worker.
    pub additional_family: Decimal,
    /// The highest wage that bears a contribution; none is known before 2016-04-01.
    pub ceiling: Option<Decimal>,
    /// The highest wage with a right to class II.
    pub class_wage: Decimal,
}

/// The two shares of a wage, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareRates {
    /// The employer's.
    pub employer: Decimal,
    /// The worker's.
    pub worker: Decimal,
}

/// A worker's contribution for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WageContribution {
    /// The wage that bears it, in whole rupiah.
    pub base: Rupiah,
    /// How the base came about.
    pub basis: WageBasis,
    /// The employer's share.
    pub employer: Rupiah,
    /// The worker's share.
    pub worker: Rupiah,
    /// The class the wage gives a right to.
    pub class: Class,
}

/// How the base of a wage contribution came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WageBasis {
    /// The wage itself.
    Wage,
    /// The city's minimum wage, which is higher.
    Minimum,
    /// The ceiling, which is lower.
    Ceiling,
}

impl WageBasis {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Wage => "wage",
            Self::Minimum => "umk",
            Self::Ceiling => "ceiling",
        }
    }
}

impl WageContribution {
    /// Both shares.
    #[must_use]
    pub fn components(&self) -> Components {
        Components::default()
            .with(Component::Employer, self.employer)
            .with(Component::Worker, self.worker)
    }
}

impl WageRates {
    /// Resolves the rates of a month.
    ///
    /// # Errors
    /// If the month lies before JKN, or a parameter is missing.
    pub fn of(law: &Law, month: Month) -> Result<Self, LawError> {
        let on = month.first_day();
        let shares = |id: &str| -> Result<ShareRates, LawError> {
            Ok(ShareRates {
                employer: law.field(id, "employer", on)?.unwrap_or_default(),
                worker: law.field(id, "worker", on)?.unwrap_or_default(),
            })
        };
        let ceiling = match law.get("contribution.ppu_wage_ceiling", on) {
            Ok(ceiling) => Some(ceiling),
            Err(LawError::NoValue { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            state: shares("contribution.ppu_pn")?,
            firms: shares("contribution.ppu_bu")?,
            additional_family: law.get("contribution.ppu_additional_family", on)?,
            ceiling,
            class_wage: law.get("contribution.ppu_class_wage", on)?,
        })
    }

    /// A worker's contribution: base between minimum wage and ceiling, rounded
    /// half up, each share of it rounded half up.
    ///
    /// ```
    /// use semesta_domain::{Month, Rupiah, Segment};
    /// use semesta_law::{Decimal, Law, Wage, WageRates};
    /// let law = Law::embedded();
    /// let rates = WageRates::of(&law, Month::new(2024, 1).unwrap()).unwrap();
    /// let wage = Wage { amount: Decimal::whole(15_000_000), minimum: None };
    /// let due = rates.contribution(Segment::PpuBu, wage);
    /// assert_eq!((due.employer, due.worker), (Rupiah(480_000), Rupiah(120_000)));
    /// ```
    #[must_use]
    pub fn contribution(&self, segment: Segment, wage: Wage) -> WageContribution {
        let shares = match segment {
            Segment::PpuPn => self.state,
            _ => self.firms,
        };
        let (base, basis) = self.base(wage);
        WageContribution {
            base,
            basis,
            employer: share(base, shares.employer),
            worker: share(base, shares.worker),
            class: self.class(wage.amount),
        }
    }

    /// What one further family member costs the worker.
    #[must_use]
    pub fn additional_family_member(&self, wage: Wage) -> Rupiah {
        share(self.base(wage).0, self.additional_family)
    }

    /// The class that a wage gives a right to.
    #[must_use]
    pub fn class(&self, wage: Decimal) -> Class {
        if wage <= self.class_wage {
            Class::II
        } else {
            Class::I
        }
    }

    fn base(&self, wage: Wage) -> (Rupiah, WageBasis) {
        let mut base = (wage.amount.max(Decimal::default()), WageBasis::Wage);
        if let Some(minimum) = wage.minimum.filter(|minimum| *minimum > base.0) {
            base = (minimum, WageBasis::Minimum);
        }
        if let Some(ceiling) = self.ceiling.filter(|ceiling| *ceiling < base.0) {
            base = (ceiling, WageBasis::Ceiling);
        }
        (base.0.rupiah_half_up(), base.1)
    }
}

/// A percentage of an amount, rounded half up to the rupiah.
pub(crate) fn share(amount: Rupiah, percent: Decimal) -> Rupiah {
    // A percentage holds ten-thousandths of a percent: a million to the whole.
    let (product, unit) = (
        i128::from(amount.0) * i128::from(percent.scaled()),
        1_000_000,
    );
    let rounded = (product * 2 + unit).div_euclid(unit * 2);
    Rupiah(i64::try_from(rounded).unwrap_or(i64::MAX))
}
