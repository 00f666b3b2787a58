//! Everybody the register and the lists of deaths and moves know.

mod build;
mod life;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semesta_domain::{NikCell, Sex};

use crate::area::Place;
use crate::input::{Labels, Texts};

pub(crate) use build::{add_event_people, from_register, nik_places};
use life::ALWAYS;
pub use life::{LifeEvent, State};

/// Index of a person within a run.
pub type PersonId = u32;

/// What is known of each person. **Shape:** one entry a person; those of the
/// register first, by NIK, then those known only from an event.
#[derive(Debug, Default)]
pub struct People {
    /// NIK as a number; two people of one shared NIK follow one another.
    pub nik: Vec<u64>,
    /// Whether clearly different people carry this NIK, so that it is no key.
    pub nik_shared: Vec<bool>,
    /// Family card or 0.
    pub kk: Vec<u64>,
    /// Name as delivered.
    pub name: Texts,
    /// Sex, where the register has it; of people known only from an event the NIK's.
    pub sex: Vec<Option<Sex>>,
    /// Birth date in days, as for the sex.
    pub birth: Vec<i32>,
    /// Relation in the family as delivered.
    pub relation: Labels,
    /// Address in the register.
    pub place: Vec<Place>,
    /// Whether the register as delivered counts this person: status HIDUP,
    /// address in the region, one a NIK.
    pub official: Vec<bool>,
    /// How many of them the register knows; they come first.
    pub n_registered: usize,
    /// Where the person is before any event.
    base: Vec<State>,
    /// Events of those who have any, in order.
    events: FxHashMap<PersonId, Vec<LifeEvent>>,
    /// Where to find a NIK: its first person and how many carry it.
    by_nik: NikPlaces,
}

/// How many owners are read at once: as many as stay in the nearest memory.
const BATCH: usize = 128;

/// For each NIK its first person and how many carry it.
pub(crate) type NikPlaces = FxHashMap<u64, (PersonId, u8)>;

impl People {
    /// Takes the places of the NIKs, without which nobody is found by one.
    pub(crate) fn set_nik_places(&mut self, places: NikPlaces) {
        self.by_nik = places;
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nik.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nik.is_empty()
    }

    /// The people who carry this NIK.
    #[must_use]
    pub fn with_nik(&self, nik: u64) -> std::ops::Range<PersonId> {
        self.by_nik
            .get(&nik)
            .map_or(0..0, |(first, n)| *first..first + PersonId::from(*n))
    }

    /// The one person for whom this NIK is a key.
    #[must_use]
    pub fn by_key(&self, nik: u64) -> Option<PersonId> {
        let (first, n) = *self.by_nik.get(&nik)?;
        (n == 1).then_some(first)
    }

    /// Calls `settle` for the row of each NIK, on all threads.
    ///
    /// The owners of neighbouring rows lie far apart in memory: asked for one
    /// after the other, each is waited for; so a batch of them is read first.
    pub(crate) fn by_owners<T: Send>(
        &self,
        niks: &[NikCell],
        settle: impl Fn(usize) -> T + Sync,
    ) -> Vec<T> {
        let settle = &settle;
        niks.par_chunks(BATCH)
            .enumerate()
            .flat_map_iter(|(batch, niks)| {
                self.fetch(niks);
                let first = batch * BATCH;
                (first..first + niks.len()).map(settle)
            })
            .collect()
    }

    /// Reads what records are compared with of the owners of NIKs.
    fn fetch(&self, niks: &[NikCell]) {
        let mut owners = [0; BATCH];
        let mut n_owners = 0;
        for nik in niks {
            if let Some(owner) = nik.intact().and_then(|nik| self.by_key(nik.as_number())) {
                owners[n_owners] = owner as usize;
                n_owners += 1;
            }
        }
        let read = owners[..n_owners].iter().map(|at| {
            let letter = self.name.get(*at).bytes().next().unwrap_or(0);
            self.kk[*at] ^ u64::from(self.birth[*at] as u32) ^ u64::from(letter)
        });
        std::hint::black_box(read.fold(0, |all, one| all ^ one));
    }

    /// Where the person is at the end of `day`, by the events dated on or before it.
    #[must_use]
    pub fn state_on(&self, person: PersonId, day: i32) -> State {
        let base = self.base[person as usize];
        self.events
            .get(&person)
            .map_or(base, |events| life::state_on(base, events, day))
    }

    /// The person's events in order.
    #[must_use]
    pub fn events_of(&self, person: PersonId) -> &[LifeEvent] {
        self.events.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Records an event; the same event twice is one.
    pub fn add_event(&mut self, person: PersonId, event: LifeEvent) {
        let events = self.events.entry(person).or_default();
        if let Err(at) = events.binary_search(&event) {
            events.insert(at, event);
        }
    }
}
