//! One suite, run on SQLite, on PostgreSQL, and most of it encrypted as well.
//!
//! PostgreSQL's server is the one of `SEMESTA_TEST_POSTGRES`, else one that the
//! tests start by themselves; without PostgreSQL its half fails, it is not skipped.

#![allow(clippy::unwrap_used)]

mod audit;
mod backup;
mod batches;
mod changes;
mod city;
mod desk;
mod disturbed;
mod encryption;
mod faults;
mod permissions;
mod place;
mod privacy;
mod proposals;
mod released;
mod sign_in;
mod tls;
mod users;
mod visits;

/// Makes of an `async fn name(place: Place)` a test a store.
macro_rules! on_stores {
    ($name:ident: $($test:ident = $run:ident $store:ident),*) => {
        mod $name {
            $(#[test]
            fn $test() {
                crate::place::$run(crate::place::Store::$store, super::$name);
            })*
        }
    };
}
pub(crate) use on_stores;

/// Two tests, `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        $(crate::on_stores! { $name: sqlite = run Sqlite, postgres = run Postgres })*
    };
}
pub(crate) use on_both;

/// The same, and a third, `name::sealed`, in an encrypted folder.
macro_rules! on_all {
    ($($name:ident),* $(,)?) => {
        $(crate::on_stores! {
            $name: sqlite = run Sqlite, postgres = run Postgres, sealed = run_sealed Sqlite
        })*
    };
}
pub(crate) use on_all;
