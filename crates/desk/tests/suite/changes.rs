//! Every change of a desk's state, as a table: what the tests of faults disturb.
//!
//! A change is made in [`N_UNITS`] units, each one act. Whatever happens in between,
//! a unit lasts whole, with its entries in the audit log, or not at all.

use std::path::PathBuf;

use jiff::civil::date;
use semesta_desk::audit::{AuditFilter, Entry};
use semesta_desk::batch::{MutationLayout, mutation_layouts};
use semesta_desk::proposal::{Draft, GivenNik, Pick, ProposalFilter, State, When};
use semesta_desk::review::{NewVerdict, Verdict};
use semesta_desk::work::PairKey;
use semesta_desk::{Actor, Desk, DeskError, Role};
use semesta_domain::CardNumber;

use crate::place::{PASSWORD, Place, area, console, sign_in, signed_in, t};
use crate::proposals::{enrolment, nik};

/// Units of a change.
pub(crate) const N_UNITS: i64 = 4;

/// Proposals that a unit moves.
const TOGETHER: i64 = 20;

/// One kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Draft,
    Check,
    Approve,
    Withdraw,
    Send,
    Answer,
    Close,
    Judge,
    Case,
    /// The n-th step after opening: warning, warning, fine, services withheld.
    Step(u8),
    CloseCase,
}

/// Those who work.
const STAFF: [(&str, Role); 4] = [
    ("maya", Role::HealthSocial),
    ("candra", Role::Checker),
    ("ani", Role::Approver),
    ("lina", Role::LabourOffice),
];

impl Change {
    /// Who makes it, as the action that the audit log names for each entry.
    fn action(self) -> &'static str {
        match self {
            Self::Draft => "proposal.draft",
            Self::Check => "proposal.check",
            Self::Approve => "proposal.approve",
            Self::Withdraw => "proposal.withdraw",
            Self::Send => "batch.send",
            Self::Answer => "batch.answer",
            Self::Close => "proposal.close",
            Self::Judge => "review.judge",
            Self::Case | Self::Step(_) => "case.step",
            Self::CloseCase => "case.close",
        }
    }

    fn who(self) -> &'static str {
        match self {
            Self::Check => "candra",
            Self::Approve | Self::Step(3 | 4) => "ani",
            Self::Case | Self::Step(_) | Self::CloseCase => "lina",
            _ => "maya",
        }
    }

    /// Entries of that action a unit has.
    fn n_entries(self) -> i64 {
        match self {
            Self::Send
            | Self::Answer
            | Self::Judge
            | Self::Case
            | Self::Step(_)
            | Self::CloseCase => 1,
            _ => TOGETHER,
        }
    }

    /// Whoever makes it, signed in anew.
    pub(crate) async fn actor(self, desk: &Desk) -> Actor {
        sign_in(desk, self.who(), PASSWORD).await.1.actor()
    }

    /// A desk where every unit can be made.
    pub(crate) async fn prepare(self, place: &Place) -> Desk {
        let desk = place.desk().await;
        for (name, role) in STAFF {
            signed_in(&desk, name, &[(role, "6571")]).await;
        }
        if matches!(self, Self::Case | Self::Step(_) | Self::CloseCase) {
            for unit in 0..N_UNITS {
                place.sql_text(firm_sql(unit)).await;
            }
        }
        let before: &[Self] = match self {
            Self::Draft | Self::Judge | Self::Case => &[],
            Self::Check | Self::Withdraw => &[Self::Draft],
            Self::Approve => &[Self::Draft, Self::Check],
            Self::Send => &[Self::Draft, Self::Check, Self::Approve],
            Self::Answer => &[Self::Draft, Self::Check, Self::Approve, Self::Send],
            Self::Close => &[
                Self::Draft,
                Self::Check,
                Self::Approve,
                Self::Send,
                Self::Answer,
            ],
            Self::Step(1) | Self::CloseCase => &[Self::Case],
            Self::Step(2) => &[Self::Case, Self::Step(1)],
            Self::Step(3) => &[Self::Case, Self::Step(1), Self::Step(2)],
            Self::Step(_) => &[Self::Case, Self::Step(1), Self::Step(2), Self::Step(3)],
        };
        for change in before {
            let actor = change.actor(&desk).await;
            for unit in 0..N_UNITS {
                change.unit(&desk, &actor, unit).await.unwrap();
            }
        }
        desk
    }

    /// Makes one unit.
    pub(crate) async fn unit(self, desk: &Desk, actor: &Actor, unit: i64) -> Result<(), DeskError> {
        let picks = |version| picks(unit, version);
        match self {
            Self::Draft => {
                let drafts: Vec<Draft> = numbers(unit)
                    .map(|number| enrolment(u64::try_from(number).unwrap()))
                    .collect();
                let drafted = desk.draft(actor, &drafts, on(1)).await?;
                if drafted.ids.is_empty() {
                    return Err(DeskError::Exists);
                }
            }
            Self::Check => drop(desk.check(actor, &picks(1), "cocok", t(20)).await?),
            Self::Approve => drop(desk.approve(actor, &picks(2), "setuju", t(21)).await?),
            Self::Withdraw => drop(desk.withdraw(actor, &picks(1), "keliru", t(22)).await?),
            Self::Send => drop(desk.send_batch(actor, &picks(3), &layout(), on(2)).await?),
            Self::Answer => {
                let text = answers(unit);
                let report = desk
                    .take_feedback(actor, unit + 1, "a.csv", text.as_bytes(), on(9))
                    .await?;
                if report.already_taken {
                    return Err(DeskError::Exists);
                }
            }
            Self::Close => drop(
                desk.close_proposals(actor, &picks(5), "selesai", t(40))
                    .await?,
            ),
            Self::Judge => drop(desk.give_verdict(actor, &verdict(unit), on(5)).await?),
            Self::Case => drop(desk.open_case(actor, &firm(unit), "surat", on(5)).await?),
            Self::Step(n) => {
                // A month later each time: every term is over by then.
                let when = When {
                    now: t(50),
                    on: date(2025, 8 + i8::try_from(n).unwrap(), 5),
                };
                desk.advance_case(actor, unit + 1, i64::from(n), "surat", when)
                    .await?;
            }
            Self::CloseCase => {
                desk.close_case(actor, unit + 1, 1, "selesai", on(6))
                    .await?;
            }
        }
        Ok(())
    }

    /// How many units last, each of them whole and once.
    pub(crate) async fn lasting(self, desk: &Desk) -> i64 {
        // Waits for whoever still holds the log's end.
        desk.record(&console(), Entry::new("test.settle"), t(0))
            .await
            .unwrap();
        let maya = sign_in(desk, "maya", PASSWORD).await.1.actor();
        let units = match self {
            Self::Send => {
                let batches = desk.batches(&maya).await.unwrap();
                assert!(batches.iter().all(|one| one.batch.n_rows == TOGETHER));
                let sent = in_states(desk, &maya, &[State::Sent]).await;
                assert_eq!(sent, len(&batches) * TOGETHER, "each in one batch");
                len(&batches)
            }
            Self::Judge => len(&desk.decisions(&maya).await.unwrap()),
            Self::Case => {
                let lina = sign_in(desk, "lina", PASSWORD).await.1.actor();
                let cases = desk.cases(&lina).await.unwrap();
                assert!(cases.iter().all(|case| case.steps.len() == 1));
                len(&cases)
            }
            Self::Step(n) => {
                let steps = case_lengths(desk).await;
                let (before, after) = (usize::from(n), usize::from(n) + 1);
                assert!(steps.iter().all(|len| *len == before || *len == after));
                steps.iter().filter(|len| **len == after).count() as i64
            }
            Self::CloseCase => {
                let lina = sign_in(desk, "lina", PASSWORD).await.1.actor();
                let cases = desk.cases(&lina).await.unwrap();
                cases.iter().filter(|case| !case.is_open).count() as i64
            }
            Self::Draft => whole(in_states(desk, &maya, &[State::Drafted]).await),
            Self::Check => whole(in_states(desk, &maya, &[State::Checked]).await),
            Self::Approve => whole(in_states(desk, &maya, &[State::Approved]).await),
            Self::Withdraw => whole(in_states(desk, &maya, &[State::Withdrawn]).await),
            Self::Answer => {
                whole(in_states(desk, &maya, &[State::Accepted, State::Rejected]).await)
            }
            Self::Close => whole(in_states(desk, &maya, &[State::Closed]).await),
        };
        let filter = AuditFilter {
            action: Some(self.action().into()),
            limit: 1_000_000,
            ..AuditFilter::default()
        };
        let entries = desk.audit(&console(), &filter).await.unwrap();
        let earlier = match self {
            Self::Step(n) => N_UNITS * i64::from(n),
            _ => 0,
        };
        assert_eq!(
            len(&entries),
            earlier + units * self.n_entries(),
            "{self:?}: each change has its entries, once"
        );
        assert!(desk.verify_audit(None).await.unwrap().breaks.is_empty());
        units
    }
}

async fn case_lengths(desk: &Desk) -> Vec<usize> {
    let lina = sign_in(desk, "lina", PASSWORD).await.1.actor();
    let cases = desk.cases(&lina).await.unwrap();
    cases.iter().map(|case| case.steps.len()).collect()
}

fn whole(n_proposals: i64) -> i64 {
    assert_eq!(n_proposals % TOGETHER, 0, "half an act was kept");
    n_proposals / TOGETHER
}

fn len<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap()
}

async fn in_states(desk: &Desk, actor: &Actor, states: &[State]) -> i64 {
    let filter = ProposalFilter {
        states: states.to_vec(),
        ..ProposalFilter::default()
    };
    len(&desk.pick(actor, &filter).await.unwrap())
}

fn numbers(unit: i64) -> std::ops::Range<i64> {
    unit * TOGETHER + 1..(unit + 1) * TOGETHER + 1
}

fn picks(unit: i64, version: i64) -> Vec<Pick> {
    numbers(unit).map(|id| Pick { id, version }).collect()
}

fn on(day: i8) -> When {
    When {
        now: t(10),
        on: date(2025, 8, day),
    }
}

fn layout() -> MutationLayout {
    mutation_layouts().remove(0)
}

/// Every second is accepted.
fn answers(unit: i64) -> String {
    let mut text = String::from("No Referensi;Status;Kode\n");
    for id in numbers(unit) {
        let line = if id % 2 == 0 {
            "Diterima;"
        } else {
            "Ditolak;E07"
        };
        text.push_str(&format!("{id};{line}\n"));
    }
    text
}

fn verdict(unit: i64) -> NewVerdict {
    let number = u64::try_from(unit).unwrap();
    NewVerdict {
        key: PairKey {
            card: CardNumber::from_number(900_000_000 + number).unwrap(),
            nik_given: GivenNik::new(""),
            nik: nik(number),
        },
        area: area("6571011001"),
        verdict: Verdict::Same,
        wants_second: false,
        reason: "nama ibu sama".into(),
        run: None,
    }
}

fn firm(unit: i64) -> String {
    format!("USAHA {unit}")
}

/// A firm about which something stands, as a run would have found it.
fn firm_sql(unit: i64) -> String {
    let firm = firm(unit);
    format!(
        "INSERT INTO employers (firm, name, area, n_workers, n_registered)
         VALUES ('{firm}', 'PT {firm}', '6571011001', 3, 1);
         INSERT INTO employer_findings (firm, kind, n_people, due_month, first_run, last_run)
         VALUES ('{firm}', 'pds_tk', 2, 500000, 'r1', 'r1')"
    )
}

/// Where a backup of a desk with proposals lies, and how many there are.
pub(crate) async fn backed_up(place: &Place) -> (Desk, PathBuf) {
    let desk = Change::Check.prepare(place).await;
    let path = place.folder.join("desk.backup");
    desk.backup(&console(), &path, t(50)).await.unwrap();
    (desk, path)
}
