//! The monthly bill for people registered by the city, with its errors.

use semesta_domain::Segment;

use crate::calendar::Calendar;
use crate::record::Record;
use crate::rng::{Draw, Part};
use crate::world::World;

/// Contribution and assistance by payer, rupiah a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Amounts {
    /// Contribution by the city.
    pub(crate) city: i64,
    /// Assistance by the city.
    pub(crate) city_aid: i64,
    /// Assistance by the centre.
    pub(crate) centre_aid: i64,
}

impl Amounts {
    /// The city's whole share.
    pub(crate) fn city_share(self) -> i64 {
        self.city + self.city_aid
    }

    fn negated(self) -> Self {
        Self {
            city: -self.city,
            city_aid: -self.city_aid,
            centre_aid: -self.centre_aid,
        }
    }
}

/// A line of the bill.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BillLine {
    pub(crate) month: i16,
    /// Place of the record in the world.
    pub(crate) record: u32,
    pub(crate) amounts: Amounts,
    /// Charged and taken back by another line.
    pub(crate) reversed: bool,
}

/// What a city owes for a person it registered, by the law of a month.
///
/// **Law:** Perpres 19/2016; Perpres 75/2019 and PMK 166/PMK.07/2019; 2020
/// first half unsourced; Perpres 64/2020 and PMK 78/PMK.02/2020.
pub(crate) fn due(year: i32, month: i32) -> Amounts {
    let (city, city_aid, centre_aid) = match (year, month) {
        (..2016, _) => (19_225, 0, 0),
        (..2019, _) | (2019, ..8) => (23_000, 0, 0),
        (2019, _) => (23_000, 0, 19_000),
        (2020, ..7) => (42_000, 0, 0),
        (2020, _) => (25_500, 0, 16_500),
        _ => (35_000, 2_800, 4_200),
    };
    Amounts {
        city,
        city_aid,
        centre_aid,
    }
}

/// What is due in a month of the calendar.
pub(crate) fn due_in(calendar: &Calendar, month: i16) -> Amounts {
    let (year, number) = calendar.year_month(month);
    due(year, number)
}

/// The lines of a month's bill, in the order of the roll.
pub(crate) fn bill(world: &World, month: i16) -> Vec<BillLine> {
    let mut draw = Draw::new(world.seed, Part::Bill, (i64::from(month) + 10_000) as u64);
    let due = due_in(&world.calendar, month);
    let mut lines = Vec::new();
    for (place, record) in world.records.iter().enumerate() {
        if !is_billed(world, record, month) {
            continue;
        }
        let line = BillLine {
            month,
            record: place as u32,
            amounts: due,
            reversed: false,
        };
        match draw.unit() {
            _ if world.clean => lines.push(line),
            u if u < 0.0015 => lines.push(BillLine {
                amounts: wrong(due, &mut draw),
                ..line
            }),
            u if u < 0.0020 => {
                let line = BillLine {
                    reversed: true,
                    ..line
                };
                lines.extend([
                    line,
                    BillLine {
                        amounts: due.negated(),
                        ..line
                    },
                ]);
            }
            _ => lines.push(line),
        }
    }
    lines
}

/// Whether BPJS bills the city for a record in a month.
fn is_billed(world: &World, record: &Record, month: i16) -> bool {
    let Some(spell) = record.spell(month) else {
        return false;
    };
    let line = &world.lines[usize::from(spell.line)];
    let by_city = line.segment == Segment::PbpuPemda && line.payer == "kota";
    // One in thirty of the inactive stays on the bill.
    by_city && (spell.active || (!world.clean && record.salt.is_multiple_of(30)))
}

/// Amounts by an old tariff, twice, or without the assistance.
fn wrong(due: Amounts, draw: &mut Draw) -> Amounts {
    match draw.below(3) {
        0 => Amounts {
            city: due.city + 2_000,
            ..due
        },
        1 => Amounts {
            city: due.city * 2,
            city_aid: due.city_aid * 2,
            centre_aid: due.centre_aid * 2,
        },
        _ => Amounts {
            city: due.city + due.city_aid + due.centre_aid,
            city_aid: 0,
            centre_aid: 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_law_of_the_month() {
        assert_eq!(due(2019, 7).city_share(), 23_000);
        assert_eq!(due(2019, 8).centre_aid, 19_000);
        assert_eq!(due(2020, 6).city_share(), 42_000);
        assert_eq!(due(2024, 8).city_share(), 37_800);
    }
}
