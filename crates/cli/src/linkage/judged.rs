//! Pairs that people have judged or labelled.

use super::pick;
use super::read::read_table;
use super::write::Ids;
use crate::talk::Hinted;
use anyhow::Result;
use semesta_domain::Lang;
use semesta_linkage::Judgement;
use std::collections::HashMap;
use std::path::Path;

const SAME: [&str; 9] = ["1", "true", "yes", "ya", "sama", "same", "match", "t", "y"];
const DIFFERENT: [&str; 8] = ["0", "false", "no", "tidak", "beda", "different", "f", "n"];

/// Reads judged or labelled pairs; without a column that says so all are the
/// same person, and a row with nothing in that column is not judged yet.
///
/// Rows that name a record which is not there are left out and told.
pub(super) fn judgements(
    path: &Path,
    left: &Ids,
    right: &Ids,
    lang: Lang,
) -> Result<Vec<Judgement>> {
    let table = read_table(path)?;
    let name = path.display();
    let column = |names: &[&str]| names.iter().find_map(|n| table.position(n));
    let (Some(l), Some(r)) = (
        column(&["id_l", "left", "id_kiri"]),
        column(&["id_r", "right", "id_kanan"]),
    ) else {
        let message = pick(
            lang,
            format!("`{name}` tidak punya kolom `id_l` dan `id_r`"),
            format!("`{name}` has no columns `id_l` and `id_r`"),
        );
        let hint = pick(
            lang,
            "tajuknya: id_l,id_r,same",
            "the header is: id_l,id_r,same",
        );
        return Err(Hinted::new(message, hint).into());
    };
    let said = column(&["same", "match", "label", "sama", "is_match"]);
    let (left, right) = (left.index(), right.index());
    let row = |at: &HashMap<String, u32>, column: usize, row: usize| {
        table.cell(column, row).and_then(|id| at.get(id)).copied()
    };
    let (mut found, mut strange) = (Vec::new(), 0);
    for i in 0..table.len() {
        let word = said.map_or(Some("same"), |c| table.cell(c, i));
        let Some(same) = word.map(|w| same(w, i, lang)).transpose()? else {
            continue;
        };
        match (row(&left, l, i), row(&right, r, i)) {
            (Some(left), Some(right)) => found.push(Judgement { left, right, same }),
            _ => strange += 1,
        }
    }
    if strange > 0 {
        let told = pick(
            lang,
            "baris menyebut catatan yang tidak ada",
            "rows name a record that is not there",
        );
        eprintln!("  `{name}`: {strange} {told}");
    }
    Ok(found)
}

/// Reads whether a row says the same person.
fn same(word: &str, row: usize, lang: Lang) -> Result<bool> {
    let lower = word.to_lowercase();
    if SAME.contains(&lower.as_str()) {
        return Ok(true);
    }
    if DIFFERENT.contains(&lower.as_str()) {
        return Ok(false);
    }
    let legal = format!("{}; {}", SAME.join(", "), DIFFERENT.join(", "));
    let message = pick(
        lang,
        format!("baris {}: `{word}` bukan keputusan", row + 2),
        format!("line {}: `{word}` is no decision", row + 2),
    );
    Err(Hinted::new(message, legal).into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use semesta_linkage::Table;

    fn read(text: &str) -> Result<Vec<(u32, u32, bool)>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judged.csv");
        std::fs::write(&path, text).unwrap();
        let rows: [&[&str]; 3] = [&["a"], &["b"], &["c"]];
        let table = Table::from_rows(&["id"], &rows).unwrap();
        let ids = Ids::of(&table, Some("id"), Lang::Id).unwrap();
        let found = judgements(&path, &ids, &ids, Lang::Id)?;
        Ok(found.iter().map(|j| (j.left, j.right, j.same)).collect())
    }

    #[test]
    fn rows_say_same_or_different() {
        let all = "id_l,id_r,same\na,b,BEDA\na,c,ya\nb,c,\nb,x,1\n";
        assert_eq!(read(all).unwrap(), [(0, 1, false), (0, 2, true)]);
        assert_eq!(read("left,right\nc,a\n").unwrap(), [(2, 0, true)]);
        let refused = |text| read(text).unwrap_err().to_string();
        let wrong = refused("id_l,id_r,same\na,b,1\na,c,mungkin\n");
        assert!(wrong.contains("baris 3: `mungkin`"), "{wrong}");
        assert!(refused("kiri,kanan\na,b\n").contains("`id_l`"));
    }
}
