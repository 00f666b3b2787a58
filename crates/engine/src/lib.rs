//! The run: from snapshots, decisions and law to coverage figures that close.
