//! Firms, and how they keep the duty to register their workers.

use semesta_domain::Segment;

use crate::economy::Ground;
use crate::record::{NO_EMPLOYER, Record};
use crate::rng::{Draw, Part, mixed};

/// How an employer keeps its duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conduct {
    /// A government.
    Government,
    /// Registers everybody at their wage.
    Honest,
    /// Registers nobody (PWBD).
    Unregistered,
    /// Registers some (PDS-TK).
    Partial,
    /// Reports lower wages (PDS-upah).
    LowWages,
}

/// A firm, or a government as an employer.
#[derive(Debug, Clone)]
pub(crate) struct Employer {
    pub(crate) name: String,
    pub(crate) conduct: Conduct,
    pub(crate) village: u16,
    /// Registration with BPJS Ketenagakerjaan; 0 for none.
    pub(crate) npp: u64,
    /// Business licence; 0 for none.
    pub(crate) nib: u64,
    /// A cooperative.
    pub(crate) cooperative: bool,
}

const FORMS: [&str; 4] = ["PT", "CV", "UD", "PT"];
const FIRST: [&str; 18] = [
    "SUMBER", "MITRA", "BINTANG", "CAHAYA", "KARYA", "USAHA", "ANUGERAH", "SINAR", "PRIMA",
    "BERKAH", "MAJU", "DUTA", "PUTRA", "GRAHA", "WAHANA", "TIRTA", "BUANA", "MULIA",
];
const SECOND: [&str; 18] = [
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
    "PRATAMA",
    "RAYA",
    "AGUNG",
    "SELARAS",
];
const TRADE: [&str; 12] = [
    "LOGISTIK",
    "KONSTRUKSI",
    "PERIKANAN",
    "DAGANG",
    "TEKNIK",
    "JASA",
    "RETAIL",
    "TAMBAK",
    "PANGAN",
    "MEBEL",
    "TRANSPORT",
    "KAYU",
];

/// Invents the employers; the city's government comes first.
pub(crate) fn found(ground: &Ground<'_>) -> Vec<Employer> {
    let work = &ground.scenario.work;
    let n = (ground.residents as f64 / 1000.0 * work.firms_a_thousand)
        .ceil()
        .max(6.0) as usize;
    let mut draw = Draw::new(ground.seed, Part::Economy, 0);
    let city = ground
        .scenario
        .title
        .split(',')
        .next()
        .unwrap_or("Kota")
        .to_uppercase();
    let mut employers = vec![Employer {
        name: format!("PEMERINTAH {city}"),
        conduct: Conduct::Government,
        village: 0,
        npp: 0,
        nib: 0,
        cooperative: false,
    }];
    for number in 0..n {
        let village = ground.reference.draw_village(&mut draw);
        employers.push(firm(&mut draw, work, number, village));
    }
    // The first two firms are honest, so that there always is one.
    for employer in employers.iter_mut().skip(1).take(2) {
        employer.conduct = Conduct::Honest;
    }
    employers
}

fn firm(draw: &mut Draw, work: &crate::scenario::Work, number: usize, village: u16) -> Employer {
    let conduct = match draw.unit() {
        u if u < work.unregistered_firms => Conduct::Unregistered,
        u if u < work.unregistered_firms + work.partial_firms => Conduct::Partial,
        u if u < work.unregistered_firms + work.partial_firms + work.wage_firms => {
            Conduct::LowWages
        }
        _ => Conduct::Honest,
    };
    let cooperative = number > 2 && draw.chance(0.08);
    let form = if cooperative {
        "KOPERASI"
    } else {
        *draw.pick(&FORMS)
    };
    let name = format!(
        "{form} {} {} {}",
        draw.pick(&FIRST),
        draw.pick(&SECOND),
        draw.pick(&TRADE)
    );
    Employer {
        // The number keeps names apart.
        name: format!("{name} {}", number + 1),
        conduct,
        village,
        npp: if draw.chance(0.85) {
            90_000_000 + number as u64
        } else {
            0
        },
        nib: if draw.chance(0.7) {
            9_120_000_000_000 + (mixed(number as u64) % 1_000_000_000)
        } else {
            0
        },
        cooperative,
    }
}

/// A firm for a unit, few firms having many workers; one of a conduct that `fits`.
pub(crate) fn firm_of(
    ground: &Ground<'_>,
    employers: &[Employer],
    unit: u64,
    fits: impl Fn(Conduct) -> bool,
) -> u32 {
    let n = employers.len() - 1;
    let u = (mixed(ground.seed ^ unit << 8) >> 11) as f64 / (1u64 << 53) as f64;
    let start = (u.powf(2.2) * n as f64) as usize;
    let found = (0..n)
        .map(|step| 1 + (start + step) % n)
        .find(|at| fits(employers[*at].conduct));
    found.unwrap_or(1) as u32
}

/// Gives every wage worker, past or present, an employer.
pub(crate) fn employ(ground: &Ground<'_>, employers: &[Employer], records: &mut [Record]) {
    let registers = |c| matches!(c, Conduct::Honest | Conduct::Partial | Conduct::LowWages);
    for record in records.iter_mut() {
        let spells = &record.spells[..usize::from(record.n_spells)];
        let of = |s| {
            spells
                .iter()
                .any(|spell| ground.lines[usize::from(spell.line)].segment == s)
        };
        let firm = || firm_of(ground, employers, u64::from(record.unit), registers);
        record.employer = match () {
            () if of(Segment::PpuPn) => 0,
            () if of(Segment::PpuBu) => firm(),
            () => NO_EMPLOYER,
        };
        if let Some(lay_off) = &mut record.lay_off {
            lay_off.employer = if record.employer == NO_EMPLOYER {
                firm_of(ground, employers, u64::from(record.unit), registers)
            } else {
                record.employer
            };
        }
    }
}
