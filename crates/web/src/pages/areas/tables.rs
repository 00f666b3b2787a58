//! Why residents of an area are not active, and who they are by age and sex.

use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::Level;

use crate::ask::{self, Part, Who, Without};
use crate::draw;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::Gap;
use crate::model::figures::Area;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::words;

/// An area's name; records without one have words for it.
pub(crate) fn area_name(area: &Area, t: &'static Texts) -> String {
    if area.is_real() {
        area.name.clone()
    } else {
        t.no_area.to_owned()
    }
}

/// Residents without an active membership in an area and all within it.
pub(crate) fn gap_of(run: &Loaded, code: &str) -> Gap {
    let mut sum = Gap::default();
    let is_real = code != crate::model::figures::NO_AREA;
    for ((region, ..), gap) in &run.gaps {
        let region = run.people.region.text(*region);
        if (is_real && region.starts_with(code)) || (!is_real && region.is_empty()) {
            sum.add(*gap);
        }
    }
    sum
}

/// Why residents of an area have no active membership.
pub(crate) fn reasons(run: &Loaded, code: &str, lang: Lang, t: &'static Texts) -> Table {
    let mut sums: Vec<(u16, Gap)> = Vec::new();
    for ((region, reason, _), gap) in &run.gaps {
        if !run.people.region.text(*region).starts_with(code) {
            continue;
        }
        match sums.iter_mut().find(|(known, _)| known == reason) {
            Some((_, sum)) => sum.add(*gap),
            None => sums.push((*reason, *gap)),
        }
    }
    sums.sort_by_key(|(reason, sum)| (-sum.total(), *reason));
    let most = sums.first().map_or(1, |(_, sum)| sum.total()).max(1);
    let mut table = Table::new("alasan", t.reasons_caption, lang)
        .text(t.reason)
        .number(t.unregistered)
        .number(t.inactive)
        .number(t.total);
    let mut all = Gap::default();
    let counts = |gap: Gap, reason: &str| {
        [
            (gap.uncovered, Without::Uncovered),
            (gap.inactive, Without::Inactive),
            (gap.total(), Without::Both),
        ]
        .map(|(n, without)| {
            let asked = ask::Gap {
                area: code.to_owned(),
                reason: reason.to_owned(),
                without,
                ..ask::Gap::default()
            };
            Td::count(n, lang).link(asked.href())
        })
    };
    for (reason, sum) in sums {
        let code_of = run.people.gap.text(reason);
        all.add(sum);
        let mut row = vec![
            Td::text(words::gap(code_of, lang))
                .link(format!("/belum?wilayah={code}&alasan={code_of}")),
        ];
        row.extend(counts(sum, code_of));
        if let Some(total) = row.last_mut() {
            total.drawing = draw::bar(sum.total() as f64 / most as f64, "fb");
        }
        table.rows.push(row);
    }
    table.foot.push(Td::text(t.total));
    table.foot.extend(counts(all, ""));
    table
}

/// Residents of an area by age and sex.
pub(super) fn groups(run: &Loaded, area: &Area, lang: Lang, t: &'static Texts) -> Table {
    let code = if area.level == Level::City {
        ""
    } else {
        area.code.as_str()
    };
    let counts = run.groups.sum(|region| {
        let region = region.map_or("", |region| run.people.region.text(region));
        region.starts_with(code)
    });
    let mut table = Table::new("umur", t.groups_caption, lang)
        .text(t.age)
        .number(t.male)
        .number(t.male_covered)
        .number(t.male_active)
        .number(t.female)
        .number(t.female_covered)
        .number(t.female_active);
    for (group, sexes) in counts.iter().enumerate() {
        if sexes.iter().all(|counted| counted.people == 0) {
            continue;
        }
        let mut row = vec![Td::text(age_said(group, t))];
        for (counted, sex) in sexes.iter().zip(["L", "P"]) {
            let receipt = |who, part| {
                let asked = ask::Group {
                    area: code.to_owned(),
                    age: group.to_string(),
                    sex: sex.to_owned(),
                    who,
                    part,
                };
                asked.href()
            };
            let share = |numerator, who| {
                let ratio = Ratio {
                    numerator,
                    denominator: counted.people,
                };
                Td::number(format::percent(ratio, lang)).link(receipt(who, Part::Share))
            };
            row.push(
                Td::count(counted.people, lang).link(receipt(Who::Everybody, Part::Numerator)),
            );
            row.push(share(counted.registered, Who::Registered));
            row.push(share(counted.active, Who::Active));
        }
        table.rows.push(row);
    }
    table
}

/// A group of five years of age in words.
pub(crate) fn age_said(group: usize, t: &'static Texts) -> String {
    match group {
        16 => t.age_unknown.to_owned(),
        15 => "75+".to_owned(),
        group => format!("{}–{}", group * 5, group * 5 + 4),
    }
}
