//! What is proposed, where it came from, and where it stands.

use semesta_law::Change;

use crate::code::codes;
use crate::permission::Permission;

codes! {
    /// What a proposal would change.
    Kind, "proposals.kind";
    /// Register someone who has no membership.
    Enrol = "enrol", "Pendaftaran", "Enrolment";
    /// Take a record off the roll.
    Remove = "remove", "Pengeluaran", "Removal";
    /// Move a membership to another segment or payer.
    Change = "change", "Pindah segmen atau pembayar", "Change of segment or payer";
    /// Correct the identity of a record.
    Correct = "correct", "Perbaikan identitas", "Correction of identity";
    /// Activate an inactive membership again.
    Reactivate = "reactivate", "Pengaktifan kembali", "Reactivation";
}

codes! {
    /// Where a proposal came from.
    Origin, "proposals.origin";
    /// The routes of a run.
    Route = "route", "Jalur pembiayaan", "Routes";
    /// The findings of the bill audit.
    Bill = "bill", "Temuan tagihan", "Bill findings";
    /// The funding plan.
    Plan = "plan", "Rencana pendanaan", "Funding plan";
    /// A run, by itself.
    Auto = "auto", "Otomatis", "Automatic";
    /// One person, by hand.
    Single = "single", "Satuan", "Singly";
}

codes! {
    /// Where a proposal stands.
    State, "proposals.state";
    /// Drafted.
    Drafted = "drafted", "Disusun", "Drafted";
    /// Checked by somebody else.
    Checked = "checked", "Diperiksa", "Checked";
    /// Approved.
    Approved = "approved", "Disetujui", "Approved";
    /// Sent to BPJS Kesehatan in a batch.
    Sent = "sent", "Dikirim", "Sent";
    /// Accepted by BPJS Kesehatan.
    Accepted = "accepted", "Diterima BPJS", "Accepted";
    /// Rejected by BPJS Kesehatan.
    Rejected = "rejected", "Ditolak BPJS", "Rejected";
    /// Done with.
    Closed = "closed", "Selesai", "Closed";
    /// Withdrawn before it was sent.
    Withdrawn = "withdrawn", "Ditarik", "Withdrawn";
}

codes! {
    /// Why something is proposed.
    Reason, "proposals.reason";
    /// Nobody else pays.
    NobodyElse = "nobody_else", "Tidak ada pembayar lain", "Nobody else pays";
    /// Born at most 28 days ago.
    Newborn = "newborn", "Bayi baru lahir", "Newborn";
    /// Works for an employer who has not registered them.
    Worker = "worker", "Bekerja pada pemberi kerja yang belum mendaftarkannya", "Works for an employer who has not registered them";
    /// Spouse or child of a wage worker.
    WorkerFamily = "worker_family", "Keluarga pekerja penerima upah", "Family of a wage worker";
    /// Poor; the city bridges until the centre takes over.
    WithinDecileLimit = "within_decile_limit", "Desil dalam batas PBI; kota menjembatani", "Decile within the limit; the city bridges";
    /// On the list of a programme.
    Programme = "programme", "Ada dalam daftar program", "On the list of a programme";
    /// Poor, in a donor's ring villages.
    Donor = "donor", "Ditanggung donatur wilayah ring", "Paid by the donor of the ring villages";
    /// Laid off, and the guarantee ends or never began.
    LaidOff = "laid_off", "PHK: kota mengambil alih", "Laid off: the city takes over";
    /// Dropped from the centre's list.
    DroppedPbi = "dropped_pbi", "Keluar dari daftar PBI JK", "Dropped from the centre's list";
    /// A self-paying member fell inactive.
    MandiriInactive = "mandiri_inactive", "Mandiri nonaktif", "Self-paying member fell inactive";
    /// A child of a wage worker turns 21.
    ChildOfAge = "child_of_age", "Anak tanggungan berumur 21 tahun", "A covered child turns 21";
    /// Works for an employer, but the city pays.
    WorkerOnCityList = "worker_on_city_list", "Pekerja dalam daftar yang dibayar kota", "A worker on the list the city pays for";
    /// Died.
    Deceased = "deceased", "Meninggal", "Deceased";
    /// Moved out.
    MovedOut = "moved_out", "Pindah ke luar", "Moved out";
    /// The record is somebody else's.
    DifferentPerson = "different_person", "Orang lain", "A different person";
    /// Lives elsewhere.
    NonResident = "non_resident", "Bukan penduduk", "Not a resident";
    /// Nobody fits.
    NotFound = "not_found", "Tidak ditemukan", "Not found";
    /// Another record of the same person counts.
    Duplicate = "duplicate", "Ganda", "Duplicate";
    /// Somebody else pays already.
    OtherPayer = "other_payer", "Sudah dibayar pihak lain", "Another payer pays";
    /// In the free months after a lay-off.
    PhkGuarantee = "phk_guarantee", "Masih dalam jaminan PHK", "Within the guarantee after a lay-off";
    /// Not on the city's approved list.
    NotEnrolled = "not_enrolled", "Tidak dalam daftar yang disetujui", "Not on the approved list";
    /// The record's NIK is not the resident's.
    WrongNik = "wrong_nik", "NIK pada catatan bukan NIK penduduknya", "The record's NIK is not the resident's";
    /// Something else, said in the note.
    Other = "other", "Alasan lain", "Another reason";
}

impl Kind {
    /// What somebody must be allowed to draft it.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Enrol => Permission::DraftEnrolment,
            Self::Remove => Permission::DraftRemoval,
            Self::Change => Permission::DraftChange,
            Self::Correct => Permission::DraftCorrection,
            Self::Reactivate => Permission::DraftReactivation,
        }
    }

    /// What it is to the cut-off rule.
    #[must_use]
    pub fn change(self) -> Change {
        match self {
            Self::Enrol | Self::Reactivate => Change::Add,
            Self::Remove => Change::Remove,
            Self::Change | Self::Correct => Change::Change,
        }
    }
}

impl State {
    /// Whether it still takes the person's place in its month.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Drafted | Self::Checked | Self::Approved | Self::Sent | Self::Accepted
        )
    }

    /// Whether it has not left the desk.
    #[must_use]
    pub fn is_unsent(self) -> bool {
        matches!(self, Self::Drafted | Self::Checked | Self::Approved)
    }
}

impl Reason {
    /// The parameters of the law it rests on.
    #[must_use]
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Newborn => &["newborn.days"],
            Self::Worker | Self::WorkerOnCityList => {
                &["contribution.ppu_bu", "sanction.warnings_max"]
            }
            Self::WorkerFamily => &["family.children_max", "family.child_age"],
            Self::WithinDecileLimit | Self::DroppedPbi => &["pbi.decile_max", "contribution.pemda"],
            Self::Donor => &["donor.decile_max", "contribution.pemda"],
            Self::LaidOff | Self::PhkGuarantee => {
                &["layoff.months", "layoff.proof", "contribution.pemda"]
            }
            Self::MandiriInactive => &["status.inactive_after_months", "contribution.pemda"],
            Self::ChildOfAge => &["family.child_age", "family.student_age"],
            Self::WrongNik => &[],
            _ => &["contribution.pemda"],
        }
    }
}
