//! Who pays a contribution (penanggung).

use std::fmt;

use crate::Lang;

/// The payer of a contribution or of one component of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payer {
    /// Pemerintah kota or kabupaten.
    City,
    /// Pemerintah provinsi.
    Province,
    /// Pemerintah pusat.
    Centre,
    /// Pemberi kerja.
    Employer,
    /// The worker's share of the wage.
    Worker,
    /// The member.
    Self_,
    /// A donor, by its code in the list of donors.
    Donor(String),
}

impl Payer {
    /// Reads a payer's cell; any other code than the fixed ones is a donor's.
    /// `None` for an empty cell.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if crate::digits::says_nothing(text) {
            return None;
        }
        let folded = crate::codes::fold(text);
        Some(match folded.as_str() {
            "KOTA"
            | "CITY"
            | "APBDKOTA"
            | "PEMKOT"
            | "KABUPATEN"
            | "PEMKAB"
            | "PEMERINTAHKOTA"
            | "PEMERINTAHKABUPATEN"
            | "APBDKAB"
            | "APBDKABUPATEN"
            | "APBDII"
            | "APBD"
            | "PEMDA"
            | "PEMERINTAHDAERAH"
            | "KAB" => Self::City,
            "PROVINSI" | "PROVINCE" | "APBDPROVINSI" | "PEMPROV" | "PEMERINTAHPROVINSI"
            | "PROV" | "APBDPROV" | "APBDI" => Self::Province,
            "PUSAT" | "CENTRE" | "CENTER" | "APBN" | "PEMERINTAHPUSAT" | "NEGARA" => Self::Centre,
            "EMPLOYER" | "PEMBERIKERJA" | "BADANUSAHA" | "PERUSAHAAN" => Self::Employer,
            "WORKER" | "PEKERJA" => Self::Worker,
            "SENDIRI" | "MANDIRI" | "SELF" | "PESERTA" => Self::Self_,
            // With the region's name behind: `Pemkot Tarakan`, `Pemprov Kaltara`.
            _ if begins(
                &folded,
                &[
                    "PEMKOT",
                    "PEMKAB",
                    "PEMERINTAHKOTA",
                    "PEMERINTAHKABUPATEN",
                    "APBDKOTA",
                    "APBDKAB",
                ],
            ) =>
            {
                Self::City
            }
            _ if begins(&folded, &["PEMPROV", "PEMERINTAHPROVINSI", "APBDPROV"]) => Self::Province,
            _ => Self::Donor(text.to_owned()),
        })
    }

    /// The code in files: `kota`, `provinsi`, `pusat`, `pemberi_kerja`, `pekerja`, `sendiri`, or the donor's.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::City => "kota",
            Self::Province => "provinsi",
            Self::Centre => "pusat",
            Self::Employer => "pemberi_kerja",
            Self::Worker => "pekerja",
            Self::Self_ => "sendiri",
            Self::Donor(code) => code,
        }
    }

    /// The words on pages; a donor is called by its code.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        match self {
            Self::City => lang.pick("Kota", "City"),
            Self::Province => lang.pick("Provinsi", "Province"),
            Self::Centre => lang.pick("Pusat", "Centre"),
            Self::Employer => lang.pick("Pemberi kerja", "Employer"),
            Self::Worker => lang.pick("Pekerja", "Worker"),
            Self::Self_ => lang.pick("Peserta sendiri", "The member"),
            Self::Donor(code) => code,
        }
    }
}

fn begins(text: &str, beginnings: &[&str]) -> bool {
    beginnings
        .iter()
        .any(|beginning| text.starts_with(beginning))
}

impl fmt::Display for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
