//! `truth/tagihan_<month>.csv`: what an audit of each billed line would find.

use std::path::Path;

use rustc_hash::FxHashMap;

use semesta_domain::{Finding, Segment, Standing};

use crate::bill::{BillLine, bill, due_in};
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::history::N_QUALIFYING;
use crate::person::Departure;
use crate::text::{number, padded};
use crate::truth::standing::Judge;
use crate::world::World;

const HEADER: &str = "row,bulan,no_kartu,person_id,finding,billed,disputed,certain\n";

/// Lines and disputed rupiah by month and finding.
pub(crate) type Bills = Vec<(i16, Finding, u64, i64)>;

/// A line judged.
struct Judged {
    line: BillLine,
    finding: Finding,
    disputed: i64,
    /// Whether the delivered lists leave no room for another reading.
    certain: bool,
}

/// Auditor of a whole generation, with what is known in the last month.
struct Auditor<'a> {
    world: &'a World,
    judge: &'a Judge<'a>,
    /// Approved stretches by person: from, to, payer.
    approvals: FxHashMap<u32, Vec<(i32, i32, &'a str)>>,
}

/// Writes every month's findings and answers their counts.
pub(crate) fn write(world: &World, judge: &Judge<'_>, folder: &Path) -> Result<Bills, SynthError> {
    let mut approvals: FxHashMap<u32, Vec<(i32, i32, &str)>> = FxHashMap::default();
    for a in &world.economy.approvals {
        approvals
            .entry(a.person)
            .or_default()
            .push((a.from, a.to.unwrap_or(i32::MAX), &a.payer));
    }
    let auditor = Auditor {
        world,
        judge,
        approvals,
    };
    let mut bills = Bills::new();
    for month in world.calendar.months() {
        let judged = auditor.month(month);
        let path = folder.join(format!("tagihan_{}.csv", world.calendar.name(month)));
        write_rows(&path, HEADER.as_bytes(), judged.len(), b"", |at, out| {
            row(world, at, &judged[at], out)
        })?;
        let mut sums = std::collections::BTreeMap::new();
        for j in &judged {
            let sum: &mut (u64, i64) = sums.entry(j.finding).or_default();
            sum.0 += 1;
            sum.1 += j.disputed;
        }
        bills.extend(sums.into_iter().map(|(f, (n, d))| (month, f, n, d)));
    }
    Ok(bills)
}

impl Auditor<'_> {
    fn month(&self, month: i16) -> Vec<Judged> {
        let lines = bill(self.world, month);
        let mut of_person: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for line in lines.iter().filter(|l| !l.reversed) {
            let person = self.world.records[line.record as usize].person;
            let places = of_person.entry(person).or_default();
            if !places.contains(&line.record) {
                places.push(line.record);
            }
        }
        let due = due_in(&self.world.calendar, month).city_share();
        lines
            .into_iter()
            .map(|line| {
                let person = self.world.records[line.record as usize].person;
                let billed = of_person.get(&person).map_or(&[][..], Vec::as_slice);
                let finding = if line.reversed {
                    Finding::Ok
                } else {
                    self.finding(&line, billed)
                };
                let disputed = match finding {
                    Finding::Ok => 0,
                    Finding::WrongAmount => line.amounts.city_share() - due,
                    _ => line.amounts.city_share(),
                };
                Judged {
                    line,
                    finding,
                    disputed,
                    certain: self.certain(&line),
                }
            })
            .collect()
    }

    /// The first finding that applies to a line.
    fn finding(&self, line: &BillLine, billed: &[u32]) -> Finding {
        let world = self.world;
        let place = line.record as usize;
        let record = &world.records[place];
        let person = &world.persons[record.person as usize];
        let first = world.calendar.first_day(line.month);
        if world.knowledge.left_by(person, 0, first - 1) {
            let died = person.departure == Departure::Died;
            return if died {
                Finding::Deceased
            } else {
                Finding::MovedOut
            };
        }
        match self.judge.standing(place, 0) {
            Standing::DifferentPerson => return Finding::DifferentPerson,
            Standing::NonResident => return Finding::NonResident,
            Standing::NotFound => return Finding::NotFound,
            _ => {}
        }
        match () {
            () if self.is_spare(place, billed) => Finding::Duplicate,
            () if self.another_pays(place, line.month) => Finding::OtherPayer,
            () if self.active(place, line.month) != Some(Segment::PbpuPemda) => Finding::Inactive,
            () if self.in_free_months(place, line.month) => Finding::LayOffGuarantee,
            () if !self.is_approved(place, line.month) => Finding::NotEnrolled,
            () if line.amounts != due_in(&world.calendar, line.month) => Finding::WrongAmount,
            () => Finding::Ok,
        }
    }

    /// Whether another card of the person is billed too, and is the one kept.
    fn is_spare(&self, place: usize, billed: &[u32]) -> bool {
        if billed.len() < 2 {
            return false;
        }
        let card = |at: &u32| self.world.records[*at as usize].card;
        let kept = billed.iter().find(|at| {
            self.judge.counts(**at as usize, 0)
                && Judge::is_in_roll(&self.world.records[**at as usize], 0)
        });
        let kept = kept.or_else(|| billed.iter().min_by_key(|at| card(at)));
        kept.is_some_and(|at| *at as usize != place)
    }

    /// The segment in which a record is active on the 1st of a month.
    fn active(&self, place: usize, month: i16) -> Option<Segment> {
        let world = self.world;
        let record = &world.records[place];
        let segment = |line: u8| world.lines[usize::from(line)].segment;
        if world.rolls.contains(&month) || record.spell(0).is_none() {
            return record
                .spell(month)
                .filter(|s| s.active)
                .map(|s| segment(s.line));
        }
        let spell = record.spell(0)?;
        let (start, end) = record.term(0, &world.calendar)?;
        let first = world.calendar.first_day(month);
        let within = start <= first
            && if spell.active {
                true
            } else {
                end.is_some_and(|e| first <= e)
            };
        within.then(|| segment(spell.line))
    }

    fn another_pays(&self, place: usize, month: i16) -> bool {
        let others = self
            .judge
            .of_person(place)
            .into_iter()
            .filter(|at| *at != place);
        others.into_iter().any(|at| {
            self.active(at, month)
                .is_some_and(|s| s != Segment::PbpuPemda)
        })
    }

    fn in_free_months(&self, place: usize, month: i16) -> bool {
        self.judge.of_person(place).into_iter().any(|at| {
            self.world.records[at].lay_off.is_some_and(|l| {
                l.proof < N_QUALIFYING && (l.month + 1..=l.month + 6).contains(&month)
            })
        })
    }

    fn is_approved(&self, place: usize, month: i16) -> bool {
        let (first, last) = (
            self.world.calendar.first_day(month),
            self.world.calendar.last_day(month),
        );
        let person = self.world.records[place].person;
        let rows = self.approvals.get(&person).map_or(&[][..], Vec::as_slice);
        rows.iter()
            .any(|(from, to, payer)| *from <= last && *to >= first && *payer == "kota")
    }

    /// Whether the roll of the month, or the newest one, shows the membership.
    fn certain(&self, line: &BillLine) -> bool {
        let record = &self.world.records[line.record as usize];
        let steady = record.spell(0).is_some_and(|s| {
            s.from <= line.month
                && self.world.lines[usize::from(s.line)].segment == Segment::PbpuPemda
        });
        steady || (self.world.rolls.contains(&line.month) && record.spell(0).is_some())
    }
}

fn row(world: &World, at: usize, judged: &Judged, out: &mut Vec<u8>) {
    let record = &world.records[judged.line.record as usize];
    number(out, at as i64 + 1);
    out.push(b',');
    out.extend_from_slice(world.calendar.name(judged.line.month).as_bytes());
    out.push(b',');
    padded(out, record.card, 13);
    out.push(b',');
    number(out, i64::from(record.person) + 1);
    out.push(b',');
    out.extend_from_slice(judged.finding.code().as_bytes());
    out.push(b',');
    number(out, judged.line.amounts.city_share());
    out.push(b',');
    number(out, judged.disputed);
    out.extend_from_slice(if judged.certain {
        b",true\n"
    } else {
        b",false\n"
    });
}
