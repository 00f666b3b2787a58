//! Why a pair may be one person: the run's words, field by field.

use semesta_domain::Lang;

use crate::table::{Table, Td};
use crate::text::ReviewTexts;

/// A field's words and its weight in bits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) words: String,
    pub(crate) weight: f64,
}

/// Reads `nama sama (+5,2); tanggal lahir berbeda (-3,1)`; what cannot be read is kept
/// as words without weight.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    text.split("; ")
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let weighed = part.rsplit_once(" (").and_then(|(words, weight)| {
                let number = weight
                    .strip_suffix(')')?
                    .replace(',', ".")
                    .replace('−', "-");
                Some((words, number.parse::<f64>().ok()?))
            });
            let (words, weight) = weighed.unwrap_or((part, 0.0));
            Part {
                words: words.to_owned(),
                weight,
            }
        })
        .collect()
}

/// The run writes Indonesian; these are its words in English, longer ones first.
const ENGLISH: [(&str, &str); 28] = [
    ("sama, sebagian inisial", "the same, some as initials"),
    ("hampir sama, salah ketik", "nearly equal, mistyped"),
    ("satu kata sama", "one word in common"),
    ("hari dan bulan tertukar", "day and month exchanged"),
    ("satu angka berbeda", "one digit different"),
    ("dua angka berbeda", "two digits different"),
    ("dua dari tiga bagian sama", "two parts of three equal"),
    ("hanya tahun sama", "only the year equal"),
    ("selisih satu tahun", "a year apart"),
    ("awal yang panjang sama", "a long common beginning"),
    ("sebagian sama", "partly equal"),
    ("agak mirip", "some likeness"),
    ("sangat mirip", "very like"),
    ("belum punya rekaman lain", "has no other record"),
    ("sudah punya rekaman lain", "has another record"),
    ("lewat anggota serumah", "through the household"),
    ("kelurahan sama", "the same village"),
    ("kelurahan lain", "another village"),
    ("jenis kelamin", "sex"),
    ("tanggal lahir", "birth date"),
    ("tempat lahir", "birthplace"),
    ("alamat", "address"),
    ("nama", "name"),
    ("KK", "family card"),
    ("tidak ada", "missing"),
    ("berbeda", "different"),
    ("mirip", "like"),
    ("sama", "the same"),
];

/// The words in the reader's language.
fn said(words: &str, lang: Lang) -> String {
    if lang == Lang::Id {
        return words.to_owned();
    }
    ENGLISH
        .iter()
        .fold(words.to_owned(), |text, (id, en)| text.replace(id, en))
}

/// The parts as a table, the weightiest first.
pub(crate) fn table(text: &str, lang: Lang) -> Table {
    let w = ReviewTexts::of(lang);
    let mut table = Table::new("bukti", w.why_title, lang)
        .fixed()
        .personal()
        .text(w.evidence)
        .number(w.weight);
    table.is_named = true;
    for part in parts(text) {
        let weight = format!("{:+.1}", part.weight).replace('-', "−");
        table.rows.push(vec![
            Td::text(said(&part.words, lang)).mark(if part.weight < 0.0 { "bad" } else { "good" }),
            Td::number(lang.pick(&weight.replace('.', ","), &weight)),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_weights_come_apart() {
        let found = parts("nama sama (+5,2); tanggal lahir lain (-3,1); tanpa bobot");
        let weights: Vec<f64> = found.iter().map(|part| part.weight).collect();
        assert_eq!(weights, [5.2, -3.1, 0.0]);
        assert_eq!(found[1].words, "tanggal lahir lain");
        assert_eq!(said("nama sama", Lang::En), "name the same");
        assert_eq!(said("nama sama", Lang::Id), "nama sama");
    }
}
