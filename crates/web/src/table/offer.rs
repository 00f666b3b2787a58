//! What an address, or a form sent again, asks of the tables of its page.

use std::cell::RefCell;

use askama::Values;
use semesta_domain::Lang;

use super::key::Place;
use super::out::File;
use super::printed::Printed;
use super::{Head, Link, Table, Td, pages};
use crate::export::Kind;
use crate::format;
use crate::params::{FILE, pairs_of, query};

/// Rows of a page of a table.
const PER_PAGE: usize = 50;
/// Rows from which words can be looked for.
const SIFTED_FROM: usize = 8;
/// Rows from which a table can be sorted.
const SORTED_FROM: usize = 3;

/// The name under which templates find it.
const NAME: &str = "offer";

/// What each table of a page is asked for: `urut-<id>=<column>.<naik|turun>`,
/// `cari-<id>=<words>`, `hal-<id>=<page>`, and one of them as `unduh=<id>.<csv|xlsx>`.
pub(crate) struct Offer {
    path: String,
    lang: Lang,
    /// The page's own keys and those of its tables.
    pairs: Vec<(String, String)>,
    wanted: Wanted,
    file: RefCell<Option<File>>,
    leads: Leads,
}

/// The table that is wanted as a file.
enum Wanted {
    Nothing,
    Table(String, Kind),
    /// Something that is no table's file.
    Unknown,
}

/// What becomes of a page once it is printed.
pub(crate) enum Asked {
    /// It is shown.
    Nothing,
    /// A table of it is given as a file.
    File(File, Kind),
    /// It has no such table.
    Unknown,
}

/// How one gets to the same page again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leads {
    /// By its address.
    Address,
    /// By sending these fields again.
    Form(Vec<(&'static str, String)>),
    /// Not at all: it answered a form that does something.
    Nowhere,
}

/// The form that looks for words in a table.
#[derive(Debug)]
pub(super) struct Sift {
    pub(super) field: String,
    pub(super) words: String,
    pub(super) action: String,
    pub(super) hidden: Vec<(String, String)>,
    pub(super) clear: String,
}

fn key(what: &str, id: &str) -> String {
    format!("{what}-{id}")
}

/// Whether a key of an address asks something of a table.
pub(crate) fn is_asked_of_tables(key: &str) -> bool {
    key == FILE || is_of_tables(key)
}

/// Whether a key is one of the tables'.
fn is_of_tables(known: &str) -> bool {
    let of = known.split_once('-');
    of.is_some_and(|(what, id)| {
        matches!(what, "urut" | "cari" | "hal")
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

impl Offer {
    /// Takes what concerns tables out of a query; `known` are the page's own keys.
    pub(crate) fn read(
        path: &str,
        asked: &str,
        known: Vec<(String, String)>,
        leads: Leads,
        lang: Lang,
    ) -> Self {
        let mut pairs = known;
        let mut wanted = Wanted::Nothing;
        for (key, value) in pairs_of(asked) {
            if key == FILE {
                let parts = value.rsplit_once('.');
                let known = parts.and_then(|(id, kind)| Some((id, Kind::parse(kind)?)));
                wanted = known.map_or(Wanted::Unknown, |(id, kind)| {
                    Wanted::Table(id.to_owned(), kind)
                });
            } else if is_of_tables(key) {
                pairs.push((key.to_owned(), value));
            }
        }
        Self {
            path: path.to_owned(),
            lang,
            pairs,
            wanted,
            file: RefCell::default(),
            leads,
        }
    }

    pub(super) fn among(values: &dyn Values) -> Option<&Self> {
        askama::get_value(values, NAME).ok()
    }

    /// The file that was asked for, once the page is printed.
    pub(crate) fn file(&self) -> Asked {
        match (&self.wanted, self.file.take()) {
            (Wanted::Nothing, _) => Asked::Nothing,
            (Wanted::Table(_, kind), Some(file)) => Asked::File(file, *kind),
            _ => Asked::Unknown,
        }
    }

    /// What was asked of a table, "" where nothing was.
    fn asked(&self, what: &str, id: &str) -> &str {
        let key = key(what, id);
        let found = self.pairs.iter().find(|(known, _)| *known == key);
        found.map_or("", |(_, value)| value)
    }

    /// The address with one value changed, "" taking it away; whatever else is asked
    /// of a table than another page begins at its first.
    fn to(&self, id: &str, what: &str, value: &str) -> String {
        let changed = if what == FILE {
            what.to_owned()
        } else {
            key(what, id)
        };
        let page = key("hal", id);
        let kept = self.kept(&changed, &page);
        let new = (!value.is_empty()).then_some((changed.as_str(), value));
        let text = query(kept.chain(new));
        if text.is_empty() {
            return self.path.clone();
        }
        format!("{}?{text}", self.path)
    }

    fn kept<'a>(
        &'a self,
        changed: &'a str,
        page: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let is_kept = move |key: &str| key != changed && (key != page || changed == FILE);
        let pairs = self.pairs.iter();
        pairs
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .filter(move |(key, _)| is_kept(key))
    }

    /// A table as this address has it.
    pub(super) fn applied_to<'a>(&self, table: &'a Table) -> Printed<'a> {
        let mut printed = table.as_it_is();
        if self.leads == Leads::Nowhere {
            return printed;
        }
        if let Leads::Form(fields) = &self.leads {
            printed.again = Some((self.path.clone(), fields.clone()));
        }
        if !table.is_paged {
            self.sift(table, &mut printed);
            self.sort(table, &mut printed);
        }
        if table.gives_file() && !table.rows.is_empty() {
            self.export(table, &mut printed);
        }
        if !table.is_paged {
            self.page(table, &mut printed);
        }
        printed
    }

    /// Leaves the rows that hold every word.
    fn sift<'a>(&self, table: &'a Table, printed: &mut Printed<'a>) {
        let is_offered = table.rows.len() >= SIFTED_FROM
            && !table.is_fixed
            && !table.is_personal
            && !table.is_searched
            && self.leads == Leads::Address;
        if !is_offered {
            return;
        }
        let (id, words) = (table.id, self.asked("cari", table.id));
        if !words.is_empty() {
            let wanted: Vec<String> = words
                .to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            printed.rows.retain(|row| holds(row, &wanted));
            // The sum is that of all rows.
            printed.foot = &[];
            printed.empty = table.t.table_empty;
            let count = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), self.lang);
            let values = [count(printed.rows.len()), count(table.rows.len())];
            printed.said = table
                .t
                .fill(table.t.table_sifted, &[&values[0], &values[1]]);
        }
        let (field, page) = (key("cari", id), key("hal", id));
        printed.sift = Some(Sift {
            words: words.to_owned(),
            action: self.path.clone(),
            hidden: self
                .kept(&field, &page)
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            clear: self.to(id, "cari", ""),
            field,
        });
    }

    /// Sorts the rows by the column asked for, and lets every column be asked for.
    fn sort(&self, table: &Table, printed: &mut Printed<'_>) {
        if table.is_fixed || table.rows.len() < SORTED_FROM {
            return;
        }
        let asked = self.asked("urut", table.id).split_once('.');
        let asked =
            asked.and_then(|(column, way)| Some((column.parse::<usize>().ok()?, way == "turun")));
        for (at, head) in printed.heads.iter_mut().enumerate() {
            let (number, is_number) = (at + 1, head.is_number);
            let said = |row: &Vec<Td>| row.get(at).is_some_and(|cell| !cell.text.is_empty());
            if !table.rows.iter().any(said) {
                continue;
            }
            let of_this = asked.filter(|(column, _)| *column == number);
            // Numbers downwards first; after both ways the table's own order.
            let next = match of_this {
                None => Some(is_number),
                Some((_, is_down)) if is_down == is_number => Some(!is_down),
                Some(_) => None,
            };
            self.lead(table.id, head, number, next);
            if let Some((_, is_down)) = of_this {
                head.sorted = if is_down { "descending" } else { "ascending" };
                let place = |row: &&[Td]| {
                    let cell = row.get(at);
                    cell.map_or(Place::Nothing, |cell| {
                        Place::of(&cell.key, &cell.text, is_number, self.lang)
                    })
                };
                let mut placed: Vec<_> =
                    printed.rows.iter().map(|row| (place(row), *row)).collect();
                placed.sort_by(|a, b| a.0.cmp(&b.0, is_down));
                printed.rows = placed.into_iter().map(|(_, row)| row).collect();
            }
        }
    }

    /// Where a column's head leads.
    fn lead(&self, id: &str, head: &mut Head, number: usize, down: Option<bool>) {
        let value = down.map_or_else(String::new, |is_down| {
            format!("{number}.{}", if is_down { "turun" } else { "naik" })
        });
        match self.leads {
            Leads::Address => head.href = Some(self.to(id, "urut", &value)),
            _ => head.again = Some(value),
        }
    }

    /// Leads to files of the rows, and writes the one that is asked for.
    fn export(&self, table: &Table, printed: &mut Printed<'_>) {
        if matches!(&self.wanted, Wanted::Table(id, _) if id == table.id) {
            *self.file.borrow_mut() = Some(File::of(table, &printed.rows, self.lang));
        }
        printed.exports = [Kind::Csv, Kind::Xlsx]
            .map(|kind| {
                let file = format!("{}.{}", table.id, kind.ending());
                Link {
                    title: kind.ending().to_uppercase(),
                    href: match self.leads {
                        Leads::Address => self.to(table.id, FILE, &file),
                        _ => file,
                    },
                }
            })
            .into();
    }

    /// Leaves the rows of the page asked for.
    fn page(&self, table: &Table, printed: &mut Printed<'_>) {
        if self.leads != Leads::Address {
            return;
        }
        let (id, rows) = (table.id, &mut printed.rows);
        let page = self.asked("hal", id).parse().unwrap_or(1);
        let to = |page: usize| self.to(id, "hal", &page.to_string());
        let (range, pager) = pages(rows.len(), PER_PAGE, page, to, self.lang);
        *rows = rows[range].to_vec();
        printed.pager = pager;
    }
}

impl Values for Offer {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn std::any::Any> {
        (key == NAME).then_some(self as &dyn std::any::Any)
    }
}

/// Whether every word stands somewhere in a row.
fn holds(row: &[Td], wanted: &[String]) -> bool {
    let cells: Vec<String> = row
        .iter()
        .flat_map(|cell| [&cell.text, &cell.sub])
        .map(|text| text.replace('\u{a0}', " ").to_lowercase())
        .collect();
    wanted
        .iter()
        .all(|word| cells.iter().any(|cell| cell.contains(word)))
}
