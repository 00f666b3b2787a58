//! The embedded reference lists, cut to what a scenario needs.

use crate::error::SynthError;
use crate::rng::{Cumulated, Draw, Part, mixed};
use crate::scenario::Scenario;

const REGIONS: &str = include_str!("../../../reference/wilayah.csv");
const AGES: &str = include_str!("../../../reference/idn_age_sex_2024_model.csv");

/// A village (kelurahan) of the city.
pub(crate) struct Village {
    /// Ten digits.
    pub(crate) code: u64,
}

/// A place elsewhere, for birthplaces, first NIKs and outsiders' addresses.
pub(crate) struct Origin {
    /// The regency's name without its kind.
    pub(crate) name: String,
    /// Its districts, six digits.
    pub(crate) districts: Vec<u32>,
    /// Some of its villages, ten digits.
    pub(crate) villages: Vec<u64>,
}

/// Places, ages and death rates.
pub(crate) struct Reference {
    pub(crate) villages: Vec<Village>,
    village_weights: Cumulated,
    /// Elsewhere; the last is the city itself.
    pub(crate) origins: Vec<Origin>,
    origin_weights: Cumulated,
    age_weights: Cumulated,
    /// Yearly probability of death, by age, male and female.
    pub(crate) deaths: Vec<[f64; 2]>,
}

/// Splits a line of a list that has no quoted commas before the needed fields.
fn fields(line: &str) -> Vec<&str> {
    line.split(',').collect()
}

/// A region code's digits as a number.
pub(crate) fn digits(code: &str) -> u64 {
    code.bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |n, b| n * 10 + u64::from(b - b'0'))
}

impl Reference {
    /// Reads what the scenario needs.
    ///
    /// # Errors
    /// When the scenario names a region that the list does not know.
    pub(crate) fn load(scenario: &Scenario, seed: u64) -> Result<Self, SynthError> {
        let villages = villages_of(&scenario.region);
        let refuse = |reason: String| SynthError::InvalidScenario {
            name: scenario.name.clone(),
            reason,
        };
        if villages.is_empty() {
            return Err(refuse(format!(
                "no villages in region `{}`",
                scenario.region
            )));
        }
        let mut origins = Vec::new();
        let codes = scenario.places.origins.iter().map(|(code, _)| code);
        for code in codes.chain(std::iter::once(&scenario.region)) {
            let place = origin(code);
            if place.districts.is_empty() {
                return Err(refuse(format!("no districts in `{code}`")));
            }
            origins.push(place);
        }
        let village_weights = village_weights(scenario, &villages, seed);
        let (age_weights, deaths) = ages();
        Ok(Self {
            village_weights,
            villages,
            origins,
            origin_weights: Cumulated::new(scenario.places.origins.iter().map(|(_, w)| *w)),
            age_weights,
            deaths,
        })
    }

    /// A village, the larger the likelier.
    pub(crate) fn draw_village(&self, draw: &mut Draw) -> u16 {
        self.village_weights.draw(draw) as u16
    }

    /// A place elsewhere.
    pub(crate) fn draw_origin(&self, draw: &mut Draw) -> u16 {
        self.origin_weights.draw(draw) as u16
    }

    /// The index of the city itself among the origins.
    pub(crate) fn home(&self) -> u16 {
        (self.origins.len() - 1) as u16
    }

    /// An age and whether female.
    pub(crate) fn draw_age_sex(&self, draw: &mut Draw) -> (i32, bool) {
        let place = self.age_weights.draw(draw);
        ((place / 2) as i32, place % 2 == 1)
    }

    /// The village with a code, dots or not.
    pub(crate) fn village(&self, code: &str) -> Option<u16> {
        let code = digits(code);
        self.villages
            .iter()
            .position(|v| v.code == code)
            .map(|i| i as u16)
    }
}

/// The villages of a region.
fn villages_of(region: &str) -> Vec<Village> {
    let prefix = format!("{region}.");
    REGIONS
        .lines()
        .filter(|line| line.starts_with(&prefix))
        .map(fields)
        .filter(|f| f[2] == "4")
        .map(|f| Village { code: digits(f[0]) })
        .collect()
}

/// A regency as a place to come from.
fn origin(code: &str) -> Origin {
    let prefix = format!("{code}.");
    let mut place = Origin {
        name: String::new(),
        districts: Vec::new(),
        villages: Vec::new(),
    };
    for line in REGIONS.lines().filter(|line| line.starts_with(code)) {
        let f = fields(line);
        if f[0] == code {
            let name = f[1]
                .trim_start_matches("Kabupaten ")
                .trim_start_matches("Kota ");
            place.name = name.to_uppercase();
        } else if f[0].starts_with(&prefix) && f[2] == "3" {
            place.districts.push(digits(f[0]) as u32);
        } else if f[0].starts_with(&prefix) && f[2] == "4" && place.villages.len() < 40 {
            place.villages.push(digits(f[0]));
        }
    }
    place
}

/// Weights of the villages: their district's people, divided unevenly.
fn village_weights(scenario: &Scenario, villages: &[Village], seed: u64) -> Cumulated {
    let mut draw = Draw::new(seed, Part::Places, 0);
    let size: Vec<f64> = villages
        .iter()
        // A village's own factor comes from its code: the same for every seed.
        .map(|v| 0.55 + (mixed(v.code) % 1000) as f64 / 800.0 + 0.02 * draw.unit())
        .collect();
    let known = &scenario.places.districts;
    let mean = if known.is_empty() {
        1.0
    } else {
        known.iter().map(|(_, w)| w).sum::<f64>() / known.len() as f64
    };
    let weight = |at: usize| {
        let district = villages[at].code / 10_000;
        let people = known.iter().find(|(code, _)| digits(code) == district);
        let people = people.map_or(mean, |(_, w)| *w);
        let together: f64 = villages
            .iter()
            .zip(&size)
            .filter(|(v, _)| v.code / 10_000 == district)
            .map(|(_, s)| s)
            .sum();
        // Without known districts the number of villages speaks for itself.
        if known.is_empty() {
            size[at]
        } else {
            people * size[at] / together
        }
    };
    Cumulated::new((0..villages.len()).map(weight))
}

/// Weights by age and sex, and death rates.
fn ages() -> (Cumulated, Vec<[f64; 2]>) {
    let mut weights = Vec::new();
    let mut deaths = Vec::new();
    for line in AGES.lines().skip(1) {
        let values: Vec<f64> = line.split(',').map(|f| f.parse().unwrap_or(0.0)).collect();
        weights.extend([values[1], values[2]]);
        deaths.push([values[3], values[4]]);
    }
    (Cumulated::new(weights.into_iter()), deaths)
}
