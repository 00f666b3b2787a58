//! One candidate payer, kept in short.

use jiff::civil::Date;
use semesta_domain::{Month, Rupiah, Segment};
use semesta_law::{Candidate, Component, Components, FirstAction, Route, Verdict};

use crate::people::PersonId;

/// What a candidate costs each payer a month. **Units**: rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PayerCosts {
    /// The city.
    pub city: i32,
    /// The province.
    pub province: i32,
    /// The centre.
    pub centre: i32,
    /// The employer.
    pub employer: i32,
    /// The worker.
    pub worker: i32,
    /// The member.
    pub member: i32,
    /// The donor.
    pub donor: i32,
}

impl From<Components> for PayerCosts {
    fn from(parts: Components) -> Self {
        let amount = |rupiah: Rupiah| i32::try_from(rupiah.0).unwrap_or(i32::MAX);
        Self {
            city: amount(parts.city()),
            province: amount(parts.province()),
            centre: amount(parts.centre()),
            employer: amount(parts[Component::Employer]),
            worker: amount(parts[Component::Worker]),
            member: amount(parts[Component::Member]),
            donor: amount(parts[Component::Donor]),
        }
    }
}

/// One candidate payer of one resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteRow {
    /// The resident.
    pub person: PersonId,
    /// From 1; those ruled out follow the open ones.
    pub rank: u8,
    /// The way to a payer.
    pub route: Route,
    /// Why it is open, or what rules it out.
    pub verdict: Verdict,
    /// The segment it leads to, if that is known.
    pub segment: Option<Segment>,
    /// The donor concerned.
    pub donor: Option<u16>,
    /// Row of the list of workers that names the employer.
    pub worker_row: Option<u32>,
    /// Whether a programme names the province or the centre.
    pub programme_payer: ProgrammeBy,
    /// What to do first.
    pub action: FirstAction,
    /// The day by which to do it.
    pub deadline: Option<Date>,
    /// The month from which the city pays, where a guarantee ends.
    pub city_from: Option<Month>,
    /// What it costs a month once settled.
    pub monthly: PayerCosts,
    /// What it costs a month until then.
    pub meanwhile: PayerCosts,
}

/// Who pays a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProgrammeBy {
    /// The city, or no programme.
    #[default]
    City,
    /// The province.
    Province,
    /// The centre.
    Centre,
}

impl RouteRow {
    pub(super) fn new(person: PersonId, rank: u8, candidate: &Candidate) -> Self {
        Self {
            person,
            rank,
            route: candidate.route,
            verdict: candidate.verdict,
            segment: candidate.segment,
            donor: candidate.donor,
            worker_row: None,
            programme_payer: ProgrammeBy::City,
            action: candidate.action,
            deadline: candidate.deadline,
            city_from: candidate.city_from,
            monthly: candidate.monthly.into(),
            meanwhile: candidate.meanwhile.into(),
        }
    }

    /// Whether something rules the route out.
    #[must_use]
    pub fn is_ruled_out(&self) -> bool {
        matches!(self.verdict, Verdict::RuledOut(_))
    }

    /// The payer's code; `None` for a donor, whose code the list of donors has.
    /// `tanpa_iuran` where nobody pays.
    #[must_use]
    pub fn payer_code(&self) -> Option<&'static str> {
        if self.donor.is_some() {
            return None;
        }
        let by_segment = |segment: Option<Segment>| match segment {
            Some(Segment::PpuPn | Segment::PpuBu) => "pemberi_kerja",
            Some(Segment::Pbpu | Segment::Bp) => "sendiri",
            Some(Segment::PbiJk) => "pusat",
            Some(Segment::PbpuPemda) | None => "kota",
        };
        Some(match (self.route, self.programme_payer) {
            (Route::LayOffGuarantee, _) => "tanpa_iuran",
            // Whose membership the mother has is not known yet.
            (Route::Newborn, _) if self.segment.is_none() => "ibu",
            (Route::Programme, ProgrammeBy::Province) => "provinsi",
            (Route::Programme, ProgrammeBy::Centre) => "pusat",
            (Route::Mandiri, _) => "sendiri",
            _ => by_segment(self.segment),
        })
    }

    /// The code of the reason or of the obstacle.
    #[must_use]
    pub fn reason_code(&self) -> &'static str {
        match self.verdict {
            Verdict::Open(reason) => reason.code(),
            Verdict::RuledOut(obstacle) => obstacle.code(),
        }
    }
}
