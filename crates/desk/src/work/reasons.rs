//! The reasons for automatic drafts, person by person, record by record.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use semesta_domain::{MembershipStatus, Month, NikCell, Segment, Standing, date_from_days};
use semesta_engine::PersonId;
use semesta_engine::input::NO_DATE;
use semesta_law::{
    ActivationRules, Change, CutOff, FamilyLimits, LayOffRules, Route, age_in_years,
};

use super::auto::Found;
use super::view::{RunView, by_city, kind_towards, law_at};
use crate::error::Result;
use crate::proposal::{Draft, Kind, Origin, Reason, Side};

/// How long after the birthday a missed one is still told, in years.
const YEARS_AFTER_BIRTHDAY: i64 = 1;

/// What is resolved once for all people.
struct Finder<'a> {
    view: &'a RunView,
    /// The month that a change received now reaches.
    month: Month,
    lay_off: LayOffRules,
    family: FamilyLimits,
    /// Family cards whose head or spouse is an active wage worker.
    covered_cards: BTreeSet<u64>,
    /// Whom an earlier roll had on the centre's list, and the newest one no longer names.
    gone_from_pbi: BTreeMap<PersonId, Month>,
}

pub(super) fn find(view: &RunView, on: Date, status: CutOff) -> Result<Found> {
    let rules = ActivationRules::on(&view.law, on).map_err(law_at(on))?;
    // The takeover after a lay-off is a change of segment.
    let reached = rules.effective(on, Change::Change, status, Segment::PbpuPemda);
    let finder = Finder {
        view,
        month: Month::of(reached.date),
        lay_off: LayOffRules::on(&view.law, on).map_err(law_at(on))?,
        family: FamilyLimits::on(&view.law, on).map_err(law_at(on))?,
        covered_cards: covered_cards(view),
        gone_from_pbi: gone_from_pbi(view),
    };
    let mut drafts = gone(view);
    drafts.extend(view.residents().filter_map(|person| finder.of(person)));
    drafts.extend(newborns(view));
    Ok(Found {
        drafts,
        still: infants(view),
    })
}

/// The dead and the moved whom the city still registers: every record of theirs.
fn gone(view: &RunView) -> Vec<Draft> {
    (0..view.outcome.members.len() as u32)
        .filter(|row| view.is_city_paid(*row))
        .filter_map(|row| {
            let reason = match view.outcome.members[row as usize].standing {
                Standing::Deceased => Reason::Deceased,
                Standing::MovedOut => Reason::MovedOut,
                _ => return None,
            };
            Some(view.draft_of_record(row, reason, Origin::Auto))
        })
        .collect()
}

/// Newborns without a membership, each with the day by which to register.
fn newborns(view: &RunView) -> impl Iterator<Item = Draft> + '_ {
    view.routes
        .rows
        .iter()
        .filter(|row| row.rank == 1 && row.route == Route::Newborn && !row.is_ruled_out())
        .filter_map(|row| view.draft_of_route(row, Origin::Auto))
}

/// Infants without a membership, newborn or not: a proposal for one is not withdrawn
/// because the 28 days are over.
fn infants(view: &RunView) -> Vec<Draft> {
    let people = &view.outcome.people;
    let without = view
        .residents()
        .filter(|person| view.record(*person).is_none());
    let infants = without.filter(|person| {
        date_from_days(people.birth[*person as usize])
            .is_some_and(|birth| age_in_years(birth, view.as_of) == 0)
    });
    infants
        .map(|person| view.draft(person, Kind::Enrol, None, Reason::Newborn, Origin::Auto))
        .collect()
}

/// Whom the centre paid for in the last roll that named them, by the month of that roll,
/// where the newest roll names nobody of their NIK.
fn gone_from_pbi(view: &RunView) -> BTreeMap<PersonId, Month> {
    let mut last: BTreeMap<PersonId, (Month, bool)> = BTreeMap::new();
    for roll in &view.inputs.older_rolls {
        let Some(month) = roll.month else { continue };
        let rows = roll.gone.nik.iter().zip(&roll.gone.segment);
        for ((nik, segment), status) in rows.zip(&roll.gone.status) {
            let NikCell::Intact(nik) = nik else { continue };
            let Some(person) = view.person(*nik) else {
                continue;
            };
            let paid = *segment == Segment::PbiJk && *status == MembershipStatus::Active;
            let seen = last.entry(person).or_insert((month, paid));
            if month > seen.0 {
                *seen = (month, paid);
            }
        }
    }
    last.into_iter()
        .filter(|(person, (_, paid))| *paid && view.record(*person).is_none())
        .map(|(person, (month, _))| (person, month))
        .collect()
}

/// Cards with an active wage worker who is nobody's child there.
fn covered_cards(view: &RunView) -> BTreeSet<u64> {
    let people = &view.outcome.people;
    view.residents()
        .filter(|person| !is_child(view, *person))
        .filter(|person| {
            view.record(*person)
                .is_some_and(|row| view.is_active(row) && view.segment(row).is_wage_worker())
        })
        .map(|person| people.kk[person as usize])
        .filter(|kk| *kk != 0)
        .collect()
}

fn is_child(view: &RunView, person: PersonId) -> bool {
    let people = &view.outcome.people;
    people
        .relation
        .get(person as usize)
        .to_uppercase()
        .contains("ANAK")
}

impl Finder<'_> {
    /// The first reason that applies to a living resident.
    fn of(&self, person: PersonId) -> Option<Draft> {
        self.worker(person)
            .or_else(|| self.laid_off(person))
            .or_else(|| self.fallen_out(person))
            .or_else(|| self.of_age(person))
    }

    /// Works for an employer, but the city pays.
    fn worker(&self, person: PersonId) -> Option<Draft> {
        let view = self.view;
        let worker = *view.facts.works.get(&person)?;
        view.record(person).filter(|row| view.is_city_paid(*row))?;
        let workers = &view.inputs.workers;
        let at = worker as usize;
        let is_contract =
            workers.worker_origin[at] == Some(semesta_domain::WorkerOrigin::ContractList);
        let segment = if is_contract {
            Segment::PpuPn
        } else {
            Segment::PpuBu
        };
        let after = Side {
            segment: Some(segment.code().to_owned()),
            payer: Some("pemberi_kerja".to_owned()),
            active: true,
            employer: Some(workers.label.get(at).to_owned()),
            wage: Some(workers.amount[at]).filter(|wage| *wage > 0),
            ..Side::default()
        };
        Some(self.draft(person, after, Reason::WorkerOnCityList))
    }

    /// Laid off, and the month reached is one that the city must pay.
    fn laid_off(&self, person: PersonId) -> Option<Draft> {
        let view = self.view;
        let laid_off = view.facts.laid_off.get(&person)?;
        let dismissed = Month::of(date_from_days(laid_off.day)?);
        let given = self.lay_off.guarantee(dismissed, laid_off.proof?);
        if self.month < given.city_from || view.facts.works.contains_key(&person) {
            return None;
        }
        if let Some(row) = view.record(person) {
            let begun = view.inputs.roll.tmt[row as usize];
            let is_new = begun != NO_DATE && begun > laid_off.day;
            let segment = view.segment(row);
            // Another membership since, or one that never was the employer's.
            if view.is_active(row) && (is_new || !segment.is_wage_worker()) {
                return None;
            }
        }
        let mut draft = self.draft(person, by_city("kota"), Reason::LaidOff);
        draft.note = format!("PHK {dismissed}; ditanggung kota mulai {}", given.city_from);
        Some(draft)
    }

    /// Dropped from the centre's list, or a self-paying member fallen inactive.
    fn fallen_out(&self, person: PersonId) -> Option<Draft> {
        let view = self.view;
        let last = self.gone_from_pbi.get(&person);
        let reason = match view.record(person) {
            None => last.map(|_| Reason::DroppedPbi)?,
            Some(row) if view.is_active(row) => return None,
            Some(row) => match view.segment(row) {
                Segment::PbiJk => Reason::DroppedPbi,
                Segment::Pbpu => Reason::MandiriInactive,
                _ => return None,
            },
        };
        // Whom an employer or a worker in the family should register is theirs.
        let first = view.outcome_first(person);
        if matches!(first, Some(Route::Employer | Route::WorkerFamily)) {
            return None;
        }
        let mut draft = self.draft(person, by_city("kota"), reason);
        if let Some(month) = last {
            draft.note = format!("terakhir PBI aktif dalam daftar peserta {month}");
        }
        Some(draft)
    }

    /// A covered child who is 21 by the end of the month reached.
    fn of_age(&self, person: PersonId) -> Option<Draft> {
        let view = self.view;
        let people = &view.outcome.people;
        let birth = date_from_days(people.birth[person as usize])?;
        let age = age_in_years(birth, self.month.last_day());
        let limit = self.family.child_age;
        if age < limit || age > limit + YEARS_AFTER_BIRTHDAY || !is_child(view, person) {
            return None;
        }
        let row = view.record(person)?;
        let covered = view.is_active(row)
            && view.segment(row).is_wage_worker()
            && self.covered_cards.contains(&people.kk[person as usize])
            && !view.facts.works.contains_key(&person);
        if !covered {
            return None;
        }
        let mut draft = self.draft(person, by_city("kota"), Reason::ChildOfAge);
        "tetap ditanggung sampai 25 tahun bila masih kuliah: periksa".clone_into(&mut draft.note);
        Some(draft)
    }

    fn draft(&self, person: PersonId, after: Side, reason: Reason) -> Draft {
        let before = self.view.record(person).map(|row| self.view.side(row));
        let kind = kind_towards(before.as_ref(), &after);
        self.view
            .draft(person, kind, Some(after), reason, Origin::Auto)
    }
}

impl RunView {
    fn outcome_first(&self, person: PersonId) -> Option<Route> {
        self.routes.first[person as usize].map(|(route, _)| route)
    }
}
