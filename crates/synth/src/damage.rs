//! What befalls a record's identity on its way into the roll.

use rustc_hash::FxHashSet;

use semesta_domain::Segment;
use semesta_domain::name::PersonName;

use crate::calendar::{Day, civil, day};
use crate::class::Class;
use crate::names::NameBook;
use crate::person::{Arrival, Household, Person, Role};
use crate::record::{AddressState, BirthState, NameState, NikState, Record};
use crate::reference::Reference;
use crate::rng::{Draw, Part};
use crate::scenario::Scenario;
use crate::world::Line;

/// Damages records.
pub(crate) struct Damager<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) reference: &'a Reference,
    pub(crate) book: &'a NameBook,
    pub(crate) persons: &'a [Person],
    pub(crate) households: &'a [Household],
    pub(crate) lines: &'a [Line],
    /// Every NIK there is, so that a slip never hits another person's.
    pub(crate) taken: &'a FxHashSet<u64>,
    /// How many people, from the first, are the residents to take NIKs from.
    pub(crate) n_residents: usize,
    pub(crate) seed: u64,
    pub(crate) clean: bool,
    pub(crate) today: Day,
}

impl Damager<'_> {
    /// Fills in what the roll shows of a record.
    pub(crate) fn apply(&self, place: usize, record: &mut Record) {
        let mut draw = Draw::new(self.seed, Part::Damage, place as u64);
        let person = &self.persons[record.person as usize];
        record.salt = (draw.below(1 << 32)) as u32;
        record.nik = person.nik;
        record.birth = person.birth;
        record.address = self.reference.villages[usize::from(person.village)].code;
        match record.class {
            Class::DifferentPerson => self.take_identity(record, person, &mut draw),
            Class::NonResident => self.come_from_outside(record, person, &mut draw),
            Class::NotFound => self.get_lost(record, &mut draw),
            _ if self.clean => {}
            _ => {
                self.damage_nik(record, person, &mut draw);
                self.damage_person(record, person, &mut draw);
                self.damage_address(record, person, &mut draw);
            }
        }
    }

    /// The NIK of a resident of clearly another name and birth date.
    fn take_identity(&self, record: &mut Record, person: &Person, draw: &mut Draw) {
        let owner = self.stranger(person, draw);
        record.nik = self.persons[owner].nik;
        record.nik_state = NikState::Other;
    }

    /// A resident whose name and birth date are clearly not the person's.
    fn stranger(&self, person: &Person, draw: &mut Draw) -> usize {
        loop {
            let at = draw.below(self.n_residents);
            let owner = &self.persons[at];
            if owner.household != person.household && self.differ(owner, person) {
                return at;
            }
        }
    }

    /// Whether two people differ clearly in name and in every part of the
    /// birth date.
    fn differ(&self, a: &Person, b: &Person) -> bool {
        let ((ay, am, ad), (by, bm, bd)) = (civil(a.birth), civil(b.birth));
        let dates = (ay - by).abs() > 11 && ![bm, bd].contains(&am) && ![bm, bd].contains(&ad);
        dates && {
            let [x, y] = [a, b].map(|p| PersonName::parse(&self.book.full(p.name)));
            x.compare(&y).disagrees()
        }
    }

    fn come_from_outside(&self, record: &mut Record, person: &Person, draw: &mut Draw) {
        let villages = &self.reference.origins[usize::from(person.origin)].villages;
        if villages.is_empty() || draw.chance(0.15) {
            record.address = 0;
            record.address_state = AddressState::Missing;
        } else {
            record.address = *draw.pick(villages);
            record.address_state = AddressState::Outside;
        }
    }

    fn get_lost(&self, record: &mut Record, draw: &mut Draw) {
        if draw.chance(0.45) {
            record.nik = 0;
            record.nik_state = NikState::Missing;
        } else {
            record.nik_state = NikState::Unknown;
        }
    }

    fn damage_nik(&self, record: &mut Record, person: &Person, draw: &mut Draw) {
        let shape = &self.scenario.damage;
        let pemda = self.lines[usize::from(record.spells[usize::from(record.n_spells) - 1].line)]
            .segment
            == Segment::PbpuPemda;
        let factor = if pemda { shape.pemda_factor } else { 0.8 };
        let parts = [
            shape.nik_missing,
            shape.nik_typo,
            shape.nik_transposed,
            shape.nik_rounded,
            shape.nik_of_another,
        ];
        let mut u = draw.unit() / factor;
        for (kind, part) in parts.into_iter().enumerate() {
            if u < part {
                return self.spoil(record, person, kind, draw);
            }
            u -= part;
        }
    }

    fn spoil(&self, record: &mut Record, person: &Person, kind: usize, draw: &mut Draw) {
        match kind {
            0 => {
                record.nik = 0;
                record.nik_state = NikState::Missing;
            }
            1 => self.slip(record, NikState::Typo, draw, one_digit_wrong),
            2 => self.slip(record, NikState::Transposed, draw, neighbours_exchanged),
            3 if draw.chance(0.35) => record.nik_state = NikState::Scientific,
            3 => self.slip(record, NikState::Rounded, draw, |nik, _| nik / 10 * 10),
            _ => {
                record.nik = self.nik_of_another(person, draw);
                record.nik_state = NikState::Other;
            }
        }
    }

    /// Spoils the NIK unless that gives somebody's.
    fn slip(
        &self,
        record: &mut Record,
        state: NikState,
        draw: &mut Draw,
        spoil: impl Fn(u64, &mut Draw) -> u64,
    ) {
        for _ in 0..4 {
            let spoilt = spoil(record.nik, draw);
            if spoilt != record.nik && !self.taken.contains(&spoilt) {
                record.nik = spoilt;
                record.nik_state = state;
                return;
            }
        }
    }

    fn nik_of_another(&self, person: &Person, draw: &mut Draw) -> u64 {
        let home = &self.households[person.household as usize];
        let kin = self.persons[home.members()]
            .iter()
            .find(|p| p.nik != person.nik && self.differ(p, person));
        match kin.filter(|_| draw.chance(0.5)) {
            Some(relative) => relative.nik,
            None => self.persons[self.stranger(person, draw)].nik,
        }
    }

    fn damage_person(&self, record: &mut Record, person: &Person, draw: &mut Draw) {
        let shape = &self.scenario.damage;
        let intact = record.nik_state == NikState::Intact;
        // Who lost the NIK keeps most of the rest, or nobody could find them.
        let ease = if intact { 1.0 } else { 0.35 };
        let age_days = self.today - person.birth;
        if record.nik_state != NikState::Other
            && person.arrival == Arrival::Born
            && age_days < 300
            && person.role == Role::Child
            && draw.chance(0.4)
        {
            record.name_state = NameState::Newborn;
            return;
        }
        if draw.chance(shape.name * ease) {
            record.name_state = *draw.pick(&[
                NameState::Title,
                NameState::Variant,
                NameState::Variant,
                NameState::Typo,
                NameState::Typo,
                NameState::Shortened,
                NameState::Joined,
            ]);
        }
        if draw.chance(shape.birth_date * ease) {
            self.damage_birth(record, person, draw);
        }
    }

    fn damage_birth(&self, record: &mut Record, person: &Person, draw: &mut Draw) {
        let (y, m, d) = civil(person.birth);
        if d <= 12 && d != m && draw.chance(0.6) {
            record.birth = day(y, d, m);
            record.birth_state = BirthState::Swapped;
        } else if draw.chance(0.1) && record.nik_state == NikState::Intact {
            record.birth_state = BirthState::Missing;
        } else {
            let shifted = if y % 10 == 9 { y - 1 } else { y + 1 };
            // 29 February exists in leap years only.
            let date = if m == 2 { d.min(28) } else { d };
            let wrong = day(shifted, m, date);
            if wrong < self.today && date == d {
                record.birth = wrong;
                record.birth_state = BirthState::Digit;
            }
        }
        if record.birth > self.today {
            record.birth = person.birth;
            record.birth_state = BirthState::Intact;
        }
    }

    fn damage_address(&self, record: &mut Record, person: &Person, draw: &mut Draw) {
        let shape = &self.scenario.damage;
        match draw.unit() {
            u if u < shape.no_address => {
                record.address = 0;
                record.address_state = AddressState::Missing;
            }
            u if u < shape.no_address + shape.stale_address => {
                record.address = draw.pick(&self.reference.villages).code;
                record.address_state = AddressState::Stale;
            }
            // Newcomers' records often keep the address they came from.
            _ if person.arrival == Arrival::Moved && draw.chance(0.3) => {
                let villages = &self.reference.origins[usize::from(person.origin)].villages;
                if !villages.is_empty() {
                    record.address = *draw.pick(villages);
                    record.address_state = AddressState::Outside;
                }
            }
            _ => {}
        }
    }
}

/// A digit after the first six replaced by its neighbour on the keyboard.
fn one_digit_wrong(nik: u64, draw: &mut Draw) -> u64 {
    let unit = 10u64.pow(draw.below(12) as u32);
    let digit = nik / unit % 10;
    let wrong = if digit == 9 || (digit > 0 && draw.chance(0.5)) {
        digit - 1
    } else {
        digit + 1
    };
    nik - digit * unit + wrong * unit
}

/// Two neighbouring digits exchanged.
fn neighbours_exchanged(nik: u64, draw: &mut Draw) -> u64 {
    let unit = 10u64.pow(draw.below(14) as u32);
    let (low, high) = (nik / unit % 10, nik / (unit * 10) % 10);
    nik - low * unit - high * unit * 10 + high * unit + low * unit * 10
}
