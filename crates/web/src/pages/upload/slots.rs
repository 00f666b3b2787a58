//! The choices of a mapping: for every canonical column the file's columns.

use semesta_evidence::{Column, ColumnKind, Fill, HeadTable, LayoutDraft, Requirement, Source};

use super::look::Looked;
use crate::pages::choice::Choice;
use crate::text::UploadTexts;

/// A canonical column and how it is filled.
pub(super) struct Slot {
    pub(super) name: &'static str,
    pub(super) hint: String,
    pub(super) is_required: bool,
    pub(super) choices: Vec<Choice>,
    /// The fixed value, where one makes sense.
    pub(super) fixed: Option<String>,
}

/// The rows that may be the header: one line, or two.
pub(super) fn header_choices(looked: &Looked, u: &'static UploadTexts) -> Vec<Choice> {
    let n_rows = looked.table().map_or(0, HeadTable::n_rows).min(15);
    let chosen = looked.header_said();
    let single = (1..=n_rows).map(|row| (row.to_string(), row.to_string()));
    let double = (2..=n_rows).map(|row| {
        (
            format!("{}-{row}", row - 1),
            u.fill(u.header_rows, &[&(row - 1).to_string(), &row.to_string()]),
        )
    });
    single
        .chain(double)
        .map(|(value, title)| Choice {
            is_chosen: value == chosen,
            value,
            title,
        })
        .collect()
}

/// `A` to `Z`, then `AA` …
pub(super) fn letter(at: usize) -> String {
    let mut left = at + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

pub(super) fn slots(
    source: Source,
    looked: &Looked,
    draft: &LayoutDraft,
    u: &'static UploadTexts,
) -> Vec<Slot> {
    let titles: Vec<String> = draft
        .headers
        .iter()
        .enumerate()
        .map(|(at, header)| {
            let sample = looked.sample(at);
            let header: String = header.chars().take(60).collect();
            match sample.is_empty() {
                true => format!("{} · {header}", letter(at)),
                false => format!("{} · {header} ({sample})", letter(at)),
            }
        })
        .collect();
    let slot = |column: &Column| {
        let is_required = column.requirement == Requirement::Required;
        let fill = draft.columns.get(column.name);
        let mut choices = vec![Choice {
            value: String::new(),
            title: u.none_of_file.to_owned(),
            is_chosen: fill.is_none(),
        }];
        if is_required && !column.kind.rejects() {
            choices.push(Choice {
                value: "-".to_owned(),
                title: u.absent.to_owned(),
                is_chosen: fill == Some(&Fill::Absent),
            });
        }
        choices.extend(titles.iter().enumerate().map(|(at, title)| Choice {
            value: at.to_string(),
            title: title.clone(),
            is_chosen: fill == Some(&Fill::Column(at)),
        }));
        Slot {
            name: column.name,
            hint: hint(column.kind, u),
            is_required,
            choices,
            fixed: takes_one_value(column.kind).then(|| match fill {
                Some(Fill::Fixed(value)) => value.clone(),
                _ => String::new(),
            }),
        }
    };
    source.columns().iter().map(slot).collect()
}

/// Whether one value for all rows makes sense.
pub(super) fn takes_one_value(kind: ColumnKind) -> bool {
    use ColumnKind as K;
    !matches!(
        kind,
        K::NikKey | K::NikLinked | K::Nik | K::Kk | K::Card | K::KeyText | K::BirthDate
    )
}

/// What a column holds, in words.
fn hint(kind: ColumnKind, u: &'static UploadTexts) -> String {
    use ColumnKind as K;
    let codes = kind.codes();
    if !codes.is_empty() {
        return u.fill(u.kind_codes, &[&codes.join(", ")]);
    }
    match kind {
        K::NikKey | K::NikLinked | K::Nik => u.kind_nik,
        K::Kk => u.kind_kk,
        K::Card => u.kind_card,
        K::BirthDate | K::Date | K::EventDate => u.kind_date,
        K::Month => u.kind_month,
        K::Amount => u.kind_amount,
        K::Count | K::Decile => u.kind_count,
        K::Region | K::Regions => u.kind_region,
        K::Payer => u.kind_payer,
        _ => u.kind_text,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (at, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")] {
            assert_eq!(letter(at), expected);
        }
    }
}
