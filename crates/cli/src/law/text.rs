//! Tables and JSON of the law's answers.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle,
};
use semesta_domain::{Lang, Rupiah, format_integer};
use semesta_law::{Citation, Components, Value};
use serde::Serialize;

/// Lines above, below the header and at the end; none between rows.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// A table at most 80 columns wide.
pub(crate) fn table<T: Into<Row>>(header: T) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(80)
        .set_header(header);
    table
}

/// Aligns a column of numbers.
pub(crate) fn right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// Keeps a column as wide as its content.
pub(crate) fn keep_whole(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// Prints a value as indented JSON.
pub(crate) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// One component in JSON.
#[derive(Serialize)]
pub(crate) struct ComponentJson {
    component: &'static str,
    payer: &'static str,
    amount: i64,
}

/// Components in JSON, those that are not zero.
pub(crate) fn components_json(components: Components) -> Vec<ComponentJson> {
    components
        .parts()
        .map(|(component, amount)| ComponentJson {
            component: component.code(),
            payer: component.payer_code(),
            amount: amount.0,
        })
        .collect()
}

/// Sums by payer in JSON.
pub(crate) fn by_payer_json(components: Components) -> serde_json::Map<String, serde_json::Value> {
    components
        .by_payer()
        .into_iter()
        .map(|(payer, amount)| (payer.to_owned(), amount.0.into()))
        .collect()
}

/// Prints components and their total as a table.
pub(crate) fn print_components(unit: Components, sum: Option<Components>, lang: Lang) {
    let mut header = vec![
        lang.pick("Komponen", "Component").to_owned(),
        lang.pick("Pembayar", "Payer").to_owned(),
        lang.pick("Per orang per bulan", "A person and month")
            .to_owned(),
    ];
    if sum.is_some() {
        header.push(lang.pick("Jumlah", "Sum").to_owned());
    }
    let mut table = table(header);
    let whole = sum.unwrap_or(unit);
    for (component, amount) in whole.parts() {
        let mut row = vec![
            component.label(lang).to_owned(),
            component.payer_code().to_owned(),
            unit[component].to_string(),
        ];
        if sum.is_some() {
            row.push(amount.to_string());
        }
        table.add_row(row);
    }
    let mut total = vec![
        lang.pick("Total", "Total").to_owned(),
        String::new(),
        unit.total().to_string(),
    ];
    if sum.is_some() {
        total.push(whole.total().to_string());
    }
    table.add_row(total);
    right(&mut table, 2);
    right(&mut table, 3);
    println!("{table}");
}

/// Prints the sources below an answer.
pub(crate) fn print_citations(citations: &[Citation], lang: Lang) {
    println!("{}", lang.pick("Sumber:", "Sources:"));
    for citation in citations {
        println!("  {}", citation.in_one_line(lang));
    }
}

/// Prints lines of a name and a value, aligned.
pub(crate) fn print_facts(facts: &[(&str, String)]) {
    let width = facts.iter().map(|(name, _)| name.chars().count()).max();
    for (name, value) in facts {
        println!("{name:<width$}  {value}", width = width.unwrap_or(0));
    }
}

/// A value of the law as tables show it: `3.774.378,35`, `ya`, a choice.
pub(crate) fn value_text(value: &Value, lang: Lang) -> String {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            let whole = whole
                .parse()
                .map_or_else(|_| whole.to_owned(), format_integer);
            if fraction.is_empty() {
                whole
            } else {
                format!("{whole},{fraction}")
            }
        }
        Value::Flag(true) => lang.pick("ya", "yes").to_owned(),
        Value::Flag(false) => lang.pick("tidak", "no").to_owned(),
        Value::Text(text) => text.clone(),
    }
}

/// An amount with its sign for tables.
pub(crate) fn amount(value: i64) -> String {
    Rupiah(value).to_string()
}
