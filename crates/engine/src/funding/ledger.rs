//! Bills and payments by month: what is open, since when, and what was paid for nothing.

use std::collections::{BTreeMap, BTreeSet};

use semesta_domain::{Month, Segment, date_from_days, days};
use semesta_evidence::{DataFolder, Source};
use semesta_law::Law;

use super::account::{Account, BillStanding};
use super::columns::rows;
use super::error::FundingError;
use super::given::{HeadCount, Payment, has, head_counts, payments};
use crate::bill::RecapAudit;
use crate::results::Table;
use crate::run::{RunFolder, RunManifest};

/// All months that were billed or paid.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By month.
    pub months: BTreeMap<Month, Account>,
    /// By day, those after the run's date among them.
    pub payments: Vec<Payment>,
    /// The run's date.
    pub as_of: i32,
    /// By month of a bill: the day by which that is due.
    due: BTreeMap<Month, i32>,
    /// Whether payments were delivered at all.
    pub has_payments: bool,
    transfer_months: i32,
}

impl Ledger {
    /// Reads a run's bills and payments.
    ///
    /// **Law:** the last day for paying (`status.due_day`) in force on the 1st of
    /// the month of the bill, the tariff of what is billed by head count, and the age
    /// of arrears that can be cut from the transfer.
    ///
    /// # Errors
    /// If a table cannot be read or the law has no answer.
    pub fn read(
        folder: &DataFolder,
        run: &RunFolder,
        manifest: &RunManifest,
    ) -> Result<Self, FundingError> {
        let as_of = super::date_of(manifest)?;
        let law = Law::embedded();
        let transfer: i64 = law.get("transfer.arrears_months", as_of)?;
        let mut ledger = Self {
            as_of: days(as_of),
            transfer_months: i32::try_from(transfer).unwrap_or(i32::MAX),
            has_payments: has(manifest, Source::Pembayaran),
            ..Self::default()
        };
        let by_line = ledger.add_lines(run)?;
        let mut head_counts = head_counts(folder, manifest)?;
        head_counts.retain(|row| !by_line.has(row));
        let audit = RecapAudit::of(folder, run, &law, &head_counts)?;
        ledger.add_head_counts(&head_counts, &audit);
        ledger.add_payments(payments(folder, manifest)?);
        let accounts = ledger.months.iter();
        let bills: BTreeSet<Month> = accounts
            .flat_map(|(month, account)| account.agreed_by_bill.keys().chain([month]))
            .copied()
            .collect();
        for month in bills {
            let day: i64 = law.get("status.due_day", month.first_day())?;
            let day = i32::try_from(day).unwrap_or(1);
            ledger.due.insert(month, days(month.first_day()) + day - 1);
        }
        Ok(ledger)
    }

    fn add_lines(&mut self, run: &RunFolder) -> Result<ByLine, FundingError> {
        let lines = run.read(Table::BillLines)?;
        // A run of an earlier version has none.
        let has_facts = run.table_path(Table::BillFacts).is_file();
        let facts = has_facts.then(|| run.read(Table::BillFacts));
        let facts = facts.transpose()?.unwrap_or_default();
        let mut facts = rows(&facts);
        let mut by_line = ByLine::default();
        for row in rows(&lines) {
            let month: Month = row.parsed("month")?;
            let (billed, disputed) = (row.integer("billed")?, row.integer("disputed")?);
            let bill = row.text("bill_month")?.parse().unwrap_or(month);
            let account = self.months.entry(month).or_default();
            account.add(month, bill, billed);
            account.dispute(month, bill, disputed);
            let is_assisted = facts.next().is_some_and(|facts| facts.is("assisted"));
            if is_assisted && billed == row.integer("billed_assistance")? {
                by_line.assisted.insert(month);
            } else if row.text("netting")? != "correction" {
                by_line.registered.insert(month);
            }
        }
        Ok(by_line)
    }

    fn add_head_counts(&mut self, rows: &[HeadCount], audit: &RecapAudit) {
        for row in rows {
            let account = self.months.entry(row.month).or_default();
            account.add(row.month, row.bill_month(), row.amount);
            account.heads += row.heads;
            account.heads_billed += row.amount;
        }
        for recap in &audit.rows {
            // What is disputed names no bill: it is that of the last.
            let bills = rows.iter().filter(|row| row.key() == recap.key);
            let (month, disputed) = (recap.key.0, recap.disputed());
            let last = bills.map(HeadCount::bill_month).max().unwrap_or(month);
            let account = self.months.entry(month).or_default();
            account.dispute(month, last, disputed);
            account.heads_disputed += disputed;
        }
    }

    /// Payments up to the run's date count; later ones are known only.
    fn add_payments(&mut self, payments: Vec<Payment>) {
        for payment in payments.iter().filter(|payment| payment.day <= self.as_of) {
            let account = self.months.entry(payment.month).or_default();
            account.paid += payment.amount;
            account.last_day = account.last_day.max(Some(payment.day));
        }
        self.payments = payments;
    }

    /// The day by which what is open of a month is due, or what came last if nothing is.
    #[must_use]
    pub fn due(&self, month: Month) -> Option<i32> {
        self.due_after(month, self.months.get(&month)?.paid)
    }

    /// The day by which is due what so much does not pay: the bills that a month's
    /// lines came with are paid in their order.
    #[must_use]
    pub fn due_after(&self, month: Month, paid: i64) -> Option<i32> {
        let agreed = &self.months.get(&month)?.agreed_by_bill;
        let returned: i64 = agreed.values().filter(|agreed| **agreed < 0).sum();
        let mut credit = paid - returned;
        let mut charged = agreed.iter().filter(|(_, agreed)| **agreed > 0);
        let mut last = None;
        let open = charged.find(|(bill, agreed)| {
            credit -= **agreed;
            last = Some(**bill);
            credit < 0
        });
        let bill = open.map(|(bill, _)| *bill).or(last).unwrap_or(month);
        self.due.get(&bill).copied()
    }

    /// How long what is open of a month has been due: whole months and days; none before.
    #[must_use]
    pub fn age(&self, month: Month) -> Option<(i32, i32)> {
        let due = self.due(month).filter(|due| *due < self.as_of)?;
        let (from, to) = (date_from_days(due)?, date_from_days(self.as_of)?);
        let months = Month::of(to).months_since(Month::of(from)) - i32::from(to.day() < from.day());
        Some((months, self.as_of - due))
    }

    /// How a month stands, by what is agreed of its bill.
    #[must_use]
    pub fn standing(&self, month: Month, account: &Account) -> BillStanding {
        if !account.is_billed {
            return BillStanding::WithoutBill;
        }
        if account.overpaid() > 0 {
            return BillStanding::Overpaid;
        }
        match account.agreed_arrears() {
            0 => BillStanding::Paid,
            _ => match self.age(month) {
                None => BillStanding::NotDue,
                Some((months, _)) if months >= self.transfer_months => {
                    BillStanding::ArrearsOverAYear
                }
                Some(_) => BillStanding::Arrears,
            },
        }
    }

    /// What is due, agreed and unpaid of each month in arrears, rupiah.
    #[must_use]
    pub fn overdue(&self) -> Vec<i64> {
        let months = self.months.iter();
        let open = months.filter(|(month, account)| {
            matches!(
                self.standing(**month, account),
                BillStanding::Arrears | BillStanding::ArrearsOverAYear
            )
        });
        open.map(|(_, account)| account.agreed_arrears()).collect()
    }

    /// Whether anything due and agreed is unpaid; none where that cannot be told: no
    /// payments delivered, or not a whole year of bills.
    #[must_use]
    pub fn in_arrears(&self) -> Option<bool> {
        if !self.has_payments {
            return None;
        }
        let open = !self.overdue().is_empty();
        let now = Month::of(date_from_days(self.as_of)?);
        let year = (0..12).all(|back| {
            let month = now.plus(-back);
            self.months
                .get(&month)
                .is_some_and(|account| account.is_billed)
        });
        (open || year).then_some(open)
    }
}

/// The months that are billed line by line, and so not again by head count.
#[derive(Debug, Default)]
struct ByLine {
    /// For people registered by the local government.
    registered: BTreeSet<Month>,
    /// For the assistance to self-payers.
    assisted: BTreeSet<Month>,
}

impl ByLine {
    fn has(&self, row: &HeadCount) -> bool {
        let months = match row.segment {
            Segment::PbpuPemda => &self.registered,
            Segment::Pbpu | Segment::Bp if row.class.is_none_or(|class| class == 3) => {
                &self.assisted
            }
            _ => return false,
        };
        months.contains(&row.month)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn ledger(as_of: &str, billed: i64, paid: i64) -> (Ledger, Month) {
        let month: Month = "2024-01".parse().unwrap();
        let as_of: jiff::civil::Date = as_of.parse().unwrap();
        let account = Account {
            billed,
            paid,
            is_billed: true,
            ..Account::default()
        };
        let ledger = Ledger {
            months: BTreeMap::from([(month, account)]),
            as_of: days(as_of),
            due: BTreeMap::from([(month, days(month.first_day()) + 9)]),
            has_payments: true,
            transfer_months: 12,
            ..Ledger::default()
        };
        (ledger, month)
    }

    fn standing(as_of: &str, billed: i64, paid: i64) -> &'static str {
        let (ledger, month) = ledger(as_of, billed, paid);
        ledger.standing(month, &ledger.months[&month]).code()
    }

    #[test]
    fn arrears_begin_after_the_tenth_and_age_by_whole_months() {
        assert_eq!(standing("2024-01-10", 100, 0), "not_due");
        assert_eq!(standing("2024-01-11", 100, 0), "arrears");
        assert_eq!(standing("2025-01-09", 100, 99), "arrears");
        assert_eq!(standing("2025-01-10", 100, 99), "arrears_over_a_year");
        assert_eq!(standing("2025-01-10", 100, 100), "paid");
        assert_eq!(standing("2024-01-01", 100, 101), "overpaid");
        let (of, month) = ledger("2024-03-09", 100, 0);
        assert_eq!(of.age(month), Some((1, 59)));
        let (of, month) = ledger("2024-03-10", 100, 0);
        assert_eq!(of.age(month), Some((2, 60)));
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    /// A month with what is agreed of each bill, on 30 September 2024.
    fn billed(of: &str, bills: &[(&str, i64)], paid: i64) -> (Ledger, Month) {
        let mut account = Account {
            paid,
            ..Account::default()
        };
        for (bill, amount) in bills {
            account.add(month(of), month(bill), *amount);
        }
        let (mut ledger, _) = ledger("2024-09-30", 0, 0);
        let due = |bill: Month| (bill, days(bill.first_day()) + 9);
        ledger.due = account.agreed_by_bill.keys().copied().map(due).collect();
        ledger.months = BTreeMap::from([(month(of), account)]);
        (ledger, month(of))
    }

    #[test]
    fn what_was_billed_late_is_due_with_that_bill() {
        let age = |bills: &[(&str, i64)], paid| {
            let (ledger, month) = billed("2020-12", bills, paid);
            ledger.age(month)
        };
        assert_eq!(age(&[("2024-09", 100)], 0), Some((0, 20)));
        // The own bill is paid first, then the late one.
        let twice = [("2020-12", 100), ("2024-08", 50)];
        assert_eq!(age(&twice, 99), Some((45, 1390)));
        assert_eq!(age(&twice, 100), Some((1, 51)));
        // What a later bill gives back pays the first.
        let back = [("2020-12", 100), ("2024-08", 50), ("2024-09", -100)];
        assert_eq!(age(&back, 0), Some((1, 51)));
        // A bill ahead of its month is due with the month.
        let (ledger, of) = billed("2024-09", &[("2024-08", 100)], 0);
        assert_eq!(ledger.age(of), Some((0, 20)));
    }

    #[test]
    fn what_is_disputed_is_no_arrears() {
        let of = |disputed, paid| {
            let (mut ledger, month) = billed("2024-07", &[("2024-07", 100)], paid);
            let account = ledger.months.get_mut(&month).unwrap();
            account.dispute(month, month, disputed);
            let account = &ledger.months[&month];
            let open = [account.agreed_arrears(), account.disputed_open()];
            (ledger.standing(month, account).code(), open)
        };
        assert_eq!(of(40, 60), ("paid", [0, 40]));
        assert_eq!(of(40, 59), ("arrears", [1, 40]));
        assert_eq!(of(40, 80), ("paid", [0, 20]));
        assert_eq!(of(40, 101), ("overpaid", [0, 0]));
        // Billed too little and paid in full: what was not billed is not owed.
        assert_eq!(of(-12, 100), ("paid", [0, 0]));
        assert_eq!(of(-12, 99), ("arrears", [1, 0]));
    }

    #[test]
    fn a_month_is_billed_by_line_or_by_head_count() {
        let row = |segment, class| HeadCount {
            month: month("2024-09"),
            segment,
            class,
            heads: 1,
            amount: 1,
            bill: String::new(),
            bill_month: String::new(),
            note: String::new(),
        };
        let (pemda, own) = (row(Segment::PbpuPemda, None), row(Segment::Pbpu, Some(3)));
        let second = row(Segment::Pbpu, Some(2));
        let mut by_line = ByLine::default();
        by_line.registered.insert(month("2024-09"));
        assert!(by_line.has(&pemda) && !by_line.has(&own));
        by_line.assisted.insert(month("2024-09"));
        assert!(by_line.has(&own) && !by_line.has(&second));
    }

    #[test]
    fn no_arrears_are_not_claimed_without_a_year_of_bills() {
        assert_eq!(ledger("2024-02-01", 100, 0).0.in_arrears(), Some(true));
        assert_eq!(ledger("2024-02-01", 100, 100).0.in_arrears(), None);
    }
}
