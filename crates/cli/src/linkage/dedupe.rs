//! `semesta dedupe`: groups of one person within a file.

use super::read::read_table;
use super::write::{Ids, clusters, links};
use anyhow::Result;
use semesta_domain::Lang;
use semesta_linkage::{Linker, Spec, record_id};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `semesta dedupe`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Berkas masukan.
    #[arg(long)]
    input: PathBuf,
    /// Berkas hasil: `id_l,id_r,weight,probability`.
    #[arg(long)]
    out: PathBuf,
    /// Berkas kelompok: `id,cluster`.
    #[arg(long)]
    clusters: Option<PathBuf>,
    #[arg(long)]
    mode: Option<String>,
    #[arg(long)]
    all: bool,
}

/// Finds duplicates within a file.
pub(crate) fn run(args: &Args, _lang: Lang) -> Result<ExitCode> {
    let t = std::time::Instant::now();
    let table = read_table(&args.input)?;
    let mut spec = Spec::default();
    if let Some(m) = &args.mode { spec.mode = semesta_linkage::Mode::parse(m).unwrap_or_default(); }
    if args.all { spec.link_above = Some(0.0); }
    let done = Linker::new(spec).dedupe(&table)?;
    eprintln!("linked {:?}", t.elapsed());
    for f in &done.summary.fields { eprintln!("  {} {:?}", f.name, f.kind); }
    for r in &done.summary.rules {
        eprintln!("  {:60} est {:>10.0} pairs {:>9} skipped {} matches {:.4}", r.rule, r.estimated, r.pairs, r.skipped, r.matches);
    }
    eprintln!("pairs {} threshold {:.3} expected {:?}", done.summary.pairs, done.summary.threshold, done.summary.expected);
    let ids = Ids { table: &table, column: record_id(&table) };
    links(&args.out, &done.links, &ids, &ids)?;
    if let Some(path) = &args.clusters {
        clusters(path, &done.clusters, &ids)?;
    }
    Ok(ExitCode::SUCCESS)
}
