//! `route_facts`: what another law of routes is applied to.

use arrow_array::RecordBatch;
use jiff::civil::Date;
use semesta_domain::days;
use semesta_law::{Class, Mother, Relation, ResidentFacts};

use super::{Columns, batch};
use crate::input::NO_DATE;
use crate::routes::{Routes, programme_code};

/// The mother of whom it is known that she has no membership.
pub(crate) const NO_MEMBERSHIP: &str = "no_membership";

/// Builds `route_facts`, in the order of `routes`.
///
/// **Shape:** one row a resident without an active membership: nik, birth_date,
/// mother (her segment, or `no_membership`), mother_class, employer (the segment
/// it leads to), wage, worker_family (the worker's segment), relation (to the
/// worker), children_before (of a worker's child, the births of the card's
/// children who come before it, `;` between), dismissed, proof, decile, programme
/// (payer), ring_donor, ring_complies, mandiri_class, months_in_arrears. Empty
/// where nothing is known. **Units:** rupiah a month.
#[must_use]
pub fn route_facts_table(routes: &Routes) -> RecordBatch {
    let (known, n) = (&routes.known, routes.known.len());
    let of = |at: usize| &known[at].facts;
    let children: Vec<String> = known
        .iter()
        .map(|known| list(&known.children_before))
        .collect();
    let columns = Columns::default()
        .digits("nik", n, 16, |at| known[at].nik)
        .date("birth_date", n, |at| of(at).birth.map_or(NO_DATE, days));
    let columns = family(columns, n, of)
        .text("children_before", n, |at| children[at].as_str())
        .coded(
            "dismissed",
            n,
            |at| of(at).lay_off.map(|lay_off| lay_off.dismissed),
            |month| month.map_or_else(String::new, |month| month.to_string()),
        )
        .coded(
            "proof",
            n,
            |at| of(at).lay_off.map(|lay_off| lay_off.proof),
            |proof| proof.map_or_else(String::new, |proof| proof.code().to_owned()),
        )
        .integer("decile", n, |at| of(at).decile.map(i64::from))
        .coded(
            "programme",
            n,
            |at| of(at).programme,
            |payer| {
                let code =
                    payer.map(|payer| programme_code(payer, |donor| donor_code(routes, donor)));
                code.unwrap_or_default().to_owned()
            },
        )
        .coded(
            "ring_donor",
            n,
            |at| of(at).ring_donor.map(|ring| ring.donor),
            |donor| {
                donor
                    .map_or("", |donor| donor_code(routes, donor))
                    .to_owned()
            },
        )
        .boolean("ring_complies", n, |at| {
            of(at).ring_donor.is_some_and(|ring| ring.is_compliant)
        })
        .integer("mandiri_class", n, |at| {
            of(at).mandiri.map(|own| number(own.class))
        })
        .integer("months_in_arrears", n, |at| {
            of(at)
                .mandiri
                .and_then(|own| own.months_in_arrears)
                .map(i64::from)
        });
    batch(columns)
}

/// Mother, employer and the worker on the card.
fn family<'a>(
    columns: Columns<'a>,
    n: usize,
    of: impl Fn(usize) -> &'a ResidentFacts + Send + Copy + 'a,
) -> Columns<'a> {
    columns
        .coded(
            "mother",
            n,
            move |at| of(at).mother,
            |mother| match mother {
                Mother::Unknown => String::new(),
                Mother::NoMembership => NO_MEMBERSHIP.to_owned(),
                Mother::Member { segment, .. } => segment.code().to_owned(),
            },
        )
        .integer("mother_class", n, move |at| match of(at).mother {
            Mother::Member { class, .. } => class.map(number),
            Mother::Unknown | Mother::NoMembership => None,
        })
        .coded(
            "employer",
            n,
            move |at| of(at).employer.map(|employer| employer.segment),
            |segment| segment.map_or_else(String::new, |segment| segment.code().to_owned()),
        )
        .integer("wage", n, move |at| {
            let wage = of(at).employer?.wage?;
            Some(wage.rupiah_half_up().0)
        })
        .coded(
            "worker_family",
            n,
            move |at| of(at).worker_family.map(|family| family.segment),
            |segment| segment.map_or_else(String::new, |segment| segment.code().to_owned()),
        )
        .coded(
            "relation",
            n,
            move |at| of(at).worker_family.map(|family| family.member.relation),
            |relation| {
                relation.map_or_else(String::new, |relation: Relation| relation.code().to_owned())
            },
        )
}

fn number(class: Class) -> i64 {
    i64::from(class.number())
}

fn donor_code(routes: &Routes, donor: u16) -> &str {
    let donor = routes.donors.get(donor);
    donor.map_or("", |donor| donor.code.as_str())
}

fn list(births: &[Date]) -> String {
    let births: Vec<String> = births.iter().map(Date::to_string).collect();
    births.join(";")
}
