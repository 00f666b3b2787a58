//! Employers, and the people the city has approved to pay for.

use semesta_domain::Segment;

use crate::calendar::{Calendar, Day, civil, day};
use crate::person::Person;
use crate::record::{BEFORE, NO_EMPLOYER, NikState, Record};
use crate::rng::{Draw, Part, mixed};
use crate::scenario::Scenario;
use crate::world::Line;

/// A firm, or a government as an employer.
pub(crate) struct Employer {
    pub(crate) name: String,
}

/// A row of the city's approved list.
pub(crate) struct Approval {
    pub(crate) person: u32,
    pub(crate) nik: u64,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    pub(crate) payer: String,
}

/// Employers and approvals.
pub(crate) struct Economy {
    pub(crate) employers: Vec<Employer>,
    pub(crate) approvals: Vec<Approval>,
}

const FORMS: [&str; 3] = ["PT", "CV", "UD"];
const FIRST: [&str; 14] = [
    "SUMBER", "MITRA", "BINTANG", "CAHAYA", "KARYA", "USAHA", "ANUGERAH", "SINAR", "PRIMA",
    "BERKAH", "MAJU", "DUTA", "PUTRA", "GRAHA",
];
const SECOND: [&str; 14] = [
    "ABADI",
    "SEJAHTERA",
    "MANDIRI",
    "JAYA",
    "UTAMA",
    "BAHARI",
    "NUSANTARA",
    "LESTARI",
    "SENTOSA",
    "MAKMUR",
    "PERKASA",
    "SAMUDERA",
    "PERMAI",
    "GEMILANG",
];

impl Economy {
    /// Invents the firms and gives every wage worker one.
    pub(crate) fn found(
        scenario: &Scenario,
        residents: u64,
        lines: &[Line],
        records: &mut [Record],
        seed: u64,
    ) -> Self {
        let n = (residents as f64 / 1000.0 * scenario.work.firms_a_thousand)
            .ceil()
            .max(3.0) as usize;
        let mut draw = Draw::new(seed, Part::Economy, 0);
        let mut employers = vec![Employer {
            name: format!(
                "PEMERINTAH {}",
                scenario
                    .title
                    .split(',')
                    .next()
                    .unwrap_or("KOTA")
                    .to_uppercase()
            ),
        }];
        for number in 0..n {
            let name = format!(
                "{} {} {} {}",
                draw.pick(&FORMS),
                draw.pick(&FIRST),
                draw.pick(&SECOND),
                number + 1
            );
            employers.push(Employer { name });
        }
        for record in records.iter_mut() {
            record.employer = employer_of(record, lines, n, seed);
            if let Some(lay_off) = &mut record.lay_off {
                // Who is already elsewhere still names the firm that dismissed.
                let firm = record.employer;
                lay_off.employer = if firm == NO_EMPLOYER {
                    firm_of(record.unit, n, seed)
                } else {
                    firm
                };
            }
        }
        Self {
            employers,
            approvals: Vec::new(),
        }
    }

    /// Approves people whose record is the city's, the province's or a donor's in some month.
    pub(crate) fn approve(
        &mut self,
        calendar: &Calendar,
        lines: &[Line],
        records: &[Record],
        persons: &[Person],
        seed: u64,
    ) {
        for (place, record) in records.iter().enumerate() {
            let mut draw = Draw::new(seed, Part::Lists, place as u64);
            let approval = approval(calendar, lines, record, persons, &mut draw);
            self.approvals.extend(approval);
        }
        self.approvals.sort_by_key(|a| (a.nik, a.from));
    }
}

/// A firm for a unit: few firms have many workers.
fn firm_of(unit: u32, n: usize, seed: u64) -> u32 {
    let u = (mixed(seed ^ u64::from(unit) << 8) >> 11) as f64 / (1u64 << 53) as f64;
    1 + (u.powf(2.2) * n as f64) as u32
}

fn employer_of(record: &Record, lines: &[Line], n: usize, seed: u64) -> u32 {
    let spells = &record.spells[..usize::from(record.n_spells)];
    let of = |s: Segment| {
        spells
            .iter()
            .any(|spell| lines[usize::from(spell.line)].segment == s)
    };
    match () {
        () if of(Segment::PpuPn) => 0,
        () if of(Segment::PpuBu) => firm_of(record.unit, n, seed),
        () => NO_EMPLOYER,
    }
}

fn approval(
    calendar: &Calendar,
    lines: &[Line],
    record: &Record,
    persons: &[Person],
    draw: &mut Draw,
) -> Option<Approval> {
    let spells = &record.spells[..usize::from(record.n_spells)];
    let place = spells
        .iter()
        .position(|s| lines[usize::from(s.line)].segment == Segment::PbpuPemda && s.active)?;
    let spell = spells[place];
    // One in a hundred was enrolled without being on the list.
    if draw.chance(0.01) {
        return None;
    }
    let from = if spell.from == BEFORE {
        let first = civil(calendar.first_day(calendar.first())).0;
        day(first, 1, 1)
    } else {
        calendar.first_day(spell.from)
    };
    let to = spells
        .get(place + 1)
        .map(|next| calendar.first_day(next.from) - 1);
    let person = &persons[record.person as usize];
    let nik = match record.nik_state {
        _ if !record.class.is_ghost() => person.nik,
        NikState::Missing => return None,
        _ => record.nik,
    };
    let payer = &lines[usize::from(spell.line)].payer;
    // A few are approved for the other government than the one billed.
    let payer = if draw.chance(0.002) {
        "provinsi"
    } else {
        payer
    };
    Some(Approval {
        person: record.person,
        nik,
        from,
        to,
        payer: payer.to_owned(),
    })
}
