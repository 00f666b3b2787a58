//! A run held in memory, so that pages answer at once.

pub(crate) mod columns;
pub(crate) mod counts;
pub(crate) mod figures;
pub(crate) mod gap_list;
pub(crate) mod lookup;
pub(crate) mod pairs;
pub(crate) mod people;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod token;

use std::collections::BTreeSet;

use semesta_domain::Month;
use semesta_engine::figures::Level;
use semesta_engine::funding::head_counts;
use semesta_engine::results::Table;
use semesta_engine::run::{RunFolder, RunManifest};
use semesta_evidence::DataFolder;

use counts::{Bill, BillParts, Gaps, Groups, Standings};
use figures::{Area, Check, Step};
use gap_list::GapList;
use pairs::{Doubt, Pairs};
use people::People;
use records::{Lines, Members, Routes};
use search::NameIndex;

/// A run and everything that pages ask of it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) manifest: RunManifest,
    /// The city, then districts, then villages.
    pub(crate) areas: Vec<Area>,
    pub(crate) bridge: Vec<Step>,
    pub(crate) checks: Vec<Check>,
    pub(crate) people: People,
    pub(crate) members: Members,
    pub(crate) lines: Lines,
    pub(crate) routes: Routes,
    /// By what hangs on them.
    pub(crate) pairs: Vec<Doubt>,
    pub(crate) names: NameIndex,
    pub(crate) gaps: Gaps,
    pub(crate) gap_list: GapList,
    pub(crate) groups: Groups,
    pub(crate) bill: Bill,
    pub(crate) bill_parts: BillParts,
    /// The months that were billed by head count.
    pub(crate) head_count_months: BTreeSet<Month>,
    pub(crate) standings: Standings,
}

impl Loaded {
    /// Reads a run's tables.
    ///
    /// # Errors
    /// If one cannot be read or lacks a column.
    pub(crate) fn read(data: &DataFolder, folder: RunFolder) -> anyhow::Result<Self> {
        let manifest = folder.manifest()?;
        let head_counts = head_counts(data, &manifest)?.into_iter();
        let mut people = People::default();
        for batch in folder.read(Table::Residents)? {
            people.extend(&batch)?;
        }
        people.finish();
        let mut members = Members::default();
        for batch in folder.read(Table::Members)? {
            members.extend(&batch)?;
        }
        members.finish();
        let mut lines = Lines::default();
        for batch in folder.read(Table::BillLines)? {
            lines.extend(&batch)?;
        }
        lines.finish();
        let mut routes = Routes::default();
        for batch in folder.read(Table::Routes)? {
            routes.extend(&batch)?;
        }
        let mut pairs = Pairs::default();
        for batch in folder.read(Table::Review)? {
            pairs.extend(&batch)?;
        }
        let city = manifest.region.parse()?;
        let bill_parts = counts::bill_parts(&lines);
        Ok(Self {
            pairs: pairs.by_stakes(&people, &members, city),
            areas: figures::areas(&folder.read(Table::Indicators)?)?,
            bridge: figures::bridge(&folder.read(Table::Bridge)?)?,
            checks: figures::checks(&folder.read(Table::Checks)?)?,
            names: NameIndex::build(&people),
            gaps: counts::gaps(&people),
            gap_list: GapList::of(&people, &routes),
            groups: counts::groups(&people, manifest.as_of.parse().ok()),
            bill: counts::bill(&lines, &bill_parts),
            bill_parts,
            head_count_months: head_counts.map(|row| row.month).collect(),
            standings: counts::standings(&members),
            people,
            members,
            lines,
            routes,
            manifest,
        })
    }

    /// The whole region.
    pub(crate) fn city(&self) -> Option<&Area> {
        self.areas.iter().find(|area| area.level == Level::City)
    }

    /// An area by its code without dots.
    pub(crate) fn area(&self, code: &str) -> Option<&Area> {
        self.areas
            .iter()
            .find(|area| area.code == code && area.is_real())
    }

    /// The areas of a level, those inside `within` only.
    pub(crate) fn within<'a>(
        &'a self,
        level: Level,
        within: &'a str,
    ) -> impl Iterator<Item = &'a Area> {
        self.areas.iter().filter(move |area| {
            area.level == level
                && (area.code.starts_with(within) || !area.is_real() && within.is_empty())
        })
    }

    /// The name of the region.
    pub(crate) fn city_name(&self) -> String {
        self.city()
            .map_or_else(String::new, |city| city.name.clone())
    }
}

/// The areas of a run with their figures, and nothing else of it.
///
/// # Errors
/// If its table cannot be read.
pub(crate) fn areas_of(run: &RunFolder) -> anyhow::Result<Vec<Area>> {
    figures::areas(&run.read(Table::Indicators)?)
}
