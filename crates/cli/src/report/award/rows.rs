//! The rows of `report award`.

use semesta_domain::{Lang, Ratio, Rupiah};
use semesta_law::{Criterion, CriterionKind, Evaluation, Outcome};

use super::{Arrears, ToThreshold};
use crate::report::Context;
use crate::sheet::{Cell, Column, columns};

pub(super) fn criterion_row(
    evaluation: &Evaluation,
    criterion: &Criterion,
    price: Option<Rupiah>,
    arrears: &Arrears,
    context: &Context,
) -> Vec<Cell> {
    let lang = context.lang;
    let label = if context.for_reading {
        criterion.kind.label(lang)
    } else {
        criterion.kind.code()
    };
    let short = price.zip(criterion.short_by);
    let cost = short.map(|(price, n)| (price * n).0);
    // Arrears are paid once, not a month.
    let once = match (criterion.kind, criterion.outcome) {
        (CriterionKind::NoArrears, Outcome::Fails) => arrears.rupiah.map(|open| open.0),
        _ => None,
    };
    line(
        evaluation,
        label,
        [
            criterion.required.map_or(Cell::Empty, |required| {
                Cell::Share(Ratio {
                    numerator: required,
                    denominator: 10_000,
                })
            }),
            criterion.actual.map_or(Cell::Empty, Cell::Share),
        ],
        if context.for_reading {
            criterion.outcome.label(lang)
        } else {
            criterion.outcome.code()
        },
        [
            criterion.short_by,
            criterion.spare,
            None,
            None,
            cost,
            once,
            None,
        ],
        "",
        context,
    )
}

/// The last line of a threshold: all of it, and the cheapest way there.
pub(super) fn way_row(
    evaluation: &Evaluation,
    way: Option<&ToThreshold>,
    context: &Context,
) -> Vec<Cell> {
    let lang = context.lang;
    let routes = way.and_then(|way| way.by_routes.as_ref());
    let sources = routes.map_or_else(String::new, |way| {
        let sources = way.by_source.iter();
        let each: Vec<String> = sources.map(|(name, n)| format!("{name}={n}")).collect();
        each.join("; ")
    });
    line(
        evaluation,
        if context.for_reading {
            lang.pick("Jalan termurah", "Cheapest way")
        } else {
            "all"
        },
        [Cell::Empty, Cell::Empty],
        if context.for_reading {
            evaluation.outcome.label(lang)
        } else {
            evaluation.outcome.code()
        },
        [
            way.map(|way| way.people),
            None,
            way.map(|way| way.register),
            way.map(|way| way.reactivate),
            way.and_then(|way| Some(way.city?.0)),
            routes.map(|way| way.bridging.0),
            routes.map(|way| way.monthly.0),
        ],
        &sources,
        context,
    )
}

fn line(
    evaluation: &Evaluation,
    criterion: &str,
    shares: [Cell; 2],
    outcome: &str,
    counts: [Option<i64>; 7],
    sources: &str,
    context: &Context,
) -> Vec<Cell> {
    let id = evaluation.threshold.id;
    let threshold = if context.for_reading {
        id.label(context.lang)
    } else {
        id.code()
    };
    let parts = match (&shares[1], context.for_reading) {
        (Cell::Share(ratio), false) => vec![
            Cell::Integer(ratio.numerator),
            Cell::Integer(ratio.denominator),
        ],
        (_, false) => vec![Cell::Empty, Cell::Empty],
        (_, true) => Vec::new(),
    };
    let counts = counts.map(|count| count.map_or(Cell::Empty, Cell::Integer));
    let mut row = vec![Cell::text(threshold), Cell::text(criterion)];
    row.extend(shares);
    row.extend(parts);
    row.push(Cell::text(outcome));
    row.extend(counts);
    row.push(match sources {
        "" => Cell::Empty,
        sources => Cell::text(sources),
    });
    row
}

/// A threshold's name over its criteria, so that eighty columns hold the rest.
pub(super) fn heading(evaluation: &Evaluation, lang: Lang) -> Vec<Cell> {
    let mut row = vec![
        Cell::Empty,
        Cell::text(evaluation.threshold.id.label(lang).to_uppercase()),
    ];
    row.extend([Cell::Empty, Cell::Empty]);
    row.push(Cell::text(evaluation.outcome.label(lang)));
    row.extend(std::iter::repeat_n(Cell::Empty, 8));
    row
}

/// A reader needs no spare and no split of the way; eighty columns do not hold them, and
/// the lines above tell by whom people come and what is paid once.
const NOT_READ: [&str; 6] = [
    "spare",
    "register",
    "reactivate",
    "cost_once",
    "cost_month_all",
    "sources",
];

/// Drops the cells of the columns that a reader does not see.
pub(super) fn readable(mut row: Vec<Cell>, for_reading: bool) -> Vec<Cell> {
    if for_reading {
        // Threshold, criterion, required, percent, outcome, short by, spare, the way's
        // split, a month; once, of all payers, sources.
        row.truncate(10);
        row.drain(6..9);
        row.remove(0);
    }
    row
}

pub(super) fn titles(context: &Context) -> Vec<Column> {
    let all = columns(
        context.lang,
        &[
            ("threshold", "Ambang", "Threshold"),
            ("criterion", "Syarat", "Criterion"),
            ("required", "Paling sedikit", "At least"),
            ("percent", "Kota", "City"),
            ("numerator", "", ""),
            ("denominator", "", ""),
            ("outcome", "Hasil", "Result"),
            ("short_by", "Kurang (jiwa)", "Short by (people)"),
            ("spare", "Lebih (jiwa)", "Spare (people)"),
            ("register", "Daftarkan", "Register"),
            ("reactivate", "Aktifkan", "Reactivate"),
            ("cost_month", "Rp sebulan", "Rp a month"),
            ("cost_once", "Rp sekali", "Rp once"),
            ("cost_month_all", "Rp semua", "Rp of all"),
            ("sources", "Sumber", "Sources"),
        ],
    );
    let hidden = |column: &Column| {
        let unseen = column.title.is_empty()
            || column.name == "threshold"
            || NOT_READ.contains(&column.name.as_ref());
        context.for_reading && unseen
    };
    all.into_iter().filter(|column| !hidden(column)).collect()
}
