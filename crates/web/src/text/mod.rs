//! Every sentence of the pages, in Indonesian and English, in one table.

mod catalogue;

use semesta_domain::Lang;

pub(crate) use catalogue::Texts;

/// The sentences of a language.
pub(crate) fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Id => &catalogue::INDONESIAN,
        Lang::En => &catalogue::ENGLISH,
    }
}

impl Texts {
    /// A sentence with its `{}` filled, one after the other.
    pub(crate) fn fill(&self, sentence: &str, values: &[&str]) -> String {
        let mut filled = String::with_capacity(sentence.len() + 16);
        let mut values = values.iter();
        let mut parts = sentence.split("{}");
        filled.push_str(parts.next().unwrap_or_default());
        for part in parts {
            filled.push_str(values.next().copied().unwrap_or_default());
            filled.push_str(part);
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::catalogue::ALL;
    use super::*;

    /// Words that both languages share.
    const SAME: [&str; 17] = [
        "Semesta",
        "Data",
        "Desil",
        "Format",
        "Run",
        "Status",
        "Total",
        "Standing",
        "Hash",
        "Formula",
        "Audit",
        "Area",
        "Parameter",
        "Administrator",
        "Demo",
        "NIK",
        "±",
    ];

    #[test]
    fn every_sentence_is_there_in_both_languages_with_the_same_gaps() {
        for (key, id, en) in ALL {
            assert!(!id.trim().is_empty() && !en.trim().is_empty(), "{key}");
            assert_eq!(id.matches("{}").count(), en.matches("{}").count(), "{key}");
            assert!(
                id != en || SAME.contains(id),
                "{key} is not translated: {id}"
            );
        }
    }

    #[test]
    fn templates_hold_no_words_of_their_own() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        for entry in std::fs::read_dir(dir).expect("the templates lie beside the code") {
            let path = entry.expect("the folder can be read").path();
            let text = std::fs::read_to_string(&path).expect("a template is text");
            let words = visible(&text);
            let known = [
                "Semesta",
                "XLSX",
                "CSV",
                "semesta",
                "semesta verify --run",
                "semesta demo",
            ];
            for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
                assert!(
                    !word.chars().any(char::is_alphabetic),
                    "{}: `{word}` stands outside the catalogue",
                    path.display()
                );
            }
        }
    }

    /// What a reader sees of a template beside what is filled in.
    fn visible(template: &str) -> Vec<String> {
        let mut plain = String::new();
        let mut rest = template;
        // Expressions and statements first, then tags.
        while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
            plain.push_str(&rest[..at]);
            plain.push('\u{1}');
            let end = if rest[at..].starts_with("{{") {
                "}}"
            } else {
                "%}"
            };
            let Some(stop) = rest[at..].find(end) else {
                break;
            };
            rest = &rest[at + stop + 2..];
        }
        plain.push_str(rest);
        let mut texts = Vec::new();
        let mut is_tag = false;
        let mut text = String::new();
        for c in plain.chars() {
            match c {
                '<' => {
                    texts.push(std::mem::take(&mut text));
                    is_tag = true;
                }
                '>' => is_tag = false,
                '\u{1}' if !is_tag => texts.push(std::mem::take(&mut text)),
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        texts.push(text);
        texts
            .into_iter()
            .map(|text| {
                text.trim()
                    .trim_matches(['·', ',', '.', ':', ';', '…', '(', ')', '/', ' '])
                    .trim()
                    .to_owned()
            })
            .filter(|text| !text.is_empty())
            .collect()
    }

    #[test]
    fn gaps_are_filled_in_order() {
        let t = texts(Lang::En);
        assert_eq!(t.fill("{} of {}", &["a", "b"]), "a of b");
        assert_eq!(t.fill("{}{}", &["a"]), "a");
    }
}
