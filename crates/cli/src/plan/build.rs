//! From people, law and budgets to an allocation problem.

use std::collections::BTreeMap;

use anyhow::anyhow;
use semesta_domain::{Lang, Month, Rupiah};
use semesta_engine::input::Donor;
use semesta_law::{Component, Components, ContributionRates, Law, LocalAssistance, Registrar};
use semesta_planning::{
    AllocationProblem, Candidate, Draw, Entries, Fund, FundId, FundLimit, Horizon, Offer, Source,
    SourceId, Span, Tariff, TariffId,
};

use super::options::{Budget, CITY_FUNDS, Cap, Limits};
use super::people::{Needy, Way};

/// What a problem is built from.
pub(crate) struct Terms<'a> {
    pub(crate) law: &'a Law,
    pub(crate) horizon: Horizon,
    /// The first month that the cut-off leaves.
    pub(crate) opens: Month,
    pub(crate) assistance: LocalAssistance,
    pub(crate) limits: &'a Limits,
    pub(crate) bridge_months: u32,
    pub(crate) donors: &'a [Donor],
    pub(crate) lang: Lang,
}

/// Builds the problem; people keep their order.
pub(crate) fn problem(terms: &Terms<'_>, people: &[Needy]) -> anyhow::Result<AllocationProblem> {
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

/// A fund with its budgets.
fn limited(name: &str, is_city: bool, horizon: Horizon, budgets: &[Budget]) -> Fund {
    Fund {
        name: name.to_owned(),
        is_city,
        limits: limits(horizon, horizon.last(), budgets),
    }
}

/// Budgets from a horizon's first month, cut off after `until`; where all are
/// dated, the months between have none.
pub(crate) fn limits(horizon: Horizon, until: Month, budgets: &[Budget]) -> Vec<FundLimit> {
    let mut limits: Vec<FundLimit> = budgets
        .iter()
        .filter_map(|budget| {
            let (first, last) = budget.span.unwrap_or((horizon.first, horizon.last()));
            let (first, last) = (first.max(horizon.first), last.min(until));
            (first <= last && first <= horizon.last()).then_some(FundLimit {
                first,
                last,
                amount: budget.amount,
            })
        })
        .collect();
    let named = |month: Month| {
        let mut spans = limits.iter();
        spans.any(|limit| limit.first <= month && month <= limit.last)
    };
    let unnamed: Vec<FundLimit> = horizon
        .months()
        .filter(|month| !named(*month))
        .map(|month| FundLimit {
            first: month,
            last: month,
            amount: Rupiah::ZERO,
        })
        .collect();
    limits.extend(unnamed);
    limits
}

struct Builder<'a> {
    terms: &'a Terms<'a>,
    problem: AllocationProblem,
    city_funds: Vec<FundId>,
    province: FundId,
    centre: FundId,
    /// What is due in each month of the horizon, by who registers.
    by_city: Vec<Components>,
    by_province: Vec<Components>,
    by_donor: Vec<Components>,
    pbi: Vec<Components>,
    pbi_decile_max: i64,
    donor_decile_max: i64,
    sources: BTreeMap<String, SourceId>,
    /// The offers of each way, so that they are built once.
    known: BTreeMap<String, Vec<Offer>>,
}

impl<'a> Builder<'a> {
    fn new(terms: &'a Terms<'a>) -> anyhow::Result<Self> {
        let horizon = terms.horizon;
        let fail = |error: semesta_law::LawError| anyhow!(error.text(terms.lang));
        let rates: Vec<ContributionRates> = horizon
            .months()
            .map(|month| ContributionRates::of(terms.law, month))
            .collect::<Result<_, _>>()
            .map_err(fail)?;
        let due = |registrar| -> Vec<Components> {
            rates
                .iter()
                .map(|rates| rates.pemda_due(registrar, terms.assistance))
                .collect()
        };
        let on = horizon.first.first_day();
        let decile = |id: &str| terms.law.get::<i64>(id, on).map_err(fail);
        let mut problem = AllocationProblem::new(horizon);
        let pbi_decile_max = decile("pbi.decile_max")?;
        problem.poor_deciles = u8::try_from(pbi_decile_max).unwrap_or(10);
        let mut city_funds: Vec<FundId> = Vec::new();
        for name in CITY_FUNDS {
            if let Some(budgets) = terms.limits.budgets.get(name) {
                city_funds.push(problem.fund(limited(name, true, horizon, budgets)));
            }
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

    fn once(&mut self, key: &str, make: impl FnOnce(&mut Self) -> Vec<Offer>) -> Vec<Offer> {
        if let Some(offers) = self.known.get(key) {
            return offers.clone();
        }
        let offers = make(self);
        self.known.insert(key.to_owned(), offers.clone());
        offers
    }

    /// The way in of a name, with its quota and its entry cap.
    fn source(&mut self, name: &str) -> SourceId {
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

    /// One offer for each of the city's funds.
    fn by_city_funds(
        &mut self,
        source: SourceId,
        tariff: impl Fn(&Self, FundId) -> Tariff,
    ) -> Vec<Offer> {
        self.city_funds
            .clone()
            .into_iter()
            .map(|fund| {
                let tariff = tariff(self, fund);
                let tariff: TariffId = self.problem.tariff(tariff);
                Offer { source, tariff }
            })
            .collect()
    }

    fn city(&mut self) -> Vec<Offer> {
        let source = self.source("kota");
        self.by_city_funds(source, |of, fund| {
            of.tariff(&of.by_city, fund, None, Span::Always)
        })
    }

    fn by_province(&mut self) -> Vec<Offer> {
        let source = self.source("provinsi");
        self.by_city_funds(source, |of, fund| {
            of.tariff(&of.by_province, fund, None, Span::Always)
        })
    }

    /// The city bridges until the centre takes over.
    fn pbi_jk(&mut self) -> Vec<Offer> {
        let source = self.source("pbi");
        let bridge = self.terms.bridge_months;
        self.by_city_funds(source, |of, fund| {
            let mut tariff = of.tariff(&of.by_city, fund, None, Span::First(bridge));
            let after = of.tariff(&of.pbi, fund, None, Span::After(bridge));
            tariff.draws.extend(after.draws);
            tariff
        })
    }

    fn mother_by_centre(&mut self) -> Vec<Offer> {
        let source = self.source("ibu");
        let tariff = self.tariff(&self.pbi, self.centre, None, Span::Always);
        let tariff = self.problem.tariff(tariff);
        vec![Offer { source, tariff }]
    }

    /// Nobody's budget pays: an employer's or a member's duty.
    fn free(&mut self, name: &str) -> Vec<Offer> {
        let source = self.source(name);
        let tariff = self.problem.tariff(Tariff::default());
        vec![Offer { source, tariff }]
    }

    /// Free until the guarantee ends, then the city.
    fn guarantee(&mut self, city_from: Month) -> Vec<Offer> {
        let source = self.source("phk");
        let months = self.terms.horizon.months().zip(&self.by_city);
        let due: Vec<Components> = months
            .map(|(month, due)| {
                if month < city_from {
                    Components::default()
                } else {
                    *due
                }
            })
            .collect();
        self.by_city_funds(source, |of, fund| of.tariff(&due, fund, None, Span::Always))
    }

    fn donor(&mut self, code: &str) -> Vec<Offer> {
        let name = format!("donor:{code}");
        self.once(&name.clone(), |of| {
            let given = of.terms.limits.budgets.get(&name).cloned();
            let listed = of.terms.donors.iter().find(|donor| donor.code == code);
            let listed = listed.map(|donor| {
                vec![Budget {
                    span: None,
                    amount: Rupiah(donor.budget.max(0)),
                }]
            });
            // A donor that named no amount has promised none.
            let Some(budgets) = given.or(listed) else {
                return Vec::new();
            };
            let horizon = of.terms.horizon;
            let fund = of.problem.fund(limited(&name, false, horizon, &budgets));
            let source = of.source(&name);
            of.by_city_funds(source, |of, city| {
                of.tariff(&of.by_donor, city, Some(fund), Span::Always)
            })
        })
    }

    /// The draws of what is due in each month, by who pays each part.
    fn tariff(
        &self,
        due: &[Components],
        city: FundId,
        donor: Option<FundId>,
        span: Span,
    ) -> Tariff {
        let mut draws = Vec::new();
        let mut draw = |fund: FundId, amount: &dyn Fn(&Components) -> Rupiah| {
            let monthly: Vec<Rupiah> = due.iter().map(amount).collect();
            if monthly.iter().any(|amount| *amount != Rupiah::ZERO) {
                draws.push(Draw {
                    fund,
                    monthly,
                    span,
                });
            }
        };
        draw(city, &|due| due.city());
        draw(self.province, &|due| due.province());
        draw(self.centre, &|due| due.centre());
        if let Some(donor) = donor {
            draw(donor, &|due| due[Component::Donor]);
        }
        Tariff { draws }
    }
}
