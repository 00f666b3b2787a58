//! `semesta link`: links of two person files.

use super::common::{Common, failure, id_names};
use super::read::read_table;
use super::show;
use super::tell::after;
use super::write::{Ids, links};
use anyhow::Result;
use semesta_domain::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// Menautkan dua berkas orang: catatan siapa di kanan adalah orang yang mana di kiri.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Berkas kiri, misalnya register penduduk.
    #[arg(long)]
    left: PathBuf,
    /// Berkas kanan, misalnya daftar peserta.
    #[arg(long)]
    right: PathBuf,
    /// Berkas hasil: `id_l,id_r,weight,probability`; CSV, atau XLSX dan Parquet menurut akhirannya.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Links two files.
pub(crate) fn run(args: &Args, lang: Lang) -> Result<ExitCode> {
    args.common.needs_output(args.out.as_deref(), lang)?;
    let (left, right) = rayon::join(|| read_table(&args.left), || read_table(&args.right));
    let (left, right) = (left?, right?);
    let spec = args.common.spec(lang)?;
    let (id_l, id_r) = id_names(&spec);
    let (ids_l, ids_r) = rayon::join(
        || Ids::of(&left, id_l.as_deref(), lang),
        || Ids::of(&right, id_r.as_deref(), lang),
    );
    let (ids_l, ids_r) = (ids_l?, ids_r?);
    let mut spec = spec;
    if let (None, Some(l), Some(r)) = (&spec.id, ids_l.column(), ids_r.column()) {
        spec.id = Some((l.to_owned(), r.to_owned()));
    }
    let linker = args.common.linker(spec, &ids_l, &ids_r, lang)?;
    let done = linker
        .link_owned(left, right)
        .map_err(|e| failure(&e, lang))?;
    after(&done.summary, done.links.len(), lang);
    args.common.save_model(&done)?;
    let reasons = args.common.reasons(&done, lang);
    if let Some(out) = &args.out {
        links(out, &done.links, &ids_l, &ids_r, &reasons)?;
    }
    if let Some(path) = &args.common.review {
        links(path, &done.reviews, &ids_l, &ids_r, &reasons)?;
    }
    show::pair(&args.common, &done, &ids_l, &ids_r, lang)?;
    Ok(ExitCode::SUCCESS)
}
