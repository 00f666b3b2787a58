//! The plan asked for, the one supposed, and what either comes to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use semesta_domain::{Month, Ratio};
use semesta_engine::figures::{Basis, Indicator as Figure};
use semesta_engine::funding::{self, Planned, SpendingLine, spending};
use semesta_evidence::DataFolder;
use semesta_law::Law;
use semesta_planning::{Indicator, NextTenth};

use super::form::Asked;
use crate::fault::Fault;
use crate::model::Loaded;
use crate::params::Params;
use crate::plans::{Ground, Plans, Question};
use crate::visit::Desked;

/// When a target is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    Already,
    In(Month),
    NotWithin,
}

/// A plan and what it comes to.
pub(crate) struct Outcome {
    pub(crate) planned: Arc<Planned>,
    /// Whom the run knows of the plan's people, the most vulnerable first.
    pub(crate) listed: Vec<Listed>,
    /// What each source pays in each month.
    pub(crate) lines: Vec<SpendingLine>,
    /// How many start through each source in each month.
    starts: Vec<Vec<i64>>,
    /// How many are paid for.
    pub(crate) n_covered: i64,
    pub(crate) city: i64,
    pub(crate) all: i64,
    pub(crate) coverage: Reached,
    pub(crate) activity: Reached,
    pub(crate) next_coverage: NextTenth,
    pub(crate) next_activity: NextTenth,
}

/// Somebody of a plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed {
    /// The place in the plan.
    pub(crate) place: u32,
    /// The row of the run.
    pub(crate) row: u32,
    /// The key of the region.
    pub(crate) region: u16,
    /// The source that pays, if any does.
    pub(crate) source: Option<u16>,
}

/// The question and its answers.
pub(crate) struct Answered {
    pub(crate) asked: Asked,
    pub(crate) ground: Arc<Ground>,
    pub(crate) present: Outcome,
    pub(crate) supposed: Option<Outcome>,
    /// The month in which the city's money would be gone if all were paid for.
    pub(crate) runs_out: Option<Month>,
}

impl Answered {
    /// The plan whose people are shown: what is supposed, if anything is.
    pub(crate) fn shown(&self) -> &Outcome {
        self.supposed.as_ref().unwrap_or(&self.present)
    }
}

/// Answers kept at most.
const ANSWERS_MAX: usize = 4;

/// A question and its answer.
type Kept = (String, Arc<Answered>);

/// The answers that were given last.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<Vec<Kept>>>);

impl Answers {
    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, question: &str) -> Option<Arc<Answered>> {
        let held = self.held();
        let found = held.iter().find(|(known, _)| known == question);
        found.map(|(_, answered)| Arc::clone(answered))
    }

    fn keep(&self, question: String, answered: &Arc<Answered>) {
        let mut held = self.held();
        if held.len() >= ANSWERS_MAX {
            held.remove(0);
        }
        held.push((question, Arc::clone(answered)));
    }
}

/// Reads the question and answers it, off the threads that serve; the same question
/// of the same run is answered once.
pub(crate) async fn answer(
    at: &Desked,
    run: &Arc<Loaded>,
    params: &Params,
) -> Result<Arc<Answered>, Fault> {
    let answers = at.app.answers.clone();
    // Which people are listed does not change the answer.
    let asked = params.with_all(&["sumber", "urut", "arah", "hal"].map(|key| (key, "")));
    let question = format!("{} {asked}", run.manifest.id);
    if let Some(known) = answers.get(&question) {
        return Ok(known);
    }
    let _turn = at.app.plans.turn().await;
    if let Some(known) = answers.get(&question) {
        return Ok(known);
    }
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let (plans, run, params) = (at.app.plans.clone(), Arc::clone(run), params.clone());
    tokio::task::spawn_blocking(move || {
        let answered = Arc::new(work_out(&plans, &folder, &run, &params)?);
        answers.keep(question, &answered);
        Ok(answered)
    })
    .await?
}

fn work_out(
    plans: &Plans,
    folder: &DataFolder,
    run: &Loaded,
    params: &Params,
) -> Result<Answered, Fault> {
    let (law, manifest) = (Law::embedded(), &run.manifest);
    let ground = plans.ground(folder, &manifest.id)?;
    let first = funding::opens(&law, manifest)?;
    let asked = Asked::read(params, &law, first, &ground.donors)?;
    let solve = |law: &Law, key: String, limits| {
        let question = Question {
            law,
            limits: &limits,
            n_months: asked.n_months,
            key,
        };
        plans.plan(folder, &manifest.id, &question)
    };
    let unlimited = solve(&law, String::new(), asked.unlimited())?;
    let need = city_by_month(&unlimited);
    let runs_out = asked.has_limit().then(|| runs_out(&asked, &need)).flatten();
    let present = solve(&law, String::new(), asked.limits())?;
    let supposed = if asked.is_supposed() {
        let (other, key) = asked.supposed_law(&law)?;
        let limits = asked.supposed_limits(&by_year(&need));
        let planned = solve(&other, key, limits)?;
        Some(outcome(planned, &asked, run)?)
    } else {
        None
    };
    Ok(Answered {
        present: outcome(present, &asked, run)?,
        supposed,
        runs_out,
        ground,
        asked,
    })
}

impl Outcome {
    /// Who starts in a month and who is paid for, by source: whoever several funds pay
    /// for counts once.
    pub(crate) fn people_of(&self, month: Month) -> BTreeMap<&str, (i64, i64)> {
        let problem = &self.planned.problem;
        let mut people: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (source, starts) in problem.sources.iter().zip(&self.starts) {
            let of = people.entry(&source.name).or_default();
            for (start, n) in problem.horizon.months().zip(starts) {
                of.0 += if start == month { *n } else { 0 };
                of.1 += if start <= month { *n } else { 0 };
            }
        }
        people.retain(|_, (starts, paid)| (*starts, *paid) != (0, 0));
        people
    }
}

/// How many start through each source in each month.
fn starts(planned: &Planned) -> Vec<Vec<i64>> {
    let problem = &planned.problem;
    let mut starts = vec![vec![0; problem.horizon.n_months]; problem.sources.len()];
    for placed in planned.plan.placements.iter().flatten() {
        starts[placed.source.0][placed.start] += 1;
    }
    starts
}

/// The city's money by month.
pub(crate) fn city_by_month(planned: &Planned) -> Vec<(Month, i64)> {
    let problem = &planned.problem;
    let months = problem.horizon.months().enumerate();
    months
        .map(|(at, month)| {
            let funds = planned.plan.funds.iter().zip(&problem.funds);
            let of_city = funds.filter(|(_, fund)| fund.is_city);
            (month, of_city.map(|(of, _)| of.spent[at].0).sum())
        })
        .collect()
}

fn by_year(months: &[(Month, i64)]) -> Vec<(i16, i64)> {
    let mut years: BTreeMap<i16, i64> = BTreeMap::new();
    for (month, amount) in months {
        *years.entry(month.year()).or_default() += amount;
    }
    years.into_iter().collect()
}

/// The first month that the money does not pay for everybody: a year's money is
/// spent first, then what may be spent in any.
fn runs_out(asked: &Asked, need: &[(Month, i64)]) -> Option<Month> {
    let (years, mut any) = asked.pots();
    let mut years: BTreeMap<i16, i64> = years.into_iter().collect();
    need.iter().find_map(|(month, amount)| {
        let of_year = years.entry(month.year()).or_default();
        let first = (*of_year).min(*amount);
        *of_year -= first;
        any -= amount - first;
        (any < 0).then_some(*month)
    })
}

fn outcome(planned: Arc<Planned>, asked: &Asked, run: &Loaded) -> Result<Outcome, Fault> {
    let official = |figure| {
        let ratio = run.manifest.summary.figure(Basis::Official, figure);
        ratio.unwrap_or(Ratio {
            numerator: 0,
            denominator: 0,
        })
    };
    let (covered, active) = (
        official(Figure::Coverage),
        official(Figure::ActiveOfPopulation),
    );
    let next = |indicator| {
        let (plan, problem) = (&planned.plan, &planned.problem);
        plan.next_tenth(problem, covered.denominator, indicator)
    };
    let (next_coverage, next_activity) = (next(Indicator::Coverage)?, next(Indicator::Activity)?);
    let all = planned.plan.funds.iter().flat_map(|fund| &fund.spent);
    Ok(Outcome {
        city: planned.plan.city_money(&planned.problem).0,
        all: all.map(|amount| amount.0).sum(),
        coverage: reached(&planned, covered, asked.target, |registered| !registered),
        activity: reached(&planned, active, asked.active, |_| true),
        next_coverage,
        next_activity,
        listed: listed(&planned, run),
        lines: spending(&planned),
        starts: starts(&planned),
        n_covered: planned.plan.covered() as i64,
        planned,
    })
}

/// The people of a plan whom the run knows, the most vulnerable first.
fn listed(planned: &Planned, run: &Loaded) -> Vec<Listed> {
    let people = planned.people.iter().enumerate();
    let mut listed: Vec<Listed> = people
        .filter_map(|(place, person)| {
            let row = run.people.row_of(person.nik)?;
            Some(Listed {
                place: place as u32,
                row: row as u32,
                region: run.people.region.key(row),
                source: planned.plan.placements[place].map(|of| of.source.0 as u16),
            })
        })
        .collect();
    listed.sort_by_key(|one| (planned.plan.class_of[one.place as usize], one.place));
    listed
}

/// The month in which those who start bring a figure to its target.
fn reached(planned: &Planned, now: Ratio, target: i64, counts: impl Fn(bool) -> bool) -> Reached {
    let enough =
        |n: i64| i128::from(n) * 10_000 >= i128::from(target) * i128::from(now.denominator);
    if enough(now.numerator) {
        return Reached::Already;
    }
    let mut starts = vec![0_i64; planned.problem.horizon.n_months];
    for (person, placement) in planned.people.iter().zip(&planned.plan.placements) {
        if let Some(placement) = placement.filter(|_| counts(person.registered)) {
            starts[placement.start] += 1;
        }
    }
    let mut n = now.numerator;
    for (month, started) in planned.problem.horizon.months().zip(starts) {
        n += started;
        if enough(n) {
            return Reached::In(month);
        }
    }
    Reached::NotWithin
}
