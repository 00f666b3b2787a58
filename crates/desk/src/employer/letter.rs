//! Letters to firms, filled from templates.

use jiff::civil::Date;
use semesta_domain::{Lang, Month, Rupiah, region_name};
use semesta_law::{Law, SanctionRules};

use super::file::{Case, Step};
use super::refresh::Employer;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::proposal::{When, terms};
use crate::store::{Actor, Desk};
use crate::work::{Concerned, FirmFinding};

const WARNING: &str = include_str!("../../../../layouts/surat/teguran.txt");
const FINE: &str = include_str!("../../../../layouts/surat/denda.txt");
const SERVICES: &str = include_str!("../../../../layouts/surat/layanan.txt");

impl Desk {
    /// Fills the letter of the step a case is at, from a template given or the one
    /// that comes with this program. People are named with masked numbers. The
    /// letter is in the audit log.
    ///
    /// # Errors
    /// [`DeskError::State`] before the first warning; [`DeskError::Unknown`] if
    /// nothing stands about the firm; [`DeskError::File`] if a template asks for
    /// what there is not.
    pub async fn letter(
        &self,
        actor: &Actor,
        id: i64,
        template: Option<&str>,
        when: When,
    ) -> Result<String> {
        let case = self.case(actor, id).await?;
        let employers = self.employers(actor).await?;
        let employer = employers
            .iter()
            .find(|one| one.firm == case.firm)
            .ok_or_else(|| DeskError::Unknown(format!("firm:{}", case.firm)))?;
        let people = self.concerned(actor, &case.firm).await?;
        let shipped = match case.step {
            Step::Opened => {
                return Err(DeskError::State {
                    what: format!("case:{id}"),
                    state: case.step.code().to_owned(),
                });
            }
            Step::Warning => WARNING,
            Step::Fine => FINE,
            Step::ServiceDenial => SERVICES,
        };
        let values = self.values(&case, employer, &people, actor, when.on)?;
        let text = fill(template.unwrap_or(shipped), &values)?;
        let entry = Entry::new("case.letter")
            .subject(format!("case:{id}"))
            .detail("step", case.step.code());
        self.record(actor, entry, when.now).await?;
        Ok(text)
    }

    fn values(
        &self,
        case: &Case,
        employer: &Employer,
        people: &[(FirmFinding, Concerned)],
        actor: &Actor,
        on: Date,
    ) -> Result<Vec<(&'static str, String)>> {
        let rules = SanctionRules::on(&Law::embedded(), on).map_err(terms::at(on))?;
        let due = Rupiah(employer.findings.iter().map(|found| found.due_month).sum());
        let fine = case.steps.iter().rev().find_map(|step| step.amount);
        let findings: Vec<String> = employer
            .findings
            .iter()
            .map(|found| format!("- {}: {} orang", found.kind.label(Lang::Id), found.n_people))
            .collect();
        let named: Vec<String> = people
            .iter()
            .map(|(_, one)| format!("- {} ({}): {}", one.name.reveal(), one.nik, one.evidence))
            .collect();
        let city = region_name(self.region()).unwrap_or_default().to_owned();
        Ok(vec![
            ("kota", city),
            ("tanggal", in_words(case.step_on)),
            ("nomor", format!("{}/{}", case.id, case.steps.len())),
            ("badan_usaha", employer.name.clone()),
            ("npp", employer.npp.clone().unwrap_or_else(|| "-".into())),
            ("nib", employer.nib.clone().unwrap_or_else(|| "-".into())),
            ("teguran_ke", case.n_warnings().to_string()),
            ("temuan", findings.join("\n")),
            ("jumlah_orang", people.len().to_string()),
            ("daftar_orang", named.join("\n")),
            ("hari_kerja", rules.warning_days.to_string()),
            ("batas", case.next_on.map_or_else(|| "-".into(), in_words)),
            ("tarif_denda", rules.fine_rate.to_string()),
            ("iuran", due.to_string()),
            (
                "denda",
                Rupiah(fine.unwrap_or_else(|| rules.fine(due, 1).0)).to_string(),
            ),
            ("petugas", actor.name().to_owned()),
        ])
    }
}

/// A date as letters have it: `31 Agustus 2024`.
fn in_words(day: Date) -> String {
    format!("{} {}", day.day(), Month::of(day).in_words())
}

/// Puts values in their places; one pass, so that a value is never read as a place.
fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let (name, after) = after.split_once("}}").ok_or_else(|| unknown("{{"))?;
        let value = values
            .iter()
            .find(|(known, _)| *known == name.trim())
            .ok_or_else(|| unknown(name.trim()))?;
        text.push_str(&value.1);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

fn unknown(place: &str) -> DeskError {
    DeskError::File {
        what: "template".to_owned(),
        why: format!("unknown place `{place}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_read_as_a_place() {
        let values = [("a", "{{b}}".to_owned()), ("b", "x".to_owned())];
        assert_eq!(fill("{{a}}-{{ b }}", &values).expect("filled"), "{{b}}-x");
        assert!(fill("{{c}}", &values).is_err());
        assert!(fill("{{a", &values).is_err());
    }

    #[test]
    fn the_shipped_letters_ask_for_known_places_only() {
        let known = [
            "kota",
            "tanggal",
            "nomor",
            "badan_usaha",
            "npp",
            "nib",
            "teguran_ke",
            "temuan",
            "jumlah_orang",
            "daftar_orang",
            "hari_kerja",
            "batas",
            "tarif_denda",
            "iuran",
            "denda",
            "petugas",
        ];
        let values: Vec<(&'static str, String)> =
            known.iter().map(|name| (*name, String::new())).collect();
        for letter in [WARNING, FINE, SERVICES] {
            assert!(fill(letter, &values).is_ok());
        }
    }
}
