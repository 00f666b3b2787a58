//! The answer.

use rustc_hash::FxHashMap;
use semesta_domain::Rupiah;

use super::class::PriorityClass;
use super::costs::Costs;
use super::money::FundLimit;
use super::pool::split;
use super::problem::{AllocationProblem, FundId, SourceId, TariffId};
use crate::linear::SolverError;

/// Who pays for a person, and from when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The source.
    pub source: SourceId,
    /// The price.
    pub tariff: TariffId,
    /// The first month, as an index into the horizon; cover lasts to its end.
    pub start: usize,
}

/// What is made as good as possible, each without loss to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Most person-months of cover for a class; one for each class, in their order.
    PersonMonths(PriorityClass),
    /// Least rupiah of the city.
    CityMoney,
    /// Fewest people for these person-months: each as early as possible, and no
    /// more people to carry on after the horizon than need be.
    Starts,
    /// Most households whole at the horizon's end, for the amounts found: this
    /// decides which people of a kind are taken.
    WholeHouseholds,
}

/// What was reached, and what cannot be surpassed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectiveResult {
    /// The objective.
    pub objective: Objective,
    /// What the plan reaches.
    pub value: i64,
    /// What no plan surpasses that is as good at all objectives before: the
    /// most possible, or for money and starts the least possible.
    pub bound: i64,
}

impl ObjectiveResult {
    /// How far the value may be from the best; zero is a proof that it is the best.
    #[must_use]
    pub fn gap(&self) -> i64 {
        (self.bound - self.value).abs()
    }
}

/// One class in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassUse {
    /// The class.
    pub class: PriorityClass,
    /// How many people are of it.
    pub candidates: usize,
    /// How many of them the plan covers.
    pub covered: usize,
    /// Their months of cover in the horizon.
    pub person_months: i64,
}

/// One source in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceUse {
    /// How many start in each month.
    pub entries: Vec<i64>,
    /// The lowest class served.
    pub last_class: Option<PriorityClass>,
}

impl SourceUse {
    /// How many people it carries at the end.
    #[must_use]
    pub fn heads(&self) -> i64 {
        self.entries.iter().sum()
    }
}

/// One fund in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FundUse {
    /// What is spent in each month.
    pub spent: Vec<Rupiah>,
    /// What is spent against each of its limits.
    pub limits: Vec<LimitUse>,
}

/// What a plan spends against one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitUse {
    /// The limit.
    pub limit: FundLimit,
    /// What is spent in its months.
    pub spent: Rupiah,
}

impl LimitUse {
    /// What is left.
    #[must_use]
    pub fn left(&self) -> Rupiah {
        self.limit.amount - self.spent
    }
}

/// The families at the horizon's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Families {
    /// Households all of whose candidates are covered.
    pub whole: i64,
    /// Households of which some are and some are not.
    pub divided: i64,
    /// Households of which none is.
    pub untouched: i64,
}

/// Which people, which source, from which month; and how good that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The objectives in their order.
    pub objectives: Vec<ObjectiveResult>,
    /// Each person's placement, in the order of [`AllocationProblem::people`].
    pub placements: Vec<Option<Placement>>,
    /// Each person's class, in the same order.
    pub class_of: Vec<PriorityClass>,
    /// The classes that occur, first served first.
    pub classes: Vec<ClassUse>,
    /// The sources, by [`SourceId`].
    pub sources: Vec<SourceUse>,
    /// The funds, by [`FundId`].
    pub funds: Vec<FundUse>,
    /// The families.
    pub families: Families,
}

impl Plan {
    /// Whether every objective is proven best.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.objectives.iter().all(|result| result.gap() == 0)
    }

    /// How many people are covered at the end.
    #[must_use]
    pub fn covered(&self) -> usize {
        self.placements.iter().flatten().count()
    }

    /// What the city spends in the whole horizon.
    #[must_use]
    pub fn city_money(&self, problem: &AllocationProblem) -> Rupiah {
        let funds = self.funds.iter().zip(&problem.funds);
        let of_city = funds.filter(|(_, fund)| fund.is_city);
        of_city.flat_map(|(of, _)| of.spent.iter().copied()).sum()
    }

    /// Adds up placements, person by person, from the problem's own prices.
    pub(super) fn add_up(
        problem: &AllocationProblem,
        class_of: Vec<PriorityClass>,
        placements: Vec<Option<Placement>>,
    ) -> Result<Self, SolverError> {
        let mut plan = Self {
            objectives: Vec::new(),
            classes: classes(problem, &class_of, &placements),
            sources: sources(problem, &class_of, &placements),
            funds: funds(problem, &placements)?,
            families: families(problem, &placements),
            placements,
            class_of,
        };
        plan.classes.sort_by_key(|of| of.class);
        Ok(plan)
    }
}

fn classes(
    problem: &AllocationProblem,
    class_of: &[PriorityClass],
    placements: &[Option<Placement>],
) -> Vec<ClassUse> {
    let mut classes: FxHashMap<PriorityClass, ClassUse> = FxHashMap::default();
    for (&class, placement) in class_of.iter().zip(placements) {
        let of = classes.entry(class).or_insert(ClassUse {
            class,
            candidates: 0,
            covered: 0,
            person_months: 0,
        });
        of.candidates += 1;
        if let Some(placement) = placement {
            of.covered += 1;
            of.person_months += (problem.horizon.n_months - placement.start) as i64;
        }
    }
    classes.into_values().collect()
}

fn sources(
    problem: &AllocationProblem,
    class_of: &[PriorityClass],
    placements: &[Option<Placement>],
) -> Vec<SourceUse> {
    let empty = SourceUse {
        entries: vec![0; problem.horizon.n_months],
        last_class: None,
    };
    let mut sources = vec![empty; problem.sources.len()];
    for (&class, placement) in class_of.iter().zip(placements) {
        if let Some(placement) = placement {
            let source = &mut sources[placement.source.0];
            source.entries[placement.start] += 1;
            source.last_class = source.last_class.max(Some(class));
        }
    }
    sources
}

/// # Errors
/// If the library cannot deal what is drawn on a pool to its funds.
fn funds(
    problem: &AllocationProblem,
    placements: &[Option<Placement>],
) -> Result<Vec<FundUse>, SolverError> {
    let costs = Costs::new(problem);
    let mut starts: FxHashMap<(TariffId, usize), i64> = FxHashMap::default();
    for placement in placements.iter().flatten() {
        *starts
            .entry((placement.tariff, placement.start))
            .or_default() += 1;
    }
    let drawn = |index: usize| -> Vec<Rupiah> {
        let drawn_in = |month: usize| -> Rupiah {
            let starts = starts.iter();
            starts
                .map(|(&(tariff, start), &n)| {
                    costs.monthly(tariff, start, FundId(index), month) * n
                })
                .sum()
        };
        (0..problem.horizon.n_months).map(drawn_in).collect()
    };
    let mut spent: Vec<Vec<Rupiah>> = (0..problem.funds.len()).map(drawn).collect();
    for pool in &problem.pools {
        let due = spent[pool[0].0].clone();
        let paid = split(problem, pool, &due).ok_or_else(unsplit)?;
        for (fund, paid) in pool.iter().zip(paid) {
            spent[fund.0] = paid;
        }
    }
    let one = |(fund, spent): (&super::money::Fund, Vec<Rupiah>)| {
        let limits = fund.limits.iter().map(|&limit| LimitUse {
            limit,
            spent: problem
                .horizon
                .months()
                .zip(&spent)
                .filter(|(month, _)| limit.first <= *month && *month <= limit.last)
                .map(|(_, spent)| *spent)
                .sum(),
        });
        let limits = limits.collect();
        FundUse { spent, limits }
    };
    Ok(problem.funds.iter().zip(spent).map(one).collect())
}

fn unsplit() -> SolverError {
    SolverError::Numerical("a pool's money could not be dealt to its funds".to_owned())
}

fn families(problem: &AllocationProblem, placements: &[Option<Placement>]) -> Families {
    let mut households: FxHashMap<u64, (i64, i64)> = FxHashMap::default();
    for (person, placement) in problem.people.iter().zip(placements) {
        let of = households.entry(person.household).or_default();
        of.0 += 1;
        of.1 += i64::from(placement.is_some());
    }
    let mut families = Families::default();
    for (members, covered) in households.into_values() {
        match covered {
            0 => families.untouched += 1,
            n if n == members => families.whole += 1,
            _ => families.divided += 1,
        }
    }
    families
}
