//! What a city officially published, and how its offices err.

use serde::Deserialize;

use crate::error::SynthError;

/// The scenarios that are built in.
const EMBEDDED: &[(&str, &str)] = &[
    (
        "tarakan-2020",
        include_str!("../../../scenarios/tarakan-2020.yaml"),
    ),
    (
        "tarakan-2024",
        include_str!("../../../scenarios/tarakan-2024.yaml"),
    ),
    (
        "tangerang-2024",
        include_str!("../../../scenarios/tangerang-2024.yaml"),
    ),
    (
        "malang-2018",
        include_str!("../../../scenarios/malang-2018.yaml"),
    ),
    (
        "bontang-2017",
        include_str!("../../../scenarios/bontang-2017.yaml"),
    ),
];

/// A city in a month: its official counts, and the shape of everything else.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The scenario's name, as in `--scenario`.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// The region's code with dots.
    pub region: String,
    /// The month of the main, last delivery, `yyyy-mm`.
    pub month: String,
    /// The region's minimum wage (UMK), rupiah a month.
    pub minimum_wage_rupiah: Count,
    /// Living residents in the register of the last month.
    pub population: Count,
    /// Records in the roll of the last month.
    pub registered: Count,
    /// Active records in the roll of the last month.
    pub active: Count,
    /// How the records divide into segments and payers.
    pub segments: Vec<SegmentLine>,
    /// Shares of the records that do not count as residents.
    pub standings: Standings,
    /// What befell the records' identities.
    pub damage: Damage,
    /// Districts, villages and where NIKs were issued.
    pub places: Places,
    /// Names and households.
    pub identity: Identity,
    /// Employers and workers.
    pub work: Work,
    /// Lists of people with a payer.
    #[serde(default)]
    pub programmes: Vec<Programme>,
    /// Firms that pay for people around them.
    #[serde(default)]
    pub donors: Vec<Donor>,
    /// Whether the city has paid every bill of the months, if some of them late.
    #[serde(default)]
    pub paid_up: bool,
}

/// A published count with its source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The count.
    pub count: u64,
    /// Where it was published, or how it was reckoned.
    pub source: String,
}

/// Records of one segment and payer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentLine {
    /// The segment's code.
    pub segment: String,
    /// Who pays, as in the roll's `penanggung`; empty where the roll is silent.
    #[serde(default)]
    pub payer: String,
    /// Records, exact.
    #[serde(default)]
    pub count: Option<u64>,
    /// Weight among the lines without a count.
    #[serde(default)]
    pub share: f64,
    /// Usual share of its records that are inactive; scaled so that the
    /// scenario's total is exact.
    pub inactive: f64,
}

/// Shares of the roll's records by standing; the rest are residents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standings {
    /// Second records of a person.
    pub duplicate: f64,
    /// The dead.
    pub deceased: f64,
    /// Who moved out.
    pub moved_out: f64,
    /// Records with the NIK of somebody else.
    pub different_person: f64,
    /// Outsiders who moved their clinic into the city.
    pub non_resident: f64,
    /// Records that fit nobody.
    pub not_found: f64,
}

/// Shares of the records whose identity is damaged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Damage {
    /// NIK absent or a placeholder.
    pub nik_missing: f64,
    /// One digit wrong.
    pub nik_typo: f64,
    /// Two neighbouring digits exchanged.
    pub nik_transposed: f64,
    /// Rounded by a spreadsheet.
    pub nik_rounded: f64,
    /// The NIK of a relative or a stranger.
    pub nik_of_another: f64,
    /// How much likelier all these are in `pbpu_pemda`.
    pub pemda_factor: f64,
    /// Names with titles, variants, abbreviations or typing errors.
    pub name: f64,
    /// Birth dates with day and month exchanged or a digit wrong.
    pub birth_date: f64,
    /// Addresses left behind, in another village.
    pub stale_address: f64,
    /// Records without an address.
    pub no_address: f64,
}

/// Where people live and where they were first registered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// People by district, in any unit; districts not named weigh the mean.
    #[serde(default)]
    pub districts: Vec<(String, f64)>,
    /// A former prefix of the region's NIKs, valid before a year.
    #[serde(default)]
    pub former: Option<(String, i32)>,
    /// Share of adults first registered elsewhere.
    pub migrants: f64,
    /// Regencies migrants come from, with weights.
    pub origins: Vec<(String, f64)>,
    /// Villages of fishermen and of the poor.
    #[serde(default)]
    pub coastal: Vec<String>,
}

/// Names and households.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Share of one-word names.
    pub one_word: f64,
    /// Weights of the name list's regions (`aceh`, `sulawesi`, …).
    pub name_regions: Vec<(String, f64)>,
    /// Share of the population that moves in, or out, in a year.
    pub moves_a_year: f64,
}

/// Employers and workers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The city's own contract workers.
    pub contract_workers: u64,
    /// Share of the contract workers without a wage-worker membership.
    pub contract_unregistered: f64,
    /// Firms for each thousand residents.
    pub firms_a_thousand: f64,
    /// Share of firms that register nobody (PWBD).
    pub unregistered_firms: f64,
    /// Share of firms that register some of their workers (PDS-TK).
    pub partial_firms: f64,
    /// Share of firms that report lower wages (PDS-upah).
    pub wage_firms: f64,
    /// Lay-offs a month for each ten thousand residents.
    pub lay_offs: f64,
}

/// People on a list that names who pays for them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// The programme's code, for example `nelayan`.
    pub code: String,
    /// People on the list.
    pub count: u64,
    /// Who pays for them.
    pub payer: String,
    /// Share of them with an active membership.
    pub insured: f64,
}

/// A firm that pays contributions for poor people around it (CSR).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Donor {
    /// Its code, as in the roll's `penanggung`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether all its own workers are registered.
    pub compliant: bool,
    /// Its budget, rupiah.
    pub budget_rupiah: i64,
    /// Its villages, ring 1 first.
    pub rings: Vec<Vec<String>>,
}

impl Scenario {
    /// The names of the scenarios that are built in.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        EMBEDDED.iter().map(|(name, _)| *name).collect()
    }

    /// Reads a scenario that is built in.
    ///
    /// ```
    /// let city = semesta_synth::Scenario::named("malang-2018")?;
    /// assert_eq!(city.registered.count, 632_343);
    /// # Ok::<(), semesta_synth::SynthError>(())
    /// ```
    ///
    /// # Errors
    /// When no scenario has the name.
    pub fn named(name: &str) -> Result<Self, SynthError> {
        let found = EMBEDDED.iter().find(|(known, _)| *known == name);
        let (_, text) = found.ok_or_else(|| SynthError::UnknownScenario {
            name: name.to_owned(),
            known: Self::names().join(", "),
        })?;
        Self::from_yaml(name, text)
    }

    /// Reads a scenario from YAML text; `name` is for messages.
    ///
    /// # Errors
    /// When a key is unknown or missing, or the counts contradict each other.
    pub fn from_yaml(name: &str, text: &str) -> Result<Self, SynthError> {
        let refuse = |reason: String| SynthError::InvalidScenario {
            name: name.to_owned(),
            reason,
        };
        let scenario: Self = serde_saphyr::from_str(text).map_err(|e| refuse(e.to_string()))?;
        scenario
            .contradiction()
            .map_or(Ok(()), |r| Err(refuse(r)))?;
        Ok(scenario)
    }

    /// The first contradiction among the scenario's values.
    fn contradiction(&self) -> Option<String> {
        let fixed: u64 = self.segments.iter().filter_map(|s| s.count).sum();
        if self.active.count > self.registered.count {
            return Some("`active` is above `registered`".to_owned());
        }
        if fixed > self.registered.count {
            return Some("the `segments` with a count are above `registered`".to_owned());
        }
        for line in &self.segments {
            if line.segment.parse::<semesta_domain::Segment>().is_err() {
                return Some(format!("unknown segment `{}`", line.segment));
            }
        }
        if self.month.parse::<semesta_domain::Month>().is_err() {
            return Some(format!("invalid month `{}`", self.month));
        }
        None
    }
}
