//! Donors and the villages around them.

use semesta_law::RingDonor;

use crate::area::{AreaId, Areas};
use crate::input::{Donor, Inputs};

/// The donors of a run: those delivered, then those only a programme names.
#[derive(Debug, Default)]
pub struct Donors {
    list: Vec<Donor>,
    /// By area, the donor whose ring it lies in.
    rings: Vec<Option<RingDonor>>,
}

impl Donors {
    /// Orders the delivered donors by code and places their rings.
    #[must_use]
    pub(super) fn of(inputs: &Inputs, areas: &Areas) -> Self {
        let mut list: Vec<Donor> = inputs.donors.clone();
        list.sort();
        list.dedup_by(|a, b| a.code == b.code);
        let rings = (0..areas.len() as u16)
            .map(|area| ring(&list, areas, AreaId(area)))
            .collect();
        Self { list, rings }
    }

    /// The donor of a code, added if nobody delivered it.
    pub(super) fn index_of(&mut self, code: &str) -> u16 {
        let known = self.list.iter().position(|donor| donor.code == code);
        let at = known.unwrap_or_else(|| {
            self.list.push(Donor {
                code: code.to_owned(),
                ..Donor::default()
            });
            self.list.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// The donor in whose ring an area lies; a compliant one before others.
    pub(super) fn ring(&self, area: AreaId) -> Option<RingDonor> {
        self.rings.get(usize::from(area.0)).copied().flatten()
    }

    /// Their codes, by index.
    pub(super) fn codes(&self) -> Vec<String> {
        self.list.iter().map(|donor| donor.code.clone()).collect()
    }

    /// The donor at an index.
    #[must_use]
    pub fn get(&self, donor: u16) -> Option<&Donor> {
        self.list.get(usize::from(donor))
    }
}

fn ring(list: &[Donor], areas: &Areas, area: AreaId) -> Option<RingDonor> {
    let code = areas.code(area)?;
    let near = |donor: &Donor| {
        let mut regions = donor.regions.iter();
        regions.any(|region| {
            areas
                .current(*region)
                .is_some_and(|ring| ring.contains(code))
        })
    };
    list.iter()
        .enumerate()
        .filter(|(_, donor)| near(donor))
        .map(|(at, donor)| RingDonor {
            donor: at as u16,
            is_compliant: donor.is_compliant,
        })
        .min_by_key(|ring| (!ring.is_compliant, ring.donor))
}
