//! `semesta serve`: the pages of a data folder.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args as Arguments;
use semesta_domain::{Lang, RegionCode};
use semesta_web::{ServeOptions, Server};

use crate::talk::Hinted;

/// Halaman web sebuah folder data.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Folder data; dibuat bila belum ada.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Basis data pengguna dan keputusan: sqlite:BERKAS atau postgres://…; tanpa ini di folder data.
    #[arg(long, value_name = "URL", default_value = "")]
    database: String,
    /// Alamat tempat mendengarkan.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Kirim kuki lewat HTTP biasa juga di luar komputer ini; tanpa ini hanya lewat TLS.
    #[arg(long)]
    plain_http: bool,
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    serve(
        ServeOptions {
            data: args.data.clone(),
            database: args.database.clone(),
            listen: args.listen,
            demo: None,
            plain_http: args.plain_http,
        },
        lang,
    )
}

/// Serves a demo's data, signed in as its user, on this machine only.
pub(crate) fn demo(
    data: PathBuf,
    listen: SocketAddr,
    region: RegionCode,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    serve(
        ServeOptions {
            data,
            database: String::new(),
            listen,
            demo: Some(region),
            plain_http: false,
        },
        lang,
    )
}

fn serve(options: ServeOptions, lang: Lang) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime")?;
    let listen = options.listen;
    runtime.block_on(async {
        let server = Server::bind(options)
            .await
            .map_err(|error| hinted(error, listen, lang))?;
        announce(&server, lang).await?;
        server.run(stopped()).await
    })?;
    Ok(ExitCode::SUCCESS)
}

fn hinted(error: anyhow::Error, listen: SocketAddr, lang: Lang) -> anyhow::Error {
    let taken = error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse);
    if !taken {
        return error;
    }
    let said = lang.pick("alamat sudah dipakai", "the address is taken");
    let hint = lang.pick(
        "pilih yang lain, misalnya `--listen 127.0.0.1:8081`",
        "choose another, such as `--listen 127.0.0.1:8081`",
    );
    Hinted::new(format!("{said}: `{listen}`"), hint).into()
}

/// Says where the pages are, and who is signed in or may be.
async fn announce(server: &Server, lang: Lang) -> anyhow::Result<()> {
    eprintln!(
        "\n{}: http://{}/",
        lang.pick("Halaman web", "Pages"),
        server.address()?
    );
    if let Some(users) = server.demo() {
        eprintln!(
            "{} `{}` ({} `{}`); {} {}",
            lang.pick("Masuk sebagai", "Signed in as"),
            users.user,
            lang.pick("juga", "also"),
            users.auditor,
            lang.pick("kata sandi", "password"),
            users.password
        );
    }
    if let Some(code) = server.setup_code().await {
        eprintln!(
            "{}: {code}",
            lang.pick(
                "Kode pemasangan untuk administrator pertama",
                "Setup code for the first administrator"
            )
        );
    }
    eprintln!(
        "{}",
        lang.pick("Berhenti dengan Ctrl+C.", "Stop with Ctrl+C.")
    );
    Ok(())
}

/// Ends with Ctrl+C, or when the system asks.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    let mut terminated =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let asked = async {
        match &mut terminated {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        () = asked => {}
    }
}
