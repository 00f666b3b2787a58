//! The closing checks of a bill audit.

use semesta_domain::Finding;

use super::net;
use super::{BillAudit, Netting};
use crate::figures::Check;
use crate::input::Bills;

/// Every line has its finding, and what is billed is what is due and what is disputed.
#[must_use]
pub fn checks(audit: &BillAudit, bills: &Bills) -> Vec<Check> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut by_finding = vec![0_i64; Finding::ALL.len()];
    let (mut billed, mut due, mut disputed) = (0_i64, 0_i64, 0_i64);
    for line in &audit.lines {
        by_finding[line.finding as usize] += 1;
        billed += net::city(net::amounts(bills, line.row));
        disputed += line.disputed;
        // Of netted lines one stands for the amount due; what cancels owes nothing, and
        // what only gives back owes that.
        match (line.finding, line.netting) {
            (Finding::Ok | Finding::WrongAmount, Netting::Alone) => due += line.expected,
            (_, Netting::Correction) => due += net::city(net::amounts(bills, line.row)),
            _ => {}
        }
    }
    vec![
        Check::new(
            "bill_lines_delivered",
            count(audit.lines.len() + audit.n_repeated),
            count(bills.card.len()),
        ),
        Check::new(
            "bill_lines_by_finding",
            by_finding.iter().sum(),
            count(audit.lines.len()),
        ),
        Check::new("bill_billed_is_due_and_disputed", due + disputed, billed),
    ]
}
