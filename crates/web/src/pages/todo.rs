//! What waits for somebody, most pressing first.

use semesta_domain::{Finding, Lang};

use crate::ask::{self, BillOf};
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
    /// Where the receipt of the number is.
    pub(crate) receipt: String,
}

impl Todo {
    pub(crate) fn new(n: i64, said: &str, href: &str, receipt: String, lang: Lang) -> Self {
        Self {
            n: format::number(n, lang),
            said: said.to_owned(),
            more: String::new(),
            href: href.to_owned(),
            receipt,
        }
    }

    /// Of what waits at the desk, by its word in receipts.
    pub(crate) fn of_desk(n: i64, said: &str, href: &str, what: &str, lang: Lang) -> Self {
        let asked = ask::Waiting {
            what: what.to_owned(),
            ..ask::Waiting::default()
        };
        Self::new(n, said, href, asked.href(), lang)
    }
}

/// What waits, the desk's first: it has days to keep.
pub(crate) fn todos(at: &Desked, run: &Loaded) -> Vec<Todo> {
    let mut todos = of_desk(at);
    of_run(at, run, &mut todos);
    todos
}

/// What people have begun and others must go on with.
pub(crate) fn of_desk(at: &Desked) -> Vec<Todo> {
    let (lang, t, w) = (at.lang, at.t, ProposalTexts::of(at.lang));
    let (waiting, firms) = (at.waits.proposals, at.waits.employers);
    let mine = "/usulan?keadaan=drafted&yang=saya";
    [
        (waiting.late, w.late, "/usulan?yang=terlambat", "terlambat"),
        (waiting.to_check, w.to_check, mine, "diperiksa"),
        (
            waiting.to_approve,
            w.to_approve,
            "/usulan?keadaan=checked&yang=saya",
            "disetujui",
        ),
        (waiting.to_send, w.to_send, "/usulan/batch", "dikirim"),
        (waiting.to_answer, w.to_answer, "/usulan/batch", "dijawab"),
        (at.waits.pairs, t.todo_pairs, "/tinjauan", "pasangan"),
        (
            firms.n_due,
            t.todo_cases,
            "/badan-usaha?perkara=waktunya",
            "perkara",
        ),
        (
            firms.n_without_case,
            t.todo_firms,
            "/badan-usaha?perkara=tanpa",
            "tanpa-perkara",
        ),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, said, href, what)| Todo::of_desk(n, said, href, what, lang))
    .collect()
}

/// What the run found.
fn of_run(at: &Desked, run: &Loaded, todos: &mut Vec<Todo>) {
    let (lang, t) = (at.lang, at.t);
    let mut add = |n: i64, said: &str, more: String, href: &str, receipt: String| {
        if n > 0 {
            let todo = Todo::new(n, said, href, receipt, lang);
            todos.push(Todo { more, ..todo });
        }
    };
    let open = run.checks.iter().filter(|check| !check.closed).count();
    add(
        open as i64,
        t.todo_checks,
        String::new(),
        &format!("/data/run/{}", run.manifest.id),
        ask::Checks::default().href(),
    );
    let of_route = |route: &str| -> i64 {
        let key = run.people.route.find(route);
        run.gaps
            .iter()
            .filter(|((_, _, of), _)| Some(*of) == key)
            .map(|(_, gap)| gap.total())
            .sum()
    };
    for (route, said, more) in [
        ("newborn", t.todo_newborn, t.todo_newborn_more),
        ("employer", t.todo_employer, t.todo_employer_more),
        ("pbi_jk", t.todo_pbi, t.todo_pbi_more),
        ("pbpu_pemda", t.todo_pemda, ""),
    ] {
        let asked = ask::Gap {
            route: route.to_owned(),
            ..ask::Gap::default()
        };
        let list = format!("/belum?rute={route}");
        add(of_route(route), said, more.to_owned(), &list, asked.href());
    }
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
            ask::Bill {
                month: month.parse().ok(),
                finding: "sengketa".to_owned(),
                of: BillOf::Lines,
                ..ask::Bill::default()
            }
            .href(),
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
        ask::Rejects::default().href(),
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
