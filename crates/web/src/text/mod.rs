//! Every sentence of the pages, in Indonesian and English, in one table.

macro_rules! catalogue {
    ($name:ident; $( $key:ident: $id:literal, $en:literal; )+) => {
        /// The sentences of one language.
        #[derive(Debug)]
        pub(crate) struct $name { $( pub(crate) $key: &'static str, )+ }

        static INDONESIAN: $name = $name { $( $key: $id, )+ };
        static ENGLISH: $name = $name { $( $key: $en, )+ };

        impl $name {
            /// The sentences of a language.
            pub(crate) fn of(lang: semesta_domain::Lang) -> &'static Self {
                match lang {
                    semesta_domain::Lang::Id => &INDONESIAN,
                    semesta_domain::Lang::En => &ENGLISH,
                }
            }

            /// A sentence with its `{}` filled, one after the other.
            #[allow(dead_code, reason = "not every table has sentences to fill")]
            pub(crate) fn fill(&self, sentence: &str, values: &[&str]) -> String {
                super::fill(sentence, values)
            }
        }

        /// Every sentence, for tests.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str, &str)] = &[ $( (stringify!($key), $id, $en), )+ ];
    };
}

mod compare;
mod deliveries;
mod employers;
mod frame;
mod funding;
mod neighbourhood;
mod proposals;
mod receipts;
mod review;
mod runout;
mod timeline;
mod uploading;

use semesta_domain::Lang;

pub(crate) use compare::CompareTexts;
pub(crate) use deliveries::DeliveryTexts;
pub(crate) use employers::EmployerTexts;
pub(crate) use frame::Texts;
pub(crate) use funding::FundingTexts;
pub(crate) use neighbourhood::RtTexts;
pub(crate) use proposals::ProposalTexts;
pub(crate) use receipts::ReceiptTexts;
pub(crate) use review::ReviewTexts;
pub(crate) use runout::RunOutTexts;
pub(crate) use timeline::TimelineTexts;
pub(crate) use uploading::UploadTexts;

/// The sentences of a language.
pub(crate) fn texts(lang: Lang) -> &'static Texts {
    Texts::of(lang)
}

fn fill(sentence: &str, values: &[&str]) -> String {
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

/// A piece of a sentence, and where it leads.
pub(crate) type Piece = (String, Option<String>);

/// A sentence whose gaps are filled with numbers that open their receipts.
pub(crate) fn pieces(sentence: &str, values: Vec<Piece>) -> Vec<Piece> {
    let mut texts = sentence.split("{}").map(|text| (text.to_owned(), None));
    let mut said: Vec<Piece> = texts.next().into_iter().collect();
    for (value, text) in values.into_iter().zip(texts) {
        said.extend([value, text]);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&[(&str, &str, &str)]; 12] = [
        frame::ALL,
        compare::ALL,
        deliveries::ALL,
        employers::ALL,
        funding::ALL,
        neighbourhood::ALL,
        proposals::ALL,
        receipts::ALL,
        review::ALL,
        runout::ALL,
        timeline::ALL,
        uploading::ALL,
    ];

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
        for (key, id, en) in TABLES.into_iter().flatten() {
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
                // Keys.
                "j",
                "k",
                "Enter",
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
        let said = pieces(
            "{} of {}.",
            vec![("a".into(), Some("/a".into())), ("b".into(), None)],
        );
        let text: String = said.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(text, "a of b.");
        assert_eq!(said[1].1.as_deref(), Some("/a"));
    }
}
