//! One way to a payer for one resident.

use jiff::civil::Date;
use semesta_domain::{Lang, Month, Segment};

use super::words::{FirstAction, Obstacle, Route, RouteReason};
use crate::components::Components;

/// Whether a route is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is, for this reason.
    Open(RouteReason),
    /// Something speaks for it, but this rules it out.
    RuledOut(Obstacle),
}

/// One way to a payer for one resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The route.
    pub route: Route,
    /// Whether it is open, and why.
    pub verdict: Verdict,
    /// The segment it leads to; absent where that hangs on the mother.
    pub segment: Option<Segment>,
    /// The donor concerned, by the caller's index.
    pub donor: Option<u16>,
    /// What to do first.
    pub action: FirstAction,
    /// The day by which to do it.
    pub deadline: Option<Date>,
    /// What it costs a month, by payer, once it is settled.
    pub monthly: Components,
    /// What it costs a month until then; zero where nobody needs to bridge.
    pub meanwhile: Components,
    /// The month from which the city pays, where a guarantee ends.
    pub city_from: Option<Month>,
}

impl Candidate {
    /// Whether the route is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.verdict, Verdict::Open(_))
    }

    /// The code of the reason or of the obstacle.
    #[must_use]
    pub fn reason_code(&self) -> &'static str {
        match self.verdict {
            Verdict::Open(reason) => reason.code(),
            Verdict::RuledOut(obstacle) => obstacle.code(),
        }
    }

    /// The reason or the obstacle in words.
    #[must_use]
    pub fn reason_text(&self, lang: Lang) -> &'static str {
        match self.verdict {
            Verdict::Open(reason) => reason.label(lang),
            Verdict::RuledOut(obstacle) => obstacle.label(lang),
        }
    }

    pub(super) fn new(route: Route, verdict: Verdict, action: FirstAction) -> Self {
        Self {
            route,
            verdict,
            segment: None,
            donor: None,
            action,
            deadline: None,
            monthly: Components::default(),
            meanwhile: Components::default(),
            city_from: None,
        }
    }
}

/// The candidates of one resident: the open ones in order, then those ruled out.
#[derive(Debug, Clone, Copy)]
pub struct RouteList {
    pub(super) candidates: [Option<Candidate>; Route::ALL.len()],
    pub(super) n_open: usize,
}

impl RouteList {
    /// The open candidates, the proposal first.
    pub fn open(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().flatten().take(self.n_open)
    }

    /// Those ruled out, in order.
    pub fn ruled_out(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().flatten().skip(self.n_open)
    }
}
