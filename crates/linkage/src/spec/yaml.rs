//! Reading a spec from YAML; errors name the line and the legal values.

use super::{BlockPart, FieldSpec, Mode, Spec};
use crate::block::part::Part;
use crate::kind::Kind;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use std::fmt;
use thiserror::Error;

/// A spec that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SpecError {
    /// Not YAML, or an unknown or misplaced key.
    #[error("line {line}: {message}")]
    Form {
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A word outside a closed set.
    #[error("line {line}: unknown {what} `{found}`: expected one of {legal}")]
    Word {
        /// Line, from 1.
        line: u64,
        /// What the word should name.
        what: &'static str,
        /// The word.
        found: String,
        /// The legal words.
        legal: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    id: Option<Words>,
    #[serde(default)]
    fields: Fields,
    #[serde(default)]
    ignore: Words,
    mode: Option<Spanned<String>>,
    #[serde(default)]
    blocking: Vec<Spanned<Words>>,
    max_pairs: Option<u64>,
    link_above: Option<Spanned<f64>>,
    precision: Option<Spanned<f64>>,
    review_above: Option<Spanned<f64>>,
}

/// One word or a list of words.
#[derive(Default, Clone)]
struct Words(Vec<String>);

/// Fields as a list or as a mapping from column to kind.
#[derive(Default)]
struct Fields(Vec<Entry>);

#[derive(Default)]
struct Entry {
    name: Option<String>,
    column: Words,
    left: Words,
    right: Words,
    kind: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word or a list of words")
            }
            fn visit_str<E>(self, text: &str) -> Result<Words, E> {
                Ok(Words(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Words, A::Error> {
                let mut out = Vec::new();
                while let Some(word) = seq.next_element::<String>()? {
                    out.push(word);
                }
                Ok(Words(out))
            }
        }
        d.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entry;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column, `column: kind`, or a mapping with `column` and `kind`")
            }
            fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry {
                    column: Words(vec![text.to_owned()]),
                    ..Entry::default()
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
                let mut entry = Entry::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "name" => entry.name = Some(map.next_value()?),
                        "column" | "columns" => entry.column = map.next_value()?,
                        "left" => entry.left = map.next_value()?,
                        "right" => entry.right = map.next_value()?,
                        "kind" => entry.kind = Some(map.next_value()?),
                        _ => {
                            entry.kind = Some(map.next_value()?);
                            entry.column = Words(vec![key]);
                        }
                    }
                }
                Ok(entry)
            }
        }
        d.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of fields or a mapping from column to kind")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Fields, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = seq.next_element()? {
                    out.push(entry);
                }
                Ok(Fields(out))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut out = Vec::new();
                while let Some(column) = map.next_key::<String>()? {
                    let kind = Some(map.next_value()?);
                    out.push(Entry {
                        column: Words(vec![column]),
                        kind,
                        ..Entry::default()
                    });
                }
                Ok(Fields(out))
            }
        }
        d.deserialize_any(Reader)
    }
}

impl Spec {
    /// Reads a spec from YAML.
    ///
    /// # Errors
    /// [`SpecError`] with the line, and the legal values where a word is wrong.
    ///
    /// ```
    /// use semesta_linkage::{Kind, Mode, Spec};
    /// let spec = Spec::from_yaml("mode: one_to_one\nfields:\n  nama: full_name\n  tgl_lahir: date\n")?;
    /// assert_eq!(spec.mode, Mode::OneToOne);
    /// assert_eq!(spec.fields[1].kind, Some(Kind::Date));
    /// let wrong = Spec::from_yaml("fields:\n  nama: colour\n").unwrap_err();
    /// assert!(wrong.to_string().starts_with("line 2: unknown kind `colour`"));
    /// # Ok::<(), semesta_linkage::SpecError>(())
    /// ```
    pub fn from_yaml(text: &str) -> Result<Self, SpecError> {
        if text
            .lines()
            .all(|l| l.trim().is_empty() || l.trim().starts_with('#'))
        {
            return Ok(Self::default());
        }
        let document: Document = serde_saphyr::from_str(text).map_err(|e| SpecError::Form {
            line: e.location().map_or(1, |l| l.line()),
            message: first_line(&e.to_string()),
        })?;
        let id = document.id.map(|w| {
            let first = w.0.first().cloned().unwrap_or_default();
            let last = w.0.last().cloned().unwrap_or_default();
            (first, last)
        });
        let fields = document.fields.0.into_iter().map(field);
        let fields: Vec<FieldSpec> = fields.collect::<Result<_, _>>()?;
        let rules = document.blocking.iter().map(|words| rule(words, &fields));
        Ok(Self {
            id,
            ignore: document.ignore.0,
            mode: document.mode.map_or(Ok(Mode::Auto), |m| mode(&m))?,
            blocking: rules.collect::<Result<_, _>>()?,
            fields,
            max_pairs: document.max_pairs,
            link_above: share("link_above", document.link_above)?,
            precision: share("precision", document.precision)?,
            review_above: share("review_above", document.review_above)?,
        })
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

fn legal<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn mode(found: &Spanned<String>) -> Result<Mode, SpecError> {
    Mode::parse(&found.value).ok_or_else(|| SpecError::Word {
        line: found.referenced.line(),
        what: "mode",
        found: found.value.clone(),
        legal: legal(Mode::ALL.iter().map(|m| m.1)),
    })
}

fn field(entry: Entry) -> Result<FieldSpec, SpecError> {
    let kind = match &entry.kind {
        None => None,
        Some(word) => Some(Kind::parse(&word.value).ok_or_else(|| SpecError::Word {
            line: word.referenced.line(),
            what: "kind",
            found: word.value.clone(),
            legal: legal(Kind::ALL.iter().map(|k| k.1)),
        })?),
    };
    let or = |side: Words, other: &Words| {
        if side.0.is_empty() {
            other.0.clone()
        } else {
            side.0
        }
    };
    let left = or(entry.left.clone(), &or_words(&entry.column, &entry.right));
    let right = or(entry.right, &or_words(&entry.column, &entry.left));
    let line = entry.kind.as_ref().map_or(1, |k| k.referenced.line());
    let name = entry.name.or_else(|| left.first().cloned());
    let name = name.ok_or_else(|| SpecError::Form {
        line,
        message: "a field without a `column`".into(),
    })?;
    if left.is_empty() || right.is_empty() {
        return Err(SpecError::Form {
            line,
            message: format!("field `{name}` names no `column`"),
        });
    }
    Ok(FieldSpec {
        name,
        left,
        right,
        kind,
    })
}

fn or_words(a: &Words, b: &Words) -> Words {
    if a.0.is_empty() { b.clone() } else { a.clone() }
}

fn rule(words: &Spanned<Words>, fields: &[FieldSpec]) -> Result<Vec<BlockPart>, SpecError> {
    let line = words.referenced.line();
    let parts = words.value.0.iter();
    let parts: Vec<BlockPart> = parts
        .map(|word| block_part(word, line))
        .collect::<Result<_, _>>()?;
    // Without fields in the spec their names are known with the data only.
    let unknown = |part: &&BlockPart| fields.iter().all(|f| f.name != part.field);
    match parts.iter().find(unknown) {
        Some(part) if !fields.is_empty() => Err(SpecError::Word {
            line,
            what: "field",
            found: part.field.clone(),
            legal: legal(fields.iter().map(|f| f.name.as_str())),
        }),
        _ => Ok(parts),
    }
}

fn block_part(word: &str, line: u64) -> Result<BlockPart, SpecError> {
    let (field, part) = word.rsplit_once(':').unwrap_or((word, "whole"));
    let found = Part::ALL.iter().find(|(_, n)| *n == part.trim());
    let (part, _) = found.ok_or_else(|| SpecError::Word {
        line,
        what: "part of a field",
        found: part.trim().to_owned(),
        legal: legal(Part::ALL.iter().map(|p| p.1)),
    })?;
    Ok(BlockPart {
        field: field.trim().to_owned(),
        part: *part,
    })
}

fn share(key: &str, found: Option<Spanned<f64>>) -> Result<Option<f64>, SpecError> {
    match found {
        Some(x) if !(0.0..=1.0).contains(&x.value) => Err(SpecError::Form {
            line: x.referenced.line(),
            message: format!("`{key}` is {}: expected a number from 0 to 1", x.value),
        }),
        other => Ok(other.map(|x| x.value)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_form_of_a_field_is_read() {
        let text = "id: [nik, no]\nfields:\n  - nama\n  - tgl: date\n  - name: ibu\n    left: nama_ibu\n    right: ibu\n    kind: full_name\n  - columns: [depan, belakang]\n    kind: name\nblocking:\n  - [nama:first_word, tgl]\n  - ibu\nprecision: 0.99\n";
        let spec = Spec::from_yaml(text).unwrap();
        assert_eq!(spec.id, Some(("nik".into(), "no".into())));
        assert_eq!(spec.fields.len(), 4);
        assert_eq!(spec.fields[0].kind, None);
        assert_eq!(
            (
                spec.fields[2].left[0].as_str(),
                spec.fields[2].right[0].as_str()
            ),
            ("nama_ibu", "ibu")
        );
        assert_eq!(spec.fields[3].left, ["depan", "belakang"]);
        assert_eq!(spec.blocking[0][0].part, Part::FirstWord);
        assert_eq!(spec.blocking[1][0].field, "ibu");
        assert_eq!(spec.precision, Some(0.99));
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let error = Spec::from_yaml(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn errors_name_the_line_and_the_legal_values() {
        refused(
            "mode: both\n",
            "line 1: unknown mode `both`: expected one of auto, one_to_one",
        );
        refused(
            "fields:\n  - nama: full_name\n  - tgl: day\n",
            "line 3: unknown kind `day`: expected one of given_name",
        );
        refused(
            "mode: auto\nblocking:\n  - [nama:middle]\n",
            "line 3: unknown part of a field `middle`",
        );
        refused(
            "fields: {nama: name, tgl: date}\nblocking:\n  - [nama, lahir]\n",
            "line 3: unknown field `lahir`: expected one of nama, tgl",
        );
        refused("mode: auto\nprecision: 3\n", "line 2: `precision` is 3");
        refused("mode: auto\ncolour: red\n", "line 2: ");
    }

    #[test]
    fn an_empty_spec_leaves_everything_to_the_data() {
        assert_eq!(Spec::from_yaml("# nothing\n").unwrap(), Spec::default());
    }
}
