//! What is asked of a plan: budgets, limits and sliders, as an address carries them.

use std::collections::BTreeMap;

use semesta_domain::{Lang, Month, Rupiah};
use semesta_engine::funding::{Budget, Cap, Limits};
use semesta_engine::input::Donor;
use semesta_law::Law;

use crate::fault::Fault;
use crate::params::Params;
use crate::text::FundingTexts;

/// Everything an address may carry.
pub(crate) const KEYS: [&str; 26] = [
    "kota1", "kota2", "kota3", "dau", "rokok", "provinsi", "donor1", "donor2", "donor3", "donor4",
    "donor5", "donor6", "donor7", "donor8", "masuk", "bulan", "target", "aktif", "dana", "iuran",
    "desil", "usulan", "sumber", "urut", "arah", "hal",
];

/// The sliders among them.
pub(crate) const SLIDERS: [&str; 4] = ["dana", "iuran", "desil", "usulan"];

const CITY: [&str; 3] = ["kota1", "kota2", "kota3"];
const DONORS: [&str; 8] = [
    "donor1", "donor2", "donor3", "donor4", "donor5", "donor6", "donor7", "donor8",
];

/// The longest plan: it ends in the third calendar year at the latest.
const MONTHS_MAX: usize = 24;

/// What is asked, read.
pub(crate) struct Asked {
    pub(crate) first: Month,
    pub(crate) n_months: usize,
    /// The city's money by calendar year of the plan.
    city: Vec<(i16, Option<i64>)>,
    dau: Option<i64>,
    cigarette: Option<i64>,
    province: Option<i64>,
    /// The donors by code, with the amount they promised and the one given here.
    donors: Vec<(String, i64, Option<i64>)>,
    cap: u32,
    /// Hundredths of a percent.
    pub(crate) target: i64,
    pub(crate) active: i64,
    sliders: Sliders,
    law: Present,
}

/// What the law says at present.
#[derive(Clone, Copy)]
struct Present {
    price: i64,
    decile: i64,
}

#[derive(Clone, Copy)]
struct Sliders {
    money: i64,
    price: i64,
    decile: i64,
    cap: i64,
}

/// A rupiah amount in any usual writing; empty is none.
fn amount(params: &Params, key: &str) -> Result<Option<i64>, Fault> {
    let text = params.get(key).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        Fault::Bad(
            "anggaran bukan rupiah: tulis misalnya 25.000.000.000",
            "a budget is no amount of rupiah: write for example 25.000.000.000",
        )
    };
    let amount: Rupiah = text.parse().map_err(|_| wrong())?;
    Some(amount.0)
        .filter(|amount| (0..=MONEY_MAX).contains(amount))
        .map(Some)
        .ok_or_else(wrong)
}

/// More than any region's budget, and far from overflow.
const MONEY_MAX: i64 = 100_000_000_000_000;

fn bounded(params: &Params, key: &str, otherwise: i64, min: i64, max: i64) -> i64 {
    let given: Option<i64> = params.get(key).trim().parse().ok();
    given.unwrap_or(otherwise).clamp(min, max)
}

/// A percentage in hundredths.
fn percent(params: &Params, key: &str, otherwise: i64) -> i64 {
    let given = params.get(key).trim().replace(',', ".");
    let given: Option<f64> = given.parse().ok();
    let points = given.filter(|points| (0.01..=120.0).contains(points));
    points.map_or(otherwise, |points| (points * 100.0).round() as i64)
}

impl Asked {
    pub(crate) fn read(
        params: &Params,
        law: &Law,
        first: Month,
        donors: &[Donor],
    ) -> Result<Self, Fault> {
        let on = first.first_day();
        let n_months = params.number("bulan").unwrap_or(12).clamp(1, MONTHS_MAX);
        let last = first.plus(n_months as i32 - 1);
        let city = (first.year()..=last.year())
            .zip(CITY)
            .map(|(year, key)| Ok((year, amount(params, key)?)))
            .collect::<Result<_, Fault>>()?;
        let donors = donors
            .iter()
            .zip(DONORS)
            .map(|(donor, key)| Ok((donor.code.clone(), donor.budget, amount(params, key)?)))
            .collect::<Result<_, Fault>>()?;
        let present = Present {
            price: law.get::<Rupiah>("contribution.pemda.city", on)?.0,
            decile: law.get("pbi.decile_max", on)?,
        };
        let cap: i64 = law.get("pbi.entries_per_day", on)?;
        let cap = bounded(params, "masuk", cap, 0, 10_000);
        Ok(Self {
            first,
            n_months,
            city,
            dau: amount(params, "dau")?,
            cigarette: amount(params, "rokok")?,
            province: amount(params, "provinsi")?,
            donors,
            cap: cap as u32,
            target: percent(params, "target", 9_800),
            active: percent(params, "aktif", 8_000),
            sliders: Sliders {
                money: bounded(params, "dana", 100, 0, 200),
                price: bounded(params, "iuran", present.price, 0, 100_000),
                decile: bounded(params, "desil", present.decile, 0, 10),
                cap: bounded(params, "usulan", cap, 0, 10_000),
            },
            law: present,
        })
    }

    /// The last month.
    pub(crate) fn last(&self) -> Month {
        self.first.plus(self.n_months as i32 - 1)
    }

    /// Whether any slider stands elsewhere than at present.
    pub(crate) fn is_supposed(&self) -> bool {
        let s = self.sliders;
        s.money != 100
            || s.price != self.law.price
            || s.decile != self.law.decile
            || s.cap != i64::from(self.cap)
    }

    /// Whether the city's money has a limit.
    pub(crate) fn has_limit(&self) -> bool {
        let city = self.city.iter().any(|(_, amount)| amount.is_some());
        city || self.dau.is_some() || self.cigarette.is_some()
    }

    /// The limits at present.
    pub(crate) fn limits(&self) -> Limits {
        self.limits_of(100, &[], self.cap)
    }

    /// Nothing limits the city's money; the other limits stay.
    pub(crate) fn unlimited(&self) -> Limits {
        let mut limits = self.limits();
        for fund in semesta_engine::funding::CITY_FUNDS {
            limits.budgets.remove(fund);
        }
        limits
    }

    /// The limits supposed; `need` is the city's money by year were there no limit.
    pub(crate) fn supposed_limits(&self, need: &[(i16, i64)]) -> Limits {
        let need = if self.has_limit() || self.sliders.money == 100 {
            &[]
        } else {
            need
        };
        self.limits_of(self.sliders.money, need, self.sliders.cap as u32)
    }

    fn limits_of(&self, percent: i64, need: &[(i16, i64)], cap: u32) -> Limits {
        let mut budgets: BTreeMap<String, Vec<Budget>> = BTreeMap::new();
        let mut add = |fund: &str, span: Option<(Month, Month)>, amount: i64| {
            let amount = Rupiah(amount);
            let of_fund = budgets.entry(fund.to_owned()).or_default();
            of_fund.push(Budget { span, amount });
        };
        let part = |amount: i64| amount / 100 * percent + amount % 100 * percent / 100;
        let years = self.city.iter().map(|(year, amount)| (*year, *amount));
        let given: Vec<(i16, Option<i64>)> = if need.is_empty() {
            years.collect()
        } else {
            need.iter().map(|(y, amount)| (*y, Some(*amount))).collect()
        };
        if given.iter().any(|(_, amount)| amount.is_some()) {
            for (year, amount) in given {
                add("kota", whole(year), part(amount.unwrap_or(0)));
            }
        }
        for (fund, amount) in [("dau", self.dau), ("pajak_rokok", self.cigarette)] {
            if let Some(amount) = amount {
                add(fund, None, part(amount));
            }
        }
        if let Some(amount) = self.province {
            add("provinsi", None, amount);
        }
        for (code, _, given) in &self.donors {
            if let Some(amount) = given {
                add(&format!("donor:{code}"), None, *amount);
            }
        }
        Limits {
            budgets,
            quotas: BTreeMap::new(),
            caps: BTreeMap::from([("pbi".to_owned(), Cap::PerDay(cap))]),
        }
    }

    /// The law supposed, and what tells it from the present.
    pub(crate) fn supposed_law(&self, law: &Law) -> Result<(Law, String), Fault> {
        let on = self.first.first_day();
        let s = self.sliders;
        let mut law = law.clone();
        if s.price != self.law.price {
            law = law.with_override(&format!("contribution.pemda.city={}@{on}", s.price))?;
        }
        if s.decile != self.law.decile {
            law = law.with_override(&format!("pbi.decile_max={}@{on}", s.decile))?;
        }
        Ok((law, format!("{} {}", s.price, s.decile)))
    }

    /// The city's money for the months of a year, and what may be spent in any.
    pub(crate) fn pots(&self) -> (Vec<(i16, i64)>, i64) {
        let city = self
            .city
            .iter()
            .map(|(y, amount)| (*y, amount.unwrap_or(0)));
        let any = self.dau.unwrap_or(0) + self.cigarette.unwrap_or(0);
        (city.collect(), any)
    }
}

fn whole(year: i16) -> Option<(Month, Month)> {
    Some((Month::new(year, 1).ok()?, Month::new(year, 12).ok()?))
}

/// A field of the form.
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) title: String,
    pub(crate) value: String,
    /// What stands there where nothing is given.
    pub(crate) otherwise: String,
    pub(crate) is_money: bool,
}

fn rupiah_text(amount: Option<i64>) -> String {
    amount.map_or_else(String::new, semesta_domain::format_integer)
}

/// The fields, in their order.
pub(crate) fn fields(asked: &Asked, f: &'static FundingTexts) -> Vec<Field> {
    let money = |key, title: String, amount| Field {
        key,
        title,
        value: rupiah_text(amount),
        otherwise: String::new(),
        is_money: true,
    };
    let plain = |key, title: &str, value: String| Field {
        key,
        title: title.to_owned(),
        value,
        otherwise: String::new(),
        is_money: false,
    };
    let mut fields: Vec<Field> = asked
        .city
        .iter()
        .zip(CITY)
        .map(|((year, amount), key)| money(key, f.fill(f.city_year, &[&year.to_string()]), *amount))
        .collect();
    fields.push(money("dau", f.dau.to_owned(), asked.dau));
    fields.push(money("rokok", f.cigarette.to_owned(), asked.cigarette));
    fields.push(money("provinsi", f.province.to_owned(), asked.province));
    for ((code, promised, given), key) in asked.donors.iter().zip(DONORS) {
        fields.push(Field {
            otherwise: rupiah_text(Some(*promised)),
            ..money(key, f.fill(f.source_donor, &[code]), *given)
        });
    }
    let hundredths = |points: i64| match points % 100 {
        0 => (points / 100).to_string(),
        rest => format!("{},{rest:02}", points / 100),
    };
    fields.push(plain("bulan", f.horizon, asked.n_months.to_string()));
    fields.push(plain("masuk", f.cap, asked.cap.to_string()));
    fields.push(plain("target", f.target_coverage, hundredths(asked.target)));
    fields.push(plain("aktif", f.target_activity, hundredths(asked.active)));
    fields
}

/// A slider.
pub(crate) struct Slider {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) min: i64,
    pub(crate) max: i64,
    pub(crate) step: i64,
    pub(crate) value: i64,
    pub(crate) shown: String,
}

/// The sliders, in the order of [`SLIDERS`].
pub(crate) fn sliders(asked: &Asked, f: &'static FundingTexts, lang: Lang) -> Vec<Slider> {
    let s = asked.sliders;
    let slider = |key, title, max: i64, step, value: i64| Slider {
        key,
        title,
        min: 0,
        max: max.max(value),
        step,
        value,
        shown: crate::format::number(value, lang),
    };
    vec![
        slider("dana", f.slider_money, 200, 1, s.money),
        slider("iuran", f.slider_price, 80_000, 100, s.price),
        slider("desil", f.slider_decile, 10, 1, s.decile),
        slider("usulan", f.slider_cap, 200, 1, s.cap),
    ]
}
