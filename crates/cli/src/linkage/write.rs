//! Writing links and clusters, and the records' keys.

use super::pick;
use crate::talk::Hinted;
use anyhow::{Context, Result};
use semesta_domain::Lang;
use semesta_linkage::{Column, Link, Table, record_id};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The keys of a table's records: a column, or row numbers from 1.
#[derive(Debug)]
pub(crate) struct Ids {
    column: Option<Column>,
    rows: usize,
}

/// Says in words why a pair is a link.
pub(crate) type Reason<'a> = Option<Box<dyn Fn(&Link) -> String + 'a>>;

impl Ids {
    /// Takes the named column, or the one that looks like the records' keys.
    pub(crate) fn of(table: &Table, name: Option<&str>, lang: Lang) -> Result<Self> {
        let at = match name {
            None => record_id(table),
            Some(name) => Some(table.position(name).ok_or_else(|| {
                let columns: Vec<&str> = table.columns().iter().map(Column::name).collect();
                Hinted::new(
                    pick(
                        lang,
                        format!("tidak ada kolom `{name}`"),
                        format!("no column `{name}`"),
                    ),
                    pick(lang, "kolom yang ada: ", "columns: ").to_owned() + &columns.join(", "),
                )
            })?),
        };
        Ok(Self {
            column: at.map(|i| table.columns()[i].clone()),
            rows: table.len(),
        })
    }

    /// The key of a row.
    pub(crate) fn name(&self, row: u32) -> String {
        match &self.column {
            Some(column) => column.text(row as usize).to_owned(),
            None => (row + 1).to_string(),
        }
    }

    /// Rows by key.
    pub(crate) fn index(&self) -> HashMap<String, u32> {
        (0..self.rows as u32)
            .map(|row| (self.name(row), row))
            .collect()
    }

    fn write(&self, row: u32, out: &mut impl Write) -> std::io::Result<()> {
        match &self.column {
            Some(column) => out.write_all(quoted(column.text(row as usize)).as_bytes()),
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

fn create(path: &Path) -> Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("`{}`", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

/// Writes `id_l,id_r,weight,probability`, and `reason` when asked for.
pub(crate) fn links(
    path: &Path,
    links: &[Link],
    left: &Ids,
    right: &Ids,
    reason: &Reason<'_>,
) -> Result<()> {
    let mut out = create(path)?;
    out.write_all(b"id_l,id_r,weight,probability")?;
    out.write_all(if reason.is_some() {
        b",reason\n"
    } else {
        b"\n"
    })?;
    for link in links {
        left.write(link.left, &mut out)?;
        out.write_all(b",")?;
        right.write(link.right, &mut out)?;
        write!(out, ",{:.3},{:.6}", link.weight, link.probability)?;
        if let Some(reason) = reason {
            write!(out, ",{}", quoted(&reason(link)))?;
        }
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Writes `id,cluster`.
pub(crate) fn clusters(path: &Path, clusters: &[u32], ids: &Ids) -> Result<()> {
    let mut out = create(path)?;
    out.write_all(b"id,cluster\n")?;
    for (row, cluster) in clusters.iter().enumerate() {
        ids.write(row as u32, &mut out)?;
        writeln!(out, ",{}", cluster + 1)?;
    }
    Ok(out.flush()?)
}
