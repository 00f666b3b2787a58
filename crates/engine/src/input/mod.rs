//! What a run is computed from: typed columns, free of files.
//!
//! Conventions of the columns: `0` stands for an unknown number (family card,
//! region), [`NO_DATE`] for an unknown date, the empty text for an empty cell.

mod decision;
mod donor;
mod labels;
mod older;
mod texts;

use semesta_domain::{
    EventDirection, LayOffProof, MembershipStatus, Month, NikCell, RegisterStatus, Segment, Sex,
    WorkerOrigin,
};

pub use decision::Decisions;
pub use donor::Donor;
pub use labels::Labels;
pub use older::OlderRoll;
pub use texts::Texts;

/// An unknown date in a column of days since 1970-01-01.
pub const NO_DATE: i32 = i32::MIN;

/// Where a row was delivered: the index of its file in the run's snapshots, and its data row from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Index into the run's list of snapshots.
    pub file: u16,
    /// Data row from 1.
    pub row: u32,
}

/// The population register (penduduk). **Shape:** one entry a delivered row.
#[derive(Debug, Default)]
pub struct Register {
    /// Valid NIK as a number.
    pub nik: Vec<u64>,
    /// Family card or 0.
    pub kk: Vec<u64>,
    /// Name as delivered.
    pub name: Texts,
    /// Sex, if readable.
    pub sex: Vec<Option<Sex>>,
    /// Birth date in days, or [`NO_DATE`].
    pub birth: Vec<i32>,
    /// Relation in the family (SHDK) as delivered.
    pub relation: Labels,
    /// Region code as a number without padding, or 0.
    pub region: Vec<u64>,
    /// Status at delivery.
    pub status: Vec<RegisterStatus>,
    /// Date of that status, or [`NO_DATE`].
    pub status_date: Vec<i32>,
    /// Where the row stood.
    pub origin: Vec<Origin>,
}

/// The membership roll (peserta). **Shape:** one entry a delivered row.
#[derive(Debug, Default)]
pub struct Roll {
    /// Card number.
    pub card: Vec<u64>,
    /// The NIK cell, read.
    pub nik: Vec<NikCell>,
    /// The NIK cell as delivered where it is not an intact NIK.
    pub nik_given: Texts,
    /// Family card or 0.
    pub kk: Vec<u64>,
    /// Name as delivered.
    pub name: Texts,
    /// Sex, if readable.
    pub sex: Vec<Option<Sex>>,
    /// Birth date or [`NO_DATE`].
    pub birth: Vec<i32>,
    /// Segment.
    pub segment: Vec<Segment>,
    /// Class of care 1–3, 0 unknown.
    pub class: Vec<u8>,
    /// Status at delivery.
    pub status: Vec<MembershipStatus>,
    /// Reason of the status as delivered.
    pub reason: Labels,
    /// First day of cover or [`NO_DATE`].
    pub tmt: Vec<i32>,
    /// Last day of cover or [`NO_DATE`].
    pub tat: Vec<i32>,
    /// The record's own region as a number, or 0.
    pub region: Vec<u64>,
    /// Months in arrears; `u16::MAX` unknown.
    pub arrears: Vec<u16>,
    /// Employer as delivered.
    pub employer: Labels,
    /// Payer code, empty if not given.
    pub payer: Labels,
    /// Where the row stood.
    pub origin: Vec<Origin>,
}

/// Deaths or moves. **Shape:** one entry an event.
#[derive(Debug, Default)]
pub struct Events {
    /// The NIK cell, read.
    pub nik: Vec<NikCell>,
    /// Name as delivered, may be empty.
    pub name: Texts,
    /// Day of the event.
    pub date: Vec<i32>,
    /// What happened.
    pub kind: Vec<EventKind>,
    /// Where the row stood.
    pub origin: Vec<Origin>,
}

/// What an event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// The person moved.
    Move(EventDirection),
    /// The person died.
    Death,
}

/// A list of people by NIK and name: layoffs, workers, programmes, deciles, the
/// city's approved list. **Shape:** one entry a row; columns that a source has not are empty.
#[derive(Debug, Default)]
pub struct List {
    /// The NIK cell, read.
    pub nik: Vec<NikCell>,
    /// Family card or 0.
    pub kk: Vec<u64>,
    /// Name as delivered.
    pub name: Texts,
    /// Day it begins (dismissal, start of work, start of approval) or [`NO_DATE`].
    pub start: Vec<i32>,
    /// Day it ends or [`NO_DATE`].
    pub end: Vec<i32>,
    /// Employer, programme: the row's label as delivered.
    pub label: Labels,
    /// Payer code as delivered.
    pub payer: Labels,
    /// Decile, wage in rupiah, or 0.
    pub amount: Vec<i64>,
    /// Proof of a dismissal.
    pub proof: Vec<Option<LayOffProof>>,
    /// Which list of workers.
    pub worker_origin: Vec<Option<WorkerOrigin>>,
    /// Where the row stood.
    pub origin: Vec<Origin>,
}

/// The monthly bills (tagihan). **Shape:** one entry a line.
#[derive(Debug, Default)]
pub struct Bills {
    /// The month paid for, as months since year 0.
    pub month: Vec<Month>,
    /// Card number.
    pub card: Vec<u64>,
    /// The NIK cell, read.
    pub nik: Vec<NikCell>,
    /// Name as delivered.
    pub name: Texts,
    /// Contribution by the city, rupiah.
    pub city_contribution: Vec<i64>,
    /// Assistance by the city, rupiah.
    pub city_assistance: Vec<i64>,
    /// Assistance by the centre, rupiah.
    pub centre_assistance: Vec<i64>,
    /// Number of the bill that the line came with, may be empty.
    pub bill_number: Texts,
    /// Month of the bill that the line came with, if given.
    pub bill_month: Vec<Option<Month>>,
    /// The day for which the line was delivered, in days.
    pub delivered: Vec<i32>,
    /// Where the line stood.
    pub origin: Vec<Origin>,
}

/// Everything a run reads.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The register.
    pub register: Register,
    /// The roll.
    pub roll: Roll,
    /// Last day of the month the roll was delivered for.
    pub roll_as_of: Option<jiff::civil::Date>,
    /// Deaths and moves.
    pub events: Events,
    /// Deciles (dtsen).
    pub deciles: List,
    /// Lay-offs (phk).
    pub layoffs: List,
    /// Workers (pekerja).
    pub workers: List,
    /// The day of the newest list of a government's own contract workers.
    pub contract_list_as_of: Option<i32>,
    /// Programmes (program).
    pub programmes: List,
    /// The city's approved list (daftar_pemda).
    pub approved: List,
    /// Donors (donatur).
    pub donors: Vec<Donor>,
    /// Bills (tagihan).
    pub bills: Bills,
    /// Rolls of the billed months before the newest, by month.
    pub older_rolls: Vec<OlderRoll>,
    /// What people decided (keputusan).
    pub decisions: Decisions,
}

impl Inputs {
    /// The month of the roll delivered after an older one.
    #[must_use]
    pub fn month_after(&self, older: u16) -> Option<Month> {
        let next = self.older_rolls.get(usize::from(older) + 1);
        next.map_or(self.roll_as_of.map(Month::of), |next| next.month)
    }
}
