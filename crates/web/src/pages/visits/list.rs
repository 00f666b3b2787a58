//! Whom the filters of the visits leave.

use semesta_desk::Permission;
use semesta_domain::days;

use super::{Ground, has_outcome};
use crate::model::columns::{Coded, NO_DAY, NONE};
use crate::pages::gap::regions_seen;
use crate::params::Params;
use crate::visit::Desked;

/// When the first step for somebody is due, in days since 1970-01-01.
pub(super) fn deadline(ground: &Ground, row: u32) -> Option<i32> {
    let run = &ground.run;
    let first = run.routes.of(run.people.nik[row as usize]).next()?;
    Some(run.routes.deadline[first]).filter(|day| *day != NO_DAY)
}

/// Residents without an active membership that the filters leave, of those one may
/// see: what is due first on top, or what else is asked for, then street by street.
pub(super) fn chosen(
    at: &Desked,
    ground: &Ground,
    params: &Params,
    permission: Permission,
) -> Vec<u32> {
    let people = &ground.run.people;
    let (seen, sees_unknown) = regions_seen(at, &ground.run, permission);
    let area = params.get("wilayah");
    let inside: Vec<bool> = people
        .region
        .values()
        .iter()
        .zip(&seen)
        .map(|(region, seen)| *seen && region.starts_with(area))
        .collect();
    let whole = sees_unknown && area.is_empty();
    let key = |column: &Coded, name: &str| match params.get(name) {
        "" => None,
        // A code that nobody has leaves nobody.
        code => Some(column.find(code).unwrap_or(NONE - 1)),
    };
    let route = key(&people.route, "rute");
    let rt = params.get("rt");
    let mut rows: Vec<u32> = (0..people.len())
        .filter(|row| {
            let region = usize::from(people.region.key(*row));
            !people.active[*row]
                && inside.get(region).copied().unwrap_or(whole)
                && route.is_none_or(|route| people.route.key(*row) == route)
                && (rt.is_empty() || ground.places.of(*row).code() == rt)
        })
        .map(|row| row as u32)
        .filter(|row| fits(ground, *row, params))
        .collect();
    let first = |row: u32| match params.get("urut") {
        "tempat" => 0,
        // Whoever was never visited comes before all others.
        "kunjungan" => ground
            .visited
            .get(&row)
            .map_or(i32::MIN, |visit| days(visit.day)),
        _ => deadline(ground, row).unwrap_or(i32::MAX),
    };
    rows.sort_by_cached_key(|row| {
        let at = *row as usize;
        (first(*row), people.region.get(at), people.kk[at], *row)
    });
    rows
}

fn fits(ground: &Ground, row: u32, params: &Params) -> bool {
    let outcome = has_outcome(ground.visited.get(&row), params.get("hasil"), ground.on);
    let today = days(ground.on);
    let due = |within: i32| {
        deadline(ground, row).is_some_and(|day| (today..=today + within).contains(&day))
    };
    outcome
        && match params.get("tenggat") {
            "lewat" => deadline(ground, row).is_some_and(|day| day < today),
            "7" => due(7),
            "30" => due(30),
            "tanpa" => deadline(ground, row).is_none(),
            _ => true,
        }
}
