//! What a kept run knows of its residents in need, whatever the law says.

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch};
use arrow_schema::DataType;
use jiff::civil::Date;
use semesta_domain::{LayOffProof, Month, Segment, date_from_days};
use semesta_evidence::DataFolder;
use semesta_law::{
    Class, Decimal, EmployerFact, FamilyMember, LayOffFact, MandiriFact, Mother, ProgrammePayer,
    Relation, ResidentFacts, RingDonor, RouteRules, WorkerFamily,
};

use super::{Known, Routes, find};
use crate::facts::Facts;
use crate::funding::columns::{digits, integer, text};
use crate::results::{NO_MEMBERSHIP, Table, Words};
use crate::run::{RunError, RunFolder, reopen_people};

/// The residents in need of a run with what is known of them.
#[derive(Debug, Default)]
pub struct Kept {
    /// **Shape:** one entry a resident without an active membership, by NIK.
    pub known: Vec<Known>,
    /// The codes of the donors that facts point to.
    pub donors: Vec<String>,
}

impl Kept {
    /// Reads what a run has kept; of a run of an earlier version, which kept
    /// nothing, it is found anew in the snapshots.
    ///
    /// # Errors
    /// If the run or one of its snapshots cannot be read.
    pub fn of(folder: &DataFolder, run: &RunFolder, rules: &RouteRules) -> Result<Self, RunError> {
        if run.table_path(Table::RouteFacts).is_file() {
            return Self::read(run);
        }
        let (inputs, outcome) = reopen_people(folder, run)?;
        let facts = Facts::gather(&outcome, &inputs);
        let routes: Routes = find::find(&outcome, &inputs, &facts, rules);
        Ok(Self {
            donors: routes.donors.codes(),
            known: routes.known,
        })
    }

    fn read(run: &RunFolder) -> Result<Self, RunError> {
        let mut kept = Self::default();
        for batch in run.read(Table::RouteFacts)? {
            kept.add(&batch)
                .ok_or_else(|| run.damaged(Table::RouteFacts))?;
        }
        Ok(kept)
    }

    /// Takes rows of `route_facts`; `None` if they are not as they were written.
    fn add(&mut self, batch: &RecordBatch) -> Option<()> {
        let cells = Cells::of(batch, &mut self.donors)?;
        self.known.reserve(batch.num_rows());
        for row in 0..batch.num_rows() {
            self.known.push(cells.known(row)?);
        }
        Some(())
    }
}

/// The columns of `route_facts`.
struct Cells<'a> {
    niks: &'a ArrayRef,
    births: &'a PrimitiveArray<Date32Type>,
    /// `None` in a cell: she has no membership.
    mothers: Words<'a, Option<Segment>>,
    mother_classes: &'a ArrayRef,
    employers: Words<'a, Segment>,
    wages: &'a ArrayRef,
    workers: Words<'a, Segment>,
    relations: Words<'a, Relation>,
    children: &'a ArrayRef,
    dismissed: Words<'a, Month>,
    proofs: Words<'a, LayOffProof>,
    deciles: &'a ArrayRef,
    programmes: Words<'a, ProgrammePayer>,
    rings: Words<'a, u16>,
    complies: &'a BooleanArray,
    mandiri_classes: &'a ArrayRef,
    arrears: &'a ArrayRef,
}

impl<'a> Cells<'a> {
    /// Takes the columns; donors not known yet are added.
    fn of(batch: &'a RecordBatch, donors: &mut Vec<String>) -> Option<Self> {
        let column = |name: &str| batch.column_by_name(name);
        let numbers =
            |name: &str| column(name).filter(|column| *column.data_type() == DataType::Int64);
        let texts =
            |name: &str| column(name).filter(|column| *column.data_type() == DataType::Utf8);
        let segments = |name: &str| Words::of(column(name)?, |code| code.parse::<Segment>().ok());
        Some(Self {
            niks: texts("nik")?,
            births: column("birth_date")?.as_primitive_opt()?,
            mothers: Words::of(column("mother")?, |code| match code {
                NO_MEMBERSHIP => Some(None),
                code => code.parse().ok().map(Some),
            })?,
            mother_classes: numbers("mother_class")?,
            employers: segments("employer")?,
            wages: numbers("wage")?,
            workers: segments("worker_family")?,
            relations: Words::of(column("relation")?, Relation::parse)?,
            children: texts("children_before")?,
            dismissed: Words::of(column("dismissed")?, |month| month.parse().ok())?,
            proofs: Words::of(column("proof")?, |code| code.parse().ok())?,
            deciles: numbers("decile")?,
            programmes: Words::of(column("programme")?, |code| {
                Some(match code {
                    "kota" => ProgrammePayer::City,
                    "provinsi" => ProgrammePayer::Province,
                    "pusat" => ProgrammePayer::Centre,
                    code => ProgrammePayer::Donor(index_of(code, donors)),
                })
            })?,
            rings: Words::of(column("ring_donor")?, |code| Some(index_of(code, donors)))?,
            complies: column("ring_complies")?.as_boolean_opt()?,
            mandiri_classes: numbers("mandiri_class")?,
            arrears: numbers("months_in_arrears")?,
        })
    }

    /// What a row says; `None` if it is not as it was written.
    fn known(&self, row: usize) -> Option<Known> {
        let birth = self.births.is_valid(row).then(|| self.births.value(row));
        let birth = birth.and_then(date_from_days);
        let employer = self.employers.at(row).map(|segment| EmployerFact {
            segment: *segment,
            wage: integer(self.wages, row).map(Decimal::whole),
        });
        let facts = ResidentFacts {
            birth,
            mother: self.mother(row),
            employer,
            worker_family: self.worker_family(row, birth, employer.is_some()),
            lay_off: self.lay_off(row),
            decile: integer(self.deciles, row).and_then(|decile| u8::try_from(decile).ok()),
            programme: self.programmes.at(row).copied(),
            ring_donor: self.rings.at(row).map(|donor| RingDonor {
                donor: *donor,
                is_compliant: self.complies.value(row),
            }),
            mandiri: class(self.mandiri_classes, row).map(|class| MandiriFact {
                class,
                months_in_arrears: integer(self.arrears, row)
                    .and_then(|months| u16::try_from(months).ok()),
            }),
        };
        let births = text(self.children, row).split_terminator(';');
        Some(Known {
            nik: digits(self.niks, row),
            facts,
            children_before: births
                .map(|birth| birth.parse().ok())
                .collect::<Option<_>>()?,
        })
    }

    fn mother(&self, row: usize) -> Mother {
        match self.mothers.at(row) {
            None => Mother::Unknown,
            Some(None) => Mother::NoMembership,
            Some(Some(segment)) => Mother::Member {
                segment: *segment,
                class: class(self.mother_classes, row),
            },
        }
    }

    fn worker_family(
        &self,
        row: usize,
        birth: Option<Date>,
        has_income: bool,
    ) -> Option<WorkerFamily> {
        Some(WorkerFamily {
            segment: *self.workers.at(row)?,
            member: FamilyMember {
                relation: *self.relations.at(row)?,
                birth,
                child_rank: 1,
                is_studying: false,
                is_married: false,
                has_income,
            },
        })
    }

    fn lay_off(&self, row: usize) -> Option<LayOffFact> {
        Some(LayOffFact {
            dismissed: *self.dismissed.at(row)?,
            proof: *self.proofs.at(row)?,
        })
    }
}

fn class(column: &ArrayRef, row: usize) -> Option<Class> {
    Class::from_number(u8::try_from(integer(column, row)?).ok()?)
}

/// The place of a donor's code, added if it is new.
fn index_of(code: &str, donors: &mut Vec<String>) -> u16 {
    let known = donors.iter().position(|donor| donor == code);
    let at = known.unwrap_or_else(|| {
        donors.push(code.to_owned());
        donors.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}
