//! The items of a Berita Acara.

use semesta_domain::Lang;

/// Whether an item is rupiah; the others are counts.
#[must_use]
pub fn is_money(item: &str) -> bool {
    !matches!(
        item,
        "opening"
            | "added"
            | "removed"
            | "closing"
            | "person_months"
            | "heads"
            | "lines"
            | "age_months"
    )
}

/// An item in words.
#[must_use]
pub fn item_label(item: &str, lang: Lang) -> Option<&'static str> {
    let known = ITEMS.iter().find(|(code, _, _)| *code == item);
    known.map(|(_, id, en)| lang.pick(id, en))
}

/// The items of a Berita Acara, in order; the findings stand between.
pub const ITEMS: [(&str, &str, &str); 30] = [
    ("opening", "Peserta awal", "Opening head count"),
    ("added", "Penambahan", "Additions"),
    ("removed", "Pengurangan", "Removals"),
    ("closing", "Peserta akhir", "Closing head count"),
    (
        "person_months",
        "Orang-bulan ditagih",
        "Person-months billed",
    ),
    (
        "heads",
        "Di antaranya tanpa nama (tagihan jumlah jiwa)",
        "Of them without names (bill of head counts)",
    ),
    ("lines", "Baris tagihan", "Bill lines"),
    ("billed", "Nilai tagihan", "Billed"),
    (
        "heads_billed",
        "Di antaranya tagihan jumlah jiwa",
        "Of it by head count",
    ),
    (
        "corrections",
        "Di antaranya koreksi tanpa baris asalnya",
        "Of it corrections without their original",
    ),
    ("deceased", "Sengketa: meninggal", "Disputed: deceased"),
    (
        "moved_out",
        "Sengketa: pindah keluar",
        "Disputed: moved out",
    ),
    (
        "different_person",
        "Sengketa: NIK milik orang lain",
        "Disputed: different person",
    ),
    (
        "non_resident",
        "Sengketa: bukan penduduk",
        "Disputed: non-resident",
    ),
    (
        "not_found",
        "Sengketa: tidak ditemukan",
        "Disputed: not found",
    ),
    (
        "duplicate",
        "Sengketa: tagihan ganda",
        "Disputed: duplicate",
    ),
    (
        "other_payer",
        "Sengketa: sudah dibayar pihak lain",
        "Disputed: other payer",
    ),
    ("inactive", "Sengketa: tidak aktif", "Disputed: inactive"),
    (
        "phk_guarantee",
        "Sengketa: masa jaminan PHK",
        "Disputed: lay-off guarantee",
    ),
    (
        "not_enrolled",
        "Sengketa: tidak dalam daftar pemda",
        "Disputed: not enrolled",
    ),
    (
        "wrong_amount",
        "Sengketa: jumlah keliru",
        "Disputed: wrong amount",
    ),
    (
        "heads_disputed",
        "Sengketa: tagihan jumlah jiwa",
        "Disputed: bill of head counts",
    ),
    ("disputed", "Jumlah sengketa", "Disputed in all"),
    ("agreed", "Nilai yang disepakati", "Agreed"),
    ("paid", "Dibayar (SP2D)", "Paid (SP2D)"),
    ("arrears", "Belum dibayar", "Unpaid"),
    (
        "agreed_arrears",
        "Tunggakan: dari yang disepakati",
        "Arrears: of what is agreed",
    ),
    (
        "disputed_open",
        "Belum dibayar karena disengketakan",
        "Unpaid because it is disputed",
    ),
    ("overpaid", "Lebih bayar", "Overpaid"),
    (
        "age_months",
        "Umur tunggakan (bulan)",
        "Age of arrears (months)",
    ),
];
