//! An invented town with its bills, built row by row.

use jiff::civil::Date;
use semesta_domain::{
    Finding, LayOffProof, MembershipStatus, Month, NikCell, RegisterStatus, Segment, Sex, days,
    parse_date,
};
use semesta_engine::bill::{AuditedLine, BillAudit};
use semesta_engine::input::{EventKind, Inputs, List, NO_DATE, OlderRoll, Origin};
use semesta_engine::{Question, compute};
use semesta_law::{Law, LocalAssistance};

/// What the law makes a city pay since 2021.
pub(crate) const DUE: [i64; 3] = [35_000, 2_800, 4_200];

const FIRST: [&str; 12] = [
    "ANDI", "BUDI", "CITRA", "DEWI", "EKO", "FITRI", "GUNAWAN", "HASAN", "INDAH", "JOKO",
    "KARTINI", "LESTARI",
];
const LAST: [&str; 11] = [
    "SAPUTRA",
    "WIBOWO",
    "HANDAYANI",
    "PRATIWI",
    "NUGROHO",
    "SIREGAR",
    "HIDAYAT",
    "KUSUMA",
    "MAHARANI",
    "PERMANA",
    "RAHAYU",
];

/// Days of a date written `yyyy-mm-dd`; "" is unknown.
pub(crate) fn day(text: &str) -> i32 {
    if text.is_empty() {
        NO_DATE
    } else {
        days(parse_date(text).unwrap().0)
    }
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A town under construction; people are numbered from 1.
pub(crate) struct Town {
    pub(crate) inputs: Inputs,
    pub(crate) question: Question,
    region: u64,
}

impl Town {
    pub(crate) fn new(region: &str, as_of: &str) -> Self {
        let as_of: Date = as_of.parse().unwrap();
        Self {
            inputs: Inputs {
                roll_as_of: Some(as_of),
                ..Inputs::default()
            },
            question: Question {
                region: region.parse().unwrap(),
                as_of,
                population: None,
                local_assistance: LocalAssistance::City,
            },
            region: region.replace('.', "").parse().unwrap(),
        }
    }

    /// Birth date of a person: one of 12,000 days, so that few share one.
    fn born(n: u32) -> Date {
        let n = i32::try_from(n).unwrap();
        semesta_domain::date_from_days(day("1950-01-01") + n * 7 % 12_000).unwrap()
    }

    pub(crate) fn nik(&self, n: u32) -> String {
        let born = Self::born(n);
        let (day, month, year) = (born.day(), born.month(), born.year() % 100);
        format!(
            "{}01{day:02}{month:02}{year:02}{:04}",
            self.region,
            9000 + n / 12_000
        )
    }

    pub(crate) fn name(n: u32) -> String {
        let at = |k: u32| (n / k) as usize;
        format!(
            "{} {} {}",
            FIRST[at(1) % 12],
            LAST[at(12) % 11],
            FIRST[at(132) % 12]
        )
    }

    /// A living resident.
    pub(crate) fn person(&mut self, n: u32) {
        let (nik, name) = (self.nik(n), Self::name(n));
        let register = &mut self.inputs.register;
        register.nik.push(nik.parse().unwrap());
        register.kk.push(0);
        register.name.push(&name);
        register.sex.push(Some(Sex::Male));
        register.birth.push(days(Self::born(n)));
        register.relation.push("");
        register.region.push(self.region * 1_000_000 + 11_001);
        register.status.push(RegisterStatus::Living);
        register.status_date.push(NO_DATE);
        register.origin.push(Origin {
            file: 0,
            row: register.nik.len() as u32,
        });
    }

    /// A membership of the person with this NIK, name and birth date.
    pub(crate) fn record(&mut self, card: u64, n: u32, segment: Segment, status: MembershipStatus) {
        let (nik, name) = (self.nik(n), Self::name(n));
        self.record_of(card, &nik, &name, days(Self::born(n)), segment, status);
    }

    pub(crate) fn record_of(
        &mut self,
        card: u64,
        nik: &str,
        name: &str,
        birth: i32,
        segment: Segment,
        status: MembershipStatus,
    ) {
        let roll = &mut self.inputs.roll;
        roll.card.push(card);
        roll.nik.push(NikCell::parse(nik));
        roll.nik_given.push("");
        roll.kk.push(0);
        roll.name.push(name);
        roll.sex.push(None);
        roll.birth.push(birth);
        roll.segment.push(segment);
        roll.class.push(3);
        roll.status.push(status);
        roll.reason.push("");
        roll.tmt.push(day("2014-01-01"));
        roll.tat.push(NO_DATE);
        roll.region.push(self.region * 1_000_000 + 11_001);
        roll.arrears.push(0);
        roll.employer.push("");
        roll.payer.push("");
        roll.origin.push(Origin {
            file: 1,
            row: roll.card.len() as u32,
        });
    }

    /// The period of the last record.
    pub(crate) fn period(&mut self, tmt: &str, tat: &str) {
        *self.inputs.roll.tmt.last_mut().unwrap() = day(tmt);
        *self.inputs.roll.tat.last_mut().unwrap() = day(tat);
    }

    /// A resident whom the city rightly pays for: card = number.
    pub(crate) fn paid(&mut self, n: u32) {
        self.person(n);
        self.record(
            u64::from(n),
            n,
            Segment::PbpuPemda,
            MembershipStatus::Active,
        );
        self.approve(n, "2014-01-01", "", "kota");
    }

    pub(crate) fn event(&mut self, n: u32, on: &str, kind: EventKind) {
        let nik = self.nik(n);
        let events = &mut self.inputs.events;
        events.nik.push(NikCell::parse(&nik));
        events.name.push(&Self::name(n));
        events.date.push(day(on));
        events.kind.push(kind);
        events.origin.push(Origin {
            file: 2,
            row: events.nik.len() as u32,
        });
    }

    pub(crate) fn approve(&mut self, n: u32, start: &str, end: &str, payer: &str) {
        let nik = self.nik(n);
        let list = &mut self.inputs.approved;
        add(list, &nik, &Self::name(n), 3);
        list.start.push(day(start));
        list.end.push(day(end));
        list.payer.push(payer);
    }

    pub(crate) fn lay_off(&mut self, n: u32, on: &str, proof: LayOffProof) {
        let nik = self.nik(n);
        let list = &mut self.inputs.layoffs;
        add(list, &nik, &Self::name(n), 4);
        list.start.push(day(on));
        list.end.push(NO_DATE);
        list.proof.push(Some(proof));
    }

    /// A billed line.
    pub(crate) fn bill(&mut self, month: &str, card: u64, amounts: [i64; 3]) {
        self.bill_named(month, card, "", "", amounts);
    }

    pub(crate) fn bill_named(
        &mut self,
        of: &str,
        card: u64,
        nik: &str,
        name: &str,
        amounts: [i64; 3],
    ) {
        let bills = &mut self.inputs.bills;
        bills.month.push(month(of));
        bills.card.push(card);
        bills.nik.push(NikCell::parse(nik));
        bills.name.push(name);
        bills.city_contribution.push(amounts[0]);
        bills.city_assistance.push(amounts[1]);
        bills.centre_assistance.push(amounts[2]);
        bills.bill_number.push("");
        bills.bill_month.push(None);
        bills.delivered.push(days(month(of).last_day()));
        bills.origin.push(Origin {
            file: 9,
            row: bills.card.len() as u32,
        });
    }

    /// A roll delivered for an earlier month, of cards that the newest shows too.
    pub(crate) fn older_roll(&mut self, of: &str, rows: &[(u64, Segment, MembershipStatus)]) {
        let mut older = OlderRoll {
            month: Some(month(of)),
            as_of: days(month(of).last_day()),
            ..OlderRoll::default()
        };
        for (at, (card, segment, status)) in rows.iter().enumerate() {
            older.card.push(*card);
            older.segment.push(*segment);
            older.class.push(3);
            older.payer.push("");
            older.status.push(*status);
            older.tmt.push(day("2014-01-01"));
            older.origin.push(Origin {
                file: 5,
                row: at as u32 + 1,
            });
            older.gone_row.push(OlderRoll::STILL_THERE);
        }
        self.inputs.older_rolls.push(older);
    }

    pub(crate) fn audit(&self) -> BillAudit {
        let outcome = compute(&self.inputs, self.question);
        let audit = BillAudit::of(&self.inputs, &outcome, &Law::embedded()).unwrap();
        for check in semesta_engine::bill::checks(&audit, &self.inputs.bills) {
            assert!(check.closed(), "{check:?}");
        }
        audit
    }

    /// Findings and disputed rupiah in the order of the bill.
    pub(crate) fn findings(&self) -> Vec<(Finding, i64)> {
        let mut lines = self.audit().lines;
        lines.sort_by_key(|line| line.row);
        lines
            .iter()
            .map(|line| (line.finding, line.disputed))
            .collect()
    }
}

fn add(list: &mut List, nik: &str, name: &str, file: u16) {
    list.nik.push(NikCell::parse(nik));
    list.kk.push(0);
    list.name.push(name);
    list.origin.push(Origin {
        file,
        row: list.nik.len() as u32,
    });
}

/// Lines, people and disputed rupiah of a finding.
pub(crate) fn total(lines: &[AuditedLine], finding: Finding) -> (usize, usize, i64) {
    let of: Vec<&AuditedLine> = lines
        .iter()
        .filter(|line| line.finding == finding)
        .collect();
    let mut people: Vec<_> = of.iter().filter_map(|line| line.person).collect();
    people.sort_unstable();
    people.dedup();
    (
        of.len(),
        people.len(),
        of.iter().map(|line| line.disputed).sum(),
    )
}
