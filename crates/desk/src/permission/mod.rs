//! What each role may do, as data: `permissions.csv`.

mod code;
mod role;
mod table;

pub use code::Permission;
pub use role::Role;
pub use table::{PermissionRow, RoleColumn, permission_table, permissions_markdown};

pub(crate) use table::allows;
