//! `Debug` and `Display` of personal data never show more than is allowed.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use semesta_domain::name::PersonName;
use semesta_domain::{CardNumber, KkNumber, Nik, NikCell};

/// What a value shows in every way it can be formatted.
fn shown(value: &(impl std::fmt::Debug + std::fmt::Display)) -> [String; 3] {
    [
        format!("{value}"),
        format!("{value:?}"),
        format!("{value:#?}"),
    ]
}

proptest! {
    #[test]
    fn niks_hide_the_birth_date(day in 1_u64..29, month in 1_u64..13, year in 0_u64..100, serial in 9000_u64..10_000) {
        let number = ((657_101 * 100 + day) * 10_000 + month * 100 + year) * 10_000 + serial;
        let nik = Nik::from_number(number).unwrap();
        for text in shown(&nik) {
            prop_assert!(!text.contains(&nik.reveal()));
            prop_assert!(text.contains("657101******"), "{}", text);
            prop_assert_eq!(text.chars().filter(char::is_ascii_digit).count(), 10);
        }
        for cell in [NikCell::Intact(nik), NikCell::from_float(number as f64)] {
            let text = format!("{cell:?}");
            prop_assert!(text.chars().filter(char::is_ascii_digit).count() <= 10, "{}", text);
        }
    }

    #[test]
    fn family_cards_hide_the_date(number in 1_100_000_000_000_000_u64..9_700_000_000_000_000) {
        if let Ok(kk) = number.to_string().parse::<KkNumber>() {
            for text in shown(&kk) {
                prop_assert_eq!(text.chars().filter(char::is_ascii_digit).count(), 10);
            }
        }
    }

    #[test]
    fn cards_show_four_digits(number in 1_u64..10_000_000_000_000) {
        let card = CardNumber::from_number(number).unwrap();
        for text in shown(&card) {
            prop_assert_eq!(text.chars().filter(char::is_ascii_digit).count(), 4);
        }
    }

    #[test]
    fn names_show_initials(cell in "[A-Za-z]{2,12}( [A-Za-z]{2,12}){0,3}") {
        let name = PersonName::parse(&cell);
        for text in shown(&name) {
            let masked = text.trim_start_matches("PersonName(").trim_end_matches(')');
            for word in masked.split_whitespace() {
                prop_assert!(word.ends_with("***") && word.chars().count() == 4, "{}", text);
            }
        }
    }
}

#[test]
fn errors_hide_what_was_read() {
    let secret = "6571013502909003";
    let error = secret.parse::<Nik>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("6571"));
    let error = "65710101".parse::<KkNumber>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("6571"));
}
