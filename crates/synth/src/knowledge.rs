//! What the offices' lists say by the end of a month.

use crate::calendar::{Calendar, Day};
use crate::person::{Arrival, Departure, Person};

/// What is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// On no list.
    Unknown,
    /// A living resident.
    Resident,
    /// Known to be dead.
    Deceased,
    /// Known to have moved out.
    MovedOut,
}

/// When registers are delivered, and what follows.
#[derive(Debug, Clone)]
pub(crate) struct Knowledge {
    pub(crate) calendar: Calendar,
    /// Months with a register, oldest first.
    pub(crate) registers: Vec<i16>,
}

impl Knowledge {
    /// Registers come in the first month, half-yearly, and in the last.
    pub(crate) fn new(calendar: Calendar) -> Self {
        let first = calendar.first();
        let registers = calendar
            .months()
            .filter(|m| *m == first || m % 6 == 0)
            .collect();
        Self {
            calendar,
            registers,
        }
    }

    /// The newest register of a month.
    pub(crate) fn register(&self, month: i16) -> i16 {
        let newest = self.registers.iter().rev().find(|r| **r <= month);
        newest.copied().unwrap_or(self.calendar.first())
    }

    /// Whether a month's register has the person, alive or not.
    pub(crate) fn in_register(&self, person: &Person, register: i16) -> bool {
        !person.is_ghost() && person.listed <= register
    }

    /// Whether a month's register shows the departure.
    pub(crate) fn struck(&self, person: &Person, register: i16) -> bool {
        person.departure != Departure::None && person.struck <= register
    }

    /// Whether a delivered list has the departure by a month.
    pub(crate) fn reported(&self, person: &Person, month: i16) -> bool {
        person.departure != Departure::None
            && person.reported >= self.calendar.first()
            && person.reported <= month
    }

    /// What is known of a person at the end of a month.
    pub(crate) fn of(&self, person: &Person, month: i16) -> Known {
        let register = self.register(month);
        let announced = person.arrival == Arrival::Moved
            && person.announced >= self.calendar.first()
            && person.announced <= month;
        let left = self.left_by(person, month, self.calendar.last_day(month));
        match (left, person.departure) {
            (true, Departure::Died) => Known::Deceased,
            (true, Departure::Moved) => Known::MovedOut,
            _ if self.in_register(person, register) || announced => Known::Resident,
            _ => Known::Unknown,
        }
    }

    /// Whether it is known in a month that the person had left by a day.
    pub(crate) fn left_by(&self, person: &Person, month: i16, day: Day) -> bool {
        let register = self.register(month);
        let shown = self.in_register(person, register) && self.struck(person, register);
        (shown || self.reported(person, month)) && person.gone_by(day)
    }
}
