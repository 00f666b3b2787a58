//! Probabilistic record linkage and deduplication, pure and free of IO.

mod block;
mod compare;
mod decide;
mod explain;
mod infer;
mod kind;
mod linker;
mod model;
mod pass;
mod pattern;
mod prepare;
mod random;
mod schema;
mod spec;
mod table;

pub use block::part::Part;
pub use decide::threshold::Expected;
pub use explain::{Contribution, Explanation};
pub use infer::record_id;
pub use kind::Kind;
pub use linker::{Evidence, Judgement, Link, LinkError, Linkage, Linker, RuleReport, Summary};
pub use model::stored::{Model, ModelError, ModelField, ModelRule};
pub use schema::FieldPlan;
pub use spec::{BlockPart, FieldSpec, Mode, Spec};
pub use table::{Column, Table, TableError};
