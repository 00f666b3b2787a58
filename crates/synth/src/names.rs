//! Invented names, composed word by word from the reference lists.

use crate::rng::{Cumulated, Draw, Part};
use crate::scenario::Scenario;

const TOKENS: &str = include_str!("../../../reference/name_tokens_caleg2019.csv");
const MORPHEMES: &str = include_str!("../../../reference/name_morphemes.csv");

/// Words of a name, as places in the book; unused places are [`NONE`].
pub(crate) type Name = [u16; 4];

/// No word.
pub(crate) const NONE: u16 = u16::MAX;

/// The columns of a name region in the list.
const REGION_COLUMNS: [(&str, usize); 11] = [
    ("aceh", 17),
    ("sumut", 18),
    ("sumbar", 19),
    ("sumatra", 20),
    ("jabodebar", 21),
    ("jateng_jatim", 22),
    ("bali", 23),
    ("nusra", 24),
    ("kalimantan", 25),
    ("sulawesi", 26),
    ("maluku", 27),
];

/// Positions of a word in a name.
const N_POSITIONS: usize = 3;
/// Birth cohorts of the list.
const N_COHORTS: usize = 4;

/// All words, and how likely each is by sex, birth cohort and position.
pub(crate) struct NameBook {
    words: Vec<String>,
    tables: Vec<Cumulated>,
    one_word: f64,
}

/// A word of the list with its counts.
struct Token {
    sexes: [f64; 2],
    /// Only word, first word, later word.
    positions: [f64; N_POSITIONS],
    cohorts: [f64; N_COHORTS],
    region: f64,
}

impl NameBook {
    /// Builds the book of a scenario.
    pub(crate) fn new(scenario: &Scenario, seed: u64) -> Self {
        let mut words = Vec::new();
        let mut tokens = Vec::new();
        for line in TOKENS.lines().skip(1) {
            let f: Vec<&str> = line.split(',').collect();
            let plain = f[0].len() > 2 && f[0].bytes().all(|b| b.is_ascii_uppercase());
            if plain {
                words.push(f[0].to_owned());
                tokens.push(token(&f, &scenario.identity.name_regions));
            }
        }
        add_unseen(&mut words, &mut tokens, seed);
        let mut tables = Vec::new();
        for sex in 0..2 {
            for cohort in 0..N_COHORTS {
                for position in 0..N_POSITIONS {
                    let weight = |t: &Token| {
                        t.sexes[sex] * t.cohorts[cohort] * t.positions[position] * t.region
                    };
                    tables.push(Cumulated::new(tokens.iter().map(weight)));
                }
            }
        }
        Self {
            words,
            tables,
            one_word: scenario.identity.one_word,
        }
    }

    /// One word for a sex, birth year and position (0 only, 1 first, 2 later).
    pub(crate) fn word(&self, draw: &mut Draw, female: bool, year: i32, position: usize) -> u16 {
        let cohort = match year {
            ..1960 => 0,
            1960..1970 => 1,
            1970..1980 => 2,
            _ => 3,
        };
        let table = (usize::from(female) * N_COHORTS + cohort) * N_POSITIONS + position;
        self.tables[table].draw(draw) as u16
    }

    /// A name; children may carry their father's last word.
    pub(crate) fn compose(
        &self,
        draw: &mut Draw,
        female: bool,
        year: i32,
        father: Option<Name>,
    ) -> Name {
        let mut name = [NONE; 4];
        // Since 21 Apr 2022 a registered name has at least two words (Permendagri 73/2022).
        let n_words = match draw.unit() {
            u if u < self.one_word => {
                if year >= 2022 {
                    2
                } else {
                    1
                }
            }
            u if u < self.one_word + (1.0 - self.one_word) * 0.6 => 2,
            u if u < self.one_word + (1.0 - self.one_word) * 0.91 => 3,
            _ => 4,
        };
        for place in 0..n_words {
            let position = if n_words == 1 {
                0
            } else {
                1 + usize::from(place > 0)
            };
            name[place] = self.word(draw, female, year, position);
            if place > 0 && name[..place].contains(&name[place]) {
                name[place] = self.word(draw, female, year, position);
            }
        }
        if let Some(father) = father.filter(|_| n_words > 1 && draw.chance(0.2)) {
            let last = father.into_iter().rfind(|w| *w != NONE);
            name[n_words - 1] = last.unwrap_or(father[0]);
        }
        name
    }

    /// A word's letters.
    pub(crate) fn letters(&self, word: u16) -> &str {
        &self.words[usize::from(word)]
    }

    /// The words of a name.
    pub(crate) fn words(&self, name: Name) -> impl Iterator<Item = &str> {
        name.into_iter()
            .filter(|w| *w != NONE)
            .map(|w| self.letters(w))
    }

    /// Writes a name in capitals, as the register does.
    pub(crate) fn push(&self, name: Name, out: &mut String) {
        for (place, word) in self.words(name).enumerate() {
            if place > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }

    /// The name in capitals.
    pub(crate) fn full(&self, name: Name) -> String {
        let mut text = String::new();
        self.push(name, &mut text);
        text
    }
}

/// Reads a token's counts.
fn token(f: &[&str], regions: &[(String, f64)]) -> Token {
    let at = |column: usize| f[column].parse::<f64>().unwrap_or(0.0);
    let region: f64 = regions
        .iter()
        .filter_map(|(name, weight)| {
            let column = REGION_COLUMNS.iter().find(|(known, _)| known == name)?;
            Some(weight * at(column.1))
        })
        .sum();
    let total = at(1).max(1.0);
    Token {
        sexes: [at(2), at(3)],
        positions: [at(4) + 0.05 * at(5), at(5) + 0.02, at(6) + at(7) + 0.02].map(|p| p / total),
        cohorts: [at(8), at(9), at(10), at(11)].map(|c| (c + 0.3) / total),
        region: 0.15 + region / total,
    }
}

/// Adds words that nobody in the list carries, from beginnings and endings.
fn add_unseen(words: &mut Vec<String>, tokens: &mut Vec<Token>, seed: u64) {
    let mut pieces = [Vec::new(), Vec::new()];
    for line in MORPHEMES.lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        let count = |column: usize| f[column].parse::<f64>().unwrap_or(0.0);
        let kind = usize::from(f[0] == "ending");
        pieces[kind].push((f[1].to_owned(), [count(2), count(3)]));
    }
    let mut draw = Draw::new(seed, Part::Names, 0);
    for sex in 0..2 {
        let [beginnings, endings] =
            [0, 1].map(|kind: usize| Cumulated::new(pieces[kind].iter().map(|(_, c)| c[sex])));
        for _ in 0..3000 {
            let start = &pieces[0][beginnings.draw(&mut draw)].0;
            let end = &pieces[1][endings.draw(&mut draw)].0;
            words.push(format!("{start}{end}"));
            let mut sexes = [0.0; 2];
            sexes[sex] = 1.3;
            tokens.push(Token {
                sexes,
                positions: [0.5, 0.3, 0.5],
                cohorts: [0.2, 0.25, 0.3, 0.3],
                region: 0.3,
            });
        }
    }
}
