//! What the commands of work share: the day, the run, who may see names.

use clap::Args as Arguments;
use jiff::civil::Date;
use semesta_desk::audit::Entry;
use semesta_desk::proposal::When;
use semesta_desk::work::RunView;
use semesta_desk::{Actor, Desk, Permission};
use semesta_domain::Lang;

use super::common::{Where, Who, now, told};
use crate::sheet::{Cell, columns};

/// Where, who, and on which day.
#[derive(Arguments)]
pub(crate) struct Work {
    #[command(flatten)]
    pub(crate) place: Where,
    #[command(flatten)]
    pub(crate) who: Who,
    /// Hari yang berlaku untuk hukum dan tanggal batas, yyyy-mm-dd; tanpa ini hari ini.
    #[arg(long, value_name = "TANGGAL")]
    pub(crate) on: Option<Date>,
}

impl Work {
    /// Opens the desk for whoever asks.
    pub(crate) async fn begin(&self, lang: Lang) -> anyhow::Result<(Desk, Actor)> {
        let desk = self.place.open(lang).await?;
        let actor = self.who.actor(&desk, lang).await?;
        Ok((desk, actor))
    }

    /// The instant, and the civil day of this machine's clock unless another is given.
    pub(crate) fn when(&self) -> When {
        let now = now();
        let today = || now.to_zoned(jiff::tz::TimeZone::system()).date();
        When {
            now,
            on: self.on.unwrap_or_else(today),
        }
    }

    /// Writes a table of the given schema and columns to stdout.
    pub(crate) fn answer(
        &self,
        schema: &'static str,
        names: &[(&'static str, &'static str, &'static str)],
        rows: Vec<Vec<Cell>>,
        lang: Lang,
    ) -> anyhow::Result<()> {
        self.place.write(schema, columns(lang, names), rows, lang)
    }

    /// Opens a run for work.
    pub(crate) fn view(&self, run: Option<&str>, lang: Lang) -> anyhow::Result<RunView> {
        RunView::open(&self.place.data, run).map_err(|error| told(error, lang))
    }
}

/// Notes that somebody sees full identifiers, and refuses who may not.
pub(crate) async fn unmask(
    desk: &Desk,
    actor: &Actor,
    subject: String,
    lang: Lang,
) -> anyhow::Result<()> {
    actor
        .require(Permission::Unmask, desk.region())
        .map_err(|error| told(error, lang))?;
    let entry = Entry::new("person.unmask").subject(subject);
    desk.record(actor, entry, now())
        .await
        .map_err(|error| told(error, lang))
}
