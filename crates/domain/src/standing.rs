//! What a roll record is worth.

use crate::codes::code_enum;

code_enum! {
    /// The standing of a roll record; each record has exactly one (DOMAIN §7).
    Standing, "standing",
        "`resident`, `duplicate`, `deceased`, `moved_out`, `different_person`, `non_resident`, `not_found`";
    /// A living resident's record that counts.
    Resident = "resident", "Penduduk", "Resident", [];
    /// Another record of the same person counts.
    Duplicate = "duplicate", "Ganda", "Duplicate", [];
    /// The person has died.
    Deceased = "deceased", "Meninggal", "Deceased", [];
    /// The person has moved out.
    MovedOut = "moved_out", "Pindah keluar", "Moved out", [];
    /// The NIK is in the register, but someone else's, and nobody else fits.
    DifferentPerson = "different_person", "NIK milik orang lain", "Different person", [];
    /// Nobody in the register fits, and the record says another region.
    NonResident = "non_resident", "Bukan penduduk", "Non-resident", [];
    /// Nobody fits, and nothing says where the person belongs.
    NotFound = "not_found", "Tidak ditemukan", "Not found", [];
}
