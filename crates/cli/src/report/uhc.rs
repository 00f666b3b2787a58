//! `report uhc`: the three indicators, official and verified.

use semesta_domain::{Lang, Ratio, Segment};
use semesta_engine::figures::Indicator;
use semesta_engine::results::Table;

use super::table::{Frame, Row};
use super::{By, Context, not_grouped_so, payer_label};
use crate::sheet::{Cell, Column, Sheet, columns};
use crate::talk::Hinted;

const SCHEMA: &str = "semesta.report.uhc/1";

pub(super) fn sheet(context: &Context) -> anyhow::Result<Sheet<'static>> {
    let figures = match context.by {
        By::Age | By::Sex => groups(context)?,
        By::Payer => payers(context)?,
        By::BudgetLine => {
            return Err(not_grouped_so(
                context.lang.pick("cakupan", "coverage"),
                "city|district|village|segment|payer|age|sex",
                context.lang,
            ));
        }
        _ => areas(context)?,
    };
    let (columns, rows) = if context.for_reading {
        shown(&figures, context)
    } else {
        (
            file_columns(context),
            figures.iter().map(file_row).collect(),
        )
    };
    let rows: Vec<Vec<Cell>> = rows;
    Ok(Sheet {
        schema: SCHEMA,
        name: "uhc",
        facts: context.facts(),
        columns,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// One figure as files have it.
struct Figure {
    level: String,
    area: String,
    area_name: String,
    segment: String,
    indicator: String,
    basis: String,
    formula: String,
    ratio: Ratio,
}

fn areas(context: &Context) -> anyhow::Result<Vec<Figure>> {
    let level = match context.by {
        By::District => "district",
        By::Village => "village",
        _ => "city",
    };
    let frame = Frame::read(&context.run, Table::Indicators)?;
    let mut figures = Vec::new();
    for row in frame.rows() {
        let segment = row.text("segment")?;
        if row.text("level")? != level || (segment != "all" && context.by != By::Segment) {
            continue;
        }
        figures.push(figure(
            row,
            level,
            row.text("area")?,
            row.text("area_name")?,
            segment,
        )?);
    }
    Ok(figures)
}

fn figure(
    row: Row<'_>,
    level: &str,
    area: String,
    area_name: String,
    segment: String,
) -> anyhow::Result<Figure> {
    Ok(Figure {
        level: level.to_owned(),
        area,
        area_name,
        segment,
        indicator: row.text("indicator")?,
        basis: row.text("basis")?,
        formula: row.text("formula")?,
        ratio: row.ratio()?,
    })
}

/// Figures by payer; for readers without the segments of each.
fn payers(context: &Context) -> anyhow::Result<Vec<Figure>> {
    let lang = context.lang;
    if !context.run.table_path(Table::Payers).is_file() {
        return Err(Hinted::new(
            lang.pick(
                "run ini dari versi sebelum rincian menurut penanggung",
                "this run is of a version before the split by payer",
            ),
            lang.pick(
                "jalankan lagi `semesta run` untuk tanggal yang sama",
                "repeat `semesta run` for the same date",
            ),
        )
        .into());
    }
    let frame = Frame::read(&context.run, Table::Payers)?;
    let mut figures = Vec::new();
    for row in frame.rows() {
        let segment = row.text("segment")?;
        if context.for_reading && segment != "all" {
            continue;
        }
        let payer = row.text("payer")?;
        let name = match payer.as_str() {
            "all" => lang.pick("Semua", "All").to_owned(),
            "subsidised" => lang
                .pick("Disubsidi pemerintah", "Subsidised by governments")
                .to_owned(),
            code => payer_label(code, lang),
        };
        figures.push(figure(row, "payer", payer, name, segment)?);
    }
    Ok(figures)
}

/// Figures by age group or by sex: the finer table summed over the other.
fn groups(context: &Context) -> anyhow::Result<Vec<Figure>> {
    let (level, column) = if context.by == By::Age {
        ("age_group", "age_group")
    } else {
        ("sex", "sex")
    };
    let frame = Frame::read(&context.run, Table::Demographics)?;
    let mut figures: Vec<Figure> = Vec::new();
    for row in frame.rows() {
        let next = figure(
            row,
            level,
            row.text(column)?,
            row.text(column)?,
            "all".to_owned(),
        )?;
        let known = figures.iter_mut().find(|known| {
            known.area == next.area
                && known.indicator == next.indicator
                && known.basis == next.basis
        });
        match known {
            Some(known) => {
                known.ratio.numerator += next.ratio.numerator;
                known.ratio.denominator += next.ratio.denominator;
            }
            None => figures.push(next),
        }
    }
    Ok(figures)
}

fn file_columns(context: &Context) -> Vec<Column> {
    let names: [(&'static str, &'static str, &'static str); 10] = [
        ("level", "level", "level"),
        ("area", "area", "area"),
        ("area_name", "area_name", "area_name"),
        ("segment", "segment", "segment"),
        ("indicator", "indicator", "indicator"),
        ("basis", "basis", "basis"),
        ("numerator", "numerator", "numerator"),
        ("denominator", "denominator", "denominator"),
        ("percent", "percent", "percent"),
        ("formula", "formula", "formula"),
    ];
    columns(context.lang, &names)
}

fn file_row(figure: &Figure) -> Vec<Cell> {
    vec![
        Cell::text(&figure.level),
        Cell::text(&figure.area),
        Cell::text(&figure.area_name),
        Cell::text(&figure.segment),
        Cell::text(&figure.indicator),
        Cell::text(&figure.basis),
        Cell::Integer(figure.ratio.numerator),
        Cell::Integer(figure.ratio.denominator),
        Cell::Share(figure.ratio),
        Cell::text(&figure.formula),
    ]
}

/// What a reader sees: one line an indicator for the city, one line an area, segment or group else.
fn shown(figures: &[Figure], context: &Context) -> (Vec<Column>, Vec<Vec<Cell>>) {
    if context.by == By::City {
        city(figures, context.lang)
    } else {
        compact(figures, context)
    }
}

fn city(figures: &[Figure], lang: Lang) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let columns = columns(
        lang,
        &[
            ("indicator", "Indikator", "Indicator"),
            ("basis", "Dasar", "Basis"),
            ("numerator", "Pembilang", "Numerator"),
            ("denominator", "Penyebut", "Denominator"),
            ("percent", "Persen", "Percent"),
        ],
    );
    let rows = figures
        .iter()
        .map(|figure| {
            vec![
                Cell::text(indicator_label(&figure.indicator, lang)),
                Cell::text(basis_label(&figure.basis, lang)),
                Cell::Integer(figure.ratio.numerator),
                Cell::Integer(figure.ratio.denominator),
                Cell::Share(figure.ratio),
            ]
        })
        .collect();
    (columns, rows)
}

fn compact(figures: &[Figure], context: &Context) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let lang = context.lang;
    let columns = columns(
        lang,
        &[
            ("area", "", ""),
            ("registered", "Peserta", "Members"),
            ("official", "Cakupan resmi", "Official coverage"),
            ("verified", "Cakupan verif.", "Verified coverage"),
            ("official_active", "Aktif resmi", "Official active"),
            ("verified_active", "Aktif verif.", "Verified active"),
        ],
    );
    let mut names: Vec<String> = Vec::new();
    for figure in figures {
        let name = row_name(figure, context);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let find = |name: &str, indicator: Indicator, basis: &str| {
        figures
            .iter()
            .find(|figure| {
                row_name(figure, context) == name
                    && figure.indicator == indicator.code()
                    && figure.basis == basis
            })
            .map(|figure| figure.ratio)
    };
    let share = |ratio: Option<Ratio>| ratio.map_or(Cell::Empty, Cell::Share);
    let rows = names
        .iter()
        .map(|name| {
            let registered =
                find(name, Indicator::Coverage, "official").map(|ratio| ratio.numerator);
            vec![
                Cell::text(name),
                registered.map_or(Cell::Empty, Cell::Integer),
                share(find(name, Indicator::Coverage, "official")),
                share(find(name, Indicator::Coverage, "verified")),
                share(find(name, Indicator::ActiveOfPopulation, "official")),
                share(find(name, Indicator::ActiveOfPopulation, "verified")),
            ]
        })
        .collect();
    (columns, rows)
}

/// What a row is called: the segment, the area or the group.
fn row_name(figure: &Figure, context: &Context) -> String {
    match context.by {
        By::Segment => figure.segment.parse::<Segment>().map_or_else(
            |_| context.lang.pick("Semua segmen", "All segments").to_owned(),
            |segment| segment.label(context.lang).to_owned(),
        ),
        _ => figure.area_name.clone(),
    }
}

fn indicator_label(code: &str, lang: Lang) -> &str {
    Indicator::ALL
        .iter()
        .find(|indicator| indicator.code() == code)
        .map_or(code, |indicator| indicator.label(lang))
}

pub(super) fn basis_label(code: &str, lang: Lang) -> &'static str {
    if code == "official" {
        lang.pick("resmi", "official")
    } else {
        lang.pick("terverifikasi", "verified")
    }
}
