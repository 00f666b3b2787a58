//! What single words mean inside a name cell: titles, aliases, particles.
//!
//! Read once from the embedded reference tables.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

const TITLES: &str = include_str!("../../../../reference/name_titles_caleg2019.csv");
const VARIANTS: &str = include_str!("../../../../reference/name_variants.csv");
const WORDS: &str = include_str!("../../../../reference/name_words.csv");

/// The longest word the tables know.
pub(super) const LONGEST: usize = 12;

/// What a word may be besides a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Role {
    /// A title before the name.
    pub(super) prefix: bool,
    /// A title behind the name, where a comma or points mark it as one.
    pub(super) suffix: bool,
    /// A title behind the name even without comma and points.
    pub(super) suffix_plain: bool,
    /// Says that the person is dead; never part of the name.
    pub(super) drop: bool,
    /// Begins the father's name or a second name.
    pub(super) tail: bool,
    /// Says that what follows is a mother's name.
    pub(super) newborn: bool,
    /// Stands for this word.
    pub(super) alias: Option<&'static str>,
}

/// The role of an upper-case word without points.
pub(super) fn role(word: &str) -> Role {
    if word.len() > LONGEST {
        return Role::default();
    }
    ROLES.get(word).copied().unwrap_or_default()
}

static ROLES: LazyLock<FxHashMap<&'static str, Role>> = LazyLock::new(|| {
    let mut roles: FxHashMap<&'static str, Role> = FxHashMap::default();
    for fields in rows(TITLES) {
        let &[position, key, ..] = fields.as_slice() else {
            continue;
        };
        let role = roles.entry(key).or_default();
        match position {
            "prefix" => role.prefix = true,
            "suffix" => {
                role.suffix = true;
                role.suffix_plain |= is_plain_suffix(key);
            }
            _ => role.suffix_plain = true,
        }
    }
    for fields in rows(VARIANTS) {
        let &[group, "abbrev_or_alias", form, ..] = fields.as_slice() else {
            continue;
        };
        if let Some((form, canonical)) = alias(group, form) {
            roles.entry(form).or_default().alias = Some(canonical);
        }
    }
    for fields in rows(WORDS) {
        let &[word, kind, value, ..] = fields.as_slice() else {
            continue;
        };
        add_word(roles.entry(word).or_default(), word, kind, value);
    }
    roles
});

fn add_word(role: &mut Role, word: &'static str, kind: &str, value: &'static str) {
    match kind {
        "prefix" => role.prefix = true,
        "suffix" => {
            role.suffix = true;
            role.suffix_plain |= is_plain_suffix(word);
        }
        "drop" => role.drop = true,
        "tail" => role.tail = true,
        "newborn" => role.newborn = true,
        "haji_initial" => {
            role.prefix = false;
            role.alias = Some(value);
        }
        _ => role.alias = Some(value),
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::trim).collect())
}

/// Whether a degree is one even where nothing marks it: three letters or more
/// and no name word, or one of those met without a comma.
fn is_plain_suffix(key: &str) -> bool {
    const NAME_LIKE: [&str; 16] = [
        "AMA", "SAN", "SAB", "MARS", "MAP", "SAP", "SAK", "SEI", "SIP", "SIK", "SHI", "MAK", "MED",
        "SPA", "SIAN", "SPAN",
    ];
    key == "ST" || (key.len() >= 3 && !NAME_LIKE.contains(&key))
}

/// Picks the aliases that stand for one name only.
///
/// Single letters match as initials instead; `SYARIFAH` is another name (a
/// woman's), and `RA`, `RM`, `RR` are ranks of their own.
fn alias(group: &'static str, form: &'static str) -> Option<(&'static str, &'static str)> {
    let canonical = match group {
        "ACHMAD" => "AHMAD",
        "FRANSISKUS X." => "FRANSISKUS",
        "I (Bali)" | "NI (Bali)" => return None,
        group => group,
    };
    let form = form.trim_end_matches('.');
    let ambiguous = form.len() < 2 || matches!(form, "SYARIFAH" | "RA" | "RM" | "RR");
    (!ambiguous && form != canonical).then_some((form, canonical))
}
