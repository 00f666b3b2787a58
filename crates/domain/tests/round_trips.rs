//! What a type writes, it reads; parsing anything never panics.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use semesta_domain::{
    CardNumber, EventDirection, Finding, Gazetteer, KkNumber, Lang, LayOffProof, MembershipStatus,
    Month, Nik, NikCell, NikPrefix, Payer, Ratio, RegionCode, RegisterStatus, Rupiah, Segment, Sex,
    Standing, WorkerOrigin, compare_birth_dates, date_from_days, date_from_serial, days,
    format_integer, parse_date,
};

fn any_date() -> impl Strategy<Value = Date> {
    (days(date(1850, 1, 1))..days(date(2150, 1, 1))).prop_map(|n| date_from_days(n).unwrap())
}

/// A NIK of an invented person: serial from 9000 up.
fn any_nik() -> impl Strategy<Value = (Nik, Date, Sex)> {
    let sex = prop_oneof![Just(Sex::Male), Just(Sex::Female)];
    (
        11_u64..98,
        1_u64..100,
        1_u64..30,
        any_date(),
        sex,
        9000_u64..10_000,
    )
        .prop_map(|(province, regency, district, birth, sex, serial)| {
            let day = birth.day() as u64 + if sex == Sex::Female { 40 } else { 0 };
            let region = province * 10_000 + regency * 100 + district;
            let written = day * 10_000 + birth.month() as u64 * 100 + birth.year() as u64 % 100;
            let number = (region * 1_000_000 + written) * 10_000 + serial;
            (Nik::from_number(number).unwrap(), birth, sex)
        })
}

proptest! {
    #[test]
    fn niks_are_read_as_written((nik, birth, sex) in any_nik()) {
        prop_assert_eq!(nik.reveal().parse(), Ok(nik));
        prop_assert_eq!(Nik::from_number(nik.as_number()), Ok(nik));
        prop_assert_eq!(NikCell::parse(&format!(" '{}", nik.reveal())), NikCell::Intact(nik));
        prop_assert_eq!(nik.sex(), sex);
        prop_assert!(nik.carries_birth_date(birth));
        let read = nik.birth_date(date(2150, 12, 31));
        prop_assert!(nik.carries_birth_date(read));
        prop_assert_eq!(nik.region().compact(), &nik.reveal()[..6]);
    }

    #[test]
    fn spreadsheets_leave_a_prefix_that_fits((nik, ..) in any_nik(), n_digits in 5_usize..16) {
        let digits = nik.reveal();
        let scientific = format!("{}.{}E+15", &digits[..1], &digits[1..n_digits]);
        let NikCell::Damaged(prefix) = NikCell::parse(&scientific) else {
            return Err(TestCaseError::fail(format!("{n_digits} digits are no prefix")));
        };
        prop_assert_eq!(usize::from(prefix.n_digits()), n_digits);
        prop_assert!(prefix.fits(nik));
        prop_assert_eq!(NikCell::parse(&prefix.reveal()), NikCell::Damaged(prefix));
        let NikCell::Damaged(of_float) = NikCell::from_float(nik.as_number() as f64) else {
            return Err(TestCaseError::fail("a float cell is damaged"));
        };
        prop_assert_eq!(of_float.n_digits(), 15);
        // Floats hold 16 digits up to 2^53.
        prop_assert!(nik.as_number() > (1 << 53) || of_float.fits(nik));
    }

    #[test]
    fn cards_are_read_as_written(number in 1_u64..10_000_000_000_000) {
        let card = CardNumber::from_number(number).unwrap();
        let placeholder = card.reveal().parse::<CardNumber>().is_err();
        if !placeholder {
            prop_assert_eq!(card.reveal().parse(), Ok(card));
            prop_assert_eq!(format!("{}.0", card.reveal()).parse(), Ok(card));
        }
        prop_assert_eq!(card.reveal().len(), 13);
        prop_assert_eq!(card.virtual_account().len(), 16);
    }

    #[test]
    fn family_cards_are_read_as_written(number in 1_100_000_000_000_000_u64..9_700_000_000_000_000) {
        if let Ok(kk) = number.to_string().parse::<KkNumber>() {
            prop_assert_eq!(kk.reveal().parse(), Ok(kk));
            prop_assert_eq!(kk.as_number(), number);
        }
    }

    #[test]
    fn regions_are_read_as_written(
        number in prop_oneof![11_u64..100, 1_101_u64..10_000, 110_101_u64..1_000_000, 1_101_011_001_u64..10_000_000_000]
    ) {
        let code = RegionCode::from_number(number).unwrap();
        prop_assert_eq!(code.to_string().parse(), Ok(code));
        prop_assert_eq!(code.compact().parse(), Ok(code));
        prop_assert_eq!(RegionCode::from_number(code.compact_number()), Ok(code));
        let parent = code.parent(semesta_domain::RegionLevel::Province).unwrap();
        prop_assert!(parent.contains(code));
    }

    #[test]
    fn dates_are_read_in_every_form(day in any_date(), hour in 0..24) {
        let (y, m, d) = (day.year(), day.month(), day.day());
        let month_name = Month::of(day).in_words();
        for text in [
            format!("{y}-{m:02}-{d:02}"),
            format!("{y}/{m}/{d}"),
            format!("{d:02}-{m:02}-{y}"),
            format!("{d}/{m}/{y}"),
            format!("{d}.{m}.{y}"),
            format!("{y}{m:02}{d:02}"),
            format!("{d} {month_name}"),
            format!("{d:02}/{m:02}/{y} {hour}:00"),
            format!("{y}-{m:02}-{d:02}T{hour:02}:30:00Z"),
            format!("'{y}-{m:02}-{d:02} {hour:02}:30:00.000"),
        ] {
            prop_assert_eq!(parse_date(&text).map(|read| read.0), Ok(day), "{}", text);
        }
        prop_assert_eq!(date_from_days(days(day)), Some(day));
    }

    #[test]
    fn serials_are_read_as_numbers_and_text(serial in 10_000_i32..80_000, part in 0.0..0.999_f64) {
        let day = date_from_serial(f64::from(serial)).unwrap();
        prop_assert_eq!(days(day), serial - 25_569);
        prop_assert_eq!(date_from_serial(f64::from(serial) + part), Some(day));
        prop_assert_eq!(parse_date(&serial.to_string()).unwrap().0, day);
        prop_assert_eq!(parse_date(&format!("{serial}.0")).unwrap().0, day);
    }

    #[test]
    fn months_are_read_in_every_form(day in any_date(), n in -2_000..2_000) {
        let month = Month::new(day.year().max(1900), day.month()).unwrap();
        for text in [
            month.to_string(),
            month.in_words(),
            format!("{:04}{:02}", month.year(), month.month()),
            format!("{:02}/{:04}", month.month(), month.year()),
            format!("{month}-01"),
        ] {
            prop_assert_eq!(text.parse(), Ok(month), "{}", text);
        }
        prop_assert_eq!(month.plus(n).months_since(month), n);
        prop_assert_eq!(Month::of(month.last_day()), month);
        prop_assert_eq!(Month::of(month.last_day().tomorrow().unwrap()), month.next());
    }

    #[test]
    fn amounts_are_read_as_written(amount in -999_999_999_999_i64..999_999_999_999) {
        let written = Rupiah(amount);
        prop_assert_eq!(written.to_string().parse(), Ok(written));
        prop_assert_eq!(amount.to_string().parse(), Ok(written));
        prop_assert_eq!(format!("{},00", format_integer(amount)).parse(), Ok(written));
        prop_assert_eq!(format!("{amount}.0").parse(), Ok(written));
        prop_assert_eq!(Rupiah::from_float(amount as f64), Some(written));
    }

    #[test]
    fn sums_of_amounts_do_not_overflow(amounts in prop::collection::vec(any::<i64>(), 0..20), factor: i64) {
        let sum: Rupiah = amounts.iter().map(|amount| Rupiah(*amount)).sum();
        let _ = (sum * factor - Rupiah(factor), -sum, sum.to_string());
    }

    #[test]
    fn ratios_round_half_up(numerator in 0_i64..400_000_000, denominator in 1_i64..300_000_000) {
        let points = Ratio { numerator, denominator }.basis_points().unwrap();
        let twice = i128::from(numerator) * 20_000 - i128::from(points) * 2 * i128::from(denominator);
        prop_assert!(-i128::from(denominator) <= twice && twice < i128::from(denominator));
        let ratio = Ratio { numerator, denominator };
        prop_assert_eq!(ratio.percent().replace(',', "."), format!("{} %", ratio.percent_decimal().unwrap()));
        prop_assert_eq!(ratio.reaches(98, 60), i128::from(numerator) * 10_000 >= 9_860 * i128::from(denominator));
    }

    #[test]
    fn birth_dates_compare_alike_both_ways(a in any_date(), b in any_date()) {
        prop_assert_eq!(compare_birth_dates(a, b), compare_birth_dates(b, a));
    }

    #[test]
    fn any_text_is_read_without_panic(text in any_cell()) {
        let _ = (text.parse::<Nik>(), NikCell::parse(&text), text.parse::<KkNumber>());
        let _ = (text.parse::<CardNumber>(), text.parse::<Rupiah>(), Payer::parse(&text));
        let _ = (text.parse::<Month>(), parse_date(&text), NikPrefix::new(&text));
        let _ = (text.parse::<Segment>(), text.parse::<Sex>(), text.parse::<MembershipStatus>());
        let _ = (text.parse::<RegisterStatus>(), text.parse::<EventDirection>());
        let _ = (text.parse::<LayOffProof>(), text.parse::<WorkerOrigin>());
        let _ = (text.parse::<Standing>(), text.parse::<Finding>());
        if let Ok(code) = text.parse::<RegionCode>() {
            let _ = (semesta_domain::region_name(code), Gazetteer::of(code).map(|g| g.current(code)));
        }
    }

    #[test]
    fn any_number_is_read_without_panic(value: f64, days: i32, number: u64, n: i32, points: i64, other: i64) {
        let _ = (NikCell::from_float(value), date_from_serial(value), Rupiah::from_float(value));
        let _ = (date_from_days(days), Nik::from_number(number), CardNumber::from_number(number));
        let _ = RegionCode::from_number(number).map(|code| (code.to_string(), code.compact()));
        let month = Month::of(Date::MAX).plus(n);
        let _ = (month.first_day(), month.last_day(), month.in_words());
        let ratio = Ratio { numerator: points, denominator: other };
        let _ = (ratio.percent(), ratio.reaches(points, other), format_integer(points));
    }
}

/// Texts as cells hold them, good and bad.
fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9 .,'?eE+-]{0,24}",
        "[0-9]{1,2}[-/. ][A-Za-z0-9]{1,9}[-/. ][0-9]{2,5}( [0-9]{1,2}[.:][0-9]{2})?",
        "(Rp|IDR|-|\\()?[ .]?[0-9]{0,4}([.,][0-9]{0,3}){0,4}(,-|\\)|-)?",
        "[A-Z()/ .-]{0,40}",
    ]
}

#[test]
fn codes_are_read_as_written() {
    fn check<
        T: std::str::FromStr<Err = semesta_domain::ParseCodeError>
            + Copy
            + PartialEq
            + std::fmt::Debug,
    >(
        all: &[T],
        code: fn(T) -> &'static str,
        label: fn(T, Lang) -> &'static str,
    ) {
        for member in all {
            assert_eq!(code(*member).parse(), Ok(*member));
            assert_eq!(code(*member).to_lowercase().parse(), Ok(*member));
            assert_eq!(label(*member, Lang::Id).parse(), Ok(*member));
        }
    }
    check(Segment::ALL, Segment::code, Segment::label);
    check(Sex::ALL, Sex::code, Sex::label);
    check(
        RegisterStatus::ALL,
        RegisterStatus::code,
        RegisterStatus::label,
    );
    check(
        MembershipStatus::ALL,
        MembershipStatus::code,
        MembershipStatus::label,
    );
    check(
        EventDirection::ALL,
        EventDirection::code,
        EventDirection::label,
    );
    check(LayOffProof::ALL, LayOffProof::code, LayOffProof::label);
    check(WorkerOrigin::ALL, WorkerOrigin::code, WorkerOrigin::label);
    check(Standing::ALL, Standing::code, Standing::label);
    check(Finding::ALL, Finding::code, Finding::label);
    for payer in [
        Payer::City,
        Payer::Province,
        Payer::Centre,
        Payer::Employer,
        Payer::Worker,
        Payer::Self_,
    ] {
        assert_eq!(Payer::parse(payer.code()), Some(payer.clone()));
    }
    assert_eq!(
        Payer::parse("CSR-01"),
        Some(Payer::Donor("CSR-01".to_owned()))
    );
    assert_eq!(Payer::parse("Pemerintah Kota Tarakan"), Some(Payer::City));
    assert_eq!(Payer::parse("TIDAK ADA"), None);
}
