//! The fields that a linkage compares, and the columns they are read from.

use crate::kind::Kind;

/// One field: a name, a kind, and the columns of each file that it is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPlan {
    /// The name in models, explanations and tables.
    pub name: String,
    /// The kind.
    pub kind: Kind,
    /// Columns of the left (or only) table; several are joined.
    pub left: Vec<usize>,
    /// Columns of the right table; empty when there is none.
    pub right: Vec<usize>,
}
