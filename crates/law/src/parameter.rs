//! A parameter of the law: dated values, each with its source.

use jiff::civil::Date;

use crate::decimal::Decimal;

/// A parameter of the law, known by its dotted id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The id, from the file's path: `contribution.pemda`.
    pub id: String,
    /// What it is, in Indonesian.
    pub description_id: String,
    /// What it is, in English.
    pub description_en: String,
    /// What its numbers count.
    pub unit: Unit,
    /// The legal texts of a parameter of unit [`Unit::Choice`].
    pub choices: Vec<String>,
    /// The values, in order of their dates.
    pub values: Vec<DatedValue>,
    /// The day the values were last compared with their sources.
    pub last_checked_on: Date,
}

/// What holds from a date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedValue {
    /// The first day in force.
    pub from: Date,
    /// The last day in force; absent: until the next date.
    pub until: Option<Date>,
    /// What holds.
    pub body: Body,
    /// Where that stands.
    pub reference: Reference,
}

/// What a dated value says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// One value.
    Single(Value),
    /// Parts that add up to a total.
    Components(Vec<(String, Decimal)>),
    /// Several values that belong together, such as the criteria of a threshold.
    Fields(Vec<(String, Value)>),
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number in the parameter's unit.
    Number(Decimal),
    /// A requirement or permission.
    Flag(bool),
    /// One of the parameter's choices.
    Text(String),
}

/// The source of a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// The instrument: `Perpres 64/2020`.
    pub title: String,
    /// The article in it.
    pub article: Option<String>,
    /// A page that publishes it.
    pub url: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// Says that no source is known; the value is an assumption to be checked.
    pub unsourced: bool,
}

macro_rules! units {
    ($( $(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal; )+) => {
        /// What the numbers of a parameter count.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Unit { $( $(#[$doc])* $variant, )+ }

        impl Unit {
            /// Every unit.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in files.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The words on pages.
            #[must_use]
            pub fn label(self, lang: semesta_domain::Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en)),+ }
            }

            /// Finds a unit by its code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|unit| unit.code() == code)
            }
        }
    };
}

units! {
    /// Whole rupiah, once.
    Rupiah = "rupiah", "Rp", "Rp";
    /// Rupiah a month; may have cents.
    RupiahPerMonth = "rupiah_per_month", "Rp/bulan", "Rp/month";
    /// Rupiah a person and month.
    RupiahPerPersonMonth = "rupiah_per_person_month", "Rp/orang/bln", "Rp/person/mo";
    /// Percent.
    Percent = "percent", "persen", "percent";
    /// Calendar days.
    Day = "day", "hari", "days";
    /// Working days.
    WorkingDay = "working_day", "hari kerja", "working days";
    /// A day of the month, 1–31.
    DayOfMonth = "day_of_month", "tanggal", "day of the month";
    /// Hours.
    Hour = "hour", "jam", "hours";
    /// Months.
    Month = "month", "bulan", "months";
    /// Years of age.
    Year = "year", "tahun", "years";
    /// Steps or instalments.
    Step = "step", "tahap", "steps";
    /// People.
    Person = "person", "orang", "people";
    /// A decile, 1–10.
    Decile = "decile", "desil", "decile";
    /// True or false.
    Flag = "flag", "ya/tidak", "yes/no";
    /// One of the parameter's choices.
    Choice = "choice", "pilihan", "choice";
}

impl Parameter {
    /// What it is, in a language.
    #[must_use]
    pub fn description(&self, lang: semesta_domain::Lang) -> &str {
        lang.pick(&self.description_id, &self.description_en)
    }

    /// The dated value in force on a day; `None` before the first and after one that ended.
    #[must_use]
    pub fn in_force(&self, on: Date) -> Option<&DatedValue> {
        let at = self.values.partition_point(|dated| dated.from <= on);
        let dated = &self.values[at.checked_sub(1)?];
        dated.until.is_none_or(|last| on <= last).then_some(dated)
    }

    /// The names of the fields that any of its dates has, `total` for components.
    #[must_use]
    pub fn field_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for dated in &self.values {
            for name in dated.body.names() {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

impl Body {
    /// The names of its fields; none for a single value.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Single(_) => Vec::new(),
            Self::Components(parts) => std::iter::once("total")
                .chain(parts.iter().map(|(name, _)| name.as_str()))
                .collect(),
            Self::Fields(fields) => fields.iter().map(|(name, _)| name.as_str()).collect(),
        }
    }

    /// The value of a field, or the single value if no field is asked for.
    ///
    /// A whole set of components answers with its total.
    #[must_use]
    pub fn field(&self, name: Option<&str>) -> Option<Value> {
        match (self, name) {
            (Self::Single(value), None) => Some(value.clone()),
            (Self::Components(parts), None | Some("total")) => Some(Value::Number(total(parts))),
            (Self::Components(parts), Some(name)) => parts
                .iter()
                .find(|(part, _)| part == name)
                .map(|(_, number)| Value::Number(*number)),
            (Self::Fields(fields), Some(name)) => fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, value)| value.clone()),
            (Self::Single(_), Some(_)) | (Self::Fields(_), None) => None,
        }
    }
}

/// The sum of components.
pub(crate) fn total(parts: &[(String, Decimal)]) -> Decimal {
    parts
        .iter()
        .fold(Decimal::default(), |sum, (_, part)| sum.plus(*part))
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl Reference {
    /// The source in one line: `Perpres 64/2020 art. 34 (unsourced)`.
    #[must_use]
    pub fn in_one_line(&self, lang: semesta_domain::Lang) -> String {
        let mut line = self.title.clone();
        if let Some(article) = &self.article {
            line.push_str(lang.pick(" pasal ", " art. "));
            line.push_str(article);
        }
        if self.unsourced {
            line.push_str(lang.pick(" (tanpa sumber)", " (unsourced)"));
        }
        line
    }
}
