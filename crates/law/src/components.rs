//! What a contribution is made of, and who pays each part.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Index, Mul, Sub};

use semesta_domain::{Lang, Payer, Rupiah};

/// A part of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Component {
    /// The city's contribution (iuran kota).
    CityContribution,
    /// The city's assistance (bantuan iuran kota).
    CityAssistance,
    /// The province's contribution, for people it registers.
    ProvinceContribution,
    /// The province's assistance, where it bears the city's 2,800 or for people it registers.
    ProvinceAssistance,
    /// The centre's contribution, for PBI Jaminan Kesehatan.
    CentreContribution,
    /// The centre's assistance (bantuan iuran pusat).
    CentreAssistance,
    /// The employer's share of the wage.
    Employer,
    /// The worker's share of the wage.
    Worker,
    /// The member's own payment.
    Member,
    /// A donor's contribution.
    Donor,
}

impl Component {
    /// Every component, in the order it is shown.
    pub const ALL: [Self; 10] = [
        Self::CityContribution,
        Self::CityAssistance,
        Self::ProvinceContribution,
        Self::ProvinceAssistance,
        Self::CentreContribution,
        Self::CentreAssistance,
        Self::Employer,
        Self::Worker,
        Self::Member,
        Self::Donor,
    ];

    /// The code in files and JSON, after the columns of the monthly bill.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::CityContribution => "iuran_kota",
            Self::CityAssistance => "bantuan_kota",
            Self::ProvinceContribution => "iuran_provinsi",
            Self::ProvinceAssistance => "bantuan_provinsi",
            Self::CentreContribution => "iuran_pusat",
            Self::CentreAssistance => "bantuan_pusat",
            Self::Employer => "iuran_pemberi_kerja",
            Self::Worker => "iuran_pekerja",
            Self::Member => "iuran_peserta",
            Self::Donor => "iuran_donatur",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::CityContribution => ("Iuran kota", "City's contribution"),
            Self::CityAssistance => ("Bantuan iuran kota", "City's assistance"),
            Self::ProvinceContribution => ("Iuran provinsi", "Province's contribution"),
            Self::ProvinceAssistance => ("Bantuan iuran provinsi", "Province's assistance"),
            Self::CentreContribution => ("Iuran pusat (PBI)", "Centre's contribution (PBI)"),
            Self::CentreAssistance => ("Bantuan iuran pusat", "Centre's assistance"),
            Self::Employer => ("Bagian pemberi kerja", "Employer's share"),
            Self::Worker => ("Bagian pekerja", "Worker's share"),
            Self::Member => ("Dibayar peserta", "Paid by the member"),
            Self::Donor => ("Dibayar donatur", "Paid by the donor"),
        };
        lang.pick(id, en)
    }

    /// Who pays it; `None` for a donor, whose code this does not know.
    #[must_use]
    pub fn payer(self) -> Option<Payer> {
        match self {
            Self::CityContribution | Self::CityAssistance => Some(Payer::City),
            Self::ProvinceContribution | Self::ProvinceAssistance => Some(Payer::Province),
            Self::CentreContribution | Self::CentreAssistance => Some(Payer::Centre),
            Self::Employer => Some(Payer::Employer),
            Self::Worker => Some(Payer::Worker),
            Self::Member => Some(Payer::Self_),
            Self::Donor => None,
        }
    }

    /// The payer's code in files; `donatur` for a donor not named.
    #[must_use]
    pub fn payer_code(self) -> &'static str {
        match self {
            Self::CityContribution | Self::CityAssistance => "kota",
            Self::ProvinceContribution | Self::ProvinceAssistance => "provinsi",
            Self::CentreContribution | Self::CentreAssistance => "pusat",
            Self::Employer => "pemberi_kerja",
            Self::Worker => "pekerja",
            Self::Member => "sendiri",
            Self::Donor => "donatur",
        }
    }
}

/// A contribution by component; the total is their sum.
///
/// ```
/// use semesta_domain::Rupiah;
/// use semesta_law::{Component, Components};
/// let due = Components::default()
///     .with(Component::CityContribution, Rupiah(35_000))
///     .with(Component::CityAssistance, Rupiah(2_800))
///     .with(Component::CentreAssistance, Rupiah(4_200));
/// assert_eq!(due.city(), Rupiah(37_800));
/// assert_eq!((due * 529).city(), Rupiah(19_996_200));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Components([Rupiah; Component::ALL.len()]);

impl Components {
    /// The same with one component set.
    #[must_use]
    pub fn with(mut self, component: Component, amount: Rupiah) -> Self {
        self.0[component as usize] = amount;
        self
    }

    /// Everything together.
    #[must_use]
    pub fn total(self) -> Rupiah {
        self.0.into_iter().sum()
    }

    /// What the city pays: contribution and assistance.
    #[must_use]
    pub fn city(self) -> Rupiah {
        self[Component::CityContribution] + self[Component::CityAssistance]
    }

    /// What the province pays: contribution and assistance.
    #[must_use]
    pub fn province(self) -> Rupiah {
        self[Component::ProvinceContribution] + self[Component::ProvinceAssistance]
    }

    /// What the centre pays: contribution and assistance.
    #[must_use]
    pub fn centre(self) -> Rupiah {
        self[Component::CentreContribution] + self[Component::CentreAssistance]
    }

    /// The components that are not zero, in the order they are shown.
    pub fn parts(self) -> impl Iterator<Item = (Component, Rupiah)> {
        Component::ALL
            .into_iter()
            .zip(self.0)
            .filter(|(_, amount)| *amount != Rupiah::ZERO)
    }

    /// The amounts by payer's code, in the order they are shown.
    #[must_use]
    pub fn by_payer(self) -> Vec<(&'static str, Rupiah)> {
        let mut sums: Vec<(&'static str, Rupiah)> = Vec::new();
        for (component, amount) in self.parts() {
            let code = component.payer_code();
            match sums.iter_mut().find(|(payer, _)| *payer == code) {
                Some((_, sum)) => *sum += amount,
                None => sums.push((code, amount)),
            }
        }
        sums
    }
}

impl Index<Component> for Components {
    type Output = Rupiah;
    fn index(&self, component: Component) -> &Rupiah {
        &self.0[component as usize]
    }
}

impl Add for Components {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Components {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

impl Sub for Components {
    type Output = Self;
    fn sub(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine -= theirs;
        }
        self
    }
}

impl Mul<i64> for Components {
    type Output = Self;
    fn mul(mut self, factor: i64) -> Self {
        for amount in &mut self.0 {
            *amount = *amount * factor;
        }
        self
    }
}

impl Sum for Components {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}
