//! Who works for whom, by the lists of workers.

use semesta_domain::Segment;

use crate::calendar::Day;
use crate::class::Class;
use crate::economy::firms::{Conduct, Employer, firm_of};
use crate::economy::{Cover, Ground};
use crate::record::{NO_EMPLOYER, Record};
use crate::rng::{Draw, Part};

/// The list that a row of workers stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WorkerList {
    /// BPJS Ketenagakerjaan.
    Insured,
    /// The city's contract workers.
    Contract,
    /// The employers' yearly report (WLKP).
    Reported,
}

impl WorkerList {
    /// The code in `asal`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Insured => "bpjstk",
            Self::Contract => "kontrak",
            Self::Reported => "wlkp",
        }
    }
}

/// A row of a list of workers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Worker {
    pub(crate) list: WorkerList,
    pub(crate) person: u32,
    pub(crate) employer: u32,
    pub(crate) since: Day,
    pub(crate) wage: i64,
}

/// Somebody at work, before the lists.
struct Job {
    person: u32,
    employer: u32,
    registered: bool,
}

/// Fills the lists of workers, in the order of the people.
pub(crate) fn hire(
    ground: &Ground<'_>,
    employers: &[Employer],
    records: &[Record],
    covers: &[Cover],
) -> Vec<Worker> {
    let mut draw = Draw::new(ground.seed, Part::Economy, 1);
    let mut jobs = registered(ground, records);
    let contract = contract_workers(ground, &jobs, covers, &mut draw);
    let taken: rustc_hash::FxHashSet<u32> = contract.iter().map(|j| j.person).collect();
    jobs.extend(
        unregistered(ground, employers, covers, &mut draw)
            .into_iter()
            .filter(|j| !taken.contains(&j.person)),
    );
    let mut workers = Vec::new();
    for job in &contract {
        let wage = wage_of(ground, &mut draw, 0.0);
        let row = Worker {
            list: WorkerList::Contract,
            person: job.person,
            employer: 0,
            since: start(ground, &mut draw),
            wage,
        };
        // Contract workers are covered for work accidents as well.
        workers.extend([
            row,
            Worker {
                list: WorkerList::Insured,
                ..row
            },
        ]);
    }
    for job in jobs.iter().filter(|j| j.employer != 0) {
        list(ground, employers, job, &mut draw, &mut workers);
    }
    workers.sort_by_key(|w| (w.list, ground.persons[w.person as usize].nik));
    workers
}

/// Wage workers by their own membership.
fn registered(ground: &Ground<'_>, records: &[Record]) -> Vec<Job> {
    let at_work = |r: &&Record| {
        let spell = r.spell(0).filter(|s| s.active);
        let paid =
            spell.is_some_and(|s| ground.lines[usize::from(s.line)].segment.is_wage_worker());
        paid && r.class == Class::Resident
            && r.pisat == 1
            && r.employer != NO_EMPLOYER
            && r.lay_off.is_none()
            && (19..60).contains(&ground.age(r.person as usize))
    };
    let job = |r: &Record| Job {
        person: r.person,
        employer: r.employer,
        registered: true,
    };
    records.iter().filter(at_work).map(job).collect()
}

/// The city's contract workers: exactly the scenario's number.
fn contract_workers(
    ground: &Ground<'_>,
    jobs: &[Job],
    covers: &[Cover],
    draw: &mut Draw,
) -> Vec<Job> {
    let n = ground.sized(ground.scenario.work.contract_workers);
    let n_without = (n as f64 * ground.scenario.work.contract_unregistered).round() as usize;
    let mut chosen = Vec::with_capacity(n);
    let mut civil: Vec<usize> = (0..jobs.len()).filter(|i| jobs[*i].employer == 0).collect();
    draw.shuffle(&mut civil);
    for at in civil.into_iter().take(n - n_without) {
        chosen.push(Job {
            person: jobs[at].person,
            employer: 0,
            registered: true,
        });
    }
    let pemda = |line: u8| ground.lines[usize::from(line)].segment == Segment::PbpuPemda;
    let mut others: Vec<usize> = ground
        .residents()
        .filter(|i| (20..55).contains(&ground.age(*i)))
        .filter(|i| match covers[*i] {
            Cover::None => true,
            Cover::Inactive(_) => false,
            Cover::Active(line) => pemda(line),
        })
        .collect();
    draw.shuffle(&mut others);
    let missing = n - chosen.len();
    chosen.extend(others.into_iter().take(missing).map(|i| Job {
        person: i as u32,
        employer: 0,
        registered: false,
    }));
    chosen
}

/// People at work whom their firm has not registered.
fn unregistered(
    ground: &Ground<'_>,
    employers: &[Employer],
    covers: &[Cover],
    draw: &mut Draw,
) -> Vec<Job> {
    let mut jobs = Vec::new();
    for person in ground.residents() {
        if !(19..58).contains(&ground.age(person)) {
            continue;
        }
        let share = match covers[person] {
            Cover::None => 0.35,
            Cover::Inactive(line) if ground.lines[usize::from(line)].segment == Segment::Pbpu => {
                0.12
            }
            Cover::Active(line)
                if ground.lines[usize::from(line)].segment == Segment::PbpuPemda =>
            {
                0.04
            }
            _ => 0.0,
        };
        if draw.chance(share) {
            let employer = firm_of(ground, employers, (1 << 40) + person as u64, |c| {
                matches!(c, Conduct::Unregistered | Conduct::Partial)
            });
            jobs.push(Job {
                person: person as u32,
                employer,
                registered: false,
            });
        }
    }
    jobs
}

/// Writes a job into the lists that have it.
fn list(
    ground: &Ground<'_>,
    employers: &[Employer],
    job: &Job,
    draw: &mut Draw,
    workers: &mut Vec<Worker>,
) {
    let employer = &employers[job.employer as usize];
    let wage = wage_of(ground, draw, 0.45);
    let insured = draw.chance(if job.registered { 0.85 } else { 0.55 });
    let reported = draw.chance(0.45) || (!insured && !job.registered);
    let low = employer.conduct == Conduct::LowWages;
    let row = Worker {
        list: WorkerList::Insured,
        person: job.person,
        employer: job.employer,
        since: start(ground, draw),
        wage,
    };
    if insured {
        workers.push(row);
    }
    if reported {
        let told = if low {
            (wage * 65 / 100).max(ground_wage(ground) * 3 / 4)
        } else {
            wage
        };
        workers.push(Worker {
            list: WorkerList::Reported,
            wage: told / 1000 * 1000,
            ..row
        });
    }
}

fn ground_wage(ground: &Ground<'_>) -> i64 {
    i64::try_from(ground.scenario.minimum_wage_rupiah.count).unwrap_or(i64::MAX / 4)
}

/// A wage, mostly the city's minimum or above.
fn wage_of(ground: &Ground<'_>, draw: &mut Draw, spread: f64) -> i64 {
    let factor = if draw.chance(0.06) {
        0.7 + 0.3 * draw.unit()
    } else {
        (spread * draw.bell().max(-0.2)).exp().max(1.0)
    };
    (ground_wage(ground) as f64 * factor / 1000.0).round() as i64 * 1000
}

fn start(ground: &Ground<'_>, draw: &mut Draw) -> Day {
    ground.calendar.first_day(ground.calendar.first())
        - 30
        - (draw.unit() * draw.unit() * 4000.0) as i32
}
