//! A layout being made: which of a file's columns is which.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::error::LayoutError;
use crate::fold::fold_header;
use crate::header::variants;
use crate::layout::Layout;
use crate::source::{Requirement, Source};

/// Where a canonical column's values come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// The file's column at this index, from 0.
    Column(usize),
    /// One value for all rows.
    Fixed(String),
    /// Nowhere, though the source asks for it.
    Absent,
}

/// A layout for one source, chosen column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayoutDraft {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The file's headers.
    pub headers: Vec<String>,
    /// The source; without one there is no layout.
    pub source: Option<Source>,
    /// Per canonical column where it comes from.
    pub columns: BTreeMap<&'static str, Fill>,
    /// The office's words per canonical column: cell to canonical cell.
    pub values: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// Whether dates with slashes are month first.
    pub month_first: bool,
    /// Which worksheet.
    pub sheet: Option<String>,
}

impl LayoutDraft {
    /// Whether a header tells its column from all others of the file.
    fn names_its_column(&self, at: usize) -> bool {
        let Some(spelling) = self.headers.get(at).map(|header| fold_header(header)) else {
            return false;
        };
        let n_fitting = self
            .headers
            .iter()
            .filter(|header| variants(header).contains(&spelling))
            .count();
        !spelling.is_empty() && n_fitting == 1
    }

    /// The headers by which a later file is known to be of the same kind: those of
    /// the required columns.
    fn when(&self, source: Source) -> Vec<&str> {
        let required = source
            .columns()
            .iter()
            .filter(|column| column.requirement == Requirement::Required);
        required
            .filter_map(|column| match self.columns.get(column.name)? {
                Fill::Column(at) => self.headers.get(*at),
                _ => None,
            })
            .map(String::as_str)
            .filter(|header| !fold_header(header).is_empty())
            .collect()
    }

    /// The layout's YAML.
    #[must_use]
    pub fn yaml(&self) -> String {
        // A JSON string is a YAML string too.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut yaml = format!(
            "schema: semesta.layout/1\nname: {}\ndescription: {}\nsources:\n",
            quoted(&self.name),
            quoted(&self.description)
        );
        let Some(source) = self.source else {
            return yaml;
        };
        let mut say = |line: String| {
            yaml.push_str(&line);
            yaml.push('\n');
        };
        say(format!("  {}:", source.code()));
        let when: Vec<String> = self.when(source).into_iter().map(quoted).collect();
        say(format!("    when: [{}]", when.join(", ")));
        say("    only_these: true".to_owned());
        let (mut columns, mut positions) = (String::new(), String::new());
        let (mut fixed, mut absent) = (String::new(), Vec::new());
        for (column, from) in &self.columns {
            let _ = match from {
                Fill::Column(at) if self.names_its_column(*at) => {
                    writeln!(columns, "      {column}: [{}]", quoted(&self.headers[*at]))
                }
                Fill::Column(at) => writeln!(positions, "      {column}: {}", at + 1),
                Fill::Fixed(value) => writeln!(fixed, "      {column}: {}", quoted(value)),
                Fill::Absent => {
                    absent.push(*column);
                    Ok(())
                }
            };
        }
        for (key, lines) in [
            ("columns", columns),
            ("positions", positions),
            ("fixed", fixed),
        ] {
            if !lines.is_empty() {
                say(format!("    {key}:\n{}", lines.trim_end()));
            }
        }
        if !absent.is_empty() {
            say(format!("    optional: [{}]", absent.join(", ")));
        }
        let values = self.values.iter().filter(|(_, words)| !words.is_empty());
        for (at, (column, words)) in values.enumerate() {
            if at == 0 {
                say("    values:".to_owned());
            }
            let words: Vec<String> = words
                .iter()
                .map(|(from, to)| format!("{}: {}", quoted(from), quoted(to)))
                .collect();
            say(format!("      {column}: {{ {} }}", words.join(", ")));
        }
        if self.month_first {
            say("    month_first: true".to_owned());
        }
        if let Some(sheet) = &self.sheet {
            say(format!("    sheet: {}", quoted(sheet)));
        }
        yaml
    }

    /// The layout.
    ///
    /// # Errors
    /// If no required column has a header by which the file could be known again.
    pub fn layout(&self) -> Result<Layout, LayoutError> {
        let is_known_again = self
            .source
            .is_some_and(|source| !self.when(source).is_empty());
        if !is_known_again {
            return Err(LayoutError::Nameless);
        }
        Layout::parse(&self.yaml())
    }

    /// Chooses the columns whose headers are known, and those that look alike.
    pub fn suggest(&mut self) {
        let Some(source) = self.source else { return };
        let cells = suggested(source, &self.headers);
        for (column, cell) in source.columns().iter().zip(cells) {
            if let Some(at) = cell {
                self.columns.insert(column.name, Fill::Column(at));
            }
        }
    }
}

/// Per canonical column the likeliest of a file's headers.
fn suggested(source: Source, headers: &[String]) -> Vec<Option<usize>> {
    let common = Layout::shipped()
        .first()
        .and_then(|common| common.sources.get(&source));
    let spellings = |name: &str| -> Vec<String> {
        let listed = common.and_then(|common| common.columns.get(name));
        std::iter::once(name)
            .chain(listed.into_iter().flatten().map(String::as_str))
            .map(fold_header)
            .collect()
    };
    let folded: Vec<String> = headers.iter().map(|header| fold_header(header)).collect();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (index, column) in source.columns().iter().enumerate() {
        for (at, header) in folded.iter().enumerate().filter(|(_, h)| !h.is_empty()) {
            let best = spellings(column.name)
                .iter()
                .filter_map(|spelling| likeness(header, spelling))
                .max();
            pairs.extend(best.map(|best| (best, index, at)));
        }
    }
    pairs.sort_by_key(|(best, index, at)| (std::cmp::Reverse(*best), *index, *at));
    let mut cells = vec![None; source.columns().len()];
    let mut taken = vec![false; headers.len()];
    for (_, index, at) in pairs {
        if cells[index].is_none() && !taken[at] {
            cells[index] = Some(at);
            taken[at] = true;
        }
    }
    cells
}

/// How alike a header and a spelling are: the same, or one within the other.
fn likeness(header: &str, spelling: &str) -> Option<usize> {
    if header == spelling {
        return Some(1_000);
    }
    let (short, long) = if header.len() < spelling.len() {
        (header, spelling)
    } else {
        (spelling, header)
    };
    // Words of four letters and more: shorter ones are in everything.
    (short.len() >= 4 && long.contains(short)).then(|| 500 * short.len() / long.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn draft() -> LayoutDraft {
        let headers = ["Identitas", "", "Tanggal \"wafat\"", "Nama"].map(str::to_owned);
        let mut draft = LayoutDraft {
            name: "capil-kota".to_owned(),
            headers: headers.to_vec(),
            source: Some(Source::Kematian),
            ..LayoutDraft::default()
        };
        draft.columns.insert("nik", Fill::Column(1));
        draft.columns.insert("tanggal", Fill::Column(2));
        draft
    }

    #[test]
    fn a_draft_is_the_yaml_of_a_layout() {
        let layout = draft().layout().unwrap();
        let own = &layout.sources[&Source::Kematian];
        assert_eq!(own.positions["nik"], 2);
        assert_eq!(own.columns["tanggal"], ["Tanggal \"wafat\""]);
        assert_eq!(own.when, ["Tanggal \"wafat\""]);
        assert!(own.only_these);
    }

    #[test]
    fn a_draft_without_a_header_to_know_it_by_is_refused() {
        let mut draft = draft();
        draft.columns.insert("tanggal", Fill::Column(1));
        assert!(matches!(draft.layout(), Err(LayoutError::Nameless)));
    }

    #[test]
    fn known_and_alike_headers_are_suggested() {
        let mut draft = draft();
        draft.columns.clear();
        draft.headers = ["Tgl Kematian", "No. KTP almarhum", "Nama almarhum"]
            .map(str::to_owned)
            .to_vec();
        draft.suggest();
        assert_eq!(draft.columns.get("nama"), Some(&Fill::Column(2)));
        assert_eq!(draft.columns.get("nik"), Some(&Fill::Column(1)));
        assert_eq!(draft.columns.get("tanggal"), Some(&Fill::Column(0)));
    }
}
