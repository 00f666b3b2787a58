//! Review: people judge pairs of record and resident; their verdicts are evidence
//! for the next run, and kept for good.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use semesta_domain::{CardNumber, Nik, RegionCode};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::audit::Entry;
use crate::code::codes;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::proposal::{GivenNik, When, read};
use crate::store::cells::{CARD, NIK};
use crate::store::{Actor, Desk, counter};
use crate::work::{Pair, PairKey, RunView};

codes! {
    /// What somebody says of a pair.
    Verdict, "verdicts.verdict";
    /// Record and resident are one person.
    Same = "same", "Orang yang sama", "The same person";
    /// They are two.
    Different = "different", "Orang yang berbeda", "Different people";
    /// Nobody could tell from this.
    CannotTell = "cannot_tell", "Tidak dapat dipastikan", "Cannot tell";
}

codes! {
    /// Where the judging of a pair stands.
    PairState, "pair state";
    /// Nobody judged it.
    Open = "open", "Belum dinilai", "Not judged";
    /// Those who looked could not tell.
    Unclear = "unclear", "Belum dapat dipastikan", "Nobody could tell yet";
    /// A second opinion was asked for.
    WantsSecond = "wants_second", "Menunggu pendapat kedua", "Waits for a second opinion";
    /// Two people disagree.
    Disagreed = "disagreed", "Pendapat berbeda", "Opinions differ";
    /// Decided.
    Decided = "decided", "Diputuskan", "Decided";
}

/// One person's standing verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Its number.
    pub id: i64,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it asks for a second opinion.
    pub wants_second: bool,
    /// Why.
    pub reason: String,
    /// The day.
    pub day: Date,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A pair in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// The pair.
    pub pair: Pair,
    /// Where its judging stands.
    pub state: PairState,
    /// What people say of it.
    pub opinions: Vec<Opinion>,
}

/// A pair that is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The pair.
    pub key: PairKey,
    /// Same or different.
    pub verdict: Verdict,
    /// The day of the last verdict.
    pub day: Date,
    /// Who decided.
    pub by: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A verdict to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVerdict {
    /// The pair.
    pub key: PairKey,
    /// Where the resident lives.
    pub area: RegionCode,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether somebody else should look as well.
    pub wants_second: bool,
    /// Why.
    pub reason: String,
    /// The run that asked.
    pub run: Option<String>,
}

type Key = (String, String, String);

impl Desk {
    /// The pairs that wait for somebody, by what hangs on them, in the areas where
    /// the actor may judge; with `decided`, the decided ones too.
    ///
    /// # Errors
    /// If the law has no value for the run's month.
    pub async fn review_queue(
        &self,
        actor: &Actor,
        view: &RunView,
        decided: bool,
    ) -> Result<Vec<Queued>> {
        self.review_queue_of(actor, view.pairs()?, decided).await
    }

    /// The same over pairs read from a run's results, in the order given.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn review_queue_of(
        &self,
        actor: &Actor,
        pairs: Vec<Pair>,
        decided: bool,
    ) -> Result<Vec<Queued>> {
        let mut opinions = self.opinions().await?;
        Ok(pairs
            .into_iter()
            .filter(|pair| actor.may(Permission::ReviewLinks, pair.area))
            .map(|pair| {
                let opinions = opinions.remove(&stored(&pair.key)).unwrap_or_default();
                Queued {
                    state: state_of(&opinions),
                    opinions,
                    pair,
                }
            })
            .filter(|queued| decided || queued.state != PairState::Decided)
            .collect())
    }

    /// Gives a verdict. One person has one standing verdict about a pair: undo it to
    /// give another.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not judge there; [`DeskError::Exists`]
    /// if they have a standing verdict about the pair.
    pub async fn give_verdict(
        &self,
        actor: &Actor,
        verdict: &NewVerdict,
        when: When,
    ) -> Result<i64> {
        actor.require(Permission::ReviewLinks, verdict.area)?;
        let mut act = self.begin(actor, when.now).await?;
        let id = counter::take(act.db(), "review", 1).await?;
        let (card, nik_given, nik) = stored(&verdict.key);
        let standing: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM verdicts WHERE card = $1 AND nik_given = $2 AND nik = $3
             AND made_by = $4 AND undone_at IS NULL",
        )
        .bind(self.cells.find(CARD, &card))
        .bind(self.cells.find(NIK, &nik_given))
        .bind(self.cells.find(NIK, &nik))
        .bind(actor.name().to_owned())
        .fetch_one(act.db())
        .await?;
        if standing > 0 {
            return Err(DeskError::Exists);
        }
        let person = self.pseudonym(&nik);
        let row = vec![
            id.into(),
            card.into(),
            nik_given.into(),
            nik.into(),
            verdict.area.compact().into(),
            verdict.verdict.code().into(),
            i64::from(verdict.wants_second).into(),
            verdict.reason.clone().into(),
            when.on.to_string().into(),
            verdict.run.clone().into(),
            micros(when.now).into(),
            actor.name().into(),
        ];
        let columns = [
            "id",
            "card",
            "nik_given",
            "nik",
            "area",
            "verdict",
            "wants_second",
            "reason",
            "day",
            "run_id",
            "made_at",
            "made_by",
        ];
        act.insert("verdicts", &columns, vec![row]).await?;
        act.record(
            Entry::new("review.judge")
                .subject(format!("review:{id}"))
                .reason(verdict.reason.as_str())
                .detail("verdict", verdict.verdict.code())
                .detail("second", verdict.wants_second)
                .detail("person", person),
        );
        act.commit().await?;
        Ok(id)
    }

    /// Undoes a standing verdict of one's own; it stays on record as undone.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] if the actor has no such standing verdict.
    pub async fn undo_verdict(
        &self,
        actor: &Actor,
        id: i64,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut act = self.begin(actor, now).await?;
        let undone = sqlx::query(
            "UPDATE verdicts SET undone_at = $3, undone_by = $2
             WHERE id = $1 AND made_by = $2 AND undone_at IS NULL",
        )
        .bind(id)
        .bind(actor.name().to_owned())
        .bind(micros(now))
        .execute(act.db())
        .await?;
        if undone.rows_affected() != 1 {
            return Err(DeskError::Unknown(format!("review:{id}")));
        }
        act.record(
            Entry::new("review.undo")
                .subject(format!("review:{id}"))
                .reason(reason),
        );
        act.commit().await
    }

    /// Everything that is decided, by card.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not judge anywhere.
    pub async fn decisions(&self, actor: &Actor) -> Result<Vec<Decision>> {
        let areas = actor.areas(Permission::ReviewLinks);
        if areas.is_empty() {
            actor.require(Permission::ReviewLinks, self.region())?;
        }
        self.opinions()
            .await?
            .into_iter()
            .filter(|(_, opinions)| state_of(opinions) == PairState::Decided)
            .map(|(key, opinions)| decision(key, &opinions))
            .collect()
    }

    /// The decisions as a file of the source `keputusan`, for the next run. It has
    /// full identifiers, so it is in the audit log.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not judge in the whole region.
    pub async fn export_decisions(&self, actor: &Actor, now: Timestamp) -> Result<String> {
        actor.require(Permission::ReviewLinks, self.region())?;
        let decisions = self.decisions(actor).await?;
        let broken = |_| DeskError::Damaged("keputusan");
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record([
                "no_kartu",
                "nik_peserta",
                "nik_penduduk",
                "keputusan",
                "tanggal",
                "pemutus",
                "alasan",
            ])
            .map_err(broken)?;
        for decision in &decisions {
            let word = match decision.verdict {
                Verdict::Same => "SAMA",
                _ => "BEDA",
            };
            writer
                .write_record([
                    decision.key.card.reveal().as_str(),
                    decision.key.nik_given.reveal(),
                    decision.key.nik.reveal().as_str(),
                    word,
                    decision.day.to_string().as_str(),
                    decision.by.join(", ").as_str(),
                    crate::audit::harmless(&decision.reason).as_str(),
                ])
                .map_err(broken)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|_| DeskError::Damaged("keputusan"))?;
        let text = String::from_utf8(bytes).map_err(|_| DeskError::Damaged("keputusan"))?;
        let entry = Entry::new("review.export")
            .subject("review:all")
            .detail("rows", decisions.len());
        self.record(actor, entry, now).await?;
        Ok(text)
    }

    /// The standing verdicts by pair, in the order they were given.
    async fn opinions(&self) -> Result<BTreeMap<Key, Vec<Opinion>>> {
        let rows = sqlx::query(
            "SELECT id, card, nik_given, nik, verdict, wants_second, reason, day, made_by, made_at
             FROM verdicts WHERE undone_at IS NULL ORDER BY id",
        )
        .fetch_all(&self.readers)
        .await?;
        let mut found: BTreeMap<Key, Vec<Opinion>> = BTreeMap::new();
        for row in &rows {
            let key = (
                self.cells.found(CARD, row.try_get("card")?)?,
                self.cells.found(NIK, row.try_get("nik_given")?)?,
                self.cells.found(NIK, row.try_get("nik")?)?,
            );
            let mut opinion = opinion(row)?;
            let reason = std::mem::take(&mut opinion.reason);
            opinion.reason = self.cells.take("verdicts.reason", opinion.id, reason)?;
            found.entry(key).or_default().push(opinion);
        }
        Ok(found)
    }
}

fn opinion(row: &AnyRow) -> Result<Opinion> {
    let wants_second: i64 = row.try_get("wants_second")?;
    Ok(Opinion {
        id: row.try_get("id")?,
        verdict: Verdict::stored(&row.try_get::<String, _>("verdict")?)?,
        wants_second: wants_second != 0,
        reason: row.try_get("reason")?,
        day: read(&row.try_get::<String, _>("day")?, "verdicts.day")?,
        by: row.try_get("made_by")?,
        at: instant(row.try_get("made_at")?),
    })
}

fn stored(key: &PairKey) -> Key {
    (
        key.card.reveal(),
        key.nik_given.reveal().to_owned(),
        key.nik.reveal(),
    )
}

/// Where a pair stands by its standing opinions, each of another person.
fn state_of(opinions: &[Opinion]) -> PairState {
    let count = |verdict| {
        opinions
            .iter()
            .filter(|opinion| opinion.verdict == verdict)
            .count()
    };
    let (same, different) = (count(Verdict::Same), count(Verdict::Different));
    let wants_second = opinions.iter().any(|opinion| opinion.wants_second);
    match (same, different) {
        (0, 0) if opinions.is_empty() => PairState::Open,
        (0, 0) => PairState::Unclear,
        (1.., 1..) => PairState::Disagreed,
        _ if wants_second && same + different < 2 => PairState::WantsSecond,
        _ => PairState::Decided,
    }
}

fn decision((card, nik_given, nik): Key, opinions: &[Opinion]) -> Result<Decision> {
    let said: Vec<&Opinion> = opinions
        .iter()
        .filter(|opinion| opinion.verdict != Verdict::CannotTell)
        .collect();
    let last = said.last().ok_or(DeskError::Damaged("verdicts"))?;
    Ok(Decision {
        key: PairKey {
            card: card
                .parse::<CardNumber>()
                .map_err(|_| DeskError::Damaged("verdicts.card"))?,
            nik_given: GivenNik::new(&nik_given),
            nik: nik
                .parse::<Nik>()
                .map_err(|_| DeskError::Damaged("verdicts.nik"))?,
        },
        verdict: last.verdict,
        day: last.day,
        by: said.iter().map(|opinion| opinion.by.clone()).collect(),
        reason: last.reason.clone(),
    })
}
