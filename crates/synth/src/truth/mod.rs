//! What is really so: who each row is, and what was done to it.

mod accounts;
mod counts;
mod findings;
mod persons;
mod rejects;
mod roll;
pub(crate) mod standing;

use std::path::Path;

use crate::deliver::bad::Rejected;
use crate::deliver::make;
use crate::error::SynthError;
use crate::generate::Progress;
use crate::payment::{Charge, Payment};
use crate::world::World;

/// Writes the folder `truth`.
pub(crate) fn write(
    world: &World,
    rejected: &[Rejected],
    (charges, payments): (&[Charge], &[Payment]),
    out: &Path,
    progress: &dyn Progress,
) -> Result<(), SynthError> {
    let folder = out.join("truth");
    make(&folder)?;
    persons::write(world, &folder)?;
    rejects::write(world, rejected, &folder)?;
    accounts::write(world, charges, payments, &folder)?;
    let judge = standing::Judge::new(world);
    let mut tallies = Vec::new();
    for (place, month) in world.rolls.iter().enumerate() {
        tallies.push((*month, roll::write(world, &judge, *month, &folder)?));
        progress.step("truth", place + 1, world.rolls.len() + 2);
    }
    let bills = findings::write(world, &judge, &folder)?;
    progress.step("truth", world.rolls.len() + 1, world.rolls.len() + 2);
    counts::write(world, &tallies, &bills, &folder)?;
    progress.step("truth", world.rolls.len() + 2, world.rolls.len() + 2);
    Ok(())
}
