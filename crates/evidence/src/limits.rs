//! What is too much.

/// The limits that every file is held to; each has its name in the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// **Units**: bytes of the delivered file.
    pub file_bytes_max: u64,
    /// **Units**: bytes of all parts of a workbook, unpacked.
    pub unpacked_bytes_max: u64,
    /// How many times larger a workbook's part may be than its packed form.
    pub unpack_ratio_max: u64,
    /// **Units**: bytes that a part may unpack to however small it is packed.
    pub unpack_free_bytes: u64,
    /// Data rows of one file.
    pub n_rows_max: u32,
    /// Columns of one row.
    pub n_columns_max: usize,
    /// **Units**: bytes of one row of text.
    pub row_bytes_max: usize,
    /// **Units**: bytes of one cell, as in a spreadsheet.
    pub cell_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 4 << 30,
            unpacked_bytes_max: 2 << 30,
            unpack_ratio_max: 200,
            unpack_free_bytes: 64 << 20,
            n_rows_max: 20_000_000,
            n_columns_max: 1_024,
            row_bytes_max: 1 << 20,
            cell_bytes_max: 32_767,
        }
    }
}

/// Rows looked at to find the header.
pub(crate) const HEADER_ROWS: usize = 30;

/// Rows of one block: read, converted and encoded by one thread, and one row
/// group of the snapshot. Fixed, so that the bytes do not depend on threads.
pub(crate) const BLOCK_ROWS: usize = 131_072;
