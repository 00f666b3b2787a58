//! Lists of people with a payer of their own: fishermen, health volunteers.

use semesta_domain::Segment;

use crate::economy::{Cover, Ground};
use crate::rng::{Draw, Part};
use crate::scenario::Programme;

/// A row of a programme's list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beneficiary {
    pub(crate) person: u32,
    /// Place among the scenario's programmes.
    pub(crate) programme: u8,
}

/// Chooses the people of every programme: exactly its number, each once.
pub(crate) fn enlist(ground: &Ground<'_>, covers: &[Cover]) -> Vec<Beneficiary> {
    let mut chosen = Vec::new();
    let mut taken = rustc_hash::FxHashSet::default();
    for (place, programme) in ground.scenario.programmes.iter().enumerate() {
        let mut draw = Draw::new(ground.seed, Part::Lists, (1 << 50) + place as u64);
        let people = people_of(ground, covers, programme, &taken, &mut draw);
        taken.extend(people.iter().copied());
        chosen.extend(people.into_iter().map(|person| Beneficiary {
            person,
            programme: place as u8,
        }));
    }
    chosen.sort_by_key(|b| (b.programme, ground.persons[b.person as usize].nik));
    chosen
}

fn people_of(
    ground: &Ground<'_>,
    covers: &[Cover],
    programme: &Programme,
    taken: &rustc_hash::FxHashSet<u32>,
    draw: &mut Draw,
) -> Vec<u32> {
    let fishing = programme.code == "nelayan";
    let coast: Vec<u16> = ground
        .scenario
        .places
        .coastal
        .iter()
        .filter_map(|v| ground.reference.village(v))
        .collect();
    let mut able: Vec<usize> = ground
        .residents()
        .filter(|i| !taken.contains(&(*i as u32)) && (18..66).contains(&ground.age(*i)))
        .filter(|i| {
            let person = &ground.persons[*i];
            // Fishermen are men of the shore; most health volunteers are women.
            if fishing {
                !person.female && (coast.is_empty() || coast.contains(&person.village))
            } else {
                person.female
            }
        })
        .collect();
    draw.shuffle(&mut able);
    // Those whom the programme's payer covers come first, then others with cover.
    let rank = |i: &usize| match covers[*i] {
        Cover::Active(line) => {
            let line = &ground.lines[usize::from(line)];
            let own = line.segment == Segment::PbpuPemda && line.payer == programme.payer;
            if own {
                0
            } else if line.segment.is_wage_worker() {
                2
            } else {
                1
            }
        }
        Cover::Inactive(_) | Cover::None => 3,
    };
    able.sort_by_key(rank);
    let n = ground.sized(programme.count).min(able.len());
    let n_insured = (n as f64 * programme.insured).round() as usize;
    let first_bare = able.partition_point(|i| rank(i) < 3);
    let insured = n_insured.min(first_bare);
    let bare = (n - insured).min(able.len() - first_bare);
    let covered = able[..(n - bare).min(first_bare)].iter();
    covered
        .chain(&able[first_bare..first_bare + bare])
        .map(|i| *i as u32)
        .collect()
}
