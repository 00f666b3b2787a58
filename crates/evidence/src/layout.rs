//! Layouts: under which headers an office delivers the canonical columns.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::error::LayoutError;
use crate::source::Source;

/// The layouts shipped with the program; the first is the common one, under all others.
const SHIPPED: [&str; 4] = [
    include_str!("../../../layouts/umum.yaml"),
    include_str!("../../../layouts/opensid.yaml"),
    include_str!("../../../layouts/vclaim.yaml"),
    include_str!("../../../layouts/ketenagakerjaan.yaml"),
];

/// How an office's file maps to canonical columns.
///
/// **Shape** of the YAML: `schema: semesta.layout/1`, `name`, `description?`,
/// and under `sources` per source: `when?` (headers that must all be there),
/// `columns` (spellings of headers per column), `values?` (cells to canonical
/// cells per column), `fixed?` (a value for an absent column), `optional?`
/// (required columns that may be absent), `positions?` (the column's place from 1,
/// where its header is blank or stands twice), `only_these?` (the common spellings
/// do not apply beside these), `month_first?`, `sheet?`. Unknown keys are refused.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Its name, as in manifests.
    pub name: String,
    /// What it is for, "" where nobody said.
    pub description: String,
    /// BLAKE3 of the YAML.
    pub hash: String,
    pub(crate) sources: BTreeMap<Source, SourceLayout>,
}

/// How one source is mapped.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceLayout {
    pub(crate) when: Vec<String>,
    pub(crate) columns: BTreeMap<&'static str, Vec<String>>,
    pub(crate) values: BTreeMap<&'static str, BTreeMap<String, String>>,
    pub(crate) fixed: BTreeMap<&'static str, String>,
    pub(crate) optional: Vec<&'static str>,
    pub(crate) month_first: bool,
    pub(crate) sheet: Option<String>,
    /// The place from 1 of columns whose header does not name them.
    pub(crate) positions: BTreeMap<&'static str, usize>,
    /// Whether the common spellings do not apply.
    pub(crate) only_these: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: Schema,
    name: String,
    #[serde(default)]
    description: String,
    sources: Sources,
}

#[derive(Deserialize)]
enum Schema {
    #[serde(rename = "semesta.layout/1")]
    V1,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    penduduk: Option<Entry>,
    peserta: Option<Entry>,
    tagihan: Option<Entry>,
    daftar_pemda: Option<Entry>,
    kematian: Option<Entry>,
    pindah: Option<Entry>,
    phk: Option<Entry>,
    pekerja: Option<Entry>,
    badan_usaha: Option<Entry>,
    dtsen: Option<Entry>,
    program: Option<Entry>,
    donatur: Option<Entry>,
    keputusan: Option<Entry>,
    pembayaran: Option<Entry>,
    tagihan_rekap: Option<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<Vec<String>>>,
    #[serde(default)]
    values: BTreeMap<String, Spanned<BTreeMap<String, String>>>,
    #[serde(default)]
    fixed: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    optional: Vec<Spanned<String>>,
    #[serde(default)]
    month_first: bool,
    sheet: Option<String>,
    #[serde(default)]
    positions: BTreeMap<String, Spanned<usize>>,
    #[serde(default)]
    only_these: bool,
}

impl Layout {
    /// Reads a layout file.
    ///
    /// # Errors
    /// If it cannot be read or is not of the expected shape; with the line.
    pub fn load(path: &Path) -> Result<Self, LayoutError> {
        let text = std::fs::read_to_string(path).map_err(|source| LayoutError::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text)
    }

    /// Reads a layout from YAML.
    ///
    /// # Errors
    /// If it is not of the expected shape; with the line.
    pub fn parse(text: &str) -> Result<Self, LayoutError> {
        let file: File =
            serde_saphyr::from_str(text).map_err(|error| LayoutError::Yaml(error.to_string()))?;
        let Schema::V1 = file.schema;
        let mut sources = BTreeMap::new();
        for (source, entry) in file.sources.into_pairs() {
            sources.insert(source, entry.check(source)?);
        }
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        Ok(Self {
            name: file.name,
            description: file.description,
            hash,
            sources,
        })
    }

    /// The sources that it maps.
    pub fn sources(&self) -> impl Iterator<Item = Source> + '_ {
        self.sources.keys().copied()
    }

    /// The YAML of a shipped layout.
    #[must_use]
    pub fn shipped_yaml(name: &str) -> Option<&'static str> {
        let at = Self::shipped()
            .iter()
            .position(|layout| layout.name == name)?;
        SHIPPED.get(at).copied()
    }

    /// The shipped layouts, the common one first.
    #[must_use]
    pub fn shipped() -> &'static [Self] {
        static LAYOUTS: OnceLock<Vec<Layout>> = OnceLock::new();
        // A test reads them all, so none is dropped here in silence.
        LAYOUTS.get_or_init(|| {
            SHIPPED
                .iter()
                .filter_map(|text| Self::parse(text).ok())
                .collect()
        })
    }
}

impl Sources {
    fn into_pairs(self) -> impl Iterator<Item = (Source, Entry)> {
        [
            (Source::Penduduk, self.penduduk),
            (Source::Peserta, self.peserta),
            (Source::Tagihan, self.tagihan),
            (Source::DaftarPemda, self.daftar_pemda),
            (Source::Kematian, self.kematian),
            (Source::Pindah, self.pindah),
            (Source::Phk, self.phk),
            (Source::Pekerja, self.pekerja),
            (Source::BadanUsaha, self.badan_usaha),
            (Source::Dtsen, self.dtsen),
            (Source::Program, self.program),
            (Source::Donatur, self.donatur),
            (Source::Keputusan, self.keputusan),
            (Source::Pembayaran, self.pembayaran),
            (Source::TagihanRekap, self.tagihan_rekap),
        ]
        .into_iter()
        .filter_map(|(source, entry)| Some((source, entry?)))
    }
}

impl Entry {
    /// Ties the columns to those of `source`.
    fn check(self, source: Source) -> Result<SourceLayout, LayoutError> {
        let mut layout = SourceLayout {
            when: self.when,
            month_first: self.month_first,
            sheet: self.sheet,
            only_these: self.only_these,
            ..SourceLayout::default()
        };
        for (column, spellings) in self.columns {
            layout.columns.insert(
                known(source, &column, spellings.referenced.line())?,
                spellings.value,
            );
        }
        for (column, values) in self.values {
            let column = known(source, &column, values.referenced.line())?;
            let folded = values
                .value
                .into_iter()
                .map(|(from, to)| (crate::fold::fold(&from), to));
            layout.values.insert(column, folded.collect());
        }
        for (column, value) in self.fixed {
            layout.fixed.insert(
                known(source, &column, value.referenced.line())?,
                value.value,
            );
        }
        for (column, place) in self.positions {
            let column = known(source, &column, place.referenced.line())?;
            if place.value == 0 {
                return Err(LayoutError::Position {
                    column: column.to_owned(),
                    line: place.referenced.line(),
                });
            }
            layout.positions.insert(column, place.value);
        }
        for column in self.optional {
            layout
                .optional
                .push(known(source, &column.value, column.referenced.line())?);
        }
        Ok(layout)
    }
}

fn known(source: Source, name: &str, line: u64) -> Result<&'static str, LayoutError> {
    source
        .columns()
        .iter()
        .map(|column| column.name)
        .find(|known| *known == name)
        .ok_or_else(|| LayoutError::Column {
            column: name.to_owned(),
            source_code: source.code(),
            line,
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_shipped_layout_reads() {
        for text in SHIPPED {
            Layout::parse(text).unwrap();
        }
        assert_eq!(Layout::shipped().len(), SHIPPED.len());
        assert_eq!(Layout::shipped()[0].sources.len(), Source::ALL.len());
    }

    #[test]
    fn unknown_keys_are_refused_with_their_line() {
        let yaml = "schema: semesta.layout/1\nname: x\nsources:\n  peserta:\n    colums: {}\n";
        let error = Layout::parse(yaml).unwrap_err().to_string();
        assert!(error.contains("line 5"), "{error}");
        let yaml = "schema: semesta.layout/1\nname: x\nsources:\n  peserta:\n    columns:\n      nick: [NIK]\n";
        let error = Layout::parse(yaml).unwrap_err();
        assert!(
            matches!(error, LayoutError::Column { line: 6, .. }),
            "{error}"
        );
    }
}
