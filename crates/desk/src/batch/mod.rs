//! Batches: approved proposals as a file, and the answers that come back.

mod answer;
mod calendar;
mod file;
mod layout;
mod send;
mod sheet;

pub use answer::{Answer, AnswerRow, FeedbackReport};
pub use calendar::{Calendar, Deadline};
pub use file::FileKind;
pub use layout::{MutationLayout, mutation_layouts};
pub use send::{Batch, BatchState};
