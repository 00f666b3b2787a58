//! What an import tells: a table or JSON on stdout, failures on stderr.

use comfy_table::{CellAlignment, Table, presets};
use semesta_domain::{Lang, format_integer};
use semesta_evidence::{Delivered, Imported, code_message};

fn number(value: u64) -> String {
    format_integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// One line a file: source, rows in, accepted, rejected, skipped, snapshot.
pub(super) fn table(delivered: &Delivered, lang: Lang) -> String {
    if delivered.imported.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(match lang {
        Lang::Id => [
            "sumber",
            "berkas",
            "baris",
            "diterima",
            "ditolak",
            "dilewati",
            "peringatan",
            "cuplikan",
        ],
        Lang::En => [
            "source", "file", "rows", "accepted", "rejected", "skipped", "warnings", "snapshot",
        ],
    });
    for imported in &delivered.imported {
        let manifest = &imported.manifest;
        let id: String = manifest.id.0.chars().take(8).collect();
        let there = if imported.already_there {
            lang.pick(" (sudah ada)", " (already there)")
        } else {
            ""
        };
        table.add_row([
            manifest.source.code().to_owned(),
            manifest.file_name.clone(),
            number(manifest.rows_in),
            number(manifest.accepted),
            number(manifest.rejected),
            number(manifest.skipped.n()),
            number(manifest.warnings.values().sum()),
            format!("{id}{there}"),
        ]);
    }
    for column in 2..7 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{table}\n")
}

/// The document `semesta.import/1`.
pub(super) fn json(delivered: &Delivered, lang: Lang) -> anyhow::Result<String> {
    let imported = delivered.imported.iter().map(|imported| {
        serde_json::json!({ "already_there": imported.already_there, "manifest": imported.manifest })
    });
    let failed = delivered.failed.iter().map(|(path, error)| {
        let advice = error.advice(lang);
        serde_json::json!({
            "file": path.display().to_string(),
            "code": error.code(),
            "message": advice.sentence,
            "hint": advice.hint,
        })
    });
    let document = serde_json::json!({
        "schema": "semesta.import/1",
        "as_of": delivered.as_of.to_string(),
        "imported": imported.collect::<Vec<_>>(),
        "failed": failed.collect::<Vec<_>>(),
        "ignored": delivered.ignored,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Says on stderr what was rejected, ignored and impossible.
pub(super) fn talk(delivered: &Delivered, lang: Lang) {
    for imported in &delivered.imported {
        talk_rejects(imported, lang);
    }
    if !delivered.ignored.is_empty() {
        let word = lang.pick("berkas lain diabaikan", "other files ignored");
        eprintln!("{word}: {}", delivered.ignored.join(", "));
    }
    for (path, error) in &delivered.failed {
        let advice = error.advice(lang);
        eprintln!(
            "{}: {}: {}",
            lang.pick("galat", "error"),
            path.display(),
            advice.sentence
        );
        eprintln!("{}: {}", lang.pick("petunjuk", "hint"), advice.hint);
    }
}

fn talk_rejects(imported: &Imported, lang: Lang) {
    let manifest = &imported.manifest;
    for note in &manifest.notes {
        eprintln!("{}: {note}", manifest.file_name);
    }
    for (key, n) in &manifest.rejects {
        let code = key.split_once(':').map_or(key.as_str(), |(_, code)| code);
        let rejected = lang.pick("ditolak", "rejected");
        eprintln!(
            "{}: {} {rejected}, {key} — {}",
            manifest.file_name,
            number(*n),
            code_message(code, lang)
        );
    }
}
