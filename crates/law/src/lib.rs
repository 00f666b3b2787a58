//! Dated legal parameters with citations, and the rules that use them.
//!
//! The parameters are the YAML files of `law/`, one a file, each value with
//! its date and source; the rules are plain functions over values resolved
//! once for a date. Nothing here reads a file, a clock or the environment:
//! the caller passes the date.

mod activation;
mod arrears;
mod check;
mod citation;
mod components;
mod contribution;
mod decimal;
mod family;
mod fine;
mod law;
mod law_error;
mod layoff;
mod overrides;
mod parameter;
mod routes;
mod sanction;
mod source;
mod threshold;
mod value;
mod wage;

pub use activation::{Activation, ActivationReason, ActivationRules, Change, CutOff};
pub use arrears::{ArrearsRules, InstalmentError, PaymentStatus, Reactivation};
pub use check::{Problem, ProblemKind};
pub use citation::Citation;
pub use components::{Component, Components};
pub use contribution::{
    Class, ContributionError, ContributionFacts, ContributionRates, FlatRate, LocalAssistance,
    Registrar, constant_headcount, contribution_parameters, people_for_budget,
};
pub use decimal::{Decimal, ParseDecimalError};
pub use family::{FamilyCover, FamilyLimits, FamilyMember, Relation, age_in_years};
pub use fine::{FINE_PARAMETERS, FineFacts, FineReason, FineRules, ServiceFine};
pub use law::{Law, Valued};
pub use law_error::LawError;
pub use layoff::{Guarantee, LayOffRules, NewbornRule};
pub use overrides::{Override, OverrideError};
pub use parameter::{Body, DatedValue, Parameter, Reference, Unit, Value};
pub use routes::{
    Candidate, EmployerFact, FirstAction, LayOffFact, MandiriFact, Mother, Obstacle,
    ProgrammePayer, ResidentFacts, RingDonor, Route, RouteList, RouteReason, RouteRules,
    RouteSettings, Verdict, WorkerFamily,
};
pub use sanction::{SanctionRules, SanctionStep, cigarette_tax_share};
pub use threshold::{
    ActiveRatio, Answer, Award, CheapestWay, CityFigures, Criterion, CriterionKind, Evaluation,
    Lack, Outcome, Threshold, ThresholdId, award,
};
pub use value::FromValue;
pub use wage::{ShareRates, Wage, WageBasis, WageContribution, WageRates};
