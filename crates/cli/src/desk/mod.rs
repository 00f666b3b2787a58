//! `semesta desk`: who may do what, what they did, and the desk's own upkeep.

mod audit;
mod backup;
mod batch;
pub(crate) mod common;
mod draft;
mod employer;
mod init;
mod person;
mod privacy;
mod proposal;
mod review;
mod role;
mod secret;
mod user;
mod work;

use std::process::ExitCode;

use clap::{Args as Arguments, Subcommand};
use semesta_domain::Lang;

/// Meja kerja: pengguna, wewenang, catatan audit, cadangan.
#[derive(Arguments)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Membuat meja kerja dan administrator pertamanya.
    Init(init::InitArgs),
    /// Pengguna: tambah, daftar, ubah peran, nonaktifkan, atur ulang.
    User(user::UserArgs),
    /// Peran dan wewenangnya.
    Role(role::RoleArgs),
    /// Catatan audit: daftar, pemeriksaan, unduhan.
    Audit(audit::AuditArgs),
    /// Data pribadi: perekaman, hak akses dan perbaikan, masa simpan.
    Privacy(privacy::PrivacyArgs),
    /// Usulan: susun, periksa, setujui, tarik, tutup.
    Proposal(proposal::ProposalArgs),
    /// Batch: kirim, tulis berkas, terima jawaban.
    Batch(batch::BatchArgs),
    /// Apa yang harus dikirim, sampai kapan, dan apa yang terlambat.
    Calendar(batch::CalendarArgs),
    /// Status UHC Prioritas kota.
    Prioritas(batch::PrioritasArgs),
    /// Tinjauan tautan yang meragukan.
    Review(review::ReviewArgs),
    /// Badan usaha: temuan, berkas perkara, surat.
    Employer(employer::EmployerArgs),
    /// Membuat cadangan dalam satu berkas.
    Backup(backup::BackupArgs),
    /// Memulihkan cadangan dan memeriksa hasilnya.
    Restore(backup::RestoreArgs),
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match &args.command {
            Command::Init(args) => init::run(args, lang).await,
            Command::User(args) => user::run(args, lang).await,
            Command::Role(args) => role::run(args, lang),
            Command::Audit(args) => audit::run(args, lang).await,
            Command::Privacy(args) => privacy::run(args, lang).await,
            Command::Proposal(args) => proposal::run(args, lang).await,
            Command::Batch(args) => batch::run(args, lang).await,
            Command::Calendar(args) => batch::calendar(args, lang).await,
            Command::Prioritas(args) => batch::prioritas(args, lang).await,
            Command::Review(args) => review::run(args, lang).await,
            Command::Employer(args) => employer::run(args, lang).await,
            Command::Backup(args) => backup::back_up(args, lang).await,
            Command::Restore(args) => backup::restore(args, lang).await,
        }
    })
}
