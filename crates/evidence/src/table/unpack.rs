//! How much a workbook unpacks to.

use std::io::{Cursor, Read};

use crate::error::ImportError;
use crate::limits::Limits;

/// Unpacks every part without keeping it, so that nothing is unpacked in
/// memory that is too large.
///
/// # Errors
/// If the archive is damaged or a part exceeds the limits.
pub(crate) fn measure(bytes: &[u8], limits: &Limits) -> Result<(), ImportError> {
    let damaged = |error: zip::result::ZipError| ImportError::Workbook(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 1 << 16];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        let packed = part.compressed_size().max(1);
        let mut size = 0_u64;
        loop {
            let n = part
                .read(&mut buffer)
                .map_err(|error| ImportError::Workbook(error.to_string()))?;
            if n == 0 {
                break;
            }
            size += n as u64;
            total += n as u64;
            let ratio_max = packed
                .saturating_mul(limits.unpack_ratio_max)
                .max(limits.unpack_free_bytes);
            let max = ratio_max.min(limits.unpacked_bytes_max);
            if size > max || total > limits.unpacked_bytes_max {
                return Err(ImportError::ZipBomb {
                    found: size.max(total),
                    max,
                });
            }
        }
    }
    Ok(())
}
