//! `semesta link` and `semesta dedupe`: linkage of person files.

mod columnar;
mod common;
pub(crate) mod dedupe;
mod delimited;
mod judged;
pub(crate) mod link;
mod read;
mod show;
mod tell;
mod workbook;
mod write;

/// The Indonesian or the English one of two texts.
fn pick<T>(lang: semesta_domain::Lang, indonesian: T, english: T) -> T {
    match lang {
        semesta_domain::Lang::Id => indonesian,
        semesta_domain::Lang::En => english,
    }
}
