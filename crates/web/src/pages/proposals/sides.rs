//! A membership before and after, and what each payer pays for it.

use semesta_desk::proposal::{Proposal, Side};

use crate::ask::CostOf;
use crate::format;
use crate::pages::proposals::cost_receipt;
use crate::table::{Table, Td};
use crate::text::ProposalTexts;
use crate::visit::Desked;
use crate::words;

/// The membership before and after, line by line.
pub(super) fn sides(one: &Proposal, is_open: bool, at: &Desked) -> Table {
    let w = ProposalTexts::of(at.lang);
    let mut table = Table::new("sisi", w.what, at.lang)
        .fixed()
        .personal()
        .text("")
        .text(w.before)
        .text(w.after);
    table.is_named = true;
    let (before, after) = (one.content.before.as_ref(), one.content.after.as_ref());
    let whole = [(before, w.no_membership), (after, w.membership_ends)];
    let lines = |side: Option<&Side>| {
        side.map(|side| lines(side, is_open, at))
            .unwrap_or_default()
    };
    let (left, right) = (lines(before), lines(after));
    table.rows.push(
        std::iter::once(Td::text(at.t.membership))
            .chain(whole.map(|(side, none)| match side {
                Some(side) if side.active => Td::text(at.t.active).mark("good"),
                Some(_) => Td::text(at.t.inactive).mark("warn"),
                None => Td::text(none),
            }))
            .collect(),
    );
    let titles = [w.class, w.employer, w.wage, w.nik_on_record];
    for title in [at.t.segment, at.t.payer].into_iter().chain(titles) {
        let of = |lines: &[(&'static str, String)]| {
            let found = lines.iter().find(|(known, _)| *known == title);
            found.map(|(_, text)| text.clone())
        };
        let (left, right) = (of(&left), of(&right));
        if left.is_some() || right.is_some() {
            let cell = |text: Option<String>| Td::text(text.unwrap_or_else(|| "–".to_owned()));
            table
                .rows
                .push(vec![Td::text(title), cell(left), cell(right)]);
        }
    }
    table
}

fn lines(side: &Side, is_open: bool, at: &Desked) -> Vec<(&'static str, String)> {
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let segment = side
        .segment
        .as_ref()
        .map_or_else(|| w.as_mother.to_owned(), |code| words::segment(code, lang));
    let mut lines = vec![(at.t.segment, segment)];
    if let Some(payer) = &side.payer {
        lines.push((at.t.payer, words::payer(payer, at.t)));
    }
    if let Some(class) = side.class {
        lines.push((w.class, class.to_string()));
    }
    if let Some(employer) = &side.employer {
        lines.push((w.employer, employer.clone()));
    }
    if let Some(wage) = side.wage {
        lines.push((w.wage, format::rupiah(wage, lang)));
    }
    if let Some(nik) = &side.nik {
        let shown = match (is_open, nik.reveal().parse::<u64>()) {
            (true, _) => nik.reveal().to_owned(),
            (false, Ok(number)) => format::mask_digits(number, 16),
            (false, Err(_)) => "••••".to_owned(),
        };
        lines.push((w.nik_on_record, shown));
    }
    lines
}

/// What each payer pays a month, before and after.
pub(super) fn costs(one: &Proposal, at: &Desked) -> Table {
    let (lang, w) = (at.lang, ProposalTexts::of(at.lang));
    let mut table = Table::new("biaya", w.costs_title, lang)
        .personal()
        .text(at.t.payer)
        .number(w.before)
        .number(w.after)
        .number(w.difference);
    table.is_named = true;
    table.empty = w.costs_none.to_owned();
    let (before, after) = (&one.content.cost_before, &one.content.cost_after);
    let mut payers: Vec<&String> = before.iter().chain(after).map(|(payer, _)| payer).collect();
    payers.sort();
    payers.dedup();
    for payer in payers {
        let of = |costs: &[(String, i64)]| -> i64 {
            let of = costs.iter().filter(|(known, _)| known == payer);
            of.map(|(_, amount)| amount).sum()
        };
        let (before, after) = (of(before), of(after));
        let cell = |n, of| Td::rupiah(n, lang).link(cost_receipt(one, payer, of));
        if before != 0 || after != 0 {
            table.rows.push(vec![
                Td::text(words::payer(payer, at.t)),
                cell(before, CostOf::Before),
                cell(after, CostOf::After),
                cell(after - before, CostOf::More),
            ]);
        }
    }
    table
}
