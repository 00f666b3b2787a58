//! How a mutation file looks: data, since every branch wants other columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{DeskError, Result};

const SCHEMA: &str = "semesta.mutation/1";

const SHIPPED: [&str; 2] = [
    include_str!("../../../../layouts/mutasi-umum.yaml"),
    include_str!("../../../../layouts/mutasi-ringkas.yaml"),
];

/// A layout of mutation files and of their answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MutationLayout {
    /// Always `semesta.mutation/1`.
    pub schema: String,
    /// Its name in commands.
    pub name: String,
    /// Its title for readers.
    pub title: String,
    /// The worksheet's name.
    pub sheet: String,
    /// The columns, in order.
    pub columns: Vec<LayoutColumn>,
    /// What the kinds of proposals are called; a kind that is not named keeps its code.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// How answers are read.
    pub feedback: Feedback,
}

/// One column: a value of the proposal, or a constant text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutColumn {
    /// Its header.
    pub header: String,
    /// The value's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<LayoutValue>,
    /// The constant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayoutValue {
    /// The row's number from 1.
    Row,
    /// The proposal's number, which the answer should carry back.
    Reference,
    /// What is to be done, as `kinds` calls it.
    Kind,
    /// Why.
    Reason,
    /// The note.
    Note,
    /// The NIK.
    Nik,
    /// The card.
    Card,
    /// The name.
    Name,
    /// The area's code.
    Area,
    /// The area's name.
    AreaName,
    /// The segment as it is.
    SegmentBefore,
    /// The segment as it would be.
    SegmentAfter,
    /// The payer as it is.
    PayerBefore,
    /// The payer as it would be.
    PayerAfter,
    /// The class.
    Class,
    /// The employer.
    Employer,
    /// The NIK on the record, in a correction.
    NikBefore,
    /// The right NIK, in a correction.
    NikAfter,
    /// The first day in effect.
    Effective,
    /// The month in effect.
    Month,
}

/// How answers are read: the spellings of headers and of verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// Headers of the reference number.
    #[serde(default)]
    pub reference: Vec<String>,
    /// Headers of the NIK.
    #[serde(default)]
    pub nik: Vec<String>,
    /// Headers of the card.
    #[serde(default)]
    pub card: Vec<String>,
    /// Headers of the verdict.
    pub status: Vec<String>,
    /// Headers of the reason's code.
    #[serde(default)]
    pub code: Vec<String>,
    /// Headers of the reason in words.
    #[serde(default)]
    pub message: Vec<String>,
    /// Verdicts that say yes.
    pub accepted: Vec<String>,
    /// Verdicts that say no.
    pub rejected: Vec<String>,
}

impl MutationLayout {
    /// Reads a layout.
    ///
    /// # Errors
    /// [`DeskError::File`] if it is none, a column has neither value nor text, or
    /// answers could be matched by nothing.
    pub fn read(name: &str, text: &str) -> Result<Self> {
        let wrong = |why: &str| DeskError::File {
            what: name.to_owned(),
            why: why.to_owned(),
        };
        let layout: Self =
            serde_saphyr::from_str(text).map_err(|error| wrong(&error.to_string()))?;
        if layout.schema != SCHEMA {
            return Err(wrong("expected schema semesta.mutation/1"));
        }
        if layout.columns.is_empty() {
            return Err(wrong("no columns"));
        }
        if let Some(column) = layout
            .columns
            .iter()
            .find(|column| column.value.is_some() == column.text.is_some())
        {
            return Err(wrong(&format!(
                "column `{}` needs either a value or a text",
                column.header
            )));
        }
        let feedback = &layout.feedback;
        if feedback.reference.is_empty() && feedback.nik.is_empty() && feedback.card.is_empty() {
            return Err(wrong("answers have neither reference nor NIK nor card"));
        }
        Ok(layout)
    }

    /// Finds a shipped layout by its name.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] if there is none.
    pub fn shipped(name: &str) -> Result<Self> {
        mutation_layouts()
            .into_iter()
            .find(|layout| layout.name == name)
            .ok_or_else(|| DeskError::Unknown(format!("layout:{name}")))
    }
}

/// The layouts that come with this program.
///
/// # Panics
/// Never: a test reads them.
#[must_use]
pub fn mutation_layouts() -> Vec<MutationLayout> {
    SHIPPED
        .iter()
        .map(|text| MutationLayout::read("shipped", text).expect("shipped layouts are tested"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_layouts_are_whole() {
        let names: Vec<String> = mutation_layouts().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["mutasi-umum", "mutasi-ringkas"]);
    }

    #[test]
    fn a_layout_that_could_not_work_is_refused() {
        let text = SHIPPED[1];
        assert!(MutationLayout::read("x", &text.replace("value: nik", "value: nick")).is_err());
        assert!(
            MutationLayout::read("x", &text.replace("text: PEMDA", "value: nik, text: P")).is_err()
        );
        assert!(MutationLayout::read("x", &text.replace("mutation/1", "mutation/2")).is_err());
        let blind = text
            .replace("nik: [NIK]", "nik: []")
            .replace("card: [Nomor Kartu]", "card: []");
        assert!(MutationLayout::read("x", &blind).is_err());
        assert!(MutationLayout::read("x", &format!("{text}\nunknown: 1")).is_err());
    }
}
