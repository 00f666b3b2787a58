//! Receipts that everybody may open: figures without anybody in them.

use axum::extract::Path;
use axum::response::Response;

use super::{figures, page};
use crate::ask::{self, Asked, PATH, PUBLIC, Part as Of};
use crate::fault::Fault;
use crate::pages::public::{SMALL, is_shown};
use crate::receipt::{How, Receipt, Value};
use crate::visit::Visit;

/// `GET /publik/kuitansi/{kind}`
pub(crate) async fn show(visit: Visit, Path(kind): Path<String>) -> Result<Response, Fault> {
    let run = visit.run()?;
    let asked = match Asked::read(&kind, visit.query.as_deref()) {
        // Of the run shown and of all segments: more is not published.
        Some(Asked::Figure(asked)) if asked.segment.is_none() && asked.run.is_empty() => asked,
        _ => return Err(Fault::NotFound),
    };
    visit.keeps_address();
    let area = run.area(&asked.area).ok_or(Fault::NotFound)?;
    let ratio = area.all(asked.indicator, asked.basis);
    let may_show = match asked.part {
        Of::Denominator => !(1..SMALL).contains(&ratio.denominator),
        _ => is_shown(ratio),
    };
    let receipt = figures::figure(&visit, &run, &asked)?;
    let page = page(&visit, published(receipt, may_show, &visit), true).await?;
    visit.answer(&page)
}

/// A receipt without what is not published: parts by segment and area, and few people.
fn published(mut receipt: Receipt, may_show: bool, visit: &Visit) -> Receipt {
    receipt
        .parts
        .retain(|parts| parts.how == How::Quotient && may_show);
    if !may_show {
        receipt.value = Value::Said(visit.t.suppressed.to_owned());
    }
    for part in receipt.parts.iter_mut().flat_map(|parts| &mut parts.rows) {
        let href = part
            .href
            .as_deref()
            .and_then(|href| href.strip_prefix(PATH));
        part.href = href.map(|rest| format!("{PUBLIC}{rest}"));
    }
    receipt.lists.clear();
    receipt
}

/// Where the public receipt of a figure is.
pub(crate) fn href(asked: &ask::Figure) -> String {
    let own = asked.href();
    format!("{PUBLIC}{}", own.strip_prefix(PATH).unwrap_or_default())
}
