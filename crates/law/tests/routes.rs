//! Who should pay for a resident: the order of DOMAIN §9, its reasons and its obstacles.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use semesta_domain::{Lang, LayOffProof, Month, Rupiah, Segment};
use semesta_law::{
    Class, CutOff, Decimal, EmployerFact, FamilyMember, FirstAction, Law, LayOffFact, MandiriFact,
    Mother, Obstacle, ProgrammePayer, Relation, ResidentFacts, RingDonor, Route, RouteReason,
    RouteRules, RouteSettings, Verdict, WorkerFamily,
};

const ON: Date = Date::constant(2025, 6, 10);

fn rules() -> RouteRules {
    let settings = RouteSettings {
        minimum_wage: Some(Decimal::whole(4_460_405)),
        ..RouteSettings::default()
    };
    RouteRules::on(&Law::embedded(), ON, settings).unwrap()
}

fn child(birth: Date) -> FamilyMember {
    FamilyMember {
        relation: Relation::Child,
        birth: Some(birth),
        child_rank: 1,
        is_studying: false,
        is_married: false,
        has_income: false,
    }
}

/// A resident for whom everything speaks at once.
fn everything() -> ResidentFacts {
    ResidentFacts {
        birth: Some(date(2025, 6, 1)),
        mother: Mother::Member {
            segment: Segment::PbiJk,
            class: None,
        },
        employer: Some(EmployerFact {
            segment: Segment::PpuPn,
            wage: None,
        }),
        worker_family: Some(WorkerFamily {
            segment: Segment::PpuBu,
            member: child(date(2025, 6, 1)),
        }),
        lay_off: Some(LayOffFact {
            dismissed: Month::new(2025, 5).unwrap(),
            proof: LayOffProof::CourtRuling,
        }),
        decile: Some(1),
        programme: Some(ProgrammePayer::Province),
        ring_donor: Some(RingDonor {
            donor: 7,
            is_compliant: true,
        }),
        mandiri: Some(MandiriFact {
            class: Class::III,
            months_in_arrears: Some(6),
        }),
    }
}

#[track_caller]
fn check(facts: ResidentFacts, route: Route, reason: RouteReason) {
    let proposal = rules().first_route(&facts);
    assert_eq!(
        (proposal.route, proposal.verdict),
        (route, Verdict::Open(reason))
    );
}

#[track_caller]
fn ruled_out(facts: ResidentFacts, route: Route, obstacle: Obstacle) {
    let list = rules().routes(&facts);
    let found = list.ruled_out().find(|candidate| candidate.route == route);
    assert_eq!(found.unwrap().verdict, Verdict::RuledOut(obstacle));
    assert!(list.open().all(|candidate| candidate.route != route));
}

#[test]
fn the_first_that_applies_is_proposed_and_the_later_are_kept() {
    let list = rules().routes(&everything());
    let order: Vec<Route> = list.open().map(|candidate| candidate.route).collect();
    assert_eq!(order, Route::ALL);
    assert_eq!(list.ruled_out().count(), 0);
}

#[test]
fn taking_away_the_first_leads_to_the_next() {
    let mut facts = everything();
    check(facts, Route::Newborn, RouteReason::NewbornOfMember);
    facts.birth = Some(date(1990, 1, 1));
    check(facts, Route::Employer, RouteReason::GovernmentWorker);
    facts.employer = None;
    check(facts, Route::WorkerFamily, RouteReason::WithinFamilyLimits);
    facts.worker_family = None;
    check(facts, Route::LayOffGuarantee, RouteReason::QualifyingLayOff);
    facts.lay_off = None;
    check(facts, Route::PbiJk, RouteReason::WithinDecileLimit);
    facts.decile = Some(6);
    check(facts, Route::Programme, RouteReason::OnProgrammeList);
    facts.programme = None;
    check(facts, Route::Mandiri, RouteReason::ArrearsForInstalments);
    facts.mandiri = None;
    check(facts, Route::Pemda, RouteReason::NobodyElse);
    check(
        ResidentFacts::default(),
        Route::Pemda,
        RouteReason::NobodyElse,
    );
}

#[test]
fn contract_workers_are_their_governments_and_others_their_firms() {
    let worker = |segment, wage| ResidentFacts {
        employer: Some(EmployerFact { segment, wage }),
        ..ResidentFacts::default()
    };
    let contract = rules().first_route(&worker(Segment::PpuPn, None));
    assert_eq!(contract.segment, Some(Segment::PpuPn));
    assert_eq!(contract.action, FirstAction::RegisterOwnStaff);
    // No wage stated: 4 % and 1 % of the minimum wage.
    assert_eq!(contract.monthly.total(), Rupiah(178_416 + 44_604));
    let firm = rules().first_route(&worker(Segment::PpuBu, Some(Decimal::whole(10_000_000))));
    assert_eq!(firm.action, FirstAction::SummonEmployer);
    assert_eq!(firm.monthly.total(), Rupiah(500_000));
    assert_eq!(firm.monthly.city(), Rupiah::ZERO);
}

#[test]
fn a_newborn_follows_the_mother_until_the_28th_day() {
    let born = |birth, mother| ResidentFacts {
        birth: Some(birth),
        mother,
        ..ResidentFacts::default()
    };
    let of_pbi = Mother::Member {
        segment: Segment::PbiJk,
        class: None,
    };
    let proposal = rules().first_route(&born(date(2025, 5, 13), of_pbi));
    assert_eq!(proposal.route, Route::Newborn);
    assert_eq!(proposal.segment, Some(Segment::PbiJk));
    assert_eq!(proposal.deadline, Some(ON));
    assert_eq!(proposal.monthly.centre(), Rupiah(42_000));
    check(
        born(date(2025, 5, 12), of_pbi),
        Route::Pemda,
        RouteReason::NobodyElse,
    );
    check(
        born(ON, Mother::Unknown),
        Route::Newborn,
        RouteReason::NewbornMotherUnknown,
    );
    check(
        born(date(2025, 6, 11), of_pbi),
        Route::Pemda,
        RouteReason::NobodyElse,
    );
    ruled_out(
        born(ON, Mother::NoMembership),
        Route::Newborn,
        Obstacle::MotherNotMember,
    );
}

#[test]
fn the_family_limits_rule_out_and_say_why() {
    let in_family = |member| ResidentFacts {
        worker_family: Some(WorkerFamily {
            segment: Segment::PpuBu,
            member,
        }),
        ..ResidentFacts::default()
    };
    let young = child(date(2010, 1, 1));
    check(
        in_family(young),
        Route::WorkerFamily,
        RouteReason::WithinFamilyLimits,
    );
    let cases = [
        (child(date(2004, 6, 10)), Obstacle::TooOld),
        (
            FamilyMember {
                child_rank: 4,
                ..young
            },
            Obstacle::TooManyChildren,
        ),
        (
            FamilyMember {
                is_married: true,
                ..young
            },
            Obstacle::Married,
        ),
        (
            FamilyMember {
                has_income: true,
                ..young
            },
            Obstacle::HasIncome,
        ),
        (
            FamilyMember {
                birth: None,
                ..young
            },
            Obstacle::AgeUnknown,
        ),
        (
            FamilyMember {
                relation: Relation::Other,
                ..young
            },
            Obstacle::OtherRelative,
        ),
    ];
    for (member, obstacle) in cases {
        ruled_out(in_family(member), Route::WorkerFamily, obstacle);
    }
}

#[test]
fn a_lay_off_is_free_to_the_sixth_month_and_the_city_follows_without_a_gap() {
    let dismissed = |text: &str, proof| ResidentFacts {
        lay_off: Some(LayOffFact {
            dismissed: text.parse().unwrap(),
            proof,
        }),
        ..ResidentFacts::default()
    };
    // June 2025 is the sixth month after December 2024.
    let last = rules().first_route(&dismissed("2024-12", LayOffProof::AcceptedByWorker));
    assert_eq!(last.route, Route::LayOffGuarantee);
    assert_eq!(last.city_from, "2025-07".parse().ok());
    assert_eq!(last.deadline, Some(date(2025, 6, 20)));
    assert_eq!(last.monthly.total(), Rupiah::ZERO);
    ruled_out(
        dismissed("2024-11", LayOffProof::AcceptedByWorker),
        Route::LayOffGuarantee,
        Obstacle::GuaranteeOver,
    );
    let resigned = dismissed("2025-06", LayOffProof::Resignation);
    ruled_out(
        resigned,
        Route::LayOffGuarantee,
        Obstacle::ProofDoesNotQualify,
    );
    check(resigned, Route::Pemda, RouteReason::NobodyElse);
}

#[test]
fn the_decile_limit_is_that_of_the_day() {
    let decile = |decile| ResidentFacts {
        decile: Some(decile),
        ..ResidentFacts::default()
    };
    check(decile(5), Route::PbiJk, RouteReason::WithinDecileLimit);
    ruled_out(decile(6), Route::PbiJk, Obstacle::DecileAboveLimit);
    let in_2026 = RouteRules::on(&Law::embedded(), date(2026, 1, 1), RouteSettings::default());
    assert_eq!(in_2026.unwrap().first_route(&decile(5)).route, Route::Pemda);
    let what_if = Law::embedded().with_override("pbi.decile_max=3").unwrap();
    let rules = RouteRules::on(&what_if, ON, RouteSettings::default()).unwrap();
    assert_eq!(rules.first_route(&decile(4)).route, Route::Pemda);
    let proposal = rules.first_route(&decile(3));
    assert_eq!(proposal.monthly.centre(), Rupiah(42_000));
    assert_eq!(proposal.meanwhile.city(), Rupiah(37_800));
}

#[test]
fn a_donor_pays_for_the_poor_of_its_ring_if_compliant() {
    let ring = |decile, is_compliant| ResidentFacts {
        decile,
        ring_donor: Some(RingDonor {
            donor: 7,
            is_compliant,
        }),
        ..ResidentFacts::default()
    };
    let list = rules().routes(&ring(Some(5), true));
    let donor = list
        .open()
        .find(|candidate| candidate.route == Route::Donor)
        .unwrap();
    assert_eq!(
        (donor.donor, donor.monthly.city()),
        (Some(7), Rupiah(2_800))
    );
    ruled_out(
        ring(Some(5), false),
        Route::Donor,
        Obstacle::DonorNotCompliant,
    );
    ruled_out(ring(Some(6), true), Route::Donor, Obstacle::NotPoor);
    ruled_out(ring(None, true), Route::Donor, Obstacle::NotPoor);
}

#[test]
fn arrears_of_4_to_24_months_can_be_paid_in_instalments() {
    let arrears = |months_in_arrears| ResidentFacts {
        mandiri: Some(MandiriFact {
            class: Class::II,
            months_in_arrears,
        }),
        ..ResidentFacts::default()
    };
    check(arrears(Some(3)), Route::Mandiri, RouteReason::Arrears);
    check(
        arrears(Some(4)),
        Route::Mandiri,
        RouteReason::ArrearsForInstalments,
    );
    check(
        arrears(Some(24)),
        Route::Mandiri,
        RouteReason::ArrearsForInstalments,
    );
    check(arrears(Some(25)), Route::Mandiri, RouteReason::Arrears);
    check(arrears(None), Route::Mandiri, RouteReason::ArrearsUnknown);
    check(arrears(Some(0)), Route::Pemda, RouteReason::NobodyElse);
    let proposal = rules().first_route(&arrears(Some(3)));
    assert_eq!(proposal.monthly.total(), Rupiah(100_000));
}

#[test]
fn the_deadline_follows_the_cut_off_and_prioritas() {
    let deadline = |on, cut_off| {
        let settings = RouteSettings {
            cut_off,
            ..RouteSettings::default()
        };
        let rules = RouteRules::on(&Law::embedded(), on, settings).unwrap();
        rules
            .first_route(&ResidentFacts::default())
            .deadline
            .unwrap()
    };
    assert_eq!(
        deadline(date(2025, 6, 20), CutOff::Ordinary),
        date(2025, 6, 20)
    );
    assert_eq!(
        deadline(date(2025, 6, 21), CutOff::Ordinary),
        date(2025, 7, 20)
    );
    assert_eq!(
        deadline(date(2025, 6, 21), CutOff::Prioritas),
        date(2025, 6, 21)
    );
}

#[test]
fn every_route_cites_parameters_that_exist() {
    let law = Law::embedded();
    for route in Route::ALL {
        assert!(!law.citations(route.parameters(), ON).unwrap().is_empty());
        assert_ne!(route.label(Lang::Id), "");
    }
}

fn any_facts() -> impl Strategy<Value = ResidentFacts> {
    let all = everything();
    let birth = proptest::option::of((1930_i16..2026, 1_i8..=12, 1_i8..=28));
    (
        birth,
        any::<u8>(),
        proptest::option::of(0_u8..12),
        proptest::option::of(0_u16..60),
    )
        .prop_map(move |(birth, mask, decile, months_in_arrears)| {
            let has = |bit: u8| mask & (1 << bit) != 0;
            let class = Class::III;
            ResidentFacts {
                birth: birth.map(|(y, m, d)| Date::constant(y, m, d)),
                mother: if has(0) {
                    all.mother
                } else {
                    Mother::NoMembership
                },
                employer: all.employer.filter(|_| has(1)),
                worker_family: all.worker_family.filter(|_| has(2)),
                lay_off: all.lay_off.filter(|_| has(3)),
                decile,
                programme: all.programme.filter(|_| has(4)),
                ring_donor: all.ring_donor.filter(|_| has(5)),
                mandiri: has(6).then_some(MandiriFact {
                    class,
                    months_in_arrears,
                }),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_proposal_is_the_first_of_the_list_and_the_city_is_last(facts in any_facts()) {
        let rules = rules();
        let list = rules.routes(&facts);
        let open: Vec<Route> = list.open().map(|candidate| candidate.route).collect();
        prop_assert_eq!(list.open().next(), Some(&rules.first_route(&facts)));
        prop_assert_eq!(open.last(), Some(&Route::Pemda));
        prop_assert!(open.is_sorted());
        prop_assert!(list.ruled_out().all(|candidate| !candidate.is_open() && !open.contains(&candidate.route)));
    }

    #[test]
    fn a_deadline_never_lies_in_the_past(facts in any_facts()) {
        for candidate in rules().routes(&facts).open() {
            prop_assert!(candidate.deadline.is_none_or(|deadline| deadline >= ON), "{:?}", candidate.route);
        }
    }
}
