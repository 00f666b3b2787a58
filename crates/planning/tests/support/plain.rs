//! Two plain solvers, written without a look at the planner's program.

use std::collections::HashMap;

use semesta_planning::{AllocationProblem, Placement, Plan, PriorityClass, Span};

type Placements = Vec<Option<Placement>>;

/// Person-months by class, then the city's money and the starts as negatives;
/// `None` if a limit is broken.
pub(crate) fn vector(
    problem: &AllocationProblem,
    class_of: &[PriorityClass],
    placements: &[Option<Placement>],
) -> Option<Vec<i64>> {
    let n_months = problem.horizon.n_months;
    let mut classes = class_of.to_vec();
    classes.sort_unstable();
    classes.dedup();
    let mut vector = vec![0; classes.len() + 2];
    let mut entries = vec![vec![0_u32; n_months]; problem.sources.len()];
    let mut spent = vec![vec![0_i64; n_months]; problem.funds.len()];
    for (index, placement) in placements.iter().enumerate() {
        let Some(placement) = placement else { continue };
        let class = classes.binary_search(&class_of[index]).unwrap();
        vector[class] += (n_months - placement.start) as i64;
        vector[classes.len() + 1] -= 1;
        entries[placement.source.0][placement.start] += 1;
        if problem.horizon.month(placement.start) < problem.sources[placement.source.0].opens {
            return None;
        }
        for draw in &problem.tariffs[placement.tariff.0].draws {
            let months = spent[draw.fund.0].iter_mut().zip(&draw.monthly).enumerate();
            for (month, (spent, amount)) in months.skip(placement.start) {
                let age = (month - placement.start) as u32;
                let pays = match draw.span {
                    Span::Always => true,
                    Span::First(n) => age < n,
                    Span::After(n) => age >= n,
                };
                *spent += if pays { amount.0 } else { 0 };
            }
        }
    }
    for (fund, spent) in problem.funds.iter().zip(&spent) {
        for limit in &fund.limits {
            let inside =
                |m: &usize| (limit.first..=limit.last).contains(&problem.horizon.month(*m));
            if (0..n_months).filter(inside).map(|m| spent[m]).sum::<i64>() > limit.amount.0 {
                return None;
            }
        }
        if fund.is_city {
            vector[classes.len()] -= spent.iter().sum::<i64>();
        }
    }
    for (source, entries) in problem.sources.iter().zip(&entries) {
        let over = |cap: u32| entries.iter().any(|n| *n > cap);
        if matches!(source.entries, semesta_planning::Entries::PerMonth(cap) if over(cap)) {
            return None;
        }
        if source
            .quota_heads
            .is_some_and(|quota| entries.iter().sum::<u32>() > quota)
        {
            return None;
        }
    }
    Some(vector)
}

/// All plans that are best by [`vector`].
pub(crate) struct Best {
    pub(crate) vector: Vec<i64>,
    plans: Vec<Placements>,
}

/// Tries everything.
pub(crate) fn brute(problem: &AllocationProblem, class_of: &[PriorityClass]) -> Best {
    let mut best = Best {
        vector: Vec::new(),
        plans: Vec::new(),
    };
    let mut placements = vec![None; problem.people.len()];
    visit(problem, class_of, 0, &mut placements, &mut best);
    best
}

fn visit(
    problem: &AllocationProblem,
    class_of: &[PriorityClass],
    index: usize,
    placements: &mut Placements,
    best: &mut Best,
) {
    if index == placements.len() {
        let Some(vector) = vector(problem, class_of, placements) else {
            return;
        };
        if best.plans.is_empty() || vector > best.vector {
            *best = Best {
                vector,
                plans: vec![placements.clone()],
            };
        } else if vector == best.vector {
            best.plans.push(placements.clone());
        }
        return;
    }
    visit(problem, class_of, index + 1, placements, best);
    for offer in &problem.profiles[problem.people[index].profile.0] {
        for start in 0..problem.horizon.n_months {
            placements[index] = Some(Placement {
                source: offer.source,
                tariff: offer.tariff,
                start,
            });
            visit(problem, class_of, index + 1, placements, best);
        }
    }
    placements[index] = None;
}

impl Best {
    /// The most whole households among best plans with the amounts of `plan`:
    /// as many of each class through each source.
    pub(crate) fn whole_with(&self, problem: &AllocationProblem, plan: &Plan) -> i64 {
        let amounts = |placements: &Placements| {
            let mut amounts: HashMap<(PriorityClass, usize), usize> = HashMap::new();
            for (class, placement) in plan.class_of.iter().zip(placements) {
                if let Some(placement) = placement {
                    *amounts.entry((*class, placement.source.0)).or_default() += 1;
                }
            }
            amounts
        };
        let wanted = amounts(&plan.placements);
        let same = self.plans.iter().filter(|plan| amounts(plan) == wanted);
        same.map(|placements| whole(problem, placements))
            .max()
            .unwrap()
    }
}

fn whole(problem: &AllocationProblem, placements: &Placements) -> i64 {
    let mut households: HashMap<u64, bool> = HashMap::new();
    for (person, placement) in problem.people.iter().zip(placements) {
        *households.entry(person.household).or_insert(true) &= placement.is_some();
    }
    households.values().filter(|whole| **whole).count() as i64
}

/// Takes people by class and id, each as early as the first source allows.
pub(crate) fn greedy(problem: &AllocationProblem, class_of: &[PriorityClass]) -> Placements {
    let mut order: Vec<usize> = (0..problem.people.len()).collect();
    order.sort_by_key(|&index| (class_of[index], problem.people[index].id));
    let mut placements = vec![None; problem.people.len()];
    for index in order {
        let offers = &problem.profiles[problem.people[index].profile.0];
        'person: for start in 0..problem.horizon.n_months {
            for offer in offers {
                placements[index] = Some(Placement {
                    source: offer.source,
                    tariff: offer.tariff,
                    start,
                });
                if vector(problem, class_of, &placements).is_some() {
                    break 'person;
                }
                placements[index] = None;
            }
        }
    }
    placements
}
