//! Drafts from the funding plan.

use std::collections::HashMap;

use semesta_domain::{Nik, Payer};
use semesta_engine::PersonId;
use semesta_law::Route;

use super::view::{RunView, by_city, kind_towards};
use crate::proposal::{Draft, Origin, Reason};

/// A person of the plan and the source that pays for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Who.
    pub nik: Nik,
    /// The plan's source: `kota`, `provinsi`, `pbi`, `phk`, `pemberi_kerja`,
    /// `keluarga`, `ibu`, or `donor:` with a code.
    pub source: String,
}

impl RunView {
    /// Drafts for those whom the plan covers, in the plan's order, and how many rows
    /// name nobody of this run or ask for nothing. Who is paid by an employer, a
    /// relative or a programme goes the way of their route.
    #[must_use]
    pub fn drafts_from_plan(&self, rows: &[PlanRow]) -> (Vec<Draft>, usize) {
        let mut drafts = Vec::new();
        let mut n_left_out = 0;
        let mut places: HashMap<PersonId, usize> = HashMap::new();
        for (at, route) in self.routes.rows.iter().enumerate() {
            places.entry(route.person).or_insert(at);
        }
        for row in rows {
            let planned = self.person(row.nik).and_then(|id| {
                let first = places.get(&id).copied();
                self.planned(id, first, &row.source)
            });
            match planned {
                Some(draft) => drafts.push(draft),
                None => n_left_out += 1,
            }
        }
        (drafts, n_left_out)
    }

    fn planned(&self, person: PersonId, first: Option<usize>, source: &str) -> Option<Draft> {
        let route = match source {
            "phk" => return None,
            "pemberi_kerja" => Some(Route::Employer),
            "keluarga" => Some(Route::WorkerFamily),
            "ibu" => Some(Route::Newborn),
            _ => None,
        };
        if let Some(route) = route {
            let at = self.routes.rows[first?..]
                .iter()
                .take_while(|row| row.person == person)
                .find(|row| row.route == route && !row.is_ruled_out())?;
            return self.draft_of_route(at, Origin::Plan);
        }
        let (reason, payer) = match source {
            // The city pays until the centre takes over.
            "pbi" => (Reason::WithinDecileLimit, "kota".to_owned()),
            "kota" => (Reason::NobodyElse, "kota".to_owned()),
            other => {
                let code = other.strip_prefix("donor:").unwrap_or(other);
                let reason = match Payer::parse(code)? {
                    Payer::Donor(_) => Reason::Donor,
                    _ => Reason::Programme,
                };
                (reason, code.to_owned())
            }
        };
        let after = by_city(&payer);
        let before = self.record(person).map(|row| self.side(row));
        if before.as_ref().is_some_and(|before| before.active) {
            return None;
        }
        let kind = kind_towards(before.as_ref(), &after);
        Some(self.draft(person, kind, Some(after), reason, Origin::Plan))
    }
}
