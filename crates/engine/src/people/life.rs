//! Deaths and moves, and what they make of a person.

use semesta_domain::EventDirection;

use crate::input::EventKind;

/// The day of an event without a date: it holds for every month.
pub(super) const ALWAYS: i32 = i32::MIN + 1;

/// A death or a move, ordered by day; of one day the move in comes last, for a
/// move within the city is a move out and a move in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifeEvent {
    /// The day, or the day of an undated one, before every other.
    pub day: i32,
    /// What happened.
    pub kind: EventKind,
}

impl LifeEvent {
    fn order(self) -> (i32, u8) {
        let kind = match self.kind {
            EventKind::Move(EventDirection::Out) => 0,
            EventKind::Move(EventDirection::In) => 1,
            EventKind::Death => 2,
        };
        (self.day, kind)
    }
}

impl PartialOrd for LifeEvent {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LifeEvent {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// Where a known person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Living in the region.
    Resident,
    /// Dead.
    Dead,
    /// Moved out of the region.
    MovedOut,
    /// In the register with an address elsewhere, or not yet moved in.
    Elsewhere,
}

/// A death on or before `day` wins; else the last move decides; else the base holds.
pub(super) fn state_on(base: State, events: &[LifeEvent], day: i32) -> State {
    let past = events.iter().take_while(|event| event.day <= day);
    let mut state = base;
    for event in past {
        match event.kind {
            EventKind::Death => return State::Dead,
            EventKind::Move(EventDirection::Out) => state = State::MovedOut,
            EventKind::Move(EventDirection::In) => state = State::Resident,
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(day: i32, kind: EventKind) -> LifeEvent {
        LifeEvent { day, kind }
    }

    const IN: EventKind = EventKind::Move(EventDirection::In);
    const OUT: EventKind = EventKind::Move(EventDirection::Out);

    #[test]
    fn the_last_move_on_or_before_the_day_decides_and_death_wins() {
        let mut events = vec![
            event(10, OUT),
            event(20, IN),
            event(30, EventKind::Death),
            event(25, OUT),
        ];
        events.sort();
        let on = |day| state_on(State::Resident, &events, day);
        assert_eq!(on(9), State::Resident);
        assert_eq!(on(10), State::MovedOut);
        assert_eq!(on(20), State::Resident);
        assert_eq!(on(29), State::MovedOut);
        assert_eq!(on(30), State::Dead);
        assert_eq!(on(99), State::Dead);
    }

    #[test]
    fn a_move_within_the_city_is_no_move_out() {
        let mut events = vec![event(10, IN), event(10, OUT)];
        events.sort();
        assert_eq!(state_on(State::Resident, &events, 10), State::Resident);
    }

    #[test]
    fn an_undated_move_out_holds_until_a_dated_return() {
        let events = [event(ALWAYS, OUT), event(50, IN)];
        assert_eq!(state_on(State::Resident, &events, -30_000), State::MovedOut);
        assert_eq!(state_on(State::Resident, &events, 50), State::Resident);
    }
}
