//! Riwayat: one person over time, what was true when and what was known when.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::{Lang, MembershipStatus, Nik, RegionCode};
use semesta_engine::history::{Event, History, Place, RollState};
use semesta_evidence::Source;

use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::gap::village;
use crate::pages::person::row_of;
use crate::pages::proposals::one::of_person;
use crate::table::{Key, Table, Td};
use crate::text::{Texts, TimelineTexts};
use crate::visit::Desked;
use crate::words;

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    page: Page,
    t: &'static Texts,
    l: &'static TimelineTexts,
    person: String,
    who: String,
    months: Table,
    lines: Table,
}

/// Something that happened.
struct Line {
    effective: Option<Date>,
    recorded: Date,
    what: String,
    detail: String,
    source: Td,
}

impl Line {
    /// What the timeline is ordered by.
    fn day(&self) -> Date {
        self.effective.unwrap_or(self.recorded)
    }
}

/// `GET /penduduk/o/{token}/riwayat`: without any identity, open or masked.
pub(crate) async fn show(at: Desked, Path(token): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let run = at.run()?;
    let row = row_of(&at, &run, &token, Permission::ViewPeople)?;
    let (lang, l) = (at.lang, TimelineTexts::of(at.lang));
    let nik = run.people.nik[row];
    let history = read(&at, &run, row).await?;
    let mut lines = of_rolls(&at, &history);
    lines.extend(
        history
            .events
            .iter()
            .map(|event| of_event(&at, &run, event)),
    );
    let area = run.people.region.get(row).parse().unwrap_or(at.region());
    lines.extend(of_desk(&at, nik, area).await?);
    lines.sort_by_key(|line| std::cmp::Reverse((line.day(), line.recorded)));
    let page = TimelinePage {
        page: at.page(l.title, "/penduduk"),
        t: at.t,
        l,
        person: format!("/penduduk/o/{token}"),
        who: format!(
            "{} · {}",
            format::mask_name(run.people.name.get(row)),
            village(&run, run.people.region.get(row))
        ),
        months: months(&at, &run, nik, &history),
        lines: table(&lines, lang, at.t, l),
    };
    at.answer(&page)
}

/// What deliveries say of the resident of a row, by their NIK and cards.
async fn read(at: &Desked, run: &Loaded, row: usize) -> Result<History, Fault> {
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let (nik, members) = (run.people.nik[row], &run.members);
    let mut cards: Vec<u64> = (0..members.card.len())
        .filter(|at| nik != 0 && members.nik[*at] == nik)
        .map(|at| members.card[at])
        .collect();
    cards.push(run.people.card[row]);
    cards.retain(|card| *card != 0);
    let until: Date = run.manifest.as_of.parse()?;
    Ok(tokio::task::spawn_blocking(move || History::of(&folder, nik, &cards, until)).await??)
}

fn months(at: &Desked, run: &Loaded, nik: u64, history: &History) -> Table {
    let (lang, t, l) = (at.lang, at.t, TimelineTexts::of(at.lang));
    let mut table = Table::new("bulan", l.months_caption, lang)
        .personal()
        .text(t.month)
        .text(l.then)
        .text(l.now)
        .text(l.billed);
    table.empty = l.lines_none.to_owned();
    let lines = &run.lines;
    let billed: Vec<usize> = (0..lines.len())
        .filter(|at| nik != 0 && lines.nik[*at] == nik)
        .collect();
    let state = |is_active: bool| match is_active {
        true => Td::text(t.active).mark("good"),
        false => Td::text(t.inactive).mark("warn"),
    };
    for one in history.months() {
        let month = one.month.to_string();
        let of_month: Vec<usize> = billed
            .iter()
            .copied()
            .filter(|at| lines.month.get(*at) == month)
            .collect();
        let amount: i64 = of_month.iter().map(|at| i64::from(lines.billed[*at])).sum();
        let findings: Vec<String> = of_month
            .iter()
            .map(|at| words::finding(lines.finding.get(*at), lang))
            .collect();
        table.rows.push(vec![
            Td::month(&month, lang),
            one.then.map_or_else(|| Td::text(l.no_roll), state),
            if one.then.is_some_and(|then| then != one.now) {
                state(one.now).sub(l.differs)
            } else {
                state(one.now)
            },
            if of_month.is_empty() {
                Td::text("–")
            } else {
                Td::text(format::rupiah(amount, lang))
                    .keyed(Key::Number(amount))
                    .sub(findings.join(", "))
            },
        ]);
    }
    table
}

fn file(place: &Place, t: &'static Texts) -> Td {
    Td::text(&place.file)
        .link(format!("/data/cuplikan/{}", place.snapshot))
        .sub(t.fill(t.row_n, &[&place.row.to_string()]))
}

/// What changed from roll to roll, card by card.
fn of_rolls(at: &Desked, history: &History) -> Vec<Line> {
    let (t, l) = (at.t, TimelineTexts::of(at.lang));
    let mut cards: Vec<u64> = history.states.iter().map(|state| state.card).collect();
    cards.sort_unstable();
    cards.dedup();
    let mut lines = Vec::new();
    for card in cards {
        let mut before: Option<&RollState> = None;
        for date in &history.rolls {
            let found = history
                .states
                .iter()
                .find(|state| state.card == card && state.recorded == *date);
            match (before, found) {
                (None, Some(state)) => lines.push(roll_line(at, l.roll_first, state, state.start)),
                (Some(last), Some(state)) => {
                    if let Some((what, day)) = changed(last, state, l) {
                        lines.push(roll_line(at, what, state, day));
                    }
                }
                (Some(last), None) => lines.push(Line {
                    effective: None,
                    recorded: *date,
                    what: l.roll_gone.to_owned(),
                    detail: words::segment(&last.segment, at.lang),
                    source: Td::text(words::source("peserta", t)),
                }),
                (None, None) => {}
            }
            before = found;
        }
    }
    lines
}

/// What a later roll says differently, and from which day.
fn changed(
    before: &RollState,
    after: &RollState,
    l: &'static TimelineTexts,
) -> Option<(&'static str, Option<Date>)> {
    let is_other = before.segment != after.segment || before.payer != after.payer;
    match (before.status, after.status) {
        (MembershipStatus::Active, MembershipStatus::Inactive) => {
            Some((l.roll_inactive, after.end))
        }
        (MembershipStatus::Inactive, MembershipStatus::Active) => {
            Some((l.roll_active, after.start))
        }
        _ if is_other => Some((l.roll_changed, after.start)),
        _ => None,
    }
}

fn roll_line(at: &Desked, what: &str, state: &RollState, effective: Option<Date>) -> Line {
    let (lang, t) = (at.lang, at.t);
    let status = match state.status {
        MembershipStatus::Active => t.active,
        MembershipStatus::Inactive => t.inactive,
    };
    let mut detail = vec![
        status.to_owned(),
        words::segment(&state.segment, lang),
        format::mask_digits(state.card, 13),
    ];
    if !state.payer.is_empty() {
        detail.push(words::payer(&state.payer, t));
    }
    if !state.reason.is_empty() {
        detail.push(state.reason.clone());
    }
    Line {
        effective,
        recorded: state.recorded,
        what: what.to_owned(),
        detail: detail.join(" · "),
        source: file(&state.place, t),
    }
}

fn of_event(at: &Desked, run: &Loaded, event: &Event) -> Line {
    let (lang, t, l) = (at.lang, at.t, TimelineTexts::of(at.lang));
    let what = match event.source {
        Source::Kematian => l.died,
        Source::Pindah => l.moved,
        Source::Phk => l.laid_off,
        Source::Pekerja => l.works,
        Source::DaftarPemda => l.approved,
        Source::Dtsen => l.decile,
        Source::Program => l.program,
        _ => l.register,
    };
    let said = event.words.iter().map(|(column, text)| match *column {
        "kode_wilayah" => match run.area(text) {
            Some(area) => area.name.clone(),
            None => text.clone(),
        },
        "penanggung" => words::payer(text, t),
        "arah" => lang_of(text, l).to_owned(),
        "rt" => format!("RT {text}"),
        "rw" => format!("RW {text}"),
        "selesai" | "tanggal_selesai" => t.fill(t.until, &[&format::day(text, lang)]),
        "desil" => format!("{} {text}", t.decile),
        _ => text.clone(),
    });
    Line {
        effective: event.effective,
        recorded: event.recorded,
        what: what.to_owned(),
        detail: said.collect::<Vec<_>>().join(" · "),
        source: file(&event.place, t),
    }
}

fn lang_of(direction: &str, l: &'static TimelineTexts) -> &'static str {
    if direction == "MASUK" {
        l.arrived
    } else {
        l.departed
    }
}

/// What people did about somebody: proposals, decisions, visits.
async fn of_desk(at: &Desked, nik: u64, area: RegionCode) -> Result<Vec<Line>, Fault> {
    let (lang, l) = (at.lang, TimelineTexts::of(at.lang));
    let Ok(nik) = Nik::from_number(nik) else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    let day = |at: jiff::Timestamp| at.to_zoned(jiff::tz::TimeZone::system()).date();
    if at.viewer.may(Permission::ViewProposals) {
        for one in of_person(at, nik).await? {
            lines.push(Line {
                effective: Some(one.effective),
                recorded: day(one.made_at),
                what: l.fill(l.proposal, &[&one.id.to_string(), one.kind.label(lang)]),
                detail: format!(
                    "{} · {}",
                    one.state.label(lang),
                    l.fill(l.by_whom, &[&one.made_by])
                ),
                source: Td::text(one.reason.label(lang)).link(format!("/usulan/{}", one.id)),
            });
        }
    }
    if at.viewer.may(Permission::ReviewLinks) {
        let decisions = at.desk.decisions(&at.actor()).await?;
        for one in decisions.into_iter().filter(|one| one.key.nik == nik) {
            lines.push(Line {
                effective: None,
                recorded: one.day,
                what: l.decision.to_owned(),
                detail: format!("{} · {}", one.verdict.label(lang), one.reason),
                source: Td::text(l.fill(l.by_whom, &[&one.by.join(", ")])),
            });
        }
    }
    for one in at.desk.visits_of(&at.actor(), nik, area).await? {
        if one.undone_at.is_some() {
            continue;
        }
        let outcome = semesta_desk::visit::visit_outcome(&one.outcome);
        lines.push(Line {
            effective: Some(one.day),
            recorded: day(one.made_at),
            what: l.visit.to_owned(),
            detail: outcome
                .map_or(one.outcome.as_str(), |o| o.title(lang))
                .to_owned(),
            source: Td::text(l.fill(l.by_whom, &[&one.made_by])),
        });
    }
    Ok(lines)
}

fn table(lines: &[Line], lang: Lang, t: &'static Texts, l: &'static TimelineTexts) -> Table {
    let mut table = Table::new("riwayat", l.lines_caption, lang)
        .personal()
        .text(l.effective)
        .text(l.recorded)
        .text(l.what)
        .text(l.detail)
        .text(t.source);
    table.empty = l.lines_none.to_owned();
    for line in lines {
        let lag = line.effective.map(|day| (line.recorded - day).get_days());
        let said = match lag {
            None => String::new(),
            Some(0) => l.same_day.to_owned(),
            Some(days) if days < 0 => l.fill(l.days_before, &[&(-days).to_string()]),
            Some(days) => l.fill(l.days_after, &[&days.to_string()]),
        };
        table.rows.push(vec![
            line.effective
                .map_or_else(|| Td::text(l.undated), |day| Td::date(day, lang)),
            Td::date(line.recorded, lang).sub(said),
            Td::text(&line.what),
            Td::text(&line.detail),
            line.source.clone(),
        ]);
    }
    table
}
