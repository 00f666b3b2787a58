//! Budgets, quotas and entry caps as they are written on the command line.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args as Arguments;
use semesta_domain::{Lang, Month, Rupiah};
use semesta_engine::funding::{Budget, CITY_FUNDS, Cap, Limits, SOURCES, span};

use crate::talk::Hinted;

/// Pilihan rencana pembiayaan.
#[derive(Arguments, Clone, Debug)]
pub(crate) struct PlanOptions {
    /// Anggaran: kota, dau, pajak_rokok, provinsi, donor:KODE = rupiah; boleh berulang, boleh per tahun (kota@2025=…) atau masa (kota@2025-01..2025-06=…). Tanpa anggaran kota: tanpa batas.
    #[arg(long = "budget", value_name = "DANA[@MASA]=RUPIAH")]
    budgets: Vec<String>,
    /// Berkas anggaran, satu `dana: rupiah` atau `dana@tahun: rupiah` tiap baris.
    #[arg(long = "budgets", value_name = "BERKAS")]
    budgets_file: Option<PathBuf>,
    /// Kuota orang: kota, provinsi, pbi, donor:KODE = jiwa; boleh berulang.
    #[arg(long = "quota", value_name = "SUMBER=JIWA")]
    quotas: Vec<String>,
    /// Batas masuk: pbi=25/day atau kota=500/month; boleh berulang.
    #[arg(long = "entry-cap", value_name = "SUMBER=JIWA/day|month")]
    entry_caps: Vec<String>,
    /// Bulan pertama, yyyy-mm; paling cepat menurut tanggal batas.
    #[arg(long, value_name = "BULAN")]
    pub(crate) from: Option<Month>,
    /// Jumlah bulan.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=120))]
    pub(crate) months: u16,
    /// Berapa bulan kota menjembatani usulan PBI (andaian).
    #[arg(long, default_value_t = 3)]
    pub(crate) bridge_months: u32,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang; dibandingkan dengan keadaan sekarang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    pub(crate) overrides: Vec<String>,
}

impl PlanOptions {
    /// No limits, twelve months from the first that the cut-off leaves.
    pub(crate) fn plain() -> Self {
        Self {
            budgets: Vec::new(),
            budgets_file: None,
            quotas: Vec::new(),
            entry_caps: Vec::new(),
            from: None,
            months: 12,
            bridge_months: 3,
            overrides: Vec::new(),
        }
    }

    /// Reads budgets, quotas and caps; unknown names are refused.
    pub(crate) fn limits(&self, lang: Lang) -> anyhow::Result<Limits> {
        let mut limits = Limits::default();
        if let Some(path) = &self.budgets_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| anyhow!("{}: {error}", path.display()))?;
            for line in lines(&text) {
                add_budget(&mut limits, line, ':', lang)?;
            }
        }
        for text in &self.budgets {
            add_budget(&mut limits, text, '=', lang)?;
        }
        for text in &self.quotas {
            let (source, heads) = pair(text, '=', lang)?;
            limits
                .quotas
                .insert(known_source(source, lang)?, number(heads, lang)?);
        }
        for text in &self.entry_caps {
            let (source, cap) = pair(text, '=', lang)?;
            limits
                .caps
                .insert(known_source(source, lang)?, entry_cap(cap, lang)?);
        }
        Ok(limits)
    }
}

/// Adds what a text says of a fund.
fn add_budget(limits: &mut Limits, text: &str, separator: char, lang: Lang) -> anyhow::Result<()> {
    // A donor's name has a colon of its own: the last one separates.
    let (fund, amount) = match separator {
        ':' => text
            .rsplit_once(':')
            .ok_or_else(|| unreadable(text, lang))?,
        _ => pair(text, '=', lang)?,
    };
    let (fund, span) = match fund.trim().rsplit_once('@') {
        Some((fund, text)) => {
            let span = span(text.trim()).ok_or_else(|| unreadable(text, lang))?;
            (fund.trim(), Some(span))
        }
        None => (fund.trim(), None),
    };
    let known = CITY_FUNDS.contains(&fund) || fund == "provinsi" || is_donor(fund);
    if !known {
        return Err(unknown(
            fund,
            "kota, dau, pajak_rokok, provinsi, donor:KODE",
            lang,
        ));
    }
    let amount: Rupiah = amount.trim().parse().map_err(|_| unreadable(text, lang))?;
    if amount < Rupiah::ZERO {
        return Err(unreadable(text, lang));
    }
    let of_fund = limits.budgets.entry(fund.to_owned()).or_default();
    // Said again of the same months, the later word counts.
    of_fund.retain(|budget| budget.span != span);
    of_fund.push(Budget { span, amount });
    Ok(())
}

/// Refuses what is said of donors that a run does not know.
pub(super) fn check_donors(
    limits: &Limits,
    known: &BTreeSet<String>,
    lang: Lang,
) -> anyhow::Result<()> {
    let named = limits.budgets.keys().chain(limits.quotas.keys());
    let mut named = named.chain(limits.caps.keys());
    let stranger = named.find(|name| {
        let code = name.strip_prefix("donor:");
        code.is_some_and(|code| !known.contains(code))
    });
    let Some(name) = stranger else {
        return Ok(());
    };
    let donors: Vec<String> = known.iter().map(|code| format!("donor:{code}")).collect();
    Err(match donors.is_empty() {
        false => unknown(name, &donors.join(", "), lang),
        true => Hinted::new(
            format!("{} `{name}`", lang.pick("tidak dikenal", "unknown name")),
            lang.pick(
                "run ini tidak mengenal donor satu pun",
                "this run knows no donor",
            ),
        )
        .into(),
    })
}

/// The lines of a budgets file that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or("").trim())
        .filter(|line| !line.is_empty() && *line != "---")
}

fn pair(text: &str, separator: char, lang: Lang) -> anyhow::Result<(&str, &str)> {
    text.split_once(separator)
        .map(|(name, value)| (name.trim(), value.trim()))
        .ok_or_else(|| unreadable(text, lang))
}

fn is_donor(name: &str) -> bool {
    name.strip_prefix("donor:")
        .is_some_and(|code| !code.is_empty())
}

fn known_source(name: &str, lang: Lang) -> anyhow::Result<String> {
    if SOURCES.contains(&name) || is_donor(name) {
        return Ok(name.to_owned());
    }
    Err(unknown(
        name,
        &format!("{}, donor:KODE", SOURCES.join(", ")),
        lang,
    ))
}

fn number(text: &str, lang: Lang) -> anyhow::Result<u32> {
    let plain = text.replace('.', "");
    plain.parse().map_err(|_| unreadable(text, lang))
}

fn entry_cap(text: &str, lang: Lang) -> anyhow::Result<Cap> {
    match text.split_once('/') {
        Some((n, "day" | "hari")) => Ok(Cap::PerDay(number(n, lang)?)),
        Some((n, "month" | "bulan")) => Ok(Cap::PerMonth(number(n, lang)?)),
        None => Ok(Cap::PerMonth(number(text, lang)?)),
        Some(_) => Err(unreadable(text, lang)),
    }
}

fn unreadable(text: &str, lang: Lang) -> anyhow::Error {
    Hinted::new(
        format!("{} `{text}`", lang.pick("tidak terbaca", "cannot read")),
        lang.pick(
            "contoh: --budget kota=25000000000 --quota kota=10000 --entry-cap pbi=25/day",
            "such as: --budget kota=25000000000 --quota kota=10000 --entry-cap pbi=25/day",
        ),
    )
    .into()
}

fn unknown(name: &str, expected: &str, lang: Lang) -> anyhow::Error {
    Hinted::new(
        format!("{} `{name}`", lang.pick("tidak dikenal", "unknown name")),
        format!(
            "{}: {expected}",
            lang.pick("yang dikenal", "expected one of")
        ),
    )
    .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn with(budgets: &[&str], caps: &[&str]) -> anyhow::Result<Limits> {
        PlanOptions {
            budgets: budgets.iter().map(ToString::to_string).collect(),
            entry_caps: caps.iter().map(ToString::to_string).collect(),
            ..PlanOptions::plain()
        }
        .limits(Lang::En)
    }

    #[test]
    fn budgets_and_caps_are_read_and_unknown_names_refused() {
        let limits = with(
            &["kota=25.000.000.000", "donor:CSR-KERTAS=250000000"],
            &["pbi=25/day", "kota=500"],
        )
        .unwrap();
        let whole = |amount| {
            vec![Budget {
                span: None,
                amount: Rupiah(amount),
            }]
        };
        assert_eq!(limits.budgets["kota"], whole(25_000_000_000));
        assert_eq!(limits.budgets["donor:CSR-KERTAS"], whole(250_000_000));
        assert_eq!(limits.caps["pbi"], Cap::PerDay(25));
        assert_eq!(limits.caps["kota"], Cap::PerMonth(500));
        assert!(with(&["kotaa=1"], &[]).is_err());
        assert!(with(&["kota"], &[]).is_err());
        assert!(with(&["kota=-5"], &[]).is_err());
        assert!(with(&[], &["pbi=25/week"]).is_err());
        assert!(with(&[], &["bank=25"]).is_err());
    }

    #[test]
    fn a_donor_that_a_run_does_not_know_is_refused() {
        let known = BTreeSet::from(["CSR-KERTAS".to_owned()]);
        let check = |budget: &str, known: &BTreeSet<String>| {
            check_donors(&with(&[budget], &[]).unwrap(), known, Lang::En).is_ok()
        };
        assert!(check("donor:CSR-KERTAS=1000", &known) && check("kota=1000", &known));
        assert!(!check("donor:XYZ=1000", &known));
        assert!(!check("donor:CSR-KERTAS=1000", &BTreeSet::new()));
        let caps = with(&[], &["donor:XYZ=5/month"]).unwrap();
        assert!(check_donors(&caps, &known, Lang::En).is_err());
    }

    #[test]
    fn a_budgets_file_has_one_fund_a_line() {
        let found: Vec<&str> = lines("---\n# note\nkota: 5 # city\n\ndonor:A: 7\n").collect();
        assert_eq!(found, ["kota: 5", "donor:A: 7"]);
        let mut limits = Limits::default();
        add_budget(&mut limits, "donor:A: 7", ':', Lang::Id).unwrap();
        assert_eq!(limits.budgets["donor:A"][0].amount, Rupiah(7));
    }

    #[test]
    fn a_budget_may_be_of_a_year_or_a_span() {
        let limits = with(
            &["kota@2025=7", "kota@2026-01..2026-06=8", "kota@2025=9"],
            &[],
        )
        .unwrap();
        let month = |text: &str| text.parse::<Month>().unwrap();
        let found: Vec<_> = limits.budgets["kota"]
            .iter()
            .map(|budget| (budget.span.unwrap(), budget.amount.0))
            .collect();
        assert_eq!(
            found,
            [
                ((month("2026-01"), month("2026-06")), 8),
                ((month("2025-01"), month("2025-12")), 9),
            ]
        );
        assert!(with(&["kota@2025-06..2025-01=1"], &[]).is_err());
        assert!(with(&["kota@x=1"], &[]).is_err());
    }
}
