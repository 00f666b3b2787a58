//! What a mapping would make of the first rows.

use semesta_evidence::{ImportError, LayoutDraft, Outcome, Preview, Source};

use crate::format;
use crate::masks;
use crate::pages::choice::Choice;
use crate::table::{Table, Td};
use crate::text::UploadTexts;
use crate::visit::Desked;

/// A word of the office that has no meaning yet, or was given one.
pub(super) struct Word {
    /// `column.number`, as fields are named.
    pub(super) key: String,
    pub(super) word: String,
    pub(super) said: String,
    pub(super) codes: Vec<Choice>,
}

/// A preview as a page shows it.
pub(super) struct Seen {
    /// What cannot be read at all, and what to do.
    pub(super) broken: Option<(String, String)>,
    pub(super) lead: String,
    pub(super) strip: Vec<(&'static str, String)>,
    pub(super) reasons: Table,
    pub(super) rows: Table,
}

/// What a reading gave, and the words that it did not know.
pub(super) fn see(
    at: &Desked,
    source: Source,
    draft: &LayoutDraft,
    read: Result<Preview, ImportError>,
) -> (Seen, Vec<Word>) {
    let (lang, t, u) = (at.lang, at.t, UploadTexts::of(at.lang));
    let number = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    let (preview, broken) = match read {
        Ok(preview) => (preview, None),
        Err(error) => {
            let advice = error.advice(lang);
            (Preview::default(), Some((advice.sentence, advice.hint)))
        }
    };
    let mut reasons = Table::new("sebab", t.rejects_caption, lang)
        .text(t.column)
        .text(t.reason)
        .text(t.what_became)
        .number(t.rows);
    reasons.empty = t.rejects_none.to_owned();
    for (counts, became) in [
        (&preview.rejects, t.rejected),
        (&preview.warnings, t.kept_empty),
    ] {
        for ((column, code), n) in counts {
            reasons.rows.push(vec![
                Td::text(*column),
                Td::text(code.message(lang)).sub(code.code()),
                Td::text(became),
                Td::number(number(*n)),
            ]);
        }
    }
    let seen = Seen {
        broken,
        lead: u.fill(u.preview_lead, &[&number(preview.n_rows)]),
        strip: vec![
            (t.accepted, number(preview.n_accepted)),
            (t.rejected, number(preview.n_rejected)),
            (
                t.skipped,
                number(preview.n_rows - preview.n_accepted - preview.n_rejected),
            ),
        ],
        rows: rows(at, source, &preview),
        reasons,
    };
    (seen, unknown(source, draft, &preview, u))
}

fn rows(at: &Desked, source: Source, preview: &Preview) -> Table {
    let (lang, u) = (at.lang, UploadTexts::of(at.lang));
    let mut table = Table::new("pratinjau", u.preview_caption, lang)
        .personal()
        .text(u.row)
        .text(u.outcome);
    table.empty = u.preview_none.to_owned();
    for column in &preview.columns {
        table = table.text(column.name);
    }
    for row in &preview.rows {
        let outcome = match &row.outcome {
            Outcome::Accepted => Td::text(u.is_accepted).mark("good"),
            Outcome::Rejected(column, code) => Td::text(u.is_rejected)
                .mark("bad")
                .sub(format!("{column}: {}", code.message(lang))),
            Outcome::Skipped => Td::text(u.is_skipped).mark("plain"),
        };
        let mut line = vec![Td::number(row.row.to_string()), outcome];
        for (cell, column) in row.cells.iter().zip(&preview.columns) {
            let read = masks::read(source, column.name, column.kind, &cell.read);
            let given = masks::given(source, column.name, column.kind, &cell.given);
            line.push(match cell.problem {
                Some(code) => Td::text(given).sub(code.message(lang)),
                // What was changed in reading is shown as it came.
                None if cell.read != cell.given => Td::text(read).sub(given),
                None => Td::text(read),
            });
        }
        table.rows.push(line);
    }
    table
}

/// Words to be given a meaning, those that have one already among them.
fn unknown(
    source: Source,
    draft: &LayoutDraft,
    preview: &Preview,
    u: &'static UploadTexts,
) -> Vec<Word> {
    let mut found = Vec::new();
    for column in source
        .columns()
        .iter()
        .filter(|column| !column.kind.codes().is_empty())
    {
        let meant = draft.values.get(column.name);
        let known = meant
            .into_iter()
            .flatten()
            .map(|(word, code)| (word, code.as_str(), 0));
        let new = preview.unknown.get(column.name).into_iter().flatten();
        let new = new.map(|(word, n)| (word, "", *n));
        for (number, (word, code, n)) in known.chain(new).enumerate() {
            let codes = std::iter::once("").chain(column.kind.codes().iter().copied());
            found.push(Word {
                key: format!("{}.{number}", column.name),
                word: word.clone(),
                said: u.fill(u.word_in, &[word, column.name, &n.to_string()]),
                codes: codes
                    .map(|one| Choice {
                        value: one.to_owned(),
                        title: if one.is_empty() {
                            "–".to_owned()
                        } else {
                            one.to_owned()
                        },
                        is_chosen: one == code,
                    })
                    .collect(),
            });
        }
    }
    found
}
