//! Why a record is, or is not, about a candidate: the weight of each field, in words.

use std::fmt::Write;

use semesta_domain::Lang;

use super::{Candidate, Linked};

/// Fields that weigh less than so many bits are left out.
const WORTH_TELLING: f32 = 0.5;

impl Linked {
    /// The weights of the fields of a record and one of its candidates, the
    /// heaviest first: `nama sama (+9,1); NIK berbeda (−1,0)`.
    pub(in crate::resolve) fn words(
        &self,
        doubt: usize,
        candidate: &Candidate,
        lang: Lang,
    ) -> String {
        // Candidates were taken from the left table.
        let left = self.left.partition_point(|id| *id < candidate.person) as u32;
        let explained = self.linkage.explain(left, doubt as u32);
        let mut parts: Vec<(f32, String)> = explained
            .fields
            .iter()
            .filter(|field| field.weight.abs() >= WORTH_TELLING)
            .map(|field| {
                let level = lang.pick(field.level_id, field.level_en);
                let words = match field.field.as_str() {
                    "wilayah" => place_words(field.level_id, lang).to_owned(),
                    "KK" if self.through_household[doubt] => format!(
                        "KK {level}, {}",
                        lang.pick("lewat anggota serumah", "through the household")
                    ),
                    name => format!("{name} {level}"),
                };
                (field.weight, words)
            })
            .collect();
        let claim = if candidate.claim > 0.0 {
            lang.pick("belum punya rekaman lain", "has no other record")
        } else {
            lang.pick("sudah punya rekaman lain", "has another record")
        };
        parts.push((candidate.claim, claim.to_owned()));
        parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let mut text = String::new();
        for (weight, words) in parts {
            let separator = if text.is_empty() { "" } else { "; " };
            // Writing to a string cannot fail.
            let _ = write!(text, "{separator}{words} ({})", signed(weight, lang));
        }
        text
    }
}

fn place_words(level: &str, lang: Lang) -> &'static str {
    match (level == "sama", lang) {
        (true, Lang::Id) => "kelurahan sama",
        (true, Lang::En) => "same village",
        (false, Lang::Id) => "kelurahan lain",
        (false, Lang::En) => "another village",
    }
}

/// A weight with its sign and one decimal.
fn signed(weight: f32, lang: Lang) -> String {
    let text = format!("{weight:+.1}");
    lang.pick(&text.replace('.', ","), &text).to_owned()
}
