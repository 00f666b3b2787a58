//! Purges and joins, read from one month's roll to the next.

use rustc_hash::FxHashMap;
use semesta_domain::{MembershipStatus, Month, Segment, days};
use semesta_engine::input::Inputs;
use semesta_engine::{Outcome, PersonId, State};
use semesta_planning::{Flow, FlowKind, Indicator};

/// The membership of a person that counts in a roll: active first, then by segment.
type Members = FxHashMap<PersonId, (bool, Segment)>;

/// Purges and joins of the months that two rolls in a row tell of, at most a
/// year; nothing where no two rolls follow each other.
///
/// * a **purge**: active through the centre (`pbi_jk`) in the month before, a
///   resident still, and active no longer;
/// * a **join**: a resident in the month before who counts now and did not then,
///   through anybody but the city; less those who count no longer (see `nets`).
///   Births, moves and lay-offs are flows of their own, and whom the city adds or
///   drops is its own doing.
pub(super) fn of_rolls(inputs: &Inputs, outcome: &Outcome, indicator: Indicator) -> Vec<Flow> {
    let mut rolls = rolls(inputs, outcome);
    rolls.sort_by_key(|(month, _)| *month);
    let (mut purges, mut joins) = (Vec::new(), Vec::new());
    for pair in rolls.windows(2) {
        let ((before, old), (now, new)) = (&pair[0], &pair[1]);
        if before.next() != *now {
            continue;
        }
        let (gone, net) = changes(outcome, *now, old, new, indicator);
        purges.push(gone);
        joins.push(net);
    }
    if purges.is_empty() {
        return Vec::new();
    }
    let last = |mut counts: Vec<i64>| counts.split_off(counts.len().saturating_sub(12));
    let flow = |kind, observed| Flow {
        kind,
        observed: last(observed),
        covered: None,
    };
    vec![flow(FlowKind::Purges, purges), flow(FlowKind::Joins, joins)]
}

/// Whether losses of a segment lessen the joins: of cover all but the city's own;
/// of activity those of self-payers, for lay-offs are a flow of their own.
fn nets(segment: Segment, indicator: Indicator) -> bool {
    match indicator {
        Indicator::Coverage => segment != Segment::PbpuPemda,
        Indicator::Activity => matches!(segment, Segment::Pbpu | Segment::Bp),
    }
}

/// Purges, and joins net of those who stopped, of one month.
fn changes(
    outcome: &Outcome,
    month: Month,
    old: &Members,
    new: &Members,
    indicator: Indicator,
) -> (i64, i64) {
    let (eve, first) = (days(month.plus(-1).first_day()), days(month.first_day()));
    let lives = |person: PersonId, day: i32| {
        outcome.people.state_on(person, day) == State::Resident
            && outcome.people.birth[person as usize] <= day
    };
    let counts = |member: Option<&(bool, Segment)>| match indicator {
        Indicator::Coverage => member.is_some(),
        Indicator::Activity => member.is_some_and(|(active, _)| *active),
    };
    let (mut purges, mut joins) = (0, 0);
    for (person, was) in old {
        let is = new.get(person);
        if !lives(*person, first) {
            continue;
        }
        if *was == (true, Segment::PbiJk) && !is.is_some_and(|(active, _)| *active) {
            purges += 1;
            // Struck off altogether, it is no longer registered either.
            joins -= i64::from(indicator == Indicator::Coverage && is.is_none());
        } else if nets(was.1, indicator) && counts(Some(was)) && !counts(is) {
            joins -= 1;
        }
    }
    for (person, is) in new {
        let through_others = is.1 != Segment::PbpuPemda;
        if through_others && counts(Some(is)) && !counts(old.get(person)) && lives(*person, eve) {
            joins += 1;
        }
    }
    (purges, joins)
}

/// The memberships that count in each roll, by month.
fn rolls(inputs: &Inputs, outcome: &Outcome) -> Vec<(Month, Members)> {
    let mut rolls = Vec::new();
    for (at, older) in inputs.older_rolls.iter().enumerate() {
        let (Some(month), Some(people)) = (older.month, outcome.billed.older.get(at)) else {
            continue;
        };
        let rows = people.iter().enumerate().map(|(row, person)| {
            let active = older.status[row] == MembershipStatus::Active;
            (*person, active, older.segment[row])
        });
        rolls.push((month, counting(rows)));
    }
    if let Some(date) = inputs.roll_as_of {
        let rows = outcome.members.iter().enumerate().map(|(row, member)| {
            let active = inputs.roll.status[row] == MembershipStatus::Active;
            (member.settled.person, active, inputs.roll.segment[row])
        });
        rolls.push((Month::of(date), counting(rows)));
    }
    rolls
}

fn counting(rows: impl Iterator<Item = (Option<PersonId>, bool, Segment)>) -> Members {
    let mut members = Members::default();
    for (person, active, segment) in rows {
        let Some(person) = person else { continue };
        let known = members.entry(person).or_insert((active, segment));
        let rank = |(active, segment): (bool, Segment)| (!active, segment.precedence());
        if rank((active, segment)) < rank(*known) {
            *known = (active, segment);
        }
    }
    members
}
