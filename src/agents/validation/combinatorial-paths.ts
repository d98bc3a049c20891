import { combinatorialCv, foldsOfPath } from '../../domain/ml/combinatorial-cv.ts';
import type { AgentContext } from '../agent.ts';
import { fitOnce } from '../training/fit-once.ts';
import { forEachInFlight } from '../training/in-flight.ts';
import { scoreTrial } from '../training/score-trial.ts';
import { fitTask, openStudy } from '../training/study.ts';
import { labelSegment } from '../training/training-data.ts';
import type { Study } from './study.ts';

/** Six groups, two tested at a time: 15 trainings, five paths (Lopez de Prado 2018, ch. 12.3). */
const GROUPS = 6;
const TEST_GROUPS = 2;

/**
 * Trades the model's configuration over every combinatorial path through the development bars: each path is out of
 * sample from end to end, calibrated and traded as a trial of the search is.
 * @returns Net returns of each bar, one series a path.
 * @throws AppError `data_insufficient` when a split has nothing to train on; what the training throws.
 */
export async function combinatorialPaths(
  { spec, dataset, model, plan, candidates, bars }: Study,
  context: AgentContext,
): Promise<Float64Array[]> {
  const data = { dataset, candidates, ...labelSegment(bars, spec) };
  const study = openStudy(data, model.features, spec, plan);
  const plans = combinatorialCv({
    rows: data.rows,
    endIndex: data.labels.endIndex,
    groups: GROUPS,
    testGroups: TEST_GROUPS,
    embargoBars: spec.split.embargoBars,
    lookbackBars: spec.training.lookbackBars,
  });
  const predictions = new Array<ReadonlyMap<number, Float64Array>>(plans.splits.length);
  await forEachInFlight([...plans.splits.entries()], context.compute.concurrency, async ([k, split]) => {
    const tested = split.testGroups.map((group) => plans.groups[group]);
    const rows = Int32Array.from(tested.flatMap((group) => [...group]));
    const fit = await fitOnce(fitTask(study, model.params, split.trainRows, rows), context);
    let at = 0;
    predictions[k] = new Map(
      split.testGroups.map((group, i) => {
        at += tested[i].length;
        return [group, fit.predictions.subarray(at - tested[i].length, at)];
      }),
    );
  });
  return plans.paths.map((path, j) => {
    const folds = foldsOfPath(plans, j);
    const ofPath = path.map((split, group) => predictions[split].get(group) ?? new Float64Array());
    return scoreTrial({ ...study, data: { ...data, folds } }, ofPath).returns;
  });
}
