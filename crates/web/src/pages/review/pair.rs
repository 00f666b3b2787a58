//! One pair side by side; masked until a reason is given.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_desk::review::Verdict;
use serde::Deserialize;

use crate::ask::PairOf;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::pairs::Doubt;
use crate::page::Page;
use crate::pages::people::state as covered;
use crate::pages::proposals::area_name;
use crate::pages::review::{
    Place, chance, explain, is_judged_by, place_of, queue, receipt, state, token, waits,
};
use crate::table::{Table, Td};
use crate::text::{ReviewTexts, Texts};
use crate::tile::Tile;
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "pair.html")]
struct PairPage {
    page: Page,
    t: &'static Texts,
    w: &'static ReviewTexts,
    token: String,
    news: String,
    /// The pair judged just before, if any.
    last: Option<String>,
    state: Td,
    /// The reason that opened it, "" while it is masked.
    why: String,
    opened: String,
    may_open: bool,
    sides: Table,
    evidence: Table,
    sum: String,
    facts: Vec<Tile>,
    opinions: Table,
    /// One's own standing verdict.
    mine: Option<i64>,
    next: Option<String>,
    verdicts: Vec<(&'static str, &'static str, usize)>,
}

/// What stands around a pair when it is shown.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) why: String,
    pub(crate) news: String,
    pub(crate) last: Option<String>,
}

/// `GET /tinjauan/{token}`: masked.
pub(crate) async fn show(at: Desked, Path(token): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ReviewLinks)?;
    let run = at.run()?;
    let place = place_of(&at, &run, &token).ok_or(Fault::NotFound)?;
    let params = at.params(&["kabar"]);
    let around = Around {
        news: match params.get("kabar") {
            "batal" => ReviewTexts::of(at.lang).undone.to_owned(),
            _ => String::new(),
        },
        ..Around::default()
    };
    let page = page(&at, &run, place, around).await?;
    at.answer(&page)
}

/// Why identities are opened.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /tinjauan/{token}`: opened with a reason, in the audit log.
pub(crate) async fn open(
    Path(token): Path<String>,
    posted: Posted<Why>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ReviewLinks)?;
    let run = at.run()?;
    let place = place_of(&at, &run, &token).ok_or(Fault::NotFound)?;
    let why = crate::export::reason(&form.reason)?.to_owned();
    let around = Around {
        why,
        ..Around::default()
    };
    opened(&at, &run, place, around).await
}

/// Shows a pair with full identities, once that is in the audit log.
pub(crate) async fn opened(
    at: &Desked,
    run: &Loaded,
    place: usize,
    around: Around,
) -> Result<Response, Fault> {
    let pair = &run.pairs[place].pair;
    at.require_in(Permission::ReviewLinks, &pair.area.compact())?;
    at.require_in(Permission::Unmask, &pair.area.compact())?;
    let pseudonym = at.desk.pseudonym(&pair.key.nik.as_number().to_string());
    let entry = Entry::new("person.unmask")
        .subject(format!("person:{pseudonym}"))
        .reason(around.why.as_str())
        .detail("run", run.manifest.id.clone())
        .detail("page", "review");
    at.record(entry).await?;
    let page = page(at, run, place, around).await?;
    at.answer(&page)
}

async fn page(at: &Desked, run: &Loaded, place: usize, around: Around) -> Result<PairPage, Fault> {
    let (lang, w) = (at.lang, ReviewTexts::of(at.lang));
    let places = queue(at, run).await?;
    let index = places
        .iter()
        .position(|one| one.at == place)
        .ok_or(Fault::Forbidden)?;
    let (one, doubt) = (&places[index], &run.pairs[place]);
    let user = &at.viewer.session.user;
    let own = one.queued.opinions.iter().find(|one| one.by == *user);
    let is_open = !around.why.is_empty();
    let area = doubt.pair.area.compact();
    let number = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    let title = w.fill(w.pair_title, &[&number(index + 1), &number(places.len())]);
    Ok(PairPage {
        page: at.page(title, "/tinjauan"),
        t: at.t,
        w,
        token: token(at, run, place),
        news: around.news,
        last: around.last,
        state: state(one.queued.state, lang),
        opened: w.fill(w.opened, &[&around.why]),
        may_open: !is_open && at.viewer.may_in(Permission::Unmask, &area, at.region()),
        why: around.why,
        sides: sides(at, run, doubt, is_open),
        evidence: explain::table(&doubt.pair.words, lang),
        sum: sum(doubt, lang),
        facts: vec![
            Tile::new(w.if_same, words::standing(&doubt.if_same, lang)),
            Tile::new(w.if_different, words::standing(&doubt.if_different, lang)),
            Tile::new(w.rupiah, format::rupiah(doubt.pair.rupiah, lang)).link(receipt(
                at,
                run,
                place,
                PairOf::Rupiah,
            )),
            Tile::new(w.people_at_stake, format::number(doubt.pair.people, lang)).link(receipt(
                at,
                run,
                place,
                PairOf::People,
            )),
        ],
        opinions: opinions(one, lang),
        mine: own.map(|own| own.id),
        next: next(&places, index, user).map(|place| token(at, run, place)),
        verdicts: vec![
            (Verdict::Same.code(), w.same, 1),
            (Verdict::Different.code(), w.different, 2),
            (Verdict::CannotTell.code(), w.cannot_tell, 3),
        ],
    })
}

/// The next pair that waits for this user, behind one of the queue and then from its
/// beginning.
pub(crate) fn next(places: &[Place], index: usize, user: &str) -> Option<usize> {
    let (before, behind) = places.split_at(index);
    behind
        .iter()
        .skip(1)
        .chain(before)
        .find(|one| waits(one) && !is_judged_by(one, user))
        .map(|one| one.at)
}

fn sum(doubt: &Doubt, lang: semesta_domain::Lang) -> String {
    let w = ReviewTexts::of(lang);
    let bits = format!("{:+.1}", doubt.pair.weight).replace('-', "−");
    let bits = lang.pick(&bits.replace('.', ","), &bits).to_owned();
    w.fill(
        w.weight_sum,
        &[&bits, &chance(doubt.pair.probability, lang)],
    )
}

/// How identities are written: whole once a reason was given, else masked.
struct Shown {
    is_open: bool,
    lang: semesta_domain::Lang,
}

impl Shown {
    fn name(&self, name: &str) -> String {
        if self.is_open {
            name.to_owned()
        } else {
            format::mask_name(name)
        }
    }

    fn digits(&self, number: u64, width: usize) -> String {
        match (number, self.is_open) {
            (0, _) => "–".to_owned(),
            (_, true) => format!("{number:0width$}"),
            (_, false) => format::mask_digits(number, width),
        }
    }

    fn day(&self, day: Option<jiff::civil::Date>) -> String {
        match (day, self.is_open) {
            (None, _) => "–".to_owned(),
            (Some(day), true) => format::date_in_words(day, self.lang),
            (Some(day), false) => day.year().to_string(),
        }
    }

    /// A NIK cell as delivered, whatever stands in it.
    fn nik(&self, given: &str) -> String {
        match (given.parse::<u64>(), self.is_open) {
            _ if given.is_empty() => "–".to_owned(),
            (Ok(number), _) if given.len() == 16 => self.digits(number, 16),
            (_, true) => given.to_owned(),
            (_, false) => "••••".to_owned(),
        }
    }
}

/// Record and resident, field by field.
fn sides(at: &Desked, run: &Loaded, doubt: &Doubt, is_open: bool) -> Table {
    let (lang, t, w) = (at.lang, at.t, ReviewTexts::of(at.lang));
    let (pair, people, row) = (&doubt.pair, &run.people, doubt.row);
    let mut table = Table::new("berdampingan", w.side_by_side, lang)
        .fixed()
        .personal()
        .text(w.field)
        .text(w.record)
        .text(w.resident);
    table.is_named = true;
    for (title, left, right) in identity(run, doubt, &Shown { is_open, lang }, t) {
        let cells = vec![Td::text(title), Td::text(left), Td::text(right)];
        table.rows.push(cells);
    }
    let record = if pair.active {
        Td::text(t.active).mark("good")
    } else {
        Td::text(t.inactive).mark("warn")
    };
    let resident = covered(people.registered[row], people.active[row], t);
    let line = t.fill(t.row_n, &[&doubt.file_row.to_string()]);
    let from = Td::text(format!("{}, {line}", doubt.file));
    table.rows.extend([
        vec![Td::text(w.membership), record, resident],
        vec![Td::text(w.source), from, Td::text(t.source_penduduk)],
    ]);
    table
}

/// What record and resident say of who they are; a roll does not say everything.
fn identity(
    run: &Loaded,
    doubt: &Doubt,
    shown: &Shown,
    t: &'static Texts,
) -> [(&'static str, String, String); 8] {
    let (pair, people, row) = (&doubt.pair, &run.people, doubt.row);
    let digits = |number, width| shown.digits(number, width);
    let dash = || "–".to_owned();
    [
        (
            t.name,
            shown.name(pair.record_name.reveal()),
            shown.name(pair.resident_name.reveal()),
        ),
        (
            t.birth_date,
            shown.day(pair.record_birth),
            shown.day(pair.resident_birth),
        ),
        (
            "NIK",
            shown.nik(pair.key.nik_given.reveal()),
            digits(pair.key.nik.as_number(), 16),
        ),
        (
            t.card,
            digits(pair.key.card.as_number(), 13),
            digits(people.card[row], 13),
        ),
        (t.family_card, dash(), digits(people.kk[row], 16)),
        (t.sex, dash(), words::sex(people.sex.get(row), t).to_owned()),
        (t.village, dash(), area_name(pair.area)),
        (
            t.segment,
            words::segment(&pair.segment, shown.lang),
            words::segment(people.segment.get(row), shown.lang),
        ),
    ]
}

fn opinions(one: &Place, lang: semesta_domain::Lang) -> Table {
    let w = ReviewTexts::of(lang);
    let mut table = Table::new("pendapat", w.opinions_title, lang)
        .personal()
        .text(w.opinion_who)
        .text(w.opinion_verdict)
        .text(w.opinion_when)
        .text(w.opinion_note);
    table.is_named = true;
    table.empty = w.opinions_none.to_owned();
    for opinion in &one.queued.opinions {
        let verdict = Td::text(opinion.verdict.label(lang));
        table.rows.push(vec![
            Td::text(&opinion.by),
            if opinion.wants_second {
                verdict.sub(w.wants_second)
            } else {
                verdict
            },
            Td::instant(opinion.at, lang),
            Td::text(&opinion.reason),
        ]);
    }
    table
}
