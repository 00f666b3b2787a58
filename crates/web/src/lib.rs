//! The web: what a city's people look at and work with.
//!
//! Pages are rendered here and read without script; every asset lies in the
//! binary. A run is held in memory in compact columns ([`Server`] keeps the newest).
//!
//! **Invariant:** nothing personal is in an address, a log or an error; people
//! are named by tokens of this process.
//! **Invariant:** what shows full identities is written to the audit log first.
//! **Invariant:** no page holds script or style of its own: the policy forbids it.

mod access;
mod api;
mod app;
mod ask;
mod assets;
mod award;
mod comparisons;
mod draw;
mod export;
mod fault;
mod format;
mod forms;
mod frame;
mod intents;
mod jobs;
mod liability;
mod masks;
mod model;
mod neighbourhoods;
mod outlines;
mod page;
mod pages;
mod params;
mod plans;
mod receipt;
mod recent;
mod routes;
mod server;
mod table;
mod text;
mod tile;
mod uploads;
mod visit;
mod visited;
mod waiting;
mod words;

pub use server::{DemoUsers, ServeOptions, Server, service, service_on};
