//! The rules of routes, resolved once for a day.

use jiff::civil::Date;
use semesta_domain::{Month, Segment};

use crate::activation::{ActivationRules, Change, CutOff};
use crate::arrears::ArrearsRules;
use crate::components::Components;
use crate::contribution::{Class, ContributionRates, LocalAssistance, Registrar};
use crate::decimal::Decimal;
use crate::family::FamilyLimits;
use crate::law::Law;
use crate::law_error::LawError;
use crate::layoff::{LayOffRules, NewbornRule};
use crate::wage::Wage;

/// What the city decides, beside the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RouteSettings {
    /// Whether the city has UHC Prioritas.
    pub cut_off: CutOff,
    /// Who bears the local assistance of 2,800.
    pub local_assistance: LocalAssistance,
    /// The city's minimum wage, the floor of wage contributions.
    pub minimum_wage: Option<Decimal>,
}

/// The rules of routes in force on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteRules {
    /// The day.
    pub on: Date,
    /// The city's settings.
    pub settings: RouteSettings,
    /// Contributions of the day's month.
    pub rates: ContributionRates,
    /// Dates of changes.
    pub activation: ActivationRules,
    /// Newborns.
    pub newborn: NewbornRule,
    /// Families of wage workers.
    pub family: FamilyLimits,
    /// Lay-offs.
    pub lay_off: LayOffRules,
    /// Arrears and instalments.
    pub arrears: ArrearsRules,
    /// The highest decile for PBI JK.
    pub pbi_decile_max: i64,
    /// The highest decile that counts as poor for a donor.
    pub donor_decile_max: i64,
    /// Whether a donor's own workers must all be registered.
    pub donor_must_comply: bool,
}

impl RouteRules {
    /// Resolves the rules in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date, settings: RouteSettings) -> Result<Self, LawError> {
        Ok(Self {
            on,
            settings,
            rates: ContributionRates::of(law, Month::of(on))?,
            activation: ActivationRules::on(law, on)?,
            newborn: NewbornRule::on(law, on)?,
            family: FamilyLimits::on(law, on)?,
            lay_off: LayOffRules::on(law, on)?,
            arrears: ArrearsRules::on(law, on)?,
            pbi_decile_max: law.get("pbi.decile_max", on)?,
            donor_decile_max: law.get("donor.decile_max", on)?,
            donor_must_comply: law.get("donor.own_workers_registered", on)?,
        })
    }

    /// What someone registered by a government or donor costs a month.
    #[must_use]
    pub fn pemda_due(&self, registrar: Registrar) -> Components {
        self.rates
            .pemda_due(registrar, self.settings.local_assistance)
    }

    /// What a self-paying member costs a month, once active.
    #[must_use]
    pub fn mandiri_due(&self, class: Class) -> Components {
        self.rates
            .mandiri_due(class, self.settings.local_assistance)
    }

    /// What a worker costs a month; at the minimum wage where the wage is not
    /// known, and nothing computed where neither is.
    #[must_use]
    pub fn worker_due(&self, segment: Segment, wage: Option<Decimal>) -> Components {
        let minimum = self.settings.minimum_wage;
        wage.or(minimum).map_or_else(Components::default, |amount| {
            let wage = Wage { amount, minimum };
            self.rates.wage.contribution(segment, wage).components()
        })
    }

    /// When a registration by the city sent today takes effect.
    #[must_use]
    pub fn effective_if_sent_today(&self) -> Date {
        self.activation
            .effective(
                self.on,
                Change::Add,
                self.settings.cut_off,
                Segment::PbpuPemda,
            )
            .date
    }

    /// The last day for sending a registration that still takes effect then.
    #[must_use]
    pub fn send_by(&self) -> Date {
        match self.settings.cut_off {
            CutOff::Prioritas if self.activation.same_day_add => self.on,
            _ => self
                .activation
                .last_day_for(Month::of(self.effective_if_sent_today())),
        }
    }

    /// The last day for sending a registration that takes effect by the 1st of a month.
    #[must_use]
    pub fn send_by_for(&self, month: Month) -> Date {
        match self.settings.cut_off {
            CutOff::Prioritas if self.activation.same_day_add => month.first_day(),
            _ => self.activation.last_day_for(month),
        }
    }
}
