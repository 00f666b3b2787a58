//! The codes of routes and their words.

use semesta_domain::Lang;

use crate::family::FamilyCover;

macro_rules! words {
    (
        $(#[$meta:meta])* $name:ident;
        $( $(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal; )+
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$doc])* $variant, )+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in files and JSON.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The member with a code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.code() == code)
            }

            /// The words on pages.
            #[must_use]
            pub fn label(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en)),+ }
            }
        }
    };
}

words! {
    /// A way to a payer, in the order in which the first that applies is proposed.
    Route;
    /// A newborn joins the mother's membership.
    Newborn = "newborn", "Bayi baru lahir: kepesertaan ibu", "Newborn: the mother's membership";
    /// The employer registers its worker.
    Employer = "employer", "Pemberi kerja mendaftarkan pekerjanya", "The employer registers its worker";
    /// The worker's membership covers spouse and children.
    WorkerFamily = "worker_family", "Keluarga pekerja penerima upah", "Family of a wage worker";
    /// The six months after a lay-off are free.
    LayOffGuarantee = "phk_guarantee", "Jaminan enam bulan setelah PHK", "Six months' guarantee after a lay-off";
    /// The centre assists the poor; the city bridges meanwhile.
    PbiJk = "pbi_jk", "Usulan PBI JK, sementara dijembatani kota", "Proposal for PBI JK, bridged by the city";
    /// A programme names its payer.
    Programme = "programme", "Program dengan penanggung sendiri", "A programme with its own payer";
    /// A donor pays for the poor of its ring villages.
    Donor = "donor", "Donatur wilayah ring", "The donor of the ring villages";
    /// The self-paying member settles the arrears.
    Mandiri = "mandiri", "Mandiri melunasi atau mencicil tunggakan", "The self-paying member settles the arrears";
    /// The city registers the resident.
    Pemda = "pbpu_pemda", "Didaftarkan kota (PBPU dan BP Pemda)", "Registered by the city";
}

words! {
    /// Why a route is open to someone.
    RouteReason;
    /// Born at most 28 days ago; the mother's membership is known.
    NewbornOfMember = "newborn_of_member", "Lahir paling lama 28 hari lalu dan ibunya peserta aktif", "Born at most 28 days ago to a member";
    /// Born at most 28 days ago; the mother's membership is not known.
    NewbornMotherUnknown = "newborn_mother_unknown", "Lahir paling lama 28 hari lalu; kepesertaan ibu belum diketahui", "Born at most 28 days ago; the mother's membership is not known";
    /// A government's own contract worker.
    GovernmentWorker = "government_worker", "Pegawai kontrak pemerintah: pemerintah itu sendiri pemberi kerjanya", "A government's own contract worker: that government is the employer";
    /// Named by a list of workers.
    Worker = "worker", "Tercatat bekerja pada pemberi kerja yang belum mendaftarkannya", "On a list of workers whose employer has not registered them";
    /// Spouse or child within the limits.
    WithinFamilyLimits = "within_family_limits", "Pasangan atau anak pekerja pada kartu keluarga yang sama, dalam batas tanggungan", "Spouse or child of a worker on the same family card, within the limits";
    /// Dismissed with qualifying proof.
    QualifyingLayOff = "qualifying_lay_off", "PHK dengan bukti yang memenuhi syarat: masih dijamin tanpa iuran", "Laid off with qualifying proof: still covered without contribution";
    /// Within the decile limit.
    WithinDecileLimit = "within_decile_limit", "Desil DTSEN dalam batas PBI", "Decile within the limit for PBI";
    /// On a programme's list.
    OnProgrammeList = "on_programme_list", "Ada dalam daftar program yang menyebut penanggungnya", "On the list of a programme that names its payer";
    /// Poor, in a compliant donor's ring.
    PoorInRing = "poor_in_ring", "Miskin dan tinggal di wilayah ring donatur yang patuh", "Poor, in the ring villages of a compliant donor";
    /// Arrears that can be paid in instalments.
    ArrearsForInstalments = "arrears_for_instalments", "Peserta mandiri menunggak; boleh dicicil", "A self-paying member in arrears; instalments are possible";
    /// Arrears to be paid at once.
    Arrears = "arrears", "Peserta mandiri menunggak; dibayar sekaligus", "A self-paying member in arrears; to be paid at once";
    /// A self-paid membership inactive, arrears not stated.
    ArrearsUnknown = "arrears_unknown", "Peserta mandiri nonaktif; jumlah tunggakan tidak disebut", "A self-paying member, inactive; the arrears are not stated";
    /// Nobody else pays.
    NobodyElse = "nobody_else", "Tidak ada pembayar lain", "Nobody else pays";
}

words! {
    /// What rules a route out that something speaks for.
    Obstacle;
    /// The newborn's mother has no membership.
    MotherNotMember = "mother_not_member", "Ibunya bukan peserta aktif", "The mother has no active membership";
    /// A further relative of the worker.
    OtherRelative = "other_relative", "Bukan pasangan atau anak pekerja", "Neither spouse nor child of the worker";
    /// The fourth child or later.
    TooManyChildren = "too_many_children", "Anak keempat atau lebih", "The fourth child or later";
    /// Past the age for children.
    TooOld = "too_old", "Melewati batas umur anak tanggungan", "Past the age for covered children";
    /// Married.
    Married = "married", "Anak yang sudah menikah", "A married child";
    /// Has income.
    HasIncome = "has_income", "Anak yang sudah berpenghasilan", "A child with income";
    /// Age not known.
    AgeUnknown = "age_unknown", "Umur anak tidak diketahui", "The child's age is not known";
    /// The proof of dismissal does not qualify.
    ProofDoesNotQualify = "proof_does_not_qualify", "Bukti PHK tidak memberi jaminan: kota menanggung segera", "The proof gives no guarantee: the city takes over at once";
    /// The six months are over.
    GuaranteeOver = "guarantee_over", "Jaminan enam bulan sudah habis", "The six months are over";
    /// The decile is above the limit.
    DecileAboveLimit = "decile_above_limit", "Desil DTSEN di atas batas PBI", "Decile above the limit for PBI";
    /// The donor's own workers are not all registered.
    DonorNotCompliant = "donor_not_compliant", "Donatur belum mendaftarkan semua pekerjanya", "The donor has not registered all its own workers";
    /// Not poor, or the decile is not known.
    NotPoor = "not_poor", "Tidak tercatat miskin", "Not on record as poor";
}

words! {
    /// What to do first.
    FirstAction;
    /// Register the child with the mother's membership.
    RegisterWithMother = "register_with_mother", "Daftarkan bayi pada kepesertaan ibunya", "Register the child with the mother's membership";
    /// Find the mother's membership.
    FindMother = "find_mother", "Cari kepesertaan ibu, lalu daftarkan bayi", "Find the mother's membership, then register the child";
    /// Ask the government office to register its own staff.
    RegisterOwnStaff = "register_own_staff", "Minta perangkat daerah mendaftarkan pegawainya sebagai PPU PN", "Have the government office register its own staff";
    /// Report the employer and ask it to register.
    SummonEmployer = "summon_employer", "Surati pemberi kerja agar mendaftarkan; catat sebagai temuan", "Write to the employer to register; record the finding";
    /// Add the family member to the worker's membership.
    AddToWorker = "add_to_worker", "Tambahkan pada kepesertaan pekerja melalui pemberi kerja", "Add to the worker's membership through the employer";
    /// Confirm the guarantee and prepare the takeover.
    PrepareTakeover = "prepare_takeover", "Pastikan jaminan PHK berjalan; siapkan pengambilalihan kota", "Confirm the guarantee; prepare the city's takeover";
    /// Propose for PBI JK and register with the city meanwhile.
    ProposePbi = "propose_pbi", "Usulkan ke SIKS-NG; daftarkan sementara oleh kota", "Propose for PBI JK; register with the city meanwhile";
    /// Register with the programme's payer.
    RegisterWithProgramme = "register_with_programme", "Daftarkan dengan penanggung program", "Register with the programme's payer";
    /// Propose to the donor.
    ProposeToDonor = "propose_to_donor", "Usulkan kepada donatur", "Propose to the donor";
    /// Offer instalments.
    OfferInstalments = "offer_instalments", "Tawarkan cicilan tunggakan (REHAB)", "Offer instalments of the arrears (REHAB)";
    /// Ask for payment.
    AskForPayment = "ask_for_payment", "Minta pelunasan tunggakan", "Ask for payment of the arrears";
    /// Register with the city.
    RegisterByCity = "register_by_city", "Usulkan pendaftaran oleh kota", "Propose registration by the city";
}

impl Route {
    /// The parameters that the route rests on, for `Law::citations`.
    #[must_use]
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Newborn => &["newborn.days"],
            Self::Employer => &["contribution.ppu_pn", "contribution.ppu_bu"],
            Self::WorkerFamily => &[
                "family.children_max",
                "family.child_age",
                "family.student_age",
            ],
            Self::LayOffGuarantee => &["layoff.months", "layoff.proof"],
            Self::PbiJk => &["pbi.decile_max", "contribution.pbi_jk"],
            Self::Programme | Self::Pemda => &["contribution.pemda", "cutoff.day"],
            Self::Donor => &["donor.own_workers_registered", "donor.decile_max"],
            Self::Mandiri => &[
                "arrears.months_max",
                "instalment.months_min",
                "instalment.months_max",
            ],
        }
    }
}

impl Obstacle {
    /// What in the family's limits rules someone out; `None` if covered.
    pub(super) fn of(cover: FamilyCover) -> Option<Self> {
        Some(match cover {
            FamilyCover::Covered => return None,
            FamilyCover::OtherRelative => Self::OtherRelative,
            FamilyCover::TooManyChildren => Self::TooManyChildren,
            FamilyCover::TooOld => Self::TooOld,
            FamilyCover::Married => Self::Married,
            FamilyCover::HasIncome => Self::HasIncome,
            FamilyCover::AgeUnknown => Self::AgeUnknown,
        })
    }
}
