//! Measures the allocation on an invented city of a given size.
//!
//! `cargo run --release -p semesta-planning --example bench_allocation [PEOPLE] [MONTHS] [SEED]`
//! Default: 300,000 uncovered people, 8 sources, 24 months.

use std::time::Instant;

use semesta_planning::{AllocationProblem, Effort, Plan};

#[path = "city.rs"]
mod city;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let n_people = arguments.next().unwrap_or(300_000);
    let n_months = arguments.next().unwrap_or(24);
    let seed = arguments.next().unwrap_or(65);
    let problem = city::problem(n_people, n_months, seed as u64);
    let begun = Instant::now();
    match problem.solve(Effort::default()) {
        Ok(plan) => report(&problem, &plan, begun.elapsed()),
        Err(error) => eprintln!("{error}"),
    }
}

fn report(problem: &AllocationProblem, plan: &Plan, elapsed: std::time::Duration) {
    for result in &plan.objectives {
        println!(
            "{:?}: {} (bound {}, gap {})",
            result.objective,
            result.value,
            result.bound,
            result.gap()
        );
    }
    println!(
        "{} people, {} sources, {} months: {} covered, {:?} in {elapsed:.2?}",
        problem.people.len(),
        problem.sources.len(),
        problem.horizon.n_months,
        plan.covered(),
        plan.families,
    );
}
