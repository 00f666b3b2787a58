//! Why a record was given to a person, or to nobody.

use semesta_domain::Lang;

/// How a record was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The NIK is the person's and the identity does not contradict it.
    Exact,
    /// Deterministic repair found the person.
    Repaired,
    /// Probabilistic linkage found the person.
    Probabilistic,
    /// People decided.
    Decision,
    /// Several people fit alike.
    Ambiguous,
    /// Nobody fits.
    None,
}

impl Method {
    /// The code in `members.method`; empty where nobody was found.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Repaired => "repaired",
            Self::Probabilistic => "probabilistic",
            Self::Decision => "decision",
            Self::Ambiguous | Self::None => "",
        }
    }
}

macro_rules! level {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $id:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en),)+ }
            }
        }
    };
}

level! {
    /// How the NIK of a record relates to a person's.
    NikLevel {
        /// The same 16 digits.
        Same = "NIK sama", "same NIK";
        /// One digit mistyped, swapped, missing or too many.
        OneEdit = "NIK beda satu ketikan", "NIK one keystroke off";
        /// The digits that a spreadsheet left agree.
        Prefix = "digit awal NIK sama", "leading digits of the NIK agree";
        /// The record has no NIK.
        Missing = "tanpa NIK", "no NIK";
        /// Another NIK.
        Other = "NIK lain", "another NIK";
        /// No person has the record's NIK.
        Unknown = "NIK tidak ada di register", "NIK not in the register";
        /// What the cell holds is no whole NIK.
        Unreadable = "NIK tidak lengkap atau salah", "NIK incomplete or wrong";
    }
}

level! {
    /// How two names agree.
    NameLevel {
        /// Equal after normalisation.
        Equal = "nama sama", "same name";
        /// The words of one are among the other's.
        Contained = "nama sebagian sama", "one name holds the other";
        /// Nearly equal.
        Near = "nama mirip", "names nearly equal";
        /// Neither clearly equal nor clearly different.
        Between = "nama kurang mirip", "names hardly alike";
        /// Different.
        Different = "nama berbeda", "names differ";
        /// No name to compare.
        Missing = "tanpa nama", "no name";
    }
}

level! {
    /// How two birth dates agree.
    BirthLevel {
        /// The same day.
        Equal = "tanggal lahir sama", "same birth date";
        /// Equal to the date in the NIK.
        InNik = "tanggal lahir sesuai NIK", "birth date is the NIK's";
        /// Day and month exchanged.
        Swapped = "tanggal dan bulan lahir tertukar", "day and month of birth exchanged";
        /// One digit differs.
        OneDigit = "tanggal lahir beda satu digit", "birth date one digit off";
        /// Different.
        Different = "tanggal lahir berbeda", "birth dates differ";
        /// No date to compare.
        Missing = "tanpa tanggal lahir", "no birth date";
    }
}

level! {
    /// How two family cards agree.
    CardLevel {
        /// The same card.
        Same = "KK sama", "same family card";
        /// Another card.
        Other = "KK lain", "another family card";
        /// No card to compare.
        Missing = "tanpa KK", "no family card";
    }
}

/// What agreed and what did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// NIK against NIK.
    pub nik: NikLevel,
    /// Name against name.
    pub name: NameLevel,
    /// Birth date against birth date.
    pub birth: BirthLevel,
    /// Family card against family card.
    pub card: CardLevel,
    /// The record's NIK belongs to someone whose name and birth date both differ.
    pub nik_owner_differs: bool,
}

impl Reason {
    /// Nobody to compare with.
    pub const NOTHING: Self = Self {
        nik: NikLevel::Missing,
        name: NameLevel::Missing,
        birth: BirthLevel::Missing,
        card: CardLevel::Missing,
        nik_owner_differs: false,
    };

    /// Whether name and birth date both agree.
    #[must_use]
    pub fn identity_agrees(self) -> bool {
        let name = matches!(
            self.name,
            NameLevel::Equal | NameLevel::Contained | NameLevel::Near
        );
        let birth = !matches!(self.birth, BirthLevel::Different | BirthLevel::Missing);
        let newborn = self.name == NameLevel::Missing && self.card == CardLevel::Same;
        (name || newborn) && birth
    }

    /// The reason in words; a missing part is left out unless it is the NIK.
    #[must_use]
    pub fn words(self, lang: Lang) -> String {
        let mut parts = vec![self.nik.words(lang)];
        if self.name != NameLevel::Missing {
            parts.push(self.name.words(lang));
        }
        if self.birth != BirthLevel::Missing {
            parts.push(self.birth.words(lang));
        }
        if self.card == CardLevel::Same {
            parts.push(self.card.words(lang));
        }
        if self.nik_owner_differs {
            parts.push(lang.pick(
                "NIK pada rekaman milik orang lain",
                "the record's NIK is someone else's",
            ));
        }
        parts.join("; ")
    }
}
