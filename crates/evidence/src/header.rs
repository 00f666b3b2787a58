//! Finding the header: which row it is, and which cell holds which column.

use crate::candidate::Candidate;
use crate::cell::Cell;
use crate::error::ImportError;
use crate::fold::fold_header;
use crate::layout::Layout;
use crate::source::Source;

/// A header that has all required columns.
#[derive(Debug, Clone)]
pub(crate) struct HeaderMatch {
    /// Index among the rows looked at of the header's last line.
    pub(crate) row: usize,
    /// The header as delivered.
    pub(crate) headers: Vec<String>,
    /// Per canonical column the cell that holds it.
    pub(crate) cells: Vec<Option<usize>>,
    /// Which layout fitted.
    pub(crate) layout: usize,
    /// Leading cells that a file of rejects adds.
    pub(crate) n_added: usize,
}

impl HeaderMatch {
    /// How many canonical columns were found.
    pub(crate) fn n_mapped(&self) -> usize {
        self.cells.iter().flatten().count()
    }
}

/// No row fits; what came nearest.
#[derive(Debug, Default)]
pub(crate) struct HeaderMiss {
    pub(crate) headers: Vec<String>,
    pub(crate) missing: Vec<&'static str>,
    pub(crate) n_mapped: usize,
    pub(crate) duplicate: Option<(&'static str, String)>,
}

impl HeaderMiss {
    /// How near it came.
    pub(crate) fn score(&self) -> usize {
        self.n_mapped * 1_000 + self.headers.len().min(999)
    }

    /// The error to show.
    pub(crate) fn into_error(self, matcher: &Matcher<'_>, sheet: Option<String>) -> ImportError {
        if let Some((column, header)) = self.duplicate {
            return ImportError::DuplicateHeader { column, header };
        }
        if self.headers.is_empty() {
            return ImportError::EmptyFile;
        }
        let known_as = self
            .missing
            .iter()
            .map(|name| matcher.known_as(name))
            .collect();
        let found = self
            .headers
            .into_iter()
            .filter(|h| !h.is_empty())
            .take(60)
            .collect();
        ImportError::MissingColumns {
            source_kind: matcher.source,
            sheet,
            missing: self.missing,
            found,
            known_as,
        }
    }
}

/// Matches headers of one source against the layouts.
pub(crate) struct Matcher<'l> {
    pub(crate) source: Source,
    candidates: Vec<Candidate<'l>>,
    /// Of a file of mended rejects: the headers of the file they came from.
    only: Option<&'l [String]>,
}

impl<'l> Matcher<'l> {
    /// With `layout` alone if given, else with the shipped ones; the common spellings always apply.
    pub(crate) fn new(source: Source, layout: Option<&'l Layout>) -> Self {
        let shipped = Layout::shipped();
        let layouts: Vec<&'l Layout> = match layout {
            Some(layout) => vec![layout],
            None => shipped.iter().skip(1).chain(shipped.first()).collect(),
        };
        let common = shipped
            .first()
            .and_then(|common| common.sources.get(&source));
        let candidates = layouts
            .into_iter()
            .filter(|candidate| layout.is_some() || candidate.sources.contains_key(&source))
            .map(|candidate| Candidate::new(source, candidate, common))
            .collect();
        Self {
            source,
            candidates,
            only: None,
        }
    }

    /// Looks in a file of rejects only at these headers: it may hold those of
    /// other files too.
    pub(crate) fn only(mut self, headers: Option<&'l [String]>) -> Self {
        self.only = headers;
        self
    }

    /// The layout of a match.
    pub(crate) fn layout(&self, index: usize) -> &'l Layout {
        self.candidates[index].layout
    }

    /// The sheet that the layout names.
    pub(crate) fn sheet(&self) -> Option<&str> {
        let layouts = self
            .candidates
            .iter()
            .filter_map(|c| c.layout.sources.get(&self.source));
        layouts.filter_map(|layout| layout.sheet.as_deref()).next()
    }

    /// The first row that has all required columns, or what came nearest.
    pub(crate) fn find(&self, rows: &[Vec<Cell<'_>>]) -> Result<HeaderMatch, HeaderMiss> {
        let mut nearest = HeaderMiss::default();
        let single = rows
            .iter()
            .enumerate()
            .map(|(row, cells)| (row, Header::single(cells)));
        let double = rows
            .windows(2)
            .enumerate()
            .map(|(row, pair)| (row + 1, Header::double(&pair[0], &pair[1])));
        for (row, mut header) in single.chain(double) {
            header.keep_only(self.only);
            for (index, candidate) in self.candidates.iter().enumerate() {
                match candidate.try_match(self.source, &header) {
                    Ok(cells) => {
                        return Ok(HeaderMatch {
                            row,
                            cells,
                            layout: index,
                            n_added: header.n_added,
                            headers: self.candidates[index].headers(&header),
                        });
                    }
                    Err(miss) if miss.score() > nearest.score() => nearest = miss,
                    Err(_) => {}
                }
            }
        }
        Err(nearest)
    }

    /// A column's name with its commonest spellings.
    fn known_as(&self, name: &str) -> String {
        let common = Layout::shipped()
            .first()
            .and_then(|common| common.sources.get(&self.source));
        let spellings = common.and_then(|common| common.columns.get(name));
        let shown: Vec<&str> = spellings
            .into_iter()
            .flatten()
            .take(4)
            .map(String::as_str)
            .collect();
        if shown.is_empty() {
            name.to_owned()
        } else {
            format!("{name} ({})", shown.join(", "))
        }
    }
}

/// A header's cells with the spellings under which each may be known.
pub(crate) struct Header {
    pub(crate) texts: Vec<String>,
    /// Of two lines the lower one alone.
    pub(crate) lower: Vec<String>,
    pub(crate) variants: Vec<Vec<String>>,
    n_added: usize,
}

impl Header {
    /// Leading cells that a file of rejects adds.
    pub(crate) fn n_added(&self) -> usize {
        self.n_added
    }

    pub(crate) fn single(cells: &[Cell<'_>]) -> Self {
        let texts: Vec<String> = cells
            .iter()
            .map(|cell| cell.text().trim().to_owned())
            .collect();
        let variants = texts.iter().map(|text| variants(text)).collect();
        Self::new(texts.clone(), texts, variants)
    }

    /// Forgets what stands under other headers than these.
    fn keep_only(&mut self, headers: Option<&[String]>) {
        let Some(headers) = headers.filter(|_| self.n_added > 0) else {
            return;
        };
        for (text, variants) in self.texts.iter().zip(&mut self.variants) {
            if !headers.contains(text) {
                variants.clear();
            }
        }
    }

    /// A header of two lines: groups above, columns below.
    pub(crate) fn double(above: &[Cell<'_>], below: &[Cell<'_>]) -> Self {
        let width = above.len().max(below.len());
        let text = |cells: &[Cell<'_>], at: usize| {
            cells
                .get(at)
                .map(|cell| cell.text().trim().to_owned())
                .unwrap_or_default()
        };
        let mut group = String::new();
        let (mut texts, mut lowers, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for at in 0..width {
            let (upper, lower) = (text(above, at), text(below, at));
            if !upper.is_empty() {
                group.clone_from(&upper);
            }
            let joined = format!("{group} {lower}").trim().to_owned();
            if lower.is_empty() {
                all.push(variants(&upper));
                lowers.push(upper.clone());
                texts.push(upper);
            } else {
                let mut known = variants(&joined);
                known.extend(variants(&lower));
                all.push(known);
                texts.push(joined);
                lowers.push(lower);
            }
        }
        Self::new(texts, lowers, all)
    }

    fn new(texts: Vec<String>, lower: Vec<String>, mut variants: Vec<Vec<String>>) -> Self {
        const ADDED: [&str; 5] = ["FILE", "ROW", "COLUMN", "CODE", "MESSAGE"];
        let is_reject_file = variants.len() > ADDED.len()
            && ADDED
                .iter()
                .zip(&variants)
                .all(|(added, known)| known.iter().any(|k| k == added));
        let n_added = if is_reject_file { ADDED.len() } else { 0 };
        variants.iter_mut().take(n_added).for_each(Vec::clear);
        Self {
            texts,
            lower,
            variants,
            n_added,
        }
    }
}

/// A header's folded spellings: whole, and without what stands in brackets.
pub(crate) fn variants(text: &str) -> Vec<String> {
    let whole = fold_header(text);
    if whole.is_empty() {
        return Vec::new();
    }
    let outside = text
        .split_once(['(', '['])
        .map(|(head, _)| fold_header(head));
    match outside {
        Some(outside) if !outside.is_empty() && outside != whole => vec![whole, outside],
        _ => vec![whole],
    }
}
