//! Generates a city: `city SCENARIO FOLDER [RESIDENTS] [MONTHS] [SEED]`.

use std::path::Path;

use semesta_synth::{Options, Quiet, Scenario, generate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().collect();
    let [_, name, folder, rest @ ..] = &words[..] else {
        return Err("usage: city SCENARIO FOLDER [RESIDENTS] [MONTHS] [SEED]".into());
    };
    let mut options = Options::default();
    if let Some(residents) = rest.first() {
        options.residents = Some(residents.parse()?);
    }
    if let Some(months) = rest.get(1) {
        options.months = months.parse()?;
    }
    if let Some(seed) = rest.get(2) {
        options.seed = seed.parse()?;
    }
    options.clean = rest.get(3).is_some_and(|w| w == "clean");
    let summary = generate(&Scenario::named(name)?, &options, Path::new(folder), &Quiet)?;
    println!("{summary:?}");
    Ok(())
}
