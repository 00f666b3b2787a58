//! Answers of BPJS Kesehatan, row by row.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{self, Line, fold};
use crate::audit::Entry;
use crate::code::codes;
use crate::error::Result;
use crate::instant::micros;
use crate::permission::Permission;
use crate::proposal::{Change, Proposal, ProposalFilter, State, When, lock_ids, move_all};
use crate::store::cells::FILE;
use crate::store::{Act, Actor, Desk};
use sqlx::Row;

codes! {
    /// What a row of answers did.
    Answer, "feedback_rows.outcome";
    /// The proposal was accepted.
    Accepted = "accepted", "Diterima", "Accepted";
    /// The proposal was rejected.
    Rejected = "rejected", "Ditolak", "Rejected";
    /// The same answer had come before.
    Again = "again", "Sudah tercatat", "Known already";
    /// Another answer had come before; nothing was changed.
    Contradicts = "contradicts", "Bertentangan dengan jawaban sebelumnya", "Contradicts an earlier answer";
    /// No proposal of the batch fits the row.
    Unmatched = "unmatched", "Tidak cocok dengan usulan mana pun", "Fits no proposal";
    /// The verdict is neither yes nor no.
    Unreadable = "unreadable", "Jawaban tidak terbaca", "Verdict cannot be read";
}

/// A proposal rejected without a code keeps this one.
const NO_CODE: &str = "TANPA-KODE";

/// One row of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// The row in the file, from 1 behind the header.
    pub row: i64,
    /// What it did.
    pub outcome: Answer,
    /// The proposal it is about.
    pub proposal: Option<i64>,
    /// The reason's code.
    pub code: String,
    /// The reason in words.
    pub message: String,
}

/// What a file of answers did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackReport {
    /// Its rows.
    pub rows: Vec<AnswerRow>,
    /// Proposals of the batch that still have no answer.
    pub n_unanswered: usize,
    /// Whether this very file was taken before; then nothing was done.
    pub already_taken: bool,
}

impl FeedbackReport {
    /// How many rows did something.
    #[must_use]
    pub fn n(&self, outcome: Answer) -> usize {
        self.rows
            .iter()
            .filter(|row| row.outcome == outcome)
            .count()
    }
}

impl Desk {
    /// Takes a file of answers for a batch: each row is matched by its reference,
    /// else its card, else its NIK, and moves the proposal it is about. The same
    /// file again does nothing.
    ///
    /// # Errors
    /// `DeskError::Refused` if the actor may not record answers;
    /// `DeskError::File` if the file cannot be read; then nothing was changed.
    pub async fn take_feedback(
        &self,
        actor: &Actor,
        batch: i64,
        file_name: &str,
        bytes: &[u8],
        when: When,
    ) -> Result<FeedbackReport> {
        actor.require(Permission::RecordFeedback, self.region())?;
        let layout = self.layout_of(batch).await?;
        let lines = sheet::lines(file_name, bytes, &layout.feedback)?;
        let hash = blake3::hash(bytes).to_hex().to_string();
        let mut act = self.begin(actor, when.now).await?;
        // The batch is taken first: two files of one batch come one after the other.
        sqlx::query("UPDATE batches SET n_rows = n_rows WHERE id = $1")
            .bind(batch)
            .execute(act.db())
            .await?;
        let known: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM feedback_files WHERE batch_id = $1 AND hash = $2",
        )
        .bind(batch)
        .bind(self.cells.find(FILE, &hash))
        .fetch_one(act.db())
        .await?;
        if known > 0 {
            act.undo().await?;
            return Ok(FeedbackReport {
                rows: self.feedback_rows(actor, batch, Some(&hash)).await?,
                n_unanswered: self.unanswered(actor, batch).await?.len(),
                already_taken: true,
            });
        }
        let filter = ProposalFilter {
            batch: Some(batch),
            ..ProposalFilter::default()
        };
        let proposals = self.proposals(actor, &filter).await?;
        let is_yes = |text: &str| verdict(text, &layout.feedback.accepted);
        let is_no = |text: &str| verdict(text, &layout.feedback.rejected);
        let mut matcher = Matcher::new(&proposals);
        let rows: Vec<AnswerRow> = lines
            .iter()
            .map(|line| matcher.answer(line, is_yes(&line.status), is_no(&line.status)))
            .collect();
        self.apply(&mut act, &rows).await?;
        write(&mut act, batch, &hash, file_name, &rows).await?;
        act.commit().await?;
        Ok(FeedbackReport {
            rows,
            n_unanswered: self.unanswered(actor, batch).await?.len(),
            already_taken: false,
        })
    }

    /// The rows of answers that a batch got: of one file, or of all.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn feedback_rows(
        &self,
        actor: &Actor,
        batch: i64,
        hash: Option<&str>,
    ) -> Result<Vec<AnswerRow>> {
        if actor.areas(Permission::ViewProposals).is_empty() {
            actor.require(Permission::ViewProposals, self.region())?;
        }
        let rows = sqlx::query(
            "SELECT file_hash, row_number, outcome, proposal_id, answer_code, message
             FROM feedback_rows WHERE batch_id = $1 ORDER BY file_hash, row_number",
        )
        .bind(batch)
        .fetch_all(&self.readers)
        .await?;
        let mut found = Vec::new();
        for row in &rows {
            let of_file = self.cells.found(FILE, row.try_get("file_hash")?)?;
            if hash.is_some_and(|hash| hash != of_file) {
                continue;
            }
            let number: i64 = row.try_get("row_number")?;
            let of = [batch.to_string(), of_file, number.to_string()];
            let message = row.try_get("message")?;
            found.push(AnswerRow {
                row: number,
                outcome: Answer::stored(&row.try_get::<String, _>("outcome")?)?,
                proposal: row.try_get("proposal_id")?,
                code: row.try_get("answer_code")?,
                message: self
                    .cells
                    .take_keyed("feedback_rows.message", &of, message)?,
            });
        }
        Ok(found)
    }

    /// Moves the proposals, those of one answer together.
    async fn apply(&self, act: &mut Act, rows: &[AnswerRow]) -> Result<()> {
        let mut groups: BTreeMap<(State, String), Vec<i64>> = BTreeMap::new();
        for row in rows {
            let to = match row.outcome {
                Answer::Accepted => (State::Accepted, String::new()),
                Answer::Rejected => (State::Rejected, row.code.clone()),
                _ => continue,
            };
            groups.entry(to).or_default().extend(row.proposal);
        }
        let mut ids: Vec<i64> = groups.values().flatten().copied().collect();
        ids.sort_unstable();
        let locked = lock_ids(act, self.backend(), &ids).await?;
        let mut by_id: BTreeMap<i64, _> = locked.into_iter().map(|row| (row.id, row)).collect();
        for ((state, code), ids) in groups {
            let rows: Vec<_> = ids.iter().filter_map(|id| by_id.remove(id)).collect();
            for row in &rows {
                row.may_become(state, act.actor().name())?;
            }
            let set = [("answer_code", code.clone())];
            let change = Change {
                action: "proposal.answer",
                to: state,
                reason: &code,
                set: &set,
                batch: None,
            };
            move_all(act, &rows, &change).await?;
        }
        Ok(())
    }
}

fn verdict(text: &str, spellings: &[String]) -> bool {
    let folded = fold(text);
    spellings.iter().any(|spelling| fold(spelling) == folded)
}

/// Finds the proposal that a row is about.
struct Matcher<'a> {
    by_id: BTreeMap<i64, &'a Proposal>,
    by_card: BTreeMap<String, Vec<i64>>,
    by_nik: BTreeMap<String, Vec<i64>>,
    answered: BTreeSet<i64>,
    answers: BTreeMap<i64, State>,
}

impl<'a> Matcher<'a> {
    fn new(proposals: &'a [Proposal]) -> Self {
        let mut matcher = Self {
            by_id: BTreeMap::new(),
            by_card: BTreeMap::new(),
            by_nik: BTreeMap::new(),
            answered: BTreeSet::new(),
            answers: BTreeMap::new(),
        };
        for proposal in proposals {
            matcher.by_id.insert(proposal.id, proposal);
            if let Some(card) = proposal.card {
                matcher
                    .by_card
                    .entry(card.reveal())
                    .or_default()
                    .push(proposal.id);
            }
            if let Some(nik) = proposal.nik {
                matcher
                    .by_nik
                    .entry(nik.reveal())
                    .or_default()
                    .push(proposal.id);
            }
        }
        matcher
    }

    fn answer(&mut self, line: &Line, is_yes: bool, is_no: bool) -> AnswerRow {
        let proposal = self.find(line);
        let outcome = match (proposal, is_yes, is_no) {
            (None, ..) => Answer::Unmatched,
            (Some(_), true, true) | (Some(_), false, false) => Answer::Unreadable,
            (Some(id), yes, _) => self.judge(id, yes, line),
        };
        let code = match (outcome, line.code.as_str()) {
            (Answer::Rejected, "") => NO_CODE.to_owned(),
            (_, code) => code.to_owned(),
        };
        AnswerRow {
            row: line.number,
            outcome,
            proposal,
            code,
            message: line.message.clone(),
        }
    }

    fn judge(&mut self, id: i64, yes: bool, line: &Line) -> Answer {
        let proposal = self.by_id[&id];
        let to = if yes {
            State::Accepted
        } else {
            State::Rejected
        };
        if let Some(before) = self.answers.get(&id) {
            return if *before == to {
                Answer::Again
            } else {
                Answer::Contradicts
            };
        }
        if proposal.state == State::Sent && self.answered.insert(id) {
            self.answers.insert(id, to);
            return if yes {
                Answer::Accepted
            } else {
                Answer::Rejected
            };
        }
        // Closed ones keep their answer in the code: none is a yes.
        let was_yes = proposal.answer_code.as_deref() == Some("");
        let same = was_yes == yes
            && (yes || line.code.is_empty() || proposal.answer_code.as_deref() == Some(&line.code));
        if same {
            Answer::Again
        } else {
            Answer::Contradicts
        }
    }

    /// By reference, unless the row's own NIK says it is somebody else's; else by
    /// card, else by NIK, where that is one proposal's only.
    fn find(&self, line: &Line) -> Option<i64> {
        if !line.reference.is_empty() {
            let proposal = self.by_id.get(&line.reference.parse().ok()?)?;
            let nik = proposal.nik.map(|nik| nik.reveal());
            let disagrees = line.nik.len() == 16 && nik.is_some_and(|nik| nik != line.nik);
            return (!disagrees).then_some(proposal.id);
        }
        let only = |found: Option<&Vec<i64>>| match found.map(Vec::as_slice) {
            Some([id]) => Some(*id),
            _ => None,
        };
        let card = format!("{:0>13}", line.card);
        only(self.by_card.get(&card)).or_else(|| only(self.by_nik.get(&line.nik)))
    }
}

async fn write(
    act: &mut Act,
    batch: i64,
    hash: &str,
    file_name: &str,
    rows: &[AnswerRow],
) -> Result<()> {
    let n_rows = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let file = vec![
        batch.into(),
        hash.into(),
        file_name.into(),
        n_rows.into(),
        micros(act.now()).into(),
        act.actor().name().into(),
    ];
    let columns = [
        "batch_id",
        "hash",
        "file_name",
        "n_rows",
        "taken_at",
        "taken_by",
    ];
    act.insert("feedback_files", &columns, vec![file]).await?;
    let stored: Vec<_> = rows
        .iter()
        .map(|row| {
            vec![
                batch.into(),
                hash.into(),
                row.row.into(),
                row.outcome.code().into(),
                row.proposal.into(),
                row.code.clone().into(),
                row.message.clone().into(),
            ]
        })
        .collect();
    let columns = [
        "batch_id",
        "file_hash",
        "row_number",
        "outcome",
        "proposal_id",
        "answer_code",
        "message",
    ];
    act.insert("feedback_rows", &columns, stored).await?;
    let count = |outcome: Answer| rows.iter().filter(|row| row.outcome == outcome).count();
    act.record(
        Entry::new("batch.answer")
            .subject(format!("batch:{batch}"))
            .detail("rows", n_rows)
            .detail("accepted", count(Answer::Accepted))
            .detail("rejected", count(Answer::Rejected))
            .detail("unmatched", count(Answer::Unmatched))
            .detail("hash", hash),
    );
    Ok(())
}
