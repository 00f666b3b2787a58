//! One layout against one header.

use crate::fold::fold_header;
use crate::header::{Header, HeaderMiss, variants};
use crate::layout::{Layout, SourceLayout};
use crate::source::{Column, Requirement, Source};

/// One layout made ready for matching.
pub(crate) struct Candidate<'l> {
    pub(crate) layout: &'l Layout,
    when: Vec<String>,
    /// Per canonical column: folded spellings, the best first.
    spellings: Vec<Vec<String>>,
    required: Vec<bool>,
    /// Per canonical column its place from 1, where the layout says one.
    positions: Vec<Option<usize>>,
}

impl<'l> Candidate<'l> {
    /// The layout's spellings before the common ones.
    pub(crate) fn new(source: Source, layout: &'l Layout, common: Option<&SourceLayout>) -> Self {
        let own = layout.sources.get(&source);
        let spellings_of = |column: &Column| {
            let listed = |layout: Option<&SourceLayout>| {
                layout
                    .and_then(|l| l.columns.get(column.name))
                    .cloned()
                    .unwrap_or_default()
            };
            let mut spellings = Vec::new();
            let is_alone = own.is_some_and(|own| own.only_these);
            let is_placed = own.is_some_and(|own| own.positions.contains_key(column.name));
            let usual = [column.name.to_owned()]
                .into_iter()
                .chain(listed(common))
                .filter(|_| !is_alone && !is_placed);
            let names = listed(own).into_iter().chain(usual);
            for spelling in names.map(|name| fold_header(&name)) {
                if !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
            spellings
        };
        let is_required = |column: &Column| {
            let excused = own.is_some_and(|own| {
                own.fixed.contains_key(column.name) || own.optional.contains(&column.name)
            });
            column.requirement == Requirement::Required && !excused
        };
        Self {
            layout,
            when: own
                .map(|own| own.when.iter().map(|h| fold_header(h)).collect())
                .unwrap_or_default(),
            spellings: source.columns().iter().map(spellings_of).collect(),
            required: source.columns().iter().map(is_required).collect(),
            positions: source
                .columns()
                .iter()
                .map(|column| own?.positions.get(column.name).copied())
                .collect(),
        }
    }

    /// The cell of each column, if all required ones are there.
    pub(crate) fn try_match(
        &self,
        source: Source,
        header: &Header,
    ) -> Result<Vec<Option<usize>>, HeaderMiss> {
        let has = |wanted: &String| header.variants.iter().any(|known| known.contains(wanted));
        if !self.when.iter().all(has) {
            return Err(HeaderMiss::default());
        }
        let (cells, duplicate) = self.assign(source, header);
        let missing: Vec<&'static str> = source
            .columns()
            .iter()
            .zip(&cells)
            .zip(&self.required)
            .filter(|((_, cell), required)| **required && cell.is_none())
            .map(|((column, _), _)| column.name)
            .collect();
        if missing.is_empty() && duplicate.is_none() {
            return Ok(cells);
        }
        Err(HeaderMiss {
            headers: header.texts.clone(),
            n_mapped: cells.iter().flatten().count(),
            duplicate: duplicate.filter(|_| missing.is_empty()),
            missing,
        })
    }

    /// The headers under which the file would be found again on one line.
    pub(crate) fn headers(&self, header: &Header) -> Vec<String> {
        let is_known = |text: &str| {
            let known = variants(text);
            self.spellings
                .iter()
                .flatten()
                .any(|spelling| known.contains(spelling))
        };
        let both = header.texts.iter().zip(&header.lower);
        both.map(|(text, lower)| {
            if !is_known(text) && is_known(lower) {
                lower
            } else {
                text
            }
            .clone()
        })
        .collect()
    }

    /// Gives each column the cell with its best spelling; equal names first, so
    /// that no synonym takes another column's own header.
    fn assign(
        &self,
        source: Source,
        header: &Header,
    ) -> (Vec<Option<usize>>, Option<(&'static str, String)>) {
        let columns = source.columns();
        let n_ranks = self.spellings.iter().map(Vec::len).max().unwrap_or(0);
        let mut taken = vec![false; header.variants.len()];
        let mut cells = vec![None; columns.len()];
        let mut duplicate = None;
        for (index, place) in self.positions.iter().enumerate() {
            let cell = place.map(|place| place - 1 + header.n_added());
            if let Some(cell) = cell.filter(|cell| *cell < taken.len()) {
                taken[cell] = true;
                cells[index] = Some(cell);
            }
        }
        for rank in 0..n_ranks {
            for (index, column) in columns.iter().enumerate() {
                let Some(spelling) = self.spellings[index]
                    .get(rank)
                    .filter(|_| cells[index].is_none())
                else {
                    continue;
                };
                let mut fitting = (0..taken.len())
                    .filter(|at| !taken[*at] && header.variants[*at].contains(spelling));
                let Some(first) = fitting.next() else {
                    continue;
                };
                if let Some(second) = fitting.next() {
                    duplicate = duplicate.or(Some((column.name, header.texts[second].clone())));
                }
                taken[first] = true;
                cells[index] = Some(first);
            }
        }
        (cells, duplicate)
    }
}
