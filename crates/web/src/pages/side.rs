//! A figure of one basis as cards show it: the share and both its sides, each with
//! its receipt.

use semesta_domain::Lang;
use semesta_engine::figures::{Basis, Indicator};

use crate::ask::{self, Part};
use crate::format;
use crate::model::figures::Area;

/// A share with its two sides and where their receipts are.
pub(crate) struct Side {
    pub(crate) percent: String,
    pub(crate) href: String,
    pub(crate) numerator: String,
    pub(crate) numerator_href: String,
    pub(crate) denominator: String,
    pub(crate) denominator_href: String,
}

impl Side {
    /// A figure of an area; `href` says where a receipt is.
    pub(crate) fn of(
        area: &Area,
        indicator: Indicator,
        basis: Basis,
        lang: Lang,
        href: impl Fn(&ask::Figure) -> String,
    ) -> Self {
        let ratio = area.all(indicator, basis);
        let asked = ask::Figure::of(basis, indicator, &area.code);
        Self {
            percent: format::percent(ratio, lang),
            href: href(&asked),
            numerator: format::number(ratio.numerator, lang),
            numerator_href: href(&asked.clone().part(Part::Numerator)),
            denominator: format::number(ratio.denominator, lang),
            denominator_href: href(&asked.part(Part::Denominator)),
        }
    }

    /// Official and verified.
    pub(crate) fn both(
        area: &Area,
        indicator: Indicator,
        lang: Lang,
        href: impl Fn(&ask::Figure) -> String,
    ) -> [Self; 2] {
        Basis::ALL.map(|basis| Self::of(area, indicator, basis, lang, &href))
    }
}
