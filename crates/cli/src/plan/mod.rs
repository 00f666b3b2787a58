//! `semesta plan`: which people, which source, from which month.

mod options;
pub(crate) mod show;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::anyhow;
use clap::Args as Arguments;
use semesta_domain::Lang;
use semesta_engine::funding::{self, FundingError, Limits, Needy, Planned, Way};
use semesta_engine::input::Donor;
use semesta_engine::run::{RunFolder, RunManifest, donors};
use semesta_evidence::DataFolder;
use semesta_law::Law;

pub(crate) use options::PlanOptions;

use crate::report::award::overridden;
use crate::run::{find, hinted, open};
use crate::sheet::{Format, Output};
use crate::talk::{Hinted, of_law};

/// Rencana: siapa dibiayai sumber mana mulai bulan apa.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Run; tanpa ini yang terbaru.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    #[command(flatten)]
    options: PlanOptions,
    /// Jelaskan keputusan untuk satu NIK; `-` membacanya dari stdin, agar tidak tertinggal di riwayat perintah.
    #[arg(long, alias = "why", value_name = "NIK", value_parser = wanted)]
    explain: Option<Wanted>,
    // A table is a summary, everything else the list person by person.
    #[command(flatten)]
    output: Output,
}

impl Args {
    /// How its rows, or why there are none, are written.
    pub(crate) fn format(&self) -> Format {
        self.output.format()
    }
}

/// Whose decision is explained.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Nik(semesta_domain::Nik),
    FromStdin,
}

fn wanted(text: &str) -> Result<Wanted, String> {
    if text == "-" {
        return Ok(Wanted::FromStdin);
    }
    let nik = text.trim().parse();
    // The text is not repeated: it may be somebody's number.
    nik.map(Wanted::Nik)
        .map_err(|_| "seharusnya NIK 16 digit, atau `-` untuk stdin".to_owned())
}

/// The NIKs that stdin names, one a line.
fn from_stdin(lang: Lang) -> anyhow::Result<Vec<semesta_domain::Nik>> {
    let mut niks = Vec::new();
    for (at, line) in std::io::stdin().lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let nik = line.trim().parse();
        niks.push(nik.map_err(|_| {
            anyhow!(
                "{} {}",
                lang.pick("bukan NIK pada baris", "no NIK in line"),
                at + 1
            )
        })?);
    }
    Ok(niks)
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let folder = open(&args.data, lang)?;
    let run = find(&folder, args.run.as_deref(), lang)?;
    let manifest = run.manifest().map_err(|error| hinted(error, lang))?;
    let question = Question::read(&folder, &run, &manifest, &args.options, lang)?;
    let scenarios = question.scenarios()?;
    if let Some(wanted) = args.explain {
        let niks = match wanted {
            Wanted::Nik(nik) => vec![nik],
            Wanted::FromStdin => from_stdin(lang)?,
        };
        for nik in niks {
            explain(&scenarios, nik, lang)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let out = args.output.out.as_deref();
    if args.format() == Format::Table {
        return summary(&scenarios, &manifest, out, lang);
    }
    eprintln!(
        "{}",
        lang.pick(
            "Perhatian: daftar ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
            "Note: this list holds full identities (specific personal data, UU 27/2022)."
        )
    );
    let sheet = show::people(&scenarios, &manifest, lang);
    sheet.write(args.format(), out, lang)?;
    Ok(ExitCode::SUCCESS)
}

/// How far the money goes, for readers.
fn summary(
    scenarios: &[(&'static str, Planned)],
    manifest: &RunManifest,
    out: Option<&Path>,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    show::headlines(scenarios, lang);
    let sheet = show::funding(scenarios, manifest, true, lang)?;
    sheet.write(Format::Table, out, lang)?;
    Ok(ExitCode::SUCCESS)
}

/// A run's people, and what is asked of a plan for them.
pub(crate) struct Question<'a> {
    folder: &'a DataFolder,
    run: &'a RunFolder,
    manifest: &'a RunManifest,
    options: &'a PlanOptions,
    people: Arc<Vec<Needy>>,
    donors: Vec<Donor>,
    limits: Limits,
    lang: Lang,
}

impl<'a> Question<'a> {
    /// Reads who needs a payer, once for all laws.
    pub(crate) fn read(
        folder: &'a DataFolder,
        run: &'a RunFolder,
        manifest: &'a RunManifest,
        options: &'a PlanOptions,
        lang: Lang,
    ) -> anyhow::Result<Self> {
        let limits = options.limits(lang)?;
        let failed = |error| advise(error, lang);
        let on = funding::date_of(manifest).map_err(failed)?;
        let people = funding::needy(run, on).map_err(failed)?;
        let donors = donors(folder, run).map_err(|error| hinted(error, lang))?;
        options::check_donors(&limits, &known_donors(&donors, &people), lang)?;
        Ok(Self {
            folder,
            run,
            manifest,
            options,
            people: Arc::new(people),
            donors,
            limits,
            lang,
        })
    }

    /// Decides who is paid for under a law.
    pub(crate) fn solve(&self, law: &Law) -> anyhow::Result<Planned> {
        let request = funding::Request {
            law,
            manifest: self.manifest,
            limits: &self.limits,
            from: self.options.from,
            n_months: usize::from(self.options.months),
            bridge_months: self.options.bridge_months,
            donors: &self.donors,
        };
        let people = funding::needy_under(self.folder, self.run, law, &self.people)
            .map_err(|error| advise(error, self.lang))?;
        let planned = funding::plan(people, &request);
        let planned = planned.map_err(|error| advise(error, self.lang))?;
        let opens = planned.problem.sources.iter().map(|source| source.opens);
        let horizon = planned.problem.horizon;
        match opens.min().filter(|first| *first > horizon.last()) {
            Some(first) => Err(Hinted::new(
                self.lang.pick(
                    "tidak seorang pun dapat mulai dalam bulan-bulan ini",
                    "nobody can start within these months",
                ),
                format!(
                    "{} {first}",
                    self.lang.pick(
                        "pendaftaran paling cepat berlaku",
                        "the earliest registration takes effect",
                    )
                ),
            )
            .into()),
            None => Ok(planned),
        }
    }

    /// Decides under the present law and, where parameters are set, under the
    /// supposed one, side by side.
    pub(crate) fn scenarios(&self) -> anyhow::Result<Vec<(&'static str, Planned)>> {
        let present = || self.solve(&Law::embedded());
        if self.options.overrides.is_empty() {
            return Ok(vec![("present", present()?)]);
        }
        let law = overridden(&self.options.overrides, self.lang)?;
        let (present, supposed) = rayon::join(present, || self.solve(&law));
        Ok(vec![("present", present?), ("what_if", supposed?)])
    }
}

/// The donors of a run, and those that its programmes name.
fn known_donors(donors: &[Donor], people: &[Needy]) -> BTreeSet<String> {
    let ways = people.iter().flat_map(|person| &person.ways);
    let named = ways.filter_map(|way| match way {
        Way::Programme(code) if !matches!(code.as_str(), "kota" | "pusat" | "provinsi") => {
            Some(code)
        }
        Way::Ring(code) => Some(code),
        _ => None,
    });
    let delivered = donors.iter().map(|donor| &donor.code);
    delivered.chain(named).cloned().collect()
}

/// A failure in the reader's words.
pub(crate) fn advise(error: FundingError, lang: Lang) -> anyhow::Error {
    match error {
        FundingError::Run(error) => hinted(error, lang),
        FundingError::Law(error) => of_law(error.text(lang), lang),
        other => other.into(),
    }
}

fn explain(
    scenarios: &[(&'static str, Planned)],
    nik: semesta_domain::Nik,
    lang: Lang,
) -> anyhow::Result<()> {
    let wanted = nik.as_number();
    // The scenarios have the same people in the same order.
    let mut people = scenarios.iter().map(|(_, planned)| &planned.people);
    let index = people.next().and_then(|people| {
        let mut people = people.iter();
        people.position(|person| person.nik == wanted)
    });
    let Some(index) = index else {
        return Err(Hinted::new(
            lang.pick(
                "orang ini tidak ada di antara penduduk tanpa kepesertaan aktif",
                "this person is not among the residents without an active membership",
            ),
            lang.pick(
                "periksa NIK dan run; yang aktif tidak direncanakan",
                "check the NIK and the run; who is active is not planned for",
            ),
        )
        .into());
    };
    for (scenario, planned) in scenarios {
        if scenarios.len() > 1 {
            println!("{}", show::scenario_label(scenario, lang));
        }
        let explanation = planned.plan.explain(&planned.problem, index);
        let class = match lang {
            Lang::Id => explanation.class.in_indonesian(),
            Lang::En => explanation.class.to_string(),
        };
        println!("{}: {class}", lang.pick("Golongan", "Class"));
        for sentence in explanation.sentences(&planned.problem, lang) {
            println!("- {sentence}");
        }
    }
    Ok(())
}
