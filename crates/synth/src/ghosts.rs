//! People on the roll whom no office of the city knows.

use semesta_domain::name::PersonName;

use crate::calendar::{Day, NEVER, civil, day};
use crate::enrol::Errors;
use crate::life::Lives;
use crate::names::{NONE, Name};
use crate::number::{Serials, free_nik, leading};
use crate::person::{Arrival, Departure, GHOST, Person, Role};
use crate::reference::digits;
use crate::rng::{Draw, Part};

/// Adds the ghosts of a roll, in the order in which they are dealt out, and
/// answers their places.
pub(crate) fn haunt(
    lives: &Lives<'_>,
    persons: &mut Vec<Person>,
    serials: &mut Serials,
    errors: &Errors,
) -> std::ops::Range<usize> {
    let first = persons.len();
    let mut births: Vec<(Day, u32)> = persons
        .iter()
        .enumerate()
        .map(|(i, p)| (p.birth, i as u32))
        .collect();
    births.sort_unstable();
    let crowd = Crowd {
        lives,
        births,
        n: first,
    };
    let mut draw = Draw::new(lives.seed, Part::Ghosts, 0);
    let outsiders = errors.different_person..errors.different_person + errors.non_resident;
    for place in 0..errors.ghosts() {
        let mut ghost = crowd.unlike(persons, &mut draw);
        ghost.nik = if outsiders.contains(&place) {
            ghost.origin = lives.reference.draw_origin(&mut draw);
            fresh_nik(lives, serials, &ghost, &mut draw)
        } else {
            ghost.origin = lives.reference.home();
            // A district that the city does not have: no slip leads to a real NIK.
            let region = digits(&lives.scenario.region);
            free_nik(serials, region * 100 + 99, ghost.birth, ghost.female)
        };
        persons.push(ghost);
    }
    first..persons.len()
}

/// A NIK from elsewhere whose beginning nobody else has, so that no slip of a
/// serial leads to another person.
fn fresh_nik(lives: &Lives<'_>, serials: &mut Serials, ghost: &Person, draw: &mut Draw) -> u64 {
    let districts = &lives.reference.origins[usize::from(ghost.origin)].districts;
    let mut district = u64::from(*draw.pick(districts));
    for _ in 0..30 {
        if serials.is_fresh(leading(district, ghost.birth, ghost.female)) {
            break;
        }
        district = u64::from(*draw.pick(districts));
    }
    free_nik(serials, district, ghost.birth, ghost.female)
}

/// The people whom a ghost must not resemble.
struct Crowd<'a> {
    lives: &'a Lives<'a>,
    births: Vec<(Day, u32)>,
    n: usize,
}

impl Crowd<'_> {
    /// A ghost whom no list could be thought to mean; in a crowd, whom at
    /// least no list agrees with.
    fn unlike(&self, persons: &[Person], draw: &mut Draw) -> Person {
        for attempt in 0..200 {
            let ghost = ghost(self.lives, draw);
            let strict = attempt < 12;
            if !self.resembles(&persons[..self.n], &ghost, strict) {
                return ghost;
            }
        }
        ghost(self.lives, draw)
    }

    /// Whether somebody of the same birth date, exactly or by a slip, has a
    /// name that is not clearly another.
    fn resembles(&self, persons: &[Person], ghost: &Person, strict: bool) -> bool {
        let (y, m, d) = civil(ghost.birth);
        let swapped = (d <= 12).then(|| day(y, d, m));
        let name = PersonName::parse(&self.lives.book.full(ghost.name));
        let near = [Some(ghost.birth), swapped];
        let close = near.into_iter().flatten().any(|birth| {
            self.born_on(birth).any(|i| {
                let other = persons[i].name;
                let compared = self
                    .may_agree(other, ghost.name)
                    .then(|| name.compare(&PersonName::parse(&self.lives.book.full(other))));
                compared.is_some_and(|a| if strict { !a.disagrees() } else { a.agrees() })
            })
        });
        close
            || slips(ghost.birth).any(|b| {
                self.born_on(b)
                    .any(|i| share_two_words(persons[i].name, ghost.name))
            })
    }

    fn born_on(&self, birth: Day) -> impl Iterator<Item = usize> {
        let start = self.births.partition_point(|(b, _)| *b < birth);
        let same = self.births[start..]
            .iter()
            .take_while(move |(b, _)| *b == birth);
        same.map(|(_, i)| *i as usize)
    }

    /// A cheap test before names are compared: a word or a beginning in common.
    fn may_agree(&self, a: Name, b: Name) -> bool {
        let [x, y] = [a, b].map(|n| self.lives.book.letters(n[0]).as_bytes());
        share_a_word(a, b) || x[0] == y[0] || x[0] == y[1] || x[1] == y[0]
    }
}

/// The birth dates that one wrong digit makes of a date.
fn slips(birth: Day) -> impl Iterator<Item = Day> {
    let (y, m, d) = civil(birth);
    let years = [-10, -3, -2, -1, 1, 2, 3, 10].map(|step| day(y + step, m, d.min(28)));
    let days = [-10, -2, -1, 1, 2, 10].map(|step| birth + step);
    years.into_iter().chain(days)
}

/// Invents people whom the register has with an address elsewhere.
pub(crate) fn stray(lives: &Lives<'_>, serials: &mut Serials, n: usize) -> Vec<Person> {
    let mut draw = Draw::new(lives.seed, Part::Ghosts, 1);
    (0..n)
        .map(|_| {
            let mut person = ghost(lives, &mut draw);
            person.origin = lives.reference.draw_origin(&mut draw);
            let district =
                *draw.pick(&lives.reference.origins[usize::from(person.origin)].districts);
            person.nik = free_nik(serials, u64::from(district), person.birth, person.female);
            person
        })
        .collect()
}

/// Somebody with a name of at least two words.
fn ghost(lives: &Lives<'_>, draw: &mut Draw) -> Person {
    let (age, female) = lives.reference.draw_age_sex(draw);
    let birth =
        lives.calendar.first_day(lives.calendar.first()) - 40 - age * 365 - draw.below(365) as i32;
    let year = civil(birth).0;
    let mut name = lives.book.compose(draw, female, year, None);
    if name[1] == NONE {
        name[1] = lives.book.word(draw, female, year, 2);
    }
    Person {
        nik: 0,
        birth,
        household: GHOST,
        name,
        female,
        role: Role::Head,
        village: lives.reference.draw_village(draw),
        origin: 0,
        arrival: Arrival::Always,
        arrived: birth,
        announced: i16::MIN,
        listed: i16::MAX,
        departure: Departure::None,
        left: NEVER,
        reported: i16::MIN,
        struck: i16::MAX,
        wed: None,
    }
}

/// Whether two names have a word in common.
pub(crate) fn share_a_word(a: Name, b: Name) -> bool {
    a.iter().any(|word| *word != NONE && b.contains(word))
}

/// Whether two names have two words in common, or are one and the same word.
fn share_two_words(a: Name, b: Name) -> bool {
    a == b
        || a.iter()
            .filter(|word| **word != NONE && b.contains(word))
            .count()
            > 1
}
