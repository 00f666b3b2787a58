//! What waits for somebody, most pressing first.

use semesta_domain::{Finding, Lang};

use crate::format;
use crate::model::Loaded;
use crate::model::counts::BillSum;
use crate::text::ProposalTexts;
use crate::visit::Desked;

/// Something that waits for somebody.
pub(crate) struct Todo {
    pub(crate) n: String,
    pub(crate) said: String,
    pub(crate) more: String,
    pub(crate) href: String,
}

impl Todo {
    pub(crate) fn new(n: i64, said: &str, more: String, href: &str, lang: Lang) -> Self {
        Self {
            n: format::number(n, lang),
            said: said.to_owned(),
            more,
            href: href.to_owned(),
        }
    }
}

/// What waits, the desk's first: it has days to keep.
pub(crate) fn todos(at: &Desked, run: &Loaded) -> Vec<Todo> {
    let mut todos = of_desk(at);
    of_run(at, run, &mut todos);
    todos
}

/// What people have begun and others must go on with.
fn of_desk(at: &Desked) -> Vec<Todo> {
    let (lang, t, w) = (at.lang, at.t, ProposalTexts::of(at.lang));
    let (waiting, firms) = (at.waits.proposals, at.waits.employers);
    let mine = "/usulan?keadaan=drafted&yang=saya";
    [
        (waiting.late, w.late, "/usulan?yang=terlambat"),
        (waiting.to_check, w.to_check, mine),
        (
            waiting.to_approve,
            w.to_approve,
            "/usulan?keadaan=checked&yang=saya",
        ),
        (waiting.to_send, w.to_send, "/usulan/batch"),
        (waiting.to_answer, w.to_answer, "/usulan/batch"),
        (at.waits.pairs, t.todo_pairs, "/tinjauan"),
        (firms.n_due, t.todo_cases, "/badan-usaha?perkara=waktunya"),
        (
            firms.n_without_case,
            t.todo_firms,
            "/badan-usaha?perkara=tanpa",
        ),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, said, href)| Todo::new(n, said, String::new(), href, lang))
    .collect()
}

/// What the run found.
fn of_run(at: &Desked, run: &Loaded, todos: &mut Vec<Todo>) {
    let (lang, t) = (at.lang, at.t);
    let mut add = |n: i64, said: &str, more: String, href: &str| {
        if n > 0 {
            todos.push(Todo::new(n, said, more, href, lang));
        }
    };
    let open = run.checks.iter().filter(|check| !check.closed).count();
    add(
        open as i64,
        t.todo_checks,
        String::new(),
        &format!("/data/run/{}", run.manifest.id),
    );
    let of_route = |route: &str| -> i64 {
        let key = run.people.route.find(route);
        run.gaps
            .iter()
            .filter(|((_, _, of), _)| Some(*of) == key)
            .map(|(_, gap)| gap.total())
            .sum()
    };
    add(
        of_route("newborn"),
        t.todo_newborn,
        t.todo_newborn_more.to_owned(),
        "/belum?rute=newborn",
    );
    add(
        of_route("employer"),
        t.todo_employer,
        t.todo_employer_more.to_owned(),
        "/belum?rute=employer",
    );
    add(
        of_route("pbi_jk"),
        t.todo_pbi,
        t.todo_pbi_more.to_owned(),
        "/belum?rute=pbi_jk",
    );
    let pemda = of_route("pbpu_pemda");
    add(pemda, t.todo_pemda, String::new(), "/belum?rute=pbpu_pemda");
    if let Some((month, sum)) = disputed(run) {
        let more = t.fill(
            t.todo_bill_more,
            &[
                &format::month(&month, lang),
                &format::rupiah(sum.disputed, lang),
            ],
        );
        add(
            sum.lines,
            t.todo_bill,
            more,
            &format!("/keuangan?bulan={month}"),
        );
    }
    let rejected: u64 = run
        .manifest
        .snapshots
        .iter()
        .map(|used| used.rejected)
        .sum();
    add(
        rejected as i64,
        t.todo_rejects,
        t.todo_rejects_more.to_owned(),
        "/data",
    );
}

/// The newest billed month and what of it is disputed.
pub(crate) fn disputed(run: &Loaded) -> Option<(String, BillSum)> {
    let month = run.bill.keys().map(|(month, _)| month).max()?.clone();
    let mut sum = BillSum::default();
    for ((of, finding), part) in &run.bill {
        if *of == month && finding != Finding::Ok.code() {
            sum.add(*part);
        }
    }
    Some((month, sum))
}
