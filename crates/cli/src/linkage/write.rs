//! Writing links and clusters, and the records' keys.

use super::{columnar, pick};
use crate::sheet;
use crate::talk::Hinted;
use anyhow::{Context, Result};
use rayon::prelude::*;
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
pub(crate) type Reason<'a> = Option<Box<dyn Fn(&Link) -> String + Sync + 'a>>;

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

    /// The name of the key column.
    pub(crate) fn column(&self) -> Option<&str> {
        self.column.as_ref().map(Column::name)
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

    /// Brings the key of a row near.
    fn touch(&self, row: u32) -> u8 {
        let text = self.column.as_ref().map(|c| c.text(row as usize));
        text.and_then(|t| t.bytes().next()).unwrap_or(0)
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

/// The kinds of file that results are written as, by their extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Xlsx,
    Parquet,
}

impl Kind {
    fn of(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("xlsx") => Self::Xlsx,
            Some("parquet") => Self::Parquet,
            _ => Self::Csv,
        }
    }
}

const NUMBERS: [&str; 2] = ["weight", "probability"];

/// Writes `id_l,id_r,weight,probability`, and `reason` when asked for.
pub(crate) fn links(
    path: &Path,
    links: &[Link],
    left: &Ids,
    right: &Ids,
    reason: &Reason<'_>,
) -> Result<()> {
    let cells = |row: usize| {
        let link = &links[row];
        let mut texts = vec![left.name(link.left), right.name(link.right)];
        texts.extend(reason.as_ref().map(|r| r(link)));
        (texts, vec![link.weight, link.probability])
    };
    let names: &[&'static str] = match reason {
        Some(_) => &["id_l", "id_r", "reason"],
        None => &["id_l", "id_r"],
    };
    match Kind::of(path) {
        Kind::Csv => links_csv(path, links, left, right, reason),
        Kind::Parquet => columnar::write(path, names, &NUMBERS, links.len(), cells),
        Kind::Xlsx => to_sheet(path, "tautan", names, &NUMBERS, links.len(), cells),
    }
}

/// Links whose keys are fetched together, so that memory is waited for once.
const FETCHED: usize = 256;
/// Links formatted together by one thread.
const TOGETHER: usize = 16_384;

fn links_csv(
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
    let line = |link: &Link, text: &mut Vec<u8>| -> std::io::Result<()> {
        left.write(link.left, text)?;
        text.push(b',');
        right.write(link.right, text)?;
        text.push(b',');
        fixed(f64::from(link.weight), 3, text);
        text.push(b',');
        fixed(f64::from(link.probability), 6, text);
        if let Some(reason) = reason {
            write!(text, ",{}", quoted(&reason(link)))?;
        }
        text.push(b'\n');
        Ok(())
    };
    // Some at a time, so that the text of all links is never held.
    for group in links.chunks(TOGETHER * 16) {
        let texts: Vec<std::io::Result<Vec<u8>>> = group
            .par_chunks(TOGETHER)
            .map(|links| {
                let mut text = Vec::with_capacity(links.len() * 40);
                for some in links.chunks(FETCHED) {
                    let touched = some
                        .iter()
                        .map(|l| left.touch(l.left) ^ right.touch(l.right));
                    std::hint::black_box(touched.fold(0, |sum, b| sum ^ b));
                    some.iter().try_for_each(|l| line(l, &mut text))?;
                }
                Ok(text)
            })
            .collect();
        for text in texts {
            out.write_all(&text?)?;
        }
    }
    Ok(out.flush()?)
}

/// Writes a number with so many decimals, rounded half away from zero.
fn fixed(value: f64, decimals: u32, out: &mut Vec<u8>) {
    let unit = 10_u64.pow(decimals);
    let scaled = (value.abs() * unit as f64).round() as u64;
    if value < 0.0 && scaled > 0 {
        out.push(b'-');
    }
    let mut digits = [b'0'; 20];
    let (mut rest, mut n) = (scaled, 0);
    while rest > 0 || n <= decimals as usize {
        digits[n] += (rest % 10) as u8;
        rest /= 10;
        n += 1;
    }
    for i in (0..n).rev() {
        out.push(digits[i]);
        if i == decimals as usize {
            out.push(b'.');
        }
    }
}

/// Writes a workbook of columns of text and of numbers.
fn to_sheet(
    path: &Path,
    name: &'static str,
    texts: &[&'static str],
    numbers: &[&'static str],
    rows: usize,
    cells: impl Fn(usize) -> (Vec<String>, Vec<f32>),
) -> Result<()> {
    let column = |name: &&'static str| sheet::Column {
        name: (*name).into(),
        title: (*name).to_owned(),
    };
    let rows = (0..rows).map(|row| {
        let (texts, numbers) = cells(row);
        let texts = texts.into_iter().map(sheet::Cell::Text);
        let numbers = numbers
            .into_iter()
            .map(|x| sheet::Cell::Decimal(f64::from(x)));
        Ok(texts.chain(numbers).collect())
    });
    let sheet = sheet::Sheet {
        schema: "semesta.linkage/1",
        name,
        facts: Vec::new(),
        columns: texts.iter().chain(numbers).map(column).collect(),
        rows: Box::new(rows),
    };
    sheet.write(sheet::Format::Xlsx, Some(path), Lang::Id)
}

/// Writes `id,cluster`.
pub(crate) fn clusters(path: &Path, clusters: &[u32], ids: &Ids) -> Result<()> {
    let cells = |row: usize| {
        let cluster = (clusters[row] + 1).to_string();
        (vec![ids.name(row as u32), cluster], Vec::new())
    };
    let names = ["id", "cluster"];
    match Kind::of(path) {
        Kind::Parquet => return columnar::write(path, &names, &[], clusters.len(), cells),
        Kind::Xlsx => return to_sheet(path, "kelompok", &names, &[], clusters.len(), cells),
        Kind::Csv => {}
    }
    let mut out = create(path)?;
    out.write_all(b"id,cluster\n")?;
    for (row, cluster) in clusters.iter().enumerate() {
        ids.write(row as u32, &mut out)?;
        writeln!(out, ",{}", cluster + 1)?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn decimals_are_written_as_format_writes_them() {
        for value in [0.0, 1.0, 0.999_999_6, 12.3456, -0.0004, -7.25, 40.1] {
            let mut out = Vec::new();
            fixed(value, 3, &mut out);
            let expected = format!("{value:.3}").replace("-0.000", "0.000");
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn every_kind_of_file_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let link = |left, right| Link {
            left,
            right,
            weight: 12.5,
            probability: 0.75,
        };
        let rows: [&[&str]; 2] = [&["a,1", "SITI"], &["b", "BUDI"]];
        let table = Table::from_rows(&["id", "nama"], &rows).unwrap();
        let ids = Ids::of(&table, Some("id"), Lang::Id).unwrap();
        for name in ["l.csv", "l.xlsx", "l.parquet"] {
            let path = folder.path().join(name);
            links(&path, &[link(0, 1), link(1, 0)], &ids, &ids, &None).unwrap();
            let back = super::super::read::read_table(&path).unwrap();
            let cell = |column: &str, row| back.cell(back.position(column).unwrap(), row);
            assert_eq!(back.len(), 2, "{name}");
            assert_eq!(cell("id_l", 0), Some("a,1"), "{name}");
            assert_eq!(cell("id_r", 1), Some("a,1"), "{name}");
            let probability: f64 = cell("probability", 1).unwrap().parse().unwrap();
            assert!((probability - 0.75).abs() < 1e-9, "{name}");
            let path = folder.path().join(format!("c{name}"));
            clusters(&path, &[0, 0], &ids).unwrap();
            let back = super::super::read::read_table(&path).unwrap();
            assert_eq!((back.len(), back.cell(1, 1)), (2, Some("1")), "{name}");
        }
    }
}
