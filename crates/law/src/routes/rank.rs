//! The candidates of one resident, ranked.

use jiff::civil::Date;
use semesta_domain::{Month, Segment};

use super::candidate::{Candidate, RouteList, Verdict};
use super::facts::{Mother, ProgrammePayer, ResidentFacts};
use super::rules::RouteRules;
use super::words::{FirstAction, Obstacle, Route, RouteReason};
use crate::components::{Component, Components};
use crate::contribution::{Class, Registrar};

impl RouteRules {
    /// The proposal for one resident: the first route that applies.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::{LayOffProof, Month};
    /// use semesta_law::{Law, LayOffFact, ResidentFacts, Route, RouteRules, RouteSettings};
    /// let rules = RouteRules::on(&Law::embedded(), date(2025, 3, 10), RouteSettings::default()).unwrap();
    /// let laid_off = ResidentFacts {
    ///     lay_off: Some(LayOffFact {
    ///         dismissed: Month::new(2025, 1).unwrap(),
    ///         proof: LayOffProof::JointAgreement,
    ///     }),
    ///     ..ResidentFacts::default()
    /// };
    /// let proposal = rules.first_route(&laid_off);
    /// assert_eq!(proposal.route, Route::LayOffGuarantee);
    /// // The city pays from August, and must send the registration by 20 July.
    /// assert_eq!(proposal.city_from, Month::new(2025, 8).ok());
    /// assert_eq!(proposal.deadline, Some(date(2025, 7, 20)));
    /// ```
    #[must_use]
    pub fn first_route(&self, facts: &ResidentFacts) -> Candidate {
        Route::ALL
            .iter()
            .filter_map(|route| self.candidate(*route, facts))
            .find(Candidate::is_open)
            .unwrap_or_else(|| self.pemda())
    }

    /// Every candidate for one resident, ranked, and those ruled out.
    #[must_use]
    pub fn routes(&self, facts: &ResidentFacts) -> RouteList {
        let found = Route::ALL
            .iter()
            .filter_map(|route| self.candidate(*route, facts));
        let mut candidates = [None; Route::ALL.len()];
        let mut ruled_out = [None; Route::ALL.len()];
        let (mut n_open, mut n_out) = (0, 0);
        for candidate in found {
            if candidate.is_open() {
                candidates[n_open] = Some(candidate);
                n_open += 1;
            } else {
                ruled_out[n_out] = Some(candidate);
                n_out += 1;
            }
        }
        candidates[n_open..n_open + n_out].copy_from_slice(&ruled_out[..n_out]);
        RouteList { candidates, n_open }
    }

    /// One route for one resident; `None` where nothing speaks for it.
    fn candidate(&self, route: Route, facts: &ResidentFacts) -> Option<Candidate> {
        match route {
            Route::Newborn => self.newborn(facts),
            Route::Employer => self.employer(facts),
            Route::WorkerFamily => self.worker_family(facts),
            Route::LayOffGuarantee => self.lay_off_guarantee(facts),
            Route::PbiJk => self.pbi_jk(facts),
            Route::Programme => self.programme(facts),
            Route::Donor => self.ring_donor(facts),
            Route::Mandiri => self.mandiri(facts),
            Route::Pemda => Some(self.pemda()),
        }
    }

    fn newborn(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let birth = facts
            .birth
            .filter(|birth| self.newborn.is_newborn(*birth, self.on))?;
        let (verdict, action) = match facts.mother {
            Mother::Member { .. } => (
                Verdict::Open(RouteReason::NewbornOfMember),
                FirstAction::RegisterWithMother,
            ),
            Mother::Unknown => (
                Verdict::Open(RouteReason::NewbornMotherUnknown),
                FirstAction::FindMother,
            ),
            Mother::NoMembership => (
                Verdict::RuledOut(Obstacle::MotherNotMember),
                FirstAction::FindMother,
            ),
        };
        let (segment, monthly) = match facts.mother {
            Mother::Member { segment, class } => (Some(segment), self.child_due(segment, class)),
            Mother::Unknown | Mother::NoMembership => (None, Components::default()),
        };
        Some(Candidate {
            segment,
            monthly,
            deadline: Some(self.newborn.deadline(birth)),
            ..Candidate::new(Route::Newborn, verdict, action)
        })
    }

    /// What one more child costs in the mother's segment; nothing with a wage worker.
    fn child_due(&self, segment: Segment, class: Option<Class>) -> Components {
        match segment {
            Segment::PpuPn | Segment::PpuBu => Components::default(),
            Segment::Bp | Segment::Pbpu => self.mandiri_due(class.unwrap_or(Class::III)),
            Segment::PbiJk => self.rates.pbi_due(),
            Segment::PbpuPemda => self.pemda_due(Registrar::City),
        }
    }

    fn employer(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let employer = facts.employer?;
        let (reason, action) = match employer.segment {
            Segment::PpuPn => (RouteReason::GovernmentWorker, FirstAction::RegisterOwnStaff),
            _ => (RouteReason::Worker, FirstAction::SummonEmployer),
        };
        Some(Candidate {
            segment: Some(employer.segment),
            monthly: self.worker_due(employer.segment, employer.wage),
            deadline: Some(self.send_by_cut_off()),
            ..Candidate::new(Route::Employer, Verdict::Open(reason), action)
        })
    }

    fn worker_family(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let family = facts.worker_family?;
        let verdict = match Obstacle::of(self.family.cover(&family.member, self.on)) {
            None => Verdict::Open(RouteReason::WithinFamilyLimits),
            Some(obstacle) => Verdict::RuledOut(obstacle),
        };
        Some(Candidate {
            segment: Some(family.segment),
            deadline: Some(self.send_by_cut_off()),
            ..Candidate::new(Route::WorkerFamily, verdict, FirstAction::AddToWorker)
        })
    }

    fn lay_off_guarantee(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let lay_off = facts.lay_off?;
        let guarantee = self.lay_off.guarantee(lay_off.dismissed, lay_off.proof);
        let now = Month::of(self.on);
        let verdict = if !guarantee.qualifies {
            Verdict::RuledOut(Obstacle::ProofDoesNotQualify)
        } else if now >= guarantee.city_from {
            Verdict::RuledOut(Obstacle::GuaranteeOver)
        } else {
            Verdict::Open(RouteReason::QualifyingLayOff)
        };
        let is_open = matches!(verdict, Verdict::Open(_));
        Some(Candidate {
            segment: is_open.then_some(Segment::PpuBu),
            deadline: is_open.then(|| self.send_by_for(guarantee.city_from)),
            city_from: Some(guarantee.city_from),
            ..Candidate::new(
                Route::LayOffGuarantee,
                verdict,
                FirstAction::PrepareTakeover,
            )
        })
    }

    fn pbi_jk(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let decile = i64::from(facts.decile?);
        let verdict = if decile <= self.pbi_decile_max {
            Verdict::Open(RouteReason::WithinDecileLimit)
        } else {
            Verdict::RuledOut(Obstacle::DecileAboveLimit)
        };
        Some(Candidate {
            segment: Some(Segment::PbiJk),
            monthly: self.rates.pbi_due(),
            meanwhile: self.pemda_due(Registrar::City),
            deadline: Some(self.send_by()),
            ..Candidate::new(Route::PbiJk, verdict, FirstAction::ProposePbi)
        })
    }

    fn programme(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let (segment, monthly, donor) = match facts.programme? {
            ProgrammePayer::City => (Segment::PbpuPemda, self.pemda_due(Registrar::City), None),
            ProgrammePayer::Province => (
                Segment::PbpuPemda,
                self.pemda_due(Registrar::Province),
                None,
            ),
            ProgrammePayer::Donor(donor) => (
                Segment::PbpuPemda,
                self.pemda_due(Registrar::Donor),
                Some(donor),
            ),
            ProgrammePayer::Centre => {
                let due = self.pemda_due(Registrar::City).total();
                let by_centre = Components::default().with(Component::CentreContribution, due);
                (Segment::PbpuPemda, by_centre, None)
            }
        };
        let verdict = Verdict::Open(RouteReason::OnProgrammeList);
        Some(Candidate {
            segment: Some(segment),
            donor,
            monthly,
            deadline: Some(self.send_by()),
            ..Candidate::new(
                Route::Programme,
                verdict,
                FirstAction::RegisterWithProgramme,
            )
        })
    }

    fn ring_donor(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let ring = facts.ring_donor?;
        let is_poor = facts
            .decile
            .is_some_and(|decile| i64::from(decile) <= self.donor_decile_max);
        let verdict = if !is_poor {
            Verdict::RuledOut(Obstacle::NotPoor)
        } else if self.donor_must_comply && !ring.is_compliant {
            Verdict::RuledOut(Obstacle::DonorNotCompliant)
        } else {
            Verdict::Open(RouteReason::PoorInRing)
        };
        Some(Candidate {
            segment: Some(Segment::PbpuPemda),
            donor: Some(ring.donor),
            monthly: self.pemda_due(Registrar::Donor),
            deadline: Some(self.send_by()),
            ..Candidate::new(Route::Donor, verdict, FirstAction::ProposeToDonor)
        })
    }

    fn mandiri(&self, facts: &ResidentFacts) -> Option<Candidate> {
        let mandiri = facts
            .mandiri
            .filter(|mandiri| mandiri.months_in_arrears != Some(0))?;
        let bounds = self.arrears.instalment_months_min..=self.arrears.instalment_months_max;
        let (reason, action) = match mandiri.months_in_arrears {
            None => (RouteReason::ArrearsUnknown, FirstAction::AskForPayment),
            Some(months) if bounds.contains(&i64::from(months)) => (
                RouteReason::ArrearsForInstalments,
                FirstAction::OfferInstalments,
            ),
            Some(_) => (RouteReason::Arrears, FirstAction::AskForPayment),
        };
        Some(Candidate {
            segment: Some(Segment::Pbpu),
            monthly: self.mandiri_due(mandiri.class),
            deadline: Some(Month::of(self.on).last_day()),
            ..Candidate::new(Route::Mandiri, Verdict::Open(reason), action)
        })
    }

    fn pemda(&self) -> Candidate {
        let verdict = Verdict::Open(RouteReason::NobodyElse);
        Candidate {
            segment: Some(Segment::PbpuPemda),
            monthly: self.pemda_due(Registrar::City),
            deadline: Some(self.send_by()),
            ..Candidate::new(Route::Pemda, verdict, FirstAction::RegisterByCity)
        }
    }

    /// The last day by the ordinary cut-off: Prioritas is the city's alone.
    fn send_by_cut_off(&self) -> Date {
        let now = Month::of(self.on);
        let this_month = self.activation.last_day_for(now.next());
        if self.on <= this_month {
            this_month
        } else {
            self.activation.last_day_for(now.plus(2))
        }
    }
}
