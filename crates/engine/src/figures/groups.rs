//! Indicators by age group and sex.

use semesta_domain::{Ratio, Sex, date_from_days};

use super::indicators::{Area, Basis, Counts, Indicator, Level};
use crate::compute::Outcome;
use crate::input::{NO_DATE, Roll};

/// A five-year age group (kelompok umur), open from 75; `None` years is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeGroup(Option<u8>);

const OPEN_FROM: u8 = 75;

impl AgeGroup {
    /// All groups, from young to old, the unknown last.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=OPEN_FROM)
            .step_by(5)
            .map(|from| Self(Some(from)))
            .chain([Self(None)])
    }

    /// The group of somebody born on `birth` days, at `on`.
    #[must_use]
    pub fn at(birth: i32, on: jiff::civil::Date) -> Self {
        let Some(birth) = date_from_days(birth).filter(|date| birth != NO_DATE && *date <= on)
        else {
            return Self(None);
        };
        let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
        let years = i32::from(on.year()) - i32::from(birth.year()) - i32::from(!had_birthday);
        Self(Some((years.clamp(0, i32::from(OPEN_FROM)) / 5 * 5) as u8))
    }

    fn index(self) -> usize {
        self.0
            .map_or(usize::from(OPEN_FROM / 5) + 1, |from| usize::from(from / 5))
    }

    /// The group as pages and files show it: `0-4`, `75+`, `tanpa umur`.
    #[must_use]
    pub fn label(self) -> String {
        match self.0 {
            None => "tanpa umur".to_owned(),
            Some(OPEN_FROM) => format!("{OPEN_FROM}+"),
            Some(from) => format!("{from}-{}", from + 4),
        }
    }
}

/// One figure of a group. **Shape:** one row an age group × sex × indicator × basis, for the city.
#[derive(Debug, Clone)]
pub struct DemographicRow {
    /// The city.
    pub area: Area,
    /// Age group.
    pub age: AgeGroup,
    /// Sex, none where unknown.
    pub sex: Option<Sex>,
    /// What.
    pub indicator: Indicator,
    /// How counted.
    pub basis: Basis,
    /// The exact ratio.
    pub ratio: Ratio,
}

impl DemographicRow {
    /// The sex as files show it: `L`, `P`, or `?` where unknown.
    #[must_use]
    pub fn sex_code(&self) -> &'static str {
        self.sex.map_or("?", Sex::code)
    }
}

const SEXES: [Option<Sex>; 3] = [Some(Sex::Male), Some(Sex::Female), None];

#[derive(Clone, Copy, Default)]
struct Cell {
    population: i64,
    counts: Counts,
}

/// A table of cells, age by sex, for each basis.
type Table = [Vec<[Cell; 3]>; 2];

/// Counts every indicator by age group and sex: official by what the roll says
/// of its people, verified by what the register says.
#[must_use]
pub fn demographics(outcome: &Outcome, roll: &Roll) -> Vec<DemographicRow> {
    let n_groups = AgeGroup::all().count();
    let mut table: Table = [
        vec![[Cell::default(); 3]; n_groups],
        vec![[Cell::default(); 3]; n_groups],
    ];
    let on = outcome.question.as_of;
    let sex_index = |sex: Option<Sex>| SEXES.iter().position(|known| *known == sex).unwrap_or(2);
    for person in 0..outcome.people.len() {
        let (age, sex) = (
            AgeGroup::at(outcome.people.birth[person], on).index(),
            sex_index(outcome.people.sex[person]),
        );
        if outcome.people.official[person] {
            table[0][age][sex].population += 1;
        }
        if outcome.is_resident[person] {
            let cell = &mut table[1][age][sex];
            cell.population += 1;
            if let Some(row) = outcome.counting[person] {
                cell.counts.add(outcome.members[row as usize].active);
            }
        }
    }
    for (row, member) in outcome.members.iter().enumerate() {
        let (age, sex) = (
            AgeGroup::at(roll.birth[row], on).index(),
            sex_index(roll.sex[row]),
        );
        table[0][age][sex].counts.add(member.active);
    }
    rows(outcome, &table)
}

fn rows(outcome: &Outcome, table: &Table) -> Vec<DemographicRow> {
    let area = Area {
        level: Level::City,
        code: Some(outcome.question.region),
    };
    let mut rows = Vec::new();
    for (basis, groups) in Basis::ALL.into_iter().zip(table) {
        for (age, cells) in AgeGroup::all().zip(groups) {
            for (sex, cell) in SEXES.into_iter().zip(cells) {
                for indicator in Indicator::ALL {
                    let ratio = indicator.ratio(cell.population, cell.counts);
                    rows.push(DemographicRow {
                        area,
                        age,
                        sex,
                        indicator,
                        basis,
                        ratio,
                    });
                }
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use semesta_domain::days;

    use super::*;

    #[test]
    fn the_birthday_decides_the_group() {
        let check = |birth, expected: &str| {
            assert_eq!(
                AgeGroup::at(days(birth), date(2024, 12, 31)).label(),
                expected
            );
        };
        check(date(2024, 12, 31), "0-4");
        check(date(2020, 1, 1), "0-4");
        check(date(2019, 12, 31), "5-9");
        check(date(1949, 12, 31), "75+");
        check(date(1950, 1, 1), "70-74");
        check(date(2025, 1, 1), "tanpa umur");
        assert_eq!(
            AgeGroup::at(NO_DATE, date(2024, 12, 31)).label(),
            "tanpa umur"
        );
    }
}
