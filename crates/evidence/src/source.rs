//! The sources that offices deliver, and their canonical columns.

use std::fmt;
use std::str::FromStr;

/// Whether a column may be absent or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// A file without it is refused.
    Required,
    /// It may be absent, and its cells may be empty.
    Optional,
}

/// What the cells of a column hold, and what happens if they do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// A NIK that is the row's key and must be intact.
    NikKey,
    /// A NIK that is the row's key; what a spreadsheet left of one is kept for linkage.
    NikLinked,
    /// A NIK that is no key: never a reason to reject.
    Nik,
    /// A family card number.
    Kk,
    /// The JKN card number, the row's key.
    Card,
    /// A code or name that is the row's key.
    KeyText,
    /// Text as typed, trimmed.
    Text,
    /// A number written with leading zeros or separators, kept as text.
    NumberText,
    /// `L` or `P`.
    Sex,
    /// `HIDUP`, `MENINGGAL` or `PINDAH`; closed.
    RegisterStatus,
    /// `AKTIF` or `NONAKTIF`; closed.
    MembershipStatus,
    /// A code of a segment; closed.
    Segment,
    /// `MASUK` or `KELUAR`; closed.
    Direction,
    /// A kind of proof of dismissal; closed.
    Proof,
    /// `bpjstk`, `wlkp` or `kontrak`.
    WorkerOrigin,
    /// `SAMA` or `BEDA`: what a person decided about a pair; closed.
    Verdict,
    /// `kota`, `provinsi`, `pusat` … or a donor's code.
    Payer,
    /// A relation code, `1` to `5`.
    Relation,
    /// A class of care, `1` to `3`.
    Class,
    /// A birth date: neither in the future nor before 1880.
    BirthDate,
    /// Any other date.
    Date,
    /// The date of an event: unreadable, it rejects the row.
    EventDate,
    /// A region code of any level.
    Region,
    /// Several region codes.
    Regions,
    /// Whole rupiah: unreadable, it rejects the row.
    Amount,
    /// A whole number from 0.
    Count,
    /// A decile, 1–10.
    Decile,
    /// A month: unreadable, it rejects the row.
    Month,
    /// Yes or no.
    YesNo,
}

impl ColumnKind {
    /// Whether a cell that cannot be read rejects its row; else it is kept empty with a warning.
    #[must_use]
    pub fn rejects(self) -> bool {
        matches!(
            self,
            Self::NikKey
                | Self::NikLinked
                | Self::Card
                | Self::KeyText
                | Self::RegisterStatus
                | Self::MembershipStatus
                | Self::Segment
                | Self::Direction
                | Self::Proof
                | Self::Verdict
                | Self::EventDate
                | Self::Amount
                | Self::Month
        )
    }

    /// The canonical codes of a closed set; none for what is free.
    #[must_use]
    pub fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Sex => &["L", "P"],
            Self::RegisterStatus => &["HIDUP", "MENINGGAL", "PINDAH"],
            Self::MembershipStatus => &["AKTIF", "NONAKTIF"],
            Self::Segment => &["pbi_jk", "pbpu_pemda", "ppu_pn", "ppu_bu", "pbpu", "bp"],
            Self::Direction => &["MASUK", "KELUAR"],
            Self::Proof => &[
                "diterima_pekerja",
                "perjanjian_bersama",
                "putusan_phi",
                "mengundurkan_diri",
                "habis_kontrak",
            ],
            Self::WorkerOrigin => &["bpjstk", "wlkp", "kontrak"],
            Self::Verdict => &["SAMA", "BEDA"],
            Self::Relation => &["1", "2", "3", "4", "5"],
            Self::Class => &["1", "2", "3"],
            Self::YesNo => &["ya", "tidak"],
            _ => &[],
        }
    }

    /// Whether the cells are a NIK.
    #[must_use]
    pub fn is_nik(self) -> bool {
        matches!(self, Self::NikKey | Self::NikLinked | Self::Nik)
    }
}

/// A canonical column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in snapshots and in DESIGN.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Whether it may be absent or empty.
    pub requirement: Requirement,
}

const fn must(name: &'static str, kind: ColumnKind) -> Column {
    Column {
        name,
        kind,
        requirement: Requirement::Required,
    }
}

const fn may(name: &'static str, kind: ColumnKind) -> Column {
    Column {
        name,
        kind,
        requirement: Requirement::Optional,
    }
}

/// A kind of file that an office delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The population register.
    Penduduk,
    /// The membership roll.
    Peserta,
    /// The monthly bill.
    Tagihan,
    /// The people that the city has approved to pay for.
    DaftarPemda,
    /// Deaths.
    Kematian,
    /// Moves.
    Pindah,
    /// Lay-offs.
    Phk,
    /// Workers.
    Pekerja,
    /// Employers.
    BadanUsaha,
    /// Poverty deciles.
    Dtsen,
    /// Programme lists.
    Program,
    /// Donors.
    Donatur,
    /// What people decided about pairs of record and resident.
    Keputusan,
    /// Payments of bills (SP2D).
    Pembayaran,
    /// Bills that carry only head counts and amounts.
    TagihanRekap,
}

/// Says that a text names no source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown source `{0}`: expected one of `penduduk`, `peserta`, `tagihan`, `daftar_pemda`, `kematian`, `pindah`, `phk`, `pekerja`, `badan_usaha`, `dtsen`, `program`, `donatur`, `keputusan`, `pembayaran`, `tagihan_rekap`"
)]
pub struct ParseSourceError(pub String);

impl Source {
    /// Every source, in the order of DESIGN.
    pub const ALL: [Self; 15] = [
        Self::Penduduk,
        Self::Peserta,
        Self::Tagihan,
        Self::DaftarPemda,
        Self::Kematian,
        Self::Pindah,
        Self::Phk,
        Self::Pekerja,
        Self::BadanUsaha,
        Self::Dtsen,
        Self::Program,
        Self::Donatur,
        Self::Keputusan,
        Self::Pembayaran,
        Self::TagihanRekap,
    ];

    /// The code in file names and folders.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Penduduk => "penduduk",
            Self::Peserta => "peserta",
            Self::Tagihan => "tagihan",
            Self::DaftarPemda => "daftar_pemda",
            Self::Kematian => "kematian",
            Self::Pindah => "pindah",
            Self::Phk => "phk",
            Self::Pekerja => "pekerja",
            Self::BadanUsaha => "badan_usaha",
            Self::Dtsen => "dtsen",
            Self::Program => "program",
            Self::Donatur => "donatur",
            Self::Keputusan => "keputusan",
            Self::Pembayaran => "pembayaran",
            Self::TagihanRekap => "tagihan_rekap",
        }
    }

    /// Whether a run takes all its snapshots up to a date, not only the newest.
    #[must_use]
    pub fn is_event(self) -> bool {
        matches!(
            self,
            Self::Kematian
                | Self::Pindah
                | Self::Phk
                | Self::Tagihan
                | Self::Keputusan
                | Self::Pembayaran
                | Self::TagihanRekap
        )
    }

    /// Whether a file without a data row is a delivery all the same: nobody died.
    #[must_use]
    pub fn may_be_empty(self) -> bool {
        self.is_event()
    }

    /// The canonical columns, in order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        use ColumnKind as K;
        const PENDUDUK: &[Column] = &[
            must("nik", K::NikKey),
            must("no_kk", K::Kk),
            must("nama", K::Text),
            must("jenis_kelamin", K::Sex),
            may("tempat_lahir", K::Text),
            must("tanggal_lahir", K::BirthDate),
            may("shdk", K::Text),
            may("status_kawin", K::Text),
            may("alamat", K::Text),
            may("rt", K::NumberText),
            may("rw", K::NumberText),
            must("kode_wilayah", K::Region),
            must("status", K::RegisterStatus),
            may("tanggal_status", K::Date),
        ];
        const PESERTA: &[Column] = &[
            must("no_kartu", K::Card),
            may("nik", K::Nik),
            may("no_kk", K::Kk),
            must("nama", K::Text),
            must("jenis_kelamin", K::Sex),
            must("tanggal_lahir", K::BirthDate),
            may("pisat", K::Relation),
            must("segmen", K::Segment),
            may("kelas", K::Class),
            must("status", K::MembershipStatus),
            may("alasan", K::Text),
            may("tmt", K::Date),
            may("tat", K::Date),
            may("kode_wilayah", K::Region),
            may("kode_faskes", K::NumberText),
            may("bulan_tunggakan", K::Count),
            may("badan_usaha", K::Text),
            may("penanggung", K::Payer),
        ];
        const TAGIHAN: &[Column] = &[
            must("bulan", K::Month),
            must("no_kartu", K::Card),
            may("nik", K::Nik),
            may("nama", K::Text),
            must("iuran_kota", K::Amount),
            must("bantuan_kota", K::Amount),
            must("bantuan_pusat", K::Amount),
            may("no_tagihan", K::NumberText),
            may("bulan_tagihan", K::Month),
        ];
        const DAFTAR_PEMDA: &[Column] = &[
            must("nik", K::NikLinked),
            must("nama", K::Text),
            must("tanggal_mulai", K::Date),
            may("tanggal_selesai", K::Date),
            must("penanggung", K::Payer),
        ];
        const KEMATIAN: &[Column] = &[
            must("nik", K::NikLinked),
            may("nama", K::Text),
            must("tanggal", K::EventDate),
        ];
        const PINDAH: &[Column] = &[
            must("nik", K::NikLinked),
            may("nama", K::Text),
            must("tanggal", K::EventDate),
            must("arah", K::Direction),
        ];
        const PHK: &[Column] = &[
            must("nik", K::NikLinked),
            must("nama", K::Text),
            must("badan_usaha", K::Text),
            must("tanggal", K::EventDate),
            must("jenis_bukti", K::Proof),
        ];
        const PEKERJA: &[Column] = &[
            must("nik", K::NikLinked),
            must("nama", K::Text),
            must("badan_usaha", K::Text),
            may("npp", K::NumberText),
            may("mulai", K::Date),
            may("selesai", K::Date),
            may("upah", K::Amount),
            must("asal", K::WorkerOrigin),
        ];
        const BADAN_USAHA: &[Column] = &[
            may("npp", K::NumberText),
            may("nib", K::NumberText),
            may("npwp", K::NumberText),
            must("nama", K::KeyText),
            must("kode_wilayah", K::Region),
            may("jumlah_pekerja", K::Count),
            must("asal", K::Text),
        ];
        const DTSEN: &[Column] = &[
            must("nik", K::NikLinked),
            must("no_kk", K::Kk),
            must("desil", K::Decile),
        ];
        const PROGRAM: &[Column] = &[
            must("nik", K::NikLinked),
            must("nama", K::Text),
            must("program", K::Text),
            must("penanggung", K::Payer),
        ];
        const DONATUR: &[Column] = &[
            must("kode", K::KeyText),
            must("nama", K::Text),
            must("patuh", K::YesNo),
            must("anggaran", K::Amount),
            must("wilayah", K::Regions),
        ];
        const KEPUTUSAN: &[Column] = &[
            must("no_kartu", K::Card),
            may("nik_peserta", K::NumberText),
            must("nik_penduduk", K::NikKey),
            must("keputusan", K::Verdict),
            may("tanggal", K::Date),
            may("pemutus", K::Text),
            may("alasan", K::Text),
        ];
        const PEMBAYARAN: &[Column] = &[
            must("no_sp2d", K::KeyText),
            must("tanggal", K::EventDate),
            must("bulan", K::Month),
            must("jumlah", K::Amount),
            may("no_tagihan", K::NumberText),
            may("keterangan", K::Text),
        ];
        const TAGIHAN_REKAP: &[Column] = &[
            must("bulan", K::Month),
            may("segmen", K::Segment),
            may("kelas", K::Class),
            must("jumlah_jiwa", K::Amount),
            must("jumlah_iuran", K::Amount),
            may("no_tagihan", K::NumberText),
            may("bulan_tagihan", K::Month),
            may("keterangan", K::Text),
        ];
        match self {
            Self::Penduduk => PENDUDUK,
            Self::Peserta => PESERTA,
            Self::Tagihan => TAGIHAN,
            Self::DaftarPemda => DAFTAR_PEMDA,
            Self::Kematian => KEMATIAN,
            Self::Pindah => PINDAH,
            Self::Phk => PHK,
            Self::Pekerja => PEKERJA,
            Self::BadanUsaha => BADAN_USAHA,
            Self::Dtsen => DTSEN,
            Self::Program => PROGRAM,
            Self::Donatur => DONATUR,
            Self::Keputusan => KEPUTUSAN,
            Self::Pembayaran => PEMBAYARAN,
            Self::TagihanRekap => TAGIHAN_REKAP,
        }
    }
}

impl FromStr for Source {
    type Err = ParseSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Self::ALL
            .into_iter()
            .find(|source| source.code() == wanted)
            .ok_or_else(|| ParseSourceError(text.to_owned()))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
