//! `report reconciliation`: the quarter as a Berita Acara Rekonsiliasi shows it.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args as Arguments;
use semesta_domain::{Finding, Lang, Month, Rupiah};
use semesta_engine::results::Table;
use semesta_evidence::DataFolder;

use super::arrears;
use super::bill::quarter;
use super::ledger::Ledger;
use super::table::{Frame, Row};
use super::{Common, Context};
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::Hinted;

/// Rekonsiliasi tagihan satu triwulan.
#[derive(Arguments)]
pub(crate) struct ReconciliationArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Triwulan, misalnya 2024-Q3.
    #[arg(long, value_name = "TRIWULAN", required_unless_present_any = ["arrears", "payments"])]
    quarter: Option<String>,
    /// Selisih orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
    /// Tunggakan tiap bulan dan umurnya: tagihan dikurangi pembayaran (SP2D).
    #[arg(long, conflicts_with_all = ["quarter", "list", "payments"])]
    arrears: bool,
    /// Tiap pembayaran (SP2D) dan tagihan yang dibayarnya.
    #[arg(long, conflicts_with_all = ["quarter", "list"])]
    payments: bool,
}

/// A month's bill by card.
#[derive(Debug, Default)]
struct Bill {
    /// Cards that are charged after netting.
    cards: BTreeSet<String>,
    lines: i64,
    billed: i64,
    disputed: i64,
}

/// A person of a list.
#[derive(Debug, Clone, Default)]
struct Named {
    nik: String,
    name: String,
}

/// What the report is made of.
#[derive(Debug, Default)]
struct Account {
    bills: BTreeMap<Month, Bill>,
    names: BTreeMap<String, Named>,
    /// Disputed lines of the quarter: month, card, finding, rupiah.
    disputes: Vec<(Month, String, Finding, i64)>,
    by_finding: BTreeMap<(Month, Finding), (i64, i64)>,
}

pub(super) fn sheet(
    args: &ReconciliationArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let ledger = Ledger::read(folder, context)?;
    if !ledger.has_payments {
        tell_no_payments(context.lang);
    }
    if args.arrears {
        return Ok(arrears::by_month(&ledger, context));
    }
    if args.payments {
        return Ok(arrears::payments(&ledger, context));
    }
    let wanted = args.quarter.as_deref().unwrap_or_default();
    let months = months(wanted, context.lang)?;
    let frame = Frame::read(&context.run, Table::BillLines)?;
    let mut account = Account::default();
    for row in frame.rows() {
        account.add(row, &months)?;
    }
    if !months.iter().any(|month| account.bills.contains_key(month)) {
        return Err(Hinted::new(
            format!(
                "{} {}",
                context
                    .lang
                    .pick("tidak ada tagihan untuk", "there is no bill for"),
                wanted
            ),
            context.lang.pick(
                "impor `tagihan` triwulan itu lalu jalankan `semesta run`",
                "import that quarter's `tagihan` and `semesta run`",
            ),
        )
        .into());
    }
    tell_missing(&account, &months, context.lang);
    Ok(if args.list {
        account.list(&months, context)
    } else {
        account.totals(&months, &ledger, context)
    })
}

/// The months of a quarter written `2024-Q3`, `2024Q3` or `Q3 2024`.
fn months(text: &str, lang: Lang) -> anyhow::Result<[Month; 3]> {
    let digits: Vec<i16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let (year, number) = match digits[..] {
        [a, b] if a > 4 => (a, b),
        [a, b] => (b, a),
        _ => (0, 0),
    };
    let first = i8::try_from((number - 1) * 3 + 1)
        .ok()
        .filter(|_| (1..=4).contains(&number));
    let first = first
        .and_then(|month| Month::new(year, month).ok())
        .ok_or_else(|| {
            Hinted::new(
                format!("{} `{text}`", lang.pick("bukan triwulan", "no quarter")),
                lang.pick("tulis misalnya `2024-Q3`", "write for example `2024-Q3`"),
            )
        })?;
    Ok([first, first.next(), first.plus(2)])
}

fn tell_missing(account: &Account, months: &[Month; 3], lang: Lang) {
    for month in months
        .iter()
        .filter(|month| !account.bills.contains_key(month))
    {
        eprintln!(
            "{} {month}",
            lang.pick("Belum ada tagihan untuk", "There is no bill for")
        );
    }
    if !account.bills.contains_key(&months[0].plus(-1)) {
        eprintln!(
            "{}",
            lang.pick(
                "Jumlah awal: belum ada tagihan bulan sebelumnya, maka peserta bulan pertama menjadi jumlah awal.",
                "Opening count: there is no bill of the month before, so the first month's people are the opening count."
            )
        );
    }
}

fn tell_no_payments(lang: Lang) {
    eprintln!(
        "{}",
        lang.pick(
            "Pembayaran (SP2D) tidak dibandingkan: `pembayaran` belum diimpor.",
            "Payments (SP2D) are not compared: no `pembayaran` was imported."
        )
    );
}

impl Account {
    fn add(&mut self, row: Row<'_>, months: &[Month; 3]) -> anyhow::Result<()> {
        let month: Month = row.text("month")?.parse()?;
        if month != months[0].plus(-1) && !months.contains(&month) {
            return Ok(());
        }
        let card = row.text("card_number")?;
        let (finding, disputed): (Finding, i64) =
            (row.text("finding")?.parse()?, row.integer("disputed")?);
        let bill = self.bills.entry(month).or_default();
        bill.lines += 1;
        bill.billed += row.integer("billed")?;
        bill.disputed += disputed;
        if row.text("netting")? != "cancelled" {
            bill.cards.insert(card.clone());
        }
        if months.contains(&month) {
            let sum = self.by_finding.entry((month, finding)).or_default();
            sum.0 += 1;
            sum.1 += disputed;
            if finding != Finding::Ok {
                self.disputes.push((month, card.clone(), finding, disputed));
            }
        }
        self.names.entry(card).or_insert(Named {
            nik: row.text("resident_nik")?,
            name: row.text("name")?,
        });
        Ok(())
    }

    /// Cards that came and that went with a month.
    fn changes(&self, month: Month) -> Option<(Vec<&String>, Vec<&String>)> {
        let (before, now) = (self.bills.get(&month.plus(-1))?, self.bills.get(&month)?);
        Some((
            now.cards.difference(&before.cards).collect(),
            before.cards.difference(&now.cards).collect(),
        ))
    }

    fn totals(&self, months: &[Month; 3], ledger: &Ledger, context: &Context) -> Sheet<'static> {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut quarter_sums: BTreeMap<&'static str, i64> = BTreeMap::new();
        for month in months {
            let Some(bill) = self.bills.get(month) else {
                continue;
            };
            let mut items = self.items(*month, bill);
            items.extend(payment_items(ledger, *month));
            for (item, value) in items {
                if !matches!(item, "opening" | "closing" | "age_months") {
                    *quarter_sums.entry(item).or_default() += value;
                }
                rows.push(row(&month.to_string(), item, value, context));
            }
        }
        let label = quarter(months[0]);
        for item in ITEMS
            .iter()
            .map(|(item, _, _)| *item)
            .filter(|item| quarter_sums.contains_key(item))
        {
            rows.push(row(&label, item, quarter_sums[item], context));
        }
        Sheet {
            schema: "semesta.report.reconciliation/1",
            name: "reconciliation",
            facts: context.facts(),
            columns: columns(
                context.lang,
                &[
                    ("period", "Masa", "Period"),
                    ("item", "Uraian", "Item"),
                    ("value", "Jumlah", "Value"),
                ],
            ),
            rows: Box::new(rows.into_iter().map(Ok)),
        }
    }

    /// The month's items: opening ± changes = closing = people billed.
    fn items(&self, month: Month, bill: &Bill) -> Vec<(&'static str, i64)> {
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
        items
    }

    /// The differences named: who came, who went, whose line is disputed.
    fn list(&self, months: &[Month; 3], context: &Context) -> Sheet<'static> {
        let lang = context.lang;
        eprintln!(
            "{}",
            lang.pick(
                "Perhatian: daftar ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
                "Note: this list holds full identities (specific personal data, UU 27/2022)."
            )
        );
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for month in months {
            if let Some((added, removed)) = self.changes(*month) {
                rows.extend(
                    added
                        .into_iter()
                        .map(|card| self.named(*month, "added", card, None, context)),
                );
                rows.extend(
                    removed
                        .into_iter()
                        .map(|card| self.named(*month, "removed", card, None, context)),
                );
            }
            for (_, card, finding, disputed) in self.disputes.iter().filter(|row| row.0 == *month) {
                rows.push(self.named(*month, finding.code(), card, Some(*disputed), context));
            }
        }
        Sheet {
            schema: "semesta.report.reconciliation_list/1",
            name: "reconciliation",
            facts: context.facts(),
            columns: columns(
                lang,
                &[
                    ("month", "Bulan", "Month"),
                    ("item", "Uraian", "Item"),
                    ("card_number", "No. kartu", "Card"),
                    ("resident_nik", "NIK", "NIK"),
                    ("name", "Nama", "Name"),
                    ("disputed", "Disengketakan (Rp)", "Disputed (Rp)"),
                ],
            ),
            rows: Box::new(rows.into_iter().map(Ok)),
        }
    }

    fn named(
        &self,
        month: Month,
        item: &str,
        card: &str,
        disputed: Option<i64>,
        context: &Context,
    ) -> Vec<Cell> {
        let who = self.names.get(card).cloned().unwrap_or_default();
        let text = |text: String| {
            if text.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(text)
            }
        };
        vec![
            Cell::text(month.to_string()),
            Cell::text(item_label(item, context)),
            Cell::text(card),
            text(who.nik),
            text(who.name),
            disputed.map_or(Cell::Empty, Cell::Integer),
        ]
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

fn row(period: &str, item: &str, value: i64, context: &Context) -> Vec<Cell> {
    let money = !matches!(
        item,
        "opening" | "added" | "removed" | "closing" | "person_months" | "lines" | "age_months"
    );
    let value = if money && context.for_reading {
        Cell::text(Rupiah(value).to_string())
    } else {
        Cell::Integer(value)
    };
    vec![
        Cell::text(period),
        Cell::text(item_label(item, context)),
        value,
    ]
}

/// The items of a Berita Acara, in order; the findings stand between.
const ITEMS: [(&str, &str, &str); 25] = [
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

fn item_label(item: &str, context: &Context) -> String {
    let known = ITEMS.iter().find(|(code, _, _)| *code == item);
    match known {
        Some((_, id, en)) if context.for_reading => context.lang.pick(id, en).to_owned(),
        _ => item.to_owned(),
    }
}
