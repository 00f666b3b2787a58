//! Receipts of what a run counted beside its figures, and of its closing checks.

use semesta_engine::run::RunManifest;

use crate::ask::{self, CheckOf, RunOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;

const REGISTER: &[&str] = &["penduduk"];

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn find(at: &Desked, id: &str) -> Result<RunManifest, Fault> {
    let known = at.app.history();
    let found = known.iter().find(|run| run.id == id);
    found.cloned().ok_or(Fault::NotFound)
}

/// Checks made, rows of the register elsewhere, shared NIKs, rows of a table.
pub(super) fn run(at: &Desked, asked: &ask::Run) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let run = find(at, &asked.id)?;
    let summary = &run.summary;
    let (receipt, sources) = match asked.of {
        RunOf::Checks => {
            let n = number(summary.checks);
            let open = summary.open_checks.len() as i64;
            let parts = vec![
                Part::new(r.checks_closed, Value::Count(n - open)),
                Part::new(t.todo_checks, Value::Count(open)),
            ];
            let receipt = Receipt::new(t.checks, Value::Count(n), r.run_checks);
            (receipt.parts(r.by_outcome, How::Sum, parts), &[][..])
        }
        RunOf::Elsewhere => {
            let n = Value::Count(number(summary.register_elsewhere));
            (
                Receipt::new(t.register_elsewhere, n, r.run_elsewhere),
                REGISTER,
            )
        }
        RunOf::Shared => {
            let n = Value::Count(number(summary.shared_niks));
            (Receipt::new(t.shared_niks, n, r.run_shared), REGISTER)
        }
        RunOf::Rows => {
            let stamp = run.tables.get(&asked.table).ok_or(Fault::NotFound)?;
            let receipt = Receipt::new(t.rows, Value::Count(number(stamp.rows)), r.run_rows);
            (receipt.of(asked.table.clone()), &[][..])
        }
    };
    Ok(receipt
        .of(format::day(&run.as_of, lang))
        .list(t.run, format!("/data/run/{}", run.id))
        .nav("/data")
        .run(&run, sources))
}

/// Closing checks that did not close, or one side of a check.
pub(super) fn checks(at: &Desked, run: &Loaded, asked: &ask::Checks) -> Result<Receipt, Fault> {
    let (t, r) = (at.t, ReceiptTexts::of(at.lang));
    let receipt = match asked.of {
        CheckOf::Open => {
            let open: Vec<_> = run.checks.iter().filter(|check| !check.closed).collect();
            let parts = open
                .iter()
                .map(|check| Part::new(&check.name, Value::Count(1)));
            let n = Value::Count(open.len() as i64);
            Receipt::new(t.todo_checks, n, r.checks_open).parts(t.checks, How::Sum, parts.collect())
        }
        side => {
            let mut checks = run.checks.iter();
            let check = checks.find(|check| check.name == asked.check);
            let check = check.ok_or(Fault::NotFound)?;
            let (title, other) = match side {
                CheckOf::Right => ((t.right, check.right), (t.left, check.left, CheckOf::Left)),
                _ => ((t.left, check.left), (t.right, check.right, CheckOf::Right)),
            };
            let asked = ask::Checks {
                check: check.name.clone(),
                of: other.2,
            };
            let parts = vec![Part::new(other.0, Value::Count(other.1)).link(asked.href())];
            Receipt::new(title.0, Value::Count(title.1), r.check_side)
                .of(check.name.clone())
                .parts(r.is_the_count, How::Sum, parts)
        }
    };
    Ok(receipt
        .list(t.run, format!("/data/run/{}", run.manifest.id))
        .nav("/data")
        .run(&run.manifest, &[]))
}
