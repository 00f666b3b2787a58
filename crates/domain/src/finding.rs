//! What the bill audit says of a billed line.

use crate::codes::code_enum;

code_enum! {
    /// The finding of a billed person-month: the first that applies, in this order (DOMAIN §8).
    Finding, "finding",
        "`deceased`, `moved_out`, `different_person`, `non_resident`, `not_found`, `duplicate`, `other_payer`, `inactive`, `phk_guarantee`, `not_enrolled`, `wrong_amount`, `ok`";
    /// Died before the 1st of the month.
    Deceased = "deceased", "Meninggal", "Deceased", [];
    /// Moved out before the 1st.
    MovedOut = "moved_out", "Pindah keluar", "Moved out", [];
    /// The NIK is someone else's.
    DifferentPerson = "different_person", "NIK milik orang lain", "Different person", [];
    /// The record says another region.
    NonResident = "non_resident", "Bukan penduduk", "Non-resident", [];
    /// Nobody fits.
    NotFound = "not_found", "Tidak ditemukan", "Not found", [];
    /// The person is billed by another line of the month too.
    Duplicate = "duplicate", "Tagihan ganda", "Duplicate", [];
    /// Active that month in a segment that ranks before.
    OtherPayer = "other_payer", "Sudah dibayar pihak lain", "Other payer", [];
    /// The city-paid membership was not active on the 1st.
    Inactive = "inactive", "Tidak aktif", "Inactive", [];
    /// In the six free months after a qualifying dismissal.
    LayOffGuarantee = "phk_guarantee", "Masa jaminan PHK", "Lay-off guarantee", [];
    /// Not on the city's approved list for the month.
    NotEnrolled = "not_enrolled", "Tidak dalam daftar Pemda", "Not enrolled", [];
    /// Differs from the dated components.
    WrongAmount = "wrong_amount", "Jumlah keliru", "Wrong amount", [];
    /// Nothing to dispute.
    Ok = "ok", "Sesuai", "In order", [];
}
