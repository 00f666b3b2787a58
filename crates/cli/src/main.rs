//! The command line of Semesta.
fn main() {}
