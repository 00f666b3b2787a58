//! What a run found, on a few lines.

use semesta_domain::{Lang, format_integer};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::run::{RunFolder, Summary};

/// Prints the figures of a run to stdout.
pub(crate) fn print_summary(run: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    let manifest = run.manifest()?;
    println!(
        "{} {} · {} · {}",
        lang.pick("Run", "Run"),
        manifest.id,
        manifest.region,
        manifest.as_of
    );
    println!(
        "{:<22}{:>28}{:>28}",
        "",
        lang.pick("resmi", "official"),
        lang.pick("terverifikasi", "verified")
    );
    for indicator in Indicator::ALL {
        let shown = |basis| {
            manifest
                .summary
                .figure(basis, indicator)
                .map_or_else(String::new, |ratio| {
                    format!(
                        "{}/{} {:>9}",
                        format_integer(ratio.numerator),
                        format_integer(ratio.denominator),
                        ratio.percent()
                    )
                })
        };
        println!(
            "{:<22}{:>28}{:>28}",
            indicator.label(lang),
            shown(Basis::Official),
            shown(Basis::Verified)
        );
    }
    let open = &manifest.summary.open_checks;
    if open.is_empty() {
        println!(
            "{}: {}",
            lang.pick("Pemeriksaan tertutup", "Checks closed"),
            manifest.summary.checks
        );
    } else {
        println!(
            "{}: {}",
            lang.pick("Pemeriksaan TIDAK tertutup", "Checks NOT closed"),
            open.join(", ")
        );
    }
    print_review(&manifest.summary, lang);
    if manifest.summary.register_elsewhere > 0 {
        eprintln!(
            "{}: {}",
            lang.pick(
                "baris register di luar wilayah (tidak dihitung)",
                "register rows outside the region (not counted)"
            ),
            format_integer(manifest.summary.register_elsewhere as i64)
        );
    }
    if manifest.summary.shared_niks > 0 {
        eprintln!(
            "{}: {}",
            lang.pick(
                "orang dengan NIK yang dipakai orang lain juga",
                "people whose NIK another person carries too"
            ),
            format_integer(manifest.summary.shared_niks as i64)
        );
    }
    Ok(())
}

/// Tells what waits for people, and what became of what they decided.
fn print_review(summary: &Summary, lang: Lang) {
    let told = [
        (
            summary.review_pairs,
            "pasangan yang perlu diperiksa orang (`semesta export review`)",
            "pairs for a person to judge (`semesta export review`)",
        ),
        (
            summary.decisions.held,
            "keputusan yang berlaku",
            "decisions that hold",
        ),
        (
            summary.decisions.contradictory,
            "peringatan: kartu yang diputuskan SAMA dengan dua penduduk (yang terbaru berlaku; bila setanggal, tidak satu pun)",
            "warning: cards decided to be two residents (the latest holds; of one day, none)",
        ),
        (
            summary.decisions.unknown_residents,
            "peringatan: keputusan tentang NIK yang tidak dikenal register",
            "warning: decisions about a NIK that the register does not know",
        ),
    ];
    for (n, indonesian, english) in told {
        if n > 0 {
            eprintln!(
                "{}: {}",
                lang.pick(indonesian, english),
                format_integer(n as i64)
            );
        }
    }
}
