//! `semesta dedupe`: groups of one person within a file.

use super::common::{Common, failure, id_names};
use super::read::read_table;
use super::show;
use super::tell::after;
use super::write::{Ids, clusters, links};
use anyhow::Result;
use semesta_domain::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// Menemukan catatan ganda dalam satu berkas orang.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Berkas masukan.
    #[arg(long)]
    input: PathBuf,
    /// Berkas hasil: `id_l,id_r,weight,probability`, setiap pasangan dalam satu kelompok.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Berkas kelompok: `id,cluster`.
    #[arg(long)]
    clusters: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Finds duplicates within a file.
pub(crate) fn run(args: &Args, lang: Lang) -> Result<ExitCode> {
    let out = args.out.as_deref().or(args.clusters.as_deref());
    args.common.needs_output(out, lang)?;
    let table = read_table(&args.input)?;
    let spec = args.common.spec(lang)?;
    let (id, _) = id_names(&spec);
    let ids = Ids::of(&table, id.as_deref(), lang)?;
    let mut spec = spec;
    if let (None, Some(name)) = (&spec.id, ids.column()) {
        spec.id = Some((name.to_owned(), name.to_owned()));
    }
    let linker = args.common.linker(spec, &ids, &ids, lang)?;
    let done = linker.dedupe(&table).map_err(|e| failure(&e, lang))?;
    drop(table);
    after(&done.summary, done.links.len(), lang);
    args.common.save_model(&done)?;
    let reasons = args.common.reasons(&done, lang);
    if let Some(out) = &args.out {
        links(out, &done.links, &ids, &ids, &reasons)?;
    }
    if let Some(path) = &args.common.review {
        links(path, &done.reviews, &ids, &ids, &reasons)?;
    }
    if let Some(path) = &args.clusters {
        clusters(path, &done.clusters, &ids)?;
    }
    show::pair(&args.common, &done, &ids, &ids, lang)?;
    Ok(ExitCode::SUCCESS)
}
