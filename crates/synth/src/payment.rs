//! What the city pays of its monthly bills: late, in parts, or not yet.

use crate::bill::bill;
use crate::calendar::Day;
use crate::rng::{Draw, Part};
use crate::world::World;

/// The day of a month by which its bill is due.
///
/// **Law:** `status.due_day`: Perpres 111/2013, later Perpres 82/2018.
const DUE_DAY: i32 = 10;

/// A month's bill in two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charge {
    pub(crate) month: i16,
    /// Memberships that are charged, each once.
    pub(crate) heads: i64,
    /// The city's share, rupiah.
    pub(crate) amount: i64,
}

/// One payment (SP2D).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Payment {
    /// The month paid for.
    pub(crate) month: i16,
    pub(crate) day: Day,
    /// Rupiah.
    pub(crate) amount: i64,
    /// The warrant's number in its year.
    pub(crate) serial: u32,
    /// Which part of a month's bill this is, and of how many.
    pub(crate) part: (u8, u8),
}

/// The bill of every delivered month, oldest first.
pub(crate) fn charges(world: &World) -> Vec<Charge> {
    let months = world.calendar.months();
    months
        .map(|month| {
            let lines = bill(world, month);
            let mut cards: Vec<u32> = lines
                .iter()
                .filter(|line| !line.reversed)
                .map(|line| line.record)
                .collect();
            cards.sort_unstable();
            cards.dedup();
            Charge {
                month,
                heads: cards.len() as i64,
                amount: lines.iter().map(|line| line.amounts.city_share()).sum(),
            }
        })
        .collect()
}

/// Every payment that is made by the end of the last month, by day.
///
/// Every fourth month is paid late and one in two parts. A city that is not
/// paid up has paid the month before the last in part, and the one before not
/// at all.
pub(crate) fn payments(world: &World, charges: &[Charge]) -> Vec<Payment> {
    let mut all: Vec<Payment> = charges
        .iter()
        .filter(|charge| charge.amount > 0)
        .flat_map(|charge| of_month(world, *charge))
        .filter(|payment| payment.day <= world.calendar.last_day(0))
        .collect();
    all.sort_by_key(|payment| (payment.day, payment.month));
    let mut draw = Draw::new(world.seed, Part::Payments, 1 << 32);
    let mut serial = 100;
    for payment in &mut all {
        serial += 17 + draw.below(160) as u32;
        payment.serial = serial;
    }
    all
}

/// How one month is paid.
fn of_month(world: &World, charge: Charge) -> Vec<Payment> {
    let back = -i32::from(charge.month);
    let mut draw = Draw::new(world.seed, Part::Payments, back as u64);
    // On a working day of the first week, or late.
    let first = world.calendar.first_day(charge.month);
    let in_time = first + draw.between(3, DUE_DAY - 2);
    let late = world.calendar.first_day(charge.month + 1) + draw.between(11, 25);
    let half = charge.amount / 2 / 1000 * 1000;
    let pay = |day, amount, part| Payment {
        month: charge.month,
        day,
        amount,
        serial: 0,
        part,
    };
    match (back, world.scenario.paid_up) {
        (1, false) => vec![pay(in_time, half, (1, 2))],
        (2, false) => Vec::new(),
        (5, _) | (1, true) => vec![
            pay(in_time, half, (1, 2)),
            pay(late, charge.amount - half, (2, 2)),
        ],
        _ if back % 4 == 3 => vec![pay(late, charge.amount, (1, 1))],
        _ => vec![pay(in_time, charge.amount, (1, 1))],
    }
}
