//! `report compare`: what two runs say differently, down to the person.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use semesta_engine::compare::{Change, Comparison, Flow, Person, Side};
use semesta_evidence::DataFolder;

use super::{Common, Context};
use crate::run::{find, hinted};
use crate::sheet::{Cell, Sheet, columns};

/// Arguments of `report compare`.
#[derive(Args)]
pub(super) struct CompareArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Run yang dibandingkan: dari `--run` ke yang ini.
    #[arg(long, value_name = "ID")]
    with: String,
    /// Yang ditampilkan.
    #[arg(long, value_enum, default_value = "flows")]
    what: What,
    /// Hanya orang dengan perubahan ini.
    #[arg(long, value_enum, value_name = "PERUBAHAN")]
    change: Option<Which>,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Dari jumlah yang satu ke yang lain, tanpa sisa.
    Flows,
    /// Setiap orang menurut perubahan pertamanya.
    Classes,
    /// Segmen sebelum dan sesudah.
    Segments,
    /// Kedudukan rekaman sebelum dan sesudah.
    Standings,
    /// Orang demi orang, dengan pengenal lengkap.
    People,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Arrived,
    Left,
    Covered,
    Uncovered,
    Activated,
    Deactivated,
    Segment,
    Payer,
    Moved,
}

impl Which {
    fn change(self) -> Change {
        match self {
            Self::Arrived => Change::Arrived,
            Self::Left => Change::Left,
            Self::Covered => Change::Covered,
            Self::Uncovered => Change::Uncovered,
            Self::Activated => Change::Activated,
            Self::Deactivated => Change::Deactivated,
            Self::Segment => Change::Segment,
            Self::Payer => Change::Payer,
            Self::Moved => Change::Moved,
        }
    }
}

pub(super) fn sheet(
    args: &CompareArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let other = find(folder, Some(&args.with), lang)?;
    let manifest = other.manifest().map_err(|error| hinted(error, lang))?;
    let found = Comparison::of(&context.run, &other).map_err(|error| hinted(error, lang))?;
    anyhow::ensure!(found.closes(), "the comparison does not close");
    let mut facts = context.facts();
    facts.push(("with", manifest.id.clone()));
    facts.push(("with_as_of", manifest.as_of.clone()));
    let (head, mut rows) = match args.what {
        What::Flows => flows(&found, context),
        What::Classes => classes(&found, context),
        What::Segments => segments(&found, context),
        What::Standings => standings(&found, context),
        What::People => people(&found, args.change),
    };
    let mut columns = columns(lang, head);
    if context.for_reading && args.what == What::People {
        // Eighty columns hold who, what, and the segments.
        for at in [13, 12, 10, 9, 8, 7, 5, 4, 3] {
            columns.remove(at);
            rows.iter_mut().for_each(|row| drop(row.remove(at)));
        }
    }
    Ok(Sheet {
        schema: "semesta.report.compare/1",
        name: "compare",
        facts,
        columns,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

type Head = &'static [(&'static str, &'static str, &'static str)];
type Built = (Head, Vec<Vec<Cell>>);

fn flows(found: &Comparison, context: &Context) -> Built {
    let row = |code: &str, id, en, flow: Flow| {
        let name = if context.for_reading {
            context.lang.pick(id, en)
        } else {
            code
        };
        let counts = [
            flow.before,
            flow.gained,
            flow.lost,
            flow.arrived,
            flow.left,
            flow.after,
        ];
        let cells = counts.map(Cell::Integer);
        std::iter::once(Cell::text(name)).chain(cells).collect()
    };
    let head: Head = &[
        ("measure", "Ukuran", "Measure"),
        ("before", "Sebelum", "Before"),
        ("gained", "Bertambah", "Gained"),
        ("lost", "Berkurang", "Lost"),
        ("arrived", "Penduduk baru", "Arrived"),
        ("left", "Pergi", "Left"),
        ("after", "Sesudah", "After"),
    ];
    let rows = vec![
        row("residents", "Penduduk", "Residents", found.residents),
        row("registered", "Terdaftar", "Registered", found.registered),
        row("active", "Aktif", "Active", found.active),
    ];
    (head, rows)
}

fn classes(found: &Comparison, context: &Context) -> Built {
    let name = |class: &Option<Change>| match class {
        None if context.for_reading => context.lang.pick("Tetap", "Unchanged"),
        None => "same",
        Some(change) if context.for_reading => change.label(context.lang),
        Some(change) => change.code(),
    };
    let rows = found.classes.iter().map(|(class, n)| {
        let applies = class.and_then(|change| found.counts.get(&change));
        vec![
            Cell::text(name(class)),
            Cell::Integer(*n),
            applies.map_or(Cell::Empty, |n| Cell::Integer(*n)),
        ]
    });
    let head: Head = &[
        ("change", "Perubahan", "Change"),
        ("people", "Orang (yang pertama)", "People (the first)"),
        ("applies_to", "Berlaku bagi", "Applies to"),
    ];
    (head, rows.collect())
}

fn segments(found: &Comparison, context: &Context) -> Built {
    let name = |segment: Option<u32>| match segment {
        None if context.for_reading => context.lang.pick("bukan penduduk", "no resident"),
        None => "none",
        Some(segment) => match found.words.text(segment) {
            "" if context.for_reading => context.lang.pick("belum terdaftar", "not registered"),
            "" => "unregistered",
            code => code,
        },
    };
    let rows = moves(&found.segments, name);
    (
        &[
            ("before", "Sebelum", "Before"),
            ("after", "Sesudah", "After"),
            ("people", "Orang", "People"),
        ],
        rows,
    )
}

fn standings(found: &Comparison, context: &Context) -> Built {
    let name = |standing: u32| match found.words.text(standing) {
        "" if context.for_reading => context.lang.pick("tidak ada", "not in the roll"),
        "" => "none",
        code => code,
    };
    let rows = moves(&found.standings, name);
    (
        &[
            ("before", "Sebelum", "Before"),
            ("after", "Sesudah", "After"),
            ("records", "Rekaman", "Records"),
        ],
        rows,
    )
}

/// From what to what, and how many.
fn moves<'a, K: Copy>(
    counts: &BTreeMap<(K, K), i64>,
    name: impl Fn(K) -> &'a str,
) -> Vec<Vec<Cell>> {
    let row = |((before, after), n): (&(K, K), &i64)| {
        vec![
            Cell::text(name(*before)),
            Cell::text(name(*after)),
            Cell::Integer(*n),
        ]
    };
    counts.iter().map(row).collect()
}

fn people(found: &Comparison, which: Option<Which>) -> Built {
    let text = |word: u32| match found.words.text(word) {
        "" => Cell::Empty,
        text => Cell::text(text),
    };
    let side = |side: Option<Side>| match side {
        None => vec![Cell::Empty; 5],
        Some(side) => vec![
            text(side.region),
            Cell::Flag(side.registered),
            Cell::Flag(side.active),
            text(side.segment),
            text(side.payer),
        ],
    };
    let row = |person: &Person| {
        let mut cells = vec![
            if person.nik == 0 {
                Cell::Empty
            } else {
                Cell::text(format!("{:016}", person.nik))
            },
            Cell::text(&person.name),
            Cell::text(person.class().map_or("", Change::code)),
        ];
        cells.extend(side(person.before));
        cells.extend(side(person.after));
        cells.push(text(person.left_as));
        cells
    };
    let wanted = which.map(Which::change);
    let chosen = found
        .people
        .iter()
        .filter(|person| wanted.is_none_or(|change| person.has(change)));
    (
        &[
            ("nik", "NIK", "NIK"),
            ("name", "Nama", "Name"),
            ("change", "Perubahan", "Change"),
            ("region_before", "Wilayah sebelum", "Area before"),
            (
                "registered_before",
                "Terdaftar sebelum",
                "Registered before",
            ),
            ("active_before", "Aktif sebelum", "Active before"),
            ("segment_before", "Segmen sebelum", "Segment before"),
            ("payer_before", "Penanggung sebelum", "Payer before"),
            ("region_after", "Wilayah sesudah", "Area after"),
            ("registered_after", "Terdaftar sesudah", "Registered after"),
            ("active_after", "Aktif sesudah", "Active after"),
            ("segment_after", "Segmen sesudah", "Segment after"),
            ("payer_after", "Penanggung sesudah", "Payer after"),
            ("left_as", "Rekamannya kini", "Record now"),
        ],
        chosen.map(row).collect(),
    )
}
