//! What an import tells: a table or JSON on stdout, failures on stderr.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use semesta_domain::{Lang, format_integer};
use semesta_evidence::{Delivered, Imported, code_message};

fn number(value: u64) -> String {
    format_integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// One line a file: rows in, accepted, rejected, skipped, warnings, snapshot;
/// within 80 columns.
pub(super) fn table(delivered: &Delivered, lang: Lang) -> String {
    if delivered.imported.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(80);
    table.set_header(match lang {
        Lang::Id => [
            "berkas",
            "baris",
            "diterima",
            "ditolak",
            "dilewati",
            "peringatan",
            "cuplikan",
        ],
        Lang::En => [
            "file", "rows", "accepted", "rejected", "skipped", "warnings", "snapshot",
        ],
    });
    for imported in &delivered.imported {
        let manifest = &imported.manifest;
        let id: String = manifest.id.0.chars().take(8).collect();
        table.add_row([
            label(imported),
            number(manifest.rows_in),
            number(manifest.accepted),
            number(manifest.rejected),
            number(manifest.skipped.n()),
            number(manifest.warnings.values().sum()),
            format!("{id}{}", if imported.already_there { " =" } else { "" }),
        ]);
    }
    for column in 1..6 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    let mut text = lines.collect::<Vec<_>>().join("\n") + "\n";
    if delivered
        .imported
        .iter()
        .any(|imported| imported.already_there)
    {
        text += lang.pick(
            " = sudah ada, tidak ada yang berubah\n",
            " = already there, nothing changed\n",
        );
    }
    text
}

/// The file's name, with its source where the name does not tell it.
fn label(imported: &Imported) -> String {
    let (source, name) = (
        imported.manifest.source.code(),
        &imported.manifest.file_name,
    );
    if name
        .to_ascii_lowercase()
        .replace('-', "_")
        .starts_with(source)
    {
        name.clone()
    } else {
        format!("{source}: {name}")
    }
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
