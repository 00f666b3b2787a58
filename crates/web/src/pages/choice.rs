//! What can be chosen in a filter.

use semesta_desk::Permission;

use crate::model::Loaded;
use crate::text::Texts;
use crate::visit::Desked;

/// A choice of a filter.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) is_chosen: bool,
}

/// The choices of a filter, "all" first.
pub(crate) fn choices<'a>(
    known: impl Iterator<Item = (&'a str, &'a str)>,
    chosen: &str,
    t: &'static Texts,
) -> Vec<Choice> {
    let all = std::iter::once(("", t.all));
    all.chain(known)
        .map(|(value, title)| Choice {
            value: value.to_owned(),
            title: title.to_owned(),
            is_chosen: value == chosen,
        })
        .collect()
}

/// Districts and their villages, those that one may see.
pub(crate) fn area_choices(at: &Desked, run: &Loaded, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice {
        value: String::new(),
        title: at.t.all.to_owned(),
        is_chosen: chosen.is_empty(),
    }];
    let mut areas: Vec<_> = run
        .areas
        .iter()
        .filter(|area| area.is_real() && area.code.len() > 4)
        .filter(|area| {
            at.viewer
                .may_in(Permission::ViewFigures, &area.code, at.region())
        })
        .collect();
    areas.sort_by_key(|area| &area.code);
    choices.extend(areas.into_iter().map(|area| {
        let is_village = area.code.len() > 6;
        Choice {
            value: area.code.clone(),
            title: format!("{}{}", if is_village { "– " } else { "" }, area.name),
            is_chosen: area.code == chosen,
        }
    }));
    choices
}
