//! Fields from column names and data alone.

mod headers;
mod shape;

use crate::kind::Kind;
use crate::pattern::MAX_FIELDS;
use crate::prepare::dictionary::hash_bytes;
use crate::schema::FieldPlan;
use crate::table::{Column, Table, plain_header};
use headers::{Meaning, PartOf, meaning};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use shape::Shape;

/// Finds the column that holds the records' own keys, if there is one.
#[must_use]
pub fn record_id(table: &Table) -> Option<usize> {
    let columns = table.columns();
    let named = |c: &Column| meaning(c.name()) == Some(Meaning::RecordId);
    columns
        .iter()
        .position(|c| named(c) && unique(c))
        .or_else(|| {
            columns
                .iter()
                .take(1)
                .position(|c| plain_header(c.name()).ends_with("id") && unique(c))
        })
}

/// Says whether every cell holds a text of its own.
fn unique(column: &Column) -> bool {
    let texts = || (0..column.len()).map(|r| column.text(r));
    // Most columns that are no key show it early.
    let mut seen = FxHashSet::default();
    if !texts().take(1000).all(|t| !t.is_empty() && seen.insert(t)) || texts().any(str::is_empty) {
        return false;
    }
    // Keys that only rise need no more.
    if texts().is_sorted_by(|a, b| a < b) {
        return true;
    }
    // Keys mostly differ in their hashes already.
    let mut short: Vec<u64> = texts().map(|t| hash_bytes(t.as_bytes())).collect();
    short.par_sort_unstable();
    if short.windows(2).all(|w| w[0] != w[1]) {
        return true;
    }
    drop(short);
    let mut hashes: Vec<(u64, u32)> = texts()
        .zip(0..)
        .map(|(t, r)| (hash_bytes(t.as_bytes()), r))
        .collect();
    hashes.par_sort_unstable();
    hashes.chunk_by(|a, b| a.0 == b.0).all(|same| {
        let mut texts: Vec<&str> = same.iter().map(|h| column.text(h.1 as usize)).collect();
        texts.sort_unstable();
        texts.windows(2).all(|w| w[0] != w[1])
    })
}

/// Says whether members of a family agree on a field; a person's own name,
/// birth date and numbers they do not.
pub(crate) fn is_shared(name: &str, kind: Kind) -> bool {
    let parent = matches!(
        meaning(name),
        Some(Meaning::Field(_, "mother" | "father" | "spouse"))
    );
    parent
        || matches!(
            kind,
            Kind::Surname
                | Kind::Household
                | Kind::Phone
                | Kind::Postcode
                | Kind::Place
                | Kind::Address
                | Kind::Category
                | Kind::LatLong
        )
}

/// Guesses the kind of one column.
pub(crate) fn kind_of(column: &Column) -> Kind {
    let shape = Shape::of(column);
    kind_with(column, &shape)
}

fn kind_with(column: &Column, shape: &Shape) -> Kind {
    match meaning(column.name()) {
        Some(Meaning::Field(kind, _)) if shape.allows(kind) => refine(kind, shape),
        Some(Meaning::Part(PartOf::Year)) if shape.allows(Kind::Date) => Kind::Date,
        _ => shape.guess(),
    }
}

/// A place or a job out of very few is a category; a name of many words is text.
fn refine(kind: Kind, shape: &Shape) -> Kind {
    match kind {
        Kind::Text if shape.words_mean() <= 3.0 => Kind::Address,
        Kind::Postcode if shape.words_mean() > 3.0 => Kind::Address,
        other => other,
    }
}

/// Plans the fields of one table, or of two whose columns correspond.
pub(crate) fn plan(
    left: &Table,
    right: Option<&Table>,
    skip: &[usize],
    skip_right: &[usize],
) -> Vec<FieldPlan> {
    let shapes: Vec<Shape> = left.columns().par_iter().map(Shape::of).collect();
    let compared = |i: &usize| !skip.contains(i);
    let alike = |i: usize| shapes[i].distinct_count < 2;
    // Of records that are all alike, what they agree on has to be known.
    let all_alike = right.is_none() && (0..shapes.len()).filter(compared).all(alike);
    let mut plans = Vec::new();
    let mut parts: Vec<PartColumns> = Vec::new();
    let mut taken: Vec<usize> = skip_right.to_vec();
    for (i, column) in left.columns().iter().enumerate() {
        if skip.contains(&i) || shapes[i].present == 0.0 {
            continue;
        }
        let partner = match right {
            None => Vec::new(),
            Some(right) => match partner(column, right, &taken) {
                Some(j) => vec![j],
                None => continue,
            },
        };
        if !all_alike && !tells_apart(&shapes[i], right.zip(partner.first())) {
            continue;
        }
        taken.extend(&partner);
        match meaning(column.name()) {
            Some(Meaning::RecordId) => {}
            Some(Meaning::Part(part)) => parts.push((part, i, partner)),
            _ => plans.push(FieldPlan {
                name: column.name().to_owned(),
                kind: kind_with(column, &shapes[i]),
                left: vec![i],
                right: partner,
            }),
        }
    }
    join_parts(left, &shapes, parts, &mut plans);
    drop_contained(left, &mut plans);
    drop_weakest(&shapes, &mut plans);
    plans
}

/// Says whether a column holds more than one value, on either side; of two
/// single records every column is looked at.
fn tells_apart(left: &Shape, right: Option<(&Table, &usize)>) -> bool {
    let Some((table, &at)) = right.filter(|_| left.distinct_count < 2) else {
        return left.distinct_count > 1;
    };
    table.len() == 1 || Shape::of(&table.columns()[at]).distinct_count > 1
}

/// The column of the right table that means the same.
fn partner(column: &Column, right: &Table, taken: &[usize]) -> Option<usize> {
    let free = |j: &usize| !taken.contains(j);
    right.position(column.name()).filter(free).or_else(|| {
        let wanted = meaning(column.name());
        let same = |c: &Column| match (meaning(c.name()), wanted) {
            (Some(Meaning::Field(_, a)), Some(Meaning::Field(_, b))) => a == b,
            (Some(Meaning::Part(a)), Some(Meaning::Part(b))) => a == b,
            _ => false,
        };
        (0..right.columns().len()).find(|j| free(j) && same(&right.columns()[*j]))
    })
}

/// A column that is a part of a field, with its partner in the right table.
type PartColumns = (PartOf, usize, Vec<usize>);

/// Year, month and day become one date; latitude and longitude one place.
fn join_parts(
    left: &Table,
    shapes: &[Shape],
    mut parts: Vec<PartColumns>,
    plans: &mut Vec<FieldPlan>,
) {
    parts.sort_by_key(|p| p.0);
    let all = |wanted: &[PartOf]| {
        wanted
            .iter()
            .all(|w| parts.iter().filter(|p| p.0 == *w).count() == 1)
    };
    let groups: [(&str, Kind, &[PartOf]); 2] = [
        (
            "date",
            Kind::Date,
            &[PartOf::Year, PartOf::Month, PartOf::Day],
        ),
        (
            "point",
            Kind::LatLong,
            &[PartOf::Latitude, PartOf::Longitude],
        ),
    ];
    let mut used = Vec::new();
    for (name, kind, wanted) in groups {
        if all(wanted) {
            let of = |side: fn(&PartColumns) -> Vec<usize>| -> Vec<usize> {
                parts
                    .iter()
                    .filter(|p| wanted.contains(&p.0))
                    .flat_map(side)
                    .collect()
            };
            used.extend_from_slice(wanted);
            let plan = FieldPlan {
                name: name.to_owned(),
                kind,
                left: of(|p| vec![p.1]),
                right: of(|p| p.2.clone()),
            };
            plans.push(plan);
        }
    }
    for (part, i, partner) in parts.iter().filter(|p| !used.contains(&p.0)) {
        let column = &left.columns()[*i];
        let kind = match part {
            PartOf::Latitude | PartOf::Longitude => Kind::Number,
            _ => kind_with(column, &shapes[*i]),
        };
        let name = column.name().to_owned();
        plans.push(FieldPlan {
            name,
            kind,
            left: vec![*i],
            right: partner.clone(),
        });
    }
}

/// A column whose words stand in another column anyway says nothing more.
fn drop_contained(left: &Table, plans: &mut Vec<FieldPlan>) {
    let contained = |a: &FieldPlan, b: &FieldPlan| {
        let ([i], [j]) = (a.left.as_slice(), b.left.as_slice()) else {
            return false;
        };
        let (inner, outer) = (&left.columns()[*i], &left.columns()[*j]);
        let step = (left.len() / 2000).max(1);
        let (mut both, mut held) = (0, 0);
        for row in (0..left.len()).step_by(step) {
            let (x, y) = (
                inner.text(row).to_lowercase(),
                outer.text(row).to_lowercase(),
            );
            if x.len() > 1 && y.len() > 1 {
                both += 1;
                held += usize::from(
                    x.split_whitespace()
                        .all(|w| y.split_whitespace().any(|v| v == w)),
                );
            }
        }
        both >= 20 && held * 100 >= both * 95
    };
    let words = |p: &FieldPlan| p.kind.is_words();
    let mut drop: Vec<usize> = Vec::new();
    for i in 0..plans.len() {
        for j in 0..plans.len() {
            let inside = i != j && words(&plans[i]) && words(&plans[j]) && !drop.contains(&j);
            if inside && !drop.contains(&i) && contained(&plans[i], &plans[j]) {
                drop.push(i);
            }
        }
    }
    let mut at = 0;
    plans.retain(|_| {
        at += 1;
        !drop.contains(&(at - 1))
    });
}

/// Keeps the fields that tell records apart best, when there are too many.
fn drop_weakest(shapes: &[Shape], plans: &mut Vec<FieldPlan>) {
    if plans.len() <= MAX_FIELDS {
        return;
    }
    let worth = |p: &FieldPlan| {
        let shape = &shapes[p.left[0]];
        shape.present * (1.0 + shape.distinct_count as f64).ln()
    };
    let mut values: Vec<f64> = plans.iter().map(worth).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    let least = values[MAX_FIELDS - 1];
    plans.retain(|p| worth(p) >= least);
    plans.truncate(MAX_FIELDS);
}
