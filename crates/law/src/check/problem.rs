//! What cannot be law.

use std::fmt;

use semesta_domain::Lang;

/// Something in a file that cannot be law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// The date of the value concerned, as written.
    pub date: Option<String>,
    /// What is wrong.
    pub kind: ProblemKind,
    /// The item concerned: the key, the number, the reader's own words.
    pub item: String,
}

macro_rules! problems {
    ($( $(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal; )+) => {
        /// What is wrong with a file of the law.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemKind { $( $(#[$doc])* $variant, )+ }

        impl ProblemKind {
            /// The code in JSON.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The words for users.
            #[must_use]
            pub fn label(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en)),+ }
            }
        }
    };
}

problems! {
    /// The text is not a parameter: bad YAML, an unknown or a missing key.
    Unreadable = "unreadable", "berkas tidak terbaca sebagai parameter", "the file does not read as a parameter";
    /// The parameter has no unit, or one that is not known.
    Unit = "unit", "satuan tidak ada atau tidak dikenal", "the unit is missing or unknown";
    /// A day is not a date.
    Date = "date", "tanggal tidak terbaca", "the date cannot be read";
    /// A date stands twice or the dates do not rise.
    DateOrder = "date_order", "tanggal ganda atau tidak berurutan", "the dates are doubled or do not rise";
    /// A value lasts into the next one.
    Overlap = "overlap", "masa berlaku tumpang tindih", "the dates overlap";
    /// A value has no source and does not say so.
    NoSource = "no_source", "nilai tanpa sumber", "the value has no source";
    /// There is no value, or more than one kind of it.
    NoValue = "no_value", "nilai tidak ada atau lebih dari satu bentuk", "the value is missing or stands in two forms";
    /// A value is not what the unit asks for.
    Value = "value", "nilai tidak sesuai satuan", "the value does not fit the unit";
    /// A component or field has a name that no rule knows.
    UnknownField = "unknown_field", "nama komponen tidak dikenal", "the component's name is unknown";
    /// The components do not add up to the total.
    Total = "total", "jumlah komponen tidak sama dengan total", "the components do not add up to the total";
    /// The file's name cannot be an id, or two files have one id.
    Id = "id", "nama berkas tidak dapat menjadi id, atau ganda", "the file's name is no id, or doubled";
}

impl Problem {
    /// The problem in one line.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut line = format!("`{}`", self.file);
        if let Some(date) = &self.date {
            line.push_str(&format!(" ({date})"));
        }
        line.push_str(&format!(": {}", self.kind.label(lang)));
        if !self.item.is_empty() {
            line.push_str(&format!(": `{}`", self.item));
        }
        line
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}
