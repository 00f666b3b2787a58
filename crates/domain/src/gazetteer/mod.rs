//! The region codes of today and of before.

mod key;
mod table;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;

use crate::{RegionCode, RegionLevel};
use key::place_key;
use table::Row;

/// Tells whether a region has this code today.
///
/// ```
/// use semesta_domain::region_exists;
/// assert!(region_exists("65.71.01.1001".parse().unwrap()));
/// assert!(!region_exists("64.73".parse().unwrap()));
/// ```
#[must_use]
pub fn region_exists(code: RegionCode) -> bool {
    table::name_of(code).is_some()
}

/// The name of the region that has this code today.
///
/// ```
/// use semesta_domain::region_name;
/// assert_eq!(region_name("6571".parse().unwrap()), Some("Kota Tarakan"));
/// ```
#[must_use]
pub fn region_name(code: RegionCode) -> Option<&'static str> {
    table::name_of(code)
}

/// The districts and villages of one city or regency, and the codes they had.
///
/// **Law:** Kepmendagri 300.2.2-2430/2025 (codes of today); earlier editions
/// 2015–2022 for the former ones.
///
/// ```
/// use semesta_domain::Gazetteer;
/// let tarakan = Gazetteer::of("65.71".parse().unwrap()).unwrap();
/// assert_eq!(tarakan.name("6571011001".parse().unwrap()), Some("Karang Anyar"));
/// assert_eq!(tarakan.villages().count(), 20);
/// let before_2012 = "64.73.01.1001".parse().unwrap();
/// assert_eq!(tarakan.current(before_2012).unwrap().to_string(), "65.71.01.1001");
/// assert!(tarakan.is_former_prefix("64.73".parse().unwrap()));
/// ```
#[derive(Debug, Clone)]
pub struct Gazetteer {
    regency: RegionCode,
    /// The regency and all in it, in the order of their codes.
    places: Vec<Row>,
    /// Codes of this regency as a whole before today's.
    former_regencies: Vec<RegionCode>,
    /// Former codes of the regency, its districts and villages.
    former: FxHashMap<RegionCode, RegionCode>,
    by_name: FxHashMap<String, Vec<RegionCode>>,
}

impl Gazetteer {
    /// The gazetteer of a city or regency; `None` if no such code exists today
    /// or `regency` is a province.
    #[must_use]
    pub fn of(regency: RegionCode) -> Option<Self> {
        let regency = regency.parent(RegionLevel::Regency)?;
        let places: Vec<Row> = table::regions_in(regency).collect();
        let own_name = places.first().filter(|(code, _)| *code == regency)?.1;
        let mut by_name: FxHashMap<String, Vec<RegionCode>> = FxHashMap::default();
        for (code, name) in &places {
            by_name.entry(place_key(name)).or_default().push(*code);
        }
        let mut gazetteer = Self {
            regency,
            places,
            former_regencies: former_regencies(regency, own_name),
            former: FxHashMap::default(),
            by_name,
        };
        gazetteer.collect_former();
        Some(gazetteer)
    }

    /// The regency's own code.
    #[must_use]
    pub fn regency(&self) -> RegionCode {
        self.regency
    }

    /// Today's name of the regency, a district or a village of it.
    #[must_use]
    pub fn name(&self, code: RegionCode) -> Option<&'static str> {
        let at = self.places.binary_search_by_key(&code, |row| row.0).ok()?;
        Some(self.places[at].1)
    }

    /// The districts (kecamatan), in the order of their codes.
    pub fn districts(&self) -> impl Iterator<Item = RegionCode> + '_ {
        self.level(RegionLevel::District)
    }

    /// The villages (kelurahan, desa), in the order of their codes.
    pub fn villages(&self) -> impl Iterator<Item = RegionCode> + '_ {
        self.level(RegionLevel::Village)
    }

    fn level(&self, level: RegionLevel) -> impl Iterator<Item = RegionCode> + '_ {
        self.places
            .iter()
            .map(|row| row.0)
            .filter(move |code| code.level() == level)
    }

    /// Today's code of a region of this regency: itself if current, its
    /// successor if it is a former code, `None` for all others.
    #[must_use]
    pub fn current(&self, code: RegionCode) -> Option<RegionCode> {
        if self.name(code).is_some() {
            return Some(code);
        }
        self.former.get(&code).copied()
    }

    /// Whether a code was this regency's before today's, so that a NIK issued
    /// under it was not issued elsewhere. Deeper codes are cut to the regency.
    #[must_use]
    pub fn is_former_prefix(&self, code: RegionCode) -> bool {
        code.parent(RegionLevel::Regency)
            .is_some_and(|regency| self.former_regencies.contains(&regency))
    }

    /// The village of this name; `None` if there is none, or several and
    /// `district` does not decide. Knows `Kel. Karang Anyar`, `KAMPUNG 4`.
    ///
    /// ```
    /// use semesta_domain::Gazetteer;
    /// let tarakan = Gazetteer::of("65.71".parse().unwrap()).unwrap();
    /// let village = tarakan.village_by_name("KEL. KAMPUNG 4", None).unwrap();
    /// assert_eq!(village.to_string(), "65.71.03.1003");
    /// ```
    #[must_use]
    pub fn village_by_name(&self, name: &str, district: Option<RegionCode>) -> Option<RegionCode> {
        self.by_name(name, RegionLevel::Village, district)
    }

    /// The district of this name.
    #[must_use]
    pub fn district_by_name(&self, name: &str) -> Option<RegionCode> {
        self.by_name(name, RegionLevel::District, None)
    }

    fn by_name(
        &self,
        name: &str,
        level: RegionLevel,
        within: Option<RegionCode>,
    ) -> Option<RegionCode> {
        let all = self.by_name.get(&place_key(name))?;
        let of_level = || all.iter().copied().filter(|code| code.level() == level);
        let only = |mut codes: Box<dyn Iterator<Item = RegionCode> + '_>| {
            let first = codes.next()?;
            codes.next().is_none().then_some(first)
        };
        let near = within.and_then(|within| {
            only(Box::new(
                of_level().filter(move |code| within.contains(*code)),
            ))
        });
        near.or_else(|| only(Box::new(of_level())))
    }

    fn collect_former(&mut self) {
        for former in &self.former_regencies {
            self.former.insert(*former, self.regency);
        }
        for former in former_codes(self.regency) {
            let old = |row: &Row| Some((renumbered(row.0, former)?, row.0));
            self.former.extend(self.places.iter().filter_map(old));
        }
        // Districts sort before their villages, so a village finds its
        // district's successor.
        let regencies = self.former_regencies.iter().chain([&self.regency]);
        let rows: Vec<Row> = regencies.flat_map(|code| table::former_in(*code)).collect();
        for (code, name) in rows {
            if self.current(code).is_some() {
                continue;
            }
            let district = code
                .parent(RegionLevel::District)
                .and_then(|district| self.current(district));
            if let Some(successor) = self.by_name(name, code.level(), district) {
                self.former.insert(code, successor);
            }
        }
    }
}

/// The codes that a regency had: renumbered as a whole, or under the same name
/// in an earlier edition.
fn former_regencies(regency: RegionCode, own_name: &str) -> Vec<RegionCode> {
    let own_key = place_key(own_name);
    let is_city = regency.is_city();
    let same_name = table::all_former().filter(|(code, name)| {
        code.level() == RegionLevel::Regency
            && *code != regency
            && code.is_city() == is_city
            && !region_exists(*code)
            && place_key(name) == own_key
    });
    let mut codes: Vec<RegionCode> = former_codes(regency)
        .chain(same_name.map(|(code, _)| code))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The codes from which a regency was renumbered as a whole.
fn former_codes(regency: RegionCode) -> impl Iterator<Item = RegionCode> {
    table::aliases()
        .filter(move |(_, current)| *current == regency)
        .map(|(former, _)| former)
}

/// The code that a place had when its regency was `former`, its suffix unchanged.
fn renumbered(code: RegionCode, former: RegionCode) -> Option<RegionCode> {
    let n_digits = code
        .level()
        .n_digits()
        .checked_sub(RegionLevel::Regency.n_digits())?;
    let scale = 10_u64.pow(n_digits as u32);
    RegionCode::from_number(former.compact_number() * scale + code.compact_number() % scale).ok()
}
