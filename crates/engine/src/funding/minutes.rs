//! The quarter's reconciliation: opening head count ± changes = billed, what is
//! disputed, agreed and paid, and the differences person by person.

use std::collections::{BTreeMap, BTreeSet};

use semesta_domain::{Finding, Month};

use super::columns::{Row, rows};
use super::error::FundingError;
use super::items::ITEMS;
use super::ledger::Ledger;
use crate::results::Table;
use crate::run::RunFolder;

/// Who is charged in a month.
#[derive(Debug, Default)]
pub struct MonthBill {
    /// Cards that are charged after netting.
    pub cards: BTreeSet<String>,
    /// People charged by head count, whom nobody can name.
    pub heads: i64,
    /// Billed lines.
    pub lines: i64,
    /// What is given back for lines that are not in the data, rupiah.
    pub corrections: i64,
}

impl MonthBill {
    /// People charged.
    #[must_use]
    pub fn people(&self) -> i64 {
        self.cards.len() as i64 + self.heads
    }
}

/// Who came and who went with a month.
#[derive(Debug, Default)]
struct Changes<'a> {
    added: Vec<&'a String>,
    removed: Vec<&'a String>,
    /// People more or fewer whom nobody can name.
    unnamed: i64,
}

impl Changes<'_> {
    fn n_added(&self) -> i64 {
        self.added.len() as i64 + self.unnamed.max(0)
    }

    fn n_removed(&self) -> i64 {
        self.removed.len() as i64 - self.unnamed.min(0)
    }
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
    /// Reads the bills of a quarter, by line and by head count.
    ///
    /// # Errors
    /// If the billed lines cannot be read.
    pub fn read(
        run: &RunFolder,
        ledger: &Ledger,
        months: &[Month; 3],
    ) -> Result<Self, FundingError> {
        let mut minutes = Self {
            months: months.to_vec(),
            ..Self::default()
        };
        for row in rows(&run.read(Table::BillLines)?) {
            minutes.add(row)?;
        }
        for month in [months[0].plus(-1), months[0], months[1], months[2]] {
            let account = ledger.months.get(&month);
            if let Some(account) = account.filter(|account| account.heads_billed != 0) {
                minutes.bills.entry(month).or_default().heads = account.heads;
            }
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
        let before = first.and_then(|first| self.bills.get(&first.plus(-1)));
        before.is_some_and(|bill| bill.people() > 0)
    }

    /// Whether anybody is billed by head count, and so cannot be named.
    #[must_use]
    pub fn has_unnamed(&self) -> bool {
        self.bills.values().any(|bill| bill.heads > 0)
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
        match row.text("netting")? {
            "cancelled" => {}
            "correction" => bill.corrections += row.integer("billed")?,
            _ => drop(bill.cards.insert(card.clone())),
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

    /// Who came and who went since the last month before in which anybody was billed.
    fn changes(&self, month: Month) -> Option<Changes<'_>> {
        let now = self.bills.get(&month)?;
        let mut before = self.bills.range(..month).rev();
        let (_, before) = before.find(|(_, bill)| bill.people() > 0)?;
        let mut changes = Changes::default();
        // Against a bill that names nobody, only the numbers differ.
        if !now.cards.is_empty() && !before.cards.is_empty() {
            changes.added = now.cards.difference(&before.cards).collect();
            changes.removed = before.cards.difference(&now.cards).collect();
        }
        let named = changes.n_added() - changes.n_removed();
        changes.unnamed = now.people() - before.people() - named;
        Some(changes)
    }

    /// Opening ± changes = closing = people billed; none of a month in which nobody is.
    fn head_items(&self, month: Month, bill: &MonthBill) -> Vec<(&'static str, i64)> {
        let closing = bill.people();
        if closing == 0 {
            return Vec::new();
        }
        let changes = self.changes(month).unwrap_or_default();
        let (added, removed) = (changes.n_added(), changes.n_removed());
        let mut items = vec![
            ("opening", closing - added + removed),
            ("added", added),
            ("removed", removed),
            ("closing", closing),
            ("person_months", closing),
        ];
        if bill.heads != 0 {
            items.push(("heads", bill.heads));
        }
        items
    }

    /// A month's items: opening ± changes = closing = people billed, the money,
    /// and what was paid; none of a month that was not billed.
    #[must_use]
    pub fn items(&self, month: Month, ledger: &Ledger) -> Vec<(&'static str, i64)> {
        let (Some(bill), Some(account)) = (self.bills.get(&month), ledger.months.get(&month))
        else {
            return Vec::new();
        };
        let mut items = self.head_items(month, bill);
        items.extend([("lines", bill.lines), ("billed", account.billed)]);
        let parts = [
            ("heads_billed", account.heads_billed),
            ("corrections", bill.corrections),
        ];
        items.extend(parts.into_iter().filter(|(_, rupiah)| *rupiah != 0));
        for finding in Finding::ALL
            .iter()
            .filter(|finding| **finding != Finding::Ok)
        {
            if let Some((_, disputed)) = self.by_finding.get(&(month, *finding)) {
                items.push((finding.code(), *disputed));
            }
        }
        if account.heads_billed != 0 {
            items.push(("heads_disputed", account.heads_disputed));
        }
        items.push(("disputed", account.disputed));
        items.push(("agreed", account.agreed()));
        items.extend(payment_items(ledger, month));
        items
    }

    /// The sums of the quarter, in the order of [`ITEMS`].
    #[must_use]
    pub fn quarter(&self, ledger: &Ledger) -> Vec<(&'static str, i64)> {
        let mut sums: BTreeMap<&'static str, i64> = BTreeMap::new();
        for month in &self.months {
            for (item, value) in self.items(*month, ledger) {
                match item {
                    "age_months" => {}
                    // The quarter opens with its first month and closes with its last.
                    "opening" => drop(sums.entry(item).or_insert(value)),
                    "closing" => drop(sums.insert(item, value)),
                    _ => *sums.entry(item).or_default() += value,
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
            if let Some(changes) = self.changes(*month) {
                all.extend(changes.added.into_iter().map(|card| named("added", card)));
                let removed = changes.removed.into_iter();
                all.extend(removed.map(|card| named("removed", card)));
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
        ("disputed_open", account.disputed_open()),
        ("overpaid", account.overpaid()),
    ];
    if let Some((months, _)) = ledger.age(month).filter(|_| account.agreed_arrears() > 0) {
        items.push(("age_months", months.into()));
    }
    items
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::funding::Account;

    /// The third quarter of 2024: by month, the cards and the heads without names.
    fn quarter(bills: &[(&str, &[&str], i64)]) -> (Minutes, Ledger) {
        let mut minutes = Minutes {
            months: quarter_months("2024-Q3").unwrap().to_vec(),
            ..Minutes::default()
        };
        let mut ledger = Ledger::default();
        for (month, cards, heads) in bills {
            let month: Month = month.parse().unwrap();
            let cards = cards.iter().map(|card| (*card).to_owned()).collect();
            let bill = MonthBill {
                cards,
                heads: *heads,
                ..MonthBill::default()
            };
            minutes.bills.insert(month, bill);
            let account = Account {
                heads_billed: heads * 100,
                is_billed: true,
                ..Account::default()
            };
            ledger.months.insert(month, account);
        }
        (minutes, ledger)
    }

    /// Opening, added, removed, closing.
    fn heads(items: &[(&'static str, i64)]) -> Option<[i64; 4]> {
        let item = |name| {
            let mut items = items.iter();
            items.find(|(item, _)| *item == name).map(|(_, n)| *n)
        };
        let [opening, added] = [item("opening")?, item("added")?];
        Some([opening, added, item("removed")?, item("closing")?])
    }

    fn told(bills: &[(&str, &[&str], i64)]) -> Vec<Option<[i64; 4]>> {
        let (minutes, ledger) = quarter(bills);
        let months = minutes.months.iter();
        let mut told: Vec<_> = months
            .map(|month| heads(&minutes.items(*month, &ledger)))
            .collect();
        told.push(heads(&minutes.quarter(&ledger)));
        told
    }

    #[test]
    fn the_quarter_opens_with_its_first_month_and_closes_with_its_last() {
        let bills: [(&str, &[&str], i64); 4] = [
            ("2024-06", &["1", "2", "3"], 0),
            ("2024-07", &["2", "3", "4", "5"], 0),
            ("2024-08", &["4", "5"], 0),
            ("2024-09", &["5", "6"], 0),
        ];
        let months = [[3, 2, 1, 4], [4, 0, 2, 2], [2, 1, 1, 2], [3, 3, 4, 2]];
        assert_eq!(told(&bills), months.map(Some));
        // A month without a bill carries the closing of the month before.
        let without = [bills[1], bills[3]];
        let months = [Some([4, 0, 0, 4]), None, Some([4, 1, 3, 2])];
        let all = [&months[..], &[Some([4, 1, 3, 2])]].concat();
        assert_eq!(told(&without), all);
        // A month in which nobody is charged opens nothing.
        let corrected = [("2024-06", &[][..], 0), bills[1]];
        assert_eq!(told(&corrected)[0], Some([4, 0, 0, 4]));
    }

    #[test]
    fn heads_without_names_are_counted_and_nobody_is_named() {
        let bills: [(&str, &[&str], i64); 3] = [
            ("2024-07", &["1", "2"], 0),
            ("2024-08", &["2", "3"], 10),
            ("2024-09", &[], 9),
        ];
        let months = [[2, 0, 0, 2], [2, 11, 1, 12], [12, 0, 3, 9], [2, 11, 4, 9]];
        assert_eq!(told(&bills), months.map(Some));
        let (minutes, _) = quarter(&bills);
        assert!(minutes.has_unnamed() && minutes.is_billed());
        let named: Vec<_> = minutes.differences().iter().map(|one| one.card).collect();
        assert_eq!(named, ["3", "1"]);
    }
}
