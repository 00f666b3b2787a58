//! The table of permissions: embedded, read once, shown in `docs/permissions.md`.

use std::fmt::Write as _;
use std::sync::LazyLock;

use semesta_domain::Lang;

use super::{Permission, Role};

const TABLE: &str = include_str!("../../permissions.csv");
const N_TITLES: usize = 3;

/// A permission and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionRow {
    /// What is allowed.
    pub permission: Permission,
    /// In words, Indonesian.
    pub title_id: String,
    /// In words, English.
    pub title_en: String,
    /// Who has it, one cell a role.
    pub roles: Vec<RoleColumn>,
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleColumn {
    /// Whose column.
    pub role: Role,
    /// Whether the role has the permission.
    pub allowed: bool,
}

static ROWS: LazyLock<Vec<PermissionRow>> =
    LazyLock::new(|| read(TABLE).expect("the embedded table of permissions is read by a test"));

/// The table of permissions, one row a permission, in the order of [`Permission::ALL`].
///
/// ```
/// use semesta_desk::{Permission, permission_table};
/// let table = permission_table();
/// assert_eq!(table.len(), Permission::ALL.len());
/// ```
#[must_use]
pub fn permission_table() -> &'static [PermissionRow] {
    &ROWS
}

/// Tells whether a role has a permission, wherever.
pub(crate) fn allows(role: Role, permission: Permission) -> bool {
    row(permission)
        .roles
        .iter()
        .any(|cell| cell.role == role && cell.allowed)
}

pub(super) fn title(permission: Permission, lang: Lang) -> &'static str {
    let row = row(permission);
    lang.pick(&row.title_id, &row.title_en)
}

fn row(permission: Permission) -> &'static PermissionRow {
    &ROWS[permission as usize]
}

/// Reads the table; `None` where a row, a column or a cell is not as the code knows it.
fn read(text: &str) -> Option<Vec<PermissionRow>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().ok()?.clone();
    let roles: Vec<Role> = headers
        .iter()
        .skip(N_TITLES)
        .map(|code| code.parse().ok())
        .collect::<Option<_>>()?;
    if roles != Role::ALL {
        return None;
    }
    let mut rows = Vec::new();
    for (record, permission) in reader.records().zip(Permission::ALL) {
        let record = record.ok()?;
        if record.get(0)? != permission.code() {
            return None;
        }
        rows.push(PermissionRow {
            permission,
            title_id: record.get(1)?.to_owned(),
            title_en: record.get(2)?.to_owned(),
            roles: cells(&record, &roles)?,
        });
    }
    let n_lines = text.lines().filter(|line| !line.is_empty()).count();
    (rows.len() == Permission::ALL.len() && n_lines == rows.len() + 1).then_some(rows)
}

fn cells(record: &csv::StringRecord, roles: &[Role]) -> Option<Vec<RoleColumn>> {
    roles
        .iter()
        .zip(record.iter().skip(N_TITLES))
        .map(|(role, cell)| {
            let allowed = match cell {
                "yes" => true,
                "no" => false,
                _ => return None,
            };
            Some(RoleColumn {
                role: *role,
                allowed,
            })
        })
        .collect()
}

/// The table as the page `docs/permissions.md` shows it.
#[must_use]
pub fn permissions_markdown() -> String {
    let mut text = String::from(
        "# Who may do what\n\n\
         Made from `crates/desk/permissions.csv`; a test keeps the two the same, and another tries\n\
         every cell with a real session. A role counts only in the area it was given with (city,\n\
         district or village) and all within it. An auditor has no other role, and nobody changes\n\
         their own roles. At the machine's console one acts as an administrator.\n\n\
         | Permission | Code |",
    );
    for role in Role::ALL {
        let _ = write!(text, " {} |", role.title(Lang::En));
    }
    text.push_str("\n|---|---|");
    text.push_str(&":-:|".repeat(Role::ALL.len()));
    text.push('\n');
    for row in permission_table() {
        let _ = write!(
            text,
            "| {} (*{}*) | `{}` |",
            row.title_en, row.title_id, row.permission
        );
        for cell in &row.roles {
            text.push_str(if cell.allowed { " yes |" } else { " – |" });
        }
        text.push('\n');
    }
    text.push_str("\nRoles in commands and JSON:");
    for (index, role) in Role::ALL.into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma} `{role}` (*{}*)", role.title(Lang::Id));
    }
    text.push_str(".\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_whole() {
        let rows = read(TABLE).expect("readable");
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(row.permission as usize, index);
        }
    }

    #[test]
    fn a_table_that_the_code_does_not_know_is_refused() {
        let without_last = TABLE.trim_end().rsplit_once('\n').expect("lines").0;
        assert!(read(without_last).is_none(), "a row is missing");
        let doubled = format!("{TABLE}{}", TABLE.lines().last().expect("a line"));
        assert!(read(&doubled).is_none(), "a row too many");
        assert!(read(&TABLE.replacen(",yes", ",maybe", 1)).is_none());
        assert!(read(&TABLE.replacen("auditor", "guest", 1)).is_none());
        assert!(read(&TABLE.replacen("view_figures", "view_all", 1)).is_none());
    }
}
