//! The three indicators, official and verified, by area and segment.

use rustc_hash::FxHashMap;
use semesta_domain::{Lang, Ratio, RegionCode, RegionLevel, Segment, Standing};

use crate::area::{AreaId, Place};
use crate::compute::Outcome;
use crate::input::Roll;

/// The three indicators; a percentage is nothing without its formula (DOMAIN §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// Registered, active or not, over population (cakupan).
    Coverage,
    /// Active over population (keaktifan terhadap penduduk).
    ActiveOfPopulation,
    /// Active over registered (keaktifan terhadap peserta).
    ActiveOfRegistered,
}

impl Indicator {
    /// All three.
    pub const ALL: [Self; 3] = [
        Self::Coverage,
        Self::ActiveOfPopulation,
        Self::ActiveOfRegistered,
    ];

    /// The id in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::ActiveOfPopulation => "active_of_population",
            Self::ActiveOfRegistered => "active_of_registered",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Coverage => lang.pick("Cakupan", "Coverage"),
            Self::ActiveOfPopulation => lang.pick("Aktif / penduduk", "Active / population"),
            Self::ActiveOfRegistered => lang.pick("Aktif / peserta", "Active / registered"),
        }
    }

    /// The formula, in the terms of `basis`.
    #[must_use]
    pub fn formula(self, basis: Basis) -> &'static str {
        match (self, basis) {
            (Self::Coverage, Basis::Official) => "roll records / DKB population",
            (Self::ActiveOfPopulation, Basis::Official) => "active roll records / DKB population",
            (Self::ActiveOfRegistered, Basis::Official) => "active roll records / roll records",
            (Self::Coverage, Basis::Verified) => {
                "living residents with a membership / living residents"
            }
            (Self::ActiveOfPopulation, Basis::Verified) => {
                "living residents with an active membership / living residents"
            }
            (Self::ActiveOfRegistered, Basis::Verified) => {
                "living residents with an active membership / living residents with a membership"
            }
        }
    }

    pub(super) fn ratio(self, population: i64, counts: Counts) -> Ratio {
        let (numerator, denominator) = match self {
            Self::Coverage => (counts.registered, population),
            Self::ActiveOfPopulation => (counts.active, population),
            Self::ActiveOfRegistered => (counts.active, counts.registered),
        };
        Ratio {
            numerator,
            denominator,
        }
    }
}

/// How people are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Records in the roll over the half-year's population, as BPJS reports.
    Official,
    /// Distinct living residents with a membership linked to them.
    Verified,
}

impl Basis {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Official, Self::Verified];

    /// The id in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Verified => "verified",
        }
    }
}

/// How large an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The whole region.
    City,
    /// Kecamatan.
    District,
    /// Kelurahan.
    Village,
}

impl Level {
    /// All, from large to small.
    pub const ALL: [Self; 3] = [Self::City, Self::District, Self::Village];

    /// The id in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Village => "village",
        }
    }

    fn region_level(self) -> RegionLevel {
        match self {
            Self::City => RegionLevel::Regency,
            Self::District => RegionLevel::District,
            Self::Village => RegionLevel::Village,
        }
    }
}

/// An area at a level; no code is `tanpa wilayah`, which makes the areas add up to the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// How large it is.
    pub level: Level,
    /// Its code.
    pub code: Option<RegionCode>,
}

/// One figure. **Shape:** one row an area × segment × indicator × basis.
#[derive(Debug, Clone)]
pub struct IndicatorRow {
    /// Where.
    pub area: Area,
    /// The area's official name.
    pub area_name: String,
    /// Which segment; none for all.
    pub segment: Option<Segment>,
    /// What.
    pub indicator: Indicator,
    /// How counted.
    pub basis: Basis,
    /// The exact ratio.
    pub ratio: Ratio,
}

/// Registered and active.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) registered: i64,
    pub(super) active: i64,
}

impl Counts {
    pub(super) fn add(&mut self, active: bool) {
        self.registered += 1;
        self.active += i64::from(active);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.registered += other.registered;
        self.active += other.active;
    }
}

/// What is counted of an area on one basis.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    population: i64,
    by_segment: [Counts; Segment::ALL.len()],
}

impl Totals {
    fn join(&mut self, other: &Self) {
        self.population += other.population;
        for (mine, theirs) in self.by_segment.iter_mut().zip(other.by_segment) {
            mine.join(theirs);
        }
    }

    fn counts(&self, segment: Option<Segment>) -> Counts {
        match segment {
            Some(segment) => self.by_segment[usize::from(segment.precedence())],
            None => self
                .by_segment
                .iter()
                .fold(Counts::default(), |mut all, counts| {
                    all.join(*counts);
                    all
                }),
        }
    }
}

/// The area in which an address counts.
pub(super) fn area_of(place: Place) -> AreaId {
    match place {
        Place::Inside(area) => area,
        Place::Outside | Place::Unknown => AreaId::NONE,
    }
}

/// Counts every indicator of a run.
#[must_use]
pub fn indicators(outcome: &Outcome, roll: &Roll) -> Vec<IndicatorRow> {
    let totals = [
        official_totals(outcome, roll),
        verified_totals(outcome, roll),
    ];
    let mut rows = Vec::new();
    for level in Level::ALL {
        let mut by_area: FxHashMap<Area, [Totals; 2]> = FxHashMap::default();
        for code in outcome.areas.codes_at(level.region_level()) {
            by_area
                .entry(Area {
                    level,
                    code: Some(code),
                })
                .or_default();
        }
        for (basis, totals) in totals.iter().enumerate() {
            for (id, total) in totals.iter().enumerate() {
                let code = match level {
                    Level::City => Some(outcome.question.region),
                    _ => outcome
                        .areas
                        .code_at(AreaId(id as u16), level.region_level()),
                };
                by_area.entry(Area { level, code }).or_default()[basis].join(total);
            }
        }
        let mut areas: Vec<(Area, [Totals; 2])> = by_area.into_iter().collect();
        // `tanpa wilayah` comes last.
        areas.sort_by_key(|(area, _)| (area.code.is_none(), area.code));
        for (area, mut totals) in areas {
            if let (Level::City, Some(population)) = (level, outcome.question.population) {
                totals[0].population = population;
            }
            push_area(&mut rows, outcome, area, &totals);
        }
    }
    rows
}

fn push_area(rows: &mut Vec<IndicatorRow>, outcome: &Outcome, area: Area, totals: &[Totals; 2]) {
    let area_name = area.code.map_or_else(
        || "tanpa wilayah".to_owned(),
        |code| outcome.areas.name(code),
    );
    let segments = std::iter::once(None).chain(Segment::ALL.iter().copied().map(Some));
    for segment in segments {
        for (basis, totals) in Basis::ALL.into_iter().zip(totals) {
            for indicator in Indicator::ALL {
                let ratio = indicator.ratio(totals.population, totals.counts(segment));
                rows.push(IndicatorRow {
                    area,
                    area_name: area_name.clone(),
                    segment,
                    indicator,
                    basis,
                    ratio,
                });
            }
        }
    }
}

/// Roll records by their own address; the register's living by NIK.
fn official_totals(outcome: &Outcome, roll: &Roll) -> Vec<Totals> {
    let mut totals = vec![Totals::default(); outcome.areas.len()];
    for (person, official) in outcome.people.official.iter().enumerate() {
        if *official {
            totals[usize::from(area_of(outcome.people.place[person]).0)].population += 1;
        }
    }
    for (row, member) in outcome.members.iter().enumerate() {
        let segment = usize::from(roll.segment[row].precedence());
        totals[usize::from(area_of(member.place).0)].by_segment[segment].add(member.active);
    }
    totals
}

/// Living residents by the register's address, with the membership that counts.
fn verified_totals(outcome: &Outcome, roll: &Roll) -> Vec<Totals> {
    let mut totals = vec![Totals::default(); outcome.areas.len()];
    for (person, is_resident) in outcome.is_resident.iter().enumerate() {
        if !is_resident {
            continue;
        }
        let total = &mut totals[usize::from(area_of(outcome.people.place[person]).0)];
        total.population += 1;
        if let Some(row) = outcome.counting[person] {
            let member = &outcome.members[row as usize];
            debug_assert_eq!(member.standing, Standing::Resident);
            total.by_segment[usize::from(roll.segment[row as usize].precedence())]
                .add(member.active);
        }
    }
    totals
}
