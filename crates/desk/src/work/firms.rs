//! Firms: who has workers, who registers them, and for what wage.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use semesta_domain::{Month, Nik, RegionCode, Segment, days};
use semesta_engine::PersonId;
use semesta_engine::input::NO_DATE;
use semesta_evidence::Source;
use semesta_law::{ContributionRates, Decimal, Wage};

use super::view::{RunView, failed, law_at};
use crate::code::codes;
use crate::error::Result;
use crate::proposal::PersonName;

codes! {
    /// What is wrong with a firm.
    FirmFinding, "employer_findings.kind";
    /// Must register, but has not.
    Pwbd = "pwbd", "PWBD: wajib daftar, belum mendaftar", "Must register but has not";
    /// Registers some of its workers only.
    PdsTk = "pds_tk", "PDS-TK: mendaftarkan sebagian pekerja", "Registers some of its workers";
    /// Reports lower wages.
    PdsUpah = "pds_upah", "PDS-upah: melaporkan upah lebih rendah", "Reports lower wages";
    /// Still lists who has left.
    LeftListed = "left_listed", "Sudah keluar tetapi masih terdaftar", "Left but still listed";
}

/// Somebody concerned by a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Concerned {
    /// The NIK.
    pub nik: Nik,
    /// The name.
    pub name: PersonName,
    /// What says so.
    pub evidence: String,
}

/// A firm with what was found about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// Its name, reduced to what distinguishes it: known by this run after run.
    pub key: String,
    /// Its name as delivered.
    pub name: String,
    /// Its number at BPJS Ketenagakerjaan.
    pub npp: Option<String>,
    /// Its licence.
    pub nib: Option<String>,
    /// Where it is.
    pub area: RegionCode,
    /// Workers that lists name, and whom this run knows.
    pub n_workers: i64,
    /// Workers that it has registered.
    pub n_registered: i64,
    /// What was found: who is concerned, and the contribution due a month, rupiah.
    pub findings: BTreeMap<FirmFinding, (Vec<Concerned>, i64)>,
}

/// Reduces a firm's name: legal forms, punctuation and case do not distinguish it.
#[must_use]
pub fn firm_key(name: &str) -> String {
    const FORMS: [&str; 9] = [
        "PT", "CV", "UD", "TBK", "PD", "FA", "PERSERO", "KOPERASI", "YAYASAN",
    ];
    let upper = name.to_uppercase();
    let words: Vec<&str> = upper
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !FORMS.contains(word))
        .collect();
    if kept.is_empty() { words } else { kept }.join(" ")
}

/// A worker of a list at the run's date.
struct Worker {
    person: PersonId,
    wage: i64,
    segment: Segment,
}

impl RunView {
    /// The firms about which something was found, by key.
    ///
    /// # Errors
    /// If the licences cannot be read, or the law has no value for the date.
    pub fn firms(&self) -> Result<Vec<Firm>> {
        let month = Month::of(self.as_of);
        let rates = ContributionRates::of(&self.law, month).map_err(law_at(self.as_of))?;
        let mut firms = self.licensed()?;
        let workers = self.workers_by_firm(&mut firms);
        let registered = self.registered_by_firm();
        for (key, people) in &registered {
            if let Some(firm) = firms.get_mut(key) {
                firm.n_registered = i64::try_from(people.len()).unwrap_or(i64::MAX);
            }
        }
        for (key, firm) in &mut firms {
            let none = Vec::new();
            let listed = workers.get(key).unwrap_or(&none);
            self.judge(firm, listed, registered.get(key), &rates);
        }
        self.left_but_listed(&mut firms)?;
        Ok(firms
            .into_values()
            .filter(|firm| !firm.findings.is_empty())
            .collect())
    }

    /// The firms that licences and reports name.
    fn licensed(&self) -> Result<BTreeMap<String, Firm>> {
        let mut firms = BTreeMap::new();
        let known = self
            .folder
            .snapshots()
            .map_err(|error| failed(error.into()))?;
        let used: BTreeSet<&str> = self
            .manifest
            .snapshots
            .iter()
            .filter(|used| used.source == Source::BadanUsaha.code())
            .map(|used| used.id.as_str())
            .collect();
        for manifest in known.iter().filter(|one| used.contains(one.id.0.as_str())) {
            let columns = ["npp", "nib", "nama", "kode_wilayah", "jumlah_pekerja"];
            let batches = self
                .folder
                .read(manifest, Some(&columns))
                .map_err(|error| failed(error.into()))?;
            for batch in &batches {
                self.add_licences(batch, &mut firms);
            }
        }
        Ok(firms)
    }

    fn add_licences(&self, batch: &RecordBatch, firms: &mut BTreeMap<String, Firm>) {
        let text = |column: &str, row: usize| {
            let array = batch.column_by_name(column)?.as_string_opt::<i32>()?;
            (!array.is_null(row)).then(|| array.value(row).to_owned())
        };
        for row in 0..batch.num_rows() {
            let Some(name) = text("nama", row) else {
                continue;
            };
            let firm = self.firm(firms, &name);
            firm.npp = firm.npp.take().or_else(|| text("npp", row));
            firm.nib = firm.nib.take().or_else(|| text("nib", row));
            if let Some(area) = text("kode_wilayah", row).and_then(|code| code.parse().ok())
                && self.region().contains(area)
            {
                firm.area = area;
            }
            let said = batch
                .column_by_name("jumlah_pekerja")
                .and_then(|array| array.as_primitive_opt::<Int64Type>())
                .filter(|array| !array.is_null(row))
                .map_or(0, |array| array.value(row));
            firm.n_workers = firm.n_workers.max(said);
        }
    }

    pub(super) fn firm<'a>(
        &self,
        firms: &'a mut BTreeMap<String, Firm>,
        name: &str,
    ) -> &'a mut Firm {
        let key = firm_key(name);
        firms.entry(key.clone()).or_insert_with(|| Firm {
            key,
            name: name.to_owned(),
            npp: None,
            nib: None,
            area: self.region(),
            n_workers: 0,
            n_registered: 0,
            findings: BTreeMap::new(),
        })
    }

    /// The workers that lists name at the run's date, each once a firm.
    fn workers_by_firm(&self, firms: &mut BTreeMap<String, Firm>) -> BTreeMap<String, Vec<Worker>> {
        let (on, list) = (days(self.as_of), &self.inputs.workers);
        let mut found: BTreeMap<String, BTreeMap<PersonId, Worker>> = BTreeMap::new();
        for (at, person) in self.outcome.lists.workers.iter().enumerate() {
            let begun = list.start[at] == NO_DATE || list.start[at] <= on;
            let ended = list.end[at] != NO_DATE && list.end[at] < on;
            let Some(person) = person.filter(|_| begun && !ended) else {
                continue;
            };
            let left = self
                .facts
                .laid_off
                .get(&person)
                .is_some_and(|laid_off| laid_off.day >= list.start[at]);
            if left || !self.outcome.is_resident[person as usize] {
                continue;
            }
            let is_contract =
                list.worker_origin[at] == Some(semesta_domain::WorkerOrigin::ContractList);
            let key = self.firm(firms, list.label.get(at)).key.clone();
            let worker = found
                .entry(key)
                .or_default()
                .entry(person)
                .or_insert(Worker {
                    person,
                    wage: 0,
                    segment: if is_contract {
                        Segment::PpuPn
                    } else {
                        Segment::PpuBu
                    },
                });
            worker.wage = worker.wage.max(list.amount[at]);
        }
        let found: BTreeMap<String, Vec<Worker>> = found
            .into_iter()
            .map(|(key, workers)| (key, workers.into_values().collect()))
            .collect();
        for (key, workers) in &found {
            if let Some(firm) = firms.get_mut(key) {
                let n = i64::try_from(workers.len()).unwrap_or(i64::MAX);
                firm.n_workers = firm.n_workers.max(n);
            }
        }
        found
    }

    /// Whom the roll names under each firm, with their row.
    pub(super) fn registered_by_firm(&self) -> BTreeMap<String, BTreeMap<PersonId, u32>> {
        let mut found: BTreeMap<String, BTreeMap<PersonId, u32>> = BTreeMap::new();
        for (row, member) in (0_u32..).zip(&self.outcome.members) {
            let name = self.inputs.roll.employer.get(row as usize);
            let (Some(person), false) = (member.settled.person, name.is_empty()) else {
                continue;
            };
            if member.active && self.segment(row).is_wage_worker() {
                found.entry(firm_key(name)).or_default().insert(person, row);
            }
        }
        found
    }

    fn judge(
        &self,
        firm: &mut Firm,
        listed: &[Worker],
        registered: Option<&BTreeMap<PersonId, u32>>,
        rates: &ContributionRates,
    ) {
        let missing: Vec<&Worker> = listed
            .iter()
            .filter(|worker| !registered.is_some_and(|has| has.contains_key(&worker.person)))
            .filter(|worker| !self.is_registered_elsewhere(worker.person))
            .collect();
        let kind = if firm.n_registered == 0 {
            FirmFinding::Pwbd
        } else {
            FirmFinding::PdsTk
        };
        let claims_workers = kind == FirmFinding::Pwbd && firm.n_workers > 0 && listed.is_empty();
        if !missing.is_empty() || claims_workers {
            let due = missing.iter().map(|worker| due(worker, rates)).sum();
            let people = missing
                .iter()
                .filter_map(|worker| self.concerned(worker.person, "ada dalam daftar pekerja"))
                .collect();
            firm.findings.insert(kind, (people, due));
        }
        self.judge_wages(firm, listed, registered, rates);
    }

    /// A roll has no wages, but the class that a wage gives a right to.
    fn judge_wages(
        &self,
        firm: &mut Firm,
        listed: &[Worker],
        registered: Option<&BTreeMap<PersonId, u32>>,
        rates: &ContributionRates,
    ) {
        let limit = rates.wage.class_wage;
        let mut people = Vec::new();
        let mut lacking = 0;
        for worker in listed {
            let Some(row) = registered.and_then(|has| has.get(&worker.person)) else {
                continue;
            };
            let is_second = self.inputs.roll.class[*row as usize] == 2;
            if is_second && Decimal::whole(worker.wage) > limit {
                people.extend(self.concerned(
                    worker.person,
                    "kelas II di peserta, upah dalam daftar memberi hak kelas I",
                ));
                // At least what lies above the limit was not reported.
                let reported = Wage {
                    amount: limit,
                    minimum: None,
                };
                let least = rates.wage.contribution(worker.segment, reported);
                lacking += due(worker, rates) - least.components().total().0;
            }
        }
        if !people.is_empty() {
            firm.findings
                .insert(FirmFinding::PdsUpah, (people, lacking.max(0)));
        }
    }

    fn is_registered_elsewhere(&self, person: PersonId) -> bool {
        self.record(person)
            .is_some_and(|row| self.is_active(row) && self.segment(row).is_wage_worker())
    }

    pub(super) fn concerned(&self, person: PersonId, evidence: &str) -> Option<Concerned> {
        let people = &self.outcome.people;
        Some(Concerned {
            nik: Nik::from_number(people.nik[person as usize]).ok()?,
            name: PersonName::new(people.name.get(person as usize)),
            evidence: evidence.to_owned(),
        })
    }
}

/// What is due a month for a worker's wage; nothing where no list names it.
fn due(worker: &Worker, rates: &ContributionRates) -> i64 {
    if worker.wage <= 0 {
        return 0;
    }
    let wage = Wage {
        amount: Decimal::whole(worker.wage),
        minimum: None,
    };
    rates
        .wage
        .contribution(worker.segment, wage)
        .components()
        .total()
        .0
}

#[cfg(test)]
mod tests {
    use super::firm_key;

    #[test]
    fn legal_forms_and_punctuation_do_not_distinguish() {
        assert_eq!(firm_key("PT. Mitra Bahari, Tbk"), "MITRA BAHARI");
        assert_eq!(firm_key("mitra  bahari (persero)"), "MITRA BAHARI");
        assert_eq!(firm_key("CV"), "CV");
    }
}
