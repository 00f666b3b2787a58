//! A run opened for work: its people, records and lists, with what follows from them.

use std::path::Path;

use jiff::civil::Date;
use semesta_domain::{CardNumber, Nik, Payer, RegionCode, Segment};
use semesta_engine::input::Inputs;
use semesta_engine::routes::Routes;
use semesta_engine::run::{RunError, RunFolder, RunManifest, reopen};
use semesta_engine::{Facts, Outcome, PersonId, Place};
use semesta_evidence::DataFolder;
use semesta_law::{Law, LawError};

use crate::error::{DeskError, Result};
use crate::proposal::{Draft, Kind, Origin, PersonName, Reason, Side, Subject};

/// A run with everything it was computed from.
pub struct RunView {
    /// The run's manifest.
    pub manifest: RunManifest,
    /// The date its figures are for.
    pub as_of: Date,
    pub(crate) inputs: Inputs,
    pub(crate) outcome: Outcome,
    pub(crate) facts: Facts,
    pub(crate) routes: Routes,
    pub(crate) law: Law,
    pub(crate) folder: DataFolder,
}

impl RunView {
    /// Opens a run of a data folder by its id or the beginning of one; without,
    /// the one made last. It is computed anew from its snapshots.
    ///
    /// # Errors
    /// [`DeskError::Run`] if there is none, or a snapshot is gone.
    pub fn open(data_folder: &Path, run: Option<&str>) -> Result<Self> {
        let folder = DataFolder::open(data_folder).map_err(|error| failed(error.into()))?;
        let found = RunFolder::find(&folder, run).map_err(failed)?;
        let manifest = found.manifest().map_err(failed)?;
        let (inputs, outcome) = reopen(&folder, &found).map_err(failed)?;
        let law = Law::embedded();
        let as_of = outcome.question.as_of;
        let facts = Facts::gather(&outcome, &inputs);
        let routes = Routes::find(&outcome, &inputs, &facts, &law).map_err(law_at(as_of))?;
        Ok(Self {
            manifest,
            as_of,
            inputs,
            outcome,
            facts,
            routes,
            law,
            folder,
        })
    }

    /// The run's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.manifest.id
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> RegionCode {
        self.outcome.question.region
    }

    /// The person whom a NIK names, if it names one.
    #[must_use]
    pub fn person(&self, nik: Nik) -> Option<PersonId> {
        self.outcome.people.by_key(nik.as_number())
    }

    /// A draft about one person of the run, as an officer asks for it.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] if the run knows nobody of that NIK.
    pub fn draft_for(
        &self,
        nik: Nik,
        kind: Kind,
        after: Option<Side>,
        reason: Reason,
        note: &str,
    ) -> Result<Draft> {
        let person = self
            .person(nik)
            .ok_or_else(|| DeskError::Unknown("nik".to_owned()))?;
        let mut draft = self.draft(person, kind, after, reason, Origin::Single);
        note.clone_into(&mut draft.note);
        Ok(draft)
    }

    pub(crate) fn draft(
        &self,
        person: PersonId,
        kind: Kind,
        after: Option<Side>,
        reason: Reason,
        origin: Origin,
    ) -> Draft {
        let row = self.outcome.counting[person as usize];
        Draft {
            kind,
            subject: self.subject(person, row),
            before: row.map(|row| self.side(row)),
            after,
            reason,
            note: String::new(),
            origin,
            run: Some(self.manifest.id.clone()),
            deadline: None,
        }
    }

    /// A draft about one record of the roll, whoever it is about.
    pub(crate) fn draft_of_record(&self, row: u32, reason: Reason, origin: Origin) -> Draft {
        let person = self.outcome.members[row as usize].settled.person;
        let counts = person.is_some_and(|id| self.outcome.counting[id as usize] == Some(row));
        let mut subject = match person {
            Some(person) => self.subject(person, Some(row)),
            None => self.nobody(row),
        };
        subject.is_spare_record = person.is_some() && !counts;
        Draft {
            kind: Kind::Remove,
            subject,
            before: Some(self.side(row)),
            after: None,
            reason,
            note: String::new(),
            origin,
            run: Some(self.manifest.id.clone()),
            deadline: None,
        }
    }

    pub(crate) fn subject(&self, person: PersonId, row: Option<u32>) -> Subject {
        let people = &self.outcome.people;
        let at = person as usize;
        Subject {
            nik: Nik::from_number(people.nik[at]).ok(),
            card: row.and_then(|row| self.card(row)),
            name: PersonName::new(people.name.get(at)),
            area: self.area(person),
            is_spare_record: false,
        }
    }

    /// The subject of a record that is nobody's.
    fn nobody(&self, row: u32) -> Subject {
        Subject {
            nik: None,
            card: self.card(row),
            name: PersonName::new(self.inputs.roll.name.get(row as usize)),
            area: self.region(),
            is_spare_record: false,
        }
    }

    pub(crate) fn area(&self, person: PersonId) -> RegionCode {
        match self.outcome.people.place[person as usize] {
            Place::Inside(area) => self.outcome.areas.code(area),
            Place::Outside | Place::Unknown => None,
        }
        .unwrap_or(self.region())
    }

    pub(crate) fn card(&self, row: u32) -> Option<CardNumber> {
        CardNumber::from_number(self.inputs.roll.card[row as usize]).ok()
    }

    /// A roll record as it is.
    pub(crate) fn side(&self, row: u32) -> Side {
        let at = row as usize;
        let roll = &self.inputs.roll;
        let segment = roll.segment[at];
        let employer = roll.employer.get(at);
        Side {
            segment: Some(segment.code().to_owned()),
            payer: Some(payer_of(roll.payer.get(at), segment)),
            class: Some(roll.class[at]).filter(|class| *class > 0),
            active: self.outcome.members[at].active,
            employer: (!employer.is_empty()).then(|| employer.to_owned()),
            wage: None,
            nik: None,
        }
    }

    pub(crate) fn record(&self, person: PersonId) -> Option<u32> {
        self.outcome.counting[person as usize]
    }

    pub(crate) fn is_active(&self, row: u32) -> bool {
        self.outcome.members[row as usize].active
    }

    pub(crate) fn segment(&self, row: u32) -> Segment {
        self.inputs.roll.segment[row as usize]
    }

    /// Every living resident.
    pub(crate) fn residents(&self) -> impl Iterator<Item = PersonId> + '_ {
        let flags = self.outcome.is_resident.iter();
        flags
            .enumerate()
            .filter(|(_, is_resident)| **is_resident)
            .map(|(id, _)| id as PersonId)
    }
}

/// What the city would register: class III, paid by `payer`.
pub(crate) fn by_city(payer: &str) -> Side {
    Side {
        segment: Some(Segment::PbpuPemda.code().to_owned()),
        payer: Some(payer.to_owned()),
        class: Some(3),
        active: true,
        ..Side::default()
    }
}

/// Enrol who has no record, reactivate in the same segment, else move.
pub(crate) fn kind_towards(before: Option<&Side>, after: &Side) -> Kind {
    match before {
        None => Kind::Enrol,
        Some(before) if before.segment == after.segment && !before.active => Kind::Reactivate,
        Some(_) => Kind::Change,
    }
}

fn payer_of(given: &str, segment: Segment) -> String {
    let by_segment = match segment {
        Segment::PpuPn | Segment::PpuBu => Payer::Employer,
        Segment::Bp | Segment::Pbpu => Payer::Self_,
        Segment::PbiJk => Payer::Centre,
        Segment::PbpuPemda => Payer::City,
    };
    Payer::parse(given).unwrap_or(by_segment).code().to_owned()
}

pub(crate) fn failed(error: RunError) -> DeskError {
    DeskError::Run(Box::new(error))
}

pub(crate) fn law_at(day: Date) -> impl FnOnce(LawError) -> DeskError {
    crate::proposal::terms::at(day)
}
