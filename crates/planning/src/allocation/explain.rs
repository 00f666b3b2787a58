//! Why a person is in the plan or not.

use semesta_domain::{Lang, Month, Rupiah};

use super::class::PriorityClass;
use super::costs::Costs;
use super::money::FundLimit;
use super::plan::{Placement, Plan};
use super::problem::{AllocationProblem, FundId, Offer, SourceId};

/// What one source means for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It pays, from this month.
    Chosen {
        /// The first month.
        start: Month,
    },
    /// Another source pays.
    NotNeeded,
    /// The person is not eligible for it: it was not among the offers.
    NotOffered,
    /// It opens only after the horizon.
    OpensLater {
        /// When it opens.
        opens: Month,
    },
    /// It carries as many people as it may.
    QuotaFull {
        /// The most people it carries.
        quota_heads: u32,
    },
    /// As many people start in every month as may.
    EntriesFull,
    /// What is left of a fund does not pay even for the cheapest start.
    FundSpent {
        /// The fund, or the first of its pool.
        fund: FundId,
        /// The limit that is used up; of a pool, what its funds can spend together.
        limit: FundLimit,
        /// What is left of it.
        left: Rupiah,
        /// What the cheapest start would draw on it.
        needed: Rupiah,
    },
    /// Each way in is shut by one or another of these limits, none by all.
    Mixed,
    /// There is room. It does not occur in a plan that is proven.
    Room {
        /// From which month.
        start: Month,
    },
}

/// Why a person is in the plan or not, source by source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The class by which the person was ranked.
    pub class: PriorityClass,
    /// Who pays; none if nobody does.
    pub placement: Option<Placement>,
    /// What each source means for the person, by [`SourceId`], with the lowest
    /// class that the source serves.
    pub sources: Vec<(Verdict, Option<PriorityClass>)>,
}

impl Plan {
    /// Explains the plan for the person at `index` of [`AllocationProblem::people`].
    ///
    /// Every verdict is checked against the plan's own sums, to the rupiah.
    ///
    /// # Panics
    /// If `index` is out of range.
    #[must_use]
    pub fn explain(&self, problem: &AllocationProblem, index: usize) -> Explanation {
        let costs = Costs::new(problem);
        let offers = &problem.profiles[problem.people[index].profile.0];
        let verdict = |source: usize| {
            let mut of_source = offers.iter().filter(|offer| offer.source.0 == source);
            match (self.placements[index], of_source.clone().next()) {
                (Some(placement), _) if placement.source.0 == source => Verdict::Chosen {
                    start: problem.horizon.month(placement.start),
                },
                (_, None) => Verdict::NotOffered,
                (Some(_), Some(_)) => Verdict::NotNeeded,
                // Of several tariffs of one source the first open one counts.
                (None, Some(first)) => of_source
                    .find_map(|offer| {
                        let verdict = self.refusal(problem, &costs, *offer);
                        matches!(verdict, Verdict::Room { .. }).then_some(verdict)
                    })
                    .unwrap_or_else(|| self.refusal(problem, &costs, *first)),
            }
        };
        Explanation {
            class: self.class_of[index],
            placement: self.placements[index],
            sources: (0..problem.sources.len())
                .map(|source| (verdict(source), self.sources[source].last_class))
                .collect(),
        }
    }

    /// What stops one more person from starting by `offer`.
    fn refusal(&self, problem: &AllocationProblem, costs: &Costs<'_>, offer: Offer) -> Verdict {
        let source = &problem.sources[offer.source.0];
        let of_plan = &self.sources[offer.source.0];
        if source.opens > problem.horizon.last() {
            return Verdict::OpensLater {
                opens: source.opens,
            };
        }
        if let Some(quota_heads) = source.quota_heads
            && of_plan.heads() >= i64::from(quota_heads)
        {
            return Verdict::QuotaFull { quota_heads };
        }
        let months = 0..problem.horizon.n_months;
        let doors: Vec<usize> = months
            .filter(|&month| problem.horizon.month(month) >= source.opens)
            .filter(|&month| {
                let cap = source.entries.cap(month);
                cap.is_none_or(|cap| of_plan.entries[month] < i64::from(cap))
            })
            .collect();
        if doors.is_empty() {
            return Verdict::EntriesFull;
        }
        self.money(problem, costs, offer, &doors)
    }

    /// Whether the money left pays for a start in one of the months `doors`.
    fn money(
        &self,
        problem: &AllocationProblem,
        costs: &Costs<'_>,
        offer: Offer,
        doors: &[usize],
    ) -> Verdict {
        let left = |row: usize| {
            let row = &costs.limits[row];
            let payers = problem.payers(row.fund).into_iter();
            let spent = payers.flat_map(|fund| self.funds[fund.0].spent.iter().zip(&row.months));
            let counted = spent.filter(|(_, counts)| **counts);
            row.amount - counted.map(|(spent, _)| *spent).sum::<Rupiah>()
        };
        let rows = 0..costs.limits.len();
        let pays = |start: usize, row: usize| costs.against(offer.tariff, start, row) <= left(row);
        if let Some(&start) = doors
            .iter()
            .find(|&&start| rows.clone().all(|row| pays(start, row)))
        {
            return Verdict::Room {
                start: problem.horizon.month(start),
            };
        }
        let spent = rows
            .clone()
            .find(|&row| doors.iter().all(|&start| !pays(start, row)));
        let Some(row) = spent else {
            return Verdict::Mixed;
        };
        let needs = doors
            .iter()
            .map(|&start| costs.against(offer.tariff, start, row));
        let at = &costs.limits[row];
        let month = |index: Option<usize>| problem.horizon.month(index.unwrap_or(0));
        Verdict::FundSpent {
            fund: at.fund,
            limit: FundLimit {
                first: month(at.months.iter().position(|counts| *counts)),
                last: month(at.months.iter().rposition(|counts| *counts)),
                amount: at.amount,
            },
            left: left(row),
            needed: needs.min().unwrap_or_default(),
        }
    }
}

impl Explanation {
    /// The explanation in sentences, one a source that the person may use.
    #[must_use]
    pub fn sentences(&self, problem: &AllocationProblem, lang: Lang) -> Vec<String> {
        let offered = self.sources.iter().enumerate();
        let offered = offered.filter(|(_, (verdict, _))| *verdict != Verdict::NotOffered);
        let sentences: Vec<String> = offered
            .map(|(source, (verdict, last))| {
                sentence(problem, SourceId(source), verdict, *last, lang)
            })
            .collect();
        if sentences.is_empty() {
            return vec![
                lang.pick(
                    "tidak memenuhi syarat untuk sumber mana pun",
                    "not eligible for any source",
                )
                .to_owned(),
            ];
        }
        sentences
    }
}

fn sentence(
    problem: &AllocationProblem,
    source: SourceId,
    verdict: &Verdict,
    last: Option<PriorityClass>,
    lang: Lang,
) -> String {
    let name = &problem.sources[source.0].name;
    let after = match (last, lang) {
        (None, _) => String::new(),
        (Some(class), Lang::Id) => format!(", terakhir untuk {}", class.in_indonesian()),
        (Some(class), Lang::En) => format!(", last for class {class}"),
    };
    let text = match (verdict, lang) {
        (Verdict::Chosen { start }, Lang::Id) => format!("membayar mulai {start}"),
        (Verdict::Chosen { start }, Lang::En) => format!("pays from {start}"),
        (Verdict::NotNeeded, _) => lang.pick("tidak diperlukan", "not needed").to_owned(),
        (Verdict::NotOffered, _) => lang
            .pick("tidak memenuhi syarat", "not eligible")
            .to_owned(),
        (Verdict::OpensLater { opens }, Lang::Id) => format!("baru dibuka {opens}"),
        (Verdict::OpensLater { opens }, Lang::En) => format!("opens only in {opens}"),
        (Verdict::QuotaFull { quota_heads }, Lang::Id) => {
            format!("kuota {quota_heads} orang penuh{after}")
        }
        (Verdict::QuotaFull { quota_heads }, Lang::En) => {
            format!("quota of {quota_heads} people full{after}")
        }
        (Verdict::EntriesFull, Lang::Id) => format!("batas pendaftaran tiap bulan penuh{after}"),
        (Verdict::EntriesFull, Lang::En) => format!("entries of every month full{after}"),
        (
            Verdict::FundSpent {
                fund,
                limit,
                left,
                needed,
            },
            lang,
        ) => {
            let fund = problem.name_of(*fund);
            let (first, until) = (limit.first, limit.last);
            match lang {
                Lang::Id => format!(
                    "dana {fund} {first} s.d. {until} habis: sisa {left}, perlu {needed}{after}"
                ),
                Lang::En => format!(
                    "fund {fund} {first} to {until} spent: {left} left, {needed} needed{after}"
                ),
            }
        }
        (Verdict::Mixed, Lang::Id) => format!("tidak ada bulan yang terbuka dan terbayar{after}"),
        (Verdict::Mixed, Lang::En) => format!("no month is both open and paid for{after}"),
        (Verdict::Room { start }, Lang::Id) => format!("masih ada tempat mulai {start}"),
        (Verdict::Room { start }, Lang::En) => format!("has room from {start}"),
    };
    format!("{name}: {text}")
}
