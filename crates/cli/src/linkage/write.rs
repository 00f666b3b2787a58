//! Writing links and clusters.

use anyhow::{Context, Result};
use semesta_linkage::{Link, Table};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The keys of a table's records: a column, or row numbers from 1.
pub(crate) struct Ids<'a> {
    pub(crate) table: &'a Table,
    pub(crate) column: Option<usize>,
}

impl Ids<'_> {
    fn write(&self, row: u32, out: &mut impl Write) -> std::io::Result<()> {
        match self.column {
            Some(c) => out.write_all(quoted(self.table.columns()[c].text(row as usize)).as_bytes()),
            None => write!(out, "{}", row + 1),
        }
    }
}

fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// Writes `id_l,id_r,weight,probability`.
pub(crate) fn links(path: &Path, links: &[Link], left: &Ids<'_>, right: &Ids<'_>) -> Result<()> {
    let file = File::create(path).with_context(|| format!("berkas `{}` tidak dapat ditulis", path.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    writeln!(out, "id_l,id_r,weight,probability")?;
    for link in links {
        left.write(link.left, &mut out)?;
        out.write_all(b",")?;
        right.write(link.right, &mut out)?;
        writeln!(out, ",{:.3},{:.6}", link.weight, link.probability)?;
    }
    Ok(out.flush()?)
}

/// Writes `id,cluster`.
pub(crate) fn clusters(path: &Path, clusters: &[u32], ids: &Ids<'_>) -> Result<()> {
    let file = File::create(path).with_context(|| format!("berkas `{}` tidak dapat ditulis", path.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    writeln!(out, "id,cluster")?;
    for (row, cluster) in clusters.iter().enumerate() {
        ids.write(row as u32, &mut out)?;
        writeln!(out, ",{cluster}")?;
    }
    Ok(out.flush()?)
}
