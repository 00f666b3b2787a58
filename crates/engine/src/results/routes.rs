//! `routes`: one row a resident without an active membership × candidate payer.

use arrow_array::RecordBatch;
use semesta_domain::days;

use super::{Columns, batch};
use crate::compute::Outcome;
use crate::input::{Inputs, NO_DATE};
use crate::routes::{RouteRow, Routes};

/// Builds `routes`, by NIK and rank.
///
/// **Shape:** one row a resident × candidate payer, the proposal first, those
/// ruled out last: nik, rank, ruled_out, route, payer, payer_name, segment,
/// reason, first_action, deadline, city_from, city, province, centre, employer,
/// worker, self, donor, meanwhile_city, meanwhile_province, meanwhile_centre,
/// law. **Units:** rupiah a month.
#[must_use]
pub fn routes_table(routes: &Routes, outcome: &Outcome, inputs: &Inputs) -> RecordBatch {
    let rows = &routes.rows;
    let n = rows.len();
    let code = |code: &'static str| code.to_owned();
    let columns = Columns::default()
        .digits("nik", n, 16, |at| {
            outcome.people.nik[rows[at].person as usize]
        })
        .integer("rank", n, |at| Some(i64::from(rows[at].rank)))
        .boolean("ruled_out", n, |at| rows[at].is_ruled_out())
        .coded("route", n, |at| rows[at].route, |route| code(route.code()))
        .coded(
            "payer",
            n,
            |at| (rows[at].payer_code(), rows[at].donor),
            |(fixed, donor)| match (fixed, donor) {
                (Some(fixed), _) => fixed.to_owned(),
                (None, donor) => donor_text(routes, donor, |donor| &donor.code),
            },
        )
        .coded(
            "payer_name",
            n,
            |at| (employer(&rows[at], inputs), rows[at].donor),
            |(employer, donor)| match (employer, donor) {
                (Some(employer), None) => inputs.workers.label.value(employer).to_owned(),
                (_, donor) => donor_text(routes, donor, |donor| &donor.name),
            },
        )
        .coded(
            "segment",
            n,
            |at| rows[at].segment,
            |segment| segment.map_or_else(String::new, |segment| code(segment.code())),
        )
        .coded(
            "reason",
            n,
            |at| rows[at].verdict,
            |verdict| match verdict {
                semesta_law::Verdict::Open(reason) => code(reason.code()),
                semesta_law::Verdict::RuledOut(obstacle) => code(obstacle.code()),
            },
        )
        .coded(
            "first_action",
            n,
            |at| rows[at].action,
            |action| code(action.code()),
        )
        .date("deadline", n, |at| rows[at].deadline.map_or(NO_DATE, days))
        .coded(
            "city_from",
            n,
            |at| rows[at].city_from,
            |month| month.map_or_else(String::new, |month| month.to_string()),
        );
    batch(costs(columns, rows).coded(
        "law",
        n,
        |at| rows[at].route,
        |route| route.parameters().join(";"),
    ))
}

/// An amount of a row.
type Amount = fn(&RouteRow) -> i32;

/// What each payer pays a month, and until then.
fn costs<'a>(columns: Columns<'a>, rows: &'a [RouteRow]) -> Columns<'a> {
    let amount = |columns: Columns<'a>, name: &'static str, of: Amount| {
        columns.integer(name, rows.len(), move |at| Some(i64::from(of(&rows[at]))))
    };
    let of_monthly: [(&'static str, Amount); 7] = [
        ("city", |row| row.monthly.city),
        ("province", |row| row.monthly.province),
        ("centre", |row| row.monthly.centre),
        ("employer", |row| row.monthly.employer),
        ("worker", |row| row.monthly.worker),
        ("self", |row| row.monthly.member),
        ("donor", |row| row.monthly.donor),
    ];
    let columns = of_monthly
        .into_iter()
        .fold(columns, |columns, (name, of)| amount(columns, name, of));
    let columns = amount(columns, "meanwhile_city", |row| row.meanwhile.city);
    let columns = amount(columns, "meanwhile_province", |row| row.meanwhile.province);
    amount(columns, "meanwhile_centre", |row| row.meanwhile.centre)
}

/// The code of the employer's name in the list of workers.
fn employer(row: &RouteRow, inputs: &Inputs) -> Option<u32> {
    let row = row.worker_row?;
    Some(inputs.workers.label.code(row as usize))
}

fn donor_text(
    routes: &Routes,
    donor: Option<u16>,
    text: fn(&crate::input::Donor) -> &String,
) -> String {
    donor
        .and_then(|donor| routes.donors.get(donor))
        .map_or_else(String::new, |donor| text(donor).clone())
}
