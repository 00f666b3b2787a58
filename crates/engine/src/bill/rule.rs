//! What the law makes of the lines of a month.

use semesta_domain::Finding;

use super::Terms;
use super::facts::LineFacts;
use super::net::{self, Amounts, Netted, Netting};
use crate::input::Bills;

/// What a law makes of a billed line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The finding.
    pub finding: Finding,
    /// The city's due share for the month, rupiah.
    pub expected: i64,
    /// Disputed share of the city, rupiah, signed.
    pub disputed: i64,
}

/// A line's verdict, and what it hangs on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ruling {
    pub(super) verdict: Verdict,
    pub(super) netting: Netting,
    /// Place of the line that it was netted into, its own if none.
    pub(super) leader: u32,
    /// Net amounts of that line.
    pub(super) net: Amounts,
    /// What is due by law, if it has a tariff for the month.
    pub(super) due: Option<Amounts>,
    /// Place of the line of the same person that is kept.
    pub(super) kept: u32,
}

/// Rules on the lines of one month: nets them, keeps one of each person's, and
/// tries the findings in their order. `guaranteed` says whether a lay-off frees
/// the person of a line of the contribution.
pub(super) fn rule(
    bills: &Bills,
    rows: &[u32],
    facts: &[LineFacts],
    terms: &Terms,
    guaranteed: impl Fn(u32) -> bool,
) -> Vec<Ruling> {
    let due_of = |place: u32, contribution: i64| {
        let is_assisted = facts[place as usize].assisted;
        terms.due.map(|due| due.of(is_assisted, contribution))
    };
    let netted = net::net(bills, rows, |place, contribution| {
        due_of(place, contribution).unwrap_or_default()
    });
    let kept = kept(&netted, facts);
    let found: Vec<Finding> = netted
        .units
        .iter()
        .map(|unit| {
            let line = facts[unit.leader as usize];
            match line.by_itself(unit.net[0]) {
                alone if !line.has_resident() => alone,
                _ if kept[first(facts, unit.leader)] != Some(unit.leader) => Finding::Duplicate,
                alone @ (Finding::OtherPayer | Finding::Inactive) => alone,
                _ if guaranteed(unit.leader) => Finding::LayOffGuarantee,
                Finding::Ok if due_of(unit.leader, unit.net[0]) != Some(unit.net) => {
                    Finding::WrongAmount
                }
                alone => alone,
            }
        })
        .collect();
    (0..rows.len())
        .map(|place| {
            let netting = netted.netting[place];
            if netting.is_settled() {
                let contribution = net::amounts(bills, rows[place])[0];
                return settled(place as u32, netting, due_of(place as u32, contribution));
            }
            let unit = netted.units[netted.unit[place] as usize];
            let finding = found[netted.unit[place] as usize];
            let due = due_of(unit.leader, unit.net[0]);
            let expected = due.map_or(0, net::city);
            let disputed = match (finding, netting) {
                (Finding::Ok, _) | (Finding::WrongAmount, Netting::Part) => 0,
                (Finding::WrongAmount, _) => net::city(unit.net) - expected,
                _ => net::city(net::amounts(bills, rows[place])),
            };
            Ruling {
                verdict: Verdict {
                    finding,
                    expected,
                    disputed,
                },
                netting,
                leader: unit.leader,
                net: unit.net,
                due,
                kept: kept[first(facts, unit.leader)].unwrap_or(unit.leader),
            }
        })
        .collect()
}

fn settled(place: u32, netting: Netting, due: Option<Amounts>) -> Ruling {
    Ruling {
        verdict: Verdict {
            finding: Finding::Ok,
            expected: due.map_or(0, net::city),
            disputed: 0,
        },
        netting,
        leader: place,
        net: [0; 3],
        due,
        kept: place,
    }
}

/// The place of the first line about a line's person.
fn first(facts: &[LineFacts], place: u32) -> usize {
    place.saturating_sub(facts[place as usize].above) as usize
}

/// By first line of a person, the line that is kept: that of the membership that
/// counts, else the first, for the lines come by card and place in the files.
fn kept(netted: &Netted, facts: &[LineFacts]) -> Vec<Option<u32>> {
    let mut kept: Vec<Option<u32>> = vec![None; facts.len()];
    for unit in &netted.units {
        if facts[unit.leader as usize].has_resident() {
            let rank = |place: u32| (!facts[place as usize].counts, place);
            let known = kept[first(facts, unit.leader)].get_or_insert(unit.leader);
            if rank(unit.leader) < rank(*known) {
                *known = unit.leader;
            }
        }
    }
    kept
}
