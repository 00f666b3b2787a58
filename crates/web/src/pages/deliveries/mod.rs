//! Deliveries over time: what is awaited, who is late, and how good they are.

mod calendar;
mod quality;
mod schedule;

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

/// `+0,25`: a difference in hundredths of a percent, as points.
pub(crate) fn signed_points(moved: i64, lang: semesta_domain::Lang) -> String {
    let sign = match moved {
        0 => "±",
        moved if moved < 0 => "−",
        _ => "+",
    };
    let moved = moved.unsigned_abs();
    format!(
        "{sign}{}{}{:02}",
        moved / 100,
        lang.pick(",", "."),
        moved % 100
    )
}
