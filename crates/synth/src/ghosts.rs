//! People on the roll whom no office of the city knows.

use crate::calendar::{Day, NEVER, civil, day};
use crate::enrol::Errors;
use crate::life::Lives;
use crate::names::{NONE, Name};
use crate::number::{Serials, free_nik};
use crate::person::{Arrival, Departure, GHOST, Person, Role};
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
    let mut draw = Draw::new(lives.seed, Part::Ghosts, 0);
    for place in 0..errors.ghosts() {
        let outsider = (errors.different_person..errors.different_person + errors.non_resident)
            .contains(&place);
        let mut ghost = ghost(lives, &mut draw);
        while resembles(persons, &births, &ghost) {
            ghost = self::ghost(lives, &mut draw);
        }
        let reference = lives.reference;
        // Outsiders were registered elsewhere; the others' own NIK is never shown.
        ghost.origin = if outsider {
            reference.draw_origin(&mut draw)
        } else {
            reference.home()
        };
        let district = *draw.pick(&reference.origins[usize::from(ghost.origin)].districts);
        ghost.nik = free_nik(serials, u64::from(district), ghost.birth, ghost.female);
        persons.push(ghost);
    }
    first..persons.len()
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

/// Whether somebody of the same birth date, or with day and month exchanged,
/// shares a word of the name.
fn resembles(persons: &[Person], births: &[(Day, u32)], ghost: &Person) -> bool {
    let (y, m, d) = civil(ghost.birth);
    let dates = [Some(ghost.birth), (d <= 12).then(|| day(y, d, m))];
    dates.into_iter().flatten().any(|birth| {
        let start = births.partition_point(|(b, _)| *b < birth);
        births[start..]
            .iter()
            .take_while(|(b, _)| *b == birth)
            .any(|(_, i)| share_a_word(persons[*i as usize].name, ghost.name))
    })
}

/// Whether two names have a word in common.
pub(crate) fn share_a_word(a: Name, b: Name) -> bool {
    a.iter().any(|word| *word != NONE && b.contains(word))
}
