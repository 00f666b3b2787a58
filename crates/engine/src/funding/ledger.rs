//! Bills and payments by month: what is open, since when, and what was paid for nothing.

use std::collections::BTreeMap;

use semesta_domain::{Lang, Month, Segment, date_from_days, days};
use semesta_evidence::{DataFolder, Source};
use semesta_law::Law;

use super::columns::{Row, rows};
use super::error::FundingError;
use crate::results::Table;
use crate::run::{RunError, RunFolder, RunManifest};

/// A payment (SP2D) of one month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payment {
    /// The day of payment, days since 1970-01-01.
    pub day: i32,
    /// The warrant's number.
    pub number: String,
    /// The month paid for or billed.
    pub month: Month,
    /// Rupiah.
    pub amount: i64,
    /// The bill it pays, where named.
    pub bill: String,
    /// What it says.
    pub note: String,
}

/// A row of a bill that carries only head counts and amounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadCount {
    /// The month paid for or billed.
    pub month: Month,
    /// Whose contributions.
    pub segment: Segment,
    /// The class, where named.
    pub class: Option<u8>,
    /// People charged.
    pub heads: i64,
    /// Rupiah.
    pub amount: i64,
    bill: String,
    bill_month: String,
    note: String,
}

/// One month's bill and payments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The city's share billed, rupiah.
    pub billed: i64,
    /// What of it is disputed, rupiah.
    pub disputed: i64,
    /// Whether there is a bill.
    pub is_billed: bool,
    /// Paid up to the run's date, rupiah.
    pub paid: i64,
    /// The day of the last payment.
    pub last_day: Option<i32>,
}

/// How a month stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillStanding {
    /// Paid in full.
    Paid,
    /// Open, and not due yet.
    NotDue,
    /// Open since the due day.
    Arrears,
    /// Open for so long that the transfer can be cut.
    ArrearsOverAYear,
    /// More was paid than billed.
    Overpaid,
    /// Paid for a month that nobody billed.
    WithoutBill,
}

impl BillStanding {
    /// The word in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::NotDue => "not_due",
            Self::Arrears => "arrears",
            Self::ArrearsOverAYear => "arrears_over_a_year",
            Self::Overpaid => "overpaid",
            Self::WithoutBill => "without_bill",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Paid => lang.pick("lunas", "paid"),
            Self::NotDue => lang.pick("belum jatuh tempo", "not due yet"),
            Self::Arrears => lang.pick("menunggak", "in arrears"),
            Self::ArrearsOverAYear => lang.pick(
                "menunggak, dapat dipotong dari transfer",
                "in arrears, can be cut from the transfer",
            ),
            Self::Overpaid => lang.pick("lebih bayar", "overpaid"),
            Self::WithoutBill => lang.pick("tanpa tagihan", "without a bill"),
        }
    }
}

/// All months that were billed or paid.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By month.
    pub months: BTreeMap<Month, Account>,
    /// By day, those after the run's date among them.
    pub payments: Vec<Payment>,
    /// The run's date.
    pub as_of: i32,
    /// By month: the day by which it is due.
    due: BTreeMap<Month, i32>,
    /// Whether payments were delivered at all.
    pub has_payments: bool,
    transfer_months: i32,
}

impl Ledger {
    /// Reads a run's bills and payments.
    ///
    /// **Law:** the last day for paying (`status.due_day`) in force on the 1st of
    /// the month, and the age of arrears that can be cut from the transfer.
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
        for row in rows(&run.read(Table::BillLines)?) {
            let account = ledger.months.entry(row.parsed("month")?).or_default();
            account.billed += row.integer("billed")?;
            account.disputed += row.integer("disputed")?;
            account.is_billed = true;
        }
        ledger.add_head_counts(&head_counts(folder, manifest)?);
        ledger.add_payments(payments(folder, manifest)?);
        for month in ledger.months.keys() {
            let day: i64 = law.get("status.due_day", month.first_day())?;
            let day = i32::try_from(day).unwrap_or(1);
            ledger.due.insert(*month, days(month.first_day()) + day - 1);
        }
        Ok(ledger)
    }

    /// A month billed line by line is not billed again by its head count.
    fn add_head_counts(&mut self, rows: &[HeadCount]) {
        let by_line: Vec<Month> = self.months.keys().copied().collect();
        for row in rows {
            if row.segment == Segment::PbpuPemda && by_line.contains(&row.month) {
                continue;
            }
            let account = self.months.entry(row.month).or_default();
            account.billed += row.amount;
            account.is_billed = true;
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

    /// The day by which a month is due.
    #[must_use]
    pub fn due(&self, month: Month) -> Option<i32> {
        self.due.get(&month).copied()
    }

    /// How long a month has been due: whole months and days; none before.
    #[must_use]
    pub fn age(&self, month: Month) -> Option<(i32, i32)> {
        let due = self.due(month).filter(|due| *due < self.as_of)?;
        let (from, to) = (date_from_days(due)?, date_from_days(self.as_of)?);
        let months = Month::of(to).months_since(Month::of(from)) - i32::from(to.day() < from.day());
        Some((months, self.as_of - due))
    }

    /// How a month stands.
    #[must_use]
    pub fn standing(&self, month: Month, account: &Account) -> BillStanding {
        if !account.is_billed {
            return BillStanding::WithoutBill;
        }
        match account.billed - account.paid {
            0 => BillStanding::Paid,
            open if open < 0 => BillStanding::Overpaid,
            _ => match self.age(month) {
                None => BillStanding::NotDue,
                Some((months, _)) if months >= self.transfer_months => {
                    BillStanding::ArrearsOverAYear
                }
                Some(_) => BillStanding::Arrears,
            },
        }
    }

    /// Whether anything due is unpaid; none where that cannot be told: no
    /// payments delivered, or not a whole year of bills.
    #[must_use]
    pub fn in_arrears(&self) -> Option<bool> {
        if !self.has_payments {
            return None;
        }
        let open = self.months.iter().any(|(month, account)| {
            matches!(
                self.standing(*month, account),
                BillStanding::Arrears | BillStanding::ArrearsOverAYear
            )
        });
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

impl Account {
    /// What is open of the bill.
    #[must_use]
    pub fn arrears(&self) -> i64 {
        (self.billed - self.paid).max(0)
    }

    /// What is open of the bill without what is disputed.
    #[must_use]
    pub fn agreed_arrears(&self) -> i64 {
        (self.billed - self.disputed - self.paid).max(0)
    }

    /// What was paid beyond the bill.
    #[must_use]
    pub fn overpaid(&self) -> i64 {
        (self.paid - self.billed).max(0)
    }
}

/// Whether a run has a source.
#[must_use]
pub fn has(manifest: &RunManifest, source: Source) -> bool {
    let code = source.code();
    manifest.snapshots.iter().any(|used| used.source == code)
}

/// The payments that a run knows, each once, by day.
fn payments(folder: &DataFolder, manifest: &RunManifest) -> Result<Vec<Payment>, FundingError> {
    let read = |row: Row<'_>| {
        Ok(Payment {
            day: row.day("tanggal")?.unwrap_or(i32::MIN),
            number: row.text("no_sp2d")?.to_owned(),
            month: row.parsed("bulan")?,
            amount: row.integer("jumlah")?,
            bill: row.text("no_tagihan")?.to_owned(),
            note: row.text("keterangan")?.to_owned(),
        })
    };
    once(folder, manifest, Source::Pembayaran, read)
}

/// Reads the bills of head counts that a run knows, each row once.
///
/// # Errors
/// If a snapshot cannot be read.
pub fn head_counts(
    folder: &DataFolder,
    manifest: &RunManifest,
) -> Result<Vec<HeadCount>, FundingError> {
    let read = |row: Row<'_>| {
        Ok(HeadCount {
            month: row.parsed("bulan")?,
            segment: row.text("segmen")?.parse().unwrap_or(Segment::PbpuPemda),
            class: row.text("kelas")?.parse().ok(),
            heads: row.integer("jumlah_jiwa")?,
            amount: row.integer("jumlah_iuran")?,
            bill: row.text("no_tagihan")?.to_owned(),
            bill_month: row.text("bulan_tagihan")?.to_owned(),
            note: row.text("keterangan")?.to_owned(),
        })
    };
    once(folder, manifest, Source::TagihanRekap, read)
}

/// The rows of an event source, sorted; one delivered again in another file is
/// one, and two alike in one file are two.
fn once<T: Ord + Clone>(
    folder: &DataFolder,
    manifest: &RunManifest,
    source: Source,
    read: impl Fn(Row<'_>) -> Result<T, FundingError>,
) -> Result<Vec<T>, FundingError> {
    let mut most: BTreeMap<T, usize> = BTreeMap::new();
    let known = folder.snapshots().map_err(RunError::from)?;
    let used = known.iter().filter(|one| {
        one.source == source && manifest.snapshots.iter().any(|used| used.id == one.id.0)
    });
    for snapshot in used {
        let mut of_file: BTreeMap<T, usize> = BTreeMap::new();
        let batches = folder.read(snapshot, None).map_err(RunError::from)?;
        for row in rows(&batches) {
            *of_file.entry(read(row)?).or_default() += 1;
        }
        for (row, n) in of_file {
            let known = most.entry(row).or_default();
            *known = n.max(*known);
        }
    }
    Ok(most
        .into_iter()
        .flat_map(|(row, n)| std::iter::repeat_n(row, n))
        .collect())
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

    #[test]
    fn no_arrears_are_not_claimed_without_a_year_of_bills() {
        assert_eq!(ledger("2024-02-01", 100, 0).0.in_arrears(), Some(true));
        assert_eq!(ledger("2024-02-01", 100, 100).0.in_arrears(), None);
    }
}
