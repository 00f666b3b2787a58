//! What each way to a payer offers: the source and what it draws on which fund.

use semesta_domain::{Month, Rupiah};
use semesta_law::{Component, Components};
use semesta_planning::{Draw, FundId, Offer, SourceId, Span, Tariff, TariffId};

use super::build::Builder;
use super::limits::{Budget, limited};

impl Builder<'_> {
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

    pub(super) fn city(&mut self) -> Vec<Offer> {
        let source = self.source("kota");
        self.by_city_funds(source, |of, fund| {
            of.tariff(&of.by_city, fund, None, Span::Always)
        })
    }

    pub(super) fn by_province(&mut self) -> Vec<Offer> {
        let source = self.source("provinsi");
        self.by_city_funds(source, |of, fund| {
            of.tariff(&of.by_province, fund, None, Span::Always)
        })
    }

    /// The city bridges until the centre takes over.
    pub(super) fn pbi_jk(&mut self) -> Vec<Offer> {
        let source = self.source("pbi");
        let bridge = self.terms.bridge_months;
        self.by_city_funds(source, |of, fund| {
            let mut tariff = of.tariff(&of.by_city, fund, None, Span::First(bridge));
            let after = of.tariff(&of.pbi, fund, None, Span::After(bridge));
            tariff.draws.extend(after.draws);
            tariff
        })
    }

    pub(super) fn mother_by_centre(&mut self) -> Vec<Offer> {
        let source = self.source("ibu");
        let tariff = self.tariff(&self.pbi, self.centre, None, Span::Always);
        let tariff = self.problem.tariff(tariff);
        vec![Offer { source, tariff }]
    }

    /// Nobody's budget pays: an employer's or a member's duty.
    pub(super) fn free(&mut self, name: &str) -> Vec<Offer> {
        let source = self.source(name);
        let tariff = self.problem.tariff(Tariff::default());
        vec![Offer { source, tariff }]
    }

    /// Free until the guarantee ends, then the city.
    pub(super) fn guarantee(&mut self, city_from: Month) -> Vec<Offer> {
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

    pub(super) fn donor(&mut self, code: &str) -> Vec<Offer> {
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
