//! Laws that hold for every name.

use proptest::prelude::*;
use semesta_domain::name::{NameAgreement, PersonName, phonetic_key, same_as_written};

/// Names and what offices add to them.
fn any_name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "(SITI|NUR|HAYATI|MUHAMMAD|ABDUL|RAHMAN|BUDI|SANTOSO|AMINAH|YUSUF|DJOKO|AN|NISA|M|A|HM|KE)",
        2 => "(H\\.|Hj|dr\\.|DRS|Moch\\.|Moh|ST\\.|Abd\\.|BY|BAYI|NY|AN\\.|ALM|bin|binti|BT|ALIAS|S|SE|SH|ST|PD|KES|AG)",
        1 => "(, ?S\\.Pd|, ?SE|,M\\.Kes|, HJ| S\\.E\\.|\\(ALM\\)|, AN|, BY NY|\\.|,|-|')",
        1 => "[A-Za-z]{1,8}",
    ];
    prop_oneof![
        6 => prop::collection::vec(word, 0..7).prop_map(|words| words.join(" ")),
        1 => any::<String>(),
        1 => "[A-Za-z.,' -]{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_normal_form_is_its_own(cell in any_name()) {
        let name = PersonName::parse(&cell);
        let again = PersonName::parse(name.normalised());
        prop_assert_eq!(name.normalised(), again.normalised());
        prop_assert_eq!(&name, &again);
        prop_assert_eq!(name.n_words(), name.words().count());
        prop_assert_eq!(name.n_words(), name.word_keys().count());
        prop_assert!(!name.key().contains(' '));
    }

    #[test]
    fn comparing_does_not_depend_on_order(a in any_name(), b in any_name()) {
        let (a, b) = (PersonName::parse(&a), PersonName::parse(&b));
        prop_assert_eq!(a.compare(&b), b.compare(&a));
    }

    #[test]
    fn a_name_agrees_with_itself_however_written(cell in any_name()) {
        let name = PersonName::parse(&cell);
        let is_name = name.n_words() > 0 && !name.is_newborn_label();
        for other in [cell.clone(), cell.to_ascii_lowercase(), format!("  {cell}  "), cell.replace(' ', "  ")] {
            let agreement = name.compare(&PersonName::parse(&other));
            let expected = if is_name { NameAgreement::Equal } else { NameAgreement::Missing };
            prop_assert_eq!(agreement, expected);
        }
        let lower = cell.to_ascii_lowercase() + " ";
        prop_assert!(same_as_written(&cell, &lower));
    }

    #[test]
    fn joining_and_leaving_out_words_agrees(first in "(SITI|NUR|BUDI|DWI)", second in "(HAYATI|RAHMAN|LESTARI)", third in "(LUBIS|WIJAYA)") {
        let whole = PersonName::parse(&format!("{first} {second} {third}"));
        let joined = PersonName::parse(&format!("{first}{second} {third}"));
        prop_assert_eq!(whole.compare(&joined), NameAgreement::Equal);
        for part in [format!("{first} {second}"), format!("{third} {first}"), format!("{first}{second}"), second.clone()] {
            prop_assert_eq!(whole.compare(&PersonName::parse(&part)), NameAgreement::Contained, "{}", part);
        }
        let initial = PersonName::parse(&format!("{first} {second} {}", &third[..1]));
        prop_assert_eq!(whole.compare(&initial), NameAgreement::Equal);
    }

    #[test]
    fn phonetic_keys_do_not_panic(word: String) {
        let key = phonetic_key(&word);
        prop_assert!(key.len() <= word.len() * 4 + 4);
    }
}
