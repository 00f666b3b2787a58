//! What the cells of a column are compared by.

use std::cmp::Ordering;

use semesta_domain::Lang;

/// What a cell is sorted by, where it is not its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Key {
    /// The cell's own text; of a column of numbers the number in it.
    #[default]
    Text,
    /// A whole number.
    Number(i64),
    /// A day, a month or a moment as ISO writes it.
    Time(String),
}

/// A number as a page writes it, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) units: i64,
    /// Digits after the decimal sign.
    pub(crate) scale: u32,
}

/// Digits after the decimal sign that are read at most.
const SCALE_MAX: u32 = 6;

impl Decimal {
    /// The number in a text: `96,24 %`, `−Rp 1.250`, `+0,5`; none where it is anything else.
    pub(crate) fn read(text: &str, lang: Lang) -> Option<Self> {
        let (thousands, point) = match lang {
            Lang::Id => ('.', ','),
            Lang::En => (',', '.'),
        };
        let sign = if text.starts_with(['−', '-']) {
            -1
        } else {
            1
        };
        let rest = text.trim_start_matches(['−', '-', '+', '±']);
        let rest = rest.strip_prefix("Rp").unwrap_or(rest);
        let rest = rest.strip_suffix('%').unwrap_or(rest);
        let rest = rest.trim_matches([' ', '\u{a0}']);
        let (mut units, mut scale, mut is_after) = (0_i64, 0, false);
        for letter in rest.chars() {
            match letter {
                letter if letter == thousands && !is_after => {}
                letter if letter == point && !is_after => is_after = true,
                letter => {
                    let digit = letter.to_digit(10).filter(|_| scale < SCALE_MAX)?;
                    units = units.checked_mul(10)?.checked_add(i64::from(digit))?;
                    scale += u32::from(is_after);
                }
            }
        }
        rest.starts_with(|first: char| first.is_ascii_digit())
            .then_some(Self {
                units: sign * units,
                scale,
            })
    }

    /// In units that all numbers share.
    fn comparable(self) -> i128 {
        i128::from(self.units) * 10_i128.pow(SCALE_MAX - self.scale)
    }
}

/// A cell among the others of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Number(i128),
    Text(String),
    /// Nothing: last, whichever way the column is sorted.
    Nothing,
}

impl Place {
    pub(crate) fn of(key: &Key, text: &str, is_number: bool, lang: Lang) -> Self {
        match key {
            Key::Number(units) => Self::number(Decimal {
                units: *units,
                scale: 0,
            }),
            Key::Time(iso) if iso.is_empty() => Self::Nothing,
            Key::Time(iso) => Self::Text(iso.clone()),
            Key::Text if is_nothing(text) => Self::Nothing,
            Key::Text => match Decimal::read(text, lang).filter(|_| is_number) {
                Some(number) => Self::number(number),
                None => Self::Text(text.to_lowercase()),
            },
        }
    }

    fn number(number: Decimal) -> Self {
        Self::Number(number.comparable())
    }

    /// The order of two cells, upwards or downwards.
    pub(crate) fn cmp(&self, other: &Self, is_down: bool) -> Ordering {
        let turned = |ordering: Ordering| {
            if is_down {
                ordering.reverse()
            } else {
                ordering
            }
        };
        match (self, other) {
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) => Ordering::Greater,
            (_, Self::Nothing) => Ordering::Less,
            (Self::Number(a), Self::Number(b)) => turned(a.cmp(b)),
            (Self::Number(_), Self::Text(_)) => turned(Ordering::Less),
            (Self::Text(_), Self::Number(_)) => turned(Ordering::Greater),
            (Self::Text(a), Self::Text(b)) => turned(natural(a, b)),
        }
    }
}

/// Whether a cell says that there is nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "–")
}

/// Texts in their order, the numbers in them by their value: `RT 2` before `RT 10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (left, right) = (digits(a), digits(b));
            let ordering = by_value(left, right);
            if ordering.is_ne() {
                return ordering;
            }
            (a, b) = (&a[left.len()..], &b[right.len()..]);
        } else if x == y {
            (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]);
        } else {
            return x.cmp(&y);
        }
    }
    a.len().cmp(&b.len())
}

fn digits(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

/// Two runs of digits of any length.
fn by_value(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format;

    fn check(text: &str, lang: Lang, expected: Option<(i64, u32)>) {
        let found = Decimal::read(text, lang);
        assert_eq!(found.map(|one| (one.units, one.scale)), expected, "{text}");
    }

    #[test]
    fn numbers_are_read_as_pages_write_them() {
        check("96,24\u{a0}%", Lang::Id, Some((9624, 2)));
        check("96.24%", Lang::En, Some((9624, 2)));
        check("−Rp\u{a0}1.250.000", Lang::Id, Some((-1_250_000, 0)));
        check("+0,25", Lang::Id, Some((25, 2)));
        check("±0.00", Lang::En, Some((0, 2)));
        for text in [
            "",
            "–",
            "%",
            "Rp",
            "12 orang",
            "1,2,3",
            "٣",
            "99999999999999999999",
        ] {
            check(text, Lang::Id, None);
        }
    }

    #[test]
    fn nothing_is_last_both_ways_and_numbers_stand_by_value() {
        let sorted = |texts: &[&str], is_number, is_down| {
            let mut places: Vec<(Place, String)> = texts
                .iter()
                .map(|text| {
                    let place = Place::of(&Key::Text, text, is_number, Lang::Id);
                    (place, (*text).to_owned())
                })
                .collect();
            places.sort_by(|a, b| a.0.cmp(&b.0, is_down));
            places.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        let amounts = ["–", "Rp 9", "−Rp 1.000", "Rp 1.000"];
        assert_eq!(
            sorted(&amounts, true, false),
            ["−Rp 1.000", "Rp 9", "Rp 1.000", "–"]
        );
        assert_eq!(
            sorted(&amounts, true, true),
            ["Rp 1.000", "Rp 9", "−Rp 1.000", "–"]
        );
        assert_eq!(
            sorted(&["RT 010", "rt 2", "", "Él", "apa"], false, false),
            ["apa", "rt 2", "RT 010", "Él", ""]
        );
    }

    proptest! {
        #[test]
        fn what_a_page_writes_is_read_back(n in -1_000_000_000_000_i64..1_000_000_000_000) {
            for lang in [Lang::Id, Lang::En] {
                let whole = Some(Decimal { units: n, scale: 0 });
                prop_assert_eq!(Decimal::read(&format::number(n, lang), lang), whole);
                prop_assert_eq!(Decimal::read(&format::rupiah(n, lang), lang), whole);
            }
        }

        #[test]
        fn texts_have_one_order(a in ".{0,12}", b in ".{0,12}", c in ".{0,12}") {
            prop_assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            if natural(&a, &b).is_le() && natural(&b, &c).is_le() {
                prop_assert!(natural(&a, &c).is_le());
            }
        }
    }
}
