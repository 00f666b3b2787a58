//! `report funding`: how far the money goes, by source and month.

use clap::Args as Arguments;
use semesta_evidence::DataFolder;

use super::{Common, Context};
use crate::plan::{PlanOptions, Question, show};
use crate::sheet::Sheet;

/// Seberapa jauh dana mencukupi.
#[derive(Arguments)]
pub(crate) struct FundingArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    options: PlanOptions,
}

pub(super) fn sheet(
    args: &FundingArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let manifest = &context.manifest;
    let question = Question::read(folder, &context.run, manifest, &args.options, lang)?;
    let scenarios = question.scenarios()?;
    if context.for_reading {
        show::headlines(&scenarios, lang);
    }
    show::funding(&scenarios, manifest, context.for_reading, lang)
}
