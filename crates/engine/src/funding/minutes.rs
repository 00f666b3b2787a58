//! The quarter's reconciliation: opening head count ± changes = billed, what is
//! disputed, agreed and paid, and the differences person by person.

use std::collections::{BTreeMap, BTreeSet};

use semesta_domain::{Finding, Lang, Month};

use super::columns::{Row, rows};
use super::error::FundingError;
use super::ledger::Ledger;
use crate::results::Table;
use crate::run::RunFolder;

/// A month's bill by card.
#[derive(Debug, Default)]
pub struct MonthBill {
    /// Cards that are charged after netting.
    pub cards: BTreeSet<String>,
    /// Billed lines.
    pub lines: i64,
    /// The city's share, rupiah.
    pub billed: i64,
    /// What of it is disputed, rupiah.
    pub disputed: i64,
}

/// A card's owner. `Debug` shows neither NIK nor name.
#[derive(Clone, Default)]
pub struct Named {
    /// The resident's NIK, empty where nobody fits.
    pub nik: String,
    /// The name on the bill.
    pub name: String,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Named(***)")
    }
}

/// A difference: who came, who went, whose line is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference<'a> {
    /// In which month.
    pub month: Month,
    /// `added`, `removed` or a finding's code.
    pub item: &'static str,
    /// The card.
    pub card: &'a str,
    /// What is disputed, rupiah; none of an addition or a removal.
    pub disputed: Option<i64>,
}

/// What the minutes of a quarter are made of.
#[derive(Debug, Default)]
pub struct Minutes {
    /// The quarter's months.
    pub months: Vec<Month>,
    /// Bills of the quarter's months and of the month before.
    pub bills: BTreeMap<Month, MonthBill>,
    names: BTreeMap<String, Named>,
    /// Disputed lines of the quarter: month, card, finding, rupiah.
    disputes: Vec<(Month, String, Finding, i64)>,
    by_finding: BTreeMap<(Month, Finding), (i64, i64)>,
}

/// Reads the months of a quarter written `2024-Q3`, `2024Q3` or `Q3 2024`.
#[must_use]
pub fn quarter_months(text: &str) -> Option<[Month; 3]> {
    let digits: Vec<i16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let (year, number) = match digits[..] {
        [a, b] if a > 4 => (a, b),
        [a, b] => (b, a),
        _ => return None,
    };
    if !(1..=4).contains(&number) {
        return None;
    }
    let first = Month::new(year, i8::try_from((number - 1) * 3 + 1).ok()?).ok()?;
    Some([first, first.next(), first.plus(2)])
}

/// The quarter of a month as `2024-Q3`.
#[must_use]
pub fn quarter_name(month: Month) -> String {
    format!("{}-Q{}", month.year(), (month.month() - 1) / 3 + 1)
}

impl Minutes {
    /// Reads the bills of a quarter.
    ///
    /// # Errors
    /// If the billed lines cannot be read.
    pub fn read(run: &RunFolder, months: &[Month; 3]) -> Result<Self, FundingError> {
        let mut minutes = Self {
            months: months.to_vec(),
            ..Self::default()
        };
        for row in rows(&run.read(Table::BillLines)?) {
            minutes.add(row)?;
        }
        Ok(minutes)
    }

    /// Whether any month of the quarter was billed.
    #[must_use]
    pub fn is_billed(&self) -> bool {
        let mut months = self.months.iter();
        months.any(|month| self.bills.contains_key(month))
    }

    /// Whether the month before was billed, so that the opening count is known.
    #[must_use]
    pub fn has_opening(&self) -> bool {
        let first = self.months.first();
        first.is_some_and(|first| self.bills.contains_key(&first.plus(-1)))
    }

    fn add(&mut self, row: Row<'_>) -> Result<(), FundingError> {
        let month: Month = row.parsed("month")?;
        let in_quarter = self.months.contains(&month);
        if !in_quarter && self.months.first() != Some(&month.next()) {
            return Ok(());
        }
        let card = row.text("card_number")?.to_owned();
        let (finding, disputed): (Finding, i64) =
            (row.parsed("finding")?, row.integer("disputed")?);
        let bill = self.bills.entry(month).or_default();
        bill.lines += 1;
        bill.billed += row.integer("billed")?;
        bill.disputed += disputed;
        if row.text("netting")? != "cancelled" {
            bill.cards.insert(card.clone());
        }
        if in_quarter {
            let sum = self.by_finding.entry((month, finding)).or_default();
            sum.0 += 1;
            sum.1 += disputed;
            if finding != Finding::Ok {
                self.disputes.push((month, card.clone(), finding, disputed));
            }
        }
        self.names.entry(card).or_insert(Named {
            nik: row.text("resident_nik")?.to_owned(),
            name: row.text("name")?.to_owned(),
        });
        Ok(())
    }

    /// Cards that came and that went with a month; none without the month before.
    fn changes(&self, month: Month) -> Option<(Vec<&String>, Vec<&String>)> {
        let (before, now) = (self.bills.get(&month.plus(-1))?, self.bills.get(&month)?);
        Some((
            now.cards.difference(&before.cards).collect(),
            before.cards.difference(&now.cards).collect(),
        ))
    }

    /// A month's items: opening ± changes = closing = people billed, the money,
    /// and what was paid; none of a month that was not billed.
    #[must_use]
    pub fn items(&self, month: Month, ledger: &Ledger) -> Vec<(&'static str, i64)> {
        let Some(bill) = self.bills.get(&month) else {
            return Vec::new();
        };
        let count = |n: usize| n as i64;
        let closing = count(bill.cards.len());
        let (added, removed) = self.changes(month).map_or((0, 0), |(added, removed)| {
            (count(added.len()), count(removed.len()))
        });
        let mut items = vec![
            ("opening", closing - added + removed),
            ("added", added),
            ("removed", removed),
            ("closing", closing),
            ("person_months", closing),
            ("lines", bill.lines),
            ("billed", bill.billed),
        ];
        for finding in Finding::ALL
            .iter()
            .filter(|finding| **finding != Finding::Ok)
        {
            if let Some((_, disputed)) = self.by_finding.get(&(month, *finding)) {
                items.push((finding.code(), *disputed));
            }
        }
        items.push(("disputed", bill.disputed));
        items.push(("agreed", bill.billed - bill.disputed));
        items.extend(payment_items(ledger, month));
        items
    }

    /// The sums of the quarter, in the order of [`ITEMS`].
    #[must_use]
    pub fn quarter(&self, ledger: &Ledger) -> Vec<(&'static str, i64)> {
        let mut sums: BTreeMap<&'static str, i64> = BTreeMap::new();
        for month in &self.months {
            for (item, value) in self.items(*month, ledger) {
                if !matches!(item, "opening" | "closing" | "age_months") {
                    *sums.entry(item).or_default() += value;
                }
            }
        }
        let items = ITEMS.iter().map(|(item, _, _)| *item);
        items
            .filter_map(|item| sums.get(item).map(|sum| (item, *sum)))
            .collect()
    }

    /// The differences, by month: who came, who went, whose line is disputed.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference<'_>> {
        let mut all = Vec::new();
        for month in &self.months {
            let named = |item, card| Difference {
                month: *month,
                item,
                card,
                disputed: None,
            };
            if let Some((added, removed)) = self.changes(*month) {
                all.extend(added.into_iter().map(|card| named("added", card)));
                all.extend(removed.into_iter().map(|card| named("removed", card)));
            }
            let disputes = self.disputes.iter().filter(|row| row.0 == *month);
            all.extend(disputes.map(|(_, card, finding, disputed)| Difference {
                disputed: Some(*disputed),
                ..named(finding.code(), card)
            }));
        }
        all
    }

    /// Whose card it is.
    #[must_use]
    pub fn owner(&self, card: &str) -> Named {
        self.names.get(card).cloned().unwrap_or_default()
    }
}

/// What was paid for the month up to the run's date, what is open, and for how long.
fn payment_items(ledger: &Ledger, month: Month) -> Vec<(&'static str, i64)> {
    let Some(account) = ledger.months.get(&month).filter(|_| ledger.has_payments) else {
        return Vec::new();
    };
    let mut items = vec![
        ("paid", account.paid),
        ("arrears", account.arrears()),
        ("agreed_arrears", account.agreed_arrears()),
        ("overpaid", account.overpaid()),
    ];
    if let Some((months, _)) = ledger.age(month).filter(|_| account.arrears() > 0) {
        items.push(("age_months", months.into()));
    }
    items
}

/// Whether an item is rupiah; the others are counts.
#[must_use]
pub fn is_money(item: &str) -> bool {
    !matches!(
        item,
        "opening" | "added" | "removed" | "closing" | "person_months" | "lines" | "age_months"
    )
}

/// An item in words.
#[must_use]
pub fn item_label(item: &str, lang: Lang) -> Option<&'static str> {
    let known = ITEMS.iter().find(|(code, _, _)| *code == item);
    known.map(|(_, id, en)| lang.pick(id, en))
}

/// The items of a Berita Acara, in order; the findings stand between.
pub const ITEMS: [(&str, &str, &str); 25] = [
    ("opening", "Peserta awal", "Opening head count"),
    ("added", "Penambahan", "Additions"),
    ("removed", "Pengurangan", "Removals"),
    ("closing", "Peserta akhir", "Closing head count"),
    (
        "person_months",
        "Orang-bulan ditagih",
        "Person-months billed",
    ),
    ("lines", "Baris tagihan", "Bill lines"),
    ("billed", "Nilai tagihan", "Billed"),
    ("deceased", "Sengketa: meninggal", "Disputed: deceased"),
    (
        "moved_out",
        "Sengketa: pindah keluar",
        "Disputed: moved out",
    ),
    (
        "different_person",
        "Sengketa: NIK milik orang lain",
        "Disputed: different person",
    ),
    (
        "non_resident",
        "Sengketa: bukan penduduk",
        "Disputed: non-resident",
    ),
    (
        "not_found",
        "Sengketa: tidak ditemukan",
        "Disputed: not found",
    ),
    (
        "duplicate",
        "Sengketa: tagihan ganda",
        "Disputed: duplicate",
    ),
    (
        "other_payer",
        "Sengketa: sudah dibayar pihak lain",
        "Disputed: other payer",
    ),
    ("inactive", "Sengketa: tidak aktif", "Disputed: inactive"),
    (
        "phk_guarantee",
        "Sengketa: masa jaminan PHK",
        "Disputed: lay-off guarantee",
    ),
    (
        "not_enrolled",
        "Sengketa: tidak dalam daftar pemda",
        "Disputed: not enrolled",
    ),
    (
        "wrong_amount",
        "Sengketa: jumlah keliru",
        "Disputed: wrong amount",
    ),
    ("disputed", "Jumlah sengketa", "Disputed in all"),
    ("agreed", "Nilai yang disepakati", "Agreed"),
    ("paid", "Dibayar (SP2D)", "Paid (SP2D)"),
    ("arrears", "Tunggakan", "Arrears"),
    (
        "agreed_arrears",
        "Tunggakan dari yang disepakati",
        "Arrears of what is agreed",
    ),
    ("overpaid", "Lebih bayar", "Overpaid"),
    (
        "age_months",
        "Umur tunggakan (bulan)",
        "Age of arrears (months)",
    ),
];
