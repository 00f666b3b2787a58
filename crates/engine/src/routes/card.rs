//! Family cards, as far as someone on them needs a payer.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use semesta_domain::{Segment, Sex, date_from_days};
use semesta_law::{Class, FamilyMember, Mother, Relation, WorkerFamily, age_in_years};

use super::relation::CardRole;
use crate::compute::Outcome;
use crate::input::{Inputs, NO_DATE};
use crate::people::PersonId;

/// The cards of people in need, with everybody who lives on them.
pub(super) struct Cards<'a> {
    outcome: &'a Outcome,
    inputs: &'a Inputs,
    living: FxHashMap<u64, Vec<PersonId>>,
}

impl<'a> Cards<'a> {
    /// Gathers the cards on which somebody may find a worker or a mother.
    pub(super) fn of(
        outcome: &'a Outcome,
        inputs: &'a Inputs,
        wanted: impl Iterator<Item = u64>,
    ) -> Self {
        let mut living: FxHashMap<u64, Vec<PersonId>> = wanted
            .filter(|kk| *kk != 0)
            .map(|kk| (kk, Vec::new()))
            .collect();
        if !living.is_empty() {
            for (person, kk) in outcome.people.kk.iter().enumerate() {
                if outcome.is_resident[person]
                    && let Some(card) = living.get_mut(kk)
                {
                    card.push(person as PersonId);
                }
            }
        }
        Self {
            outcome,
            inputs,
            living,
        }
    }

    fn on_card_of(&self, person: PersonId) -> &[PersonId] {
        self.living
            .get(&self.outcome.people.kk[person as usize])
            .map_or(&[], Vec::as_slice)
    }

    fn role(&self, person: PersonId) -> CardRole {
        CardRole::parse(self.outcome.people.relation.get(person as usize))
    }

    /// The segment of an active membership.
    fn active_segment(&self, person: PersonId) -> Option<(Segment, u8)> {
        let row = self.outcome.counting[person as usize]? as usize;
        self.outcome.members[row]
            .active
            .then(|| (self.inputs.roll.segment[row], self.inputs.roll.class[row]))
    }

    /// The wage worker on the same card who is nearest: spouse, parent, other.
    /// A child's rank is left at 1: see [`Self::children_before`].
    pub(super) fn worker_family(&self, person: PersonId, has_income: bool) -> Option<WorkerFamily> {
        let own = self.role(person);
        let (relation, segment) = self
            .on_card_of(person)
            .iter()
            .filter(|other| **other != person)
            .filter_map(|other| {
                let (segment, _) = self.active_segment(*other)?;
                let relation = own.related_to(self.role(*other))?;
                segment.is_wage_worker().then_some((relation, segment))
            })
            .min_by_key(|(relation, segment)| (nearness(*relation), segment.precedence()))?;
        Some(WorkerFamily {
            segment,
            member: FamilyMember {
                relation,
                birth: birth(self.outcome, person),
                child_rank: 1,
                is_studying: false,
                is_married: false,
                has_income,
            },
        })
    }

    /// The births of the card's children who count against the limit before one
    /// of them, if young enough: those covered with a worker already, then the
    /// others, eldest first.
    pub(super) fn children_before(&self, person: PersonId) -> Vec<Date> {
        let people = &self.outcome.people;
        let key = |child: PersonId| {
            let with_worker = self
                .active_segment(child)
                .is_some_and(|(segment, _)| segment.is_wage_worker());
            let at = child as usize;
            (!with_worker, people.birth[at], people.nik[at], child)
        };
        let covered_otherwise = |child: PersonId| {
            self.active_segment(child)
                .is_some_and(|(segment, _)| !segment.is_wage_worker())
        };
        self.on_card_of(person)
            .iter()
            .copied()
            .filter(|other| *other != person && self.role(*other) == CardRole::Child)
            .filter(|other| !covered_otherwise(*other) && key(*other) < key(person))
            .filter_map(|other| birth(self.outcome, other))
            .collect()
    }

    /// The membership of a newborn's mother, as far as the card says who she is.
    pub(super) fn mother(&self, baby: PersonId) -> Mother {
        let Some(mother) = self.mother_of(baby) else {
            return Mother::Unknown;
        };
        match self.active_segment(mother) {
            Some((segment, class)) => Mother::Member {
                segment,
                class: Class::from_number(class),
            },
            None => Mother::NoMembership,
        }
    }

    /// The wife or the female head of a child's card; of any other baby the
    /// only woman of an age to bear.
    fn mother_of(&self, baby: PersonId) -> Option<PersonId> {
        let is_child = self.role(baby) == CardRole::Child;
        let mut women = self.on_card_of(baby).iter().copied().filter(|woman| {
            let is_parent = matches!(self.role(*woman), CardRole::Head | CardRole::Spouse);
            *woman != baby
                && self.outcome.people.sex[*woman as usize] == Some(Sex::Female)
                && self.may_bear(*woman)
                && (is_parent || !is_child)
        });
        let only = women.next()?;
        women.next().is_none().then_some(only)
    }

    /// From 12 to 55 years: to tell mothers from sisters and grandmothers.
    fn may_bear(&self, woman: PersonId) -> bool {
        let on = self.outcome.question.as_of;
        birth(self.outcome, woman).is_some_and(|birth| (12..=55).contains(&age_in_years(birth, on)))
    }
}

fn nearness(relation: Relation) -> u8 {
    match relation {
        Relation::Spouse => 0,
        Relation::Child => 1,
        Relation::Other => 2,
    }
}

pub(super) fn birth(outcome: &Outcome, person: PersonId) -> Option<Date> {
    Some(outcome.people.birth[person as usize])
        .filter(|birth| *birth != NO_DATE)
        .and_then(date_from_days)
}
