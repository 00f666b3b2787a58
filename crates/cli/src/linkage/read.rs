//! Reading person files: delimited text in UTF-8 or Windows-1252, Excel
//! workbooks, Parquet.

use super::{columnar, delimited, workbook};
use anyhow::{Context, Result};
use semesta_linkage::Table;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes looked at to find delimiter and encoding.
const LOOK: usize = 1 << 16;

/// Reads a file into a table of text.
pub(crate) fn read_table(path: &Path) -> Result<Table> {
    let name = path.display();
    let mut file =
        File::open(path).with_context(|| format!("berkas `{name}` tidak dapat dibuka"))?;
    let mut head = vec![0; LOOK];
    let n = read_up_to(&mut file, &mut head)?;
    head.truncate(n);
    file.seek(SeekFrom::Start(0))?;
    // What the file is shows in its first bytes; its name may lie.
    let table = if head.starts_with(b"PK\x03\x04") {
        workbook::read(file)
    } else if head.starts_with(b"PAR1") {
        columnar::read(file)
    } else {
        let length = file.metadata().map_or(0, |m| m.len());
        delimited::read(file, length, sniff(&head)).map_err(Into::into)
    };
    table.with_context(|| format!("berkas `{name}` tidak dapat dibaca"))
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match file.read(&mut buffer[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

/// The delimiter that occurs most in the header line, outside quotes.
fn sniff(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut count = [0_u32; 4];
    let choices = [b',', b';', b'\t', b'|'];
    for &b in head {
        match b {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                if let Some(i) = choices.iter().position(|&c| c == b) {
                    count[i] += 1;
                }
            }
            _ => {}
        }
    }
    let best = (0..4)
        .max_by_key(|&i| (count[i], std::cmp::Reverse(i)))
        .unwrap_or(0);
    choices[best]
}
