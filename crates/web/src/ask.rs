//! What a receipt can be asked of. Every number of a page names itself in this
//! vocabulary, and its name is the address of its receipt.

use semesta_domain::{Month, Segment};
use semesta_engine::figures::{Basis, Indicator};

use crate::format::encode;
use crate::model::figures;
use crate::params::Params;

/// Where receipts are.
pub(crate) const PATH: &str = "/kuitansi";
/// Where those are that everybody may open.
pub(crate) const PUBLIC: &str = "/publik/kuitansi";

/// A word of an address: "" is the first or none.
pub(crate) trait Word: Sized {
    fn word(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

impl Word for String {
    fn word(&self) -> String {
        self.clone()
    }

    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Word for Option<Segment> {
    fn word(&self) -> String {
        self.map_or_else(String::new, |segment| segment.code().to_owned())
    }

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty())
            .then(|| text.parse().ok())
            .map_or(Some(None), |one| one.map(Some))
    }
}

impl Word for Option<Month> {
    fn word(&self) -> String {
        self.map_or_else(String::new, |month| month.to_string())
    }

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty())
            .then(|| text.parse().ok())
            .map_or(Some(None), |one| one.map(Some))
    }
}

impl Word for Basis {
    fn word(&self) -> String {
        self.code().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        figures::basis(text)
    }
}

impl Word for Indicator {
    fn word(&self) -> String {
        self.code().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        figures::indicator(text)
    }
}

impl Word for i16 {
    fn word(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A closed set of words; the first is "".
macro_rules! words {
    ($( $(#[$meta:meta])* $name:ident { $first:ident, $( $one:ident = $word:literal, )* } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(crate) enum $name { #[default] $first, $( $one, )* }

        impl Word for $name {
            fn word(&self) -> String {
                match self { Self::$first => "", $( Self::$one => $word, )* }.to_owned()
            }

            fn read(text: &str) -> Option<Self> {
                match text { "" => Some(Self::$first), $( $word => Some(Self::$one), )* _ => None }
            }
        }
    )+ };
}

words! {
    /// What of a share is meant.
    Part { Share, Numerator = "pembilang", Denominator = "penyebut", }
    /// What of a step of the bridge.
    Step { Records, Active = "aktif", Share = "bagian", }
    /// Which residents without an active membership.
    Without { Both, Uncovered = "belum", Inactive = "nonaktif", }
    /// What of a work list.
    WorkOf { People, Families = "keluarga", Cost = "biaya", }
    /// Which residents of a group.
    Who { Everybody, Registered = "terdaftar", Active = "aktif", Without = "tanpa", }
    /// What of billed lines.
    BillOf { Billed, Lines = "baris", Undisputed = "sepakat", Disputed = "sengketa", Share = "bagian", }
    /// What of what is due.
    DueOf { Amount, People = "orang", }
    /// What of a criterion.
    AwardOf { Actual, Required = "ambang", ShortBy = "kurang", Cost = "biaya", }
    /// What of the budget.
    BudgetOf { Billed, Bill = "tagihan", Flow = "gerak", ToDate = "sejak", Left = "sisa", }
    /// What of a plan.
    PlanOf {
        InNeed, Chosen = "dibiayai", City = "kota", All = "semua", Starts = "mulai", People = "orang",
        Spent = "rupiah", Left = "sisa", Tenth = "sepersepuluh", RunsOut = "habis",
        Reached = "tercapai", Person = "seorang",
    }
    /// Which of two indicators of a plan.
    Target { Coverage, Activity = "aktif", }
    /// Of the plan asked, or of both and their difference.
    Side { Shown, Present = "kini", Supposed = "andai", Difference = "selisih", }
    /// What of the rows of deliveries.
    RowsOf { Rows, Accepted = "diterima", Rejected = "ditolak", Warnings = "peringatan", }
    /// What of a comparison.
    ChangeOf { Flow, First = "golongan", Applies = "kena", Segment = "segmen", Standing = "kedudukan", }
    /// What of a delivery.
    DeliveryOf { Files, DaysLate = "hari", }
    /// What of a visit list.
    VisitOf { Listed, Visited = "dikunjungi", Again = "lagi", Outcome = "hasil", }
    /// What of firms that have not complied.
    FirmsOf { N, People = "orang", Due = "iuran", Without = "tanpa", Now = "waktunya", }
    /// What of proposals, firms and other work of the desk.
    DeskOf { N, Cost = "biaya", }
    /// What of a snapshot's rows.
    SnapshotOf {
        In, Accepted = "diterima", Rejected = "ditolak", Skipped = "dilewati",
        Warnings = "peringatan",
    }
    /// What of a run.
    RunOf { Checks, Elsewhere = "luar", Shared = "bersama", Rows = "baris", }
    /// What of closing checks: those that are open, or a side of one.
    CheckOf { Open, Left = "kiri", Right = "kanan", }
    /// What of pairs in doubt.
    PairOf { N, Rupiah = "iuran", People = "orang", }
    /// What a payer pays under a proposal.
    CostOf { More, Before = "semula", After = "menjadi", }
    /// What of a batch.
    BatchOf { Rows, Accepted = "diterima", Rejected = "ditolak", Unanswered = "tanpa-jawaban", }
    /// What of one firm.
    FirmOf { People, Due = "iuran", Workers = "pekerja", Registered = "terdaftar", }
    /// What of a billed line.
    LineOf { Billed, Expected = "seharusnya", Disputed = "sengketa", }
}

macro_rules! vocabulary {
    ($( $(#[$meta:meta])* $name:ident $kind:literal { $( $field:ident: $type:ty = $key:literal, )* } )+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq)]
            pub(crate) struct $name { $( pub(crate) $field: $type, )* }

            impl $name {
                const KEYS: &'static [&'static str] = &[ $( $key, )* ];

                /// Where its receipt is.
                pub(crate) fn href(&self) -> String {
                    address($kind, &[ $( ($key, self.$field.word()), )* ])
                }

                #[allow(unused_variables, reason = "a kind may be asked without a word")]
                fn read(params: &Params) -> Option<Self> {
                    Some(Self { $( $field: Word::read(params.get($key))?, )* })
                }
            }
        )+

        /// Everything that has a receipt.
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) enum Asked { $( $name($name), )+ }

        impl Asked {
            /// Reads an address.
            pub(crate) fn read(kind: &str, query: Option<&str>) -> Option<Self> {
                match kind {
                    $( $kind => $name::read(&Params::read("", query, $name::KEYS)).map(Self::$name), )+
                    _ => None,
                }
            }
        }
    };
}

vocabulary! {
    /// A figure of an area; of the run shown, or of the city in another.
    Figure "angka" {
        basis: Basis = "dasar", indicator: Indicator = "indikator", area: String = "wilayah",
        segment: Option<Segment> = "segmen", part: Part = "bagian", run: String = "hitungan",
    }
    /// By how much a figure moved since an earlier run.
    Moved "geser" {
        basis: Basis = "dasar", indicator: Indicator = "indikator", area: String = "wilayah",
        rt: String = "rt", from: String = "dari", to: String = "ke",
    }
    /// A step from the official to the verified figure.
    #[derive(Default)]
    Bridge "jembatan" { step: String = "langkah", of: Step = "apa", }
    /// Residents of an area without an active membership.
    #[derive(Default)]
    Gap "celah" {
        area: String = "wilayah", reason: String = "alasan", route: String = "rute",
        without: Without = "status",
    }
    /// A work list, as far as one may see it.
    #[derive(Default)]
    Work "belum" {
        area: String = "wilayah", route: String = "rute", reason: String = "alasan",
        without: Without = "status", segment: String = "segmen", outcome: String = "hasil",
        of: WorkOf = "apa",
    }
    /// Residents of an area by age and sex.
    #[derive(Default)]
    Group "umur" {
        area: String = "wilayah", age: String = "umur", sex: String = "jk", who: Who = "siapa",
        part: Part = "bagian",
    }
    /// Residents of a neighbourhood.
    #[derive(Default)]
    Rt "rt" {
        area: String = "wilayah", rt: String = "rt", who: Who = "siapa", part: Part = "bagian",
        without: Without = "status", reason: String = "alasan", segment: String = "segmen",
        age: String = "umur", sex: String = "jk", run: String = "hitungan",
    }
    /// Billed lines of a month.
    #[derive(Default)]
    Bill "tagihan" {
        month: Option<Month> = "bulan", finding: String = "temuan", area: String = "wilayah",
        of: BillOf = "apa",
    }
    /// What is due.
    #[derive(Default)]
    Due "kewajiban" {
        segment: Option<Segment> = "segmen", payer: String = "penanggung",
        component: String = "mata", of: DueOf = "apa",
    }
    /// A criterion of a threshold, or the way to all of them.
    Award "penghargaan" {
        year: i16 = "tahun", arrears: String = "tunggakan", prioritas: String = "prioritas",
        threshold: String = "ambang", criterion: String = "syarat", of: AwardOf = "apa",
    }
    /// The year's budget.
    #[derive(Default)]
    Budget "anggaran" {
        budget: String = "anggaran", flow: String = "gerak", clean: String = "bersih",
        month: Option<Month> = "bulan", of: BudgetOf = "apa",
    }
    /// A plan; what is asked of it follows in the address.
    #[derive(Default)]
    Plan "rencana" {
        of: PlanOf = "apa", target: Target = "ukuran", side: Side = "sisi", source: String = "baris",
        fund: String = "kantong", month: Option<Month> = "pada", person: String = "orang",
    }
    /// An item of a quarter's minutes; no month is the quarter.
    #[derive(Default)]
    Minutes "berita-acara" {
        quarter: String = "triwulan", item: String = "butir", month: Option<Month> = "bulan",
    }
    /// What came from a source for a month, or is owed.
    #[derive(Default)]
    Delivery "kalender" {
        source: String = "sumber", month: Option<Month> = "bulan", of: DeliveryOf = "apa",
    }
    /// Rows of deliveries.
    #[derive(Default)]
    Quality "mutu" {
        source: String = "sumber", month: Option<Month> = "bulan", code: String = "sebab",
        of: RowsOf = "apa", part: Part = "bagian",
    }
    /// A count of a comparison of two runs.
    #[derive(Default)]
    Change "banding" {
        from: String = "dari", to: String = "ke", of: ChangeOf = "apa", item: String = "butir",
        column: String = "kolom",
    }
    /// People to visit.
    #[derive(Default)]
    Visits "kunjungan" {
        area: String = "wilayah", rt: String = "rt", route: String = "rute",
        outcome: String = "hasil", deadline: String = "tenggat", of: VisitOf = "apa",
        code: String = "kode",
    }
    /// What waits at the desk, and what stands there.
    #[derive(Default)]
    Waiting "meja" { what: String = "apa", state: String = "keadaan", of: DeskOf = "nilai", }
    /// Firms that have not complied.
    #[derive(Default)]
    Firms "badan-usaha" { of: FirmsOf = "apa", }
    /// Rows that a run's files rejected.
    #[derive(Default)]
    Rejects "tolakan" { source: String = "sumber", }
    /// Closing checks of the run shown.
    #[derive(Default)]
    Checks "pemeriksaan" { check: String = "nama", of: CheckOf = "apa", }
    /// Rows of a snapshot.
    #[derive(Default)]
    Snapshot "cuplikan" { id: String = "nomor", of: SnapshotOf = "apa", code: String = "sebab", }
    /// What a run counted beside its figures.
    #[derive(Default)]
    Run "hitungan" { id: String = "nomor", of: RunOf = "apa", table: String = "tabel", }
    /// Pairs in doubt: those that wait, those of a state, or all.
    #[derive(Default)]
    Pairs "tinjauan" { state: String = "keadaan", area: String = "wilayah", of: PairOf = "apa", }
    /// What hangs on one pair.
    Pair "pasangan" { pair: String = "pasangan", of: PairOf = "apa", }
    /// Proposals that a filter leaves.
    #[derive(Default)]
    Proposals "usulan" {
        state: String = "keadaan", kind: String = "jenis", reason: String = "alasan",
        origin: String = "asal", area: String = "wilayah", which: String = "yang",
        month: String = "bulan", of: DeskOf = "nilai",
    }
    /// What a payer pays more under one proposal; no payer is the city.
    #[derive(Default)]
    Cost "biaya" { proposal: String = "usulan", payer: String = "penanggung", of: CostOf = "apa", }
    /// Rows of a batch.
    Batch "batch" { batch: String = "nomor", of: BatchOf = "apa", }
    /// What was found about one firm, named by its token.
    #[derive(Default)]
    Firm "perusahaan" { firm: String = "nama", finding: String = "temuan", of: FirmOf = "apa", }
    /// The fine of a case.
    Fine "denda" { case: String = "perkara", }
    /// What a way to pay for one person costs the city, named by a token.
    Route "jalan" { person: String = "orang", rank: i16 = "ke", }
    /// One billed line, named by a token.
    Line "baris" { line: String = "baris", of: LineOf = "apa", }
}

/// An address of a receipt; what is "" is left out.
fn address(kind: &str, pairs: &[(&str, String)]) -> String {
    let said: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", encode(value)))
        .collect();
    if said.is_empty() {
        return format!("{PATH}/{kind}");
    }
    format!("{PATH}/{kind}?{}", said.join("&"))
}

impl Figure {
    /// A figure of all segments of an area.
    pub(crate) fn of(basis: Basis, indicator: Indicator, area: &str) -> Self {
        Self {
            basis,
            indicator,
            area: area.to_owned(),
            segment: None,
            part: Part::Share,
            run: String::new(),
        }
    }

    pub(crate) fn part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    pub(crate) fn segment(mut self, segment: Option<Segment>) -> Self {
        self.segment = segment;
        self
    }

    pub(crate) fn in_run(mut self, run: &str) -> Self {
        self.run = run.to_owned();
        self
    }
}
