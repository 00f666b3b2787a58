//! What a run found, on a few lines.

use semesta_domain::{Lang, format_integer};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::run::RunFolder;

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
