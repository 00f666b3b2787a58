//! RT and RW of a run's residents, read from its register when somebody asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use rustc_hash::FxHashMap;
use semesta_engine::results::Table;
use semesta_engine::run::{RunFolder, RunManifest};
use semesta_evidence::DataFolder;

use crate::model::columns::{Coded, column, digits, flags};
use crate::model::counts::Counted;

/// A neighbourhood: RW and RT as the register has them, without leading zeros; both ""
/// where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Rt {
    pub(crate) rw: String,
    pub(crate) rt: String,
}

impl Rt {
    fn of(rw: &str, rt: &str) -> Self {
        let clean = |text: &str| -> String {
            let kept: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            kept.trim_start_matches('0').chars().take(6).collect()
        };
        Self {
            rw: clean(rw),
            rt: clean(rt),
        }
    }

    /// As in an address: `3-12`.
    pub(crate) fn code(&self) -> String {
        format!("{}-{}", self.rw, self.rt)
    }

    pub(crate) fn is_known(&self) -> bool {
        !self.rt.is_empty() || !self.rw.is_empty()
    }

    /// By number, those without one last.
    fn rank(&self) -> (bool, u32, u32, &str, &str) {
        let number = |text: &str| text.parse().unwrap_or(u32::MAX);
        (
            !self.is_known(),
            number(&self.rw),
            number(&self.rt),
            &self.rw,
            &self.rt,
        )
    }
}

/// The neighbourhoods of a run's residents.
#[derive(Debug, Default)]
pub(crate) struct Neighbourhoods {
    /// The neighbourhood of each row of `residents`.
    rows: Vec<u32>,
    names: Vec<Rt>,
    /// By village and neighbourhood.
    counts: BTreeMap<(String, u32), Counted>,
}

impl Neighbourhoods {
    /// Of a row of `residents`.
    pub(crate) fn of(&self, row: usize) -> &Rt {
        let name = self.rows.get(row).copied().unwrap_or(0);
        &self.names[name as usize]
    }

    /// Those of a village with their counts, by number.
    pub(crate) fn of_village(&self, village: &str) -> Vec<(&Rt, Counted)> {
        let from = (village.to_owned(), 0);
        let within = self
            .counts
            .range(from..)
            .take_while(|((region, _), _)| region == village);
        let mut found: Vec<(&Rt, Counted)> = within
            .map(|((_, name), counted)| (&self.names[*name as usize], *counted))
            .collect();
        found.sort_by(|a, b| a.0.rank().cmp(&b.0.rank()));
        found
    }

    /// One of a village by its code.
    pub(crate) fn find(&self, village: &str, code: &str) -> Option<(&Rt, Counted)> {
        self.of_village(village)
            .into_iter()
            .find(|(rt, _)| rt.code() == code)
    }

    fn read(folder: &DataFolder, run: &RunFolder) -> anyhow::Result<Self> {
        let (names, places) = register(folder, &run.manifest()?)?;
        let mut found = Self {
            names,
            ..Self::default()
        };
        let (mut nik, mut region) = (Vec::new(), Coded::default());
        let (mut registered, mut active) = (Vec::new(), Vec::new());
        for batch in run.read(Table::Residents)? {
            digits(&mut nik, column(&batch, "nik")?);
            region.extend(column(&batch, "region")?)?;
            flags(&mut registered, column(&batch, "registered")?);
            flags(&mut active, column(&batch, "active")?);
        }
        found.rows = nik
            .iter()
            .map(|nik| places.get(nik).copied().unwrap_or(0))
            .collect();
        let mut counts: FxHashMap<(u16, u32), Counted> = FxHashMap::default();
        for (row, name) in found.rows.iter().enumerate() {
            let key = (region.key(row), *name);
            counts
                .entry(key)
                .or_default()
                .count(registered[row], active[row]);
        }
        found.counts = counts
            .into_iter()
            .map(|((key, name), counted)| ((region.text(key).to_owned(), name), counted))
            .collect();
        Ok(found)
    }
}

type Places = (Vec<Rt>, FxHashMap<u64, u32>);

/// The neighbourhood of every NIK of the register that a run took.
fn register(folder: &DataFolder, run: &RunManifest) -> anyhow::Result<Places> {
    let newest = run
        .snapshots
        .iter()
        .filter(|used| used.source == "penduduk")
        .map(|used| used.as_of.as_str())
        .max();
    let taken: Vec<&str> = run
        .snapshots
        .iter()
        .filter(|used| used.source == "penduduk" && Some(used.as_of.as_str()) == newest)
        .map(|used| used.id.as_str())
        .collect();
    let mut names = vec![Rt::default()];
    let mut known: FxHashMap<Rt, u32> = FxHashMap::default();
    known.insert(Rt::default(), 0);
    let mut places: FxHashMap<u64, u32> = FxHashMap::default();
    for manifest in folder.snapshots()? {
        if !taken.contains(&manifest.id.0.as_str()) {
            continue;
        }
        for batch in folder.read_coded(&manifest, Some(&["nik", "rt", "rw"]))? {
            let mut nik = Vec::new();
            digits(&mut nik, batch.column(0));
            let (rt, rw) = (batch.column(1), batch.column(2));
            // Few pairs of texts, many rows.
            let mut pairs: FxHashMap<(usize, usize), u32> = FxHashMap::default();
            for (row, nik) in nik.into_iter().enumerate() {
                let pair = (key(rt, row), key(rw, row));
                let name = *pairs.entry(pair).or_insert_with(|| {
                    let place = Rt::of(text(rw, row), text(rt, row));
                    *known.entry(place).or_insert_with_key(|place| {
                        names.push(place.clone());
                        names.len() as u32 - 1
                    })
                });
                if nik != 0 && name != 0 {
                    places.insert(nik, name);
                }
            }
        }
    }
    Ok((names, places))
}

fn key(column: &ArrayRef, row: usize) -> usize {
    let dictionary = column.as_dictionary::<Int32Type>();
    dictionary.key(row).unwrap_or(usize::MAX)
}

fn text(column: &ArrayRef, row: usize) -> &str {
    let dictionary = column.as_dictionary::<Int32Type>();
    let texts = dictionary.values().as_string::<i32>();
    dictionary.key(row).map_or("", |key| texts.value(key))
}

/// Runs remembered at most: the one shown and those it is compared with.
const KEPT_MAX: usize = 3;

type Known = Vec<(String, Arc<Neighbourhoods>)>;

/// What has been read so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct NeighbourhoodsOf(Arc<Mutex<Known>>);

impl NeighbourhoodsOf {
    /// The neighbourhoods of a run; each run is read once.
    ///
    /// # Errors
    /// If the run or its register cannot be read.
    pub(crate) fn run(&self, folder: &DataFolder, id: &str) -> anyhow::Result<Arc<Neighbourhoods>> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = lock().iter().find(|(known, _)| known == id) {
            return Ok(Arc::clone(found));
        }
        let run = RunFolder::find(folder, Some(id))?;
        let found = Arc::new(Neighbourhoods::read(folder, &run)?);
        let mut known = lock();
        known.retain(|(of, _)| of != id);
        if known.len() >= KEPT_MAX {
            known.remove(0);
        }
        known.push((id.to_owned(), Arc::clone(&found)));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::Rt;

    #[test]
    fn numbers_are_one_however_they_are_written() {
        assert_eq!(Rt::of("003", "05"), Rt::of("3", " 5."));
        assert_eq!(Rt::of("003", "05").code(), "3-5");
        assert!(!Rt::of("000", "-").is_known());
        let mut all = [
            Rt::of("", ""),
            Rt::of("10", "1"),
            Rt::of("2", "12"),
            Rt::of("2", "3"),
        ];
        all.sort_by(|a, b| a.rank().cmp(&b.rank()));
        let codes: Vec<String> = all.iter().map(Rt::code).collect();
        assert_eq!(codes, ["2-3", "2-12", "10-1", "-"]);
    }
}
