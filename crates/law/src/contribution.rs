//! Contributions a person and month, by segment and class.

use semesta_domain::{Lang, Month, Rupiah, Segment};

use crate::components::{Component, Components};
use crate::law::Law;
use crate::law_error::LawError;
use crate::wage::{Wage, WageRates};

/// The class of ward a membership gives a right to (kelas).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Kelas I.
    I,
    /// Kelas II.
    II,
    /// Kelas III.
    III,
}

impl Class {
    /// Reads a class as offices write it: `3`, `III`, `Kelas III`, `KELAS 3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.trim().to_uppercase();
        match upper
            .trim_start_matches("KELAS")
            .trim()
            .trim_start_matches('_')
        {
            "1" | "I" => Some(Self::I),
            "2" | "II" => Some(Self::II),
            "3" | "III" => Some(Self::III),
            _ => None,
        }
    }

    /// The class of a number, 1–3.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::I, Self::II, Self::III]
            .into_iter()
            .find(|class| class.number() == number)
    }

    /// The number, 1–3.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// Who registers a `pbpu_pemda` member, and so pays its contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Registrar {
    /// The city.
    #[default]
    City,
    /// The province, which then pays the assistance too.
    Province,
    /// A donor in the city's place; assistance stays with the governments.
    Donor,
}

/// Who bears the local assistance of 2,800: a setting of the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LocalAssistance {
    /// The city.
    #[default]
    City,
    /// The province.
    Province,
}

/// A dated rate of people who pay no share of a wage: the main part and the assistance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FlatRate {
    /// The contribution of whoever pays first: the registering government, or the member.
    pub contribution: Rupiah,
    /// The assistance of the city or the province.
    pub local_assistance: Rupiah,
    /// The assistance of the centre.
    pub centre: Rupiah,
}

/// All rates in force on the 1st of a month, resolved once.
///
/// ```
/// use semesta_domain::{Month, Rupiah};
/// use semesta_law::{ContributionRates, Law, LocalAssistance, Registrar};
/// let law = Law::embedded();
/// let rates = ContributionRates::of(&law, Month::new(2024, 3).unwrap()).unwrap();
/// let due = rates.pemda_due(Registrar::City, LocalAssistance::City);
/// assert_eq!(due.city(), Rupiah(37_800));
/// assert_eq!(due.total(), Rupiah(42_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContributionRates {
    /// The month whose 1st decides.
    pub month: Month,
    /// Of `pbi_jk`, all by the centre.
    pub pbi_jk: Rupiah,
    /// Of `pbpu_pemda`.
    pub pemda: FlatRate,
    /// Of `pbpu` and `bp`, class I to III.
    pub mandiri: [FlatRate; 3],
    /// Of `ppu_pn` and `ppu_bu`.
    pub wage: WageRates,
}

/// What decides a person's contribution for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContributionFacts {
    /// The segment.
    pub segment: Segment,
    /// The class, for `pbpu` and `bp`.
    pub class: Option<Class>,
    /// The wage, for `ppu_pn` and `ppu_bu`.
    pub wage: Option<Wage>,
    /// Who registered the member, for `pbpu_pemda`.
    pub registrar: Registrar,
    /// Who bears the local assistance.
    pub local_assistance: LocalAssistance,
}

/// Why a contribution could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContributionError {
    /// A self-paying member's class is missing.
    #[error("segment `{0}` needs a class: expected 1, 2 or 3")]
    ClassNeeded(Segment),
    /// A wage worker's wage is missing.
    #[error("segment `{0}` needs a wage")]
    WageNeeded(Segment),
}

impl ContributionError {
    /// The error in words for users.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::ClassNeeded(segment), Lang::Id) => {
                format!("segmen `{segment}` memerlukan kelas: 1, 2, atau 3")
            }
            (Self::WageNeeded(segment), Lang::Id) => {
                format!("segmen `{segment}` memerlukan upah")
            }
        }
    }
}

const PEMDA: &str = "contribution.pemda";
const PBI_JK: &str = "contribution.pbi_jk";
const MANDIRI: [&str; 3] = [
    "contribution.mandiri.class_1",
    "contribution.mandiri.class_2",
    "contribution.mandiri.class_3",
];

impl ContributionRates {
    /// Resolves the rates of a month.
    ///
    /// **Law:** what is in force on the 1st.
    ///
    /// # Errors
    /// If the month lies before JKN (January 2014), or a parameter is missing.
    pub fn of(law: &Law, month: Month) -> Result<Self, LawError> {
        let on = month.first_day();
        let mandiri = |id| flat(law, id, "self", month);
        Ok(Self {
            month,
            pbi_jk: law.get(&format!("{PBI_JK}.centre"), on)?,
            pemda: flat(law, PEMDA, "city", month)?,
            mandiri: [
                mandiri(MANDIRI[0])?,
                mandiri(MANDIRI[1])?,
                mandiri(MANDIRI[2])?,
            ],
            wage: WageRates::of(law, month)?,
        })
    }

    /// What is due for someone registered by local government (`pbpu_pemda`).
    #[must_use]
    pub fn pemda_due(&self, registrar: Registrar, assistance: LocalAssistance) -> Components {
        let rate = self.pemda;
        let (contribution, local) = match registrar {
            Registrar::City => (Component::CityContribution, assistance_by(assistance)),
            Registrar::Province => (
                Component::ProvinceContribution,
                Component::ProvinceAssistance,
            ),
            Registrar::Donor => (Component::Donor, assistance_by(assistance)),
        };
        Components::default()
            .with(contribution, rate.contribution)
            .with(local, rate.local_assistance)
            .with(Component::CentreAssistance, rate.centre)
    }

    /// What is due for a self-paying member (`pbpu`, `bp`).
    ///
    /// The assistance of class III is for active members.
    #[must_use]
    pub fn mandiri_due(&self, class: Class, assistance: LocalAssistance) -> Components {
        let rate = self.mandiri[class as usize];
        Components::default()
            .with(Component::Member, rate.contribution)
            .with(assistance_by(assistance), rate.local_assistance)
            .with(Component::CentreAssistance, rate.centre)
    }

    /// What is due for someone assisted by the centre (`pbi_jk`).
    #[must_use]
    pub fn pbi_due(&self) -> Components {
        Components::default().with(Component::CentreContribution, self.pbi_jk)
    }

    /// What is due for a person and month.
    ///
    /// For wage workers this is the worker's contribution, which covers the
    /// family within its limits: count it once a family.
    ///
    /// # Errors
    /// If the class of a self-paying member or the wage of a worker is missing.
    pub fn due(&self, facts: &ContributionFacts) -> Result<Components, ContributionError> {
        let segment = facts.segment;
        match segment {
            Segment::PbiJk => Ok(self.pbi_due()),
            Segment::PbpuPemda => Ok(self.pemda_due(facts.registrar, facts.local_assistance)),
            Segment::Pbpu | Segment::Bp => facts
                .class
                .map(|class| self.mandiri_due(class, facts.local_assistance))
                .ok_or(ContributionError::ClassNeeded(segment)),
            Segment::PpuPn | Segment::PpuBu => facts
                .wage
                .map(|wage| self.wage.contribution(segment, wage).components())
                .ok_or(ContributionError::WageNeeded(segment)),
        }
    }
}

/// The parameters that a contribution rests on, for [`Law::citations`].
#[must_use]
pub fn contribution_parameters(segment: Segment, class: Option<Class>) -> &'static [&'static str] {
    match (segment, class) {
        (Segment::PbiJk, _) => &[PBI_JK],
        (Segment::PbpuPemda, _) => &[PEMDA],
        (Segment::Pbpu | Segment::Bp, Some(class)) => {
            std::slice::from_ref(&MANDIRI[class as usize])
        }
        (Segment::Pbpu | Segment::Bp, None) => &MANDIRI,
        (Segment::PpuPn, _) => &["contribution.ppu_pn", "contribution.ppu_class_wage"],
        (Segment::PpuBu, _) => &["contribution.ppu_bu", "contribution.ppu_class_wage"],
    }
}

/// What a constant head count costs over months, each by the law of its 1st.
///
/// # Errors
/// If a month has no law, or the facts lack a class or wage (the inner result).
pub fn constant_headcount(
    law: &Law,
    facts: &ContributionFacts,
    n_people: i64,
    months: impl IntoIterator<Item = Month>,
) -> Result<Result<Components, ContributionError>, LawError> {
    let mut sum = Components::default();
    for month in months {
        match ContributionRates::of(law, month)?.due(facts) {
            Ok(due) => sum += due * n_people,
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(sum))
}

/// How many whole people a budget pays for over `n_months` at a monthly price.
///
/// ```
/// use semesta_domain::Rupiah;
/// // Bontang 2017: Rp 25 billion at 23,000 for a year.
/// assert_eq!(semesta_law::people_for_budget(Rupiah(25_000_000_000), Rupiah(23_000), 12), Some(90_579));
/// ```
#[must_use]
pub fn people_for_budget(budget: Rupiah, price_month: Rupiah, n_months: i64) -> Option<i64> {
    let price = (price_month * n_months).0;
    (price > 0).then(|| budget.0.max(0) / price)
}

fn assistance_by(assistance: LocalAssistance) -> Component {
    match assistance {
        LocalAssistance::City => Component::CityAssistance,
        LocalAssistance::Province => Component::ProvinceAssistance,
    }
}

fn flat(law: &Law, id: &str, main: &str, month: Month) -> Result<FlatRate, LawError> {
    let on = month.first_day();
    let part = |field| {
        law.field::<Rupiah>(id, field, on)
            .map(Option::unwrap_or_default)
    };
    Ok(FlatRate {
        contribution: part(main)?,
        local_assistance: part("city_assistance")?,
        centre: part("centre")?,
    })
}
