//! The city by village and by segment.

use semesta_domain::{Lang, Ratio, Segment};
use semesta_engine::figures::{Basis, Indicator, Level};

use crate::ask::{self, Part, Without};
use crate::draw;
use crate::format;
use crate::model::Loaded;
use crate::outlines::outline;
use crate::table::{Table, Td};
use crate::text::Texts;

/// The villages by verified coverage, in fifths.
pub(crate) fn village_map(
    run: &Loaded,
    lang: Lang,
    t: &'static Texts,
) -> (String, Vec<(usize, String)>) {
    let villages: Vec<_> = run
        .within(Level::Village, "")
        .filter(|area| area.is_real())
        .filter_map(|area| {
            let ratio = area.all(Indicator::ActiveOfPopulation, Basis::Verified);
            Some((area, outline(&area.code)?, ratio, ratio.basis_points()?))
        })
        .collect();
    if villages.len() < 3 {
        return (String::new(), Vec::new());
    }
    let mut values: Vec<i64> = villages.iter().map(|(.., points)| *points).collect();
    values.sort_unstable();
    let bounds: Vec<i64> = (1..5)
        .map(|fifth| values[fifth * values.len() / 5])
        .collect();
    let class = |points: i64| bounds.iter().filter(|bound| points >= **bound).count() + 1;
    let pieces: Vec<draw::Piece<'_>> = villages
        .iter()
        .map(|(area, rings, ratio, points)| draw::Piece {
            rings,
            class: format!("q{}", class(*points)),
            title: format!("{}: {}", area.name, format::percent(*ratio, lang)),
            href: format!("/wilayah/{}", area.code),
        })
        .collect();
    let said = |points: i64| {
        let ratio = Ratio {
            numerator: points,
            denominator: 10_000,
        };
        format::percent(ratio, lang)
    };
    let legend = (1..=5)
        .map(|fifth| {
            let text = match fifth {
                1 => format!("< {}", said(bounds[0])),
                5 => format!("≥ {}", said(bounds[3])),
                fifth => format!("≥ {}", said(bounds[fifth - 2])),
            };
            (fifth, text)
        })
        .collect();
    (draw::map(t.map_title, &pieces), legend)
}

/// The five villages with the lowest verified coverage.
pub(super) fn lowest(run: &Loaded, lang: Lang, t: &'static Texts) -> Table {
    let mut villages: Vec<_> = run
        .within(Level::Village, "")
        .filter(|area| area.is_real())
        .map(|area| (area, area.all(Indicator::Coverage, Basis::Verified)))
        .filter(|(_, ratio)| ratio.denominator > 0)
        .collect();
    villages.sort_by_key(|(area, ratio)| (ratio.basis_points(), area.code.clone()));
    let mut table = Table::new("terendah", t.lowest_caption, lang)
        .text(t.village)
        .number(t.coverage_verified)
        .number(t.unregistered);
    for (area, ratio) in villages.into_iter().take(5) {
        table.rows.push(vec![
            Td::text(&area.name).link(format!("/wilayah/{}", area.code)),
            Td::number(format::percent(ratio, lang))
                .link(ask::Figure::of(Basis::Verified, Indicator::Coverage, &area.code).href()),
            Td::count(ratio.denominator - ratio.numerator, lang).link(
                ask::Gap {
                    area: area.code.clone(),
                    without: Without::Uncovered,
                    ..ask::Gap::default()
                }
                .href(),
            ),
        ]);
    }
    table
}

/// Members by segment, official and verified, of the city or an area.
pub(crate) fn segments(run: &Loaded, area: &str, lang: Lang, t: &'static Texts) -> Table {
    let mut table = Table::new("segmen", t.segments_caption, lang)
        .text(t.segment)
        .number(t.official_records)
        .number(t.official_active)
        .number(t.verified_people)
        .number(t.verified_active);
    let of = if area.is_empty() {
        run.city()
    } else {
        run.area(area)
    };
    let Some(of) = of else { return table };
    let row = |segment: Option<Segment>| {
        let mut cells = Vec::new();
        for basis in Basis::ALL {
            for indicator in [Indicator::Coverage, Indicator::ActiveOfPopulation] {
                let n = of.figure(segment, indicator, basis).numerator;
                let asked = ask::Figure::of(basis, indicator, &of.code)
                    .segment(segment)
                    .part(Part::Numerator);
                cells.push(Td::count(n, lang).link(asked.href()));
            }
        }
        cells
    };
    for segment in Segment::ALL {
        let mut cells = vec![Td::text(segment.label(lang))];
        cells.extend(row(Some(*segment)));
        table.rows.push(cells);
    }
    table.foot.push(Td::text(t.total));
    table.foot.extend(row(None));
    table
}
