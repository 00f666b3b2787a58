//! Days and months as small numbers.

use semesta_domain::Month;

/// A day, counted from 1970-01-01.
pub(crate) type Day = i32;

/// "Never", where a day may be absent.
pub(crate) const NEVER: Day = i32::MAX;

/// The day's number of a civil date (Hinnant's days from civil).
pub(crate) fn day(year: i32, month: i32, date: i32) -> Day {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + date - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// Year, month and date of a day.
pub(crate) fn civil(day: Day) -> (i32, i32, i32) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let date = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i32::from(month <= 2), month, date)
}

/// The months of a generation: 0 is the last, the first is negative.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    /// Months from year 0 to the last month.
    last: i32,
    /// How many months are delivered.
    pub(crate) n_months: i16,
}

impl Calendar {
    /// The `n_months` up to and with `last`.
    pub(crate) fn new(last: Month, n_months: i16) -> Self {
        let last = i32::from(last.year()) * 12 + i32::from(last.month()) - 1;
        Self { last, n_months }
    }

    /// The first delivered month.
    pub(crate) fn first(&self) -> i16 {
        1 - self.n_months
    }

    /// Every delivered month, oldest first.
    pub(crate) fn months(&self) -> impl Iterator<Item = i16> + use<> {
        self.first()..=0
    }

    /// The first day of a month.
    pub(crate) fn first_day(&self, month: i16) -> Day {
        let m = self.last + i32::from(month);
        day(m.div_euclid(12), m.rem_euclid(12) + 1, 1)
    }

    /// The last day of a month.
    pub(crate) fn last_day(&self, month: i16) -> Day {
        self.first_day(month + 1) - 1
    }

    /// The month in which a day lies.
    pub(crate) fn month_of(&self, day: Day) -> i16 {
        let (year, month, _) = civil(day);
        (year * 12 + month - 1 - self.last).clamp(-12_000, 12_000) as i16
    }

    /// Year and month of the calendar.
    pub(crate) fn year_month(&self, month: i16) -> (i32, i32) {
        let m = self.last + i32::from(month);
        (m.div_euclid(12), m.rem_euclid(12) + 1)
    }

    /// A month as `yyyy-mm`.
    pub(crate) fn name(&self, month: i16) -> String {
        let (year, month) = self.year_month(month);
        format!("{year:04}-{month:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(2024, 2, 29), 19_782);
        for number in (-30_000..30_000).step_by(13) {
            let (y, m, d) = civil(number);
            assert_eq!(day(y, m, d), number);
        }
    }

    #[test]
    fn months_count_back_from_the_last() {
        let calendar = Calendar::new("2024-02".parse().expect("a month"), 12);
        assert_eq!(calendar.name(-11), "2023-03");
        assert_eq!(calendar.last_day(0), day(2024, 2, 29));
        assert_eq!(calendar.month_of(day(2023, 12, 31)), -2);
    }
}
