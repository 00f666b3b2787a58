//! One month's bill and payments, and how it stands.

use std::collections::BTreeMap;

use semesta_domain::{Lang, Month};

/// One month's bill and payments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The city's share billed, by line and by head count, rupiah.
    pub billed: i64,
    /// What of it is disputed, rupiah.
    pub disputed: i64,
    /// Whether there is a bill.
    pub is_billed: bool,
    /// People billed by head count.
    pub heads: i64,
    /// What of `billed` is billed by head count, rupiah.
    pub heads_billed: i64,
    /// What of that is disputed, rupiah.
    pub heads_disputed: i64,
    /// What is agreed, by the month of the bill it came with, rupiah.
    pub(super) agreed_by_bill: BTreeMap<Month, i64>,
    /// Paid up to the run's date, rupiah.
    pub paid: i64,
    /// The day of the last payment.
    pub last_day: Option<i32>,
}

impl Account {
    /// Takes what a bill charges for the month; nothing is due before the month is.
    pub(super) fn add(&mut self, month: Month, bill: Month, billed: i64) {
        self.billed += billed;
        self.is_billed = true;
        *self.agreed_by_bill.entry(bill.max(month)).or_default() += billed;
    }

    pub(super) fn dispute(&mut self, month: Month, bill: Month, disputed: i64) {
        self.disputed += disputed;
        *self.agreed_by_bill.entry(bill.max(month)).or_default() -= disputed;
    }

    /// What of the bill is not disputed: the basis of billing.
    #[must_use]
    pub fn agreed(&self) -> i64 {
        self.billed - self.disputed
    }

    /// What is unpaid of the bill.
    #[must_use]
    pub fn arrears(&self) -> i64 {
        (self.billed - self.paid).max(0)
    }

    /// What is unpaid of what is agreed; nobody owes what was not billed.
    #[must_use]
    pub fn agreed_arrears(&self) -> i64 {
        (self.agreed().min(self.billed) - self.paid).max(0)
    }

    /// What is unpaid because it is disputed.
    #[must_use]
    pub fn disputed_open(&self) -> i64 {
        self.arrears() - self.agreed_arrears()
    }

    /// What was paid beyond the bill.
    #[must_use]
    pub fn overpaid(&self) -> i64 {
        (self.paid - self.billed).max(0)
    }
}

/// How a month stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillStanding {
    /// What is agreed is paid.
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
