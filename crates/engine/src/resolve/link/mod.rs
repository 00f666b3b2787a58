//! Probabilistic linkage of what exact NIK and certain repair left.
//!
//! The records in doubt and the people that any of them might be about become
//! two small tables; `semesta-linkage` learns from them, and from repairs that
//! leave no doubt, how records of this city agree with their people, and weighs
//! every pair. Candidates of one record are then rivals, and whoever already has
//! a record is less likely to have another.

mod decide;
mod explain;
mod household;
mod table;
mod wide;

use semesta_linkage::{BlockPart, FieldSpec, Kind, Linkage, Linker, Mode, Part, Spec};

use super::{Evidence, Index};
use crate::area::Areas;
use crate::people::{People, PersonId};

pub(super) use decide::{Claims, share_among};
use household::Households;

/// Fewest certain repairs to learn from; below, fixed weights serve better.
const LEARN_FROM: usize = 60;
/// Records to learn from: certain repairs, and where these are fewer, records
/// that exact NIK settled, their NIK withheld.
pub(super) const LEARN: usize = 2_000;
/// Up to so many people all of them are candidates; above, those that share something.
const ALL_PEOPLE: usize = 40_000;

/// The names of the compared fields, as reasons tell them.
pub(super) const FIELDS: [(&str, Kind); 6] = [
    ("NIK", Kind::Nik),
    ("KK", Kind::Household),
    ("nama", Kind::FullName),
    ("tanggal lahir", Kind::Date),
    ("jenis kelamin", Kind::Sex),
    ("wilayah", Kind::Postcode),
];

/// A record in doubt.
pub(super) struct Doubt<'a> {
    /// Row of the roll.
    pub(super) row: u32,
    /// What it says.
    pub(super) evidence: Evidence<'a>,
    /// Whom it is not about.
    pub(super) apart: Vec<PersonId>,
}

/// A person whom a record may be about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) person: PersonId,
    /// log2 odds of the pair, with what is known of the person's other records.
    pub(super) bits: f32,
    /// What the person's other records add to them.
    pub(super) claim: f32,
    /// Probability beside the rivals and nobody.
    pub(super) probability: f32,
}

/// The candidates of every record in doubt, and why.
pub(super) struct Linked {
    /// **Shape:** one list a record, the likeliest first.
    pub(super) candidates: Vec<Vec<Candidate>>,
    linkage: Linkage,
    /// The people of the left table, in order.
    left: Vec<PersonId>,
    /// Whether each record's family card was found through its household.
    through_household: Vec<bool>,
}

/// Links the records in doubt; `None` where there is too little to learn from.
pub(super) fn link(
    people: &People,
    index: &Index,
    areas: &Areas,
    doubts: &[Doubt<'_>],
    certain: &[(Evidence<'_>, PersonId)],
    withheld: &[(Evidence<'_>, PersonId)],
    claims: &Claims,
) -> Option<Linked> {
    if certain.len() < LEARN_FROM || doubts.is_empty() {
        return None;
    }
    let households = Households::of(people, index, doubts, certain);
    let step = certain.len().div_ceil(LEARN);
    let sample = certain.iter().step_by(step).chain(withheld);
    let learn: Vec<&Evidence<'_>> = sample.clone().map(|row| &row.0).collect();
    let known = sample.map(|row| row.1);
    let left = people_in_reach(people, index, doubts, known, &households);
    let villages = table::Villages::of(areas);
    let tables = rayon::join(
        || table::of_people(people, index, &villages, &left),
        || table::of_records(doubts, &learn, &households, &villages),
    );
    let linkage = Linker::new(spec()).link_owned(tables.0, tables.1).ok()?;
    let mut candidates: Vec<Vec<Candidate>> = vec![Vec::new(); doubts.len()];
    let mut learnt = 0.0;
    for pair in &linkage.links {
        let Some(doubt) = doubts.get(pair.right as usize) else {
            learnt += decide::probability(pair.weight);
            continue;
        };
        let person = left[pair.left as usize];
        if !doubt.apart.contains(&person) {
            candidates[pair.right as usize].push(Candidate {
                person,
                bits: pair.weight,
                claim: 0.0,
                probability: 0.0,
            });
        }
    }
    decide::shift(&mut candidates, learnt, learn.len());
    decide::weigh(&mut candidates, claims);
    let through_household = doubts
        .iter()
        .map(|doubt| households.card_of(&doubt.evidence).1)
        .collect();
    Some(Linked {
        candidates,
        linkage,
        left,
        through_household,
    })
}

/// The people that any record in doubt, or one learnt from, might be about.
fn people_in_reach(
    people: &People,
    index: &Index,
    doubts: &[Doubt<'_>],
    known: impl Iterator<Item = PersonId>,
    households: &Households,
) -> Vec<PersonId> {
    if people.len() <= ALL_PEOPLE {
        return (0..people.len() as PersonId).collect();
    }
    let mut reach = wide::people_in_reach(people, index, doubts, households);
    known.for_each(|person| reach[person as usize] = true);
    let ids = reach.iter().zip(0..);
    ids.filter_map(|(reached, id): (&bool, PersonId)| reached.then_some(id))
        .collect()
}

/// Fields by name and kind; every pair near a match is wanted, for rivals are weighed here.
fn spec() -> Spec {
    let fields = FIELDS.iter().map(|(name, kind)| FieldSpec {
        name: (*name).to_owned(),
        left: vec![(*name).to_owned()],
        right: vec![(*name).to_owned()],
        kind: Some(*kind),
    });
    Spec {
        fields: fields.collect(),
        mode: Mode::ManyToMany,
        blocking: blocking(),
        link_above: Some(0.0),
        ..Spec::default()
    }
}

/// Rules that bring few pairs each, but many enough to learn from: a rule of a
/// few dozen pairs teaches nonsense.
const BLOCKING: [&[(&str, Part)]; 7] = [
    &[("tanggal lahir", Part::Whole)],
    &[("NIK", Part::Head)],
    &[("KK", Part::Whole)],
    &[("nama", Part::Start), ("tanggal lahir", Part::MonthDay)],
    &[("nama", Part::Start), ("tanggal lahir", Part::Year)],
    &[("nama", Part::RareWord), ("wilayah", Part::Whole)],
    &[("NIK", Part::Tail)],
];

fn blocking() -> Vec<Vec<BlockPart>> {
    let rule = |parts: &&[(&str, Part)]| {
        let parts = parts.iter().map(|(field, part)| BlockPart {
            field: (*field).to_owned(),
            part: *part,
        });
        parts.collect()
    };
    BLOCKING.iter().map(rule).collect()
}
