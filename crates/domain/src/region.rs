//! Region codes (kode wilayah) of the interior ministry.

use std::fmt;

/// A region code: province 2, regency or city 4, district 6, village 10 digits,
/// written `65.71.01.1001` or `6571011001`.
///
/// ```
/// use semesta_domain::{RegionCode, RegionLevel};
/// let village: RegionCode = "6571011001".parse().unwrap();
/// assert_eq!(village.to_string(), "65.71.01.1001");
/// assert_eq!(village.parent(RegionLevel::Regency).unwrap().to_string(), "65.71");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode {
    /// Padded with zeros to ten digits, so that order is geographic.
    digits: u64,
    level: RegionLevel,
}

/// How deep a region code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionLevel {
    /// Provinsi, 2 digits.
    Province,
    /// Kabupaten or kota, 4 digits.
    Regency,
    /// Kecamatan, 6 digits.
    District,
    /// Kelurahan or desa, 10 digits.
    Village,
}

impl RegionLevel {
    /// How many digits a code of this level has.
    #[must_use]
    pub fn n_digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::Regency => 4,
            Self::District => 6,
            Self::Village => 10,
        }
    }

    /// What one step of this level is worth in ten padded digits.
    fn scale(self) -> u64 {
        10_u64.pow(10 - self.n_digits() as u32)
    }
}

/// Says that a text is no region code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid region code: expected 2, 4, 6 or 10 digits, with dots or without")]
pub struct ParseRegionError;

impl RegionCode {
    /// A district from six digits that are known to be one, as in a NIK.
    pub(crate) fn district_from_number(digits: u32) -> Self {
        Self {
            digits: u64::from(digits) * RegionLevel::District.scale(),
            level: RegionLevel::District,
        }
    }

    /// Rebuilds a code from [`Self::compact_number`].
    ///
    /// # Errors
    /// If the number has not 2, 4, 6 or 10 digits.
    pub fn from_number(number: u64) -> Result<Self, ParseRegionError> {
        let level = match number {
            11..=99 => RegionLevel::Province,
            1_100..=9_999 => RegionLevel::Regency,
            110_000..=999_999 => RegionLevel::District,
            1_100_000_000..=9_999_999_999 => RegionLevel::Village,
            _ => return Err(ParseRegionError),
        };
        Ok(Self {
            digits: number * level.scale(),
            level,
        })
    }

    /// The code's digits as a number, without padding.
    #[must_use]
    pub fn compact_number(self) -> u64 {
        self.digits / self.level.scale()
    }

    /// The code's digits without dots, as in files.
    #[must_use]
    pub fn compact(self) -> String {
        self.compact_number().to_string()
    }

    /// How deep this code goes.
    #[must_use]
    pub fn level(self) -> RegionLevel {
        self.level
    }

    /// The code cut to `level`; `None` if it is not that deep.
    #[must_use]
    pub fn parent(self, level: RegionLevel) -> Option<Self> {
        (level <= self.level).then(|| Self {
            digits: self.digits / level.scale() * level.scale(),
            level,
        })
    }

    /// Tells whether `other` is this region or lies in it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        other.parent(self.level) == Some(self)
    }

    /// Whether this is a city (kota), whose third and fourth digits are 71 or more,
    /// or lies in one.
    #[must_use]
    pub fn is_city(self) -> bool {
        self.level >= RegionLevel::Regency && self.digits / RegionLevel::Regency.scale() % 100 >= 71
    }
}

impl std::str::FromStr for RegionCode {
    type Err = ParseRegionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().trim_start_matches('\'');
        // A float cell or a data frame adds `.0`.
        let text = text
            .strip_suffix(".0")
            .filter(|whole| whole.len() >= 4 && whole.bytes().all(|b| b.is_ascii_digit()))
            .unwrap_or(text);
        let mut number = 0_u64;
        let mut n_digits = 0_u8;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if n_digits < 10 => {
                    number = number * 10 + u64::from(byte - b'0');
                    n_digits += 1;
                }
                b'.' | b' ' | b'-' => {}
                _ => return Err(ParseRegionError),
            }
        }
        if !matches!(n_digits, 2 | 4 | 6 | 10) {
            return Err(ParseRegionError);
        }
        Self::from_number(number)
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.compact();
        let cuts: &[(usize, usize)] = &[(0, 2), (2, 4), (4, 6), (6, 10)];
        let parts: Vec<&str> = cuts
            .iter()
            .filter_map(|(from, to)| digits.get(*from..*to))
            .collect();
        f.write_str(&parts.join("."))
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({self})")
    }
}
