//! NIKs, family cards and membership cards: unique, and recognisably invented.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::calendar::{Day, civil, day};
use crate::life::Lives;
use crate::person::Person;
use crate::population::Population;
use crate::reference::digits;
use crate::rng::{Draw, Part, mixed};

/// The lowest serial of an invented NIK or family card.
const FIRST_SERIAL: u64 = 9000;
/// Serials for each prefix and date.
const N_SERIALS: u64 = 1000;
/// People whose prefixes are drawn from one stream.
const BLOCK: usize = 4096;

/// Hands out serials that no other number of the same beginning has.
#[derive(Default)]
pub(crate) struct Serials(FxHashMap<u64, u16>);

impl Serials {
    /// Whether no number has these leading digits yet.
    pub(crate) fn is_fresh(&self, leading: u64) -> bool {
        !self.0.contains_key(&leading)
    }

    /// The number with the twelve leading digits and the next free serial.
    pub(crate) fn next(&mut self, leading: u64) -> Option<u64> {
        let used = self.0.entry(leading).or_default();
        if u64::from(*used) >= N_SERIALS {
            return None;
        }
        // Steps of 37 keep serials of one beginning more than a slip apart.
        let serial =
            FIRST_SERIAL + (mixed(leading) % N_SERIALS + 37 * u64::from(*used)) % N_SERIALS;
        *used += 1;
        Some(leading * 10_000 + serial)
    }
}

/// The twelve leading digits of a NIK.
pub(crate) fn leading(district: u64, birth: Day, female: bool) -> u64 {
    let (y, m, d) = civil(birth);
    let date = d as u64 + if female { 40 } else { 0 };
    district * 1_000_000 + date * 10_000 + m as u64 * 100 + y.rem_euclid(100) as u64
}

/// Gives everybody a NIK and every household a family card.
pub(crate) fn number(lives: &Lives<'_>, city: &mut Population, serials: &mut Serials) {
    let persons = &city.persons;
    let drawn: Vec<(u32, Day)> = persons
        .par_chunks(BLOCK)
        .enumerate()
        .flat_map_iter(|(block, people)| {
            let mut draw = Draw::new(lives.seed, Part::Numbers, block as u64);
            people
                .iter()
                .map(move |p| issue(lives, p, &mut draw))
                .collect::<Vec<_>>()
        })
        .collect();
    for (person, (district, birth)) in city.persons.iter_mut().zip(drawn) {
        person.nik = free_nik(serials, u64::from(district), birth, person.female);
    }
    let mut cards = Serials::default();
    for (at, home) in city.households.iter_mut().enumerate() {
        let district = lives.reference.villages[usize::from(home.village)].code / 10_000;
        let recorded = day(2012, 1, 1) + (mixed(lives.seed ^ (at as u64) << 20) % 1800) as i32;
        home.kk = free_nik(&mut cards, district, recorded, false);
    }
}

/// A free number of a district and date; a full pair yields to the next district.
pub(crate) fn free_nik(serials: &mut Serials, district: u64, date: Day, female: bool) -> u64 {
    let mut at = district;
    loop {
        if let Some(number) = serials.next(leading(at, date, female)) {
            return number;
        }
        // 99 districts of a regency are more than any scenario fills.
        at = at / 100 * 100 + (at % 100) % 99 + 1;
    }
}

/// The district of first issue and the birth date as then recorded.
fn issue(lives: &Lives<'_>, person: &Person, draw: &mut Draw) -> (u32, Day) {
    let reference = lives.reference;
    let year = civil(person.birth).0;
    let home = &reference.origins[usize::from(person.origin)];
    let district = *draw.pick(&home.districts);
    let former = lives.scenario.places.former.as_ref();
    let district = match former {
        Some((prefix, before)) if person.origin == reference.home() && year < *before => {
            // A few adults were first registered after the new code came.
            let old = digits(prefix) as u32 * 100 + district % 100;
            if draw.chance(0.92) { old } else { district }
        }
        _ => district,
    };
    // Corrected birth dates keep their NIK.
    let birth = if draw.chance(0.004) {
        person.birth + draw.between(-40, 40)
    } else {
        person.birth
    };
    (district, birth)
}

/// The membership card of a place in the roll: `0009`, then nine digits.
pub(crate) fn card(seed: u64, place: u64) -> u64 {
    // Multiplying by a number prime to 10^9 shuffles without collisions.
    let shuffled = (place * 387_420_489 + seed % 1_000_000_007) % 1_000_000_000;
    9_000_000_000 + shuffled
}
