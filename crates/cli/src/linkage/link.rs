//! `semesta link`: links of two person files.

use super::read::read_table;
use super::write::{Ids, links};
use anyhow::Result;
use semesta_domain::Lang;
use semesta_linkage::{Linker, Spec, record_id};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `semesta link`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Berkas kiri (misalnya register penduduk).
    #[arg(long)]
    left: PathBuf,
    /// Berkas kanan (misalnya daftar peserta).
    #[arg(long)]
    right: PathBuf,
    /// Berkas hasil: `id_l,id_r,weight,probability`.
    #[arg(long)]
    out: PathBuf,
    #[arg(long)]
    mode: Option<String>,
    #[arg(long)]
    all: bool,
}

/// Links two files.
pub(crate) fn run(args: &Args, _lang: Lang) -> Result<ExitCode> {
    let t = std::time::Instant::now();
    let (left, right) = rayon::join(|| read_table(&args.left), || read_table(&args.right));
    let (left, right) = (left?, right?);
    eprintln!("read {:?}", t.elapsed());
    let mut spec = Spec::default();
    if let Some(m) = &args.mode { spec.mode = semesta_linkage::Mode::parse(m).unwrap_or_default(); }
    if args.all { spec.link_above = Some(0.0); }
    let done = Linker::new(spec).link(&left, &right)?;
    eprintln!("linked {:?}", t.elapsed());
    for f in &done.summary.fields { eprintln!("  {} {:?}", f.name, f.kind); }
    for r in &done.summary.rules {
        eprintln!("  {:60} est {:>10.0} pairs {:>9} skipped {} matches {:.4}", r.rule, r.estimated, r.pairs, r.skipped, r.matches);
    }
    eprintln!("pairs {} threshold {:.3} expected {:?}", done.summary.pairs, done.summary.threshold, done.summary.expected);
    let (l, r) = (Ids { table: &left, column: record_id(&left) }, Ids { table: &right, column: record_id(&right) });
    links(&args.out, &done.links, &l, &r)?;
    eprintln!("done {:?}", t.elapsed());
    Ok(ExitCode::SUCCESS)
}
