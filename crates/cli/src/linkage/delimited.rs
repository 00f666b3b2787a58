//! Delimited text, read in blocks and cut into cells without a copy a row.

use semesta_linkage::{Table, TableError};
use std::borrow::Cow;
use std::io::{Error, ErrorKind, Read};

/// Bytes read at a time.
const BLOCK: usize = 1 << 22;
/// Rows that tell how long the others are.
const ROWS_TOLD: usize = 1000;
/// A little more room than the first rows tell.
const SPARE: f64 = 1.02;

/// Reads all rows; the first is the header. Short rows are filled with empty
/// cells, long ones cut; cells that are not UTF-8 are taken as Windows-1252.
/// `length` is about how many bytes there are.
///
/// # Errors
/// The source cannot be read, or a column holds more than a table can.
pub(crate) fn read(mut source: impl Read, length: u64, delimiter: u8) -> Result<Table, Error> {
    let mut block = Block::default();
    let mut cells: Vec<Cell> = Vec::new();
    let mut table: Option<Table> = None;
    let mut roomy = false;
    loop {
        let Some(end) = cut(&block.bytes[block.at..], delimiter, block.ended, &mut cells) else {
            block.fill(&mut source)?;
            if let Some(table) = table.as_mut().filter(|t| t.len() >= ROWS_TOLD && !roomy) {
                table.make_room(length as f64 * SPARE / block.taken as f64);
                roomy = true;
            }
            continue;
        };
        if end == 0 {
            break;
        }
        let row = &block.bytes[block.at..block.at + end];
        block.at += end;
        match &mut table {
            _ if cells.is_empty() => {}
            Some(table) => push(table, row, &cells).map_err(too_large)?,
            None => {
                let headers: Vec<Cow<'_, str>> = cells.iter().map(|c| c.text(row)).collect();
                table = Some(Table::new(&headers));
            }
        }
    }
    let mut table = table.unwrap_or_default();
    table.shrink_to_fit();
    Ok(table)
}

fn too_large(error: TableError) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}

/// Bytes read and not yet taken.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    at: usize,
    /// Bytes taken and dropped.
    taken: u64,
    ended: bool,
}

impl Block {
    /// Drops what was taken and reads on; a row longer than the block lets it grow.
    fn fill(&mut self, source: &mut impl Read) -> Result<(), Error> {
        self.bytes.drain(..self.at);
        self.taken += self.at as u64;
        self.at = 0;
        let more = BLOCK.max(self.bytes.len()) as u64;
        self.ended = source.by_ref().take(more).read_to_end(&mut self.bytes)? == 0;
        Ok(())
    }
}

/// Where a cell stands in its row.
#[derive(Clone, Copy)]
struct Cell {
    from: usize,
    to: usize,
    /// Quotes stand inside and have to be taken out.
    quoted: bool,
}

impl Cell {
    fn text<'a>(&self, row: &'a [u8]) -> Cow<'a, str> {
        let raw = &row[self.from..self.to];
        if self.quoted {
            return Cow::Owned(decode(&unquote(raw)).into_owned());
        }
        match decode(raw) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
            owned => owned,
        }
    }
}

fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}

/// Takes the quotes off: what stands between them, doubled ones once.
fn unquote(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let (mut inside, mut i) = (false, 0);
    while i < raw.len() {
        match raw[i] {
            b'"' if inside && raw.get(i + 1) == Some(&b'"') => {
                out.push(b'"');
                i += 1;
            }
            b'"' if inside => inside = false,
            b'"' if i == 0 => inside = true,
            b => out.push(b),
        }
        i += 1;
    }
    out
}

/// Finds the cells of the first row and returns the row's length with its line
/// end; nothing while the row is not whole. An empty line has no cells.
fn cut(bytes: &[u8], delimiter: u8, ended: bool, cells: &mut Vec<Cell>) -> Option<usize> {
    cells.clear();
    let mut from = 0;
    loop {
        let quoted = bytes.get(from) == Some(&b'"');
        let start = if quoted {
            closing(bytes, from, ended)?
        } else {
            from
        };
        let stop = |b: &u8| *b == delimiter || *b == b'\n' || *b == b'\r';
        let to = match bytes[start.min(bytes.len())..].iter().position(stop) {
            Some(n) => start + n,
            None if ended => bytes.len(),
            None => return None,
        };
        // A quoted cell of plain text needs no copy.
        let closed = quoted && start == to && to > from + 1 && bytes[to - 1] == b'"';
        let plain = closed && !bytes[from + 1..to - 1].contains(&b'"');
        cells.push(if plain {
            Cell {
                from: from + 1,
                to: to - 1,
                quoted: false,
            }
        } else {
            Cell { from, to, quoted }
        });
        match bytes.get(to) {
            Some(&b) if b == delimiter => from = to + 1,
            end => {
                if cells.len() == 1 && to == 0 {
                    cells.clear();
                }
                return match (end, bytes.get(to + 1)) {
                    (Some(b'\r'), Some(b'\n')) => Some(to + 2),
                    (Some(b'\r'), None) if !ended => None,
                    (Some(_), _) => Some(to + 1),
                    (None, _) => Some(to),
                };
            }
        }
    }
}

/// The place after the quote that closes a quoted cell. Where the source ends
/// inside a quoted cell, the cell ends with it.
fn closing(bytes: &[u8], from: usize, ended: bool) -> Option<usize> {
    let mut at = from + 1;
    loop {
        let Some(n) = bytes[at.min(bytes.len())..].iter().position(|b| *b == b'"') else {
            return ended.then_some(bytes.len());
        };
        at += n + 1;
        match bytes.get(at) {
            Some(b'"') => at += 1,
            None if !ended => return None,
            _ => return Some(at),
        }
    }
}

fn push(table: &mut Table, row: &[u8], cells: &[Cell]) -> Result<(), TableError> {
    let width = table.columns().len();
    let simple = cells.len() == width && cells.iter().all(|c| !c.quoted);
    if let (true, Ok(text)) = (simple, std::str::from_utf8(row)) {
        // Cells end at delimiters, which are never part of a character.
        return table.push(
            cells
                .iter()
                .map(|c| text.get(c.from..c.to).unwrap_or_default()),
        );
    }
    let mut texts: Vec<Cow<'_, str>> = cells.iter().map(|c| c.text(row)).collect();
    texts.resize(width, Cow::Borrowed(""));
    table.push(texts.iter().map(AsRef::as_ref))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn rows(table: &Table) -> Vec<Vec<String>> {
        let columns = table.columns();
        (0..table.len())
            .map(|r| columns.iter().map(|c| c.text(r).to_owned()).collect())
            .collect()
    }

    #[track_caller]
    fn check(text: &[u8], expected: &[&[&str]]) {
        let table = read(text, text.len() as u64, b',').unwrap();
        assert_eq!(
            rows(&table),
            expected.iter().map(|r| r.to_vec()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn quotes_line_ends_and_encodings() {
        check(b"a,b\n1,2\n", &[&["1", "2"]]);
        check(
            b"a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\r\n3,",
            &[&["x, y", "say \"hi\""], &["3", ""]],
        );
        check(b"a,b\n1\n1,2,3\n", &[&["1", ""], &["1", "2"]]);
        check(b"a,b\nJos\xe9,5\" pipa", &[&["Jos\u{e9}", "5\" pipa"]]);
        check(b"a,b\n\"two\nlines\",x", &[&["two\nlines", "x"]]);
        check(b"a,b\n\"open,x", &[&["open,x", ""]]);
        check(b"a,b", &[]);
        check(b"", &[]);
    }

    /// A source that gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);
    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let n = self.1.min(out.len()).min(self.0.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn cells_come_back_as_written(
            cells in prop::collection::vec(prop::collection::vec("[a-z\",;\n]{0,6}", 3), 0..20),
            step in 1_usize..9,
        ) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(["a", "b", "c"]).unwrap();
            cells.iter().for_each(|r| writer.write_record(r).unwrap());
            let text = writer.into_inner().unwrap();
            let table = read(Slow(&text, step), text.len() as u64, b',').unwrap();
            let trimmed: Vec<Vec<String>> = cells
                .iter()
                .map(|r| r.iter().map(|c| c.trim().to_owned()).collect())
                .collect();
            prop_assert_eq!(rows(&table), trimmed);
        }
    }
}
