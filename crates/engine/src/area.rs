//! The areas of a region and the codes that lead to them.

use rustc_hash::FxHashMap;
use semesta_domain::{Gazetteer, RegionCode, RegionLevel};

/// Index of an area within a run; [`AreaId::NONE`] is `tanpa wilayah`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u16);

impl AreaId {
    /// In the region, but nothing says where.
    pub const NONE: Self = Self(0);
}

/// What an address says about the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the region.
    Inside(AreaId),
    /// In another region.
    Outside,
    /// Nothing is known.
    Unknown,
}

/// Every place in the region that an address names.
#[derive(Debug)]
pub struct Areas {
    region: RegionCode,
    gazetteer: Option<Gazetteer>,
    /// `None` first, then codes in order.
    codes: Vec<Option<RegionCode>>,
    by_code: FxHashMap<u64, Place>,
}

impl Areas {
    /// Lists the region's villages and what else `addresses` name in it.
    ///
    /// Former codes lead to today's areas. A village code in the region that the
    /// reference does not know is an area of its own: the office's word counts.
    pub fn new(region: RegionCode, addresses: impl Iterator<Item = u64>) -> Self {
        let gazetteer = Gazetteer::of(region);
        let mut today: FxHashMap<u64, RegionCode> = FxHashMap::default();
        let mut codes: Vec<RegionCode> = gazetteer.iter().flat_map(Gazetteer::villages).collect();
        for number in addresses {
            if number == 0 || today.contains_key(&number) {
                continue;
            }
            let Ok(code) = RegionCode::from_number(number) else {
                continue;
            };
            let current = gazetteer
                .as_ref()
                .and_then(|known| known.current(code))
                .unwrap_or(code);
            today.insert(number, current);
            if region.contains(current) {
                codes.push(current);
            }
        }
        codes.sort_unstable();
        codes.dedup();
        let codes: Vec<Option<RegionCode>> = std::iter::once(None)
            .chain(codes.into_iter().map(Some))
            .collect();
        let ids: FxHashMap<RegionCode, AreaId> = codes
            .iter()
            .enumerate()
            .filter_map(|(index, code)| {
                code.map(|code| (code, AreaId(u16::try_from(index).unwrap_or(0))))
            })
            .collect();
        let by_code = today
            .into_iter()
            .map(|(number, code)| {
                (
                    number,
                    ids.get(&code)
                        .map_or(Place::Outside, |id| Place::Inside(*id)),
                )
            })
            .collect();
        Self {
            region,
            gazetteer,
            codes,
            by_code,
        }
    }

    /// The region itself.
    #[must_use]
    pub fn region(&self) -> RegionCode {
        self.region
    }

    /// Where the address with this code lies; 0 is unknown.
    #[must_use]
    pub fn place(&self, number: u64) -> Place {
        self.by_code.get(&number).copied().unwrap_or(Place::Unknown)
    }

    /// Today's code of a region in or around the run's, `None` for 0 and what is no code.
    #[must_use]
    pub fn current(&self, number: u64) -> Option<RegionCode> {
        let code = RegionCode::from_number(number).ok()?;
        let known = self.gazetteer.as_ref();
        Some(known.and_then(|known| known.current(code)).unwrap_or(code))
    }

    /// Whether codes beginning like `code` were this region's, now or formerly.
    #[must_use]
    pub fn issues(&self, code: RegionCode) -> bool {
        let Some(regency) = code.parent(RegionLevel::Regency) else {
            return false;
        };
        self.region.contains(regency)
            || regency.contains(self.region)
            || self
                .gazetteer
                .as_ref()
                .is_some_and(|known| known.is_former_prefix(regency))
    }

    /// How many areas there are, `tanpa wilayah` included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none; never, for `tanpa wilayah` is one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The area's code at `level`; `None` where the address is not that exact.
    #[must_use]
    pub fn code_at(&self, id: AreaId, level: RegionLevel) -> Option<RegionCode> {
        self.codes
            .get(usize::from(id.0))
            .copied()
            .flatten()
            .and_then(|code| code.parent(level))
    }

    /// The area's code, as exact as the address is.
    #[must_use]
    pub fn code(&self, id: AreaId) -> Option<RegionCode> {
        self.codes.get(usize::from(id.0)).copied().flatten()
    }

    /// Every code at `level`, in order.
    #[must_use]
    pub fn codes_at(&self, level: RegionLevel) -> Vec<RegionCode> {
        let mut codes: Vec<RegionCode> = self
            .codes
            .iter()
            .flatten()
            .filter_map(|code| code.parent(level))
            .collect();
        codes.dedup();
        codes
    }

    /// The official name, or the code where the reference knows none.
    #[must_use]
    pub fn name(&self, code: RegionCode) -> String {
        self.gazetteer
            .as_ref()
            .and_then(|known| known.name(code))
            .map_or_else(|| code.to_string(), ToOwned::to_owned)
    }
}
