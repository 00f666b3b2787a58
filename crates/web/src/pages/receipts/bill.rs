//! Receipts of billed lines.

use semesta_desk::Permission;
use semesta_domain::{Finding, Ratio};

use super::figures::place;
use super::people::{by_area, fits};
use crate::ask::{self, BillOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::BillSum;
use crate::params::Params;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

/// Whose files the audit of the bill rests on.
pub(super) const BILL: &[&str] = &[
    "tagihan",
    "peserta",
    "penduduk",
    "kematian",
    "pindah",
    "phk",
    "daftar_pemda",
    "keputusan",
];

/// The finding of an address that means whatever is disputed.
const DISPUTED: &str = "sengketa";

fn value(sum: BillSum, of: BillOf) -> Value {
    match of {
        BillOf::Billed => Value::Rupiah(sum.billed),
        BillOf::Lines => Value::Count(sum.lines),
        BillOf::Undisputed => Value::Rupiah(sum.undisputed()),
        BillOf::Disputed => Value::Rupiah(sum.disputed),
        BillOf::Share => Value::Share(Ratio {
            numerator: sum.disputed,
            denominator: sum.billed,
        }),
    }
}

fn n_of(sum: BillSum, of: BillOf) -> i64 {
    match of {
        BillOf::Billed | BillOf::Share => sum.billed,
        BillOf::Lines => sum.lines,
        BillOf::Undisputed => sum.undisputed(),
        BillOf::Disputed => sum.disputed,
    }
}

fn sum_of(run: &Loaded, asked: &ask::Bill) -> BillSum {
    let lines = &run.lines;
    let month = asked
        .month
        .map_or_else(String::new, |month| month.to_string());
    let month = lines.month.wanted(&month);
    let ok = lines.finding.wanted(Finding::Ok.code());
    let is_disputed = asked.finding == DISPUTED;
    let finding = lines
        .finding
        .wanted(if is_disputed { "" } else { &asked.finding });
    let regions = lines.region.values().iter();
    let inside: Vec<bool> = regions.map(|region| fits(region, &asked.area)).collect();
    let whole = fits("", &asked.area);
    let mut sum = BillSum::default();
    for ((of_month, of_finding, region), part) in &run.bill_parts {
        let is_inside = inside.get(usize::from(*region)).copied().unwrap_or(whole);
        if is_inside
            && month.is_none_or(|month| month == *of_month)
            && finding.is_none_or(|finding| finding == *of_finding)
            && !(is_disputed && ok == Some(*of_finding))
        {
            sum.add(*part);
        }
    }
    sum
}

/// Billed lines of a month: how many, how much, how much of it is disputed.
pub(super) fn bill(at: &Desked, run: &Loaded, asked: &ask::Bill) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let is_finding =
        matches!(asked.finding.as_str(), "" | DISPUTED) || asked.finding.parse::<Finding>().is_ok();
    let month = asked.month.map(|month| month.to_string());
    let is_billed = |month: &String| run.bill.keys().any(|(known, _)| known == month);
    if !is_finding || !month.as_ref().is_none_or(is_billed) {
        return Err(Fault::NotFound);
    }
    let one = Asking { at, run, asked };
    let receipt = match asked.of {
        BillOf::Share => one.share(),
        _ => one.sum(),
    };
    let finding = match asked.finding.as_str() {
        "" => r.all_findings.to_owned(),
        DISPUTED => r.disputed_findings.to_owned(),
        code => words::finding(code, lang),
    };
    let said = month.as_ref().map(|month| format::month(month, lang));
    Ok(receipt
        .of(said.unwrap_or_else(|| r.all_months.to_owned()))
        .of(finding)
        .of_code(&asked.area, |area| place(run, area, t))
        .lists(month.and_then(|month| one.lines(&month)))
        .nav("/keuangan")
        .law(["contribution.pemda", "layoff.months", "layoff.proof"])
        .run(&run.manifest, BILL))
}

/// A question about billed lines, and where it is answered from.
struct Asking<'a> {
    at: &'a Desked,
    run: &'a Loaded,
    asked: &'a ask::Bill,
}

impl Asking<'_> {
    fn receipt(&self, value: Value) -> Receipt {
        let (t, r) = (self.at.t, ReceiptTexts::of(self.at.lang));
        let (title, formula) = match self.asked.of {
            BillOf::Billed => (t.billed, r.bill_billed),
            BillOf::Lines => (t.lines, r.bill_lines),
            BillOf::Undisputed => (t.undisputed, r.bill_undisputed),
            BillOf::Disputed => (t.disputed, r.bill_disputed),
            BillOf::Share => (t.share, r.bill_share),
        };
        Receipt::new(title, value, formula)
    }

    fn part(&self, name: impl Into<String>, asked: &ask::Bill) -> Part {
        Part::new(name, value(sum_of(self.run, asked), asked.of)).link(asked.href())
    }

    /// What is disputed over what was billed.
    fn share(&self) -> Receipt {
        let (t, r) = (self.at.t, ReceiptTexts::of(self.at.lang));
        let side = |finding: &str, of| ask::Bill {
            finding: finding.to_owned(),
            of,
            ..self.asked.clone()
        };
        let (disputed, billed) = (side(DISPUTED, BillOf::Disputed), side("", BillOf::Billed));
        let ratio = Ratio {
            numerator: sum_of(self.run, &disputed).disputed,
            denominator: sum_of(self.run, &billed).billed,
        };
        let parts = vec![
            self.part(t.disputed, &disputed),
            self.part(t.billed, &billed),
        ];
        self.receipt(Value::Share(ratio))
            .parts(r.numerator_denominator, How::Quotient, parts)
    }

    /// A sum over lines, by what it is less of, finding, month and area.
    fn sum(&self) -> Receipt {
        let (t, r) = (self.at.t, ReceiptTexts::of(self.at.lang));
        let side = |name: &str, of| {
            let asked = ask::Bill {
                of,
                ..self.asked.clone()
            };
            self.part(name, &asked)
        };
        let less = || {
            vec![
                side(t.billed, BillOf::Billed),
                side(t.disputed, BillOf::Disputed).minus(),
            ]
        };
        let is_whole = matches!(self.asked.finding.as_str(), "" | DISPUTED);
        self.receipt(value(sum_of(self.run, self.asked), self.asked.of))
            .when(self.asked.of == BillOf::Undisputed, |one| {
                one.parts(r.less, How::Sum, less())
            })
            .when(is_whole, |one| {
                one.parts(r.by_finding, How::Sum, self.by_finding())
            })
            .when(self.asked.month.is_none(), |one| {
                one.parts(r.by_month, How::Sum, self.by_month())
            })
            .parts(r.by_area, How::Sum, self.by_area())
    }

    fn by_finding(&self) -> Vec<Part> {
        let findings = Finding::ALL.iter();
        let kept = findings.filter(|one| self.asked.finding.is_empty() || **one != Finding::Ok);
        let parts = kept.map(|finding| {
            let asked = ask::Bill {
                finding: finding.code().to_owned(),
                ..self.asked.clone()
            };
            self.part(finding.label(self.at.lang), &asked)
        });
        let is_some = |part: &Part| !matches!(part.value, Value::Count(0) | Value::Rupiah(0));
        parts.filter(is_some).collect()
    }

    fn by_month(&self) -> Vec<Part> {
        let months = self.run.bill.keys().map(|(month, _)| month);
        let months: std::collections::BTreeSet<&String> = months.collect();
        let parts = months.into_iter().filter_map(|month| {
            let asked = ask::Bill {
                month: Some(month.parse().ok()?),
                ..self.asked.clone()
            };
            Some(self.part(format::month(month, self.at.lang), &asked))
        });
        parts.collect()
    }

    fn by_area(&self) -> Vec<Part> {
        let of = self.asked.of;
        let in_area = |code: &str| ask::Bill {
            area: code.to_owned(),
            ..self.asked.clone()
        };
        by_area(
            self.run,
            &self.asked.area,
            n_of(sum_of(self.run, self.asked), of),
            |code| n_of(sum_of(self.run, &in_area(code)), of),
            |code, name, n| match (code, of) {
                ("", BillOf::Lines) => Part::new(name, Value::Count(n)),
                ("", _) => Part::new(name, Value::Rupiah(n)),
                (code, _) => self.part(name, &in_area(code)),
            },
            self.at.t.village_unknown,
        )
    }

    /// The lines behind it, where one may see them.
    fn lines(&self, month: &str) -> Option<(&'static str, String)> {
        let may = self.at.viewer.may(Permission::ViewPeople);
        let filter = [
            ("bulan", month),
            ("temuan", self.asked.finding.as_str()),
            ("wilayah", &self.asked.area),
        ];
        let list = || Params::given("/keuangan/tagihan", filter).with("hal", "");
        (may && self.asked.finding != DISPUTED)
            .then(|| (ReceiptTexts::of(self.at.lang).see_lines, list()))
    }
}
