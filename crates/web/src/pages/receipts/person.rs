//! Receipts of numbers about one person: what a way to pay costs, what was billed.

use semesta_desk::Permission;
use semesta_domain::Month;

use super::bill::BILL;
use super::people::SOURCES;
use crate::ask::{self, LineOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::person::{line_of, row_of};
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

/// What the city would pay a month if somebody's payer were the one of a rank.
pub(super) fn route(at: &Desked, run: &Loaded, asked: &ask::Route) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let row = row_of(at, run, &asked.person, Permission::ViewPeople)?;
    let routes = &run.routes;
    let rank = usize::try_from(asked.rank).map_err(|_| Fault::NotFound)?;
    let mut ranked = routes.of(run.people.nik[row]);
    let place = ranked.nth(rank).ok_or(Fault::NotFound)?;
    let city = Value::Rupiah(i64::from(routes.city[place]));
    let mut receipt = Receipt::new(t.city_a_month, city, r.route_city)
        .of(format::mask_name(run.people.name.get(row)))
        .of(words::route(routes.route.get(place), lang))
        .of(words::payer(routes.payer.get(place), t))
        .list(r.see_person, format!("/penduduk/o/{}", asked.person))
        .nav("/penduduk")
        .run(&run.manifest, SOURCES);
    let law = routes.law.get(place).split(';').map(str::to_owned);
    receipt.law.extend(law);
    Ok(receipt)
}

/// What was billed in one line, what was due, and what of it is disputed.
pub(super) fn line(at: &Desked, run: &Loaded, asked: &ask::Line) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let lines = &run.lines;
    let row = line_of(at, run, &asked.line).ok_or(Fault::NotFound)?;
    at.require_in(Permission::ViewPeople, lines.region.get(row))?;
    let [billed, expected, disputed] =
        [&lines.billed, &lines.expected, &lines.disputed].map(|column| i64::from(column[row]));
    let part = |name: &str, n, of| {
        let asked = ask::Line {
            of,
            ..asked.clone()
        };
        Part::new(name.to_owned(), Value::Rupiah(n)).link(asked.href())
    };
    let whole = || part(t.billed, billed, LineOf::Billed);
    let receipt = match asked.of {
        LineOf::Billed => Receipt::new(t.billed, Value::Rupiah(billed), r.line_billed),
        LineOf::Expected => Receipt::new(t.expected, Value::Rupiah(expected), r.line_expected),
        LineOf::Disputed => {
            let receipt = Receipt::new(t.disputed, Value::Rupiah(disputed), r.line_disputed);
            if disputed != 0 && disputed == billed {
                receipt.parts(r.is_the_count, How::Sum, vec![whole()])
            } else if disputed != 0 && disputed == billed - expected {
                let due = part(t.expected, expected, LineOf::Expected).minus();
                receipt.parts(r.less, How::Sum, vec![whole(), due])
            } else {
                receipt
            }
        }
    };
    let month = lines.month.get(row);
    let from = t.fill(t.row_n, &[&lines.row[row].to_string()]);
    let receipt = receipt
        .of(format::month(month, lang))
        .of(words::finding(lines.finding.get(row), lang))
        .of(format!("{}, {from}", lines.file.get(row)))
        .nav("/keuangan")
        .law(["contribution.pemda"])
        .run(&run.manifest, BILL);
    let first = month.parse::<Month>().ok().map(Month::first_day);
    Ok(match first {
        Some(first) => receipt.on(first),
        None => receipt,
    })
}
