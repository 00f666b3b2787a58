//! The things that can be allowed.

use std::fmt;

use semesta_domain::Lang;

/// Something that a role may or may not do in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See figures and reports.
    ViewFigures,
    /// Ask whether a person is covered (minimal answer).
    CheckEligibility,
    /// See lists of people with masked identifiers.
    ViewPeople,
    /// See a person's full identifiers (logged).
    Unmask,
    /// Download files with full identifiers.
    ExportPeople,
    /// Import an office's files.
    ImportData,
    /// Run the reconciliation.
    Run,
    /// Make a funding plan.
    PlanFunding,
    /// Decide uncertain links.
    ReviewLinks,
    /// See proposals and their history.
    ViewProposals,
    /// Draft an enrolment.
    DraftEnrolment,
    /// Draft a removal.
    DraftRemoval,
    /// Draft a change of segment or payer.
    DraftChange,
    /// Draft a correction of identity.
    DraftCorrection,
    /// Draft a reactivation.
    DraftReactivation,
    /// Record what came of a visit.
    RecordVisits,
    /// Check somebody else's proposals.
    CheckProposals,
    /// Approve checked proposals.
    ApproveProposals,
    /// Withdraw proposals.
    WithdrawProposals,
    /// Make and send mutation files.
    SendBatches,
    /// Record the answers of BPJS Kesehatan.
    RecordFeedback,
    /// See employers' cases.
    ViewEmployers,
    /// Work on employers' cases.
    ManageEmployers,
    /// Approve fines and withheld services.
    ApproveSanctions,
    /// Manage users and their roles.
    ManageUsers,
    /// Change settings and file layouts.
    ManageSettings,
    /// Back up and restore.
    Backup,
    /// Read the audit log.
    ReadAudit,
    /// Download the audit log.
    ExportAudit,
    /// Serve access and correction requests.
    AnswerPrivacyRequests,
    /// Delete data past their retention.
    ApplyRetention,
}

impl Permission {
    /// Every permission, in the order of the table.
    pub const ALL: [Self; 31] = [
        Self::ViewFigures,
        Self::CheckEligibility,
        Self::ViewPeople,
        Self::Unmask,
        Self::ExportPeople,
        Self::ImportData,
        Self::Run,
        Self::PlanFunding,
        Self::ReviewLinks,
        Self::ViewProposals,
        Self::DraftEnrolment,
        Self::DraftRemoval,
        Self::DraftChange,
        Self::DraftCorrection,
        Self::DraftReactivation,
        Self::RecordVisits,
        Self::CheckProposals,
        Self::ApproveProposals,
        Self::WithdrawProposals,
        Self::SendBatches,
        Self::RecordFeedback,
        Self::ViewEmployers,
        Self::ManageEmployers,
        Self::ApproveSanctions,
        Self::ManageUsers,
        Self::ManageSettings,
        Self::Backup,
        Self::ReadAudit,
        Self::ExportAudit,
        Self::AnswerPrivacyRequests,
        Self::ApplyRetention,
    ];

    /// Its code in files and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ViewFigures => "view_figures",
            Self::CheckEligibility => "check_eligibility",
            Self::ViewPeople => "view_people",
            Self::Unmask => "unmask",
            Self::ExportPeople => "export_people",
            Self::ImportData => "import_data",
            Self::Run => "run",
            Self::PlanFunding => "plan_funding",
            Self::ReviewLinks => "review_links",
            Self::ViewProposals => "view_proposals",
            Self::DraftEnrolment => "draft_enrolment",
            Self::DraftRemoval => "draft_removal",
            Self::DraftChange => "draft_change",
            Self::DraftCorrection => "draft_correction",
            Self::DraftReactivation => "draft_reactivation",
            Self::RecordVisits => "record_visits",
            Self::CheckProposals => "check_proposals",
            Self::ApproveProposals => "approve_proposals",
            Self::WithdrawProposals => "withdraw_proposals",
            Self::SendBatches => "send_batches",
            Self::RecordFeedback => "record_feedback",
            Self::ViewEmployers => "view_employers",
            Self::ManageEmployers => "manage_employers",
            Self::ApproveSanctions => "approve_sanctions",
            Self::ManageUsers => "manage_users",
            Self::ManageSettings => "manage_settings",
            Self::Backup => "backup",
            Self::ReadAudit => "read_audit",
            Self::ExportAudit => "export_audit",
            Self::AnswerPrivacyRequests => "answer_privacy_requests",
            Self::ApplyRetention => "apply_retention",
        }
    }

    /// What it allows, in words.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        super::table::title(self, lang)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
