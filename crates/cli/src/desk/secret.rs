//! Passwords: from the terminal, a file or stdin, never from the command line.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::Context;
use semesta_domain::Lang;

use crate::talk::Hinted;

/// The environment's name for a file with a password.
const FILE_VARIABLE: &str = "SEMESTA_PASSWORD_FILE";

/// The longest file that is taken for a password.
const N_BYTES_MAX: u64 = 4096;

/// Whose password is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// That of who runs the command.
    Own,
    /// A first one, for somebody else.
    First,
    /// A new one in place of the own.
    New,
}

/// Reads a password: from the file (`-` is stdin), from that of `SEMESTA_PASSWORD_FILE`
/// where the own is wanted, or from the terminal; a new one is asked for twice.
pub(crate) fn read(file: Option<&Path>, wanted: Wanted, lang: Lang) -> anyhow::Result<String> {
    let from_environment = std::env::var_os(FILE_VARIABLE).filter(|_| wanted == Wanted::Own);
    if let Some(file) = file {
        return line(file, lang);
    }
    if let Some(file) = &from_environment {
        return line(Path::new(file), lang);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Hinted::new(
            lang.pick("kata sandi tidak diberikan", "no password was given"),
            lang.pick(
                "beri berkas dengan --password-file atau --new-password-file (`-` untuk stdin)",
                "give a file with --password-file or --new-password-file (`-` for stdin)",
            ),
        )
        .into());
    }
    let question = match wanted {
        Wanted::Own => lang.pick("Kata sandi Anda: ", "Your password: "),
        Wanted::First => lang.pick("Kata sandi pertama: ", "First password: "),
        Wanted::New => lang.pick("Kata sandi baru: ", "New password: "),
    };
    let password = rpassword::prompt_password(question)?;
    if wanted != Wanted::Own
        && rpassword::prompt_password(lang.pick("Sekali lagi: ", "Once more: "))? != password
    {
        anyhow::bail!(
            "{}",
            lang.pick("kedua kata sandi berbeda", "the two passwords differ")
        );
    }
    Ok(password)
}

/// The first line of a file, or of stdin where it is `-`.
pub(crate) fn line(file: &Path, lang: Lang) -> anyhow::Result<String> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin()
            .take(N_BYTES_MAX)
            .read_to_string(&mut text)?;
    } else {
        std::fs::File::open(file)
            .and_then(|opened| opened.take(N_BYTES_MAX).read_to_string(&mut text))
            .with_context(|| {
                format!(
                    "{} `{}`",
                    lang.pick("tidak dapat membaca", "cannot read"),
                    file.display()
                )
            })?;
    }
    let line = text.lines().next().unwrap_or_default();
    Ok(line.to_owned())
}
