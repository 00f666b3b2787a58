//! The codes of rejects and warnings, and what they say to people.

use semesta_domain::Lang;

/// Declares the closed set of codes.
macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal; )+) => {
        /// Why a cell could not be taken as it stood.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( $(#[$doc])* $variant, )+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in files.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// One sentence for people.
            #[must_use]
            pub fn message(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en)),+ }
            }
        }
    };
}

codes! {
    /// The NIK that should be the key is not there.
    NikMissing = "nik_missing", "NIK kosong", "the NIK is empty";
    /// A number typed for want of a NIK.
    NikPlaceholder = "nik_placeholder", "NIK hanya angka pengganti (mis. 0000… atau 9999…)", "the NIK is a placeholder";
    /// Not 16 digits, or digits that cannot be a NIK.
    NikInvalid = "nik_invalid", "NIK bukan 16 angka yang sah", "the NIK is not 16 valid digits";
    /// A spreadsheet has rounded it.
    NikDamaged = "nik_damaged", "NIK rusak oleh lembar kerja (tersimpan sebagai bilangan); simpan kolomnya sebagai teks", "a spreadsheet destroyed the NIK; keep its column as text";
    /// No family card number of 16 digits.
    KkInvalid = "kk_invalid", "nomor KK bukan 16 angka yang sah", "the family card number is not 16 valid digits";
    /// A spreadsheet has rounded it.
    KkDamaged = "kk_damaged", "nomor KK rusak oleh lembar kerja", "a spreadsheet destroyed the family card number";
    /// The card number that is the key is not there.
    CardMissing = "card_missing", "nomor kartu kosong", "the card number is empty";
    /// More than 13 digits, or none, or a placeholder.
    CardInvalid = "card_invalid", "nomor kartu bukan paling banyak 13 angka", "the card number is not up to 13 digits";
    /// A spreadsheet has rounded it.
    CardDamaged = "card_damaged", "nomor kartu rusak oleh lembar kerja", "a spreadsheet destroyed the card number";
    /// The name or code that is the key is not there.
    KeyMissing = "key_missing", "kunci baris kosong", "the row's key is empty";
    /// A closed code is not there.
    CodeMissing = "code_missing", "kode kosong", "the code is empty";
    /// A text that is none of the known codes.
    CodeUnknown = "code_unknown", "kode tidak dikenal", "the code is unknown";
    /// An amount is not there.
    AmountMissing = "amount_missing", "jumlah uang kosong", "the amount is empty";
    /// No whole number of rupiah.
    AmountInvalid = "amount_invalid", "jumlah uang tidak terbaca sebagai rupiah bulat", "the amount is not whole rupiah";
    /// A month is not there.
    MonthMissing = "month_missing", "bulan kosong", "the month is empty";
    /// No month.
    MonthInvalid = "month_invalid", "bulan tidak terbaca (yyyy-mm)", "the month cannot be read (yyyy-mm)";
    /// An event's date is not there.
    DateMissing = "date_missing", "tanggal kosong", "the date is empty";
    /// No date.
    DateInvalid = "date_invalid", "tanggal tidak terbaca atau tidak ada dalam kalender", "the date cannot be read or does not exist";
    /// A birth after the file's date.
    DateFuture = "date_future", "tanggal lahir sesudah tanggal data", "the birth date lies after the data's date";
    /// A birth before 1880.
    DateTooOld = "date_too_old", "tanggal lahir sebelum tahun 1880", "the birth date lies before 1880";
    /// A date typed for want of one, such as 1900-01-01.
    DatePlaceholder = "date_placeholder", "tanggal hanya pengganti (mis. 1900-01-01)", "the date is a placeholder";
    /// No region code.
    RegionInvalid = "region_invalid", "kode wilayah bukan 2, 4, 6 atau 10 angka", "the region code has not 2, 4, 6 or 10 digits";
    /// No whole number, or one out of range.
    NumberInvalid = "number_invalid", "bilangan tidak terbaca atau di luar batas", "the number cannot be read or is out of range";
    /// A formula's error, such as #N/A.
    CellError = "cell_error", "sel berisi galat rumus", "the cell holds a formula's error";
    /// A cell that should not be empty is.
    Empty = "empty", "sel wajib kosong", "a required cell is empty";
    /// More cells than headers.
    ExtraCells = "extra_cells", "baris berisi sel tanpa judul kolom", "the row has cells without a header";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// The sentence of a code read from a file; the code itself if unknown.
#[must_use]
pub fn code_message(code: &str, lang: Lang) -> String {
    Code::ALL
        .iter()
        .find(|known| known.code() == code)
        .map_or_else(|| code.to_owned(), |known| known.message(lang).to_owned())
}
