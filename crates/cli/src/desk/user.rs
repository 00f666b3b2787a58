//! `semesta desk user`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as Arguments, Subcommand};
use semesta_desk::{Credentials, Desk, Grant, NewUser, User};
use semesta_domain::Lang;

use super::common::{Where, Who, instant, now, refused, told};
use super::secret::{self, Wanted};
use crate::sheet::{Cell, Column, columns};

/// Pengguna: tambah, daftar, ubah peran, nonaktifkan, atur ulang.
#[derive(Arguments)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Menambah pengguna dengan kata sandi pertama, yang harus digantinya.
    Add(AddArgs),
    /// Daftar pengguna.
    List(Plain),
    /// Mengganti seluruh peran seorang pengguna.
    Grant(GrantArgs),
    /// Menutup akun; yang pernah dilakukannya tetap tercatat.
    Disable(DisableArgs),
    /// Memberi kata sandi pertama yang baru, membuka kunci, mencabut faktor kedua.
    Reset(ResetArgs),
    /// Melepaskan ikatan dengan akun di penyedia identitas; masuk berikutnya mengikat yang baru.
    Untie(DisableArgs),
    /// Mengganti kata sandi sendiri.
    Password(PasswordArgs),
}

#[derive(Arguments)]
struct Plain {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    who: Who,
}

#[derive(Arguments)]
struct AddArgs {
    #[command(flatten)]
    plain: Plain,
    /// Nama pengguna: a-z, 0-9, titik, garis.
    #[arg(value_name = "PENGGUNA")]
    name: String,
    /// Nama lengkap.
    #[arg(long, value_name = "NAMA")]
    full_name: String,
    /// Peran di suatu wilayah, misalnya checker@65.71; boleh berulang.
    #[arg(long = "role", value_name = "PERAN@WILAYAH", value_parser = grant)]
    grants: Vec<Grant>,
    /// Berkas berisi kata sandi pertama (`-` untuk stdin); tanpa ini ditanyakan.
    #[arg(long, value_name = "BERKAS")]
    new_password_file: Option<PathBuf>,
}

#[derive(Arguments)]
struct GrantArgs {
    #[command(flatten)]
    plain: Plain,
    /// Nama pengguna.
    #[arg(value_name = "PENGGUNA")]
    name: String,
    /// Peran di suatu wilayah, misalnya checker@65.71; boleh berulang, tanpa ini semua dicabut.
    #[arg(long = "role", value_name = "PERAN@WILAYAH", value_parser = grant)]
    grants: Vec<Grant>,
}

#[derive(Arguments)]
struct DisableArgs {
    #[command(flatten)]
    plain: Plain,
    /// Nama pengguna.
    #[arg(value_name = "PENGGUNA")]
    name: String,
    /// Alasan, untuk catatan audit.
    #[arg(long, value_name = "ALASAN")]
    reason: String,
}

#[derive(Arguments)]
struct ResetArgs {
    #[command(flatten)]
    plain: Plain,
    /// Nama pengguna.
    #[arg(value_name = "PENGGUNA")]
    name: String,
    /// Berkas berisi kata sandi pertama yang baru (`-` untuk stdin); tanpa ini ditanyakan.
    #[arg(long, value_name = "BERKAS")]
    new_password_file: Option<PathBuf>,
}

#[derive(Arguments)]
struct PasswordArgs {
    #[command(flatten)]
    place: Where,
    /// Nama pengguna.
    #[arg(value_name = "PENGGUNA")]
    name: String,
    /// Berkas berisi kata sandi sekarang (`-` untuk stdin); tanpa ini ditanyakan.
    #[arg(long, value_name = "BERKAS")]
    password_file: Option<PathBuf>,
    /// Berkas berisi kata sandi baru; tanpa ini ditanyakan.
    #[arg(long, value_name = "BERKAS")]
    new_password_file: Option<PathBuf>,
    /// Kode faktor kedua dari telepon.
    #[arg(long, value_name = "KODE")]
    totp: Option<String>,
}

pub(crate) async fn run(args: &UserArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        UserCommand::Add(args) => add(args, lang).await?,
        UserCommand::List(args) => list(args, lang).await?,
        UserCommand::Grant(args) => set(args, lang).await?,
        UserCommand::Disable(args) => disable(args, lang).await?,
        UserCommand::Reset(args) => reset(args, lang).await?,
        UserCommand::Untie(args) => untie(args, lang).await?,
        UserCommand::Password(args) => password(args, lang).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(args: &AddArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let first = secret::read(args.new_password_file.as_deref(), Wanted::First, lang)?;
    let user = NewUser {
        name: args.name.clone(),
        full_name: args.full_name.clone(),
        grants: args.grants.clone(),
    };
    desk.add_user(&actor, &user, &first, now())
        .await
        .map_err(|error| told(error, lang))?;
    show_one(&desk, &args.name, &args.plain.place, lang).await
}

async fn list(args: &Plain, lang: Lang) -> anyhow::Result<()> {
    let desk = args.place.open(lang).await?;
    let actor = args.who.actor(&desk, lang).await?;
    let users = desk
        .users(&actor)
        .await
        .map_err(|error| told(error, lang))?;
    show(&users, &args.place, lang)
}

async fn set(args: &GrantArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let version = version(&desk, &args.name, lang).await?;
    desk.set_grants(&actor, &args.name, version, &args.grants, now())
        .await
        .map_err(|error| told(error, lang))?;
    show_one(&desk, &args.name, &args.plain.place, lang).await
}

async fn disable(args: &DisableArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let version = version(&desk, &args.name, lang).await?;
    desk.disable_user(&actor, &args.name, version, &args.reason, now())
        .await
        .map_err(|error| told(error, lang))?;
    show_one(&desk, &args.name, &args.plain.place, lang).await
}

async fn untie(args: &DisableArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    desk.unlink_user(&actor, &args.name, &args.reason, now())
        .await
        .map_err(|error| told(error, lang))?;
    show_one(&desk, &args.name, &args.plain.place, lang).await
}

async fn reset(args: &ResetArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let version = version(&desk, &args.name, lang).await?;
    let first = secret::read(args.new_password_file.as_deref(), Wanted::First, lang)?;
    desk.reset_user(&actor, &args.name, version, &first, now())
        .await
        .map_err(|error| told(error, lang))?;
    show_one(&desk, &args.name, &args.plain.place, lang).await
}

async fn password(args: &PasswordArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.place.open(lang).await?;
    let old = secret::read(args.password_file.as_deref(), Wanted::Own, lang)?;
    let new = secret::read(args.new_password_file.as_deref(), Wanted::New, lang)?;
    let credentials = Credentials {
        name: args.name.clone(),
        password: old.clone(),
        totp: args.totp.clone(),
    };
    let signed_in = desk.sign_in(&credentials, "console", now()).await;
    let (token, session) = signed_in.map_err(|error| refused(error, lang))?;
    let changed = desk
        .change_password(&session, &token, &old, &new, now())
        .await;
    desk.sign_out(&session, &token, now())
        .await
        .map_err(|error| told(error, lang))?;
    changed.map_err(|error| refused(error, lang))?;
    show_one(&desk, &session.user, &args.place, lang).await
}

async fn version(desk: &Desk, name: &str, lang: Lang) -> anyhow::Result<i64> {
    let user = desk.user(name).await.map_err(|error| told(error, lang))?;
    Ok(user.version)
}

async fn show_one(desk: &Desk, name: &str, place: &Where, lang: Lang) -> anyhow::Result<()> {
    let user = desk.user(name).await.map_err(|error| told(error, lang))?;
    show(&[user], place, lang)
}

fn show(users: &[User], place: &Where, lang: Lang) -> anyhow::Result<()> {
    let rows = users.iter().map(row).collect();
    place.write("semesta.desk.users/1", titles(lang), rows, lang)
}

fn titles(lang: Lang) -> Vec<Column> {
    columns(
        lang,
        &[
            ("name", "Pengguna", "User"),
            ("full_name", "Nama lengkap", "Full name"),
            ("grants", "Peran", "Roles"),
            (
                "must_change_password",
                "Harus ganti sandi",
                "Must change password",
            ),
            ("totp", "Faktor kedua", "Second factor"),
            ("locked_until", "Terkunci sampai", "Locked until"),
            ("disabled_at", "Nonaktif sejak", "Disabled since"),
        ],
    )
}

fn row(user: &User) -> Vec<Cell> {
    let grants: Vec<String> = user
        .grants
        .iter()
        .map(|grant| format!("{}@{}", grant.role, grant.area))
        .collect();
    vec![
        Cell::text(&user.name),
        Cell::text(&user.full_name),
        Cell::text(grants.join(" ")),
        Cell::Flag(user.must_change_password),
        Cell::Flag(user.has_totp),
        user.locked_until.map_or(Cell::Empty, instant),
        user.disabled_at.map_or(Cell::Empty, instant),
    ]
}

fn grant(text: &str) -> Result<Grant, String> {
    let wrong = || {
        "seharusnya peran@wilayah, misalnya checker@65.71; daftar peran: `semesta desk role list`"
            .to_owned()
    };
    let (role, area) = text.split_once('@').ok_or_else(wrong)?;
    Ok(Grant {
        role: role.trim().parse().map_err(|_| wrong())?,
        area: area.parse().map_err(|_| wrong())?,
    })
}
