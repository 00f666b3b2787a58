//! What errors say to people: one sentence and a hint, in Indonesian or English.

use semesta_domain::{Lang, format_integer};
use semesta_vault::VaultError;

use crate::error::ImportError;

/// What an error says to people: one sentence, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What is wrong.
    pub sentence: String,
    /// What to do next.
    pub hint: String,
}

impl ImportError {
    /// The error in the language of its reader.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> Advice {
        if let Some(error) = VaultError::find(self) {
            let (sentence, hint) = error.advice(lang);
            return Advice { sentence, hint };
        }
        let (sentence, hint) = match self {
            Self::Folder(_) | Self::Layout(_) | Self::Read { .. } | Self::NoDate(_) => {
                of_surroundings(self, lang)
            }
            Self::EmptyFile
            | Self::NoRows(_)
            | Self::MissingColumns { .. }
            | Self::DuplicateHeader { .. }
            | Self::SheetAmbiguous { .. }
            | Self::MendsOther { .. } => of_header(self, lang),
            Self::NotText
            | Self::Unsupported { .. }
            | Self::OldWorkbook
            | Self::Workbook(_)
            | Self::Parquet(_)
            | Self::UnclosedQuote { .. } => of_format(self, lang),
            Self::RowTooLong { .. }
            | Self::TooManyRows { .. }
            | Self::TooManyColumns { .. }
            | Self::FileTooLarge { .. }
            | Self::ZipBomb { .. } => of_size(self, lang),
        };
        Advice { sentence, hint }
    }
}

/// The error and its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn of_surroundings(error: &ImportError, lang: Lang) -> (String, String) {
    match error {
        ImportError::Layout(_) => (
            format!(
                "{}: {}",
                lang.pick(
                    "Tata letak tidak dapat dipakai",
                    "The layout cannot be used"
                ),
                chain(error)
            ),
            lang.pick(
                "lihat docs/data.md untuk bentuk berkas tata letak",
                "see docs/data.md for the form of a layout file",
            )
            .into(),
        ),
        ImportError::NoDate(path) => (
            format!(
                "{} `{}`",
                lang.pick(
                    "Tanggal data tidak diketahui untuk kiriman",
                    "No date is known for the delivery"
                ),
                path.display()
            ),
            lang.pick(
                "beri --as-of yyyy-mm-dd, atau namai foldernya yyyy-mm",
                "give --as-of yyyy-mm-dd, or name the folder yyyy-mm",
            )
            .into(),
        ),
        ImportError::Read { path, source } => (
            format!(
                "{} `{}`: {source}",
                lang.pick("Berkas tidak dapat dibaca", "The file cannot be read"),
                path.display()
            ),
            lang.pick(
                "periksa nama berkas dan izin bacanya",
                "check the file's name and permissions",
            )
            .into(),
        ),
        _ => (
            format!(
                "{}: {}",
                lang.pick(
                    "Folder data tidak dapat dipakai",
                    "The data folder cannot be used"
                ),
                chain(error)
            ),
            lang.pick(
                "periksa folder --data, izin tulis dan sisa ruang cakram",
                "check the --data folder, its permissions and the free space",
            )
            .into(),
        ),
    }
}

fn of_header(error: &ImportError, lang: Lang) -> (String, String) {
    match error {
        ImportError::MissingColumns { source_kind, sheet, missing, found, known_as } => {
            let at = sheet.as_ref().map(|name| format!(" ({} `{name}`)", lang.pick("lembar", "sheet")));
            let sentence = format!(
                "{} `{source_kind}`{}: {}",
                lang.pick("Kolom wajib tidak ditemukan untuk", "Required columns are missing for"),
                at.unwrap_or_default(),
                missing.join(", ")
            );
            let none = lang.pick("(tidak ada)", "(none)").to_owned();
            let found = if found.is_empty() { none } else { found.join(", ") };
            let hint = format!(
                "{}: {found}; {}: {}",
                lang.pick("kolom yang ada", "columns found"),
                lang.pick("yang dicari", "columns expected"),
                known_as.join("; ")
            );
            (sentence, hint)
        }
        ImportError::DuplicateHeader { column, header } => (
            format!("{} `{column}`: `{header}`", lang.pick("Dua kolom berjudul sama untuk", "Two headers are the same for")),
            lang.pick("ubah atau hapus salah satu judul kolom itu", "rename or delete one of the two").into(),
        ),
        ImportError::SheetAmbiguous { sheets } => (
            format!("{}: {}", lang.pick("Lebih dari satu lembar memuat semua kolom wajib", "More than one sheet has all required columns"), sheets.join(", ")),
            lang.pick("simpan lembar yang benar sebagai berkas sendiri, atau sebut `sheet:` dalam berkas tata letak", "save the right sheet as a file of its own, or name it by `sheet:` in a layout file").into(),
        ),
        ImportError::NoRows(source) => (
            format!("{} `{source}`", lang.pick("Tidak ada baris data di bawah judul kolom", "There is no data row below the header of")),
            lang.pick("minta kantor pengirim mengirim ulang berkas yang lengkap", "ask the office for a complete file").into(),
        ),
        ImportError::MendsOther { id, found, expected } => (
            format!("{} {id}: {found} ≠ {expected}", lang.pick("Cuplikan yang diperbaiki berasal dari sumber lain", "The snapshot to mend is of another source")),
            lang.pick("pilih cuplikan dari sumber yang sama", "choose a snapshot of the same source").into(),
        ),
        _ => (
            lang.pick("Berkas kosong", "The file is empty").into(),
            lang.pick("minta kantor pengirim mengirim ulang berkasnya", "ask the office to send the file again").into(),
        ),
    }
}

fn of_format(error: &ImportError, lang: Lang) -> (String, String) {
    let resend = lang.pick(
        "buka berkasnya, lalu simpan ulang sebagai CSV atau XLSX",
        "open the file and save it again as CSV or XLSX",
    );
    match error {
        ImportError::Unsupported { format } => (
            format!(
                "{} ({format})",
                lang.pick(
                    "Bentuk berkas tidak didukung",
                    "The file's format is not supported"
                )
            ),
            resend.into(),
        ),
        ImportError::OldWorkbook => (
            lang.pick(
                "Buku kerja lama (.xls) atau berkata sandi",
                "An old (.xls) or encrypted workbook",
            )
            .into(),
            lang.pick(
                "buka di lembar kerja, hapus kata sandinya, simpan sebagai .xlsx",
                "open it, remove the password, save it as .xlsx",
            )
            .into(),
        ),
        ImportError::Workbook(why) | ImportError::Parquet(why) => (
            format!(
                "{}: {why}",
                lang.pick(
                    "Berkas rusak atau terpotong",
                    "The file is damaged or truncated"
                )
            ),
            lang.pick(
                "minta kantor pengirim mengirim ulang berkasnya",
                "ask the office to send the file again",
            )
            .into(),
        ),
        ImportError::UnclosedQuote { row } => (
            format!(
                "{} {row}",
                lang.pick(
                    "Tanda petik dibuka tetapi tidak ditutup di baris data",
                    "A quote is opened and not closed in data row"
                )
            ),
            lang.pick(
                "hapus atau lengkapi tanda petik di baris itu",
                "delete or close the quote in that row",
            )
            .into(),
        ),
        _ => (
            lang.pick("Berkas bukan teks", "The file is no text").into(),
            resend.into(),
        ),
    }
}

fn of_size(error: &ImportError, lang: Lang) -> (String, String) {
    let number = |value: u64| format_integer(i64::try_from(value).unwrap_or(i64::MAX));
    let at_most = lang.pick("paling banyak", "at most");
    let sentence = match error {
        ImportError::RowTooLong { row, max } => format!(
            "{} {row}: {at_most} {} byte",
            lang.pick("Baris terlalu panjang", "A row is too long"),
            number(*max as u64)
        ),
        ImportError::TooManyRows { max } => {
            format!(
                "{}: {at_most} {}",
                lang.pick("Terlalu banyak baris", "Too many rows"),
                number(u64::from(*max))
            )
        }
        ImportError::TooManyColumns { found, max } => {
            format!(
                "{}: {found}, {at_most} {max}",
                lang.pick("Terlalu banyak kolom", "Too many columns")
            )
        }
        ImportError::ZipBomb { found, max } => format!(
            "{}: {} byte, {at_most} {}",
            lang.pick(
                "Isi buku kerja terlalu besar setelah dibuka",
                "The workbook unpacks to too much"
            ),
            number(*found),
            number(*max)
        ),
        ImportError::FileTooLarge { found, max } => format!(
            "{}: {} byte, {at_most} {}",
            lang.pick("Berkas terlalu besar", "The file is too large"),
            number(*found),
            number(*max)
        ),
        other => other.to_string(),
    };
    let hint = lang.pick(
        "pastikan ini berkas yang benar; bila benar, bagi menjadi beberapa berkas",
        "make sure that this is the right file; if so, divide it",
    );
    (sentence, hint.into())
}
