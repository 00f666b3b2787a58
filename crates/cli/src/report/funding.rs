//! `report funding`: how far the money goes, by source and month.

use clap::Args as Arguments;
use semesta_evidence::DataFolder;
use semesta_law::Law;

use super::award::overridden;
use super::{Common, Context};
use crate::plan::{PlanOptions, show, solve};
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
    let solve = |law: &Law| {
        solve(
            folder,
            &context.run,
            &context.manifest,
            law,
            &args.options,
            lang,
        )
    };
    let present = solve(&Law::embedded())?;
    let supposed = if args.options.overrides.is_empty() {
        None
    } else {
        Some(solve(&overridden(&args.options.overrides, lang)?)?)
    };
    let mut scenarios = vec![("present", &present)];
    scenarios.extend(supposed.as_ref().map(|planned| ("what_if", planned)));
    if context.for_reading {
        for (scenario, planned) in &scenarios {
            let scenario = match *scenario {
                "what_if" => lang.pick("Andaian", "What if"),
                _ => lang.pick("Sekarang", "Present"),
            };
            println!("{scenario}: {}", show::headline(planned, lang));
        }
    }
    show::funding(&scenarios, &context.manifest, context.for_reading, lang)
}
