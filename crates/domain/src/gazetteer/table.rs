//! The embedded tables of region codes, searched in place.

use crate::RegionCode;

const REGIONS: &str = include_str!("../../../../reference/wilayah.csv");
const FORMER: &str = include_str!("../../../../reference/wilayah_former.csv");
const ALIASES: &str = include_str!("../../../../reference/region_aliases.csv");

/// A row of a table: a code and its name.
pub(super) type Row = (RegionCode, &'static str);

/// Today's regions that are `code` or lie in it, in the order of their codes.
pub(super) fn regions_in(code: RegionCode) -> impl Iterator<Item = Row> {
    rows_in(body(REGIONS), code)
}

/// Codes of editions before today's that are `code` or lie in it, each with its
/// name then. A renamed region keeps its code and is here with its old name.
pub(super) fn former_in(code: RegionCode) -> impl Iterator<Item = Row> {
    rows_in(body(FORMER), code)
}

/// Every code of an earlier edition.
pub(super) fn all_former() -> impl Iterator<Item = Row> {
    body(FORMER).lines().filter_map(row)
}

/// Regions renumbered as a whole: the former and today's code.
pub(super) fn aliases() -> impl Iterator<Item = (RegionCode, RegionCode)> {
    body(ALIASES).lines().filter_map(|line| {
        let mut fields = line.split(',');
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

/// Today's name of a region.
pub(super) fn name_of(code: RegionCode) -> Option<&'static str> {
    regions_in(code)
        .next()
        .filter(|(found, _)| *found == code)
        .map(|(_, name)| name)
}

/// A table without its header.
fn body(table: &'static str) -> &'static str {
    table.split_once('\n').map_or("", |(_, body)| body)
}

fn rows_in(table: &'static str, code: RegionCode) -> impl Iterator<Item = Row> {
    let prefix = code.to_string();
    let start = lower_bound(table, &prefix);
    table[start..]
        .lines()
        .take_while(move |line| line.starts_with(&prefix))
        .filter_map(row)
}

fn row(line: &'static str) -> Option<Row> {
    let (code, rest) = line.split_once(',')?;
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(',').next()?,
    };
    Some((code.parse().ok()?, name))
}

/// Where the first line begins whose code is not before `code`; the tables are
/// sorted by code, and a code's parts sort after it.
fn lower_bound(table: &str, code: &str) -> usize {
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[..middle]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let end = bytes[middle..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(bytes.len(), |at| middle + at + 1);
        let field = bytes[start..end].split(|b| *b == b',').next();
        if field.is_some_and(|field| field < code.as_bytes()) {
            low = end;
        } else {
            high = start;
        }
    }
    low
}
