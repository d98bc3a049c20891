import { type Dimension, positionOf } from '../../domain/ml/tuning/space.ts';
import { totalReturn } from '../../domain/performance/growth.ts';
import { acceptanceGates } from '../../domain/validation/acceptance-gates.ts';
import type { TrialSummary } from '../../domain/validation/deflated-sharpe.ts';
import {
  type Figures,
  profitableShare,
  recordFigures,
  type TrackRecord,
} from '../../domain/validation/figures.ts';
import type { Gate } from '../../domain/validation/gate.ts';
import { leakageGates } from '../../domain/validation/leakage/leakage-gates.ts';
import { moments } from '../../domain/validation/moments.ts';
import { pathSharpes } from '../../domain/validation/path-sharpes.ts';
import type { Histogram } from '../../domain/validation/pbo.ts';
import { discoveryFigures } from '../../domain/validation/resampling-figures.ts';
import { annualised, sharpePerBar } from '../../domain/validation/sharpe.ts';
import { walkForwardGates } from '../../domain/validation/verdict-gates.ts';
import {
  featureStability,
  parameterStability,
  walkForwardEfficiency,
} from '../../domain/validation/walk-forward-quality.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AgentContext } from '../agent.ts';
import { barPermutationPValue } from './bar-permutations.ts';
import { combinatorialPaths } from './combinatorial-paths.ts';
import { outOfSampleAuc } from './controls.ts';
import { checkLeakage } from './leakage.ts';
import { assessRobustness, type Robustness } from './robustness/assess-robustness.ts';
import type { Study } from './study.ts';
import type { WindowRun } from './walk-forward-run.ts';

/** Bins of the logits' distribution in the report. */
const LOGIT_BINS = 20;

export interface Judgement {
  readonly gates: readonly Gate[];
  readonly figures: Figures;
  /** Annual Sharpe ratio of each combinatorial path. */
  readonly pathSharpes: readonly number[];
  readonly surface: Robustness['surface'];
  /** Logits of the overfitting test; null where it could not be made. */
  readonly logits: Histogram | null;
}

/** Everything that can be said without the sealed segment. @throws AppError `agent_failed` without a trial in the ledger. */
export async function judge(
  study: Study,
  runs: readonly WindowRun[],
  stitched: TrackRecord,
  context: AgentContext,
): Promise<Judgement> {
  const { dataset, model, spec } = study;
  const { barsPerYear } = dataset;
  const trials = await context.trials.summary(dataset.family);
  if (trials.count === 0) {
    throw new AppError(
      'agent_failed',
      `The ledger knows no trial of ${dataset.family}: luck cannot be ruled out for a model without a search on record`,
    );
  }
  const searched = Object.values(await context.artifacts.getColumns(model.trialReturns));
  const paths = pathSharpes(await combinatorialPaths(study, context), barsPerYear);
  const leakage = await checkLeakage(study, runs, context);
  const robustness = await assessRobustness(study, runs, context);
  const luck = await luckTests({ study, runs, stitched, trials, searched }, context);
  const judged = await context.trials.judged(model.id);
  const figures: Figures = {
    ...recordFigures(stitched, barsPerYear),
    sharpe_after_train: sharpeAfterTrain(study, runs, stitched),
    ...windowFigures(runs),
    ...luck.significance,
    ...discoveryFigures(luck.significance.sharpe_p_value, judged),
    ...luck.recordTests,
    bar_permutation_p_value: await barPermutationPValue(study, context),
    ...luck.searchTests,
    ...luck.overfitting.figures,
    cpcv_paths: paths.sharpes.length,
    cpcv_sharpe_mean: paths.mean,
    cpcv_sharpe_sd: paths.sd,
    cpcv_sharpe_low: paths.low,
    cpcv_positive_share: paths.positive,
    out_of_sample_auc: outOfSampleAuc(study, runs),
    shuffled_label_auc: leakage.shuffled.auc,
    label_shift_auc: leakage.shifted.auc,
    future_canary: leakage.canaryCaught,
    replay_revisions: leakage.replayRevisions,
    train_test_overlap: leakage.overlapRows,
    ...robustness.figures,
  };
  return {
    figures,
    gates: [
      ...walkForwardGates(figures, spec.validation),
      ...acceptanceGates(figures, spec.validation.acceptance ?? {}),
      ...leakageGates(leakage),
    ],
    pathSharpes: paths.sharpes,
    surface: robustness.surface,
    logits: luck.overfitting.logits,
  };
}

interface Searched {
  readonly study: Study;
  readonly runs: readonly WindowRun[];
  readonly stitched: TrackRecord;
  readonly trials: TrialSummary;
  /** Per-bar returns of the trials of the last search. */
  readonly searched: readonly Float64Array[];
}

/** The tests that what was found is luck, side by side in the compute threads. */
async function luckTests(
  { study, runs, stitched, trials, searched }: Searched,
  { compute, rng, signal }: AgentContext,
) {
  const { validation } = study.spec;
  const { barsPerYear } = study.dataset;
  const { draws, alpha, sharpeConvention: convention, trialCount } = validation;
  const { seed } = rng.fork('resampling');
  const record = { ...stitched, ...marketOf(study, runs) };
  const options = { barsPerYear, alpha, convention, trialCount };
  const [recordTests, searchTests, overfitting, significance] = await Promise.all([
    compute.calculate('recordTests', { record, barsPerYear, draws, seed }, signal),
    compute.calculate('searchTests', { searched, alpha, draws, seed }, signal),
    compute.calculate('overfitting', { searched, bins: LOGIT_BINS }, signal),
    compute.calculate('significance', { returns: stitched.returns, trials, searched, options }, signal),
  ]);
  return { recordTests, searchTests, overfitting, significance };
}

/**
 * Annual Sharpe ratio of the walk-forward bars after the train segment: those that no figure the released model was
 * chosen by has seen.
 */
function sharpeAfterTrain(
  { dataset }: Study,
  runs: readonly WindowRun[],
  { returns }: TrackRecord,
): number | null {
  const { train } = dataset.segments;
  const unseen = returns.subarray(Math.max(0, train.to - train.from - runs[0].window.from));
  return annualised(sharpePerBar(moments(unseen)), dataset.barsPerYear);
}

function windowFigures(runs: readonly WindowRun[]): Figures {
  return {
    windows: runs.length,
    profitable_windows: profitableShare(runs.map(({ record }) => totalReturn(record.returns))),
    walk_forward_efficiency: walkForwardEfficiency(
      runs.map(({ inSample, record }) => ({ inSample, outOfSample: record.returns })),
    ),
    parameter_stability: parameterStability(runs.map(positions)),
    feature_stability: featureStability(runs.map(({ features }) => features)),
  };
}

/** Where in its range each searched number was chosen, 0 to 1. */
const positions = ({ space, trial }: WindowRun): number[] =>
  space.flatMap((dimension: Dimension) => {
    const value = trial.point[dimension.name];
    return dimension.kind === 'categorical' || typeof value !== 'number'
      ? []
      : [positionOf(dimension, value)];
  });

/** The market under the walk-forward: its closes, the one before the first bar in front. */
function marketOf({ bars }: Study, runs: readonly WindowRun[]) {
  const { from } = runs[0].window;
  return { from, closes: bars.close.subarray(from - 1, runs[runs.length - 1].window.to) };
}
