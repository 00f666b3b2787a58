//! From records to fitted weights: rules, training, and the pass over all pairs.

use super::{Estimate, LinkError, Linker, RuleReport, Told, fields};
use crate::block::choose::{Choice, Chosen, Rates, choose, default_budget};
use crate::block::rule::{RowKeys, Rule, row_keys};
use crate::block::size::Sample;
use crate::decide::Scored;
use crate::model::em::Levels;
use crate::model::sample::{Draws, cluster_levels, draw, pair_levels, random_levels};
use crate::model::score::{RuleWeights, Scorer};
use crate::model::stored::{Model, restore};
use crate::model::train::{Trained, reached_share, train};
use crate::pass::{Wanted, score_all};
use crate::prepare::Records;
use crate::schema::FieldPlan;

/// Everything known after training, ready to score.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) records: Records,
    pub(crate) plans: Vec<FieldPlan>,
    pub(crate) rules: Vec<Choice>,
    pub(crate) keys: RowKeys,
    pub(crate) trained: Trained,
    pub(crate) scorer: Scorer,
    /// Weights for pairs that no rule brings.
    pub(crate) pooled: RuleWeights,
    /// The share of matches that some rule reaches.
    pub(crate) reached: f64,
}

/// log2 odds below which a pair is let go at once.
pub(super) const FLOOR: f32 = -7.0;
/// Candidate pairs of each rule that the model is trained on.
const TRAIN_PAIRS: f64 = 30_000.0;
/// Random pairs that show how often strangers agree.
const RANDOM_PAIRS: usize = 60_000;

/// The share of all matches that a chosen rule has to bring to be followed.
const IDLE: f64 = 5e-5;

impl Linker {
    pub(super) fn fit(
        &self,
        mut records: Records,
        plans: Vec<FieldPlan>,
    ) -> Result<Fitted, LinkError> {
        if let Some(model) = &self.model {
            return self.fit_stored(model, records, plans);
        }
        let mut sample = Sample::draw(&records);
        let Chosen { mut rules, limited } = self.rules(&records, &mut sample)?;
        self.tell(&records, &plans, &rules, limited);
        let only: Vec<Rule> = rules.iter().map(|c| c.rule.clone()).collect();
        if let Some(field) = arranging_field(&rules, records.fields.len()) {
            records.arrange(field);
            sample.follow(&records);
        }
        let mut keys = row_keys(&records, &only);
        let draws: Draws = draw(&records, &keys, &rules, TRAIN_PAIRS);
        let random = random_levels(&records, &sample, RANDOM_PAIRS, None);
        let known = self.known_levels(&records);
        let mut trained = train(&records, &only, &draws, &random, known.as_ref());
        let reached = reached_share(&draws, &trained);
        if self.spec.blocking.is_empty() {
            for rule in idle(&rules, &trained) {
                rules.remove(rule);
                trained.rules.remove(rule);
                keys.leave_out(rule);
            }
        }
        Ok(Fitted::ready(records, plans, rules, keys, trained, reached))
    }

    /// The rules that the spec names, or those chosen within the most pairs.
    fn rules(&self, records: &Records, sample: &mut Sample) -> Result<Chosen, LinkError> {
        if self.spec.blocking.is_empty() {
            let most = self.most_pairs(records).unwrap_or(f64::INFINITY);
            return Ok(choose(records, sample, &Rates::default(), most));
        }
        let rules = fields::named_rules(&self.spec, records, sample)?;
        let estimated: f64 = rules.iter().map(|c| c.pairs).sum();
        match self.spec.max_pairs {
            Some(most) if estimated > most as f64 => {
                Err(LinkError::TooManyPairs { estimated, most })
            }
            _ => Ok(Chosen {
                rules,
                limited: false,
            }),
        }
    }

    /// The most pairs that rules may bring: what the spec says, else a limit
    /// for those that are chosen.
    fn most_pairs(&self, records: &Records) -> Option<f64> {
        let said = self.spec.max_pairs.map(|n| n as f64);
        let chosen = self.spec.blocking.is_empty() && self.model.is_none();
        said.or_else(|| chosen.then(|| default_budget(records)))
    }

    fn tell(&self, records: &Records, plans: &[FieldPlan], rules: &[Choice], limited: bool) {
        let Some(Told(hear)) = &self.told else { return };
        let rule = |c: &Choice| (c.rule.describe(records), c.pairs);
        hear(&Estimate {
            fields: plans.to_vec(),
            rules: rules.iter().map(rule).collect(),
            all_pairs: records.all_pairs(),
            most_pairs: self.most_pairs(records),
            limited,
        });
    }

    /// Applies a stored model to records with the same fields.
    fn fit_stored(
        &self,
        model: &Model,
        mut records: Records,
        plans: Vec<FieldPlan>,
    ) -> Result<Fitted, LinkError> {
        let (rules, trained) = restore(model, &records)?;
        let mut sample = Sample::draw(&records);
        rules.iter().for_each(|r| sample.learn(&records, &r.parts));
        let choices = rules.iter().map(|rule| Choice {
            rule: rule.clone(),
            pairs: sample.pairs(&rule.parts),
        });
        let choices: Vec<Choice> = choices.collect();
        self.tell(&records, &plans, &choices, false);
        if let Some(field) = arranging_field(&choices, records.fields.len()) {
            records.arrange(field);
        }
        let keys = row_keys(&records, &rules);
        Ok(Fitted::ready(records, plans, choices, keys, trained, 1.0))
    }

    /// Levels of the labelled matches, when there are labels.
    fn known_levels(&self, records: &Records) -> Option<Levels> {
        let same: Vec<(u32, u32)> = self
            .labels
            .iter()
            .filter(|l| l.same)
            .map(|l| (records.left_record(l.left), records.right_record(l.right)))
            .collect();
        (!same.is_empty()).then(|| pair_levels(records, &same))
    }
}

/// The rules whose own pairs hold next to no match, the last one first.
fn idle(rules: &[Choice], trained: &Trained) -> Vec<usize> {
    let own = rules.iter().zip(&trained.rules);
    let own: Vec<f64> = own.map(|(c, t)| c.pairs * t.mixture.matches()).collect();
    let least = own.iter().sum::<f64>() * IDLE;
    (0..own.len()).rev().filter(|&k| own[k] < least).collect()
}

/// The field that most pairs agree on, by the rules' own parts.
fn arranging_field(rules: &[Choice], fields: usize) -> Option<usize> {
    let met = |f: usize| -> f64 {
        let by = rules.iter().filter(|c| c.rule.uses(f));
        by.map(|c| c.pairs).sum()
    };
    (0..fields)
        .filter(|&f| met(f) > 0.0)
        .max_by(|&f, &g| met(f).total_cmp(&met(g)).then(g.cmp(&f)))
}

impl Fitted {
    fn ready(
        records: Records,
        plans: Vec<FieldPlan>,
        rules: Vec<Choice>,
        keys: RowKeys,
        trained: Trained,
        reached: f64,
    ) -> Self {
        let scorer = Scorer::new(&records, &trained);
        let matches = rules.iter().zip(&trained.rules);
        let matches: f64 = matches.map(|(c, t)| c.pairs * t.mixture.matches()).sum();
        let pooled = RuleWeights::new(&records, &trained.pooled(&records, matches));
        Self {
            records,
            plans,
            rules,
            keys,
            trained,
            scorer,
            pooled,
            reached,
        }
    }

    /// Trains again with what clusters have shown: how often values occur among
    /// persons rather than records, and how records of one person agree.
    pub(crate) fn learn_from(&mut self, cluster: &[u32]) {
        self.records.count_persons(cluster);
        let only: Vec<Rule> = self.rules.iter().map(|c| c.rule.clone()).collect();
        let draws = draw(&self.records, &self.keys, &self.rules, TRAIN_PAIRS);
        let sample = Sample::draw(&self.records);
        let random = random_levels(&self.records, &sample, RANDOM_PAIRS, Some(cluster));
        let known = cluster_levels(&self.records, cluster);
        self.trained = train(&self.records, &only, &draws, &random, Some(&known));
        self.scorer = Scorer::new(&self.records, &self.trained);
    }
}

pub(crate) fn score(fitted: &Fitted, wanted: Wanted) -> (Vec<Scored>, Vec<RuleReport>) {
    let expected: f64 = fitted.rules.iter().map(|c| c.pairs).sum();
    let (kept, tallies) = score_all(
        &fitted.records,
        &fitted.keys,
        &fitted.scorer,
        expected,
        FLOOR,
        wanted,
    );
    let reports = fitted
        .rules
        .iter()
        .zip(&tallies)
        .zip(&fitted.trained.rules)
        .map(|((choice, tally), trained)| RuleReport {
            rule: choice.rule.describe(&fitted.records),
            estimated: choice.pairs,
            pairs: tally.pairs,
            skipped: tally.skipped,
            matches: trained.mixture.matches(),
        })
        .collect();
    (kept, reports)
}
