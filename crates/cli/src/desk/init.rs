//! `semesta desk init`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as Arguments;
use semesta_desk::{Actor, Desk, Grant, NewUser, Role};
use semesta_domain::{Lang, RegionCode};
use semesta_evidence::DataFolder;

use super::common::{Where, now, region, system_user, told};
use super::secret::{self, Wanted};
use crate::sheet::{Cell, columns};

/// Membuat meja kerja dan administrator pertamanya.
#[derive(Arguments)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    place: Where,
    /// Wilayah meja kerja ini, misalnya 65.71.
    #[arg(long, value_name = "KODE", value_parser = region)]
    region: RegionCode,
    /// Nama pengguna administrator pertama.
    #[arg(long, value_name = "PENGGUNA", default_value = "admin")]
    admin: String,
    /// Nama lengkapnya.
    #[arg(long, value_name = "NAMA", default_value = "Administrator")]
    full_name: String,
    /// Berkas berisi kata sandi pertamanya (`-` untuk stdin); tanpa ini ditanyakan. Harus diganti saat masuk.
    #[arg(long, value_name = "BERKAS")]
    new_password_file: Option<PathBuf>,
}

pub(crate) async fn run(args: &InitArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    DataFolder::create(&args.place.data)?;
    let url = args.place.url();
    // Before anything is made: a refused password leaves nothing half done.
    let password = secret::read(args.new_password_file.as_deref(), Wanted::First, lang)?;
    let user = NewUser {
        name: args.admin.clone(),
        full_name: args.full_name.clone(),
        grants: vec![Grant {
            role: Role::Administrator,
            area: args.region,
        }],
    };
    user.check(&password, args.region)
        .map_err(|error| told(error, lang))?;
    let desk = Desk::create(&url, &args.place.data, args.region, now())
        .await
        .map_err(|error| told(error, lang))?;
    let actor = Actor::console(&system_user(), args.region);
    desk.add_user(&actor, &user, &password, now())
        .await
        .map_err(|error| told(error, lang))?;
    args.place.write(
        "semesta.desk.init/1",
        columns(
            lang,
            &[
                ("desk", "Meja kerja", "Desk"),
                ("region", "Wilayah", "Region"),
                ("admin", "Administrator", "Administrator"),
            ],
        ),
        vec![vec![
            Cell::text(desk.id()),
            Cell::text(args.region.to_string()),
            Cell::text(&args.admin),
        ]],
        lang,
    )?;
    Ok(ExitCode::SUCCESS)
}
