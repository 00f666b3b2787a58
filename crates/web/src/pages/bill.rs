//! The billed lines behind a finding, each with its evidence.

use std::ops::Range;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Finding;
use serde::Deserialize;

use crate::ask::{self, BillOf};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::counts::BillSum;
use crate::model::{Loaded, lookup};
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::pages::gap::village;
use crate::pages::money::{Tab, tabs};
use crate::pages::person::amounts;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::Texts;
use crate::visit::{Desked, Posted};
use crate::words;

const KEYS: [&str; 6] = ["bulan", "temuan", "wilayah", "urut", "arah", "hal"];
const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "lines.html")]
struct LinesPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    months: Vec<Choice>,
    findings: Vec<Choice>,
    areas: Vec<Choice>,
    disputed: String,
    /// Where its receipt is, where one sees every line of it.
    receipt: Option<String>,
    table: Table,
    may_export: bool,
    hidden: Vec<(&'static str, String)>,
}

/// `GET /keuangan/tagihan`
pub(crate) async fn lines(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&KEYS);
    let chosen = Chosen::read(&at, &run, &params, Permission::ViewPeople);
    let sum = chosen.sum();
    let months: Vec<(String, String)> = run
        .lines
        .month
        .values()
        .iter()
        .map(|month| (month.clone(), format::month(month, lang)))
        .rev()
        .collect();
    let table = table(&at, &params, &chosen, sum.lines);
    let finding_words = Finding::ALL
        .iter()
        .map(|finding| (finding.code(), finding.label(lang)));
    let page = LinesPage {
        page: at.page(t.lines_title, "/keuangan"),
        t,
        tabs: tabs(t, ""),
        months: choices(
            months
                .iter()
                .map(|(code, words)| (code.as_str(), words.as_str())),
            params.get("bulan"),
            t,
        ),
        findings: choices(finding_words, params.get("temuan"), t),
        areas: area_choices(&at, &run, params.get("wilayah")),
        disputed: format::rupiah(sum.disputed, lang),
        receipt: at
            .viewer
            .may_in(Permission::ViewPeople, params.get("wilayah"), at.region())
            .then(|| receipt(&params)),
        table,
        may_export: at.viewer.may(Permission::ExportPeople),
        hidden: params.hidden(&["urut", "arah"]),
    };
    at.answer(&page)
}

/// Where the receipt of what is disputed is.
fn receipt(params: &Params) -> String {
    let asked = ask::Bill {
        month: params.get("bulan").parse().ok(),
        finding: params.get("temuan").to_owned(),
        area: params.get("wilayah").to_owned(),
        of: BillOf::Disputed,
    };
    asked.href()
}

/// Which lines are wanted, of those one may see.
struct Chosen<'r> {
    run: &'r Loaded,
    month: Option<u16>,
    finding: Option<u16>,
    /// By the keys of regions.
    inside: Vec<bool>,
    /// Whether lines without a region are among them.
    whole: bool,
}

impl<'r> Chosen<'r> {
    fn read(at: &Desked, run: &'r Loaded, params: &Params, permission: Permission) -> Self {
        let lines = &run.lines;
        let area = params.get("wilayah");
        let regions = lines.region.values().iter();
        let inside = regions.map(|region| {
            region.starts_with(area) && at.viewer.may_in(permission, region, at.region())
        });
        Self {
            run,
            month: lines.month.wanted(params.get("bulan")),
            finding: lines.finding.wanted(params.get("temuan")),
            inside: inside.collect(),
            whole: area.is_empty() && at.viewer.may_in(permission, "", at.region()),
        }
    }

    fn fits(&self, (month, finding, region): (u16, u16, u16)) -> bool {
        self.month.is_none_or(|wanted| month == wanted)
            && self.finding.is_none_or(|wanted| finding == wanted)
            && self
                .inside
                .get(usize::from(region))
                .copied()
                .unwrap_or(self.whole)
    }

    fn has(&self, row: usize) -> bool {
        let lines = &self.run.lines;
        self.fits((
            lines.month.key(row),
            lines.finding.key(row),
            lines.region.key(row),
        ))
    }

    /// What they come to, from the sums of their parts.
    fn sum(&self) -> BillSum {
        let mut sum = BillSum::default();
        let parts = self.run.bill_parts.iter();
        parts
            .filter(|(key, _)| self.fits(*key))
            .for_each(|(_, part)| sum.add(*part));
        sum
    }

    /// All of them, in the order of months.
    fn rows(&self) -> impl Iterator<Item = usize> {
        (0..self.run.lines.len()).filter(|row| self.has(*row))
    }

    /// Those of a page of an order.
    fn page(&self, order: &Order, page: Range<usize>) -> Vec<usize> {
        let lines = &self.run.lines;
        if order.key == "bulan" {
            // The lines lie month by month: the others need not be looked at.
            let mut months: Vec<Range<usize>> = lines.months().to_vec();
            if order.down {
                months.reverse();
            }
            let rows = months.into_iter().flatten().filter(|row| self.has(*row));
            return rows.skip(page.start).take(page.len()).collect();
        }
        let ranks = lines.region.ranks();
        let key = |row: usize| -> (u32, u32) {
            let key = match order.key.as_str() {
                "sengketa" => lines.disputed[row] as u32 ^ 1 << 31,
                _ => ranks
                    .get(usize::from(lines.region.key(row)))
                    .map_or(0, |rank| rank + 1),
            };
            (if order.down { !key } else { key }, row as u32)
        };
        let found = lookup::page(self.rows().map(key), page);
        found.into_iter().map(|row| row as usize).collect()
    }
}

fn table(at: &Desked, params: &Params, chosen: &Chosen<'_>, n: i64) -> Table {
    let (lang, t, run) = (at.lang, at.t, chosen.run);
    let lines = &run.lines;
    let order = Order::read(params, &["bulan", "sengketa", "wilayah"], "bulan", true);
    let mut table = Table::new("baris", t.lines_caption, lang)
        .personal()
        .with_form()
        .text(t.name)
        .text(t.month)
        .sorting("bulan", &order, params)
        .text(t.village)
        .sorting("wilayah", &order, params)
        .text(t.finding)
        .number(t.billed)
        .number(t.expected)
        .number(t.disputed)
        .sorting("sengketa", &order, params)
        .text(t.evidence)
        .text(t.source);
    let n = usize::try_from(n).unwrap_or(0);
    let page = table.paged(n, PER_PAGE, params, lang);
    for row in chosen.page(&order, page) {
        let from = |file: &str, row: u32| {
            if file.is_empty() {
                String::new()
            } else {
                format!("{file}, {}", t.fill(t.row_n, &[&row.to_string()]))
            }
        };
        let is_ok = lines.finding.get(row) == Finding::Ok.code();
        let mut cells = vec![
            Td::text(format::mask_name(lines.name.get(row)))
                .sub(format::mask_digits(lines.card[row], 13)),
            Td::month(lines.month.get(row), lang),
            Td::text(village(run, lines.region.get(row))),
            Td::text(words::finding(lines.finding.get(row), lang)).mark(if is_ok {
                "good"
            } else {
                "bad"
            }),
        ];
        cells.extend(amounts(at, run, row));
        cells.extend([
            Td::text(lines.evidence.get(row))
                .indonesian(lang)
                .sub(from(lines.evidence_file.get(row), lines.evidence_row[row])),
            Td::text(from(lines.file.get(row), lines.row[row])),
        ]);
        table.rows.push(cells);
    }
    table
}

/// Why a file of full identities is fetched.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    #[serde(default)]
    bulan: String,
    #[serde(default)]
    temuan: String,
    #[serde(default)]
    wilayah: String,
}

const HEADER: [&str; 14] = [
    "bulan",
    "no_kartu",
    "nik",
    "nama",
    "kode_wilayah",
    "temuan",
    "ditagih",
    "seharusnya",
    "disengketakan",
    "bukti",
    "tanggal_bukti",
    "berkas_bukti",
    "berkas",
    "baris",
];

/// `POST /keuangan/tagihan/unduh.{csv|xlsx}`
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let run = at.run()?;
    let params = Params::given(
        "",
        [
            ("bulan", &form.bulan),
            ("temuan", &form.temuan),
            ("wilayah", &form.wilayah),
        ],
    );
    let chosen = Chosen::read(&at, &run, &params, Permission::ExportPeople);
    let entry = export::entry(&run.manifest.id, &form.reason, "bill_lines")
        .detail("filter", params.query())
        .detail("lines", chosen.sum().lines);
    at.record(entry).await?;
    let cells: Vec<Vec<Cell>> = chosen.rows().map(|row| exported(&run, row)).collect();
    export::file(
        &format!("tagihan-{}", run.manifest.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

fn exported(run: &Loaded, row: usize) -> Vec<Cell> {
    let lines = &run.lines;
    vec![
        Cell::text(lines.month.get(row)),
        Cell::digits(lines.card[row], 13),
        Cell::digits(lines.nik[row], 16),
        Cell::text(lines.name.get(row)),
        Cell::text(lines.region.get(row)),
        Cell::text(lines.finding.get(row)),
        Cell::Number(i64::from(lines.billed[row])),
        Cell::Number(i64::from(lines.expected[row])),
        Cell::Number(i64::from(lines.disputed[row])),
        Cell::text(lines.evidence.get(row)),
        Cell::day(lines.evidence_day[row]),
        Cell::text(lines.evidence_file.get(row)),
        Cell::text(lines.file.get(row)),
        Cell::Number(i64::from(lines.row[row])),
    ]
}
