//! Netting the lines of one card and month.

use crate::input::Bills;

/// The amounts of a line: contribution and assistance by the city, assistance by the centre.
pub(super) type Amounts = [i64; 3];

/// What became of a line when those of its card and month were netted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Netting {
    /// It stands for itself, or for those that follow it.
    Alone,
    /// It and others cancel to zero.
    Cancelled,
    /// Its amount is part of another line's.
    Part,
}

impl Netting {
    /// The code in `bill_lines.netting`; empty for the usual line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Alone => "",
            Self::Cancelled => "cancelled",
            Self::Part => "part",
        }
    }
}

/// A line that is audited, with the amounts of those that follow it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Place of its leading line among the month's lines.
    pub(super) leader: u32,
    /// Net amounts.
    pub(super) net: Amounts,
}

/// How the lines of a month were netted.
#[derive(Debug, Default)]
pub(super) struct Netted {
    pub(super) units: Vec<Unit>,
    /// By line: what became of it.
    pub(super) netting: Vec<Netting>,
    /// By line: the place of its unit; meaningless where cancelled.
    pub(super) unit: Vec<u32>,
}

pub(super) fn amounts(bills: &Bills, row: u32) -> Amounts {
    let at = row as usize;
    [
        bills.city_contribution[at],
        bills.city_assistance[at],
        bills.centre_assistance[at],
    ]
}

/// The city's share.
pub(super) fn city(amounts: Amounts) -> i64 {
    amounts[0].saturating_add(amounts[1])
}

fn add(a: Amounts, b: Amounts) -> Amounts {
    [
        a[0].saturating_add(b[0]),
        a[1].saturating_add(b[1]),
        a[2].saturating_add(b[2]),
    ]
}

fn is_zero(amounts: Amounts) -> bool {
    city(amounts) == 0 && amounts[2] == 0
}

/// Nets `lines` of one month, ordered by card and then by place in the files.
///
/// A negative line cancels the last line of the same card with the opposite
/// amounts. What is left cancels if it sums to zero, is one amount if negative
/// lines are among it or the sum does not exceed what is `due`, and else is
/// several lines, each a unit.
pub(super) fn net(bills: &Bills, lines: &[u32], due: Amounts) -> Netted {
    let mut netted = Netted {
        units: Vec::with_capacity(lines.len()),
        netting: vec![Netting::Alone; lines.len()],
        unit: vec![0; lines.len()],
    };
    let mut from = 0;
    for group in lines.chunk_by(|a, b| bills.card[*a as usize] == bills.card[*b as usize]) {
        let places: Vec<u32> = (from..from + group.len() as u32).collect();
        from += group.len() as u32;
        if let [place] = places[..] {
            netted.single(place, amounts(bills, lines[place as usize]));
        } else {
            let given: Vec<Amounts> = group.iter().map(|row| amounts(bills, *row)).collect();
            netted.group(&places, &given, due);
        }
    }
    netted
}

impl Netted {
    fn single(&mut self, place: u32, net: Amounts) {
        if is_zero(net) {
            self.netting[place as usize] = Netting::Cancelled;
        } else {
            self.lead(place, net);
        }
    }

    fn lead(&mut self, leader: u32, net: Amounts) {
        self.unit[leader as usize] = self.units.len() as u32;
        self.units.push(Unit { leader, net });
    }

    fn group(&mut self, places: &[u32], given: &[Amounts], due: Amounts) {
        let mut rest: Vec<usize> = (0..places.len()).collect();
        for at in 0..places.len() {
            let opposite = given[at].map(|amount| amount.saturating_neg());
            if city(given[at]) >= 0 {
                continue;
            }
            if let Some(cancelled) = rest
                .iter()
                .rev()
                .copied()
                .find(|other| given[*other] == opposite)
            {
                rest.retain(|other| *other != at && *other != cancelled);
                self.netting[places[at] as usize] = Netting::Cancelled;
                self.netting[places[cancelled] as usize] = Netting::Cancelled;
            }
        }
        let sum = rest.iter().fold([0; 3], |sum, at| add(sum, given[*at]));
        if is_zero(sum) {
            for at in rest {
                self.netting[places[at] as usize] = Netting::Cancelled;
            }
            return;
        }
        let negative = rest.iter().any(|at| city(given[*at]) < 0);
        if negative || city(sum) <= city(due) {
            let leader = rest
                .iter()
                .copied()
                .find(|at| city(given[*at]) > 0)
                .unwrap_or(rest[0]);
            let unit = self.units.len() as u32;
            for at in rest {
                self.netting[places[at] as usize] = Netting::Part;
                self.unit[places[at] as usize] = unit;
            }
            self.netting[places[leader] as usize] = Netting::Alone;
            self.lead(places[leader], sum);
        } else {
            for at in rest {
                self.single(places[at], given[at]);
            }
        }
    }
}
