//! From the question to the answer.

use super::aggregate::Kinds;
use super::complete::complete;
use super::costs::Costs;
use super::error::{AllocationError, validate};
use super::families::choose;
use super::greedy::Greedy;
use super::model::Model;
use super::people::deal;
use super::plan::{Objective, ObjectiveResult, Plan};
use super::problem::AllocationProblem;
use crate::linear::{Guide, LevelResult, Limits, solve_in_order};

/// How hard to search for a proof.
///
/// A count of branch-and-bound nodes rather than a time: the same question
/// gets the same plan on any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// The most nodes for each search; an objective takes one or two searches.
    pub nodes: u64,
}

impl Default for Effort {
    /// 300 nodes: a city's question in a few seconds.
    fn default() -> Self {
        Self { nodes: 300 }
    }
}

impl AllocationProblem {
    /// Decides which people, which source, from which month.
    ///
    /// # Errors
    /// If the problem is malformed. Where the solver library fails on numerical
    /// grounds there is a plan all the same, with a gap.
    ///
    /// ```
    /// use semesta_domain::{Month, Rupiah};
    /// use semesta_planning::*;
    ///
    /// let horizon = Horizon { first: Month::new(2026, 1).unwrap(), n_months: 12 };
    /// let mut problem = AllocationProblem::new(horizon);
    /// let apbd = problem.fund(Fund::with_total("APBD", true, horizon, Rupiah(1_000_000)));
    /// let city = problem.source(Source {
    ///     name: "pbpu_pemda".to_owned(),
    ///     opens: horizon.first,
    ///     quota_heads: None,
    ///     entries: Entries::Unlimited,
    /// });
    /// let tariff = problem.tariff(Tariff::flat(apbd, Rupiah(37_800), horizon));
    /// let profile = problem.profile(vec![Offer { source: city, tariff }]);
    /// for (id, vulnerability) in [(1, Vulnerability::None), (2, Vulnerability::Infant)] {
    ///     problem.people.push(Candidate {
    ///         id,
    ///         household: 7,
    ///         vulnerability,
    ///         profile,
    ///         registered: false,
    ///         relative_covered: false,
    ///     });
    /// }
    /// problem.people.push(Candidate { id: 3, household: 8, ..problem.people[0].clone() });
    /// let plan = problem.solve(Effort::default()).unwrap();
    /// // 1,000,000 pay for 26 person-months: the baby's twelve, its mother's twelve,
    /// // and two for the third.
    /// assert!(plan.is_proven());
    /// let starts: Vec<_> = plan.placements.iter().map(|p| p.map(|p| p.start)).collect();
    /// assert_eq!(starts, [Some(0), Some(0), Some(10)]);
    /// ```
    pub fn solve(&self, effort: Effort) -> Result<Plan, AllocationError> {
        validate(self)?;
        let limits = Limits {
            nodes: effort.nodes,
        };
        let kinds = Kinds::of(self);
        let costs = Costs::new(self);
        let model = Model::new(self, &kinds, &costs);
        let greedy = Greedy::new(&model, &kinds);
        let guide = PlanGuide {
            by_class: greedy.by_class(kinds.classes.len()),
            greedy,
            model: &model,
            kinds: &kinds,
            n_months: self.horizon.n_months,
        };
        let goals = model.goals(self, &kinds, &costs);
        let ordered = solve_in_order(&model.program, &goals, &model.searched(), &guide, limits);
        let choice = choose(self, &kinds, &model, &ordered.values, limits);
        let placements = deal(self, &kinds, &model, &ordered.values, &choice);
        let class_of = kinds.kind_of.iter().map(|&kind| kinds.kinds[kind].class);
        let mut plan = Plan::add_up(self, class_of.collect(), placements)?;
        plan.objectives = results(&kinds, &ordered.levels);
        plan.objectives.push(ObjectiveResult {
            objective: Objective::WholeHouseholds,
            value: plan.families.whole,
            bound: choice.bound.max(plan.families.whole),
        });
        Ok(plan)
    }
}

fn results(kinds: &Kinds, levels: &[LevelResult]) -> Vec<ObjectiveResult> {
    let classes = kinds
        .classes
        .iter()
        .map(|&class| Objective::PersonMonths(class));
    let objectives = classes.chain([Objective::CityMoney, Objective::Starts]);
    objectives
        .zip(levels)
        .map(|(objective, level)| {
            // Money and starts are saved: the program maximises their negative.
            let sign = match objective {
                Objective::CityMoney | Objective::Starts => -1,
                Objective::PersonMonths(_) | Objective::WholeHouseholds => 1,
            };
            let of = |value: i128| i64::try_from(value * sign).unwrap_or(i64::MAX);
            ObjectiveResult {
                objective,
                value: of(level.value),
                bound: of(level.bound),
            }
        })
        .collect()
}

/// What the search is told of the program.
struct PlanGuide<'a> {
    greedy: Greedy<'a>,
    /// The greedy by priority after each class.
    by_class: Vec<Vec<i64>>,
    model: &'a Model,
    kinds: &'a Kinds,
    n_months: usize,
}

impl Guide for PlanGuide<'_> {
    fn baseline(&self, goal: usize) -> Option<Vec<i64>> {
        self.by_class.get(goal).or(self.by_class.last()).cloned()
    }

    fn improve(&self, goal: usize, values: &[i64]) -> Vec<i64> {
        if goal < self.kinds.classes.len() {
            self.greedy.add_class(goal, values)
        } else {
            values.to_vec()
        }
    }

    fn settled(&self, goal: usize, value: i128) -> Vec<usize> {
        if goal < self.kinds.classes.len() {
            self.model.late(self.kinds, self.n_months, goal, value)
        } else {
            Vec::new()
        }
    }

    fn complete(&self, goal: usize, values: &[i64]) -> Option<Vec<i64>> {
        let n_classes = self.kinds.classes.len().min(goal + 1);
        complete(self.model, self.kinds, self.n_months, values, n_classes)
    }
}
