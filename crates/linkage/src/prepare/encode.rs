//! From text columns to fields.

use super::clean::{Style, clean};
use super::code::DigitKey;
use super::dictionary::{Arena, MISSING};
use super::number::{number_keys, number_texts};
use super::{Field, Records, Values};
use crate::kind::Kind;
use crate::line::{Line, WIDTH};
use crate::schema::FieldPlan;
use crate::table::{Column, Table};
use rayon::prelude::*;
use std::sync::OnceLock;

/// Cleans and encodes the planned fields of one table or two.
pub(crate) fn prepare(left: &Table, right: Option<&Table>, plans: &[FieldPlan]) -> Records {
    let done: Vec<OnceLock<(Field, Vec<u32>)>> = plans.iter().map(|_| OnceLock::new()).collect();
    // The largest first, each by whoever is free, so that all end at about the same time.
    rayon::scope_fifo(|scope| {
        for at in by_size(left, plans) {
            let (plan, done) = (&plans[at], &done[at]);
            scope.spawn_fifo(move |_| {
                done.get_or_init(|| encode_field(left, right, plan));
            });
        }
    });
    let encoded: Vec<(Field, Vec<u32>)> =
        done.into_iter().filter_map(OnceLock::into_inner).collect();
    let (n_left, n_right) = (left.len(), right.map_or(0, Table::len));
    let columns: Vec<&[u32]> = encoded.iter().map(|e| e.1.as_slice()).collect();
    let fields = encoded.iter().map(|e| &e.0);
    let hints = super::hint::hints(fields);
    let codes: Vec<Line> = (0..n_left + n_right)
        .into_par_iter()
        .with_min_len(4096)
        .map(|at| {
            let mut line = Line([MISSING; WIDTH]);
            line.0
                .iter_mut()
                .zip(&columns)
                .for_each(|(cell, column)| *cell = column[at]);
            super::hint::write(&hints, &mut line);
            line
        })
        .collect();
    let hints = hints.into_iter().map(|h| h.0).collect();
    let fields: Vec<Field> = encoded.into_iter().map(|(f, _)| f).collect();
    let names = super::Exchange::find(&fields);
    Records {
        fields,
        n_left,
        n_right,
        codes,
        hints,
        places: super::arrange::Places::default(),
        names,
    }
}

/// The fields, the largest first.
fn by_size(left: &Table, plans: &[FieldPlan]) -> Vec<usize> {
    let size = |at: usize| -> usize {
        let columns = plans[at].left.iter();
        columns.map(|&i| left.columns()[i].bytes()).sum()
    };
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(size(at)));
    order
}

fn columns<'a>(table: &'a Table, at: &[usize]) -> Vec<&'a Column> {
    at.iter().map(|&i| &table.columns()[i]).collect()
}

fn encode_field(left: &Table, right: Option<&Table>, plan: &FieldPlan) -> (Field, Vec<u32>) {
    let mut sides = vec![(columns(left, &plan.left), left.len())];
    sides.extend(right.map(|right| (columns(right, &plan.right), right.len())));
    let cells = Cells::of(&sides, plan.kind);
    let (text, mut codes) = match digit_codes(plan.kind, &cells) {
        Some(done) => done,
        None => clean_values(plan.kind, &cells),
    };
    let mut counts = vec![[0_u32; 2]; text.len()];
    for (row, &code) in codes.iter().enumerate() {
        if code != MISSING {
            counts[code as usize][usize::from(row >= left.len())] += 1;
        }
    }
    drop_carried_by_many(plan.kind, &mut codes, &mut counts);
    let field = build_field(plan, text, counts);
    (field, codes)
}

/// The raw cells of a field: all rows of the left side, then of the right.
enum Cells<'a> {
    /// One column a side, and the rows of the left one.
    Single(Vec<&'a Column>, usize),
    /// Several columns joined into one.
    Joined(Column),
}

impl<'a> Cells<'a> {
    fn of(sides: &[(Vec<&'a Column>, usize)], kind: Kind) -> Self {
        if sides.iter().all(|s| s.0.len() == 1) {
            return Self::Single(sides.iter().map(|s| s.0[0]).collect(), sides[0].1);
        }
        let separator = match kind {
            Kind::Date => "-",
            Kind::LatLong => ",",
            _ => " ",
        };
        let mut joined = Column::default();
        for (columns, rows) in sides {
            for row in 0..*rows {
                let texts = columns
                    .iter()
                    .map(|c| c.text(row))
                    .filter(|t| !t.is_empty());
                joined.push_joined(texts, separator);
            }
        }
        Self::Joined(joined)
    }

    fn len(&self) -> usize {
        match self {
            Self::Single(columns, _) => columns.iter().map(|c| c.len()).sum(),
            Self::Joined(column) => column.len(),
        }
    }

    #[inline]
    fn text(&self, row: usize) -> &str {
        match self {
            Self::Single(columns, left) if row >= *left => columns[1].text(row - left),
            Self::Single(columns, _) => columns[0].text(row),
            Self::Joined(column) => column.text(row),
        }
    }
}

/// Cells seen before a column is held to be one of digits.
const TRIED: usize = 200;

/// Numbers a column of short digit codes without a text for every cell;
/// nothing when some cell is another thing.
fn digit_codes(kind: Kind, cells: &Cells<'_>) -> Option<(Arena, Vec<u32>)> {
    if !matches!(
        kind,
        Kind::Nik | Kind::Household | Kind::Phone | Kind::Identifier
    ) {
        return None;
    }
    let mut scratch = String::new();
    let mut keys = Vec::with_capacity(cells.len().min(TRIED));
    for row in 0..cells.len() {
        if row == TRIED {
            keys.reserve(cells.len() - TRIED);
        }
        clean(kind, Style::default(), cells.text(row), &mut scratch);
        keys.push(match scratch.as_str() {
            "" => 0,
            digits => DigitKey::read(digits.as_bytes())?.0,
        });
    }
    let (distinct, codes) = number_keys(&keys);
    let mut arena = Arena::default();
    for key in distinct {
        scratch.clear();
        DigitKey(key).write(&mut scratch);
        arena.push(&scratch);
    }
    arena.shrink();
    Some((arena, codes))
}

/// Cleans each distinct raw value once and renumbers the cells.
fn clean_values(kind: Kind, cells: &Cells<'_>) -> (Arena, Vec<u32>) {
    let (raw, mut codes) = number_texts(cells.len(), |row| cells.text(row));
    let style = Style {
        month_first: kind == Kind::Date && super::date::month_first(raw.iter()),
    };
    let mut out = String::new();
    let mut cleaned = Arena::default();
    for text in raw.iter() {
        clean(kind, style, text, &mut out);
        cleaned.push(&out);
    }
    drop(raw);
    let (distinct, map) = number_texts(cleaned.len(), |i| cleaned.get(i as u32));
    codes
        .iter_mut()
        .filter(|c| **c != MISSING)
        .for_each(|c| *c = map[*c as usize]);
    (distinct, codes)
}

/// One identifier, telephone or e-mail carried by very many people says nothing.
fn drop_carried_by_many(kind: Kind, codes: &mut [u32], counts: &mut [[u32; 2]]) {
    let unique_by_nature = matches!(
        kind,
        Kind::Nik | Kind::Identifier | Kind::Phone | Kind::Email
    );
    let present: u64 = counts
        .iter()
        .map(|c| u64::from(c[0]) + u64::from(c[1]))
        .sum();
    if !unique_by_nature || (counts.len() as u64) * 5 < present {
        return;
    }
    let limit = 50.max((present / 2000) as u32);
    let many = |c: &[u32; 2]| c[0].max(c[1]) > limit;
    codes
        .iter_mut()
        .filter(|c| **c != MISSING && many(&counts[**c as usize]))
        .for_each(|c| {
            *c = MISSING;
        });
    counts
        .iter_mut()
        .filter(|c| many(c))
        .for_each(|c| *c = [0, 0]);
}

/// log2 of the share of each count in `all`; counts of 0 are taken as 1.
fn log_shares(counts: &[u32], all: f64) -> Vec<f32> {
    let log = |c: u32| (f64::from(c.max(1)) / all).log2() as f32;
    // Most values of a large file occur a few times only.
    let small: [f32; 64] = std::array::from_fn(|c| log(c as u32));
    let share = |&c: &u32| small.get(c as usize).copied().unwrap_or_else(|| log(c));
    counts.iter().map(share).collect()
}

fn build_field(plan: &FieldPlan, text: Arena, counts: Vec<[u32; 2]>) -> Field {
    let total: Vec<u32> = counts.iter().map(|c| c[0] + c[1]).collect();
    let all = total.iter().map(|&c| f64::from(c)).sum::<f64>().max(1.0);
    let mut log_share = log_shares(&total, all);
    let values = match plan.kind {
        Kind::Date => Values::Dates(text.iter().map(super::date::read_date).collect()),
        k if k.is_code() => Values::Codes(super::code::pack_codes(&text)),
        Kind::Number => Values::Numbers(text.iter().map(|t| t.parse().unwrap_or(0.0)).collect()),
        Kind::LatLong => Values::Points(
            text.iter()
                .map(|t| super::clean::parse_pair(t).unwrap_or_default())
                .collect(),
        ),
        Kind::Text | Kind::Array => Values::Bags(super::words::build_bags(&text, &total)),
        Kind::Email | Kind::Sex => Values::Plain,
        _ => {
            let words = super::words::build_words(&text, &total);
            rarity_of_words(&words, &total, &mut log_share);
            Values::Words(words)
        }
    };
    let shared = crate::infer::is_shared(&plan.name, plan.kind);
    Field {
        name: plan.name.clone(),
        kind: plan.kind,
        shared,
        text,
        values,
        rarest: least(&log_share),
        log_share,
        counts,
    }
}

fn least(log_share: &[f32]) -> f32 {
    log_share.iter().copied().fold(0.0, f32::min)
}

impl Records {
    /// Counts values by person instead of by record: a rare name that stands in
    /// ten records of one person is as rare as in one.
    pub(crate) fn count_persons(&mut self, cluster: &[u32]) {
        let codes = &self.codes;
        self.fields
            .par_iter_mut()
            .enumerate()
            .for_each(|(f, field)| {
                let cells = cluster
                    .iter()
                    .enumerate()
                    .map(|(row, &c)| (codes[row].0[f], c));
                let mut seen: Vec<(u32, u32)> = cells.filter(|c| c.0 != MISSING).collect();
                seen.sort_unstable();
                seen.dedup();
                let mut count = vec![0_u32; field.text.len()];
                seen.iter().for_each(|&(code, _)| count[code as usize] += 1);
                let all = f64::from(seen.len() as u32).max(1.0);
                field.log_share = log_shares(&count, all);
                if let Values::Words(words) = &mut field.values {
                    super::words::count_words(&mut words.words, &words.of, &count);
                    rarity_of_words(words, &count, &mut field.log_share);
                }
                field.rarest = least(&field.log_share);
            });
    }
}

/// A value seen once or twice is as rare as its words say, not as the file's size says.
fn rarity_of_words(words: &super::words::WordValues, total: &[u32], log_share: &mut [f32]) {
    for ((share, row), &count) in log_share.iter_mut().zip(&words.of).zip(total) {
        let product: f32 = row
            .words
            .iter()
            .filter(|&&w| w != super::words::NO_WORD)
            .map(|&w| words.words.log_share[w as usize])
            .sum();
        if count <= 2 {
            *share = share.min(product.max(*share - 12.0));
        }
    }
}
