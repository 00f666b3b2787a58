//! `semesta desk proposal`.

use std::process::ExitCode;

use clap::{Args as Arguments, Subcommand};
use semesta_desk::proposal::{Pick, Proposal, ProposalFilter, State};
use semesta_desk::{Actor, Desk};
use semesta_domain::{Lang, Month, RegionCode};

use super::common::{instant, region, told};
use super::draft::{AutoArgs, DraftArgs, auto, draft};
use super::work::{Work, unmask};
use crate::sheet::{Cell, Column, columns};

/// Usulan: susun, periksa, setujui, tarik, tutup.
#[derive(Arguments)]
pub(crate) struct ProposalArgs {
    #[command(subcommand)]
    command: ProposalCommand,
}

#[derive(Subcommand)]
enum ProposalCommand {
    /// Menyusun usulan dari hasil perhitungan, rencana, atau untuk satu orang.
    Draft(Box<DraftArgs>),
    /// Menyusun usulan otomatis dari suatu perhitungan; yang alasannya berakhir ditarik.
    Auto(AutoArgs),
    /// Daftar usulan.
    List(ListArgs),
    /// Satu usulan dan riwayatnya.
    Show(ShowArgs),
    /// Jumlah usulan menurut keadaan.
    Count(CountArgs),
    /// Memeriksa usulan yang disusun orang lain.
    Check(StepArgs),
    /// Menyetujui usulan yang sudah diperiksa.
    Approve(StepArgs),
    /// Menarik usulan yang belum dikirim.
    Withdraw(StepArgs),
    /// Menutup usulan yang sudah dijawab.
    Close(StepArgs),
}

#[derive(Arguments)]
struct Picking {
    /// Keadaan; boleh berulang.
    #[arg(long = "state", value_name = "KEADAAN")]
    states: Vec<String>,
    /// Jenis.
    #[arg(long, value_name = "JENIS")]
    kind: Option<String>,
    /// Kode alasan.
    #[arg(long = "why", value_name = "ALASAN")]
    why: Option<String>,
    /// Bulan berlaku.
    #[arg(long, value_name = "BULAN")]
    month: Option<Month>,
    /// Wilayah.
    #[arg(long, value_name = "WILAYAH", value_parser = region)]
    area: Option<RegionCode>,
    /// Batch.
    #[arg(long, value_name = "NOMOR")]
    batch: Option<i64>,
}

#[derive(Arguments)]
struct ListArgs {
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    picking: Picking,
    /// Paling banyak sekian.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

#[derive(Arguments)]
struct ShowArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor usulan.
    #[arg(value_name = "NOMOR")]
    id: i64,
    /// Tampilkan pengenal lengkap (dicatat).
    #[arg(long)]
    unmask: bool,
}

#[derive(Arguments)]
struct CountArgs {
    #[command(flatten)]
    work: Work,
}

#[derive(Arguments)]
struct StepArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor usulan; tanpa ini semua yang dipilih.
    #[arg(value_name = "NOMOR")]
    ids: Vec<i64>,
    #[command(flatten)]
    picking: Picking,
    /// Alasan, untuk catatan audit.
    #[arg(long, default_value = "")]
    reason: String,
}

impl Picking {
    fn filter(&self, lang: Lang) -> anyhow::Result<ProposalFilter> {
        Ok(ProposalFilter {
            states: self
                .states
                .iter()
                .map(|code| code.parse().map_err(|error| told(error, lang)))
                .collect::<anyhow::Result<_>>()?,
            kind: parsed(self.kind.as_deref(), lang)?,
            reason: parsed(self.why.as_deref(), lang)?,
            month: self.month,
            area: self.area,
            batch: self.batch,
            ..ProposalFilter::default()
        })
    }
}

pub(super) fn parsed<T>(code: Option<&str>, lang: Lang) -> anyhow::Result<Option<T>>
where
    T: std::str::FromStr<Err = semesta_desk::DeskError>,
{
    code.map(|code| code.parse().map_err(|error| told(error, lang)))
        .transpose()
}

pub(crate) async fn run(args: &ProposalArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        ProposalCommand::Draft(args) => return draft(args, lang).await,
        ProposalCommand::Auto(args) => auto(args, lang).await?,
        ProposalCommand::List(args) => list(args, lang).await?,
        ProposalCommand::Show(args) => show(args, lang).await?,
        ProposalCommand::Count(args) => count(args, lang).await?,
        ProposalCommand::Check(args) => step(args, State::Checked, lang).await?,
        ProposalCommand::Approve(args) => step(args, State::Approved, lang).await?,
        ProposalCommand::Withdraw(args) => step(args, State::Withdrawn, lang).await?,
        ProposalCommand::Close(args) => step(args, State::Closed, lang).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(args: &ListArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let filter = ProposalFilter {
        limit: args.limit,
        ..args.picking.filter(lang)?
    };
    let found = desk
        .proposals(&actor, &filter)
        .await
        .map_err(|error| told(error, lang))?;
    let rows = found.iter().map(|one| row(one, lang)).collect();
    args.work
        .place
        .write("semesta.desk.proposals/1", titles(lang), rows, lang)
}

pub(crate) fn titles(lang: Lang) -> Vec<Column> {
    columns(
        lang,
        &[
            ("id", "Nomor", "Number"),
            ("state", "Keadaan", "State"),
            ("kind", "Jenis", "Kind"),
            ("reason", "Kode alasan", "Reason code"),
            ("reason_text", "Alasan", "Reason"),
            ("nik", "NIK", "NIK"),
            ("name", "Nama", "Name"),
            ("area", "Wilayah", "Area"),
            ("month", "Bulan", "Month"),
            ("send_by", "Kirim sebelum", "Send by"),
            ("effective", "Berlaku", "Effective"),
            ("cost_city", "Rp kota/bulan", "City Rp/month"),
            ("made_by", "Penyusun", "Drafted by"),
            ("version", "Versi", "Version"),
        ],
    )
}

pub(crate) fn row(one: &Proposal, lang: Lang) -> Vec<Cell> {
    vec![
        Cell::Integer(one.id),
        Cell::text(one.state.code()),
        Cell::text(one.kind.code()),
        Cell::text(one.reason.code()),
        Cell::text(one.reason.label(lang)),
        one.nik
            .map_or(Cell::Empty, |nik| Cell::text(nik.to_string())),
        Cell::text(one.name.to_string()),
        Cell::text(one.area.to_string()),
        Cell::text(one.month.to_string()),
        Cell::text(one.send_by.to_string()),
        Cell::text(one.effective.to_string()),
        Cell::Integer(one.cost_city),
        Cell::text(&one.made_by),
        Cell::Integer(one.version),
    ]
}

async fn show(args: &ShowArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let error = |error| told(error, lang);
    let one = desk.proposal(&actor, args.id).await.map_err(error)?;
    let history = desk
        .proposal_history(&actor, args.id)
        .await
        .map_err(error)?;
    let (nik, name) = if args.unmask {
        unmask(&desk, &actor, format!("proposal:{}", args.id), lang).await?;
        let nik = one.nik.map(|nik| nik.reveal());
        (nik, one.name.reveal().to_owned())
    } else {
        (one.nik.map(|nik| nik.to_string()), one.name.to_string())
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut line = |what: &str, value: String| rows.push(vec![Cell::text(what), Cell::text(value)]);
    line("id", one.id.to_string());
    line("state", one.state.code().to_owned());
    line("kind", one.kind.code().to_owned());
    line("reason", one.reason.code().to_owned());
    line("reason_text", one.reason.label(lang).to_owned());
    line("nik", nik.unwrap_or_default());
    line("name", name);
    line("before", json(&one.content.before)?);
    line("after", json(&one.content.after)?);
    line("cost_before", json(&one.content.cost_before)?);
    line("cost_after", json(&one.content.cost_after)?);
    line("effective", one.effective.to_string());
    line("send_by", one.send_by.to_string());
    line("note", one.content.note.clone());
    for law in &one.content.law {
        line("law", law.clone());
    }
    for step in &history {
        line(
            &step.action,
            format!("{} {} {}", step.at, step.by, step.reason),
        );
    }
    let titles = columns(lang, &[("what", "Hal", "What"), ("value", "Isi", "Value")]);
    args.work
        .place
        .write("semesta.desk.proposal/1", titles, rows, lang)
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string(value)?)
}

async fn count(args: &CountArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let counts = desk
        .proposal_counts(&actor)
        .await
        .map_err(|error| told(error, lang))?;
    let titles = columns(
        lang,
        &[
            ("state", "Kode keadaan", "State code"),
            ("state_text", "Keadaan", "State"),
            ("kind", "Kode jenis", "Kind code"),
            ("kind_text", "Jenis", "Kind"),
            ("n", "Jumlah", "Number"),
            ("cost_city", "Rp kota/bulan", "City Rp/month"),
        ],
    );
    let rows = counts
        .iter()
        .map(|count| {
            vec![
                Cell::text(count.state.code()),
                Cell::text(count.state.label(lang)),
                Cell::text(count.kind.code()),
                Cell::text(count.kind.label(lang)),
                Cell::Integer(count.n),
                Cell::Integer(count.cost_city),
            ]
        })
        .collect();
    args.work
        .place
        .write("semesta.desk.proposal_counts/1", titles, rows, lang)
}

/// The proposals named, else all that fit and can take the step.
pub(crate) async fn picks(
    desk: &Desk,
    actor: &Actor,
    ids: &[i64],
    mut filter: ProposalFilter,
    from: &[State],
    lang: Lang,
) -> anyhow::Result<Vec<Pick>> {
    if !ids.is_empty() {
        let mut picks = Vec::new();
        for id in ids {
            let one = desk.proposal(actor, *id).await;
            picks.push(one.map_err(|error| told(error, lang))?.pick());
        }
        return Ok(picks);
    }
    if filter.states.is_empty() {
        filter.states = from.to_vec();
    }
    desk.pick(actor, &filter)
        .await
        .map_err(|error| told(error, lang))
}

async fn step(args: &StepArgs, to: State, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let from: &[State] = match to {
        State::Checked => &[State::Drafted],
        State::Approved => &[State::Checked],
        State::Withdrawn => &[State::Drafted, State::Checked, State::Approved],
        _ => &[State::Accepted, State::Rejected],
    };
    let filter = args.picking.filter(lang)?;
    let picks = picks(&desk, &actor, &args.ids, filter, from, lang).await?;
    let now = args.work.when().now;
    let reason = args.reason.as_str();
    let moved = match to {
        State::Checked => desk.check(&actor, &picks, reason, now).await,
        State::Approved => desk.approve(&actor, &picks, reason, now).await,
        State::Withdrawn => desk.withdraw(&actor, &picks, reason, now).await,
        _ => desk.close_proposals(&actor, &picks, reason, now).await,
    };
    let moved = moved.map_err(|error| told(error, lang))?;
    let titles = columns(
        lang,
        &[
            ("moved", "Usulan", "Proposals"),
            ("state", "Keadaan", "State"),
            ("at", "Pada", "At"),
        ],
    );
    let row = vec![n(moved.n), Cell::text(moved.state.code()), instant(now)];
    args.work
        .place
        .write("semesta.desk.moved/1", titles, vec![row], lang)
}

pub(crate) fn n(count: usize) -> Cell {
    Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
