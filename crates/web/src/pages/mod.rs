//! The pages, each answering one question.

pub(crate) mod account;
pub(crate) mod areas;
pub(crate) mod audit;
pub(crate) mod bill;
pub(crate) mod data;
pub(crate) mod door;
pub(crate) mod employers;
pub(crate) mod funding;
pub(crate) mod gap;
pub(crate) mod law;
pub(crate) mod money;
pub(crate) mod outside;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod plain;
pub(crate) mod proposals;
pub(crate) mod public;
pub(crate) mod receipt;
pub(crate) mod review;
pub(crate) mod runs;
pub(crate) mod start;
pub(crate) mod summary;
pub(crate) mod todo;
pub(crate) mod upload;
pub(crate) mod users;
pub(crate) mod village;
