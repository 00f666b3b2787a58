//! Who has left a firm, and is still listed under it.

use std::collections::BTreeMap;

use semesta_domain::{Month, date_from_days, days};
use semesta_engine::PersonId;
use semesta_engine::input::NO_DATE;
use semesta_law::LayOffRules;

use super::firms::{Concerned, Firm, FirmFinding, firm_key};
use super::view::{RunView, law_at};
use crate::error::Result;

impl RunView {
    /// Whom the roll still names under a firm that they have left.
    pub(super) fn left_but_listed(&self, firms: &mut BTreeMap<String, Firm>) -> Result<()> {
        let rules = LayOffRules::on(&self.law, self.as_of).map_err(law_at(self.as_of))?;
        let month = Month::of(self.as_of);
        let ended = self.ended_work();
        for (key, people) in self.registered_by_firm() {
            let mut left: Vec<Concerned> = Vec::new();
            for (person, row) in people {
                let laid_off = self.has_left(person, row, &key, &rules, month);
                let evidence = laid_off.or_else(|| self.has_ended(person, row, &key, &ended));
                if let Some(evidence) = evidence {
                    left.extend(self.concerned(person, &evidence));
                }
            }
            if left.is_empty() {
                continue;
            }
            let name = firms.get(&key).map(|firm| firm.name.clone());
            let firm = self.firm(firms, &name.unwrap_or_else(|| key.clone()));
            firm.findings.insert(FirmFinding::LeftListed, (left, 0));
        }
        Ok(())
    }

    fn has_left(
        &self,
        person: PersonId,
        row: u32,
        key: &str,
        rules: &LayOffRules,
        month: Month,
    ) -> Option<String> {
        if self.facts.works.contains_key(&person) {
            return None;
        }
        let laid_off = self.facts.laid_off.get(&person)?;
        let list = &self.inputs.layoffs;
        let begun = self.inputs.roll.tmt[row as usize];
        let same_firm = firm_key(list.label.get(laid_off.row as usize)) == key;
        let since = begun != NO_DATE && begun > laid_off.day;
        let dismissed = Month::of(date_from_days(laid_off.day)?);
        let given = rules.guarantee(dismissed, laid_off.proof?);
        (same_firm && !since && month >= given.city_from)
            .then(|| format!("PHK {dismissed}, jaminan berakhir"))
    }

    /// Whose work at a firm ended in a month before the run's, by the lists of workers:
    /// the last day by person and firm.
    fn ended_work(&self) -> BTreeMap<(PersonId, String), i32> {
        let list = &self.inputs.workers;
        let first = days(Month::of(self.as_of).first_day());
        let mut ended = BTreeMap::new();
        for (at, person) in self.outcome.lists.workers.iter().enumerate() {
            let end = list.end[at];
            if let Some(person) = person.filter(|_| end != NO_DATE && end < first) {
                let key = firm_key(list.label.get(at));
                let last = ended.entry((person, key)).or_insert(end);
                *last = end.max(*last);
            }
        }
        ended
    }

    /// Tells since when somebody's work at a firm is over, where no list names other work
    /// and the membership is not a later one. Whom a lay-off list names has a guarantee.
    fn has_ended(
        &self,
        person: PersonId,
        row: u32,
        key: &str,
        ended: &BTreeMap<(PersonId, String), i32>,
    ) -> Option<String> {
        let is_elsewhere = self.facts.works.contains_key(&person);
        if is_elsewhere || self.facts.laid_off.contains_key(&person) {
            return None;
        }
        let end = *ended.get(&(person, key.to_owned()))?;
        let begun = self.inputs.roll.tmt[row as usize];
        let since = begun != NO_DATE && begun > end;
        let day = date_from_days(end)?;
        (!since).then(|| format!("selesai bekerja {day} menurut daftar pekerja"))
    }
}
