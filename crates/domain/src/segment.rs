//! Segments of membership (segmen kepesertaan).

use crate::codes::code_enum;

code_enum! {
    /// The segment a membership belongs to, in the order in which it counts
    /// where a person has several: the city is payer of last resort.
    ///
    /// **Law:** Perpres 82/2018 art. 2–5 (as amended); order: DOMAIN §4.
    Segment, "segment", "`ppu_pn`, `ppu_bu`, `bp`, `pbpu`, `pbi_jk`, `pbpu_pemda`", reduce;
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

/// Brings an official name, written out and bracketed as offices do, into the
/// short form: `Pekerja Penerima Upah (PPU) - Badan Usaha` into `PPUBU`.
///
/// Words that say nothing go, long names become their abbreviations, and a word
/// that repeats the one before (as the abbreviation in brackets does) goes too.
fn reduce(text: &str) -> String {
    const SHORT: [(&[&str], &str); 17] = [
        (&["PEKERJA", "BUKAN", "PENERIMA", "UPAH"], "PBPU"),
        (&["PEKERJA", "PENERIMA", "UPAH"], "PPU"),
        (&["PENERIMA", "BANTUAN", "IURAN"], "PBI"),
        (&["BUKAN", "PEKERJA"], "BP"),
        (&["JAMINAN", "KESEHATAN", "DAERAH"], "JAMKESDA"),
        (&["JAMINAN", "KESEHATAN", "NASIONAL"], "JK"),
        (&["JAMINAN", "KESEHATAN"], "JK"),
        (&["PENYELENGGARA", "NEGARA"], "PN"),
        (&["BADAN", "USAHA"], "BU"),
        (&["PEMERINTAH", "DAERAH"], "PEMDA"),
        (&["PEMERINTAH", "KOTA"], "PEMDA"),
        (&["PEMERINTAH", "KABUPATEN"], "PEMDA"),
        (&["PEMERINTAH", "PROVINSI"], "PEMDA"),
        (&["PEMKOT"], "PEMDA"),
        (&["PEMKAB"], "PEMDA"),
        (&["PEMPROV"], "PEMDA"),
        (&["JKN"], "JK"),
    ];
    const SILENT: [&str; 13] = [
        "DAN",
        "YANG",
        "YG",
        "DIDAFTARKAN",
        "DIBAYARKAN",
        "DITANGGUNG",
        "OLEH",
        "PESERTA",
        "SEGMEN",
        "PENDUDUK",
        "KELOMPOK",
        "KIS",
        "ATAU",
    ];
    let upper = text.to_uppercase();
    let words: Vec<&str> = upper
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !SILENT.contains(word))
        .collect();
    let mut short: Vec<&str> = Vec::new();
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let known = SHORT.iter().find(|(long, _)| rest.starts_with(long));
        let (word, n_read) = known.map_or((*first, 1), |(long, word)| (*word, long.len()));
        if !short.contains(&word) {
            short.push(word);
        }
        rest = &rest[n_read..];
    }
    short.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Segment) {
        assert_eq!(text.parse(), Ok(expected), "{text}");
    }

    #[test]
    fn segments_are_read_as_offices_write_them() {
        use Segment::{Bp, PbiJk, Pbpu, PbpuPemda, PpuBu, PpuPn};
        for (text, expected) in [
            ("PBI APBN", PbiJk),
            ("PBI (APBN)", PbiJk),
            ("PBI-JK", PbiJk),
            ("PBI JKN", PbiJk),
            ("PBI Jaminan Kesehatan", PbiJk),
            ("Penerima Bantuan Iuran (PBI)", PbiJk),
            ("PENERIMA BANTUAN IURAN (PBI) JAMINAN KESEHATAN", PbiJk),
            ("Penerima Bantuan Iuran APBN", PbiJk),
            ("PBI APBD", PbpuPemda),
            ("Penerima Bantuan Iuran (PBI) APBD", PbpuPemda),
            ("Jamkesda", PbpuPemda),
            ("PBPU Pemda", PbpuPemda),
            ("PBPU & BP Pemda", PbpuPemda),
            ("PBPU/BP PEMERINTAH DAERAH", PbpuPemda),
            ("PBPU dan BP Pemerintah Daerah", PbpuPemda),
            ("PBPU dan BP yang didaftarkan oleh Pemda", PbpuPemda),
            (
                "Pekerja Bukan Penerima Upah (PBPU) dan Bukan Pekerja (BP) Pemerintah Daerah",
                PbpuPemda,
            ),
            ("PBPU dan BP Pemerintah Kota", PbpuPemda),
            (
                "Penduduk yang didaftarkan oleh Pemerintah Daerah",
                PbpuPemda,
            ),
            ("PD PEMDA", PbpuPemda),
            ("PPU PN", PpuPn),
            ("PPU-PN", PpuPn),
            ("Pekerja Penerima Upah (PPU) Penyelenggara Negara", PpuPn),
            (
                "Pekerja Penerima Upah - Penyelenggara Negara (PPU PN)",
                PpuPn,
            ),
            ("PNS", PpuPn),
            ("PPU BU", PpuBu),
            ("ppu badan usaha", PpuBu),
            ("PEKERJA PENERIMA UPAH (PPU) - BADAN USAHA", PpuBu),
            ("Pekerja Penerima Upah Badan Usaha (BU)", PpuBu),
            ("Swasta", PpuBu),
            ("mandiri", Pbpu),
            ("PBPU Mandiri", Pbpu),
            ("PBPU (Mandiri)", Pbpu),
            ("Pekerja Bukan Penerima Upah (PBPU)", Pbpu),
            ("Peserta Mandiri", Pbpu),
            ("Bukan Pekerja (BP)", Bp),
            ("BP", Bp),
            ("Bukan Pekerja", Bp),
            ("Penerima Pensiun", Bp),
        ] {
            check(text, expected);
        }
        for segment in Segment::ALL {
            check(segment.code(), *segment);
            check(&segment.code().to_uppercase(), *segment);
            check(segment.label(crate::Lang::Id), *segment);
        }
    }

    #[test]
    fn what_is_no_segment_is_refused() {
        for text in ["", "X9", "PPU", "PBPU PPU", "TNI AL KAPAL", "0"] {
            assert!(text.parse::<Segment>().is_err(), "{text}");
        }
    }
}
