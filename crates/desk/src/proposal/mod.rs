//! Proposals: made once, never changed, checked and approved by others.

mod content;
mod list;
mod make;
mod pick;
mod prioritas;
mod read;
mod step;
pub(crate) mod terms;
mod words;

pub use content::{Content, Draft, GivenNik, PersonName, Side, Subject};
pub use list::{PickSum, ProposalOrder, ProposalPage, Waiting};
pub use make::{Clash, Drafted, When};
pub use pick::{Pick, ProposalFilter};
pub use prioritas::PrioritasRow;
pub use read::{HistoryLine, Proposal, StateCount};
pub use step::Moved;
pub use words::{Kind, Origin, Reason, State};

pub(crate) use make::insert_drafts;
pub(crate) use pick::areas_sql;
pub(crate) use prioritas::cut_off;
pub(crate) use read::{contents, read};
pub(crate) use step::{Change, Locked, lock, lock_ids, move_all, places};
