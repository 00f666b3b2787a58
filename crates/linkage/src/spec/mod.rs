//! What the user says about a linkage; everything may be left out.

mod yaml;

pub use yaml::SpecError;

use crate::block::part::Part;
use crate::kind::Kind;

/// How many partners a record may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Found from the data: duplicates within a file are allowed as far as they occur.
    #[default]
    Auto,
    /// Every record has at most one partner.
    OneToOne,
    /// Every right record keeps its best left record; a left record may have many.
    ManyToOne,
    /// Every left record keeps its best right record; a right record may have many.
    OneToMany,
    /// Every pair is judged by itself.
    ManyToMany,
    /// Records of one file are put into groups of the same person (deduplication).
    Clusters,
}

impl Mode {
    /// Every mode with its name in a spec.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Auto, "auto"),
        (Self::OneToOne, "one_to_one"),
        (Self::ManyToOne, "many_to_one"),
        (Self::OneToMany, "one_to_many"),
        (Self::ManyToMany, "many_to_many"),
        (Self::Clusters, "clusters"),
    ];

    /// Reads a mode from its name; hyphens may stand for underscores.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace(['-', ' '], "_");
        Self::ALL.iter().find(|(_, n)| *n == text).map(|(m, _)| *m)
    }
}

/// One field of a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    /// The name in explanations.
    pub name: String,
    /// Columns of the left (or only) file; several are joined.
    pub left: Vec<String>,
    /// Columns of the right file.
    pub right: Vec<String>,
    /// The kind; found from the data when absent.
    pub kind: Option<Kind>,
}

/// A field and the part of it that a blocking rule wants equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockPart {
    /// The field's name.
    pub field: String,
    /// The part.
    pub part: Part,
}

/// A linkage as the user wants it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spec {
    /// The columns with the records' own keys, left and right.
    pub id: Option<(String, String)>,
    /// The fields compared; found from the data when empty.
    pub fields: Vec<FieldSpec>,
    /// Columns that are not compared when fields are found from the data.
    pub ignore: Vec<String>,
    /// How many partners a record may have.
    pub mode: Mode,
    /// Blocking rules; chosen from the data when empty.
    pub blocking: Vec<Vec<BlockPart>>,
    /// The most candidate pairs.
    pub max_pairs: Option<u64>,
    /// Links need at least this probability; chosen for the best expected F1 when absent.
    pub link_above: Option<f64>,
    /// Links are as many as keep this expected precision.
    pub precision: Option<f64>,
    /// Pairs from this probability up to a link go to a person; 0.1 when absent.
    pub review_above: Option<f64>,
}
