//! Reads the files that offices deliver and keeps them as immutable,
//! content-addressed snapshots.
//!
//! A file becomes one snapshot: accepted rows in the canonical columns of its
//! source, rejected rows with the cell and the reason, and a manifest. `Err`
//! means that the file could not be read at all; a bad row is data.
//!
//! **Invariants**
//! * rows in = accepted + rejected + skipped;
//! * a snapshot is visible whole or not at all, whatever kills the importer;
//! * a manifest depends on the file, the layout and the request, never on the
//!   clock, the machine or the number of threads.

mod advice;
mod builder;
mod candidate;
mod cell;
mod convert;
mod delivery;
mod draft;
mod error;
mod fold;
mod folder;
mod head;
mod header;
mod import;
mod ingest;
mod inspect;
mod layout;
mod layouts;
mod limits;
mod manifest;
mod memo;
mod message;
mod plan;
mod preview;
mod progress;
mod read;
mod reject;
mod reject_table;
mod replacing;
mod reseal;
mod rows;
mod select;
mod skip;
mod source;
mod staging;
mod store;
mod table;
mod table_file;

pub use advice::Advice;
pub use delivery::{Delivered, DeliveryRequest, import_delivery};
pub use draft::{Fill, LayoutDraft};
pub use error::{FolderError, ImportError, LayoutError};
pub use folder::DataFolder;
pub use head::{Head, HeadTable, Recognised, head, recognise};
pub use import::{ImportRequest, Imported, import_file, import_files};
pub use inspect::{Inspection, inspect};
pub use layout::Layout;
pub use limits::Limits;
pub use manifest::{MANIFEST_SCHEMA, Manifest, Skipped, SnapshotId};
pub use message::{Code, code_message};
pub use preview::{Outcome, Preview, PreviewCell, PreviewRow, preview};
pub use progress::{NoProgress, Progress};
pub use reject::{RejectedRow, Rejects};
pub use reseal::{ResealedFiles, SealedFiles};
pub use select::{Selection, select_from};
pub use source::{Column, ColumnKind, ParseSourceError, Requirement, Source};
pub use staging::Staging;
pub use store::canonical_schema;
pub use table_file::TableFile;
