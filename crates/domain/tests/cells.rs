//! Tables of dates, months, amounts and codes as offices leave them.

use jiff::civil::date;
use semesta_domain::{MembershipStatus, Month, RegisterStatus, Rupiah, Sex, parse_date};

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
