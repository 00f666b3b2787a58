//! What `link` and `dedupe` share: arguments, spec, model, judgements.

use super::judged::judgements;
use super::pick;
use super::tell::before;
use super::write::{Ids, Reason};
use crate::talk::Hinted;
use anyhow::{Context, Result};
use semesta_domain::Lang;
use semesta_linkage::{Link, LinkError, Linkage, Linker, Mode, Model, Spec};
use std::path::{Path, PathBuf};

/// Arguments of both commands.
#[derive(Debug, clap::Args)]
pub(crate) struct Common {
    /// Spesifikasi YAML: kolom, jenis, cara memutuskan. Tanpa ini semuanya disimpulkan dari data.
    #[arg(long)]
    spec: Option<PathBuf>,
    /// Cara memutuskan: auto, one_to_one, many_to_one, one_to_many, many_to_many, clusters.
    #[arg(long)]
    mode: Option<String>,
    /// Peluang terendah sebuah tautan (0–1); tanpa ini dipilih untuk F1 harapan terbaik.
    #[arg(long)]
    threshold: Option<f64>,
    /// Ketepatan harapan yang harus dijaga (0–1).
    #[arg(long)]
    precision: Option<f64>,
    /// Model tersimpan untuk diterapkan tanpa melatih.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Simpan model hasil latihan.
    #[arg(long)]
    save_model: Option<PathBuf>,
    /// Pasangan berlabel untuk melatih: `id_l,id_r[,same]`.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Keputusan orang yang mengalahkan model: `id_l,id_r,same`.
    #[arg(long)]
    decisions: Option<PathBuf>,
    /// Pasangan yang meragukan untuk diperiksa orang.
    #[arg(long)]
    pub(crate) review: Option<PathBuf>,
    /// Tanpa nilai: tambahkan kolom alasan. Dengan ID_L ID_R: jelaskan pasangan itu.
    #[arg(long, num_args = 0..=2, value_names = ["ID_L", "ID_R"])]
    explain: Option<Vec<String>>,
}

impl Common {
    /// Refuses to work when nothing would be written.
    pub(crate) fn needs_output(&self, out: Option<&Path>, lang: Lang) -> Result<()> {
        if out.is_some() || self.pair().is_some() || self.save_model.is_some() {
            return Ok(());
        }
        let message = pick(
            lang,
            "hasil tidak ditulis ke mana pun",
            "nothing would be written",
        );
        let hint = pick(lang, "tambahkan --out BERKAS.csv", "add --out FILE.csv");
        Err(Hinted::new(message, hint).into())
    }

    /// Reads the spec and lets the arguments override it.
    pub(crate) fn spec(&self, lang: Lang) -> Result<Spec> {
        let mut spec = match &self.spec {
            None => Spec::default(),
            Some(path) => {
                let name = path.display();
                let text = std::fs::read_to_string(path).with_context(|| format!("`{name}`"))?;
                Spec::from_yaml(&text).map_err(|e| {
                    let message = pick(
                        lang,
                        format!(
                            "spesifikasi `{name}`: {}",
                            e.to_string().replacen("line", "baris", 1)
                        ),
                        format!("spec `{name}`: {e}"),
                    );
                    Hinted::new(
                        message,
                        pick(lang, "lihat docs/linkage.md", "see docs/linkage.md"),
                    )
                })?
            }
        };
        if let Some(mode) = &self.mode {
            spec.mode = Mode::parse(mode).ok_or_else(|| {
                let legal: Vec<&str> = Mode::ALL.iter().map(|m| m.1).collect();
                Hinted::new(
                    pick(
                        lang,
                        format!("cara `{mode}` tidak dikenal"),
                        format!("unknown mode `{mode}`"),
                    ),
                    legal.join(", "),
                )
            })?;
        }
        for share in [self.threshold, self.precision].into_iter().flatten() {
            if !(0.0..=1.0).contains(&share) {
                let message = pick(
                    lang,
                    format!("`{share}` di luar 0–1"),
                    format!("`{share}` is not within 0–1"),
                );
                let hint = pick(lang, "tulis misalnya 0.9", "write for instance 0.9");
                return Err(Hinted::new(message, hint).into());
            }
        }
        spec.link_above = self.threshold.or(spec.link_above);
        spec.precision = self.precision.or(spec.precision);
        Ok(spec)
    }

    /// Sets up the linker with model, labels and decisions.
    pub(crate) fn linker(&self, spec: Spec, left: &Ids, right: &Ids, lang: Lang) -> Result<Linker> {
        let mut linker = Linker::new(spec);
        if let Some(path) = &self.labels {
            linker = linker.labelled(judgements(path, left, right, lang)?);
        }
        if let Some(path) = &self.decisions {
            linker = linker.judged(judgements(path, left, right, lang)?);
        }
        if let Some(path) = &self.model {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))?;
            linker = linker.with_model(Model::from_json(&text)?);
        }
        Ok(linker.telling(move |estimate| before(estimate, lang)))
    }

    /// Writes the trained model when asked to.
    pub(crate) fn save_model(&self, done: &Linkage) -> Result<()> {
        if let Some(path) = &self.save_model {
            let text = done.model().to_json()?;
            std::fs::write(path, text).with_context(|| format!("`{}`", path.display()))?;
        }
        Ok(())
    }

    /// The pair to explain, if one is named.
    pub(crate) fn pair(&self) -> Option<(&str, &str)> {
        match self.explain.as_deref() {
            Some([left, right]) => Some((left, right)),
            _ => None,
        }
    }

    /// What writes the reason of each link, when reasons are asked for.
    pub(crate) fn reasons<'a>(&self, done: &'a Linkage, lang: Lang) -> Reason<'a> {
        self.explain.as_ref()?;
        Some(Box::new(move |link: &Link| {
            let why = done.explain(link.left, link.right);
            pick(lang, why.reason_id(), why.reason_en())
        }))
    }
}

/// The key columns of a spec.
pub(crate) fn id_names(spec: &Spec) -> (Option<String>, Option<String>) {
    spec.id
        .clone()
        .map_or((None, None), |(l, r)| (Some(l), Some(r)))
}

/// Turns a refusal of the linker into words and advice.
pub(crate) fn failure(error: &LinkError, lang: Lang) -> anyhow::Error {
    let (message, hint) = match error {
        LinkError::NoColumn { column, found, .. } => (
            format!("tidak ada kolom `{column}`"),
            format!("kolom yang ada: {found}"),
        ),
        LinkError::NoRecords { side } => (
            match *side {
                "left" => "berkas kiri tidak berisi catatan",
                "right" => "berkas kanan tidak berisi catatan",
                _ => "berkas masukan tidak berisi catatan",
            }
            .to_owned(),
            "perlu satu baris tajuk dan setidaknya satu baris isi".to_owned(),
        ),
        LinkError::NoFields => (
            "tidak ada kolom bersama yang membedakan catatan".to_owned(),
            "sebut kolomnya dalam --spec".to_owned(),
        ),
        LinkError::UnknownField { field, found } => (
            format!("aturan blok menyebut bidang `{field}` yang tidak ada"),
            format!("bidang yang ada: {found}"),
        ),
        LinkError::TooManyPairs { estimated, most } => (
            format!(
                "aturan blok membawa sekitar {estimated:.0} pasangan, `max_pairs` mengizinkan {most}"
            ),
            "persempit aturannya atau naikkan `max_pairs`".to_owned(),
        ),
        LinkError::Model(e) => (
            format!("model tidak cocok: {e}"),
            "latih ulang dengan --save-model".to_owned(),
        ),
    };
    match lang {
        Lang::Id => Hinted::new(message, hint).into(),
        Lang::En => Hinted::new(error.to_string(), "see docs/linkage.md").into(),
    }
}
