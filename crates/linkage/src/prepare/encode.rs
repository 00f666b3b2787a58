//! From text columns to fields.

use super::clean::{Style, clean};
use super::dictionary::{Arena, Dictionary, MISSING};
use super::{Field, Records, Values};
use crate::kind::Kind;
use crate::schema::FieldPlan;
use crate::table::{Column, Table};
use rayon::prelude::*;

/// Cleans and encodes the planned fields of one table or two.
pub(crate) fn prepare(left: &Table, right: Option<&Table>, plans: &[FieldPlan]) -> Records {
    let encoded: Vec<(Field, Vec<u32>)> = plans
        .par_iter()
        .map(|plan| encode_field(left, right, plan))
        .collect();
    let (n_left, n_right) = (left.len(), right.map_or(0, Table::len));
    let width = encoded.len();
    let mut codes = vec![MISSING; (n_left + n_right) * width];
    codes
        .par_chunks_mut(width.max(1) * 4096)
        .enumerate()
        .for_each(|(chunk, rows)| {
            for (i, row) in rows.chunks_mut(width).enumerate() {
                let at = chunk * 4096 + i;
                row.iter_mut()
                    .zip(&encoded)
                    .for_each(|(cell, (_, codes))| *cell = codes[at]);
            }
        });
    let fields: Vec<Field> = encoded.into_iter().map(|(f, _)| f).collect();
    let names = super::Exchange::find(&fields);
    Records {
        fields,
        n_left,
        n_right,
        codes,
        names,
    }
}

fn columns<'a>(table: &'a Table, at: &[usize]) -> Vec<&'a Column> {
    at.iter().map(|&i| &table.columns()[i]).collect()
}

fn encode_field(left: &Table, right: Option<&Table>, plan: &FieldPlan) -> (Field, Vec<u32>) {
    let mut dictionary = Dictionary::default();
    let mut raw = Vec::with_capacity(left.len() + right.map_or(0, Table::len));
    encode_side(
        &columns(left, &plan.left),
        left.len(),
        plan.kind,
        &mut dictionary,
        &mut raw,
    );
    if let Some(right) = right {
        let side = columns(right, &plan.right);
        encode_side(&side, right.len(), plan.kind, &mut dictionary, &mut raw);
    }
    let (text, mut codes) = clean_values(plan.kind, dictionary.into_arena(), raw);
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

/// Numbers the raw cells of one side; several columns are joined into one cell.
fn encode_side(
    columns: &[&Column],
    rows: usize,
    kind: Kind,
    dictionary: &mut Dictionary,
    codes: &mut Vec<u32>,
) {
    if let [column] = columns {
        codes.extend((0..rows).map(|row| match column.text(row) {
            "" => MISSING,
            text => dictionary.code(text),
        }));
        return;
    }
    let separator = match kind {
        Kind::Date => "-",
        Kind::LatLong => ",",
        _ => " ",
    };
    let mut joined = String::new();
    for row in 0..rows {
        joined.clear();
        for column in columns {
            let text = column.text(row);
            if !joined.is_empty() && !text.is_empty() {
                joined.push_str(separator);
            }
            joined.push_str(text);
        }
        codes.push(if joined.is_empty() {
            MISSING
        } else {
            dictionary.code(&joined)
        });
    }
}

/// Cleans each distinct raw value once and renumbers the cells.
fn clean_values(kind: Kind, raw: Arena, mut codes: Vec<u32>) -> (Arena, Vec<u32>) {
    let style = Style {
        month_first: kind == Kind::Date && super::date::month_first(raw.iter()),
    };
    let mut cleaned = Dictionary::default();
    let mut out = String::new();
    let map: Vec<u32> = raw
        .iter()
        .map(|text| {
            clean(kind, style, text, &mut out);
            if out.is_empty() {
                MISSING
            } else {
                cleaned.code(&out)
            }
        })
        .collect();
    codes
        .iter_mut()
        .filter(|c| **c != MISSING)
        .for_each(|c| *c = map[*c as usize]);
    (cleaned.into_arena(), codes)
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

fn build_field(plan: &FieldPlan, text: Arena, counts: Vec<[u32; 2]>) -> Field {
    let total: Vec<u32> = counts.iter().map(|c| c[0] + c[1]).collect();
    let all = total.iter().map(|&c| f64::from(c)).sum::<f64>().max(1.0);
    let mut log_share: Vec<f32> = total
        .iter()
        .map(|&c| (f64::from(c.max(1)) / all).log2() as f32)
        .collect();
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
        log_share,
        counts,
    }
}

impl Records {
    /// Counts values by person instead of by record: a rare name that stands in
    /// ten records of one person is as rare as in one.
    pub(crate) fn count_persons(&mut self, cluster: &[u32]) {
        let width = self.fields.len();
        let codes = &self.codes;
        self.fields
            .par_iter_mut()
            .enumerate()
            .for_each(|(f, field)| {
                let cells = cluster
                    .iter()
                    .enumerate()
                    .map(|(row, &c)| (codes[row * width + f], c));
                let mut seen: Vec<(u32, u32)> = cells.filter(|c| c.0 != MISSING).collect();
                seen.sort_unstable();
                seen.dedup();
                let mut count = vec![0_u32; field.text.len()];
                seen.iter().for_each(|&(code, _)| count[code as usize] += 1);
                let all = f64::from(seen.len() as u32).max(1.0);
                field.log_share = count
                    .iter()
                    .map(|&c| (f64::from(c.max(1)) / all).log2() as f32)
                    .collect();
                if let Values::Words(words) = &mut field.values {
                    super::words::count_words(&mut words.words, &words.of, &count);
                    rarity_of_words(words, &count, &mut field.log_share);
                }
            });
    }
}

/// A value seen once or twice is as rare as its words say, not as the file's size says.
fn rarity_of_words(words: &super::words::WordValues, total: &[u32], log_share: &mut [f32]) {
    for ((share, row), &count) in log_share.iter_mut().zip(&words.of).zip(total) {
        let product: f32 = row
            .iter()
            .filter(|&&w| w != super::words::NO_WORD)
            .map(|&w| words.words.log_share[w as usize])
            .sum();
        if count <= 2 {
            *share = share.min(product.max(*share - 12.0));
        }
    }
}
