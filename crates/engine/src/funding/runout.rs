//! When a budget ends: what was billed, the present bill, and how it moves.

use semesta_domain::Month;

/// What is known of a year's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// The year's budget. **Units**: rupiah.
    pub budget: i64,
    /// Billed in the year up to and with `last`. **Units**: rupiah.
    pub billed: i64,
    /// The last billed month.
    pub last: Month,
    /// Its bill. **Units**: rupiah.
    pub bill: i64,
    /// What every further month's bill is more than the one before, or less.
    /// **Units**: rupiah.
    pub flow: i64,
}

/// A month to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthAhead {
    /// The month.
    pub month: Month,
    /// Its bill. **Units**: rupiah.
    pub bill: i64,
    /// Billed in the year up to and with it. **Units**: rupiah.
    pub to_date: i64,
    /// Left of the budget; below 0 what is missing. **Units**: rupiah.
    pub left: i64,
}

/// How far a budget goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOut {
    /// The months of the year after the last billed one.
    pub ahead: Vec<MonthAhead>,
    /// The first month whose bill the money no longer covers; `last` itself where it
    /// is overdrawn already.
    pub ends: Option<Month>,
    /// What is missing at the end of the year, 0 where the money lasts. **Units**: rupiah.
    pub missing: i64,
    /// What is left at the end of the year, 0 where it is missing. **Units**: rupiah.
    pub left: i64,
}

/// Follows a budget to the end of its year. A bill never falls below 0.
///
/// ```
/// use semesta_engine::funding::{Given, run_out};
/// let given = Given {
///     budget: 1_200,
///     billed: 800,
///     last: "2024-08".parse().unwrap(),
///     bill: 100,
///     flow: 25,
/// };
/// let found = run_out(given);
/// // 125 + 150 leave 125 in October, and November's 175 are not covered.
/// assert_eq!(found.ends, Some("2024-11".parse().unwrap()));
/// assert_eq!(found.missing, 250);
/// ```
#[must_use]
pub fn run_out(given: Given) -> RunOut {
    let mut ahead = Vec::new();
    let (mut month, mut bill, mut to_date) = (given.last, given.bill, given.billed);
    while month.next().year() == given.last.year() {
        month = month.next();
        bill = bill.saturating_add(given.flow).max(0);
        to_date = to_date.saturating_add(bill);
        ahead.push(MonthAhead {
            month,
            bill,
            to_date,
            left: given.budget.saturating_sub(to_date),
        });
    }
    let is_overdrawn = given.billed > given.budget;
    let first = ahead.iter().find(|one| one.left < 0).map(|one| one.month);
    let end = given.budget.saturating_sub(to_date);
    RunOut {
        ends: if is_overdrawn {
            Some(given.last)
        } else {
            first
        },
        missing: end.min(0).saturating_neg(),
        left: end.max(0),
        ahead,
    }
}

/// The mean change from bill to bill over the last months, rounded towards 0; none
/// with fewer than two bills.
#[must_use]
pub fn mean_flow(bills: &[i64], n_changes_max: usize) -> Option<i64> {
    let first = bills.len().saturating_sub(n_changes_max + 1);
    let recent = &bills[first..];
    let n_changes = i64::try_from(recent.len().checked_sub(1)?).ok()?;
    (n_changes > 0).then(|| (recent[recent.len() - 1] - recent[0]) / n_changes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn given(budget: i64, flow: i64) -> Given {
        Given {
            budget,
            billed: 800,
            last: "2024-08".parse().unwrap(),
            bill: 100,
            flow,
        }
    }

    #[test]
    fn the_month_that_takes_the_last_rupiah_is_still_covered() {
        assert_eq!(run_out(given(1_200, 0)).ends, None);
        let short = run_out(given(1_199, 0));
        assert_eq!(short.ends, Some("2024-12".parse().unwrap()));
        assert_eq!((short.missing, short.left), (1, 0));
        assert_eq!(
            run_out(given(799, 0)).ends,
            Some("2024-08".parse().unwrap())
        );
        // In December nothing of the year is ahead.
        let december = Given {
            last: "2024-12".parse().unwrap(),
            ..given(800, 0)
        };
        assert!(run_out(december).ahead.is_empty());
    }

    #[test]
    fn the_flow_is_the_mean_of_the_last_changes() {
        assert_eq!(mean_flow(&[100, 110, 130], 6), Some(15));
        assert_eq!(mean_flow(&[500, 100, 110, 130], 2), Some(15));
        assert_eq!(mean_flow(&[100], 6), None);
        assert_eq!(mean_flow(&[], 6), None);
    }

    proptest! {
        /// The year's end closes: budget = billed + all ahead + left − missing.
        #[test]
        fn nothing_remains(budget in 0_i64..5_000, flow in -200_i64..200, month in 1_i8..13) {
            let given = Given { last: Month::new(2024, month).unwrap(), ..given(budget, flow) };
            let found = run_out(given);
            let ahead: i64 = found.ahead.iter().map(|one| one.bill).sum();
            prop_assert_eq!(budget, 800 + ahead + found.left - found.missing);
            prop_assert!(found.ahead.iter().all(|one| one.bill >= 0));
            prop_assert_eq!(found.ends.is_some(), found.missing > 0 || budget < 800);
        }
    }
}
