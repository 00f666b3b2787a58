//! Drafts from the routes: who should pay for whom.

use semesta_domain::{RegionCode, Segment};
use semesta_engine::routes::RouteRow;
use semesta_law::Route;

use super::view::{RunView, by_city, kind_towards};
use crate::proposal::{Draft, Origin, Reason, Side};

/// Which residents' routes become drafts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteFilter {
    /// Only these routes; all that can be proposed where empty.
    pub routes: Vec<Route>,
    /// Only who lives there.
    pub area: Option<RegionCode>,
    /// At most so many; 0 for all.
    pub limit: usize,
}

impl RunView {
    /// Drafts for residents without an active membership, each by the first open
    /// route. Who is still covered without contribution after a lay-off needs
    /// nothing, and who may pay their own arrears is not moved without asking.
    #[must_use]
    pub fn drafts_from_routes(&self, filter: &RouteFilter) -> Vec<Draft> {
        let limit = if filter.limit == 0 {
            usize::MAX
        } else {
            filter.limit
        };
        self.routes
            .rows
            .iter()
            .filter(|row| row.rank == 1 && !row.is_ruled_out())
            .filter(|row| filter.routes.is_empty() || filter.routes.contains(&row.route))
            .filter_map(|row| self.draft_of_route(row, Origin::Route))
            .filter(|draft| {
                filter
                    .area
                    .is_none_or(|area| area.contains(draft.subject.area))
            })
            .take(limit)
            .collect()
    }

    pub(super) fn draft_of_route(&self, row: &RouteRow, origin: Origin) -> Option<Draft> {
        let (reason, after) = match row.route {
            Route::Newborn => (Reason::Newborn, self.after_of_newborn(row)),
            Route::Employer => (Reason::Worker, self.after_of_worker(row)),
            Route::WorkerFamily => (Reason::WorkerFamily, self.after_of_worker(row)),
            Route::PbiJk => (Reason::WithinDecileLimit, by_city("kota")),
            Route::Programme => (Reason::Programme, self.after_of_programme(row)),
            Route::Donor => (Reason::Donor, by_city(self.payer_of(row))),
            Route::Pemda => (Reason::NobodyElse, by_city("kota")),
            Route::LayOffGuarantee | Route::Mandiri => return None,
        };
        let before = self.record(row.person).map(|record| self.side(record));
        let kind = kind_towards(before.as_ref(), &after);
        let mut draft = self.draft(row.person, kind, Some(after), reason, origin);
        draft.deadline = row.deadline;
        Some(draft)
    }

    fn payer_of(&self, row: &RouteRow) -> &str {
        row.payer_code().unwrap_or_else(|| {
            row.donor
                .and_then(|donor| self.routes.donors.get(donor))
                .map_or("kota", |donor| donor.code.as_str())
        })
    }

    fn after_of_newborn(&self, row: &RouteRow) -> Side {
        Side {
            segment: row.segment.map(|segment| segment.code().to_owned()),
            payer: Some(self.payer_of(row).to_owned()),
            active: true,
            ..Side::default()
        }
    }

    pub(super) fn after_of_worker(&self, row: &RouteRow) -> Side {
        let worker = row.worker_row.map(|row| row as usize);
        let workers = &self.inputs.workers;
        let segment = row.segment.unwrap_or(Segment::PpuBu);
        Side {
            segment: Some(segment.code().to_owned()),
            payer: Some("pemberi_kerja".to_owned()),
            class: None,
            active: true,
            employer: worker.map(|at| workers.label.get(at).to_owned()),
            wage: worker.map(|at| workers.amount[at]).filter(|wage| *wage > 0),
            nik: None,
        }
    }

    fn after_of_programme(&self, row: &RouteRow) -> Side {
        match row.segment {
            Some(Segment::PbiJk) => Side {
                segment: Some(Segment::PbiJk.code().to_owned()),
                ..by_city("pusat")
            },
            _ => by_city(self.payer_of(row)),
        }
    }
}
