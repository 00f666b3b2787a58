//! Tables of identifiers as offices and spreadsheets leave them.

#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use semesta_domain::{CardNumber, KkNumber, Nik, NikCell, ParseNikError, RegionCode, Sex};

#[test]
fn nik_cells() {
    let intact = NikCell::Intact("6571014507909003".parse().unwrap());
    for text in [
        "6571014507909003",
        " 6571014507909003 ",
        "'6571014507909003",
        "’6571014507909003",
        "6571 0145 0790 9003",
        "657101.450790.9003",
        "657101-450790-9003",
        "6571014507909003\u{a0}",
        "\u{feff}6571014507909003",
    ] {
        assert_eq!(NikCell::parse(text), intact, "{text}");
    }
    for (text, n_digits) in [
        ("6.57101E+15", 6),
        ("6,57101E+15", 6),
        ("6.57101e15", 6),
        ("6.57101450790900E+15", 15),
        ("6.571014507909003E+15", 15),
        ("6571014507909003.0", 15),
        ("6571014507909003,00", 15),
        ("657101??????????", 6),
    ] {
        let NikCell::Damaged(prefix) = NikCell::parse(text) else {
            panic!("{text}")
        };
        assert_eq!(prefix.n_digits(), n_digits, "{text}");
    }
    for text in [
        "",
        " ",
        "-",
        "--",
        "TIDAK ADA",
        "tidak ada",
        "N/A",
        "#N/A",
        "NULL",
        "?",
        "'",
    ] {
        assert_eq!(NikCell::parse(text), NikCell::Missing, "{text}");
    }
    for text in [
        "0000000000000000",
        "0",
        "9999999999999999",
        "9999990101909001",
        "1111111111111111",
        "1234567890123456",
        "0123456789012345",
        "9876543210987654",
        "0000000000000001",
    ] {
        assert_eq!(NikCell::parse(text), NikCell::Placeholder, "{text}");
    }
    for text in [
        "657101450790900",   // 15 digits
        "65710145079090033", // 17 digits
        "657101450790900.0", // 15 digits from a float cell are no 16
        "65710145079090.03",
        "6571013502909003", // 35 February
        "6571017202909003", // a woman's 32 February
        "6571013002909003", // 30 February
        "6571014513909003", // month 13
        "6571014507900000", // serial 0000
        "0571014507909003", // no province
        "6571014507909OO3", // letters
        "65.7101E+15",
        "6.57101E+14",
        "-6.57101E+15",
        "6E+15",
        "KTP",
    ] {
        assert_eq!(NikCell::parse(text), NikCell::Malformed, "{text}");
    }
    assert_eq!(NikCell::from_float(0.0), NikCell::Placeholder);
    assert_eq!(
        NikCell::from_float(1_111_111_111_111_111.0),
        NikCell::Placeholder
    );
    for value in [f64::NAN, f64::INFINITY, -1.0, 657_101_450_790_900.0, 1e16] {
        assert_eq!(NikCell::from_float(value), NikCell::Malformed, "{value}");
    }
}

#[test]
fn niks_carry_birth_and_sex() {
    let check = |text: &str, sex, birth| {
        let nik: Nik = text.parse().unwrap();
        assert_eq!(
            (nik.sex(), nik.birth_date(date(2024, 6, 30))),
            (sex, birth),
            "{text}"
        );
    };
    check("6571010507909003", Sex::Male, date(1990, 7, 5));
    check("6571014507909003", Sex::Female, date(1990, 7, 5));
    check("6571017112239001", Sex::Female, date(2023, 12, 31));
    check("6473010101409001", Sex::Male, date(1940, 1, 1));
    check("6473010107249001", Sex::Male, date(1924, 7, 1));
    // 29 February: 1900 had none, 2000 had.
    check("6571016902009001", Sex::Female, date(2000, 2, 29));
    check("6571012902049001", Sex::Male, date(2004, 2, 29));
    assert_eq!(
        "6571012902019001".parse::<Nik>(),
        Err(ParseNikError::BirthDate)
    );
}

#[test]
fn card_and_family_card_cells() {
    let card = |text: &str| text.parse::<CardNumber>().map(CardNumber::reveal).ok();
    assert_eq!(card("0001234509876").as_deref(), Some("0001234509876"));
    assert_eq!(card("1234509876").as_deref(), Some("0001234509876"));
    assert_eq!(card("1234509876.0").as_deref(), Some("0001234509876"));
    assert_eq!(card("'0001234509876 ").as_deref(), Some("0001234509876"));
    for text in [
        "",
        "-",
        "0",
        "0000000000000",
        "1111111111111",
        "12345678901234",
        "1.23E+12",
        "12345098.76",
        "A1",
    ] {
        assert_eq!(card(text), None, "{text}");
    }
    let kk = |text: &str| text.parse::<KkNumber>().is_ok();
    assert!(kk("6571010101209001") && kk("'6571010101209001"));
    for text in [
        "",
        "0",
        "6571010101209",
        "6.57101E+15",
        "6571010101209001.0",
        "657101010120900.0",
        "0000000000000000",
    ] {
        assert!(!kk(text), "{text}");
    }
}

#[test]
fn region_cells() {
    let check = |text: &str, expected: Option<&str>| {
        let read = text.parse::<RegionCode>().ok().map(|code| code.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    };
    check("65.71.01.1001", Some("65.71.01.1001"));
    check("6571011001", Some("65.71.01.1001"));
    check("'6571011001", Some("65.71.01.1001"));
    check("6571011001.0", Some("65.71.01.1001"));
    check("65 71 01 1001", Some("65.71.01.1001"));
    check("11.10", Some("11.10"));
    check("65", Some("65"));
    for text in [
        "",
        "11.1",
        "6571011",
        "65710110011",
        "657I",
        "0571",
        "6.571011001E9",
        "-",
    ] {
        check(text, None);
    }
}
