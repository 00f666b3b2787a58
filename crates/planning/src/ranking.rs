//! Areas compared on the same formula and date.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;
use semesta_domain::Ratio;

/// One indicator of many areas on one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingTable {
    /// The formula, as the indicator's receipt words it.
    pub formula: String,
    /// The date of the counts.
    pub as_of: Date,
    /// The areas' figures: code, and the exact share.
    pub figures: Vec<(String, Ratio)>,
}

/// One area's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The area's code.
    pub area: String,
    /// Its figure.
    pub figure: Ratio,
    /// Its place, from 1; equal figures share one, and the next is left out.
    /// None for a figure over nothing.
    pub rank: Option<usize>,
    /// How many areas share the place, itself included.
    pub sharing: usize,
    /// Its place in the table before.
    pub rank_before: Option<usize>,
    /// Its figure in the table before.
    pub figure_before: Option<Ratio>,
}

impl Ranked {
    /// How many places it has risen (fallen, if negative) since the table before.
    #[must_use]
    pub fn movement(&self) -> Option<i64> {
        Some(self.rank_before? as i64 - self.rank? as i64)
    }

    /// The change of the figure in hundredths of a point, from the exact ratios,
    /// rounded half away from zero.
    #[must_use]
    pub fn change_basis_points(&self) -> Option<i64> {
        let before = self.figure_before.filter(|before| before.denominator > 0)?;
        if self.figure.denominator <= 0 {
            return None;
        }
        let wide = |value: i64| i128::from(value);
        let (a, b) = (wide(self.figure.numerator), wide(self.figure.denominator));
        let (c, d) = (wide(before.numerator), wide(before.denominator));
        let (n, by) = (10_000 * (a * d - c * b), b * d);
        let rounded = (2 * n.abs() + by).div_euclid(2 * by);
        i64::try_from(rounded * n.signum()).ok()
    }
}

/// Says why two tables cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RankingError {
    /// The formulas differ.
    #[error("cannot compare `{now}` with `{before}`: not the same formula")]
    Formula {
        /// The newer table's.
        now: String,
        /// The older table's.
        before: String,
    },
    /// The table before is not older.
    #[error("cannot compare {now} with {before}: not an earlier date")]
    Date {
        /// The newer table's.
        now: Date,
        /// The older table's.
        before: Date,
    },
    /// One area occurs twice.
    #[error("area `{0}` occurs twice")]
    Duplicate(String),
}

impl RankingTable {
    /// Ranks the areas, highest share first, by exact ratios.
    ///
    /// **Shape**: one row an area, by rank and then code; areas whose figure is
    /// over nothing come last, without a rank.
    ///
    /// # Errors
    /// If an area occurs twice, or `before` has another formula or no earlier date.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::Ratio;
    /// use semesta_planning::RankingTable;
    ///
    /// let table = |day, figures: &[(&str, i64, i64)]| RankingTable {
    ///     formula: "registered / population".to_owned(),
    ///     as_of: day,
    ///     figures: figures
    ///         .iter()
    ///         .map(|&(code, numerator, denominator)| {
    ///             (code.to_owned(), Ratio { numerator, denominator })
    ///         })
    ///         .collect(),
    /// };
    /// let before = table(date(2024, 5, 31), &[("3671", 97, 100), ("3672", 98, 100)]);
    /// let now = table(date(2024, 6, 30), &[("3671", 998, 1000), ("3672", 98, 100)]);
    /// let ranking = now.rank(Some(&before)).unwrap();
    /// assert_eq!((ranking[0].area.as_str(), ranking[0].rank), ("3671", Some(1)));
    /// assert_eq!(ranking[0].movement(), Some(1));
    /// assert_eq!(ranking[0].change_basis_points(), Some(280));
    /// ```
    pub fn rank(&self, before: Option<&Self>) -> Result<Vec<Ranked>, RankingError> {
        if let Some(before) = before {
            self.check_against(before)?;
        }
        let old = match before {
            Some(before) => places(&before.figures)?,
            None => BTreeMap::new(),
        };
        let now = places(&self.figures)?;
        let mut sharing: BTreeMap<usize, usize> = BTreeMap::new();
        for rank in now.values().filter_map(|(rank, _)| *rank) {
            *sharing.entry(rank).or_default() += 1;
        }
        let mut ranked: Vec<Ranked> = now
            .iter()
            .map(|(&area, &(rank, figure))| Ranked {
                area: area.to_owned(),
                figure,
                rank,
                sharing: rank.map_or(0, |rank| sharing[&rank]),
                rank_before: old.get(area).and_then(|(rank, _)| *rank),
                figure_before: old.get(area).map(|(_, figure)| *figure),
            })
            .collect();
        // Stable: areas of one rank stay in the order of their codes.
        ranked.sort_by_key(|of| of.rank.unwrap_or(usize::MAX));
        Ok(ranked)
    }

    fn check_against(&self, before: &Self) -> Result<(), RankingError> {
        if self.formula != before.formula {
            return Err(RankingError::Formula {
                now: self.formula.clone(),
                before: before.formula.clone(),
            });
        }
        if self.as_of <= before.as_of {
            return Err(RankingError::Date {
                now: self.as_of,
                before: before.as_of,
            });
        }
        Ok(())
    }
}

type Places<'a> = BTreeMap<&'a str, (Option<usize>, Ratio)>;

fn places(figures: &[(String, Ratio)]) -> Result<Places<'_>, RankingError> {
    let mut ordered: Vec<&(String, Ratio)> = figures.iter().collect();
    ordered.retain(|(_, figure)| figure.denominator > 0);
    ordered.sort_by(|a, b| compare(b.1, a.1).then_with(|| a.0.cmp(&b.0)));
    let mut places = Places::new();
    for (area, figure) in figures {
        if places.insert(area, (None, *figure)).is_some() {
            return Err(RankingError::Duplicate(area.clone()));
        }
    }
    let mut rank = 1;
    for (index, (area, figure)) in ordered.iter().enumerate() {
        if index > 0 && compare(ordered[index - 1].1, *figure) != Ordering::Equal {
            rank = index + 1;
        }
        places.insert(area, (Some(rank), *figure));
    }
    Ok(places)
}

/// Compares exact ratios over positive denominators.
fn compare(a: Ratio, b: Ratio) -> Ordering {
    let wide = |value: i64| i128::from(value);
    (wide(a.numerator) * wide(b.denominator)).cmp(&(wide(b.numerator) * wide(a.denominator)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn table(month: i8, figures: &[(&str, i64, i64)]) -> RankingTable {
        RankingTable {
            formula: "active / population".to_owned(),
            as_of: jiff::civil::date(2024, month, 1),
            figures: figures
                .iter()
                .map(|&(code, numerator, denominator)| {
                    (
                        code.to_owned(),
                        Ratio {
                            numerator,
                            denominator,
                        },
                    )
                })
                .collect(),
        }
    }

    #[test]
    fn equal_ratios_share_a_place_and_leave_out_the_next() {
        let now = table(
            2,
            &[
                ("c", 1, 2),
                ("a", 50, 100),
                ("b", 2, 3),
                ("e", 0, 0),
                ("d", 0, 9),
            ],
        );
        let ranking = now.rank(None).unwrap();
        let places: Vec<_> = ranking
            .iter()
            .map(|r| (r.area.as_str(), r.rank, r.sharing))
            .collect();
        assert_eq!(
            places,
            [
                ("b", Some(1), 1),
                ("a", Some(2), 2),
                ("c", Some(2), 2),
                ("d", Some(4), 1),
                ("e", None, 0)
            ]
        );
    }

    #[test]
    fn movement_needs_both_tables() {
        let before = table(1, &[("a", 1, 10), ("b", 2, 10)]);
        let ranking = table(2, &[("a", 3, 10), ("b", 1, 10), ("c", 2, 10)])
            .rank(Some(&before))
            .unwrap();
        let moves: Vec<_> = ranking
            .iter()
            .map(|r| (r.area.as_str(), r.movement(), r.change_basis_points()))
            .collect();
        assert_eq!(
            moves,
            [
                ("a", Some(1), Some(2_000)),
                ("c", None, None),
                ("b", Some(-2), Some(-1_000))
            ]
        );
    }

    #[test]
    fn refuses_what_cannot_be_compared() {
        let now = table(2, &[("a", 1, 2)]);
        assert!(matches!(
            now.rank(Some(&now)),
            Err(RankingError::Date { .. })
        ));
        let mut other = table(1, &[("a", 1, 2)]);
        other.formula = "registered / population".to_owned();
        assert!(matches!(
            now.rank(Some(&other)),
            Err(RankingError::Formula { .. })
        ));
        let twice = table(3, &[("a", 1, 2), ("a", 1, 2)]);
        assert_eq!(
            twice.rank(None),
            Err(RankingError::Duplicate("a".to_owned()))
        );
    }
}
