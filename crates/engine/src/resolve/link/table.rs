//! The two tables that are linked.

use std::fmt::Write;

use jiff::civil::Date;
use semesta_domain::{Sex, date_from_days};
use semesta_linkage::Table;

use super::household::Households;
use super::{Doubt, FIELDS};
use crate::area::{AreaId, Areas, Place};
use crate::input::NO_DATE;
use crate::people::{People, PersonId};
use crate::resolve::{Evidence, Index};

/// Cells under construction, their memory used again.
#[derive(Default)]
struct Cells {
    nik: String,
    card: String,
    birth: String,
}

fn empty() -> Table {
    Table::new(&FIELDS.map(|(name, _)| name))
}

/// One row a person, in the order given.
pub(super) fn of_people(
    people: &People,
    index: &Index,
    villages: &Villages,
    ids: &[PersonId],
) -> Table {
    let mut table = empty();
    let mut cells = Cells::default();
    for id in ids {
        let at = *id as usize;
        number(&mut cells.nik, people.nik[at], 16);
        number(&mut cells.card, people.kk[at], 16);
        day(&mut cells.birth, index.birth[at]);
        let place = villages.code(people.place[at]);
        push(
            &mut table,
            &cells,
            people.name.get(at),
            people.sex[at],
            place,
        );
    }
    table
}

/// One row a record in doubt, then one a record to learn from.
pub(super) fn of_records(
    doubts: &[Doubt<'_>],
    learn: &[&Evidence<'_>],
    households: &Households,
    villages: &Villages,
) -> Table {
    let mut table = empty();
    let mut cells = Cells::default();
    let doubtful = doubts.iter().map(|doubt| &doubt.evidence);
    for record in doubtful.chain(learn.iter().copied()) {
        cells.nik.clear();
        cells.nik.push_str(&record.nik_digits());
        number(&mut cells.card, households.card_of(record).0, 16);
        day(&mut cells.birth, record.birth);
        let name = record.person_name().map_or("", |_| record.name);
        let sex = record
            .sex
            .or_else(|| record.nik.intact().map(semesta_domain::Nik::sex));
        push(&mut table, &cells, name, sex, villages.code(record.place));
    }
    table
}

fn push(table: &mut Table, cells: &Cells, name: &str, sex: Option<Sex>, place: &str) {
    let row = [
        cells.nik.as_str(),
        &cells.card,
        name,
        &cells.birth,
        sex.map_or("", Sex::code),
        place,
    ];
    // A row has as many cells as there are fields, and four gigabytes are never reached.
    table.push(row).expect("a row of the table's width");
}

fn number(cell: &mut String, value: u64, width: usize) {
    cell.clear();
    if value != 0 {
        // Writing to a string cannot fail.
        let _ = write!(cell, "{value:0width$}");
    }
}

fn day(cell: &mut String, day: i32) {
    cell.clear();
    if let Some(date) = date_from_days(day).filter(|_| day != NO_DATE) {
        let _ = write!(cell, "{}", Iso(date));
    }
}

/// Today's codes of the run's areas as text: former codes lead to the same.
pub(super) struct Villages(Vec<String>);

impl Villages {
    pub(super) fn of(areas: &Areas) -> Self {
        let codes = (0..areas.len()).map(|id| {
            let code = areas.code(AreaId(id as u16));
            code.map_or_else(String::new, |code| code.compact())
        });
        Self(codes.collect())
    }

    fn code(&self, place: Place) -> &str {
        match place {
            Place::Inside(area) => &self.0[usize::from(area.0)],
            Place::Outside => "0000000000",
            Place::Unknown => "",
        }
    }
}

struct Iso(Date);

impl std::fmt::Display for Iso {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(date) = self;
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}
