//! The waterfall of one pair.

use super::common::Common;
use super::pick;
use super::write::Ids;
use crate::talk::Hinted;
use anyhow::Result;
use semesta_domain::Lang;
use semesta_linkage::{Explanation, Linkage};

/// Prints the evidence for the pair named by `--explain`, if one is.
pub(crate) fn pair(
    common: &Common,
    done: &Linkage,
    left: &Ids,
    right: &Ids,
    lang: Lang,
) -> Result<()> {
    let Some((id_l, id_r)) = common.pair() else {
        return Ok(());
    };
    let find = |ids: &Ids, id: &str| {
        ids.index().get(id).copied().ok_or_else(|| {
            let message = pick(
                lang,
                format!("tidak ada catatan `{id}`"),
                format!("no record `{id}`"),
            );
            Hinted::new(
                message,
                pick(lang, "periksa kolom kuncinya", "check the key column"),
            )
        })
    };
    let why = done.explain(find(left, id_l)?, find(right, id_r)?);
    println!("{}", waterfall(&why, lang));
    Ok(())
}

/// Draws each field's weight from the sum so far to the next.
fn waterfall(why: &Explanation, lang: Lang) -> String {
    let mut out = String::new();
    let mut line = |name: &str, weight: f32, sum: f32, words: &str| {
        let bar = if weight >= 0.0 { "█" } else { "░" };
        let length = (weight.abs().round() as usize).min(30);
        out.push_str(&format!(
            "{name:<22} {weight:>+7.2}  {sum:>+7.2}  {:<30} {words}\n",
            bar.repeat(length)
        ));
    };
    let mut sum = why.prior;
    line(
        pick(lang, "(sebelum)", "(before)"),
        why.prior,
        sum,
        why.rule.as_deref().unwrap_or("–"),
    );
    for c in &why.fields {
        sum += c.weight;
        line(&c.field, c.weight, sum, pick(lang, c.level_id, c.level_en));
    }
    let total = pick(lang, "jumlah", "sum");
    out.push_str(&format!(
        "{total:<22} {:>+7.2}  {}: {:.6}\n",
        why.weight,
        pick(lang, "peluang", "probability"),
        why.probability
    ));
    out.push_str(&pick(lang, why.reason_id(), why.reason_en()));
    out
}
