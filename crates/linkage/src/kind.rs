//! What a field is: its kind decides how it is cleaned, compared and blocked on.

use serde::{Deserialize, Serialize};

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A given name.
    GivenName,
    /// A family name.
    Surname,
    /// A whole person name in one cell.
    FullName,
    /// A calendar date, whole or in part.
    Date,
    /// A number or code that names one person or thing.
    Identifier,
    /// The Indonesian population number, 16 digits.
    Nik,
    /// The number of a household or another group, shared by its members.
    Household,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A postal code.
    Postcode,
    /// A place: city, village, birth place.
    Place,
    /// A street address or part of it.
    Address,
    /// One of few values.
    Category,
    /// Sex or gender.
    Sex,
    /// A quantity.
    Number,
    /// Free text.
    Text,
    /// A list of values in one cell.
    Array,
    /// Latitude and longitude.
    LatLong,
}

impl Kind {
    /// Every kind with its name in a spec.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::GivenName, "given_name"),
        (Self::Surname, "surname"),
        (Self::FullName, "full_name"),
        (Self::Date, "date"),
        (Self::Identifier, "identifier"),
        (Self::Nik, "nik"),
        (Self::Household, "household"),
        (Self::Email, "email"),
        (Self::Phone, "phone"),
        (Self::Postcode, "postcode"),
        (Self::Place, "place"),
        (Self::Address, "address"),
        (Self::Category, "category"),
        (Self::Sex, "sex"),
        (Self::Number, "number"),
        (Self::Text, "text"),
        (Self::Array, "array"),
        (Self::LatLong, "lat_long"),
    ];

    /// Returns the name used in a spec.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(k, _)| *k == self)
            .map_or("", |(_, n)| n)
    }

    /// Reads a kind from its name in a spec, or from a common synonym.
    ///
    /// ```
    /// use semesta_linkage::Kind;
    /// assert_eq!(Kind::parse("full_name"), Some(Kind::FullName));
    /// assert_eq!(Kind::parse("tanggal"), Some(Kind::Date));
    /// assert_eq!(Kind::parse("colour"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace([' ', '-'], "_");
        let synonym = match text.as_str() {
            "first_name" | "forename" | "nama_depan" => Self::GivenName,
            "last_name" | "family_name" | "nama_belakang" => Self::Surname,
            "name" | "nama" | "person_name" => Self::FullName,
            "dob" | "birth_date" | "tanggal" | "tanggal_lahir" => Self::Date,
            "id" | "code" | "identitas" => Self::Identifier,
            "kk" | "no_kk" | "family_card" | "group" => Self::Household,
            "e_mail" | "mail" | "surel" => Self::Email,
            "telephone" | "telepon" | "mobile" | "hp" => Self::Phone,
            "zip" | "postal_code" | "kode_pos" => Self::Postcode,
            "city" | "tempat" | "town" => Self::Place,
            "street" | "alamat" => Self::Address,
            "gender" | "jenis_kelamin" => Self::Sex,
            "numeric" | "integer" | "float" | "angka" => Self::Number,
            "free_text" | "string" | "teks" => Self::Text,
            "list" | "set" => Self::Array,
            "latlong" | "geo" | "coordinates" | "location" => Self::LatLong,
            _ => return Self::ALL.iter().find(|(_, n)| *n == text).map(|(k, _)| *k),
        };
        Some(synonym)
    }

    /// Says whether the kind holds words of a person's name.
    #[must_use]
    pub fn is_name(self) -> bool {
        matches!(self, Self::GivenName | Self::Surname | Self::FullName)
    }

    /// Says whether values of the kind are made of words.
    pub(crate) fn is_words(self) -> bool {
        self.is_name()
            || matches!(
                self,
                Self::Place | Self::Address | Self::Text | Self::Category
            )
    }

    /// Says whether the kind is a code compared digit by digit.
    pub(crate) fn is_code(self) -> bool {
        matches!(
            self,
            Self::Identifier | Self::Nik | Self::Household | Self::Phone | Self::Postcode
        )
    }
}
