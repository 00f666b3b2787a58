//! Who should pay, from register, roll and lists (DOMAIN §9).

#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "shared by the tests of this crate")]
mod city;

use city::{ON, Person, Record, VILLAGE, add_person, add_record, day, run};
use semesta_domain::{LayOffProof, MembershipStatus, NikCell, Segment, WorkerOrigin};
use semesta_engine::Facts;
use semesta_engine::input::{Donor, Inputs, Labels, List, NO_DATE, Origin};
use semesta_engine::routes::{Routes, checks};
use semesta_law::{Law, Route};

const CARD: u64 = 6_571_010_101_209_001;
const MAN: &str = "6571010503809001";
const WOMAN: &str = "6571014503829002";
const CHILD: &str = "6571010503159003";
const BABY: &str = "6571011512249004";

/// Adds someone with a place on a family card.
fn member(inputs: &mut Inputs, nik: &'static str, birth: &'static str, role: &str) {
    let name = "BUDI SANTOSO";
    add_person(
        inputs,
        &Person {
            kk: CARD,
            ..Person::new(nik, name, birth)
        },
    );
    let mut relation: Vec<String> = (0..inputs.register.relation.len())
        .map(|row| inputs.register.relation.get(row).to_owned())
        .collect();
    *relation.last_mut().unwrap() = role.to_owned();
    inputs.register.relation = relation.iter().map(String::as_str).collect::<Labels>();
}

fn active(
    inputs: &mut Inputs,
    card: u64,
    nik: &'static str,
    birth: &'static str,
    segment: Segment,
) {
    add_record(
        inputs,
        &Record {
            segment,
            ..Record::new(card, nik, "BUDI SANTOSO", birth)
        },
    );
}

/// A list's row with everything a row can have.
fn row(list: &mut List, nik: &str) {
    list.nik.push(NikCell::parse(nik));
    list.kk.push(0);
    list.name.push("BUDI SANTOSO");
    list.start.push(NO_DATE);
    list.end.push(NO_DATE);
    list.label.push("PT CONTOH");
    list.payer.push("");
    list.amount.push(0);
    list.proof.push(None);
    list.worker_origin.push(None);
    list.origin.push(Origin {
        file: 3,
        row: list.nik.len() as u32,
    });
}

/// Route, reason and payer of every candidate of a NIK, in order.
fn candidates(inputs: Inputs, nik: &str) -> Vec<(Route, &'static str, Option<&'static str>)> {
    let (inputs, outcome) = run(inputs);
    let facts = Facts::gather(&outcome, &inputs);
    let routes = Routes::find(&outcome, &inputs, &facts, &Law::embedded()).unwrap();
    assert!(checks(&routes, &outcome).iter().all(|check| check.closed()));
    let wanted: u64 = nik.parse().unwrap();
    let rows = routes.rows.iter();
    let own = rows.filter(|row| outcome.people.nik[row.person as usize] == wanted);
    own.map(|row| (row.route, row.reason_code(), row.payer_code()))
        .collect()
}

#[test]
fn a_contract_worker_is_the_governments_own_though_an_insurer_lists_him_too() {
    let mut inputs = Inputs::default();
    member(&mut inputs, MAN, "1980-03-05", "KEPALA KELUARGA");
    for (origin, start) in [
        (WorkerOrigin::ContractList, "2020-01-01"),
        (WorkerOrigin::EmploymentInsurance, "2023-01-01"),
    ] {
        row(&mut inputs.workers, MAN);
        *inputs.workers.worker_origin.last_mut().unwrap() = Some(origin);
        *inputs.workers.start.last_mut().unwrap() = day(start);
    }
    assert_eq!(
        candidates(inputs, MAN),
        [
            (Route::Employer, "government_worker", Some("pemberi_kerja")),
            (Route::Pemda, "nobody_else", Some("kota")),
        ]
    );
}

/// A list made after a dismissal knows better than the dismissal.
#[test]
fn whom_the_contract_list_still_names_works_there_though_once_dismissed() {
    let dismissed = |listed: Option<&str>, origin: WorkerOrigin| {
        let mut inputs = Inputs::default();
        member(&mut inputs, MAN, "1980-03-05", "KEPALA KELUARGA");
        row(&mut inputs.workers, MAN);
        *inputs.workers.worker_origin.last_mut().unwrap() = Some(origin);
        *inputs.workers.start.last_mut().unwrap() = day("2020-01-01");
        row(&mut inputs.layoffs, MAN);
        *inputs.layoffs.start.last_mut().unwrap() = day("2023-12-12");
        inputs.contract_list_as_of = listed.map(day);
        candidates(inputs, MAN)[0].0
    };
    let contract = WorkerOrigin::ContractList;
    assert_eq!(dismissed(Some("2024-08-31"), contract), Route::Employer);
    assert_eq!(dismissed(Some("2023-11-30"), contract), Route::Pemda);
    assert_eq!(dismissed(None, contract), Route::Pemda);
    let insurer = WorkerOrigin::EmploymentInsurance;
    assert_eq!(dismissed(Some("2024-08-31"), insurer), Route::Pemda);
}

#[test]
fn a_newborn_joins_the_mother_and_a_child_the_worker() {
    let family = || {
        let mut inputs = Inputs::default();
        member(&mut inputs, MAN, "1980-03-05", "KEPALA KELUARGA");
        member(&mut inputs, WOMAN, "1982-03-05", "ISTRI");
        member(&mut inputs, CHILD, "2015-03-05", "ANAK");
        member(&mut inputs, BABY, "2024-12-15", "ANAK");
        active(&mut inputs, 1, MAN, "1980-03-05", Segment::PpuBu);
        active(&mut inputs, 2, WOMAN, "1982-03-05", Segment::PbiJk);
        inputs
    };
    assert_eq!(
        candidates(family(), BABY),
        [
            (Route::Newborn, "newborn_of_member", Some("pusat")),
            (
                Route::WorkerFamily,
                "within_family_limits",
                Some("pemberi_kerja")
            ),
            (Route::Pemda, "nobody_else", Some("kota")),
        ]
    );
    assert_eq!(
        candidates(family(), CHILD)[0],
        (
            Route::WorkerFamily,
            "within_family_limits",
            Some("pemberi_kerja")
        )
    );
}

#[test]
fn the_guarantee_after_a_lay_off_hangs_on_its_proof_and_month() {
    let laid_off = |date: &str, proof| {
        let mut inputs = Inputs::default();
        member(&mut inputs, MAN, "1980-03-05", "KEPALA KELUARGA");
        row(&mut inputs.layoffs, MAN);
        *inputs.layoffs.start.last_mut().unwrap() = day(date);
        *inputs.layoffs.proof.last_mut().unwrap() = Some(proof);
        candidates(inputs, MAN)
    };
    // June: July to December are free, the city pays from January.
    assert_eq!(
        laid_off("2024-06-30", LayOffProof::CourtRuling)[0],
        (
            Route::LayOffGuarantee,
            "qualifying_lay_off",
            Some("tanpa_iuran")
        )
    );
    assert_eq!(
        laid_off("2024-05-31", LayOffProof::CourtRuling)[1].1,
        "guarantee_over"
    );
    assert_eq!(
        laid_off("2024-12-01", LayOffProof::Resignation)[1].1,
        "proof_does_not_qualify"
    );
}

#[test]
fn a_ring_donor_takes_the_poor_if_it_complies() {
    let near = |is_compliant, decile| {
        let mut inputs = Inputs::default();
        member(&mut inputs, MAN, "1980-03-05", "KEPALA KELUARGA");
        row(&mut inputs.deciles, MAN);
        *inputs.deciles.amount.last_mut().unwrap() = decile;
        inputs.donors = vec![Donor {
            code: "CSR".to_owned(),
            name: "PT Kertas Contoh".to_owned(),
            is_compliant,
            budget: 1,
            regions: vec![VILLAGE],
        }];
        candidates(inputs, MAN)
    };
    let of = |found: &[(Route, &'static str, Option<&'static str>)]| {
        let donor = found.iter().find(|(route, ..)| *route == Route::Donor);
        donor.unwrap().1
    };
    assert_eq!(of(&near(true, 2)), "poor_in_ring");
    assert_eq!(near(true, 2)[0].0, Route::PbiJk);
    assert_eq!(of(&near(false, 2)), "donor_not_compliant");
    assert_eq!(of(&near(true, 9)), "not_poor");
}

#[test]
fn arrears_are_the_members_own_and_the_active_need_nobody() {
    let mut inputs = Inputs::default();
    member(&mut inputs, MAN, "1980-03-05", "KEPALA KELUARGA");
    member(&mut inputs, WOMAN, "1982-03-05", "ISTRI");
    active(&mut inputs, 1, MAN, "1980-03-05", Segment::Pbpu);
    active(&mut inputs, 2, WOMAN, "1982-03-05", Segment::Pbpu);
    *inputs.roll.status.first_mut().unwrap() = MembershipStatus::Inactive;
    *inputs.roll.arrears.first_mut().unwrap() = 6;
    let (inputs, outcome) = run(inputs);
    assert_eq!(outcome.question.as_of, ON);
    let facts = Facts::gather(&outcome, &inputs);
    let routes = Routes::find(&outcome, &inputs, &facts, &Law::embedded()).unwrap();
    let found: Vec<_> = routes
        .rows
        .iter()
        .map(|row| (row.route, row.reason_code()))
        .collect();
    assert_eq!(
        found,
        [
            (Route::Mandiri, "arrears_for_instalments"),
            (Route::Pemda, "nobody_else"),
        ]
    );
    assert_eq!(routes.rows[0].monthly.member, 35_000);
    assert_eq!(routes.rows[0].monthly.city, 2_800);
    assert_eq!(routes.rows[1].monthly.city, 37_800);
}
