//! The tables, and the five cities in them.

use super::*;

fn code(text: &str) -> RegionCode {
    text.parse().expect("a code")
}

fn of(regency: &str) -> Gazetteer {
    Gazetteer::of(code(regency)).expect("a regency")
}

#[test]
fn the_decree_counts_close() {
    let provinces: Vec<RegionCode> = (11..=99)
        .filter_map(|number| RegionCode::from_number(number).ok())
        .filter(|code| region_exists(*code))
        .collect();
    assert_eq!(provinces.len(), 38);
    let count = |level| {
        provinces
            .iter()
            .flat_map(|province| table::regions_in(*province))
            .filter(|(code, _)| code.level() == level)
            .count()
    };
    assert_eq!(count(RegionLevel::Regency), 514);
    assert_eq!(count(RegionLevel::District), 7_285);
    assert_eq!(count(RegionLevel::Village), 83_762);
}

#[test]
fn cities_have_their_districts_and_villages() {
    for (regency, name, n_districts, n_villages) in [
        ("65.71", "Kota Tarakan", 4, 20),
        ("36.71", "Kota Tangerang", 13, 104),
        ("35.73", "Kota Malang", 5, 57),
        ("64.74", "Kota Bontang", 3, 15),
    ] {
        let city = of(regency);
        assert_eq!(city.name(code(regency)), Some(name));
        assert_eq!(city.districts().count(), n_districts, "{name}");
        assert_eq!(city.villages().count(), n_villages, "{name}");
    }
    assert!(Gazetteer::of(code("65")).is_none());
    assert!(Gazetteer::of(code("64.73")).is_none());
    assert!(Gazetteer::of(code("65.71.01")).is_some());
}

#[test]
fn names_with_commas_are_whole() {
    assert_eq!(region_name(code("12.07.28.1007")), Some("Lubuk Pakam I,II"));
    assert_eq!(region_name(code("99.99")), None);
}

#[test]
fn former_codes_lead_to_todays() {
    let tarakan = of("65.71");
    for (former, current) in [
        ("64.73", "65.71"),
        ("64.73.02", "65.71.02"),
        ("64.73.04.1003", "65.71.04.1003"),
        ("65.71.04.1003", "65.71.04.1003"),
    ] {
        assert_eq!(
            tarakan.current(code(former)),
            Some(code(current)),
            "{former}"
        );
    }
    for elsewhere in ["64.73.99", "65.71.99.1001", "35.73.01.1001", "65"] {
        assert_eq!(tarakan.current(code(elsewhere)), None, "{elsewhere}");
    }
    assert!(tarakan.is_former_prefix(code("64.73.01")));
    assert!(!tarakan.is_former_prefix(code("65.71")));
    assert!(!tarakan.is_former_prefix(code("64.74")));
}

#[test]
fn retired_codes_lead_to_the_same_name() {
    // Merauke was 91.01 until South Papua became a province in 2022.
    let merauke = of("93.01");
    assert!(merauke.is_former_prefix(code("91.01")));
    assert_eq!(merauke.current(code("91.01")), Some(code("93.01")));
    let district = merauke.current(code("91.01.02")).expect("a district");
    assert_eq!(merauke.name(district), Some("Muting"));
    let kutai = of("64.02");
    let village = kutai.current(code("64.02.08.2010")).expect("Kota Bangun I");
    assert_eq!(kutai.name(village), Some("Kota Bangun I"));
}

#[test]
fn villages_are_found_by_name() {
    let tarakan = of("65.71");
    for (name, expected) in [
        ("KARANG ANYAR", Some("65.71.01.1001")),
        ("Kel. Karang-Anyar Pantai", Some("65.71.01.1003")),
        ("KAMPUNG SATU SKIP", Some("65.71.02.1001")),
        ("kampung 1 skip", Some("65.71.02.1001")),
        ("Kelurahan Mamburungan", Some("65.71.03.1005")),
        ("", None),
        ("TARAKAN", None),
    ] {
        assert_eq!(
            tarakan.village_by_name(name, None),
            expected.map(code),
            "{name}"
        );
    }
    assert_eq!(
        tarakan.district_by_name("KEC. TARAKAN TIMUR"),
        Some(code("65.71.03"))
    );
}

#[test]
fn a_name_in_two_districts_needs_the_district() {
    let deli_serdang = of("12.07");
    let name = deli_serdang.villages().find_map(|village| {
        let name = deli_serdang.name(village)?;
        deli_serdang
            .village_by_name(name, None)
            .is_none()
            .then_some((village, name))
    });
    let (village, name) = name.expect("a name used twice");
    let district = village.parent(RegionLevel::District);
    assert_eq!(deli_serdang.village_by_name(name, district), Some(village));
}

#[test]
fn a_successor_is_current() {
    for regency in [
        "65.71", "36.71", "35.73", "64.74", "64.02", "93.01", "12.07", "65.03",
    ] {
        let gazetteer = of(regency);
        for (former, successor) in &gazetteer.former {
            assert!(gazetteer.name(*successor).is_some(), "{former}");
            assert_eq!(former.level(), successor.level(), "{former}");
            assert_eq!(gazetteer.current(*successor), Some(*successor));
        }
        for village in gazetteer.villages() {
            let district = village.parent(RegionLevel::District);
            assert!(
                district.is_some_and(|code| gazetteer.name(code).is_some()),
                "{village}"
            );
            let name = gazetteer.name(village).unwrap_or_default();
            let found = gazetteer.village_by_name(name, district);
            assert!(found.is_none_or(|found| found == village), "{village}");
        }
    }
}
