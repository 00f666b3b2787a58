//! Two plain solvers, written without a look at the planner's program.

use std::collections::{HashMap, VecDeque};

use semesta_planning::{AllocationProblem, Fund, Placement, Plan, PriorityClass, Span};

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
    for pool in problem.pools() {
        let mut due = vec![0_i64; n_months];
        for fund in pool {
            for (due, spent) in due.iter_mut().zip(&spent[fund.0]) {
                *due += spent;
            }
        }
        let funds: Vec<&Fund> = pool.iter().map(|fund| &problem.funds[fund.0]).collect();
        if !pays_together(problem, &funds, &due) {
            return None;
        }
    }
    for (index, (fund, spent)) in problem.funds.iter().zip(&spent).enumerate() {
        let is_pooled = problem.pools().iter().flatten().any(|of| of.0 == index);
        for limit in fund.limits.iter().filter(|_| !is_pooled) {
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

/// Whether funds can pay what is due in each month, tried rupiah by rupiah: a month's
/// next rupiah comes from any fund with room, moving others' rupiahs where that helps.
fn pays_together(problem: &AllocationProblem, funds: &[&Fund], due: &[i64]) -> bool {
    let n_months = due.len();
    let mut paid = vec![vec![0_i64; n_months]; funds.len()];
    let has_room = |paid: &[Vec<i64>], fund: usize, month: usize| {
        let at = problem.horizon.month(month);
        let limits = funds[fund].limits.iter();
        let mut of_month = limits.filter(|limit| (limit.first..=limit.last).contains(&at));
        of_month.all(|limit| {
            let inside =
                |m: &usize| (limit.first..=limit.last).contains(&problem.horizon.month(*m));
            let spent: i64 = (0..n_months).filter(inside).map(|m| paid[fund][m]).sum();
            spent < limit.amount.0
        })
    };
    for (month, due) in due.iter().enumerate() {
        for _ in 0..*due {
            // A search through exchanges: which months could give up a rupiah of which fund.
            let mut seen = vec![vec![false; n_months]; funds.len()];
            let mut open: VecDeque<(usize, Vec<(usize, usize)>)> = [(month, Vec::new())].into();
            let mut found = None;
            while let Some((at, path)) = open.pop_front() {
                for fund in 0..funds.len() {
                    if seen[fund][at] {
                        continue;
                    }
                    seen[fund][at] = true;
                    let mut longer = path.clone();
                    longer.push((fund, at));
                    if has_room(&paid, fund, at) {
                        found = Some(longer);
                        break;
                    }
                    for other in 0..n_months {
                        if paid[fund][other] == 0 {
                            continue;
                        }
                        paid[fund][other] -= 1;
                        if has_room(&paid, fund, at) && other != at {
                            let mut path = longer.clone();
                            path.push((fund, other));
                            open.push_back((other, path));
                        }
                        paid[fund][other] += 1;
                    }
                }
                if found.is_some() {
                    break;
                }
            }
            let Some(path) = found else { return false };
            // Every second step takes a rupiah from a month, the others give one.
            for (step, (fund, at)) in path.into_iter().enumerate() {
                paid[fund][at] += if step % 2 == 0 { 1 } else { -1 };
            }
        }
    }
    true
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
