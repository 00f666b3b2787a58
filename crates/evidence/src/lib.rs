//! Layouts, reading of office files, snapshots and manifests.
