//! From people, law and budgets to an allocation problem.

use std::collections::BTreeMap;

use semesta_domain::Month;
use semesta_law::{Components, ContributionRates, Law, LawError, LocalAssistance, Registrar};
use semesta_planning::{
    AllocationProblem, Candidate, Entries, Fund, FundId, Horizon, Offer, Source, SourceId,
};

use super::limits::{CITY_FUNDS, Cap, Limits, limited};
use super::people::{Needy, Way};
use crate::input::Donor;

/// What a problem is built from.
pub(super) struct Terms<'a> {
    pub(super) law: &'a Law,
    pub(super) horizon: Horizon,
    /// The first month that the cut-off leaves.
    pub(super) opens: Month,
    pub(super) assistance: LocalAssistance,
    pub(super) limits: &'a Limits,
    pub(super) bridge_months: u32,
    pub(super) donors: &'a [Donor],
}

/// Builds the problem; people keep their order.
pub(super) fn problem(terms: &Terms<'_>, people: &[Needy]) -> Result<AllocationProblem, LawError> {
    let mut builder = Builder::new(terms)?;
    for (id, person) in people.iter().enumerate() {
        let offers = builder.offers(person);
        let profile = builder.problem.profile(offers);
        // Whoever has no card is a household alone, beyond any card's number.
        let household = match person.kk {
            0 => u64::MAX - id as u64,
            kk => kk,
        };
        builder.problem.people.push(Candidate {
            id: id as u64,
            household,
            vulnerability: person.vulnerability,
            profile,
            registered: person.registered,
            relative_covered: person.relative_covered,
        });
    }
    Ok(builder.problem)
}

pub(super) struct Builder<'a> {
    pub(super) terms: &'a Terms<'a>,
    pub(super) problem: AllocationProblem,
    pub(super) city_funds: Vec<FundId>,
    pub(super) province: FundId,
    pub(super) centre: FundId,
    /// What is due in each month of the horizon, by who registers.
    pub(super) by_city: Vec<Components>,
    pub(super) by_province: Vec<Components>,
    pub(super) by_donor: Vec<Components>,
    pub(super) pbi: Vec<Components>,
    pub(super) pbi_decile_max: i64,
    pub(super) donor_decile_max: i64,
    pub(super) sources: BTreeMap<String, SourceId>,
    /// The offers of each way, so that they are built once.
    pub(super) known: BTreeMap<String, Vec<Offer>>,
}

impl<'a> Builder<'a> {
    fn new(terms: &'a Terms<'a>) -> Result<Self, LawError> {
        let horizon = terms.horizon;
        let rates: Vec<ContributionRates> = horizon
            .months()
            .map(|month| ContributionRates::of(terms.law, month))
            .collect::<Result<_, _>>()?;
        let due = |registrar| -> Vec<Components> {
            rates
                .iter()
                .map(|rates| rates.pemda_due(registrar, terms.assistance))
                .collect()
        };
        let on = horizon.first.first_day();
        let decile = |id: &str| terms.law.get::<i64>(id, on);
        let mut problem = AllocationProblem::new(horizon);
        let pbi_decile_max = decile("pbi.decile_max")?;
        problem.poor_deciles = u8::try_from(pbi_decile_max).unwrap_or(10);
        let mut city_funds: Vec<FundId> = Vec::new();
        for name in CITY_FUNDS {
            if let Some(budgets) = terms.limits.budgets.get(name) {
                city_funds.push(problem.fund(limited(name, true, horizon, budgets)));
            }
        }
        // One pool is one way to the city's money; otherwise there is one a fund.
        if city_funds.len() > 1 && problem.pool(city_funds.clone()) {
            city_funds.truncate(1);
        }
        if city_funds.is_empty() {
            city_funds.push(problem.fund(Fund::open("kota", true)));
        }
        let province = problem.fund(match terms.limits.budgets.get("provinsi") {
            Some(budgets) => limited("provinsi", false, horizon, budgets),
            None => Fund::open("provinsi", false),
        });
        let centre = problem.fund(Fund::open("pusat", false));
        Ok(Self {
            terms,
            city_funds,
            province,
            centre,
            by_city: due(Registrar::City),
            by_province: due(Registrar::Province),
            by_donor: due(Registrar::Donor),
            pbi: rates.iter().map(ContributionRates::pbi_due).collect(),
            pbi_decile_max,
            donor_decile_max: decile("donor.decile_max")?,
            sources: BTreeMap::new(),
            known: BTreeMap::new(),
            problem,
        })
    }

    fn offers(&mut self, person: &Needy) -> Vec<Offer> {
        let mut offers = self.once("kota", Self::city);
        if person
            .decile
            .is_some_and(|decile| decile <= self.pbi_decile_max)
        {
            offers.extend(self.once("pbi", Self::pbi_jk));
        }
        for way in &person.ways {
            offers.extend(match way {
                Way::Employer => self.once("pemberi_kerja", |of| of.free("pemberi_kerja")),
                Way::Family => self.once("keluarga", |of| of.free("keluarga")),
                Way::Mother { by_centre: false } => self.once("ibu", |of| of.free("ibu")),
                Way::Mother { by_centre: true } => self.once("ibu_pbi", Self::mother_by_centre),
                Way::Guarantee { city_from } => {
                    let city_from = *city_from;
                    self.once(&format!("phk {city_from}"), |of| of.guarantee(city_from))
                }
                Way::Programme(payer) if payer == "provinsi" => {
                    self.once("provinsi", Self::by_province)
                }
                // The city is open to everybody; the centre has no budget to ask for.
                Way::Programme(payer) if matches!(payer.as_str(), "kota" | "pusat") => Vec::new(),
                Way::Programme(code) => self.donor(code),
                Way::Ring(code) => {
                    let poor = person.decile.is_some_and(|d| d <= self.donor_decile_max);
                    if poor { self.donor(code) } else { Vec::new() }
                }
            });
        }
        offers
    }

    pub(super) fn once(
        &mut self,
        key: &str,
        make: impl FnOnce(&mut Self) -> Vec<Offer>,
    ) -> Vec<Offer> {
        if let Some(offers) = self.known.get(key) {
            return offers.clone();
        }
        let offers = make(self);
        self.known.insert(key.to_owned(), offers.clone());
        offers
    }

    /// The way in of a name, with its quota and its entry cap.
    pub(super) fn source(&mut self, name: &str) -> SourceId {
        if let Some(source) = self.sources.get(name) {
            return *source;
        }
        let limits = self.terms.limits;
        let entries = match limits.caps.get(name) {
            Some(Cap::PerDay(n)) => Entries::per_day(*n, self.terms.horizon, &[]),
            Some(Cap::PerMonth(n)) => Entries::PerMonth(*n),
            None if name == "pbi" => self.registry_cap(),
            None => Entries::Unlimited,
        };
        let source = self.problem.source(Source {
            name: name.to_owned(),
            opens: self.terms.opens,
            quota_heads: limits.quotas.get(name).copied(),
            entries,
        });
        self.sources.insert(name.to_owned(), source);
        source
    }

    /// The poverty registry takes so many a day.
    fn registry_cap(&self) -> Entries {
        let horizon = self.terms.horizon;
        let on = horizon.first.first_day();
        match self.terms.law.get::<i64>("pbi.entries_per_day", on) {
            Ok(n) => Entries::per_day(u32::try_from(n).unwrap_or(0), horizon, &[]),
            Err(_) => Entries::Unlimited,
        }
    }
}
