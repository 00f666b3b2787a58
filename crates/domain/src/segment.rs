//! Segments of membership (segmen kepesertaan).

use crate::codes::code_enum;

code_enum! {
    /// The segment a membership belongs to, in the order in which it counts
    /// where a person has several: the city is payer of last resort.
    ///
    /// **Law:** Perpres 82/2018 art. 2–5 (as amended); order: DOMAIN §4.
    Segment, "segment", "`ppu_pn`, `ppu_bu`, `bp`, `pbpu`, `pbi_jk`, `pbpu_pemda`";
    /// Pekerja Penerima Upah, penyelenggara negara.
    PpuPn = "ppu_pn", "Pekerja Penerima Upah Penyelenggara Negara", "State wage workers",
        ["PPUPENYELENGGARANEGARA", "PEKERJAPENERIMAUPAHPN", "PPUPNS", "PPUNEGARA", "PNS", "PPUPNTNIPOLRI", "TNIPOLRI", "PPUPNS", "PENYELENGGARANEGARA", "PPUASN", "ASN", "PNSPUSAT", "PNSDAERAH"];
    /// Pekerja Penerima Upah, badan usaha.
    PpuBu = "ppu_bu", "Pekerja Penerima Upah Badan Usaha", "Private wage workers",
        ["PPUBADANUSAHA", "PEKERJAPENERIMAUPAHBU", "PPUSWASTA", "SWASTA", "BADANUSAHA", "PPUBUMNBUMDSWASTA", "PPUBUSWASTA", "PPUBUMN", "PPUBUMD", "PEGAWAISWASTA"];
    /// Bukan pekerja.
    Bp = "bp", "Bukan Pekerja", "Non-workers",
        ["BPMANDIRI", "BUKANPEKERJABP", "BPPENYELENGGARANEGARA", "PENERIMAPENSIUN", "PENSIUNAN", "PENSIUNANPNS", "VETERAN", "BPSWASTA", "BPPN", "BUKANPEKERJAMANDIRI", "INVESTOR"];
    /// Pekerja Bukan Penerima Upah, pays for itself.
    Pbpu = "pbpu", "Pekerja Bukan Penerima Upah", "Self-paying",
        ["MANDIRI", "PBPUMANDIRI", "PEKERJABUKANPENERIMAUPAHMANDIRI", "PEKERJAMANDIRI", "PESERTAMANDIRI", "PEKERJABUKANPENERIMAUPAHPBPU", "PBPUPERORANGAN"];
    /// PBI Jaminan Kesehatan, paid by the centre.
    PbiJk = "pbi_jk", "PBI Jaminan Kesehatan", "Assisted by the centre",
        ["PBI", "PBIAPBN", "PBIPUSAT", "PBIJKAPBN", "PENERIMABANTUANIURAN", "PENERIMABANTUANIURANAPBN", "JAMKESMAS", "PENERIMABANTUANIURANJAMINANKESEHATAN", "PBIJAMINANKESEHATANAPBN", "KIS", "PBIJKN", "PENERIMABANTUANIURANJK"];
    /// PBPU dan BP Pemerintah Daerah, registered by the local government.
    PbpuPemda = "pbpu_pemda", "PBPU dan BP Pemerintah Daerah", "Registered by local government",
        ["PBPUBPPEMDA", "PBPUBPPEMERINTAHDAERAH", "PBPUPEMERINTAHDAERAH", "PBIAPBD", "PBIDAERAH", "PBIDAERAHAPBD", "JAMKESDA", "PBPUPEMDAAPBD", "PBPUDANBPPEMDA", "PBPUBPPENDUDUKPEMDA", "PENERIMABANTUANIURANAPBD", "PENDUDUKPEMDA", "PENDUDUKYANGDIDAFTARKANOLEHPEMDA", "PENDUDUKYANGDIDAFTARKANOLEHPEMERINTAHDAERAH", "PDPEMDA", "PBPUBPDPEMDA", "APBD", "BPPEMDA", "PEMDA", "PBPUDAERAH", "INTEGRASIJAMKESDA", "PBIJKAPBD", "PBPUKOTA", "PBPUPEMKOT"];
}

impl Segment {
    /// The place in which a membership of this segment counts, 0 first.
    #[must_use]
    pub fn precedence(self) -> u8 {
        self as u8
    }

    /// Whether the worker's wage bears the contribution (PPU).
    #[must_use]
    pub fn is_wage_worker(self) -> bool {
        matches!(self, Self::PpuPn | Self::PpuBu)
    }
}
