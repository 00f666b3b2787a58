//! Tables of cells as offices and spreadsheets leave them.

#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use semesta_domain::{
    CardNumber, KkNumber, MembershipStatus, Month, Nik, NikCell, ParseNikError, RegionCode,
    RegisterStatus, Rupiah, Sex, parse_date,
};

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

#[test]
fn date_cells() {
    let check = |text: &str, expected: Option<jiff::civil::Date>| {
        assert_eq!(parse_date(text).ok().map(|read| read.0), expected, "{text}");
    };
    for text in [
        "1990-02-01",
        "01-02-1990",
        "1-2-1990",
        "01/02/1990",
        "1990/02/01",
        "01.02.1990",
        "1 Februari 1990",
        "1 Pebruari 1990",
        "01-Feb-1990",
        "1 FEB 1990",
        "19900201",
        "1990-02-01 00:00:00",
        "1990-02-01T00:00:00Z",
        "'01-02-1990",
        " 01-02-1990 ",
        "32905",
        "32905.0",
        "32905.75",
        "01/02/1990 0:00",
        "01/02/1990 00.00",
        "01/02/1990 00.00.00",
        "01\u{a0}Februari\u{a0}1990",
    ] {
        check(text, Some(date(1990, 2, 1)));
    }
    check("31/12/2023 0:00", Some(date(2023, 12, 31)));
    for (name, month) in [
        ("Januari", 1),
        ("Maret", 3),
        ("Mei", 5),
        ("May", 5),
        ("Agustus", 8),
        ("Agt", 8),
        ("Ags", 8),
        ("Aug", 8),
        ("Sept", 9),
        ("Okt", 10),
        ("October", 10),
        ("Nopember", 11),
        ("Nop", 11),
        ("Desember", 12),
        ("DEC", 12),
    ] {
        check(&format!("17 {name} 1995"), Some(date(1995, month, 17)));
    }
    check("29-02-2000", Some(date(2000, 2, 29)));
    for text in [
        "",
        "-",
        "29-02-1900",
        "31-02-2020",
        "31-04-2020",
        "00-00-0000",
        "0000-00-00",
        "0001-01-01",
        "32/01/2020",
        "13/13/2020",
        "01-02-90",
        "1/2/1990/5",
        "1990",
        "1990.5",
        "90",
        "900",
        "01011990",
        "010190",
        "150890",
        "12 1990",
        "1990-13-01",
        "01-Foo-1990",
        "01-Ma-1990",
        "+1-02-1990",
        "999999",
        "nan",
        "TIDAK ADA",
    ] {
        check(text, None);
    }
}

#[test]
fn month_cells() {
    let check = |text: &str, expected: Option<&str>| {
        let read = text.parse::<Month>().ok().map(|month| month.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    };
    for text in [
        "2024-01",
        "2024/1",
        "202401",
        "202401.0",
        "01-2024",
        "1/2024",
        "Januari 2024",
        "JAN 2024",
        "Jan-2024",
        "2024-01-01",
        "31/01/2024",
        "2024-01-01 00:00:00",
        "45292",
        "20240131",
        "2024-01-31T00:00:00",
    ] {
        check(text, Some("2024-01"));
    }
    for text in [
        "",
        "2024",
        "2024-13",
        "2024-00",
        "13-2024",
        "Jan-24",
        "01-24",
        "012024",
        "Foo 2024",
        "2024-01-32",
    ] {
        check(text, None);
    }
}

#[test]
fn amount_cells() {
    let check = |text: &str, expected: Option<i64>| {
        assert_eq!(
            text.parse::<Rupiah>().ok().map(|amount| amount.0),
            expected,
            "{text}"
        );
    };
    for text in [
        "35000",
        "35.000",
        "35,000",
        "35.000,00",
        "35,000.00",
        "35000.00",
        "35000,0",
        "Rp35.000",
        "Rp 35.000",
        "Rp. 35.000",
        "Rp.35.000,00",
        "Rp35.000,-",
        "IDR 35,000",
        "rp 35000",
        " 35 000 ",
        "'35000",
        "Rp\u{a0}35.000",
    ] {
        check(text, Some(35_000));
    }
    for text in [
        "-35000",
        "(35.000)",
        "-Rp35.000",
        "Rp-35.000",
        "Rp (35.000)",
    ] {
        check(
            text,
            if text == "Rp (35.000)" {
                None
            } else {
                Some(-35_000)
            },
        );
    }
    check("1.234.567", Some(1_234_567));
    check("0", Some(0));
    check("0,00", Some(0));
    check("Rp -", Some(0));
    check("Rp-", Some(0));
    for text in [
        "",
        "-",
        "1.234.567,50",
        "35.000,5",
        "35.5",
        "35.00.000",
        "3.5000",
        "1234.567,00",
        "35.000.00",
        "--5",
        "(-5)",
        "35000-",
        "3.5E+4",
        "Rp",
        ".500",
        ",00",
        "TIDAK ADA",
        "35rb",
        "1.000.000.000.000.000.000",
    ] {
        check(text, None);
    }
    assert_eq!(Rupiah::from_float(35_000.0), Some(Rupiah(35_000)));
    assert_eq!(Rupiah::from_float(35_000.5), None);
    assert_eq!(Rupiah::from_float(f64::NAN), None);
}

#[test]
fn sex_and_status_cells() {
    for text in [
        "L",
        "l",
        "LAKI-LAKI",
        "Laki laki",
        "LK",
        "Pria",
        "M",
        "1",
        "L (Laki-laki)",
    ] {
        assert_eq!(text.parse(), Ok(Sex::Male), "{text}");
    }
    for text in ["P", "PEREMPUAN", "Pr", "Wanita", "F", "2", "Perempuan (P)"] {
        assert_eq!(text.parse(), Ok(Sex::Female), "{text}");
    }
    for text in ["AKTIF", "aktif", "0", "Peserta Aktif"] {
        assert_eq!(text.parse(), Ok(MembershipStatus::Active), "{text}");
    }
    for text in [
        "NONAKTIF",
        "Non Aktif",
        "NON-AKTIF",
        "Tidak Aktif",
        "NON AKTIF KARENA PREMI",
        "Penangguhan Peserta",
    ] {
        assert_eq!(text.parse(), Ok(MembershipStatus::Inactive), "{text}");
    }
    for text in ["HIDUP", "Hidup", "ADA"] {
        assert_eq!(text.parse(), Ok(RegisterStatus::Living), "{text}");
    }
    for text in ["MENINGGAL", "Meninggal Dunia", "wafat", "MATI"] {
        assert_eq!(text.parse(), Ok(RegisterStatus::Dead), "{text}");
    }
    for text in ["PINDAH", "Pindah Keluar"] {
        assert_eq!(text.parse(), Ok(RegisterStatus::Moved), "{text}");
    }
    for text in ["", "X", "LP", "3", "AKTIFKAN NANTI"] {
        assert!(
            text.parse::<Sex>().is_err() && text.parse::<MembershipStatus>().is_err(),
            "{text}"
        );
    }
}
