//! Probabilistic record linkage and deduplication, pure and free of IO.
//!
//! A [`Linker`] takes one [`Table`] or two and gives a [`Linkage`]: accepted
//! pairs, pairs for a person to judge, clusters, and an [`Explanation`] for any
//! pair. Nothing need be said about the data: the kinds of columns, the
//! blocking rules and the model are found from names and values; a [`Spec`]
//! can say any part of it.
//!
//! 1. `infer`: columns become fields of a [`Kind`].
//! 2. `prepare`: cells are cleaned, every field becomes a dictionary.
//! 3. `block`: rules are chosen; pairs stream out of sorted keys, never stored.
//! 4. `model`: EM over agreement patterns, each rule's pairs with shares of their own.
//! 5. `pass`: every pair is scored once; those near a match are kept.
//! 6. `decide`: rivals are weighed, records assigned or clustered.
//!
//! **Invariant:** results depend on the contents of the tables only: not on row
//! order, threads or time.
//!
//! ```
//! use semesta_linkage::{Judgement, Linker, Spec, Table};
//! let columns = ["id", "nama", "tanggal_lahir", "ibu"];
//! let left = Table::from_rows(&columns, &[
//!     &["1", "SITI AMINAH", "1990-03-02", "MARYAM"],
//!     &["2", "BUDI SANTOSO", "1985-07-01", "SUMARNI"],
//!     &["3", "AGUS WIBOWO", "1979-11-23", "PARTINI"],
//! ])?;
//! let right = Table::from_rows(&columns, &[
//!     &["x", "Hj. Siti Aminnah", "1990-02-03", "Maryam"],
//!     &["y", "Wibowo Agus", "1979-11-23", ""],
//!     &["z", "Dewi Lestari", "2001-01-30", "Ratna"],
//! ])?;
//! let spec = Spec::from_yaml("link_above: 0.5")?;
//! let done = Linker::new(spec.clone()).link(&left, &right)?;
//! assert!(done.links.iter().any(|l| (l.left, l.right) == (2, 1)));
//! println!("{}", done.explain(0, 0).reason_id());
//!
//! // What people decide overrides the model.
//! let no = Judgement { left: 2, right: 1, same: false };
//! let done = Linker::new(spec).judged(vec![no]).link(&left, &right)?;
//! assert!(done.links.iter().all(|l| (l.left, l.right) != (2, 1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod block;
mod compare;
mod decide;
mod explain;
mod infer;
mod kind;
mod line;
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
pub use linker::{
    Estimate, Evidence, Judgement, KEY_PAIRS, Link, LinkError, Linkage, Linker, RuleReport, Summary,
};
pub use model::stored::{Model, ModelError, ModelField, ModelRule, SCHEMA as MODEL_SCHEMA};
pub use schema::FieldPlan;
pub use spec::{BlockPart, FieldSpec, Mode, Spec, SpecError};
pub use table::{Column, Table, TableError};
