//! What is told on stderr: what will be compared, and what came of it.

use super::pick;
use semesta_domain::Lang;
use semesta_linkage::{Estimate, FieldPlan, KEY_PAIRS, Kind, Summary};

/// Tells, before pairs are compared, the fields and how many pairs to expect.
pub(crate) fn before(estimate: &Estimate, lang: Lang) {
    for field in &estimate.fields {
        eprintln!("  {:<24} {}", field.name, field.kind.name());
    }
    for (rule, pairs) in &estimate.rules {
        eprintln!("  [{rule}] {pairs:.0}");
    }
    let limit = estimate.most_pairs.map_or_else(String::new, |most| {
        format!(" · {}: {most:.0}", pick(lang, "batas", "limit"))
    });
    eprintln!(
        "{}: {:.0} {} {:.0}{limit}",
        pick(lang, "perkiraan pasangan", "pairs estimated"),
        estimate.pairs(),
        pick(lang, "dari", "of"),
        estimate.all_pairs,
    );
    if estimate.limited {
        eprintln!(
            "  {}",
            pick(
                lang,
                "batas `max_pairs` tercapai: aturan yang lebih luas tidak diikuti",
                "the limit `max_pairs` is reached: wider rules are not followed",
            )
        );
    }
}

/// Tells what was done and what to expect of it.
pub(crate) fn after(summary: &Summary, links: usize, lang: Lang) {
    for rule in &summary.rules {
        eprintln!("  [{}] {:.0} → {}", rule.rule, rule.estimated, rule.pairs);
        if rule.skipped > 0 {
            eprintln!(
                "  {} {KEY_PAIRS} {}: {}",
                pick(
                    lang,
                    "batas tercapai: satu kunci membawa lebih dari",
                    "limit reached: one key brings more than"
                ),
                pick(lang, "pasangan, tidak dibandingkan", "pairs, not compared"),
                rule.skipped
            );
        }
    }
    let percent = |x: f64| format!("{:.2} %", 100.0 * x);
    eprintln!(
        "{}: {} · {}: {} · {}: {:.3}",
        pick(lang, "pasangan dibandingkan", "pairs compared"),
        summary.pairs,
        pick(lang, "tautan", "links"),
        links,
        pick(lang, "ambang", "threshold"),
        summary.threshold,
    );
    eprintln!(
        "{}: {} · {}: {} · {}: {}",
        pick(lang, "ketepatan harapan", "expected precision"),
        percent(summary.expected.precision),
        pick(
            lang,
            "perolehan harapan dari kecocokan yang dibandingkan",
            "expected recall of the matches compared"
        ),
        percent(summary.expected.recall),
        pick(
            lang,
            "kecocokan yang terjangkau aturan, paling banyak",
            "matches that the rules reach, at most"
        ),
        percent(summary.reached),
    );
    if !tells_persons(&summary.fields) {
        eprintln!(
            "  {}",
            pick(
                lang,
                "bidangnya bukan data orang (nama dengan tanggal lahir, jenis kelamin, atau nomor): \
                 ketepatan yang sebenarnya bisa jauh lebih rendah daripada harapan",
                "the fields are not those of persons (a name with a date, a sex or a number): \
                 the true precision may be far below the expected one",
            )
        );
    }
}

/// Says whether the fields tell persons apart: only of such is the expected
/// precision known to hold (`docs/linkage.md`).
fn tells_persons(fields: &[FieldPlan]) -> bool {
    let any = |of: fn(Kind) -> bool| fields.iter().any(|f| of(f.kind));
    let personal = |k: Kind| matches!(k, Kind::Date | Kind::Sex | Kind::Nik | Kind::Household);
    any(Kind::is_name) && any(personal)
}
