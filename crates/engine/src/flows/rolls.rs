//! Purges, joins and who is covered at once, read from one roll to the next.

use rayon::prelude::*;
use semesta_domain::{EventDirection, MembershipStatus, Month, Ratio, Segment, days};
use semesta_planning::{FlowKind, Indicator};

use super::{ObservedFlow, month_of};
use crate::compute::Outcome;
use crate::input::{EventKind, Inputs};
use crate::people::{PersonId, State};

/// The membership of each person that counts in a roll: active first, then by segment.
pub(super) type Members = Vec<Option<(bool, Segment)>>;

/// What happened between two rolls, in people.
#[derive(Debug, Clone, Copy, Default)]
struct Changes {
    purges: i64,
    /// Net of those who stopped.
    joins: i64,
    /// Of those born, and of those who moved in, whom somebody else than the
    /// city covers at once.
    born_covered: i64,
    arrived_covered: i64,
}

/// What the rolls tell of the flows.
#[derive(Debug, Default)]
pub(super) struct RollFlows {
    /// Purges and joins; nothing where there are not two rolls.
    pub(super) flows: Vec<ObservedFlow>,
    /// The share of births and of moves in that is covered at once.
    pub(super) born: Option<Ratio>,
    pub(super) arrived: Option<Ratio>,
}

/// Purges and joins of the months between one roll and the next, at most a year.
///
/// * a **purge**: active through the centre (`pbi_jk`) in the roll before, a
///   resident still, and active no longer;
/// * a **join**: a resident at the roll before who counts now and did not then,
///   through anybody but the city; less those who count no longer. Births,
///   moves and lay-offs are flows of their own, and whom the city adds or drops
///   is its own doing;
/// * of those born and moved in since the roll before, who is covered at once.
///
/// Where rolls are some months apart, what changed is spread over them evenly.
/// `n_new` are the births and the moves in of a month, for the shares.
pub(super) fn of_rolls(
    inputs: &Inputs,
    outcome: &Outcome,
    rolls: &[(Month, Members)],
    indicator: Indicator,
    n_new: &dyn Fn(Month) -> (i64, i64),
) -> RollFlows {
    let (mut purges, mut joins) = (Vec::new(), Vec::new());
    let nobody = Ratio {
        numerator: 0,
        denominator: 0,
    };
    let (mut born, mut arrived) = (nobody, nobody);
    let pairs: Vec<_> = rolls.windows(2).map(|pair| (&pair[0], &pair[1])).collect();
    let pairs: Vec<(Month, Month, Changes)> = pairs
        .into_par_iter()
        .filter(|(before, now)| (1..=APART_MAX).contains(&i64::from(now.0.months_since(before.0))))
        .map(|(before, now)| (before.0, now.0, changes(outcome, before, now, indicator)))
        .collect();
    for (before, now, mut changed) in pairs {
        let n_months = i64::from(now.months_since(before));
        let between: Vec<Month> = (1..=n_months).map(|n| before.plus(n as i32)).collect();
        if indicator == Indicator::Activity {
            // Lay-offs are a flow of their own.
            let listed = inputs.layoffs.start.iter().filter_map(|day| month_of(*day));
            changed.joins += listed.filter(|month| between.contains(month)).count() as i64;
        }
        spread(changed.purges, &between, &mut purges);
        spread(changed.joins, &between, &mut joins);
        for (births, moves_in) in between.into_iter().map(n_new) {
            born.denominator += births;
            arrived.denominator += moves_in;
        }
        born.numerator += changed.born_covered;
        arrived.numerator += changed.arrived_covered;
    }
    if purges.is_empty() {
        return RollFlows::default();
    }
    let last = |mut counts: Vec<(Month, i64)>| counts.split_off(counts.len().saturating_sub(12));
    let flow = |kind, months| ObservedFlow {
        kind,
        months: last(months),
        covered: None,
    };
    let share = |of: Ratio| {
        (of.denominator > 0).then(|| Ratio {
            numerator: of.numerator.min(of.denominator),
            ..of
        })
    };
    RollFlows {
        flows: vec![flow(FlowKind::Purges, purges), flow(FlowKind::Joins, joins)],
        born: share(born),
        arrived: share(arrived),
    }
}

/// Rolls further apart than this tell nothing of the months between.
const APART_MAX: i64 = 6;

/// So many events over so many months: evenly, the rest in the last ones.
fn spread(n: i64, between: &[Month], months: &mut Vec<(Month, i64)>) {
    let n_months = between.len() as i64;
    for (at, month) in (0..).zip(between) {
        let share = (n * (at + 1)).div_euclid(n_months) - (n * at).div_euclid(n_months);
        months.push((*month, share));
    }
}

/// Whether a loss lessens the joins: the city's own is its own doing.
fn nets(segment: Segment) -> bool {
    segment != Segment::PbpuPemda
}

/// What changed from one roll to the next.
fn changes(
    outcome: &Outcome,
    (before, old): &(Month, Members),
    (now, new): &(Month, Members),
    indicator: Indicator,
) -> Changes {
    let (eve, first) = (days(before.first_day()), days(now.first_day()));
    let counts = |member: Option<&(bool, Segment)>| match indicator {
        Indicator::Coverage => member.is_some(),
        Indicator::Activity => member.is_some_and(|(active, _)| *active),
    };
    let mut changed = Changes::default();
    for (person, was) in members(old) {
        let is = new[person as usize].as_ref();
        if !lives(outcome, person, first) {
            continue;
        }
        if *was == (true, Segment::PbiJk) && !is.is_some_and(|(active, _)| *active) {
            changed.purges += 1;
            // Struck off altogether, it is no longer registered either.
            changed.joins -= i64::from(indicator == Indicator::Coverage && is.is_none());
        } else if nets(was.1) && counts(Some(was)) && !counts(is) {
            changed.joins -= 1;
        }
    }
    for (person, is) in members(new) {
        if !nets(is.1) || !counts(Some(is)) || counts(old[person as usize].as_ref()) {
            continue;
        }
        match came(outcome, person, eve) {
            Came::Before => changed.joins += 1,
            Came::Born => changed.born_covered += 1,
            Came::Arrived => changed.arrived_covered += 1,
            Came::Never => {}
        }
    }
    changed
}

fn members(of: &Members) -> impl Iterator<Item = (PersonId, &(bool, Segment))> {
    let people = (0..).zip(of);
    people.filter_map(|(person, member)| Some((person, member.as_ref()?)))
}

/// Since when somebody lives in the city, seen from a day.
enum Came {
    Before,
    Born,
    Arrived,
    Never,
}

fn came(outcome: &Outcome, person: PersonId, day: i32) -> Came {
    let resident = outcome.is_resident.get(person as usize) == Some(&true);
    match () {
        () if lives(outcome, person, day) => Came::Before,
        () if outcome.people.birth[person as usize] > day => Came::Born,
        () if resident || !outcome.people.events_of(person).is_empty() => Came::Arrived,
        () => Came::Never,
    }
}

/// Whether somebody lives in the city on a day. Whom the register has, and of
/// whom the first thing known is a move in, did not before it.
fn lives(outcome: &Outcome, person: PersonId, day: i32) -> bool {
    let people = &outcome.people;
    let came_later = people
        .events_of(person)
        .first()
        .is_some_and(|event| event.kind == EventKind::Move(EventDirection::In) && event.day > day);
    !came_later
        && people.state_on(person, day) == State::Resident
        && people.birth[person as usize] <= day
}

/// The memberships that count in each roll, by month.
pub(super) fn rolls(inputs: &Inputs, outcome: &Outcome) -> Vec<(Month, Members)> {
    let n_people = outcome.people.len();
    let mut rolls = Vec::new();
    for (at, older) in inputs.older_rolls.iter().enumerate() {
        let (Some(month), Some(people)) = (older.month, outcome.billed.older.get(at)) else {
            continue;
        };
        let rows = people.iter().enumerate().map(|(row, person)| {
            let active = older.status[row] == MembershipStatus::Active;
            (*person, active, older.segment[row])
        });
        rolls.push((month, counting(rows, n_people)));
    }
    // One roll alone tells of no change.
    if let Some(date) = inputs.roll_as_of.filter(|_| !rolls.is_empty()) {
        let rows = outcome.members.iter().enumerate().map(|(row, member)| {
            let active = inputs.roll.status[row] == MembershipStatus::Active;
            (member.settled.person, active, inputs.roll.segment[row])
        });
        rolls.push((Month::of(date), counting(rows, n_people)));
    }
    rolls.sort_by_key(|(month, _)| *month);
    rolls
}

fn counting(
    rows: impl Iterator<Item = (Option<PersonId>, bool, Segment)>,
    n_people: usize,
) -> Members {
    let mut members: Members = vec![None; n_people];
    for (person, active, segment) in rows {
        let Some(person) = person else { continue };
        let known = members[person as usize].get_or_insert((active, segment));
        let rank = |(active, segment): (bool, Segment)| (!active, segment.precedence());
        if rank((active, segment)) < rank(*known) {
            *known = (active, segment);
        }
    }
    members
}
