//! Receipts of one firm: who is concerned, what is due, and the fine of its case.

use crate::ask::{self, FirmOf};
use crate::fault::Fault;
use crate::format;
use crate::pages::employers::firm::find;
use crate::pages::employers::{cases, href};
use crate::pages::proposals::area_name;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{EmployerTexts, ReceiptTexts};
use crate::visit::Desked;

const LAW: [&str; 4] = [
    "contribution.ppu_bu",
    "contribution.ppu_pn",
    "contribution.ppu_wage_ceiling",
    "sanction.warning_days",
];

/// What was found about a firm, in all or of one finding; its workers.
pub(super) async fn firm(at: &Desked, asked: &ask::Firm) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        EmployerTexts::of(at.lang),
    );
    let firm = find(at, &asked.firm).await?;
    let kept: Vec<_> = firm
        .findings
        .iter()
        .filter(|one| asked.finding.is_empty() || one.kind.code() == asked.finding)
        .collect();
    if kept.is_empty() {
        return Err(Fault::NotFound);
    }
    let of_finding = |one: &semesta_desk::employer::EmployerFinding| match asked.of {
        FirmOf::Due => one.due_month,
        _ => one.n_people,
    };
    let value = |n| match asked.of {
        FirmOf::Due => Value::Rupiah(n),
        _ => Value::Count(n),
    };
    let (title, n, formula) = match asked.of {
        FirmOf::Workers => (w.workers, firm.n_workers, r.firm_workers),
        FirmOf::Registered => (w.registered, firm.n_registered, r.firm_registered),
        FirmOf::People => (
            w.people,
            kept.iter().map(|one| of_finding(one)).sum(),
            r.firm_people,
        ),
        FirmOf::Due => (
            w.due,
            kept.iter().map(|one| of_finding(one)).sum(),
            r.firm_due,
        ),
    };
    let by_finding = kept.iter().map(|one| {
        let asked = ask::Firm {
            finding: one.kind.code().to_owned(),
            ..asked.clone()
        };
        Part::new(one.kind.label(lang), value(of_finding(one))).link(asked.href())
    });
    let is_sum = matches!(asked.of, FirmOf::People | FirmOf::Due) && asked.finding.is_empty();
    let said = kept.first().map_or("", |one| one.kind.label(lang));
    Ok(Receipt::new(title, value(n), formula)
        .of(firm.name.clone())
        .of(area_name(firm.area))
        .of(if asked.finding.is_empty() { "" } else { said })
        .when(is_sum, |one| {
            one.parts(r.by_finding, How::Sum, by_finding.collect())
        })
        .list(r.see_firm, href(at, &firm.firm))
        .nav("/badan-usaha")
        .when(asked.of == FirmOf::Due, |one| one.law(LAW)))
}

/// The fine of a case, rupiah a month.
pub(super) async fn fine(at: &Desked, asked: &ask::Fine) -> Result<Receipt, Fault> {
    let (lang, r, w) = (
        at.lang,
        ReceiptTexts::of(at.lang),
        EmployerTexts::of(at.lang),
    );
    let id: i64 = asked.case.parse().map_err(|_| Fault::NotFound)?;
    let case = at.desk.case(&at.actor(), id).await?;
    let step = cases::fined(&case).ok_or(Fault::NotFound)?;
    let amount = step.amount.unwrap_or_default();
    Ok(Receipt::new(w.fine_month, Value::Rupiah(amount), r.fine)
        .of(case.name.clone())
        .of(format::date_in_words(step.day, lang))
        .list(r.see_case, format!("/badan-usaha/perkara/{id}"))
        .list(r.see_firm, href(at, &case.firm))
        .nav("/badan-usaha")
        .law(["sanction.fine_rate"])
        .on(step.day))
}
