//! A small city for tests, built row by row.

use jiff::civil::{Date, date};
use semesta_domain::{
    EventDirection, MembershipStatus, NikCell, RegisterStatus, Segment, Sex, Standing, days,
    parse_date,
};
use semesta_engine::input::{EventKind, Inputs, NO_DATE, Origin};
use semesta_engine::{Outcome, Question, compute};

/// The city of every test.
pub(crate) const REGION: &str = "65.71";
/// The date of every test.
pub(crate) const ON: Date = date(2024, 12, 31);
/// A village of the city.
pub(crate) const VILLAGE: u64 = 6_571_011_001;

/// Days of a date written `yyyy-mm-dd`; "" is unknown.
pub(crate) fn day(text: &str) -> i32 {
    if text.is_empty() {
        NO_DATE
    } else {
        days(parse_date(text).unwrap().0)
    }
}

/// A register row with usual values; change what matters.
pub(crate) struct Person {
    pub(crate) nik: &'static str,
    pub(crate) name: &'static str,
    pub(crate) birth: &'static str,
    pub(crate) kk: u64,
    pub(crate) region: u64,
    pub(crate) status: RegisterStatus,
    pub(crate) status_date: &'static str,
}

impl Person {
    pub(crate) fn new(nik: &'static str, name: &'static str, birth: &'static str) -> Self {
        Self {
            nik,
            name,
            birth,
            kk: 0,
            region: VILLAGE,
            status: RegisterStatus::Living,
            status_date: "",
        }
    }
}

/// A roll row with usual values.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) card: u64,
    pub(crate) nik: &'static str,
    pub(crate) name: &'static str,
    pub(crate) birth: &'static str,
    pub(crate) kk: u64,
    pub(crate) region: u64,
    pub(crate) segment: Segment,
    pub(crate) status: MembershipStatus,
    pub(crate) tmt: &'static str,
    pub(crate) tat: &'static str,
}

impl Record {
    pub(crate) fn new(
        card: u64,
        nik: &'static str,
        name: &'static str,
        birth: &'static str,
    ) -> Self {
        Self {
            card,
            nik,
            name,
            birth,
            kk: 0,
            region: VILLAGE,
            segment: Segment::PbpuPemda,
            status: MembershipStatus::Active,
            tmt: "",
            tat: "",
        }
    }
}

/// Adds a register row.
pub(crate) fn add_person(inputs: &mut Inputs, person: &Person) {
    let register = &mut inputs.register;
    register.nik.push(person.nik.parse().unwrap());
    register.kk.push(person.kk);
    register.name.push(person.name);
    register.sex.push(Some(sex_of(person.nik)));
    register.birth.push(day(person.birth));
    register.relation.push("");
    register.region.push(person.region);
    register.status.push(person.status);
    register.status_date.push(day(person.status_date));
    register.origin.push(Origin {
        file: 0,
        row: register.nik.len() as u32,
    });
}

fn sex_of(nik: &str) -> Sex {
    if nik[6..8].parse::<u8>().unwrap() > 40 {
        Sex::Female
    } else {
        Sex::Male
    }
}

/// Adds a roll row.
pub(crate) fn add_record(inputs: &mut Inputs, record: &Record) {
    let roll = &mut inputs.roll;
    let nik = NikCell::parse(record.nik);
    roll.card.push(record.card);
    roll.nik.push(nik);
    roll.nik_given.push(if nik.intact().is_some() {
        ""
    } else {
        record.nik
    });
    roll.kk.push(record.kk);
    roll.name.push(record.name);
    roll.sex.push(None);
    roll.birth.push(day(record.birth));
    roll.segment.push(record.segment);
    roll.class.push(3);
    roll.status.push(record.status);
    roll.reason.push("");
    roll.tmt.push(day(record.tmt));
    roll.tat.push(day(record.tat));
    roll.region.push(record.region);
    roll.arrears.push(0);
    roll.employer.push("");
    roll.payer.push("");
    roll.origin.push(Origin {
        file: 1,
        row: roll.card.len() as u32,
    });
}

/// Adds a death or a move.
pub(crate) fn add_event(inputs: &mut Inputs, nik: &str, name: &str, on: &str, kind: EventKind) {
    inputs.events.nik.push(NikCell::parse(nik));
    inputs.events.name.push(name);
    inputs.events.date.push(day(on));
    inputs.events.kind.push(kind);
    inputs.events.origin.push(Origin {
        file: 2,
        row: inputs.events.nik.len() as u32,
    });
}

/// A move in, a move out.
pub(crate) const MOVE_IN: EventKind = EventKind::Move(EventDirection::In);
pub(crate) const MOVE_OUT: EventKind = EventKind::Move(EventDirection::Out);

/// Runs the city at [`ON`], with the roll of that month.
pub(crate) fn run(mut inputs: Inputs) -> (Inputs, Outcome) {
    inputs.roll_as_of = Some(ON);
    let question = Question {
        region: REGION.parse().unwrap(),
        as_of: ON,
        population: None,
        local_assistance: semesta_law::LocalAssistance::City,
    };
    let outcome = compute(&inputs, question);
    (inputs, outcome)
}

/// The standings in the order of the roll.
#[allow(dead_code, reason = "not every test binary asks for standings")]
pub(crate) fn standings(outcome: &Outcome) -> Vec<Standing> {
    outcome
        .members
        .iter()
        .map(|member| member.standing)
        .collect()
}
