//! Deliveries over time: what is awaited, who is late, and how good they are.

mod calendar;
pub(crate) mod quality;
pub(crate) mod schedule;

pub(crate) use calendar::show as calendar;
pub(crate) use quality::show as quality;

use crate::pages::money::Tab;
use crate::text::{CompareTexts, DeliveryTexts};
use crate::visit::Visit;

/// The tabs of Data.
pub(crate) fn tabs(at: &Visit, here: &str) -> Vec<Tab> {
    let d = DeliveryTexts::of(at.lang);
    [
        (d.tab_all, "/data"),
        (d.tab_calendar, "/data/kalender"),
        (d.tab_quality, "/data/mutu"),
        (CompareTexts::of(at.lang).tab, "/data/banding"),
    ]
    .into_iter()
    .map(|(title, href)| Tab {
        title,
        href,
        is_here: href == here,
    })
    .collect()
}
