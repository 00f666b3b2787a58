//! The months of a record before the last one.

use semesta_domain::Segment;

use crate::calendar::Calendar;
use crate::class::Class;
use crate::person::{Arrival, Person};
use crate::record::{BEFORE, LayOff, NO_EMPLOYER, Reason, Record, Spell};
use crate::rng::{Draw, Part};
use crate::world::Line;

/// Kinds of proof of a dismissal, the qualifying ones first.
pub(crate) const PROOFS: [&str; 5] = [
    "diterima_pekerja",
    "perjanjian_bersama",
    "putusan_phi",
    "mengundurkan_diri",
    "habis_kontrak",
];

/// How many of the proofs give six months without contribution
/// (Perpres 59/2024 art. 27).
pub(crate) const N_QUALIFYING: u8 = 3;

/// Writes histories.
pub(crate) struct Historian<'a> {
    pub(crate) calendar: Calendar,
    pub(crate) lines: &'a [Line],
    pub(crate) seed: u64,
}

/// The record's earlier spells, oldest first, the last being today's.
struct Past {
    spells: Vec<Spell>,
    lay_off: Option<LayOff>,
}

impl Historian<'_> {
    /// Gives a record its history: the same months for all of its unit.
    pub(crate) fn write(&self, record: &mut Record, person: &Person) {
        let mut draw = Draw::new(self.seed, Part::History, u64::from(record.unit));
        let first = self.calendar.first_day(self.calendar.first());
        record.since = first - 40 - (draw.unit() * draw.unit() * 3000.0) as i32;
        let today = record.spells[0];
        let past = if record.class.is_ghost() {
            Past {
                spells: vec![self.today(today, BEFORE, self.reason(today))],
                lay_off: None,
            }
        } else {
            self.past(
                today,
                &mut draw,
                record.pisat == 1 && record.class != Class::Former,
            )
        };
        record.lay_off = past.lay_off;
        self.fit(record, past.spells, person);
    }

    /// Drops what would precede the person's arrival.
    fn fit(&self, record: &mut Record, mut spells: Vec<Spell>, person: &Person) {
        let earliest = match person.arrival {
            Arrival::Always => BEFORE,
            Arrival::Born => person.listed,
            Arrival::Moved => person.announced.min(person.listed),
        };
        let earliest = earliest.min(0);
        while spells.len() > 1 && spells[1].from <= earliest {
            spells.remove(0);
        }
        if let Some(oldest) = spells.first_mut() {
            oldest.from = oldest.from.max(earliest);
        }
        record.n_spells = spells.len().min(3) as u8;
        for (slot, spell) in record.spells.iter_mut().zip(&spells) {
            *slot = *spell;
        }
        record.since = record
            .since
            .max(person.arrived.min(self.calendar.first_day(0)));
        if record
            .lay_off
            .is_some_and(|l| l.month <= earliest && earliest != BEFORE)
        {
            record.lay_off = None;
        }
    }

    fn today(&self, spell: Spell, from: i16, reason: Reason) -> Spell {
        Spell {
            from,
            reason,
            ..spell
        }
    }

    fn segment(&self, spell: Spell) -> Segment {
        self.lines[usize::from(spell.line)].segment
    }

    /// Why a record of a segment is inactive.
    fn reason(&self, spell: Spell) -> Reason {
        match self.segment(spell) {
            _ if spell.active => Reason::None,
            Segment::Pbpu | Segment::Bp => Reason::Arrears,
            Segment::PpuPn | Segment::PpuBu => Reason::LeftWork,
            Segment::PbiJk => Reason::Purged,
            Segment::PbpuPemda => Reason::Removed,
        }
    }

    /// A month after the first.
    fn month(&self, draw: &mut Draw) -> i16 {
        let n = usize::from(self.calendar.n_months.unsigned_abs().max(2)) - 1;
        -(draw.below(n) as i16)
    }

    fn spell_of(&self, segment: Segment, from: i16, active: bool) -> Option<Spell> {
        let line = self.lines.iter().position(|l| l.segment == segment)?;
        let spell = Spell {
            from,
            line: line as u8,
            active,
            reason: Reason::None,
        };
        Some(Spell {
            reason: self.reason(spell),
            ..spell
        })
    }

    fn past(&self, today: Spell, draw: &mut Draw, is_main: bool) -> Past {
        let at = self.month(draw);
        let reason = self.reason(today);
        let alone = |from| Past {
            spells: vec![self.today(today, from, reason)],
            lay_off: None,
        };
        let after = |earlier: Option<Spell>| {
            let mut spells: Vec<Spell> = earlier.into_iter().collect();
            spells.push(self.today(today, at, reason));
            Past {
                spells,
                lay_off: None,
            }
        };
        let u = draw.unit();
        match (self.segment(today), today.active) {
            (Segment::PbpuPemda, true) => self.taken_over(u, draw, at, today, is_main),
            (Segment::PbiJk, true) => match u {
                ..0.03 => alone(at),
                0.03..0.05 => after(self.spell_of(Segment::PbpuPemda, BEFORE, true)),
                _ => alone(BEFORE),
            },
            (Segment::PpuBu, true) => match u {
                ..0.03 => alone(at),
                0.03..0.07 => after(self.spell_of(Segment::Pbpu, BEFORE, false)),
                0.07..0.09 => after(self.spell_of(Segment::PbpuPemda, BEFORE, true)),
                0.09..0.096 => self.guaranteed(today, draw, is_main),
                _ => alone(BEFORE),
            },
            (Segment::Pbpu, true) => match u {
                ..0.05 => alone(at),
                0.05..0.11 => after(
                    Some(self.today(today, BEFORE, Reason::Arrears))
                        .map(|s| Spell { active: false, ..s }),
                ),
                _ => alone(BEFORE),
            },
            (_, true) => {
                if u < 0.03 {
                    alone(at)
                } else {
                    alone(BEFORE)
                }
            }
            (Segment::Pbpu, false) => self.in_arrears(u, draw, today),
            (Segment::PpuBu, false) => self.out_of_work(u, draw, today, is_main),
            (Segment::PbiJk, false) if u < 0.75 => self.purged(today),
            (_, false) if u < 0.5 => after(Some(Spell {
                from: BEFORE,
                active: true,
                reason: Reason::None,
                ..today
            })),
            _ => alone(BEFORE),
        }
    }

    /// Members whom the city took over within the months, and from where.
    fn taken_over(&self, u: f64, draw: &mut Draw, at: i16, today: Spell, is_main: bool) -> Past {
        let mut spells = Vec::new();
        let mut lay_off = None;
        match u {
            ..0.08 => {}
            // Struck from the centre's list, out of cover for a month, taken over.
            0.08..0.11 => {
                spells.extend(self.spell_of(Segment::PbiJk, BEFORE, true));
                spells.extend(self.spell_of(Segment::PbiJk, at - 1, false));
            }
            0.11..0.15 => spells.extend(self.spell_of(Segment::Pbpu, BEFORE, false)),
            0.15..0.18 => {
                spells.extend(self.spell_of(Segment::PpuBu, BEFORE, true));
                lay_off = is_main.then(|| self.lay_off(draw, at - 1, 0.3));
            }
            _ => {
                return Past {
                    spells: vec![self.today(today, BEFORE, Reason::None)],
                    lay_off,
                };
            }
        }
        spells.push(self.today(today, at, Reason::None));
        Past { spells, lay_off }
    }

    /// Dismissed with qualifying proof within the last six months: still active.
    fn guaranteed(&self, today: Spell, draw: &mut Draw, is_main: bool) -> Past {
        let spells = vec![self.today(today, BEFORE, Reason::None)];
        let month = (-(draw.below(6) as i16)).max(self.calendar.first());
        Past {
            spells,
            lay_off: is_main.then(|| self.lay_off(draw, month, 1.0)),
        }
    }

    fn lay_off(&self, draw: &mut Draw, month: i16, qualifying: f64) -> LayOff {
        let proof = if draw.chance(qualifying) {
            draw.below(3)
        } else {
            3 + draw.below(2)
        };
        LayOff {
            month,
            day: 1 + draw.below(28) as u8,
            proof: proof as u8,
            employer: NO_EMPLOYER,
        }
    }

    /// The unpaid: one in three for more than two years.
    fn in_arrears(&self, u: f64, draw: &mut Draw, today: Spell) -> Past {
        let from = if u < 0.34 {
            BEFORE
        } else {
            -(draw.below(24) as i16)
        };
        let within = from > self.calendar.first();
        let mut spells = Vec::new();
        if within {
            spells.push(Spell {
                from: BEFORE,
                active: true,
                reason: Reason::None,
                ..today
            });
        }
        spells.push(self.today(today, if within { from } else { BEFORE }, Reason::Arrears));
        Past {
            spells,
            lay_off: None,
        }
    }

    /// Who left an employer: inactive at once, or after six free months.
    fn out_of_work(&self, u: f64, draw: &mut Draw, today: Spell, is_main: bool) -> Past {
        let from = -(draw.below(20) as i16);
        if from <= self.calendar.first() {
            return Past {
                spells: vec![self.today(today, BEFORE, Reason::LeftWork)],
                lay_off: None,
            };
        }
        let qualifies = u < 0.3;
        let dismissed = if qualifies { from - 7 } else { from - 1 };
        let reported = is_main && draw.chance(0.5) && dismissed >= self.calendar.first();
        let lay_off =
            reported.then(|| self.lay_off(draw, dismissed, if qualifies { 1.0 } else { 0.0 }));
        let spells = vec![
            Spell {
                from: BEFORE,
                active: true,
                reason: Reason::None,
                ..today
            },
            self.today(today, from, Reason::LeftWork),
        ];
        Past { spells, lay_off }
    }

    /// The centre's purge falls in one month for all.
    fn purged(&self, today: Spell) -> Past {
        let month = (self.calendar.first() / 2).min(0);
        let mut spells = Vec::new();
        if month > self.calendar.first() {
            spells.push(Spell {
                from: BEFORE,
                active: true,
                reason: Reason::None,
                ..today
            });
        }
        spells.push(self.today(today, month, Reason::Purged));
        Past {
            spells,
            lay_off: None,
        }
    }
}
