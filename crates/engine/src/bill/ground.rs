//! What a finding rests on: which fact, which row, which date.

use semesta_domain::{Lang, LayOffProof, Segment, date_from_days, format_integer};

use super::activity::Basis;
use super::net::Amounts;
use crate::input::{NO_DATE, Origin};
use crate::resolve::Reason;

/// The fact that decided a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// A death.
    Death,
    /// A move out.
    MoveOut,
    /// The register has the person at an address elsewhere, or not yet moved in.
    LivesElsewhere,
    /// What agreed and what did not when a person was sought.
    Identity(Reason),
    /// Another line of the person is kept.
    KeptLine,
    /// Another membership was active.
    Membership(Segment, Basis),
    /// The membership was not active.
    NotActive(Basis),
    /// The roll of the month does not show the card.
    NotInRoll(Basis),
    /// A qualifying dismissal.
    Dismissal(LayOffProof),
    /// No row of the approved list names the person.
    NotApproved,
    /// The city's approval does not touch the month.
    ApprovedOtherwise,
    /// Approved for another payer only.
    OtherPayerApproved,
    /// Amounts other than due.
    Amounts {
        /// As billed, netted.
        billed: Amounts,
        /// By law.
        due: Amounts,
    },
    /// The law has no tariff for the month.
    NoTariff,
    /// Lines of the card cancel.
    Cancelled,
    /// Money is given back for a line that is not in the data.
    CorrectionAlone,
    /// Everything was in order.
    InOrder(Basis),
    /// In order as far as could be checked: no approved list was delivered.
    InOrderUnapproved(Basis),
}

/// A fact with its row and date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// What decided.
    pub fact: Fact,
    /// The day that decided, or [`NO_DATE`].
    pub day: i32,
    /// The row that says so.
    pub origin: Option<Origin>,
}

impl Ground {
    pub(super) fn new(fact: Fact) -> Self {
        Self {
            fact,
            day: NO_DATE,
            origin: None,
        }
    }

    pub(super) fn at(self, origin: Origin) -> Self {
        Self {
            origin: Some(origin),
            ..self
        }
    }

    pub(super) fn on(self, day: i32) -> Self {
        Self { day, ..self }
    }

    /// The ground in words, without row and date.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let dated = |words: &str| match date_of(self.day) {
            Some(date) => format!("{words} {date}"),
            None => format!("{words} ({})", lang.pick("tanpa tanggal", "no date")),
        };
        let by = |basis: Basis| match basis {
            Basis::Period => lang.pick("menurut tmt dan tat", "by its tmt and tat"),
            _ => lang.pick(
                "menurut daftar peserta bulan itu",
                "by the roll of that month",
            ),
        };
        match self.fact {
            Fact::Death => dated(lang.pick("meninggal", "died")),
            Fact::MoveOut => dated(lang.pick("pindah keluar", "moved out")),
            Fact::LivesElsewhere => lang
                .pick("alamat di luar wilayah", "address outside the region")
                .to_owned(),
            Fact::Identity(reason) => reason.words(lang),
            Fact::KeptLine => lang
                .pick(
                    "orang yang sama ditagih juga pada baris lain",
                    "another line bills the same person",
                )
                .to_owned(),
            Fact::Membership(segment, basis) => {
                format!(
                    "{} {segment} {}",
                    lang.pick("aktif sebagai", "active as"),
                    by(basis)
                )
            }
            Fact::NotActive(basis) => {
                format!(
                    "{} {}",
                    lang.pick("tidak aktif pada tanggal 1", "not active on the 1st"),
                    by(basis)
                )
            }
            Fact::NotInRoll(_) => lang
                .pick(
                    "kartu tidak ada dalam daftar peserta",
                    "no roll shows the card",
                )
                .to_owned(),
            Fact::Dismissal(proof) => {
                format!(
                    "{}, {}",
                    dated(lang.pick("PHK", "laid off")),
                    proof.label(lang).to_lowercase()
                )
            }
            Fact::NotApproved => lang
                .pick("tidak ada dalam daftar pemda", "not on the approved list")
                .to_owned(),
            Fact::ApprovedOtherwise => lang
                .pick(
                    "persetujuan kota tidak meliputi bulan ini",
                    "the city's approval leaves this month out",
                )
                .to_owned(),
            Fact::OtherPayerApproved => lang
                .pick(
                    "disetujui untuk penanggung lain",
                    "approved for another payer",
                )
                .to_owned(),
            Fact::Amounts { billed, due } => amounts_words(billed, due, lang),
            Fact::NoTariff => lang
                .pick(
                    "tidak ada tarif untuk bulan ini",
                    "no tariff for this month",
                )
                .to_owned(),
            Fact::Cancelled => lang
                .pick(
                    "baris kartu ini saling menghapus",
                    "the lines of this card cancel",
                )
                .to_owned(),
            Fact::CorrectionAlone => lang
                .pick(
                    "koreksi: baris asalnya tidak ada dalam data",
                    "a correction: the line it corrects is not in the data",
                )
                .to_owned(),
            Fact::InOrder(basis) => format!("{} {}", lang.pick("aktif", "active"), by(basis)),
            Fact::InOrderUnapproved(basis) => format!(
                "{} {}; {}",
                lang.pick("aktif", "active"),
                by(basis),
                lang.pick("daftar pemda tidak tersedia", "no approved list to check")
            ),
        }
    }
}

fn date_of(day: i32) -> Option<jiff::civil::Date> {
    // Days before any calendar stand for an event without a date.
    date_from_days(day).filter(|_| day > -1_000_000)
}

fn amounts_words(billed: Amounts, due: Amounts, lang: Lang) -> String {
    let names = ["iuran_kota", "bantuan_kota", "bantuan_pusat"];
    let parts: Vec<String> = names
        .iter()
        .zip(billed.iter().zip(due))
        .filter(|(_, (billed, due))| **billed != *due)
        .map(|(name, (billed, due))| {
            format!(
                "{name} {}, {} {}",
                format_integer(*billed),
                lang.pick("seharusnya", "due"),
                format_integer(due)
            )
        })
        .collect();
    parts.join("; ")
}
