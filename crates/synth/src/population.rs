//! Households of people, by blocks that are generated side by side.

use rayon::prelude::*;

use crate::calendar::{Calendar, NEVER};
use crate::names::{Name, NameBook};
use crate::person::{Arrival, Departure, Household, Person, Role};
use crate::reference::Reference;
use crate::rng::{Draw, Part};

/// People in a block.
const BLOCK: usize = 2048;

/// Weights of family-card sizes 1 to 8 (README of the reference data).
const SIZES: [f64; 8] = [17.0, 19.0, 24.0, 23.0, 11.0, 4.0, 1.5, 0.5];

/// People and their households.
pub(crate) struct Population {
    pub(crate) persons: Vec<Person>,
    pub(crate) households: Vec<Household>,
}

/// How many people to generate, and from which streams.
#[derive(Clone, Copy)]
pub(crate) struct Batch {
    pub(crate) seed: u64,
    /// Number of the first stream; batches must not overlap.
    pub(crate) first_block: u64,
    pub(crate) n: usize,
    /// Share first registered elsewhere.
    pub(crate) migrants: f64,
}

/// Somebody of a block before the names are given.
#[derive(Clone, Copy)]
struct Slot {
    age: i32,
    female: bool,
    role: Role,
}

/// Generates people who live in the city, and always did.
pub(crate) fn populate(
    reference: &Reference,
    book: &NameBook,
    calendar: &Calendar,
    batch: Batch,
) -> Population {
    let Batch {
        seed,
        first_block,
        n,
        migrants,
    } = batch;
    let n_blocks = n.div_ceil(BLOCK);
    let blocks: Vec<(Vec<Person>, Vec<Household>)> = (0..n_blocks)
        .into_par_iter()
        .map(|block| {
            let size = BLOCK.min(n - block * BLOCK);
            let mut draw = Draw::new(seed, Part::Households, first_block + block as u64);
            let families = assemble(reference, &mut draw, size);
            settle(reference, book, calendar, &mut draw, &families, migrants)
        })
        .collect();
    let mut population = Population {
        persons: Vec::with_capacity(n),
        households: Vec::with_capacity(n / 3),
    };
    for (persons, households) in blocks {
        let (first, first_home) = (population.persons.len(), population.households.len());
        population.persons.extend(persons.into_iter().map(|mut p| {
            p.household += first_home as u32;
            p
        }));
        population
            .households
            .extend(households.into_iter().map(|mut h| {
                h.start += first as u32;
                h
            }));
    }
    population
}

/// Family-card sizes that add up to `n`.
fn sizes(draw: &mut Draw, n: usize) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut left = n;
    while left > 0 {
        let size = (1 + draw.weighted(&SIZES)).min(left);
        sizes.push(size);
        left -= size;
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

/// Draws ages and sexes, and gathers them into families that could be.
fn assemble(reference: &Reference, draw: &mut Draw, n: usize) -> Vec<Vec<Slot>> {
    let sizes = sizes(draw, n);
    let mut people: Vec<(i32, bool)> = (0..n).map(|_| reference.draw_age_sex(draw)).collect();
    people.sort_unstable();
    let n_couples = sizes.iter().filter(|s| **s >= 2).count() * 85 / 100;
    let mut taken = vec![false; n];
    let men = choose(draw, &people, &mut taken, n_couples, false);
    let women = choose(draw, &people, &mut taken, n_couples.min(men.len()), true);
    let mut families: Vec<Vec<Slot>> = Vec::with_capacity(sizes.len());
    for (man, woman) in men.iter().zip(&women) {
        let slot = |at: usize, role| Slot {
            age: people[at].0,
            female: people[at].1,
            role,
        };
        families.push(vec![slot(*man, Role::Head), slot(*woman, Role::Spouse)]);
    }
    for unpaired in men.iter().skip(women.len()) {
        taken[*unpaired] = false;
    }
    head_the_rest(draw, &people, &mut taken, sizes.len(), &mut families);
    fill(draw, &people, &taken, &sizes, &mut families);
    families
}

/// Chooses who marries: adults of a sex, in order of age.
fn choose(
    draw: &mut Draw,
    people: &[(i32, bool)],
    taken: &mut [bool],
    n: usize,
    female: bool,
) -> Vec<usize> {
    let youngest = if female { 19 } else { 22 };
    let mut able: Vec<usize> = (0..people.len())
        .filter(|i| people[*i].1 == female && people[*i].0 >= youngest && people[*i].0 < 85)
        .collect();
    // The very young and the very old are left out first.
    let rank = |age: i32| f64::from((age - 44).abs()) + if age < 26 { 8.0 } else { 0.0 };
    let mut keyed: Vec<(f64, usize)> = able
        .drain(..)
        .map(|i| (rank(people[i].0) + 22.0 * draw.unit(), i))
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut chosen: Vec<usize> = keyed.into_iter().take(n).map(|(_, i)| i).collect();
    chosen.sort_unstable();
    for i in &chosen {
        taken[*i] = true;
    }
    chosen
}

/// Gives every remaining household an adult as its head.
fn head_the_rest(
    draw: &mut Draw,
    people: &[(i32, bool)],
    taken: &mut [bool],
    n: usize,
    families: &mut Vec<Vec<Slot>>,
) {
    let mut free: Vec<usize> = (0..people.len()).filter(|i| !taken[*i]).collect();
    draw.shuffle(&mut free);
    // Adults first; a tiny block may leave a child to head a card.
    free.sort_by_key(|i| {
        if people[*i].0 >= 23 {
            0
        } else {
            100 - people[*i].0
        }
    });
    for at in free {
        if families.len() >= n {
            break;
        }
        taken[at] = true;
        families.push(vec![Slot {
            age: people[at].0,
            female: people[at].1,
            role: Role::Head,
        }]);
    }
}

/// Fills the free places: children by their mother's age, then other kin.
fn fill(
    draw: &mut Draw,
    people: &[(i32, bool)],
    taken: &[bool],
    sizes: &[usize],
    families: &mut [Vec<Slot>],
) {
    // Couples have the larger cards, so a family's place gives its size.
    let mut free: Vec<usize> = families
        .iter()
        .zip(sizes)
        .map(|(f, size)| size.saturating_sub(f.len()))
        .collect();
    let mut order: Vec<usize> = (0..families.len()).collect();
    let parent_age = |f: &[Slot]| f.get(1).map_or(f[0].age - 2, |s| s.age);
    order.sort_by_key(|i| (parent_age(&families[*i]), *i));
    let ages: Vec<i32> = order.iter().map(|i| parent_age(&families[*i])).collect();
    let mut rest: Vec<usize> = (0..people.len()).filter(|i| !taken[*i]).collect();
    draw.shuffle(&mut rest);
    rest.sort_by_key(|i| people[*i].0 >= 22);
    for at in rest {
        let (age, female) = people[at];
        let target = age + 19 + draw.below(17) as i32;
        let from = ages.partition_point(|a| *a < target);
        let Some(place) = nearest_free(&order, &free, from) else {
            continue;
        };
        let family = order[place];
        free[family] -= 1;
        let gap = ages[place] - age;
        let head_age = families[family][0].age;
        let role = match gap {
            16..=45 if head_age - age >= 16 => Role::Child,
            ..=-16 if age - head_age >= 16 => Role::Parent,
            _ => Role::Other,
        };
        families[family].push(Slot { age, female, role });
    }
}

/// The nearest place in `order`, on either side, whose family has room.
fn nearest_free(order: &[usize], free: &[usize], from: usize) -> Option<usize> {
    let room = |place: usize| free[order[place]] > 0;
    (0..order.len()).find_map(|step| {
        let above = Some(from + step).filter(|p| *p < order.len() && room(*p));
        above.or_else(|| from.checked_sub(step + 1).filter(|p| room(*p)))
    })
}

/// Gives families a village, a decile, names and birth dates.
fn settle(
    reference: &Reference,
    book: &NameBook,
    calendar: &Calendar,
    draw: &mut Draw,
    families: &[Vec<Slot>],
    migrants: f64,
) -> (Vec<Person>, Vec<Household>) {
    let mut persons = Vec::with_capacity(BLOCK);
    let mut households = Vec::with_capacity(families.len());
    for family in families {
        let village = reference.draw_village(draw);
        let household = households.len() as u32;
        let start = persons.len();
        let elsewhere = draw.chance(migrants).then(|| reference.draw_origin(draw));
        for slot in family {
            let father = persons
                .get(start)
                .filter(|f: &&Person| !f.female)
                .map(|f| f.name);
            let father = father.filter(|_| slot.role == Role::Child);
            let mut person = invent(book, calendar, draw, *slot, father);
            person.origin = match (slot.role, elsewhere) {
                // Children were born here, or where the family came from.
                (Role::Child, Some(origin)) if draw.chance(0.3) => origin,
                (Role::Child, _) => reference.home(),
                (_, Some(origin)) if draw.chance(0.8) => origin,
                (_, None) if draw.chance(migrants * 0.2) => reference.draw_origin(draw),
                (_, Some(_)) => reference.draw_origin(draw),
                (_, None) => reference.home(),
            };
            person.household = household;
            person.village = village;
            persons.push(person);
        }
        let welfare = 1.0 + 10.0 * draw.unit() + f64::from(village % 5) * 0.3 - 0.6;
        households.push(Household {
            start: start as u32,
            len: (persons.len() - start) as u8,
            village,
            decile: welfare.clamp(1.0, 10.0) as u8,
            kk: 0,
        });
    }
    (persons, households)
}

/// Invents a person of an age, sex and place in the family.
fn invent(
    book: &NameBook,
    calendar: &Calendar,
    draw: &mut Draw,
    slot: Slot,
    father: Option<Name>,
) -> Person {
    let today = calendar.last_day(0);
    // Nobody is born within the last week: no office would know yet.
    let days = f64::from(slot.age) * 365.25 + draw.unit() * 365.0;
    let birth = today - (days as i32).max(7);
    let year = crate::calendar::civil(birth).0;
    Person {
        nik: 0,
        birth,
        household: 0,
        name: book.compose(draw, slot.female, year, father),
        female: slot.female,
        role: slot.role,
        village: 0,
        origin: 0,
        arrival: Arrival::Always,
        arrived: birth,
        listed: i16::MIN,
        departure: Departure::None,
        left: NEVER,
        announced: i16::MIN,
        reported: i16::MIN,
        struck: i16::MAX,
        wed: None,
    }
}
