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
    /// It gives money back for a line that is not in the data.
    Correction,
}

impl Netting {
    /// The code in `bill_lines.netting`; empty for the usual line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Alone => "",
            Self::Cancelled => "cancelled",
            Self::Part => "part",
            Self::Correction => "correction",
        }
    }

    /// Whether the line is settled by netting alone, and charges nobody.
    pub(super) fn is_settled(self) -> bool {
        matches!(self, Self::Cancelled | Self::Correction)
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
    /// By line: the place of its unit; meaningless where netting settles it.
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

/// Whether something is given back and nothing charged.
fn gives_back(amounts: Amounts) -> bool {
    amounts.iter().all(|amount| *amount <= 0) && !is_zero(amounts)
}

fn is_zero(amounts: Amounts) -> bool {
    city(amounts) == 0 && amounts[2] == 0
}

/// Nets `lines` of one month, ordered by card and then by place in the files.
///
/// A negative line cancels the last line of the same card with the opposite
/// amounts. What is left cancels if it sums to zero, corrects lines that are not
/// there if it only gives back, is one amount if negative lines are among it or
/// the sum does not exceed what is `due`, and else is several lines, each a unit.
/// `due` is asked for the place of a line and the contribution charged.
pub(super) fn net(bills: &Bills, lines: &[u32], due: impl Fn(u32, i64) -> Amounts) -> Netted {
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
            netted.group(&places, &given, &due);
        }
    }
    netted
}

impl Netted {
    fn single(&mut self, place: u32, net: Amounts) {
        if is_zero(net) {
            self.netting[place as usize] = Netting::Cancelled;
        } else if gives_back(net) {
            self.netting[place as usize] = Netting::Correction;
        } else {
            self.lead(place, net);
        }
    }

    fn lead(&mut self, leader: u32, net: Amounts) {
        self.unit[leader as usize] = self.units.len() as u32;
        self.units.push(Unit { leader, net });
    }

    fn group(&mut self, places: &[u32], given: &[Amounts], due: impl Fn(u32, i64) -> Amounts) {
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
        let settled = if is_zero(sum) {
            Some(Netting::Cancelled)
        } else {
            let only_back = rest.iter().all(|at| gives_back(given[*at]));
            only_back.then_some(Netting::Correction)
        };
        if let Some(settled) = settled {
            for at in rest {
                self.netting[places[at] as usize] = settled;
            }
            return;
        }
        let negative = rest.iter().any(|at| city(given[*at]) < 0);
        if negative || city(sum) <= city(due(places[rest[0]], sum[0])) {
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
