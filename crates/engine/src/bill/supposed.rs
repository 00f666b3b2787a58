//! The bill that a roll would give: a line for every city-paid active membership.
//!
//! A bill that carries only head counts names nobody. What can be said of it is
//! said of the people whom the roll shows as paid for by the city in the month:
//! their lines are audited like any other.

use semesta_domain::{MembershipStatus, Month, NikCell, Payer, Segment, days};
use semesta_law::{Component, ContributionRates, Law, LawError, LocalAssistance, Registrar};

use crate::input::{Bills, Inputs, OlderRoll, Origin};
use crate::membership::active_by_period;

/// Which roll the supposed lines of a month come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RollOfMonth {
    /// A roll delivered for that month.
    Delivered,
    /// The newest roll's periods (tmt, tat): none was delivered for the month.
    ByPeriod,
}

/// Lines at the amounts due, one a city-paid membership that was active in the month.
///
/// **Shape:** by month as given, then in the roll's order; the card says whom a
/// line is about, and its origin is the roll's row.
///
/// # Errors
/// If a month lies before JKN, or a parameter is missing.
pub fn supposed_bills(
    inputs: &Inputs,
    months: &[Month],
    law: &Law,
    assistance: LocalAssistance,
) -> Result<(Bills, Vec<RollOfMonth>), LawError> {
    let mut bills = Bills::default();
    let mut rolls = Vec::with_capacity(months.len());
    for month in months {
        let due = ContributionRates::of(law, *month)?.pemda_due(Registrar::City, assistance);
        let amounts = [
            due[Component::CityContribution].0,
            due[Component::CityAssistance].0,
            due[Component::CentreAssistance].0,
        ];
        let mut push = |card: u64, origin: Origin| line(&mut bills, *month, card, amounts, origin);
        let older = inputs
            .older_rolls
            .iter()
            .find(|roll| roll.month == Some(*month));
        let is_newest = inputs
            .roll_as_of
            .is_some_and(|date| Month::of(date) == *month);
        rolls.push(match older {
            Some(roll) if !is_newest => {
                of_older(roll, &mut push);
                RollOfMonth::Delivered
            }
            _ => {
                of_newest(inputs, *month, is_newest, &mut push);
                if is_newest {
                    RollOfMonth::Delivered
                } else {
                    RollOfMonth::ByPeriod
                }
            }
        });
    }
    Ok((bills, rolls))
}

fn of_newest(inputs: &Inputs, month: Month, is_newest: bool, push: &mut impl FnMut(u64, Origin)) {
    let (roll, first) = (&inputs.roll, days(month.first_day()));
    for row in 0..roll.card.len() {
        let active = if is_newest {
            roll.status[row] == MembershipStatus::Active
        } else {
            active_by_period(roll, row, first)
        };
        if active && by_city(roll.segment[row], roll.payer.get(row)) {
            push(roll.card[row], roll.origin[row]);
        }
    }
}

fn of_older(roll: &OlderRoll, push: &mut impl FnMut(u64, Origin)) {
    for row in 0..roll.card.len() {
        let active = roll.status[row] == MembershipStatus::Active;
        if active && by_city(roll.segment[row], roll.payer.get(row)) {
            push(roll.card[row], roll.origin[row]);
        }
    }
}

/// Registered by the local government, and by no other payer than the city.
fn by_city(segment: Segment, payer: &str) -> bool {
    segment == Segment::PbpuPemda && matches!(Payer::parse(payer), None | Some(Payer::City))
}

fn line(bills: &mut Bills, month: Month, card: u64, amounts: [i64; 3], origin: Origin) {
    bills.month.push(month);
    bills.card.push(card);
    bills.nik.push(NikCell::Missing);
    bills.name.push("");
    bills.city_contribution.push(amounts[0]);
    bills.city_assistance.push(amounts[1]);
    bills.centre_assistance.push(amounts[2]);
    bills.bill_number.push("");
    bills.bill_month.push(None);
    bills.delivered.push(days(month.last_day()));
    bills.origin.push(origin);
}
