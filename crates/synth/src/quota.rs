//! The roll's exact counts, dealt out one record at a time.

use semesta_domain::Segment;

use crate::rng::Draw;
use crate::scenario::Scenario;

/// Records still to be given: one segment, payer and status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The line of the scenario's `segments`.
    pub(crate) line: u8,
    pub(crate) segment: Segment,
    pub(crate) active: bool,
    pub(crate) left: u64,
}

/// The scenario's exact counts at a number of residents.
#[derive(Debug, Clone)]
pub(crate) struct Quotas {
    pub(crate) population: u64,
    pub(crate) registered: u64,
    pub(crate) active: u64,
    pub(crate) cells: Vec<Cell>,
}

/// A count at another number of residents, rounded half up.
pub(crate) fn scaled(count: u64, residents: u64, population: u64) -> u64 {
    if residents == population {
        return count;
    }
    let product = u128::from(count) * u128::from(residents);
    ((2 * product + u128::from(population)) / (2 * u128::from(population))) as u64
}

/// Divides `total` in proportion to weights, the largest remainders first,
/// none above its cap.
pub(crate) fn apportion(total: u64, weights: &[f64], caps: &[u64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights
        .iter()
        .map(|w| {
            if sum > 0.0 {
                w / sum * total as f64
            } else {
                0.0
            }
        })
        .collect();
    let mut parts: Vec<u64> = exact
        .iter()
        .zip(caps)
        .map(|(e, c)| (e.floor() as u64).min(*c))
        .collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| {
        (exact[*b] - exact[*b].floor()).total_cmp(&(exact[*a] - exact[*a].floor()))
    });
    let mut missing = total.saturating_sub(parts.iter().sum());
    while missing > 0 {
        let before = missing;
        for at in &order {
            if missing > 0 && parts[*at] < caps[*at] {
                parts[*at] += 1;
                missing -= 1;
            }
        }
        if before == missing {
            break;
        }
    }
    parts
}

impl Quotas {
    /// The scenario's counts at a number of residents.
    pub(crate) fn new(scenario: &Scenario, residents: u64) -> Self {
        let full = scenario.population.count;
        let at = |count| scaled(count, residents, full);
        let registered = at(scenario.registered.count);
        let active = at(scenario.active.count).min(registered);
        let lines = &scenario.segments;
        let fixed: Vec<Option<u64>> = lines.iter().map(|l| l.count.map(at)).collect();
        let rest = registered.saturating_sub(fixed.iter().flatten().sum());
        let shares: Vec<f64> = lines
            .iter()
            .map(|l| if l.count.is_some() { 0.0 } else { l.share })
            .collect();
        let caps: Vec<u64> = fixed
            .iter()
            .map(|f| if f.is_some() { 0 } else { u64::MAX })
            .collect();
        let free = apportion(rest, &shares, &caps);
        let counts: Vec<u64> = fixed
            .iter()
            .zip(free)
            .map(|(f, s)| f.unwrap_or(s))
            .collect();
        let weights: Vec<f64> = lines
            .iter()
            .zip(&counts)
            .map(|(l, n)| l.inactive * *n as f64)
            .collect();
        let inactive = apportion(registered - active, &weights, &caps_of(&weights, &counts));
        let mut cells = Vec::new();
        for (line, shape) in lines.iter().enumerate() {
            // Scenarios are checked when read.
            let segment = shape.segment.parse().unwrap_or(Segment::PbpuPemda);
            for (is_active, left) in [
                (true, counts[line] - inactive[line]),
                (false, inactive[line]),
            ] {
                cells.push(Cell {
                    line: line as u8,
                    segment,
                    active: is_active,
                    left,
                });
            }
        }
        Self {
            population: residents,
            registered,
            active,
            cells,
        }
    }

    /// Records still to be given.
    pub(crate) fn left(&self) -> u64 {
        self.cells.iter().map(|c| c.left).sum()
    }

    /// Draws a cell in proportion to what is left and a liking, or to what is
    /// left alone where nothing liked is left.
    pub(crate) fn draw(&self, draw: &mut Draw, liking: impl Fn(&Cell) -> f64) -> Option<usize> {
        let mut weights = [0.0; 32];
        let n = self.cells.len().min(32);
        for (weight, cell) in weights.iter_mut().zip(&self.cells) {
            *weight = cell.left as f64 * liking(cell);
        }
        if weights.iter().sum::<f64>() <= 0.0 {
            for (weight, cell) in weights.iter_mut().zip(&self.cells) {
                *weight = cell.left as f64;
            }
        }
        (weights.iter().sum::<f64>() > 0.0).then(|| draw.weighted(&weights[..n]))
    }
}

/// Lines whose weight is zero stay without inactive records.
fn caps_of(weights: &[f64], counts: &[u64]) -> Vec<u64> {
    weights
        .iter()
        .zip(counts)
        .map(|(w, n)| if *w > 0.0 { *n } else { 0 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_respect_their_caps() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0], &[9, 9, 9]), [4, 3, 3]);
        assert_eq!(
            apportion(10, &[8.0, 1.0, 1.0], &[2, 9, 9])
                .iter()
                .sum::<u64>(),
            10
        );
        assert_eq!(apportion(10, &[8.0, 1.0, 1.0], &[2, 9, 9])[0], 2);
    }

    #[test]
    fn full_size_counts_are_the_published_ones() {
        let city = Scenario::named("tarakan-2020").expect("a scenario");
        let quotas = Quotas::new(&city, city.population.count);
        let of = |line: u8| {
            quotas
                .cells
                .iter()
                .filter(|c| c.line == line)
                .map(|c| c.left)
                .sum::<u64>()
        };
        assert_eq!([of(0), of(1), of(2)], [12_009, 8_636, 39_909]);
        assert_eq!(quotas.left(), city.registered.count);
    }
}
