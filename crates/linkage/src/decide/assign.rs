//! One-to-one assignment of the greatest total weight, exact on every group of
//! records that compete with each other.

use super::Scored;
use rustc_hash::FxHashMap;

/// Sides above which a group is assigned surest first instead.
const EXACT_SIDE: usize = 400;

/// Keeps the pairs of a one-to-one assignment with the greatest total score above `least`.
pub(crate) fn one_to_one(pairs: &[Scored], least: f32) -> Vec<Scored> {
    let mut open: Vec<Scored> = pairs.iter().filter(|p| p.score > least).copied().collect();
    open.sort_unstable_by_key(|p| (p.a, p.b));
    let mut kept = Vec::new();
    for group in groups(&open) {
        let side = |of: fn(&Scored) -> u32| {
            let mut ids: Vec<u32> = group.iter().map(|&i| of(&open[i])).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let (left, right) = (side(|p| p.a), side(|p| p.b));
        if group.len() == 1 {
            kept.push(open[group[0]]);
        } else if left.len().max(right.len()) <= EXACT_SIDE {
            kept.extend(exact(&open, &group, &left, &right, least));
        } else {
            kept.extend(surest(&open, &group));
        }
    }
    kept
}

/// Indices of pairs that are connected through records.
fn groups(pairs: &[Scored]) -> Vec<Vec<usize>> {
    let mut parent: FxHashMap<(bool, u32), (bool, u32)> = FxHashMap::default();
    fn root(parent: &mut FxHashMap<(bool, u32), (bool, u32)>, mut at: (bool, u32)) -> (bool, u32) {
        while let Some(&up) = parent.get(&at).filter(|&&up| up != at) {
            let next = parent.get(&up).copied().unwrap_or(up);
            parent.insert(at, next);
            at = up;
        }
        at
    }
    for p in pairs {
        let (a, b) = (
            root(&mut parent, (false, p.a)),
            root(&mut parent, (true, p.b)),
        );
        parent.insert(a, a);
        parent.insert(b, a);
    }
    let mut of: FxHashMap<(bool, u32), usize> = FxHashMap::default();
    let mut out: Vec<Vec<usize>> = Vec::new();
    for (i, p) in pairs.iter().enumerate() {
        let r = root(&mut parent, (false, p.a));
        let at = *of.entry(r).or_insert_with(|| {
            out.push(Vec::new());
            out.len() - 1
        });
        out[at].push(i);
    }
    out
}

fn surest(pairs: &[Scored], group: &[usize]) -> Vec<Scored> {
    let mut order: Vec<&Scored> = group.iter().map(|&i| &pairs[i]).collect();
    order.sort_by(|p, q| {
        q.score
            .total_cmp(&p.score)
            .then_with(|| (p.a, p.b).cmp(&(q.a, q.b)))
    });
    let (mut left, mut right) = (FxHashMap::default(), FxHashMap::default());
    let mut kept = Vec::new();
    for p in order {
        if !left.contains_key(&p.a) && !right.contains_key(&p.b) {
            left.insert(p.a, ());
            right.insert(p.b, ());
            kept.push(*p);
        }
    }
    kept
}

/// The Hungarian method with potentials; the smaller side is assigned row by row.
fn exact(
    pairs: &[Scored],
    group: &[usize],
    left: &[u32],
    right: &[u32],
    least: f32,
) -> Vec<Scored> {
    let flip = left.len() > right.len();
    let (rows, columns) = if flip { (right, left) } else { (left, right) };
    // A record may stay alone: that is an own column of cost 0 for every row.
    let width = columns.len() + rows.len();
    let mut cost = vec![0.0_f64; rows.len() * width];
    let mut which = vec![usize::MAX; rows.len() * width];
    for &i in group {
        let p = &pairs[i];
        let (r, c) = if flip { (p.b, p.a) } else { (p.a, p.b) };
        let at = |ids: &[u32], id: u32| ids.binary_search(&id).unwrap_or(0);
        let cell = at(rows, r) * width + at(columns, c);
        cost[cell] = f64::from(least - p.score);
        which[cell] = i;
    }
    let assigned = hungarian(&cost, rows.len(), width);
    let chosen = assigned
        .iter()
        .enumerate()
        .map(|(r, &c)| which[r * width + c]);
    chosen
        .filter(|&i| i != usize::MAX)
        .map(|i| pairs[i])
        .collect()
}

/// The column of every row in an assignment of the least total cost (rows ≤ columns).
fn hungarian(cost: &[f64], rows: usize, columns: usize) -> Vec<usize> {
    let mut row_price = vec![0.0; rows + 1];
    let mut column_price = vec![0.0; columns + 1];
    let mut row_of = vec![0_usize; columns + 1];
    let mut way = vec![0_usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        while row_of[at] != 0 {
            used[at] = true;
            let (r, mut delta, mut next) = (row_of[at], f64::INFINITY, 0);
            for c in 1..=columns {
                if used[c] {
                    continue;
                }
                let slack = cost[(r - 1) * columns + c - 1] - row_price[r] - column_price[c];
                if slack < least[c] {
                    least[c] = slack;
                    way[c] = at;
                }
                if least[c] < delta {
                    delta = least[c];
                    next = c;
                }
            }
            for c in 0..=columns {
                if used[c] {
                    row_price[row_of[c]] += delta;
                    column_price[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[way[at]];
            at = way[at];
        }
    }
    let mut out = vec![0; rows];
    for c in 1..=columns {
        if row_of[c] != 0 {
            out[row_of[c] - 1] = c - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best total by trying every choice.
    fn brute(cells: &[Vec<f32>], row: usize, used: u32) -> f32 {
        if row == cells.len() {
            return 0.0;
        }
        let skip = brute(cells, row + 1, used);
        let take = cells[row]
            .iter()
            .enumerate()
            .filter(|(c, s)| used >> c & 1 == 0 && **s > 0.0);
        take.map(|(c, s)| s + brute(cells, row + 1, used | 1 << c))
            .fold(skip, f32::max)
    }

    proptest! {
        #[test]
        fn assignment_is_optimal_on_small_cases(
            cells in (1_usize..6).prop_flat_map(|columns| {
                // Below -3 there is no pair at all.
                let row = prop::collection::vec(-6.0_f32..9.0, columns);
                prop::collection::vec(row, 1..6)
            })
        ) {
            let pairs: Vec<Scored> = cells.iter().enumerate().flat_map(|(a, row)| {
                let there = row.iter().enumerate().filter(|(_, score)| **score > -3.0);
                there.map(move |(b, &score)| Scored {
                    a: a as u32, b: b as u32, score, probability: 0.0,
                })
            }).collect();
            let kept = one_to_one(&pairs, 0.0);
            let total: f32 = kept.iter().map(|p| p.score).sum();
            prop_assert!((total - brute(&cells, 0, 0)).abs() < 1e-3);
            for (i, p) in kept.iter().enumerate() {
                prop_assert!(kept[..i].iter().all(|q| q.a != p.a && q.b != p.b));
            }
        }
    }
}
