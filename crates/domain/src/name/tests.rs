//! Tables of names as offices write them.

use super::{NameAgreement, PersonName, phonetic_key};

fn check(cell: &str, normalised: &str) {
    assert_eq!(PersonName::parse(cell).normalised(), normalised, "{cell}");
}

fn check_compare(a: &str, b: &str, expected: NameAgreement) {
    let (left, right) = (PersonName::parse(a), PersonName::parse(b));
    assert_eq!(left.compare(&right), expected, "{a} / {b}");
    assert_eq!(right.compare(&left), expected, "{b} / {a}");
}

#[test]
fn titles_are_taken_off() {
    for (cell, normalised) in [
        ("H. Budi Santoso", "BUDI SANTOSO"),
        ("H.Budi Santoso", "BUDI SANTOSO"),
        ("Hj Siti Aminah", "SITI AMINAH"),
        ("SITI AMINAH HJ", "SITI AMINAH"),
        ("SITI AMINAH, HJ.", "SITI AMINAH"),
        ("dr. Budi", "BUDI"),
        ("Drs.H.Budi Santoso,M.Si", "BUDI SANTOSO"),
        ("Ir. Budi Santoso, S.T., M.T.", "BUDI SANTOSO"),
        ("BUDI SANTOSO S.Pd", "BUDI SANTOSO"),
        ("BUDI SANTOSO S. PD.", "BUDI SANTOSO"),
        ("BUDI SANTOSO SPD", "BUDI SANTOSO"),
        ("BUDI SANTOSO SE MM", "BUDI SANTOSO"),
        ("BUDI SANTOSO,SE,MM", "BUDI SANTOSO"),
        ("BUDI SANTOSO, S.Kep.,Ns.,M.Kep", "BUDI SANTOSO"),
        ("BUDI SANTOSO, A.Md.Kep", "BUDI SANTOSO"),
        ("BUDI SANTOSO A. MD. KEB.", "BUDI SANTOSO"),
        ("Prof. Dr. dr. BUDI, Sp.OG(K)", "BUDI"),
        ("BUDI SANTOSO, S.Tr.Xyz.", "BUDI SANTOSO"),
        ("DRS, BUDI", "BUDI"),
        ("HM. YUSUF", "MUHAMMAD YUSUF"),
        ("Tn. Budi", "BUDI"),
        ("An. Budi", "BUDI"),
        ("BUDI, AN", "BUDI"),
        ("AN NISA", "AN NISA"),
        ("BUDI (ALM)", "BUDI"),
        ("ALM. BUDI SANTOSO", "BUDI SANTOSO"),
    ] {
        check(cell, normalised);
    }
}

#[test]
fn words_that_look_like_titles_stay() {
    for cell in [
        "H",
        "SE",
        "IR",
        "RAHMAN HS",
        "AMA KIA",
        "NI LUH SARI",
        "I MADE",
        "KE",
    ] {
        check(cell, cell);
    }
    check("SANTOSO, BUDI", "SANTOSO BUDI");
}

#[test]
fn variants_are_unified() {
    for first in [
        "Muhammad",
        "Muhamad",
        "Mohammad",
        "Mohamad",
        "Moch.",
        "Moh.",
        "Moh",
        "Muh.",
        "M.",
        "M",
        "Mochammad",
        "MHD",
        "Mohd.",
        "Muchamad",
    ] {
        check(&format!("{first} Rizki"), "MUHAMMAD RIZKI");
    }
    check("M.RIZKI", "MUHAMMAD RIZKI");
    check("RIZKI M.", "RIZKI M");
    check("M", "M");
    check("Abd. Rahman", "ABDUL RAHMAN");
    check("St. Aminah", "SITI AMINAH");
    check("Sitti Aminah", "SITI AMINAH");
    check("Achmad Yani", "AHMAD YANI");
    check("SY. FATIMAH", "SYARIF FATIMAH");
}

#[test]
fn marks_and_tails_are_cut() {
    check("  budi   SANTOSO ", "BUDI SANTOSO");
    check("\"BUDI\" SANTOSO.", "BUDI SANTOSO");
    check("MA'RUF", "MARUF");
    check("BUDI2 SANTOSO 1", "BUDI SANTOSO");
    check("ABDUL-RAHMAN", "ABDUL RAHMAN");
    check("SITI BINTI AHMAD", "SITI");
    check("ANDI BIN BAHARUDDIN BIN ALI", "ANDI");
    check("BIN ALI", "BIN ALI");
    check("JOSÉ", "JOSE");
    check("-", "");
    check("TIDAK ADA", "");
    check("123", "");
}

#[test]
fn labels_of_newborns_are_no_names() {
    for cell in [
        "BY NY SITI AMINAH",
        "By. Ny. Siti Aminah",
        "BAYI NY SITI AMINAH",
        "BAYI NYONYA SITI AMINAH",
        "AN. NY SITI AMINAH",
        "AN NY SITI AMINAH",
        "ANAK NY. SITI AMINAH",
        "BY SITI AMINAH",
        "BAYI IBU SITI AMINAH",
        "CALON BAYI NY SITI AMINAH",
        "SITI AMINAH, BY NY",
        "BY.NY.SITI AMINAH",
        "Bayi dari Ny. Siti Aminah",
        "BY. HJ. SITI AMINAH",
    ] {
        let name = PersonName::parse(cell);
        assert!(name.is_newborn_label(), "{cell}");
        assert_eq!(name.normalised(), "BY NY SITI AMINAH", "{cell}");
        let mother = name.mother().unwrap_or_default();
        assert_eq!(mother.normalised(), "SITI AMINAH");
        assert!(!mother.is_newborn_label());
    }
    assert!(PersonName::parse("BAYI").is_newborn_label());
    for cell in ["BAYU AJI", "ANAK AGUNG GEDE", "ANA SARI", "NY SITI AMINAH"] {
        assert!(!PersonName::parse(cell).is_newborn_label(), "{cell}");
    }
    check_compare("BY NY SITI", "SITI", NameAgreement::Missing);
    check_compare("", "SITI", NameAgreement::Missing);
}

#[test]
fn spellings_of_one_name_have_one_key() {
    for (a, b) in [
        ("SOEHARTO", "SUHARTO"),
        ("DJOKO", "JOKO"),
        ("TJATUR", "CATUR"),
        ("ACHMAD", "AHMAD"),
        ("CHAIRUL", "KHAIRUL"),
        ("JUSUF", "YUSUP"),
        ("SOERJO", "SURYO"),
        ("WIDJAJA", "WIJAYA"),
        ("SOENJOTO", "SUNYOTO"),
        ("SJAMSOEDDIN", "SYAMSUDIN"),
        ("EDDY", "EDI"),
        ("FITRIYANI", "FITRIANI"),
        ("MULYADI", "MULIADI"),
        ("DYAH", "DIAH"),
        ("RIZKI", "RISKI"),
        ("IRFAN", "IRPAN"),
        ("ARIEF", "ARIF"),
        ("TAUFIQ", "TAUFIK"),
        ("MARTHINUS", "MARTINUS"),
        ("YUDHA", "YUDA"),
        ("SHINTA", "SINTA"),
        ("SYAIFUL", "SAIFUL"),
        ("AISYAH", "AISAH"),
        ("FARIDAH", "FARIDA"),
        ("STEPHANUS", "STEVANUS"),
        ("OCTAVIA", "OKTAVIA"),
        ("SUWARDI", "SUARDI"),
        ("ZAENAL", "ZAINAL"),
        ("NATSIR", "NASIR"),
        ("DZAKI", "ZAKI"),
        ("CHRISTINA", "KRISTINA"),
        ("CHANDRA", "CANDRA"),
        ("NUR HAYATI", "NURHAYATI"),
        ("ABDUL LATIF", "ABDULLATIF"),
        ("DESY", "DESI"),
        ("SYLVIA", "SILFIA"),
        ("MUKHTAR", "MUCHTAR"),
        ("JOHANES", "YOHANES"),
        ("BUDHI", "BOEDI"),
        ("JOHAN", "DJOHAN"),
        ("MASYKUR", "MASKUR"),
        ("ASYHARI", "AZHARI"),
        ("SITI AISYAH", "ST. AISYA"),
    ] {
        assert_eq!(
            PersonName::parse(a).key(),
            PersonName::parse(b).key(),
            "{a} {b}"
        );
    }
    for (a, b) in [
        ("BUDI", "RUDI"),
        ("JANI", "YANI"),
        ("JONI", "YONI"),
        ("ADI", "EDI"),
        ("NUR", "NOR"),
    ] {
        assert_ne!(
            PersonName::parse(a).key(),
            PersonName::parse(b).key(),
            "{a} {b}"
        );
    }
}

#[test]
fn names_agree_as_the_rules_read() {
    use NameAgreement::{Between, Contained, Different, Equal, Near};
    for (a, b, expected) in [
        ("MUHAMMAD RIZKI", "M. RISKI", Equal),
        ("A. RAHMAN", "ABDUL RAHMAN", Equal),
        ("M. YULIANA", "MARIA YULIANA", Equal),
        ("MUHAMMAD YULIANA", "MARIA YULIANA", Between),
        ("RIZKI M", "RIZKI MAULANA", Equal),
        ("ANDI M YUSUF", "ANDI MUHAMMAD YUSUF", Equal),
        ("K. SUSANTI", "KHADIJAH SUSANTI", Equal),
        ("SITI NUR HAYATI", "SITI NURHAYATI", Equal),
        ("RAHMAN ABDUL", "ABDUL RAHMAN", Equal),
        ("SITI AMINAH", "AMINAH", Contained),
        ("SITI NURHAYATI LUBIS", "NUR HAYATI SITI", Contained),
        ("SUHARTONO", "SUHARTINI", Near),
        ("BUDI SANTOSO", "BUDI SANTOS", Near),
        ("BUDI", "B", Between),
        ("BUDI SANTOSO", "BUDI HERMAWAN", Between),
        ("BUDI SANTOSO", "KARTINI", Different),
        ("SITI", "JOKO", Different),
    ] {
        check_compare(a, b, expected);
    }
}

#[test]
fn names_are_masked() {
    let name = PersonName::parse("Budi Santoso");
    assert_eq!(
        format!("{name} {name:?}"),
        "B*** S*** PersonName(B*** S***)"
    );
}

#[test]
fn phonetic_keys_join_what_sounds_alike() {
    for (a, b) in [
        ("RAHMAT", "RAHMAD"),
        ("MUHAMMAD", "MOHAMMAD"),
        ("SUPRIYADI", "SOEPRIJADI"),
        ("ADI", "ADY"),
    ] {
        assert_eq!(phonetic_key(a), phonetic_key(b), "{a} {b}");
    }
}
