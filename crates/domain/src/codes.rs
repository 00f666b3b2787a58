//! Closed sets of codes, each with its spelling in files and its words on pages.

/// Says that a text is none of a closed set of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid {what}: expected one of {expected}")]
pub struct ParseCodeError {
    /// What was to be read.
    pub what: &'static str,
    /// The legal codes.
    pub expected: &'static str,
}

/// Reduces a code cell to what distinguishes it: upper-case letters and digits.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Whether `text` folds to `folded`, without allocation.
pub(crate) fn folds_to(text: &str, folded: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_uppercase).eq(folded.chars())
}

/// Declares an enum whose members have a code for files, labels for pages and
/// other spellings that offices use; `reduce` brings what is none of them into a
/// form that may be.
macro_rules! code_enum {
    (
        $(#[$meta:meta])* $name:ident, $what:literal, $expected:literal $(, $reduce:path)?;
        $( $(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal, [$($alias:literal),*]; )+
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$doc])* $variant, )+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in files.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The words on pages.
            #[must_use]
            pub fn label(self, lang: crate::Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en)),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::ParseCodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $( if text == $code { return Ok(Self::$variant); } )+
                let folded = crate::codes::fold(text);
                Self::by_folded(&folded)
                    $( .or_else(|| Self::by_folded(&$reduce(text))) )?
                    .ok_or(crate::ParseCodeError { what: $what, expected: $expected })
            }
        }

        impl $name {
            /// The member that is spelled so, folded.
            fn by_folded(folded: &str) -> Option<Self> {
                $( if crate::codes::folds_to($code, folded)
                    || crate::codes::folds_to($id, folded) $(|| folded == $alias)* {
                    return Some(Self::$variant);
                } )+
                None
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use code_enum;

code_enum! {
    /// Sex as registered (jenis kelamin).
    Sex, "sex", "`L`, `P`";
    /// Laki-laki.
    Male = "L", "Laki-laki", "Male", ["LAKI", "LK", "LKLK", "LELAKI", "LLAKILAKI", "LAKILAKIL", "1LAKILAKI", "PRIA", "M", "MALE", "1", "COWOK"];
    /// Perempuan.
    Female = "P", "Perempuan", "Female", ["PR", "PRP", "PRMPN", "PPEREMPUAN", "PEREMPUANP", "2PEREMPUAN", "WANITA", "F", "FEMALE", "2", "W", "PEREMP"];
}

code_enum! {
    /// Status in the population register.
    RegisterStatus, "register status", "`HIDUP`, `MENINGGAL`, `PINDAH`";
    /// Living at the address.
    Living = "HIDUP", "Hidup", "Living", ["AKTIF", "ADA", "TETAP", "PENDUDUKTETAP", "DATANG", "MASUK", "ALIVE"];
    /// Dead.
    Dead = "MENINGGAL", "Meninggal", "Dead", ["MATI", "WAFAT", "MENINGGALDUNIA", "MD", "MENINGGALDUNIAMD"];
    /// Moved away.
    Moved = "PINDAH", "Pindah", "Moved", ["PINDAHKELUAR", "KELUAR", "PINDAHDATANGKELUAR"];
}

code_enum! {
    /// Status of a membership (status kepesertaan).
    MembershipStatus, "membership status", "`AKTIF`, `NONAKTIF`", reduce_status;
    /// Active.
    Active = "AKTIF", "Aktif", "Active", ["0", "A", "ACTIVE", "PESERTAAKTIF", "0AKTIF", "AKTIF0", "MASIHAKTIF"];
    /// Inactive.
    Inactive = "NONAKTIF", "Nonaktif", "Inactive",
        ["TIDAKAKTIF", "NA", "N", "INACTIVE", "TDKAKTIF", "NONACTIVE", "NONAKTIFPREMI", "DINONAKTIFKAN", "NONAKTIFSEMENTARA"];
}

/// Any reason may stand behind `Non aktif`, as in `NON AKTIF KARENA PREMI`; a
/// membership that is held back (penangguhan) is inactive.
fn reduce_status(text: &str) -> String {
    const INACTIVE: [&str; 5] = [
        "NONAKTIF",
        "TIDAKAKTIF",
        "TDKAKTIF",
        "PENANGGUHAN",
        "INAKTIF",
    ];
    let folded = fold(text);
    if INACTIVE
        .iter()
        .any(|beginning| folded.starts_with(beginning))
    {
        "NONAKTIF".to_owned()
    } else {
        folded
    }
}

code_enum! {
    /// Direction of a move (arah).
    EventDirection, "direction", "`MASUK`, `KELUAR`";
    /// Into the region.
    In = "MASUK", "Masuk", "In", ["DATANG", "PINDAHDATANG", "PINDAHMASUK", "IN", "KEDATANGAN"];
    /// Out of the region.
    Out = "KELUAR", "Keluar", "Out", ["PINDAH", "PINDAHKELUAR", "OUT", "PERGI"];
}

code_enum! {
    /// Kind of proof of a dismissal (jenis bukti PHK).
    ///
    /// **Law:** Perpres 59/2024 art. 27 names those that give six months of
    /// benefit without contribution; see `semesta-law`.
    LayOffProof, "proof of dismissal",
        "`diterima_pekerja`, `perjanjian_bersama`, `putusan_phi`, `mengundurkan_diri`, `habis_kontrak`";
    /// Dismissal accepted by the worker and reported to the labour office.
    AcceptedByWorker = "diterima_pekerja", "PHK diterima pekerja dan dilaporkan", "Dismissal accepted and reported", ["DITERIMA", "PEKERJAMENERIMA", "DITERIMAPEKERJADANDILAPORKAN"];
    /// Joint agreement and its registration.
    JointAgreement = "perjanjian_bersama", "Perjanjian bersama", "Joint agreement", ["PB", "PERJANJIANBERSAMATERDAFTAR"];
    /// Ruling of the industrial relations court.
    CourtRuling = "putusan_phi", "Putusan PHI", "Industrial court ruling", ["PHI", "PUTUSANPENGADILAN", "PUTUSANPENGADILANHUBUNGANINDUSTRIAL", "PUTUSAN"];
    /// Resignation: does not qualify.
    Resignation = "mengundurkan_diri", "Mengundurkan diri", "Resignation", ["RESIGN", "MUNDUR", "UNDURDIRI"];
    /// End of contract: does not qualify.
    EndOfContract = "habis_kontrak", "Habis kontrak", "End of contract", ["KONTRAKHABIS", "AKHIRKONTRAK", "SELESAIKONTRAK"];
}

code_enum! {
    /// Where a list of workers comes from (asal).
    WorkerOrigin, "origin of workers", "`bpjstk`, `wlkp`, `kontrak`";
    /// BPJS Ketenagakerjaan.
    EmploymentInsurance = "bpjstk", "BPJS Ketenagakerjaan", "Employment insurance", ["BPJSTENAGAKERJA", "BPJAMSOSTEK", "JAMSOSTEK"];
    /// The employers' yearly report (Wajib Lapor Ketenagakerjaan Perusahaan).
    EmployersReport = "wlkp", "WLKP", "Employers' report", ["WAJIBLAPOR", "WAJIBLAPORKETENAGAKERJAAN"];
    /// A government's own contract workers.
    ContractList = "kontrak", "Tenaga kontrak", "Contract workers", ["TENAGAHONORER", "HONORER", "PTT", "NONASN"];
}
