//! Reading person files: any delimiter, UTF-8 or Windows-1252.

use anyhow::{Context, Result, bail};
use semesta_linkage::Table;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes looked at to find delimiter and encoding.
const LOOK: usize = 1 << 16;

/// Reads a delimited file into a table.
pub(crate) fn read_table(path: &Path) -> Result<Table> {
    let name = path.display();
    let mut file =
        File::open(path).with_context(|| format!("berkas `{name}` tidak dapat dibuka"))?;
    let mut head = vec![0; LOOK];
    let n = read_up_to(&mut file, &mut head)?;
    head.truncate(n);
    if head.starts_with(b"PK\x03\x04") {
        bail!("berkas `{name}` adalah buku kerja XLSX\npetunjuk: simpan sebagai CSV dahulu");
    }
    file.seek(SeekFrom::Start(0))?;
    let delimiter = sniff(&head);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .buffer_capacity(1 << 20)
        .from_reader(BufReader::with_capacity(1 << 20, file));
    read_rows(&mut reader).with_context(|| format!("berkas `{name}` tidak dapat dibaca"))
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

fn read_rows<R: Read>(reader: &mut csv::Reader<R>) -> Result<Table> {
    let headers: Vec<String> = reader.byte_headers()?.iter().map(text).collect();
    let mut table = Table::new(&headers);
    let width = headers.len();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let utf8 = std::str::from_utf8(record.as_slice()).is_ok();
        if utf8 && record.len() == width {
            table.push(
                record
                    .iter()
                    .map(|c| std::str::from_utf8(c).unwrap_or_default()),
            )?;
            continue;
        }
        let mut cells: Vec<String> = record.iter().map(text).collect();
        cells.resize(width, String::new());
        table.push(cells.iter().map(String::as_str))?;
    }
    table.shrink_to_fit();
    Ok(table)
}

/// Decodes a cell: UTF-8, else Windows-1252.
fn text(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(cell)
            .0
            .into_owned(),
    }
}
