//! Reads a file of any format and writes the two tables of its snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use bytes::Bytes;
use jiff::civil::Date;
use parquet::errors::ParquetError;
use rayon::prelude::*;

use crate::error::{FolderError, ImportError};
use crate::folder::{REJECTS, ROWS};
use crate::header::{HeaderMatch, Matcher};
use crate::layout::Layout;
use crate::limits::{BLOCK_ROWS, Limits};
use crate::manifest::Manifest;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::read::{Tally, read_block};
use crate::reject::Reject;
use crate::reject_table::write_rejects;
use crate::rows::{Block, OwnedBlock};
use crate::source::Source;
use crate::store::{EncodedGroup, Encoder, TableWriter, canonical_schema};
use crate::table::format::{self, Format};
use crate::table::parquet::ParquetTable;
use crate::table::xlsx::Workbook;
use crate::table::{csv, encoding, sniff};
use crate::table_file::TableSink;

/// What to read, and whereto.
pub(crate) struct Job<'a> {
    pub(crate) source: Source,
    pub(crate) as_of: Date,
    pub(crate) layout: Option<&'a Layout>,
    /// The snapshot that the file mends.
    pub(crate) parent: Option<&'a Manifest>,
    pub(crate) bytes: &'a Bytes,
    pub(crate) limits: Limits,
    pub(crate) progress: &'a dyn Progress,
}

impl Job<'_> {
    fn plan(&self, matcher: &Matcher<'_>, header: HeaderMatch) -> Plan {
        let mut plan = Plan::new(matcher, header, self.as_of);
        plan.only_file = self.parent.map(|parent| parent.file_name.clone());
        plan
    }
}

/// What the reading of a file gave, before it becomes a manifest.
pub(crate) struct ReadFile {
    /// BLAKE3 of the table of accepted rows.
    pub(crate) rows_hash: String,
    pub(crate) tally: Tally,
    pub(crate) origin: Origin,
    pub(crate) plan: Plan,
    pub(crate) notes: Vec<String>,
}

/// How the file was read.
#[derive(Default)]
pub(crate) struct Origin {
    pub(crate) format: &'static str,
    pub(crate) sheet: Option<String>,
    pub(crate) encoding: Option<String>,
    pub(crate) delimiter: Option<char>,
    pub(crate) header_row: u32,
}

/// Where the two tables of a snapshot are written.
pub(crate) struct Tables<S> {
    pub(crate) rows: S,
    pub(crate) rejects: S,
}

/// Reads the file and writes its two tables.
///
/// # Errors
/// If it cannot be read as the source, or the tables cannot be written.
pub(crate) fn read_into<S: TableSink>(
    job: &Job<'_>,
    tables: Tables<S>,
) -> Result<ReadFile, ImportError> {
    if job.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::EmptyFile);
    }
    let headers = job.parent.map(|parent| parent.headers.as_slice());
    let matcher = Matcher::new(job.source, job.layout).only(headers);
    match format::of(job.bytes) {
        Format::Delimited => read_text(job, &matcher, tables),
        // Parsers of binary formats are not ours: what they do not foresee is a damaged file.
        Format::Workbook => guarded(|| read_workbook(job, &matcher, tables))
            .unwrap_or_else(|| Err(ImportError::Workbook("unforeseen content".to_owned()))),
        Format::Parquet => guarded(|| read_parquet(job, &matcher, tables))
            .unwrap_or_else(|| Err(ImportError::Parquet("unforeseen content".to_owned()))),
        Format::OldWorkbook => Err(ImportError::OldWorkbook),
        Format::Foreign(format) => Err(ImportError::Unsupported { format }),
    }
}

pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

fn read_workbook<S: TableSink>(
    job: &Job<'_>,
    matcher: &Matcher<'_>,
    tables: Tables<S>,
) -> Result<ReadFile, ImportError> {
    let mut workbook = Workbook::open(job.bytes, &job.limits)?;
    let sheet = workbook.find_sheet(matcher)?;
    let origin = Origin {
        format: "xlsx",
        sheet: Some(sheet.name.clone()),
        header_row: sheet.header.row as u32 + 1,
        ..Origin::default()
    };
    let plan = job.plan(matcher, sheet.header.clone());
    let (tally, rows_hash) = read_blocks(job, &plan, tables, |take| workbook.read(&sheet, take))?;
    Ok(ReadFile {
        rows_hash,
        tally,
        origin,
        plan,
        notes: Vec::new(),
    })
}

fn read_parquet<S: TableSink>(
    job: &Job<'_>,
    matcher: &Matcher<'_>,
    tables: Tables<S>,
) -> Result<ReadFile, ImportError> {
    let table = ParquetTable::open(job.bytes, &job.limits)?;
    let header = matcher
        .find(&[table.header()])
        .map_err(|miss| miss.into_error(matcher, None))?;
    let plan = job.plan(matcher, header);
    let (tally, rows_hash) = read_blocks(job, &plan, tables, |take| table.read(take))?;
    let origin = Origin {
        format: "parquet",
        ..Origin::default()
    };
    Ok(ReadFile {
        rows_hash,
        tally,
        origin,
        plan,
        notes: Vec::new(),
    })
}

/// Reads blocks on one thread while others convert and encode those before.
fn read_blocks<S: TableSink>(
    job: &Job<'_>,
    plan: &Plan,
    tables: Tables<S>,
    read: impl FnOnce(&mut dyn FnMut(OwnedBlock) -> Result<(), ImportError>) -> Result<(), ImportError>
    + Send,
) -> Result<(Tally, String), ImportError> {
    let mut sink = Sink::new(tables, plan)?;
    let (sender, receiver) = mpsc::sync_channel::<OwnedBlock>(1);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            // A receiver that has gone away has failed and says so itself.
            let gone = |_| ImportError::Workbook("nobody reads on".to_owned());
            read(&mut |block| sender.send(block).map_err(gone))
        });
        for block in receiver {
            let group = read_group(plan, &block, sink.rows.encoder(), job.progress)?;
            sink.take(group)?;
        }
        reader
            .join()
            .unwrap_or_else(|_| Err(ImportError::Workbook("unforeseen content".to_owned())))
    })?;
    sink.finish(plan)
}

fn read_text<S: TableSink>(
    job: &Job<'_>,
    matcher: &Matcher<'_>,
    tables: Tables<S>,
) -> Result<ReadFile, ImportError> {
    let decoded = encoding::decode(job.bytes)?;
    let sniffed = sniff::sniff(&decoded.text, matcher, &job.limits)?;
    let origin = Origin {
        format: "csv",
        encoding: Some(decoded.encoding.to_owned()),
        delimiter: Some(char::from(sniffed.delimiter)),
        header_row: sniffed.header.row as u32 + 1,
        ..Origin::default()
    };
    let plan = job.plan(matcher, sniffed.header);
    let data = &decoded.text[sniffed.data_at..];
    let blocks = csv::split(data, sniffed.delimiter, BLOCK_ROWS, &job.limits)?;
    let mut notes = Vec::new();
    if decoded.n_nul > 0 {
        notes.push(format!("{} karakter NUL dihapus", decoded.n_nul));
    }
    let mut sink = Sink::new(tables, &plan)?;
    let encoder = sink.rows.encoder();
    let groups: Result<Vec<Group>, ImportError> = blocks
        .par_iter()
        .map(|block| read_group(&plan, block, encoder, job.progress))
        .collect();
    for group in groups? {
        sink.take(group)?;
    }
    let (tally, rows_hash) = sink.finish(&plan)?;
    Ok(ReadFile {
        rows_hash,
        tally,
        origin,
        plan,
        notes,
    })
}

/// A block read and encoded.
struct Group {
    rows: Option<EncodedGroup>,
    rejects: Vec<Reject>,
    tally: Tally,
}

fn read_group(
    plan: &Plan,
    block: &dyn Block,
    encoder: &Encoder,
    progress: &dyn Progress,
) -> Result<Group, ImportError> {
    let output = read_block(plan, block)
        .map_err(ParquetError::from)
        .map_err(FolderError::table(ROWS))?;
    let rows = encoder
        .encode(&output.batch)
        .map_err(FolderError::table(ROWS))?;
    progress.rows(output.tally.n_in);
    Ok(Group {
        rows,
        rejects: output.rejects,
        tally: output.tally,
    })
}

/// Where groups go, in the order of the file.
struct Sink<S: TableSink> {
    rows: TableWriter<S>,
    reject_sink: S,
    rejects: Vec<Reject>,
    tally: Tally,
}

impl<S: TableSink> Sink<S> {
    fn new(tables: Tables<S>, plan: &Plan) -> Result<Self, ImportError> {
        let rows = TableWriter::new(tables.rows, canonical_schema(plan.source))
            .map_err(FolderError::table(ROWS))?;
        Ok(Self {
            rows,
            reject_sink: tables.rejects,
            rejects: Vec::new(),
            tally: Tally::default(),
        })
    }

    fn take(&mut self, group: Group) -> Result<(), ImportError> {
        self.tally.add(&group.tally);
        self.rejects.extend(group.rejects);
        match group.rows {
            Some(rows) => Ok(self.rows.append(rows).map_err(FolderError::table(ROWS))?),
            None => Ok(()),
        }
    }

    /// Ends both tables; gives the counts, and the hash of the accepted rows.
    fn finish(self, plan: &Plan) -> Result<(Tally, String), ImportError> {
        let n_data = self.tally.n_accepted + self.tally.n_rejected;
        if n_data == 0 && !plan.source.may_be_empty() {
            return Err(ImportError::NoRows(plan.source));
        }
        let rows = self.rows.finish().map_err(FolderError::table(ROWS))?;
        let rows_hash = rows.close().map_err(FolderError::io(ROWS))?;
        let rejects = write_rejects(self.reject_sink, plan, &self.rejects)
            .map_err(FolderError::table(REJECTS))?;
        rejects.close().map_err(FolderError::io(REJECTS))?;
        Ok((self.tally, rows_hash))
    }
}
