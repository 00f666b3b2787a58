//! Who is covered with a wage worker (anggota keluarga PPU).

use jiff::civil::Date;
use semesta_domain::Lang;

use crate::law::Law;
use crate::law_error::LawError;

/// The limits of a wage worker's family, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyLimits {
    /// Children covered.
    pub children_max: i64,
    /// Age under which a child is covered.
    pub child_age: i64,
    /// Age under which a studying child is covered.
    pub student_age: i64,
}

/// How someone is related to a wage worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// Child.
    Child,
    /// Parent, parent-in-law, further child.
    Other,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::Spouse, Self::Child, Self::Other];

    /// The code in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Child => "child",
            Self::Other => "other",
        }
    }

    /// The relation with a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|member| member.code() == code)
    }
}

/// What is known of a family member; what is unknown counts as ordinary:
/// unmarried, without income, not studying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyMember {
    /// The relation.
    pub relation: Relation,
    /// Birth date, if known.
    pub birth: Option<Date>,
    /// Which of the worker's covered children this is, eldest first, from 1.
    pub child_rank: u8,
    /// Whether still in education.
    pub is_studying: bool,
    /// Whether married.
    pub is_married: bool,
    /// Whether earning.
    pub has_income: bool,
}

/// Whether a family member is within the limits, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FamilyCover {
    /// Covered with the worker.
    Covered,
    /// A further relative: 1 % of wage.
    OtherRelative,
    /// The fourth child or later.
    TooManyChildren,
    /// Past the age.
    TooOld,
    /// Married.
    Married,
    /// Earns.
    HasIncome,
    /// The age is not known.
    AgeUnknown,
}

impl FamilyCover {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::OtherRelative => "other_relative",
            Self::TooManyChildren => "too_many_children",
            Self::TooOld => "too_old",
            Self::Married => "married",
            Self::HasIncome => "has_income",
            Self::AgeUnknown => "age_unknown",
        }
    }

    /// The words for users.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::Covered => ("ditanggung bersama pekerja", "covered with the worker"),
            Self::OtherRelative => ("anggota keluarga tambahan", "a further relative"),
            Self::TooManyChildren => ("anak keempat atau lebih", "the fourth child or later"),
            Self::TooOld => ("melewati batas umur anak", "past the age for children"),
            Self::Married => ("sudah menikah", "married"),
            Self::HasIncome => ("sudah berpenghasilan", "has income"),
            Self::AgeUnknown => ("umur tidak diketahui", "the age is not known"),
        };
        lang.pick(id, en)
    }
}

impl FamilyLimits {
    /// Resolves the limits in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        Ok(Self {
            children_max: law.get("family.children_max", on)?,
            child_age: law.get("family.child_age", on)?,
            student_age: law.get("family.student_age", on)?,
        })
    }

    /// Whether a family member is within the limits on a day.
    #[must_use]
    pub fn cover(&self, member: &FamilyMember, on: Date) -> FamilyCover {
        match member.relation {
            Relation::Spouse => return FamilyCover::Covered,
            Relation::Other => return FamilyCover::OtherRelative,
            Relation::Child => {}
        }
        if member.is_married {
            return FamilyCover::Married;
        }
        if member.has_income {
            return FamilyCover::HasIncome;
        }
        let Some(birth) = member.birth else {
            return FamilyCover::AgeUnknown;
        };
        let age = age_in_years(birth, on);
        let is_young = age < self.child_age || (member.is_studying && age < self.student_age);
        if !is_young {
            FamilyCover::TooOld
        } else if i64::from(member.child_rank) > self.children_max {
            FamilyCover::TooManyChildren
        } else {
            FamilyCover::Covered
        }
    }
}

/// Completed years of age on a day; 29 February counts from 1 March in common years.
#[must_use]
pub fn age_in_years(birth: Date, on: Date) -> i64 {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    i64::from(on.year()) - i64::from(birth.year()) - i64::from(!had_birthday)
}
