//! One person: what is known, and why; masked until a reason is given.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_domain::Lang;
use serde::Deserialize;

use crate::ask::{self, LineOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::people::state;
use crate::pages::proposals::one::{of_person, short_table};
use crate::pages::proposals::single::{SingleForm, single_form};
use crate::table::{Table, Td};
use crate::text::{ProposalTexts, Texts, TimelineTexts};
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    page: Page,
    t: &'static Texts,
    token: String,
    is_open: bool,
    may_open: bool,
    state: Td,
    facts: Vec<(&'static str, String)>,
    membership: Vec<(&'static str, String)>,
    records: Table,
    routes: Option<Table>,
    household: Table,
    bill: Table,
    w: &'static ProposalTexts,
    l: &'static TimelineTexts,
    proposals: Option<Table>,
    single: Option<SingleForm>,
}

/// `GET /penduduk/o/{token}`: masked.
pub(crate) async fn show(at: Desked, Path(token): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let run = at.run()?;
    let row = row_of(&at, &run, &token, Permission::ViewPeople)?;
    at.answer(&page(&at, &run, row, token, false).await?)
}

pub(crate) fn row_of(
    at: &Desked,
    run: &Loaded,
    token: &str,
    permission: Permission,
) -> Result<usize, Fault> {
    let row = at
        .app
        .tokens
        .row(&run.manifest.id, token)
        .ok_or(Fault::NotFound)? as usize;
    if row >= run.people.len() {
        return Err(Fault::NotFound);
    }
    at.require_in(permission, run.people.region.get(row))?;
    Ok(row)
}

/// A billed line's name in addresses.
fn lines_of(run: &Loaded) -> String {
    format!("{}:lines", run.manifest.id)
}

/// The line that a token leads to.
pub(crate) fn line_of(at: &Desked, run: &Loaded, token: &str) -> Option<usize> {
    let row = at.app.tokens.row(&lines_of(run), token)? as usize;
    (row < run.lines.len()).then_some(row)
}

/// Where the receipt of a billed line is.
pub(crate) fn line_receipt(at: &Desked, run: &Loaded, row: usize, of: LineOf) -> String {
    let line = at.app.tokens.of(&lines_of(run), row as u32);
    ask::Line { line, of }.href()
}

/// Billed, by the tariff and disputed: a line's amounts with their receipts.
pub(crate) fn amounts(at: &Desked, run: &Loaded, row: usize) -> [Td; 3] {
    let lines = &run.lines;
    [
        (lines.billed[row], LineOf::Billed),
        (lines.expected[row], LineOf::Expected),
        (lines.disputed[row], LineOf::Disputed),
    ]
    .map(|(n, of)| Td::rupiah(i64::from(n), at.lang).link(line_receipt(at, run, row, of)))
}

/// Why somebody's identity is opened.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /penduduk/o/{token}`: opened with a reason, in the audit log.
pub(crate) async fn open(
    Path(token): Path<String>,
    posted: Posted<Why>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let run = at.run()?;
    let row = row_of(&at, &run, &token, Permission::Unmask)?;
    let reason = crate::export::reason(&form.reason)?;
    let pseudonym = at.desk.pseudonym(&run.people.nik[row].to_string());
    let entry = Entry::new("person.unmask")
        .subject(format!("person:{pseudonym}"))
        .reason(reason)
        .detail("run", run.manifest.id.clone());
    // What is not written is not shown.
    at.record(entry).await?;
    at.answer(&page(&at, &run, row, token, true).await?)
}

/// Identifiers as this page may show them.
struct Shown {
    is_open: bool,
    lang: Lang,
}

impl Shown {
    fn digits(&self, number: u64, width: usize) -> String {
        match (number, self.is_open) {
            (0, _) => "–".to_owned(),
            (_, true) => format!("{number:0width$}"),
            (_, false) => format::mask_digits(number, width),
        }
    }

    fn name(&self, name: &str) -> String {
        if self.is_open {
            name.to_owned()
        } else {
            format::mask_name(name)
        }
    }

    fn birth(&self, day: i32) -> String {
        if self.is_open {
            return format::days(day, self.lang);
        }
        let year = semesta_domain::date_from_days(day).map(|date| date.year());
        year.map_or_else(|| "–".to_owned(), |year| format!("•• •• {year}"))
    }
}

async fn page(
    at: &Desked,
    run: &Loaded,
    row: usize,
    token: String,
    is_open: bool,
) -> Result<PersonPage, Fault> {
    let (lang, t, people) = (at.lang, at.t, &run.people);
    let shown = Shown { is_open, lang };
    let region = people.region.get(row);
    let area = run.area(region).map_or_else(
        || t.village_unknown.to_owned(),
        |area| format!("{} ({})", area.name, area.dotted()),
    );
    let facts = vec![
        ("NIK", shown.digits(people.nik[row], 16)),
        (t.family_card, shown.digits(people.kk[row], 16)),
        (t.birth_date, shown.birth(people.birth[row])),
        (t.sex, words::sex(people.sex.get(row), t).to_owned()),
        (t.village, area),
        (
            t.decile,
            match people.decile[row] {
                0 => "–".to_owned(),
                decile => decile.to_string(),
            },
        ),
    ];
    let (is_registered, is_active) = (people.registered[row], people.active[row]);
    Ok(PersonPage {
        page: at.page(shown.name(people.name.get(row)), "/penduduk"),
        t,
        may_open: !is_open && at.viewer.may_in(Permission::Unmask, region, at.region()),
        routes: (!people.active[row]).then(|| routes(run, row, &token, lang, t)),
        token,
        is_open,
        state: state(people.registered[row], people.active[row], t),
        facts,
        membership: membership(run, row, &shown, t),
        records: records(run, row, &shown, t),
        household: household(at, run, row, &shown),
        bill: bill(at, run, row),
        w: ProposalTexts::of(lang),
        l: TimelineTexts::of(lang),
        proposals: proposals(at, people.nik[row]).await?,
        single: single_form(at, region, is_registered, is_active),
    })
}

/// The person's proposals, for those who may see any.
async fn proposals(at: &Desked, nik: u64) -> Result<Option<Table>, Fault> {
    let w = ProposalTexts::of(at.lang);
    let Ok(nik) = semesta_domain::Nik::from_number(nik) else {
        return Ok(None);
    };
    if !at.viewer.may(Permission::ViewProposals) {
        return Ok(None);
    }
    let found = of_person(at, nik).await?;
    Ok(Some(short_table(
        &found,
        w.list_caption,
        w.person_none,
        at.lang,
    )))
}

fn membership(
    run: &Loaded,
    row: usize,
    shown: &Shown,
    t: &'static Texts,
) -> Vec<(&'static str, String)> {
    let (people, lang) = (&run.people, shown.lang);
    if !people.registered[row] {
        return vec![(t.reason, words::gap(people.gap.get(row), lang).to_owned())];
    }
    let mut facts = vec![
        (t.card, shown.digits(people.card[row], 13)),
        (t.segment, words::segment(people.segment.get(row), lang)),
        (t.payer, words::payer(people.payer.get(row), t)),
    ];
    if !people.active[row] {
        facts.push((t.reason, words::gap(people.gap.get(row), lang).to_owned()));
        facts.push((
            t.inactive_reason,
            people.inactive_reason.get(row).to_owned(),
        ));
    }
    if !matches!(people.arrears[row], 0 | u16::MAX) {
        facts.push((
            t.arrears,
            t.fill(t.months_n, &[&people.arrears[row].to_string()]),
        ));
    }
    facts
}

/// The roll records of the person, and why each is theirs.
fn records(run: &Loaded, row: usize, shown: &Shown, t: &'static Texts) -> Table {
    let (members, lang) = (&run.members, shown.lang);
    let (nik, card) = (run.people.nik[row], run.people.card[row]);
    let mut table = Table::new("rekaman", t.records_caption, lang)
        .personal()
        .text(t.card)
        .text(t.standing)
        .text(t.segment)
        .text(t.state)
        .text(t.linked_by)
        .text(t.evidence)
        .text(t.source);
    table.empty = t.records_none.to_owned();
    for at in members.of(nik, card) {
        let weight = match members.method.get(at) {
            "exact" | "" => String::new(),
            _ => t.fill(t.bits_n, &[&members.weight[at].to_string()]),
        };
        table.rows.push(vec![
            Td::text(shown.digits(members.card[at], 13)),
            Td::text(words::standing(members.standing.get(at), lang)),
            Td::text(words::segment(members.segment.get(at), lang)),
            state(true, members.active[at], t),
            Td::text(words::method(members.method.get(at), t)).sub(weight),
            Td::text(members.reason.get(at)).indonesian(lang),
            Td::text(members.file.get(at)).sub(t.fill(t.row_n, &[&members.row[at].to_string()])),
        ]);
    }
    table
}

/// Who could pay, the proposal first.
fn routes(run: &Loaded, row: usize, token: &str, lang: Lang, t: &'static Texts) -> Table {
    let routes = &run.routes;
    let mut table = Table::new("jalan", t.routes_caption, lang)
        .personal()
        .text(t.route)
        .text(t.payer)
        .text(t.reason)
        .text(t.first_action)
        .number(t.city_a_month)
        .text(t.law_title);
    for (rank, at) in (0..).zip(routes.of(run.people.nik[row])) {
        let receipt = ask::Route {
            person: token.to_owned(),
            rank,
        };
        let payer = words::payer(routes.payer.get(at), t);
        let route = Td::text(words::route(routes.route.get(at), lang));
        table.rows.push(vec![
            if routes.ruled_out[at] {
                route.sub(t.ruled_out)
            } else {
                route
            },
            Td::text(payer).sub(routes.payer_name.get(at)),
            Td::text(words::route_reason(routes.reason.get(at), lang)),
            if routes.ruled_out[at] {
                Td::text("–")
            } else {
                Td::text(words::action(routes.action.get(at), lang))
                    .sub(format::days(routes.deadline[at], lang))
            },
            Td::rupiah(i64::from(routes.city[at]), lang).link(receipt.href()),
            Td::text("").sub(routes.law.get(at).replace(';', ", ")),
        ]);
    }
    table
}

/// The others on the family card.
fn household(at: &Desked, run: &Loaded, row: usize, shown: &Shown) -> Table {
    let (lang, t, people) = (at.lang, at.t, &run.people);
    let on = run.manifest.as_of.parse().ok();
    let mut table = Table::new("keluarga", t.household_caption, lang)
        .personal()
        .text(t.name)
        .text(t.sex)
        .number(t.age)
        .text(t.segment)
        .text(t.state);
    table.empty = t.household_none.to_owned();
    let family = people.of_family(people.kk[row]).iter();
    for other in family
        .map(|other| *other as usize)
        .filter(|other| *other != row)
    {
        let token = at.app.tokens.of(&run.manifest.id, other as u32);
        let age = on.and_then(|on| format::age(people.birth[other], on));
        table.rows.push(vec![
            Td::text(shown.name(people.name.get(other))).link(format!("/penduduk/o/{token}")),
            Td::text(words::sex(people.sex.get(other), t)),
            Td::number(age.map_or_else(|| "–".to_owned(), |age| age.to_string())),
            Td::text(words::segment(people.segment.get(other), lang)),
            state(people.registered[other], people.active[other], t),
        ]);
    }
    table
}

/// What was billed for the person, month by month.
fn bill(at: &Desked, run: &Loaded, row: usize) -> Table {
    let (lang, t, lines) = (at.lang, at.t, &run.lines);
    let mut table = Table::new("tagihan", t.person_bill, lang)
        .personal()
        .text(t.month)
        .text(t.finding)
        .number(t.billed)
        .number(t.expected)
        .number(t.disputed)
        .text(t.evidence);
    table.empty = t.person_bill_none.to_owned();
    // The newest first.
    for line in lines.of(run.people.nik[row]).iter().rev() {
        let line = *line as usize;
        let is_ok = lines.finding.get(line) == "ok";
        let mut cells = vec![
            Td::month(lines.month.get(line), lang),
            Td::text(words::finding(lines.finding.get(line), lang)).mark(if is_ok {
                "good"
            } else {
                "bad"
            }),
        ];
        cells.extend(amounts(at, run, line));
        cells.push(Td::text(lines.evidence.get(line)).indonesian(lang));
        table.rows.push(cells);
    }
    table
}
