//! Comparisons of small made-up states.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

/// A resident: place of the NIK, birth, village, segment (0 none), active.
type Made = (u64, i32, u32, u32, bool);

fn state(made: &[Made]) -> State {
    let residents = made
        .iter()
        .map(|(nik, birth, region, segment, active)| Resident {
            nik: *nik,
            birth: *birth,
            name: format!("N{birth}"),
            side: Side {
                region: 10 + region,
                segment: *segment,
                payer: *segment,
                card: if *segment == 0 { 0 } else { 100 + nik },
                registered: *segment != 0,
                active: *segment != 0 && *active,
            },
        });
    let records = made.iter().filter(|one| one.3 != 0).map(|one| Record {
        card: 100 + one.0,
        nik: one.0,
        standing: 20 + one.2,
    });
    State {
        residents: residents.collect(),
        records: records.collect(),
    }
}

fn compared(a: &[Made], b: &[Made]) -> Comparison {
    compare(state(a), state(b), Words::default())
}

#[test]
fn everybody_s_change_is_told() {
    let a = [
        (1, 5, 1, 0, false),
        (2, 5, 1, 1, true),
        (3, 5, 1, 1, true),
        (4, 5, 1, 2, false),
        (5, 5, 1, 2, true),
        (6, 5, 1, 2, true),
        (7, 5, 1, 0, false),
    ];
    let b = [
        (1, 5, 1, 1, true),
        (2, 5, 1, 0, false),
        (3, 5, 2, 2, true),
        (4, 5, 1, 2, true),
        (5, 5, 1, 2, false),
        (7, 5, 1, 0, false),
        (8, 5, 1, 1, true),
    ];
    let found = compared(&a, &b);
    let class = |nik: u64| {
        let person = found.people.iter().find(|one| one.nik == nik);
        person.and_then(Person::class)
    };
    for (nik, expected) in [
        (1, Some(Change::Covered)),
        (2, Some(Change::Uncovered)),
        (3, Some(Change::Segment)),
        (4, Some(Change::Activated)),
        (5, Some(Change::Deactivated)),
        (6, Some(Change::Left)),
        (7, None),
        (8, Some(Change::Arrived)),
    ] {
        assert_eq!(class(nik), expected, "{nik}");
    }
    let moved = found.people.iter().find(|one| one.nik == 3).unwrap();
    assert!(moved.has(Change::Moved) && moved.has(Change::Payer));
    assert_eq!(found.counts[&Change::Activated], 2);
    assert_eq!(found.registered.gained, 1);
    assert!(found.closes());
}

#[test]
fn two_people_of_one_nik_are_not_taken_for_each_other() {
    let found = compared(
        &[(1, 5, 1, 1, true), (1, 9, 1, 0, false)],
        &[(1, 9, 1, 0, false)],
    );
    assert_eq!(found.people.len(), 1);
    assert_eq!(found.people[0].birth, 5);
    assert_eq!(found.people[0].class(), Some(Change::Left));
    // Alone on either side it is one person, whose birth date was corrected.
    let found = compared(&[(1, 5, 1, 1, true)], &[(1, 9, 1, 1, true)]);
    assert!(found.people.is_empty());
}

#[test]
fn a_record_s_standing_is_followed_by_its_card() {
    let found = compared(
        &[(1, 5, 1, 1, true), (2, 5, 1, 1, true)],
        &[(1, 5, 2, 1, true), (3, 5, 1, 1, true)],
    );
    assert_eq!(found.standings[&(21, 22)], 1);
    assert_eq!(found.standings[&(21, 0)], 1);
    assert_eq!(found.standings[&(0, 21)], 1);
    assert_eq!(found.records.len(), 3);
}

proptest! {
    /// Whatever two runs hold, nothing remains, and turned round the flows turn round.
    #[test]
    fn flows_close_both_ways(
        a in proptest::collection::vec((0_u64..20, 0_i32..3, 0_u32..3, 0_u32..3, any::<bool>()), 0..40),
        b in proptest::collection::vec((0_u64..20, 0_i32..3, 0_u32..3, 0_u32..3, any::<bool>()), 0..40),
    ) {
        let (there, back) = (compared(&a, &b), compared(&b, &a));
        prop_assert!(there.closes() && back.closes());
        prop_assert_eq!(there.active.gained, back.active.lost);
        prop_assert_eq!(there.residents.arrived, back.residents.left);
        let n_records: i64 = there.standings.iter().filter(|((x, _), _)| *x != 0).map(|(_, n)| n).sum();
        prop_assert_eq!(n_records, state(&a).records.len() as i64);
        prop_assert!(compared(&a, &a).people.is_empty());
    }
}
