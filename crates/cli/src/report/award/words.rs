//! `report award` in a few lines.

use semesta_domain::{Lang, format_integer};
use semesta_law::{CriterionKind, Evaluation, Outcome};

use super::{Arrears, Judged, ToThreshold};
use crate::plan::show::bridging;

/// The category held, and the cheapest way to the next.
pub(super) fn headline(judged: &Judged, arrears: &Arrears, lang: Lang) -> String {
    let award = &judged.award;
    let has = match (award.category(), award.is_known()) {
        (Some(id), _) => id.label(lang).to_owned(),
        (None, true) => lang
            .pick("belum masuk kategori", "no category yet")
            .to_owned(),
        (None, false) => lang
            .pick(
                "kriteria tahun ini tidak diketahui",
                "this year's criteria are not known",
            )
            .to_owned(),
    };
    let way = judged.next().and_then(|(evaluation, way)| {
        Some(format!(
            "; {} {}: {}{}",
            lang.pick("jalan termurah ke", "cheapest way to"),
            evaluation.threshold.id.label(lang),
            cost(way?, lang),
            unsold(evaluation, arrears, lang),
        ))
    });
    format!("{}: {has}{}", award.year, way.unwrap_or_default())
}

fn cost(way: &ToThreshold, lang: Lang) -> String {
    let people = format!(
        "{} {}",
        format_integer(way.people),
        lang.pick("jiwa", "people")
    );
    let month = lang.pick("bulan", "month");
    let city = match way.city {
        Some(city) if way.people > 0 => {
            format!(", {} {city}/{month}", lang.pick("kota", "the city"))
        }
        _ => String::new(),
    };
    let all = match &way.by_routes {
        Some(of) if of.monthly != of.city_monthly => format!(
            ", {} {}/{month}",
            lang.pick("semua pembayar", "all payers"),
            of.monthly
        ),
        _ => String::new(),
    };
    format!("{people}{city}{all}")
}

/// By which source how many come to the next category, and what bridging costs.
pub(super) fn sources_line(judged: &Judged, lang: Lang) -> Option<String> {
    let (_, way) = judged.next()?;
    let way = way?;
    if way.people == 0 {
        return None;
    }
    let Some(way) = &way.by_routes else {
        return Some(
            lang.pick(
                "semua dengan iuran kota: jalur dalam run ini tidak cukup",
                "all at the city's price: the routes of this run are not enough",
            )
            .to_owned(),
        );
    };
    let by_source: Vec<String> = way
        .by_source
        .iter()
        .map(|(source, n)| format!("{} {}", in_words(source, lang), format_integer(*n)))
        .collect();
    Some(format!(
        "{}: {}{}",
        lang.pick("lewat", "by"),
        by_source.join(", "),
        bridging(way.bridging, lang)
    ))
}

fn in_words(source: &str, lang: Lang) -> String {
    let words = match source {
        "kota" => lang.pick("kota", "the city"),
        "provinsi" => lang.pick("provinsi", "the province"),
        "pbi" => lang.pick("PBI (pusat)", "the centre"),
        "pemberi_kerja" => lang.pick("pemberi kerja", "employers"),
        "keluarga" => lang.pick("keluarga pekerja", "workers' families"),
        "ibu" => lang.pick("ibu", "mothers"),
        donor => return donor.to_owned(),
    };
    words.to_owned()
}

/// What money for members does not settle, in words.
fn unsold(evaluation: &Evaluation, arrears: &Arrears, lang: Lang) -> String {
    let left = evaluation.criteria.iter();
    let left = left.filter(|of| of.required.is_none() && of.outcome != Outcome::Holds);
    let words: Vec<String> = left
        .map(|criterion| match criterion.kind {
            CriterionKind::NoArrears => match arrears.rupiah {
                Some(open) => format!(
                    "{} {open}",
                    lang.pick("tunggakan dilunasi:", "arrears to be paid:")
                ),
                None => lang
                    .pick(
                        "bukti tidak ada tunggakan",
                        "proof that nothing is in arrears",
                    )
                    .to_owned(),
            },
            CriterionKind::Prioritas => lang
                .pick("status UHC Prioritas", "the status UHC Prioritas")
                .to_owned(),
            other => other.label(lang).to_owned(),
        })
        .collect();
    if words.is_empty() {
        return String::new();
    }
    format!(
        "; {} {}",
        lang.pick("selain itu diperlukan", "needed besides:"),
        words.join(", ")
    )
}
