//! A sealed file: read whole, or a part of it, or not at all.
//!
//! ```text
//! "SEMESTA" 1 │ data key's name, 8 │ salt, 32 │ piece 0 │ piece 1 │ … │ last piece
//! ```
//!
//! The key of a file is made of the data key, the salt and the file's place. A piece is
//! 64 KiB of content and its tag; its nonce is its number and whether it is the last, so
//! that no piece can be moved, repeated, or left out, not even at the end.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use ring::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};

use crate::error::VaultError;
use crate::primitive::{Secret, TAG_BYTES, cipher, derive, random};
use crate::vault::DataKeyId;

const MAGIC: [u8; 8] = *b"SEMESTA\x01";
const SALT_BYTES: usize = 32;
const HEAD_BYTES: usize = MAGIC.len() + 8 + SALT_BYTES;
/// **Units**: bytes of content in a piece.
const PIECE_BYTES: usize = 64 << 10;
const SEALED_PIECE_BYTES: usize = PIECE_BYTES + TAG_BYTES;
const PURPOSE: &str = "semesta vault 1 file";

fn file_cipher(secret: &Secret, salt: &[u8], place: &str) -> LessSafeKey {
    cipher(&derive(PURPOSE, &[secret, salt, place.as_bytes()]))
}

fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes[NONCE_LEN - 1] = u8::from(is_last);
    Nonce::assume_unique_for_key(bytes)
}

/// The data key that bytes are sealed by; none if they are not sealed.
pub(crate) fn key_of(bytes: &[u8]) -> Option<DataKeyId> {
    let id = bytes.strip_prefix(&MAGIC)?.get(..8)?;
    id.try_into().ok().map(DataKeyId)
}

/// The data key that a file is sealed by, from a byte on; none if it is not sealed.
pub(crate) fn head(file: &File, path: &Path, base: u64) -> Result<Option<DataKeyId>, VaultError> {
    let len = file.metadata().map_err(VaultError::io(path))?.len();
    let mut start = [0; MAGIC.len() + 8];
    let n_bytes = len.saturating_sub(base).min(start.len() as u64) as usize;
    read_exact_at(file, &mut start[..n_bytes], base).map_err(VaultError::io(path))?;
    let start = &start[..n_bytes];
    if start.starts_with(&MAGIC) && key_of(start).is_none() {
        return Err(VaultError::Tampered(path.display().to_string()));
    }
    Ok(key_of(start))
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n_bytes => {
                bytes = &mut bytes[n_bytes..];
                at += n_bytes as u64;
            }
        }
    }
    Ok(())
}

pub(crate) fn seal(
    id: DataKeyId,
    secret: &Secret,
    place: &str,
    content: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let n_pieces = content.len().div_ceil(PIECE_BYTES).max(1);
    let sink = Vec::with_capacity(HEAD_BYTES + content.len() + n_pieces * TAG_BYTES);
    let mut writer = VaultWriter::sealed(sink, id, secret, place)?;
    let written = writer.write_all(content).and_then(|()| writer.finish());
    written.map_err(VaultError::io(place))
}

/// Opens a whole file in memory.
pub(crate) fn open(
    secret: &Secret,
    place: &str,
    mut bytes: Vec<u8>,
) -> Result<Vec<u8>, VaultError> {
    let tampered = || VaultError::Tampered(place.to_owned());
    let size = Size::of(bytes.len() as u64).ok_or_else(tampered)?;
    let cipher = file_cipher(secret, &bytes[HEAD_BYTES - SALT_BYTES..HEAD_BYTES], place);
    let mut end = 0;
    for number in 0..size.n_pieces {
        let from = HEAD_BYTES + (number as usize) * SEALED_PIECE_BYTES;
        let to = bytes.len().min(from + SEALED_PIECE_BYTES);
        let is_last = number + 1 == size.n_pieces;
        let n_bytes = cipher
            .open_in_place(nonce(number, is_last), Aad::empty(), &mut bytes[from..to])
            .map_err(|_| tampered())?
            .len();
        bytes.copy_within(from..from + n_bytes, end);
        end += n_bytes;
    }
    bytes.truncate(end);
    Ok(bytes)
}

/// How much a sealed file of so many bytes holds.
#[derive(Debug, Clone, Copy)]
struct Size {
    n_pieces: u64,
    content: u64,
}

impl Size {
    fn of(sealed: u64) -> Option<Self> {
        let body = sealed.checked_sub(HEAD_BYTES as u64)?;
        let n_pieces = body.div_ceil(SEALED_PIECE_BYTES as u64);
        let content = body.checked_sub(n_pieces * TAG_BYTES as u64)?;
        // The last piece has its tag, whole.
        let rest = body % SEALED_PIECE_BYTES as u64;
        let has_tag = rest == 0 || rest >= TAG_BYTES as u64;
        (n_pieces > 0 && has_tag).then_some(Self { n_pieces, content })
    }
}

/// Writes a file, sealed or as it is. Nothing is whole before [`VaultWriter::finish`].
pub struct VaultWriter<W: Write> {
    sink: W,
    sealing: Option<Sealing>,
}

struct Sealing {
    cipher: LessSafeKey,
    /// Content of the piece under way.
    piece: Vec<u8>,
    number: u64,
}

impl<W: Write> VaultWriter<W> {
    pub(crate) fn plain(sink: W) -> Self {
        Self {
            sink,
            sealing: None,
        }
    }

    pub(crate) fn sealed(
        mut sink: W,
        id: DataKeyId,
        secret: &Secret,
        place: &str,
    ) -> Result<Self, VaultError> {
        let salt = random::<SALT_BYTES>()?;
        let head = [&MAGIC[..], &id.0, &salt].concat();
        sink.write_all(&head).map_err(VaultError::io(place))?;
        Ok(Self {
            sink,
            sealing: Some(Sealing {
                cipher: file_cipher(secret, &salt, place),
                piece: Vec::with_capacity(SEALED_PIECE_BYTES),
                number: 0,
            }),
        })
    }

    /// Writes what is left and gives back the sink.
    ///
    /// # Errors
    /// What the sink says.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(mut sealing) = self.sealing.take() {
            sealing.put(&mut self.sink, true)?;
        }
        self.sink.flush()?;
        Ok(self.sink)
    }
}

impl Sealing {
    fn put(&mut self, sink: &mut impl Write, is_last: bool) -> io::Result<()> {
        self.cipher
            .seal_in_place_append_tag(nonce(self.number, is_last), Aad::empty(), &mut self.piece)
            .map_err(|_| io::Error::other("a piece is longer than a message may be"))?;
        sink.write_all(&self.piece)?;
        self.piece.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for VaultWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(sealing) = &mut self.sealing else {
            return self.sink.write(bytes);
        };
        // A full piece waits: it may be the last.
        if sealing.piece.len() == PIECE_BYTES {
            sealing.put(&mut self.sink, false)?;
        }
        let room = (PIECE_BYTES - sealing.piece.len()).min(bytes.len());
        sealing.piece.extend_from_slice(&bytes[..room]);
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// A file to be read here and there, sealed or not: as it was when it was opened, though
/// another may have taken its place since.
#[derive(Clone)]
pub struct VaultFile {
    file: Arc<File>,
    len: u64,
    sealed: Option<Arc<Sealed>>,
}

struct Sealed {
    cipher: LessSafeKey,
    /// Where the pieces begin.
    base: u64,
    size: Size,
    place: String,
}

impl std::fmt::Debug for VaultFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VaultFile({} bytes)", self.len)
    }
}

impl VaultFile {
    pub(crate) fn plain(file: File, path: &Path) -> Result<Self, VaultError> {
        let len = file.metadata().map_err(VaultError::io(path))?.len();
        Ok(Self {
            file: Arc::new(file),
            len,
            sealed: None,
        })
    }

    /// A file that is sealed from a byte on.
    pub(crate) fn sealed(
        file: File,
        (path, base): (&Path, u64),
        secret: &Secret,
        place: &str,
    ) -> Result<Self, VaultError> {
        let tampered = || VaultError::Tampered(place.to_owned());
        let len = file.metadata().map_err(VaultError::io(path))?.len();
        let size = Size::of(len.saturating_sub(base)).ok_or_else(tampered)?;
        let mut head = [0; HEAD_BYTES];
        read_exact_at(&file, &mut head, base).map_err(VaultError::io(path))?;
        let sealed = Sealed {
            cipher: file_cipher(secret, &head[HEAD_BYTES - SALT_BYTES..], place),
            base: base + HEAD_BYTES as u64,
            size,
            place: place.to_owned(),
        };
        // Its end tells whether something was cut off.
        let opened = sealed.pieces(&file, size.n_pieces - 1, size.n_pieces);
        opened.map_err(|_| tampered())?;
        Ok(Self {
            file: Arc::new(file),
            len: size.content,
            sealed: Some(Arc::new(sealed)),
        })
    }

    /// Reads everything, and gives nothing: tells why some part cannot be read, after a
    /// library's own error has lost it.
    ///
    /// # Errors
    /// [`VaultError::Tampered`] if it is not as it was written.
    pub fn check(&self) -> Result<(), VaultError> {
        let Some(sealed) = &self.sealed else {
            return Ok(());
        };
        for number in 0..sealed.size.n_pieces {
            sealed
                .pieces(&self.file, number, number + 1)
                .map_err(|_| VaultError::Tampered(sealed.place.clone()))?;
        }
        Ok(())
    }

    /// **Units**: bytes of content.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        self.len
    }

    /// Reads a part of the content.
    ///
    /// # Errors
    /// If it cannot be read, is not as it was written, or has no such part.
    pub fn read_at(&self, start: u64, n_bytes: usize) -> io::Result<Vec<u8>> {
        let end = start.saturating_add(n_bytes as u64);
        if end > self.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(sealed) = &self.sealed else {
            let mut bytes = vec![0; n_bytes];
            read_exact_at(&self.file, &mut bytes, start)?;
            return Ok(bytes);
        };
        let first = start / PIECE_BYTES as u64;
        let last = end.div_ceil(PIECE_BYTES as u64).max(first);
        let mut bytes = sealed.pieces(&self.file, first, last)?;
        let skipped = (start - first * PIECE_BYTES as u64) as usize;
        bytes.drain(..skipped.min(bytes.len()));
        bytes.truncate(n_bytes);
        Ok(bytes)
    }

    /// Reads on from a place in the content.
    #[must_use]
    pub fn reader(&self, start: u64) -> VaultReader {
        VaultReader {
            file: self.clone(),
            next: start,
            held: Vec::new(),
            at: 0,
        }
    }
}

impl Sealed {
    /// The content of some pieces.
    fn pieces(&self, file: &File, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let to = to.min(self.size.n_pieces);
        let n_pieces = to.saturating_sub(from);
        let n_bytes = if to == self.size.n_pieces {
            let before = from * PIECE_BYTES as u64;
            self.size.content.saturating_sub(before) + n_pieces * TAG_BYTES as u64
        } else {
            n_pieces * SEALED_PIECE_BYTES as u64
        };
        let mut bytes = vec![0; n_bytes as usize];
        let at = self.base + from * SEALED_PIECE_BYTES as u64;
        read_exact_at(file, &mut bytes, at)?;
        let (mut begin, mut end) = (0, 0);
        for number in from..to {
            let stop = bytes.len().min(begin + SEALED_PIECE_BYTES);
            let is_last = number + 1 == self.size.n_pieces;
            let n_bytes = self
                .cipher
                .open_in_place(
                    nonce(number, is_last),
                    Aad::empty(),
                    &mut bytes[begin..stop],
                )
                .map_err(|_| VaultError::Tampered(self.place.clone()).into_io())?
                .len();
            bytes.copy_within(begin..begin + n_bytes, end);
            begin = stop;
            end += n_bytes;
        }
        bytes.truncate(end);
        Ok(bytes)
    }
}

/// Reads a [`VaultFile`] from a place on.
pub struct VaultReader {
    file: VaultFile,
    next: u64,
    held: Vec<u8>,
    at: usize,
}

impl Read for VaultReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.held.len() {
            // To the end of the piece, so that each is opened once.
            let piece = PIECE_BYTES as u64;
            let stop = ((self.next / piece + 1) * piece).min(self.file.len);
            let wanted = stop.saturating_sub(self.next);
            if wanted == 0 {
                return Ok(0);
            }
            self.held = self.file.read_at(self.next, wanted as usize)?;
            self.next = stop;
            self.at = 0;
        }
        let n_bytes = into.len().min(self.held.len() - self.at);
        into[..n_bytes].copy_from_slice(&self.held[self.at..self.at + n_bytes]);
        self.at += n_bytes;
        Ok(n_bytes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;
