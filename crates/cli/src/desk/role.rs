//! `semesta desk role`.

use std::process::ExitCode;

use clap::{Args as Arguments, Subcommand};
use semesta_desk::{Role, permission_table};
use semesta_domain::Lang;

use super::common::Format;
use crate::sheet::{Cell, Column, Sheet, columns};

/// Peran dan wewenangnya.
#[derive(Arguments)]
pub(crate) struct RoleArgs {
    #[command(subcommand)]
    command: RoleCommand,
}

#[derive(Subcommand)]
enum RoleCommand {
    /// Tabel siapa boleh apa.
    Table {
        /// Bentuk keluaran.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Daftar peran.
    List {
        /// Bentuk keluaran.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

pub(crate) fn run(args: &RoleArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match args.command {
        RoleCommand::Table { format } => table(lang).write(format.into(), None, lang)?,
        RoleCommand::List { format } => list(lang).write(format.into(), None, lang)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn table(lang: Lang) -> Sheet<'static> {
    let mut titles = columns(
        lang,
        &[
            ("permission", "Kode", "Code"),
            ("title", "Wewenang", "Permission"),
        ],
    );
    titles.extend(Role::ALL.into_iter().map(|role| Column {
        name: role.code().into(),
        title: role.title(lang).to_owned(),
    }));
    let rows = permission_table().iter().map(move |row| {
        let mut cells = vec![
            Cell::text(row.permission.code()),
            Cell::text(row.permission.title(lang)),
        ];
        cells.extend(row.roles.iter().map(|cell| Cell::Flag(cell.allowed)));
        Ok(cells)
    });
    Sheet {
        schema: "semesta.desk.permissions/1",
        name: "wewenang",
        facts: Vec::new(),
        columns: titles,
        rows: Box::new(rows),
    }
}

fn list(lang: Lang) -> Sheet<'static> {
    let rows = Role::ALL
        .into_iter()
        .map(move |role| Ok(vec![Cell::text(role.code()), Cell::text(role.title(lang))]));
    Sheet {
        schema: "semesta.desk.roles/1",
        name: "peran",
        facts: Vec::new(),
        columns: columns(
            lang,
            &[("role", "Kode", "Code"), ("title", "Peran", "Role")],
        ),
        rows: Box::new(rows),
    }
}
