//! What column headers say, in Indonesian and English.

use crate::kind::Kind;
use crate::table::plain_header;

/// What a header is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The record's own key, not compared.
    RecordId,
    /// A field of this kind; the word unifies synonyms across files.
    Field(Kind, &'static str),
    /// One part of a date or of a position.
    Part(PartOf),
}

/// Columns that are joined into one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PartOf {
    Year,
    Month,
    Day,
    Latitude,
    Longitude,
}

const EXACT: [(Kind, &str, &str); 27] = [
    (
        Kind::Nik,
        "nik",
        "nik noktp nomorktp nomornik nikktp nonik ktp nikgiven",
    ),
    (
        Kind::Household,
        "kk",
        "nokk kk nomorkk household householdid hhid familyid kartukeluarga nokartukeluarga nomorkartukeluarga familyno",
    ),
    (
        Kind::GivenName,
        "given",
        "givenname firstname fname forename namadepan given first forenames givennames fnamec1 namefirst",
    ),
    (
        Kind::GivenName,
        "middle",
        "middlename middle mname fnamec2 namatengah middleinitial secondname",
    ),
    (
        Kind::Surname,
        "surname",
        "surname lastname lname familyname namabelakang last surnames lnamec1 namamarga namelast",
    ),
    (
        Kind::Surname,
        "surname2",
        "lnamec2 maidenname maidenname secondsurname",
    ),
    (
        Kind::FullName,
        "name",
        "name nama fullname namalengkap personname namapeserta namapasien namapenduduk patientname nm firstandsurname namaorang",
    ),
    (
        Kind::FullName,
        "mother",
        "mother mothername mothersname namaibu ibu ibukandung namaibukandung mothersmaidenname",
    ),
    (
        Kind::FullName,
        "father",
        "father fathername fathersname namaayah ayah namaayahkandung",
    ),
    (
        Kind::FullName,
        "spouse",
        "spouse spousename husband wife suami istri pasangan",
    ),
    (
        Kind::Date,
        "dob",
        "dob dateofbirth birthdate tanggallahir tgllahir tgllhr birthday born datebirth bdate",
    ),
    (
        Kind::Sex,
        "sex",
        "sex gender jeniskelamin jk kelamin jnskelamin",
    ),
    (
        Kind::Email,
        "email",
        "email emailaddress mail surel alamatemail",
    ),
    (
        Kind::Phone,
        "phone",
        "phone telephone telepon telp hp nohp mobile tel phonenumber notelp notelepon ponsel cell handphone mobilephone homephone telephonenumber",
    ),
    (
        Kind::Postcode,
        "postcode",
        "postcode zip zipcode kodepos postalcode postcodefake poscode postal",
    ),
    (
        Kind::Postcode,
        "rtrw",
        "rtrw rt rw streetnumber housenumber nomorrumah norumah housenum streetno kodewilayah",
    ),
    (
        Kind::Place,
        "birthplace",
        "birthplace placeofbirth tempatlahir tmplahir tmptlahir cityofbirth",
    ),
    (
        Kind::Place,
        "village",
        "kelurahan desa village keldesa suburb kel namakelurahan ward",
    ),
    (
        Kind::Place,
        "district",
        "kecamatan district kec subdistrict namakecamatan",
    ),
    (
        Kind::Place,
        "city",
        "city town kota kabupaten kabkota locality residence municipality county place",
    ),
    (
        Kind::Category,
        "state",
        "state province provinsi country region negara stateprovince statecode",
    ),
    (
        Kind::Address,
        "address",
        "address street alamat addr address1 streetaddress jalan streetname alamatlengkap addressline1 addr1",
    ),
    (Kind::Address, "address2", "address2 addressline2 addr2"),
    (
        Kind::Identifier,
        "ssn",
        "ssn socsecid socialsecuritynumber nationalid passport npwp nokartu nopeserta nhsnumber mrn medicare nokartubpjs noka socsec taxid",
    ),
    (
        Kind::Category,
        "occupation",
        "occupation job pekerjaan profession jobtitle",
    ),
    (
        Kind::Text,
        "text",
        "description deskripsi notes keterangan catatan abstract title judul comment",
    ),
    (
        Kind::LatLong,
        "point",
        "latlong coordinates koordinat latlng latlon geo",
    ),
];

const RECORD: &str = "id uniqueid recid recordid uid rowid rownum no nomor index nourut rowno idrecord recordnumber idl idr sourceid";
const PARTS: [(PartOf, &str); 5] = [
    (
        PartOf::Year,
        "year yob birthyear by tahunlahir yearofbirth dobyear dobyr byear",
    ),
    (
        PartOf::Month,
        "month mob birthmonth bm bulanlahir monthofbirth dobmonth dobmon bmonth",
    ),
    (
        PartOf::Day,
        "day birthday bd harilahir dayofbirth dobday bday",
    ),
    (PartOf::Latitude, "lat latitude lintang"),
    (PartOf::Longitude, "lon lng long longitude bujur"),
];

/// Words inside a longer header, when the whole is not known.
const INSIDE: [(Kind, &str, &[&str]); 16] = [
    (Kind::Email, "email", &["email", "surel"]),
    (
        Kind::Phone,
        "phone",
        &["phone", "telepon", "telp", "mobile", "handphone"],
    ),
    (
        Kind::Postcode,
        "postcode",
        &["postcode", "zip", "kodepos", "postal"],
    ),
    (
        Kind::Date,
        "dob",
        &[
            "birthdate",
            "dateofbirth",
            "tgllahir",
            "tanggallahir",
            "dob",
        ],
    ),
    (Kind::Place, "birthplace", &["birthplace", "tempatlahir"]),
    (Kind::FullName, "mother", &["mother", "ibu"]),
    (Kind::FullName, "father", &["father", "ayah"]),
    (
        Kind::GivenName,
        "given",
        &["firstname", "givenname", "forename"],
    ),
    (
        Kind::Surname,
        "surname",
        &["surname", "lastname", "familyname"],
    ),
    (Kind::Sex, "sex", &["gender", "sex", "kelamin"]),
    (Kind::Address, "address", &["address", "street", "alamat"]),
    (
        Kind::Place,
        "city",
        &["city", "town", "suburb", "kelurahan", "kecamatan", "kota"],
    ),
    (Kind::Date, "date", &["date", "tanggal", "tgl"]),
    (Kind::FullName, "name", &["name", "nama"]),
    (Kind::Category, "occupation", &["occupation", "pekerjaan"]),
    (Kind::Text, "text", &["description", "abstract", "title"]),
];

/// Returns what a header says, if anything.
pub(crate) fn meaning(header: &str) -> Option<Meaning> {
    let plain = plain_header(header);
    let has = |list: &str| list.split(' ').any(|w| w == plain);
    if has(RECORD) {
        return Some(Meaning::RecordId);
    }
    if let Some((kind, word, _)) = EXACT.iter().find(|(_, _, list)| has(list)) {
        return Some(Meaning::Field(*kind, word));
    }
    if let Some((part, _)) = PARTS.iter().find(|(_, list)| has(list)) {
        return Some(Meaning::Part(*part));
    }
    let inside = INSIDE
        .iter()
        .find(|(_, _, words)| words.iter().any(|w| plain.contains(w)));
    inside.map(|(kind, word, _)| Meaning::Field(*kind, word))
}
