//! Which delimiter a text uses, and where its header stands.

use super::csv::Records;
use crate::cell::Cell;
use crate::error::ImportError;
use crate::header::{HeaderMatch, Matcher};
use crate::limits::{HEADER_ROWS, Limits};

/// What the beginning of a text tells.
#[derive(Debug)]
pub(crate) struct Sniffed {
    pub(crate) delimiter: u8,
    pub(crate) header: HeaderMatch,
    /// Where the first data row begins.
    pub(crate) data_at: usize,
}

pub(crate) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Finds the delimiter under which the header fits best.
///
/// # Errors
/// If no delimiter gives a header with all required columns.
pub(crate) fn sniff(
    text: &str,
    matcher: &Matcher<'_>,
    limits: &Limits,
) -> Result<Sniffed, ImportError> {
    let told = told_delimiter(text);
    let mut best: Option<Sniffed> = None;
    let mut failure: Option<(usize, ImportError)> = None;
    for delimiter in DELIMITERS
        .into_iter()
        .filter(|d| told.is_none_or(|told| told == *d))
    {
        let (rows, ends) = first_rows(text, delimiter);
        check_length(&ends, limits)?;
        match matcher.find(&rows) {
            Ok(header) => {
                let better = best
                    .as_ref()
                    .is_none_or(|b| header.n_mapped() > b.header.n_mapped());
                if better {
                    let data_at = ends[header.row];
                    best = Some(Sniffed {
                        delimiter,
                        header,
                        data_at,
                    });
                }
            }
            Err(miss) => {
                let score = miss.score();
                if failure.as_ref().is_none_or(|(known, _)| score > *known) {
                    failure = Some((score, miss.into_error(matcher, None)));
                }
            }
        }
    }
    check_width(&best, limits)?;
    match (best, failure) {
        (Some(best), _) => Ok(best),
        (None, Some((_, error))) => Err(error),
        (None, None) => Err(ImportError::EmptyFile),
    }
}

/// Refuses an endless line before anyone looks for a header in it.
fn check_length(ends: &[usize], limits: &Limits) -> Result<(), ImportError> {
    let mut start = 0;
    for (row, end) in (1..).zip(ends) {
        if end - start > limits.row_bytes_max {
            return Err(ImportError::RowTooLong {
                row,
                max: limits.row_bytes_max,
            });
        }
        start = *end;
    }
    Ok(())
}

fn check_width(best: &Option<Sniffed>, limits: &Limits) -> Result<(), ImportError> {
    match best {
        Some(found) if found.header.headers.len() > limits.n_columns_max => {
            Err(ImportError::TooManyColumns {
                found: found.header.headers.len(),
                max: limits.n_columns_max,
            })
        }
        _ => Ok(()),
    }
}

/// The delimiter that a first line `sep=;` names.
pub(crate) fn told_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim().trim_matches('"');
    let rest = line.strip_prefix("sep=").or(line.strip_prefix("SEP="))?;
    let delimiter = if rest.is_empty() {
        b'\t'
    } else {
        rest.as_bytes()[0]
    };
    DELIMITERS.contains(&delimiter).then_some(delimiter)
}

/// The first rows, and where each ends; reads no further than a quoted cell may be long.
fn first_rows(text: &str, delimiter: u8) -> (Vec<Vec<Cell<'_>>>, Vec<usize>) {
    let mut records = Records::new(text, delimiter);
    let mut rows = Vec::new();
    let mut ends = Vec::new();
    let mut cells = Vec::new();
    while rows.len() < HEADER_ROWS && records.next(&mut cells) {
        rows.push(std::mem::take(&mut cells));
        ends.push(records.position());
    }
    (rows, ends)
}
