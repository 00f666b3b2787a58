//! Two months of an invented city: automatic drafts, bulk drafts, employers.

use std::collections::BTreeSet;
use std::fs;

use jiff::civil::{Date, date};
use semesta_desk::employer::Step;
use semesta_desk::proposal::{Kind, ProposalFilter, Reason, State, When};
use semesta_desk::work::{FirmFinding, RouteFilter, RunView};
use semesta_desk::{Desk, DeskError, Role};
use semesta_engine::Question;
use semesta_engine::run::{LawStamp, RunFolder};
use semesta_evidence::{DataFolder, ImportRequest, NoProgress, Source, import_file};
use semesta_law::LocalAssistance;

use crate::on_all;
use crate::place::{Place, console, signed_in, t, tarakan};
use crate::proposals::{Staff, picks};

on_all!(
    each_reason_is_drafted_once_and_ends_by_itself,
    two_servers_draft_a_run_once,
    a_firm_goes_through_its_steps_and_drops_out,
    routes_and_single_people_become_drafts,
    whom_the_roll_no_longer_names_is_found,
    whose_work_ended_is_still_listed,
);

const REGISTER: &str = "\
nik,no_kk,nama,jenis_kelamin,tanggal_lahir,shdk,kode_wilayah,status
6571010101809001,6571010101109001,AGUS WIJAYA,L,1980-01-01,KEPALA KELUARGA,6571011001,HIDUP
6571010202859002,6571010101109002,BAYU NUGROHO,L,1985-02-02,KEPALA KELUARGA,6571011001,HIDUP
6571014303879003,6571010101109003,CITRA LESTARI,P,1987-03-03,KEPALA KELUARGA,6571011001,HIDUP
6571014404609004,6571010101109004,DEWI ANGGRAINI,P,1960-04-04,KEPALA KELUARGA,6571011001,HIDUP
6571010505759005,6571010101109005,EKO PRASETYO,L,1975-05-05,KEPALA KELUARGA,6571011001,HIDUP
6571011002049006,6571010101109006,FAJAR HIDAYAT,L,2004-02-10,ANAK,6571011001,HIDUP
6571010707709007,6571010101109006,GATOT HIDAYAT,L,1970-07-07,KEPALA KELUARGA,6571011001,HIDUP
6571016001259008,6571010101109008,HANA PERMATA,P,2025-01-20,ANAK,6571011001,HIDUP
6571010909909009,6571010101109009,INDRA KUSUMA,L,1990-09-09,KEPALA KELUARGA,6571011001,HIDUP
";

const ROLL_HEADER: &str = "no_kartu,nik,nama,jenis_kelamin,tanggal_lahir,segmen,kelas,status,tmt,kode_wilayah,badan_usaha\n";

const ROLL_SAME: &str = "\
0009000000001,6571010101809001,AGUS WIJAYA,L,1980-01-01,ppu_bu,2,AKTIF,2020-01-01,6571011001,PT SAMUDRA
0009000000004,6571014404609004,DEWI ANGGRAINI,P,1960-04-04,pbpu_pemda,3,AKTIF,2020-01-01,6571011001,
0009000000005,6571010505759005,EKO PRASETYO,L,1975-05-05,pbi_jk,3,NONAKTIF,2020-01-01,6571011001,
0009000000006,6571011002049006,FAJAR HIDAYAT,L,2004-02-10,ppu_bu,2,AKTIF,2020-01-01,6571011001,PT SAMUDRA
0009000000007,6571010707709007,GATOT HIDAYAT,L,1970-07-07,ppu_bu,2,AKTIF,2020-01-01,6571011001,PT SAMUDRA
";

const ROLL_FIRST: &str = "\
0009000000002,6571010202859002,BAYU NUGROHO,L,1985-02-02,pbpu_pemda,3,AKTIF,2020-01-01,6571011001,
0009000000003,6571014303879003,CITRA LESTARI,P,1987-03-03,pbpu,3,NONAKTIF,2020-01-01,6571011001,
";

/// Bayu's employer has registered him, Citra has paid.
const ROLL_SECOND: &str = "\
0009000000002,6571010202859002,BAYU NUGROHO,L,1985-02-02,ppu_bu,1,AKTIF,2025-02-01,6571011001,PT. Laut Biru
0009000000003,6571014303879003,CITRA LESTARI,P,1987-03-03,pbpu,3,AKTIF,2020-01-01,6571011001,
";

const DEATHS: &str = "nik,nama,tanggal\n6571014404609004,DEWI ANGGRAINI,2025-01-05\n";

const LAYOFFS: &str = "nik,nama,badan_usaha,tanggal,jenis_bukti\n\
    6571010101809001,AGUS WIJAYA,PT SAMUDRA,2024-08-10,diterima_pekerja\n";

const WORKERS: &str = "nik,nama,badan_usaha,mulai,upah,asal\n\
    6571010202859002,BAYU NUGROHO,LAUT BIRU,2024-01-01,5000000,bpjstk\n";

const JANUARY: Date = date(2025, 1, 31);
const FEBRUARY: Date = date(2025, 2, 28);

struct City {
    desk: Desk,
    staff: Staff,
    place: Place,
}

impl City {
    async fn new(place: Place) -> Self {
        let desk = place.desk().await;
        let staff = Staff::of(&desk).await;
        let city = Self { desk, staff, place };
        let first = format!("{ROLL_HEADER}{ROLL_SAME}{ROLL_FIRST}");
        for (source, text) in [
            (Source::Penduduk, REGISTER),
            (Source::Peserta, first.as_str()),
            (Source::Kematian, DEATHS),
            (Source::Phk, LAYOFFS),
            (Source::Pekerja, WORKERS),
        ] {
            city.deliver(source, text, JANUARY);
        }
        city
    }

    fn february(&self) {
        let roll = format!("{ROLL_HEADER}{ROLL_SAME}{ROLL_SECOND}");
        self.deliver(Source::Peserta, &roll, FEBRUARY);
    }

    fn folder(&self) -> DataFolder {
        DataFolder::create(self.place.folder.join("data")).unwrap()
    }

    fn deliver(&self, source: Source, text: &str, as_of: Date) {
        let path = self
            .place
            .folder
            .join(format!("{}-{as_of}.csv", source.code()));
        fs::write(&path, text).unwrap();
        let request = ImportRequest {
            source,
            as_of,
            path,
            layout: None,
            mend: None,
            replace: false,
        };
        let imported = import_file(&self.folder(), &request, &NoProgress).unwrap();
        assert_eq!(imported.manifest.rejected, 0, "{}", source.code());
    }

    fn run(&self, as_of: Date) -> RunView {
        let question = Question {
            region: tarakan(),
            as_of,
            population: None,
            local_assistance: LocalAssistance::City,
        };
        let folder = self.folder();
        let law = LawStamp::embedded(as_of).unwrap();
        let made = semesta_engine::run::run(&folder, question, &law, &|_| {}).unwrap();
        let run = RunFolder::find(&folder, Some(&made.manifest.id)).unwrap();
        run.log("2025-03-01T00:00:00Z").unwrap();
        RunView::open(folder.path(), Some(&made.manifest.id)).unwrap()
    }

    async fn open(&self) -> BTreeSet<(String, Reason, State)> {
        let filter = ProposalFilter::default();
        let all = self
            .desk
            .proposals(&self.staff.maker, &filter)
            .await
            .unwrap();
        all.iter()
            .map(|one| {
                let name = one.name.reveal().split(' ').next().unwrap().to_owned();
                (name, one.reason, one.state)
            })
            .collect()
    }
}

fn on(day: Date) -> When {
    When {
        now: t(100),
        on: day,
    }
}

fn set(rows: &[(&str, Reason, State)]) -> BTreeSet<(String, Reason, State)> {
    rows.iter()
        .map(|(name, reason, state)| ((*name).to_owned(), *reason, *state))
        .collect()
}

async fn each_reason_is_drafted_once_and_ends_by_itself(place: Place) {
    let city = City::new(place).await;
    let (desk, maker) = (&city.desk, &city.staff.maker);
    let january = city.run(JANUARY);
    // Received by the 20th it reaches February, when Agus is still covered.
    let done = desk
        .draft_automatically(maker, &january, on(date(2025, 1, 15)))
        .await
        .unwrap();
    assert!(done.withdrawn.is_empty() && done.n_waiting == 0, "{done:?}");
    assert_eq!(
        city.open().await,
        set(&[
            ("BAYU", Reason::WorkerOnCityList, State::Drafted),
            ("CITRA", Reason::MandiriInactive, State::Drafted),
            ("DEWI", Reason::Deceased, State::Drafted),
            ("EKO", Reason::DroppedPbi, State::Drafted),
            ("FAJAR", Reason::ChildOfAge, State::Drafted),
            ("HANA", Reason::Newborn, State::Drafted),
        ])
    );
    let again = desk
        .draft_automatically(maker, &january, on(date(2025, 1, 21)))
        .await
        .unwrap();
    assert!(again.already_done);
    // A person withdrew one: the reason holds on, but it is not drafted again.
    let all = desk
        .proposals(maker, &ProposalFilter::default())
        .await
        .unwrap();
    let eko = all
        .iter()
        .find(|one| one.reason == Reason::DroppedPbi)
        .unwrap();
    desk.withdraw(maker, &[eko.pick()], "sudah bekerja", t(110))
        .await
        .unwrap();
    city.february();
    let february = city.run(FEBRUARY);
    let done = desk
        .draft_automatically(maker, &february, on(date(2025, 2, 15)))
        .await
        .unwrap();
    assert_eq!(
        (done.drafted.len(), done.withdrawn.len()),
        (1, 2),
        "{done:?}"
    );
    assert_eq!(
        city.open().await,
        set(&[
            ("AGUS", Reason::LaidOff, State::Drafted),
            ("BAYU", Reason::WorkerOnCityList, State::Withdrawn),
            ("CITRA", Reason::MandiriInactive, State::Withdrawn),
            ("DEWI", Reason::Deceased, State::Drafted),
            ("EKO", Reason::DroppedPbi, State::Withdrawn),
            ("FAJAR", Reason::ChildOfAge, State::Drafted),
            ("HANA", Reason::Newborn, State::Drafted),
        ])
    );
    let all = desk
        .proposals(maker, &ProposalFilter::default())
        .await
        .unwrap();
    let agus = all
        .iter()
        .find(|one| one.reason == Reason::LaidOff)
        .unwrap();
    assert_eq!(
        (agus.effective, agus.kind),
        (date(2025, 3, 1), Kind::Change)
    );
    // An older run knows less: it is refused.
    let early = city.run(date(2025, 2, 27));
    let older = desk.draft_automatically(maker, &early, on(FEBRUARY)).await;
    assert!(matches!(older, Err(DeskError::Invalid { .. })), "{older:?}");
    // Drafts that nobody made can be checked by anybody who may.
    city.staff.approve_all(desk).await;
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn two_servers_draft_a_run_once(place: Place) {
    let city = City::new(place).await;
    let other = city.place.open().await.unwrap();
    let view = city.run(JANUARY);
    let (one, two) = tokio::join!(
        city.desk
            .draft_automatically(&city.staff.maker, &view, on(date(2025, 1, 15))),
        other.draft_automatically(&city.staff.maker, &view, on(date(2025, 1, 15))),
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.already_done, two.already_done);
    assert_eq!(
        picks(&city.desk, &city.staff.maker, State::Drafted)
            .await
            .len(),
        6
    );
}

async fn a_firm_goes_through_its_steps_and_drops_out(place: Place) {
    let city = City::new(place).await;
    let desk = &city.desk;
    let officer = signed_in(desk, "lina", &[(Role::LabourOffice, "6571")])
        .await
        .1
        .actor();
    let approver = &city.staff.approver;
    let january = city.run(JANUARY);
    let done = desk
        .refresh_employers(&officer, &january, on(JANUARY))
        .await
        .unwrap();
    assert_eq!((done.n_new, done.n_ended), (1, 0), "{done:?}");
    let firms = desk.employers(&officer).await.unwrap();
    assert_eq!(firms[0].firm, "LAUT BIRU");
    assert_eq!(firms[0].findings[0].kind, FirmFinding::Pwbd);
    // 5 % of a wage of 5,000,000.
    assert_eq!(firms[0].findings[0].due_month, 250_000);
    let people = desk.concerned(&officer, "LAUT BIRU").await.unwrap();
    assert_eq!(people.len(), 1);
    let first = date(2025, 2, 3);
    desk.add_holidays(&console(), &[(date(2025, 2, 10), "libur".into())], t(1))
        .await
        .unwrap();
    let case = desk
        .open_case(&officer, "LAUT BIRU", "", on(first))
        .await
        .unwrap();
    let twice = desk.open_case(&officer, "LAUT BIRU", "", on(first)).await;
    assert!(matches!(twice, Err(DeskError::Exists)), "{twice:?}");
    let step = desk
        .advance_case(&officer, case, 1, "", on(first))
        .await
        .unwrap();
    assert_eq!(step, Step::Warning);
    // Ten working days without the 10th pass on 18 February.
    let now = desk.case(&officer, case).await.unwrap();
    assert_eq!(now.next_on, Some(date(2025, 2, 19)));
    let early = desk
        .advance_case(&officer, case, 2, "", on(date(2025, 2, 18)))
        .await;
    assert!(matches!(early, Err(DeskError::State { .. })), "{early:?}");
    desk.advance_case(&officer, case, 2, "", on(date(2025, 2, 19)))
        .await
        .unwrap();
    let fine_day = desk.case(&officer, case).await.unwrap().next_on.unwrap();
    let not_theirs = desk.advance_case(&officer, case, 3, "", on(fine_day)).await;
    assert!(
        matches!(not_theirs, Err(DeskError::Refused { .. })),
        "{not_theirs:?}"
    );
    let step = desk
        .advance_case(approver, case, 3, "", on(fine_day))
        .await
        .unwrap();
    assert_eq!(step, Step::Fine);
    let fined = desk.case(&officer, case).await.unwrap();
    assert_eq!(
        fined.steps.last().unwrap().amount,
        Some(250),
        "0.1 % of 250,000"
    );
    let letter = desk
        .letter(&officer, case, None, on(fine_day))
        .await
        .unwrap();
    assert!(
        letter.contains("LAUT BIRU") && !letter.contains("{{"),
        "{letter}"
    );
    assert!(!letter.contains("6571010202859002"), "masked");
    // The firm registers its worker: it drops out, its case closes.
    city.february();
    let february = city.run(FEBRUARY);
    let done = desk
        .refresh_employers(&officer, &february, on(fine_day))
        .await
        .unwrap();
    assert_eq!(
        (done.n_ended, done.closed_cases.as_slice()),
        (1, &[case][..]),
        "{done:?}"
    );
    let closed = desk.case(&officer, case).await.unwrap();
    assert_eq!(
        (closed.is_open, closed.outcome.as_deref()),
        (false, Some("complied"))
    );
    assert!(desk.employers(&officer).await.unwrap().is_empty());
    assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
}

async fn routes_and_single_people_become_drafts(place: Place) {
    let city = City::new(place).await;
    let view = city.run(JANUARY);
    let drafts = view.drafts_from_routes(&RouteFilter::default());
    let of = |name: &str| {
        let fits =
            |draft: &&semesta_desk::proposal::Draft| draft.subject.name.reveal().starts_with(name);
        drafts.iter().find(fits).cloned()
    };
    let indra = of("INDRA").expect("nobody covers Indra");
    assert_eq!(
        (indra.kind, indra.reason),
        (Kind::Enrol, Reason::NobodyElse)
    );
    assert!(of("CITRA").is_none(), "she may pay her own arrears");
    let made = city
        .desk
        .draft(&city.staff.maker, &drafts, on(date(2025, 1, 15)))
        .await
        .unwrap();
    assert_eq!(made.ids.len(), drafts.len());
    let nik = "6571010909909009".parse().unwrap();
    let single = view
        .draft_for(
            nik,
            Kind::Enrol,
            indra.after,
            Reason::Other,
            "laporan warga",
        )
        .unwrap();
    let made = city
        .desk
        .draft(&city.staff.maker, &[single], on(date(2025, 1, 15)))
        .await
        .unwrap();
    assert_eq!(made.clashes.len(), 1, "he has one for that month already");
}

/// The December roll had Indra on the centre's list, and Hana, who was never active there.
const ROLL_BEFORE: &str = "\
0009000000009,6571010909909009,INDRA KUSUMA,L,1990-09-09,pbi_jk,3,AKTIF,2020-01-01,6571011001,
0009000000008,6571016001259008,HANA PERMATA,P,2025-01-20,pbi_jk,3,NONAKTIF,2020-01-01,6571011001,
";

const BILL: &str = "bulan,no_kartu,nik,nama,iuran_kota,bantuan_kota,bantuan_pusat\n\
    2024-12,0009000000004,6571014404609004,DEWI ANGGRAINI,37800,0,4200\n";

async fn whom_the_roll_no_longer_names_is_found(place: Place) {
    let city = City::new(place).await;
    let december = date(2024, 12, 31);
    let roll = format!("{ROLL_HEADER}{ROLL_SAME}{ROLL_BEFORE}");
    city.deliver(Source::Peserta, &roll, december);
    city.deliver(Source::Tagihan, BILL, december);
    let (desk, maker) = (&city.desk, &city.staff.maker);
    let january = city.run(JANUARY);
    desk.draft_automatically(maker, &january, on(date(2025, 1, 15)))
        .await
        .unwrap();
    let all = desk
        .proposals(maker, &ProposalFilter::default())
        .await
        .unwrap();
    let dropped: Vec<(&str, Kind)> = all
        .iter()
        .filter(|one| one.reason == Reason::DroppedPbi)
        .map(|one| (one.name.reveal(), one.kind))
        .collect();
    assert_eq!(
        dropped,
        [
            ("EKO PRASETYO", Kind::Change),
            ("INDRA KUSUMA", Kind::Enrol)
        ]
    );
    let indra = all
        .iter()
        .find(|one| one.name.reveal().starts_with("INDRA"))
        .unwrap();
    assert!(indra.content.before.is_none());
    assert_eq!(
        indra.content.note,
        "terakhir PBI aktif dalam daftar peserta 2024-12"
    );
    // He is on a roll again: it is withdrawn by itself.
    let back = "0009000000010,6571010909909009,INDRA KUSUMA,L,1990-09-09,pbpu,3,AKTIF,2025-02-01,6571011001,\n";
    let roll = format!("{ROLL_HEADER}{ROLL_SAME}{ROLL_SECOND}{back}");
    city.deliver(Source::Peserta, &roll, FEBRUARY);
    let february = city.run(FEBRUARY);
    desk.draft_automatically(maker, &february, on(date(2025, 2, 15)))
        .await
        .unwrap();
    let now = desk.proposal(maker, indra.id).await.unwrap();
    assert_eq!(now.state, State::Withdrawn);
}

async fn whose_work_ended_is_still_listed(place: Place) {
    let city = City::new(place).await;
    let header = "nik,nama,badan_usaha,mulai,selesai,upah,asal\n";
    // Gatot left in December, Fajar in the very month of the run.
    let ended = "6571010707709007,GATOT HIDAYAT,PT. Samudra,2020-01-01,2024-12-15,6000000,bpjstk\n\
        6571011002049006,FAJAR HIDAYAT,PT. Samudra,2020-01-01,2025-01-15,6000000,bpjstk\n";
    city.deliver(Source::Pekerja, &format!("{header}{ended}"), JANUARY);
    let firms = city.run(JANUARY).firms().unwrap();
    let samudra = firms.iter().find(|firm| firm.key == "SAMUDRA").unwrap();
    let (people, due) = &samudra.findings[&FirmFinding::LeftListed];
    let told: Vec<(&str, &str)> = people
        .iter()
        .map(|one| (one.name.reveal(), one.evidence.as_str()))
        .collect();
    assert_eq!(
        told,
        [(
            "GATOT HIDAYAT",
            "selesai bekerja 2024-12-15 menurut daftar pekerja"
        )]
    );
    assert_eq!(*due, 0);
}
