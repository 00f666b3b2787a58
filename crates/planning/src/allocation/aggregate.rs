//! From people to kinds of people: the program counts, it does not name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::class::PriorityClass;
use super::problem::{AllocationProblem, Offer};

/// People whom no objective and no limit tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) class: PriorityClass,
    /// The index of the class in [`Kinds::classes`].
    pub(super) class_index: usize,
    /// Indices into [`Kinds::lanes`].
    pub(super) lanes: Vec<usize>,
    /// Indices of people, by id.
    pub(super) people: Vec<usize>,
}

/// The people of a problem by kind.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    /// The classes that occur, first served first.
    pub(super) classes: Vec<PriorityClass>,
    /// The offers that occur: a source at a tariff.
    pub(super) lanes: Vec<Offer>,
    /// The kinds, by class and then by profile.
    pub(super) kinds: Vec<Kind>,
    /// The kind of each person, by the person's index.
    pub(super) kind_of: Vec<usize>,
}

impl Kinds {
    /// Sorts the people into kinds; their order in the problem does not matter.
    pub(super) fn of(problem: &AllocationProblem) -> Self {
        let classes_of = classes_of(problem);
        let mut lanes: Vec<Offer> = problem.profiles.iter().flatten().copied().collect();
        lanes.sort_unstable();
        lanes.dedup();
        let lanes_of: Vec<Vec<usize>> = problem
            .profiles
            .iter()
            .map(|offers| indices_of(offers, &lanes))
            .collect();

        let mut by_key: FxHashMap<(PriorityClass, &[usize]), Vec<usize>> = FxHashMap::default();
        for (index, person) in problem.people.iter().enumerate() {
            let key = (classes_of[index], &lanes_of[person.profile.0][..]);
            by_key.entry(key).or_default().push(index);
        }
        let mut groups: Vec<_> = by_key.into_iter().collect();
        groups.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut classes: Vec<PriorityClass> = groups.iter().map(|group| group.0.0).collect();
        classes.dedup();

        let mut kind_of = vec![0; problem.people.len()];
        let mut kinds = Vec::with_capacity(groups.len());
        for ((class, lanes), mut people) in groups {
            people.sort_unstable_by_key(|&person| problem.people[person].id);
            for &person in &people {
                kind_of[person] = kinds.len();
            }
            let class_index = classes.partition_point(|&other| other < class);
            kinds.push(Kind {
                class,
                class_index,
                lanes: lanes.to_vec(),
                people,
            });
        }
        Self {
            classes,
            lanes,
            kinds,
            kind_of,
        }
    }

    /// How many people of one class could use one lane.
    pub(super) fn n_people(&self, class_index: usize, lane: usize) -> i64 {
        self.of_class(class_index)
            .filter(|(_, kind)| kind.lanes.contains(&lane))
            .map(|(_, kind)| kind.people.len() as i64)
            .sum()
    }

    /// The kinds of one class, with their indices.
    pub(super) fn of_class(&self, class_index: usize) -> impl Iterator<Item = (usize, &Kind)> {
        let kinds = self.kinds.iter().enumerate();
        kinds.filter(move |(_, kind)| kind.class_index == class_index)
    }
}

fn indices_of(offers: &[Offer], lanes: &[Offer]) -> Vec<usize> {
    let mut indices: Vec<usize> = offers
        .iter()
        .map(|offer| lanes.partition_point(|lane| lane < offer))
        .collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

/// Each person's class: the own vulnerability, else the family's, else none.
fn classes_of(problem: &AllocationProblem) -> Vec<PriorityClass> {
    let own = |person: &super::problem::Candidate| {
        PriorityClass::of(person.vulnerability, problem.poor_deciles)
    };
    let people = problem.people.iter();
    let with_vulnerable: FxHashSet<u64> = people
        .clone()
        .filter(|person| own(person).is_some())
        .map(|person| person.household)
        .collect();
    people
        .map(|person| {
            own(person).unwrap_or({
                if person.relative_covered || with_vulnerable.contains(&person.household) {
                    PriorityClass::Family
                } else {
                    PriorityClass::Other
                }
            })
        })
        .collect()
}
