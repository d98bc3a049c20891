import type { AgentContext } from '../agent.ts';
import { fitOnce } from '../training/fit-once.ts';
import { forEachInFlight } from '../training/in-flight.ts';
import { scoreInThreads } from '../training/score-trial.ts';
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
  { spec: own, dataset, model, plan, candidates, bars, newsMs }: Study,
  context: AgentContext,
): Promise<Float64Array[]> {
  const { training } = own;
  const crossValidation = {
    ...training.crossValidation,
    kind: 'combinatorial' as const,
    testGroups: TEST_GROUPS,
  };
  const spec = { ...own, training: { ...training, folds: GROUPS, crossValidation } };
  const { features } = model;
  const data = { dataset, candidates, ...(await labelSegment(bars, features, spec, newsMs, context)) };
  const study = openStudy(data, { features, foldFeatures: [], columns: candidates }, spec, plan);
  const predictions = new Array<Float64Array>(data.folds.length);
  await forEachInFlight(
    [...data.folds.entries()],
    context.compute.concurrency,
    async ([k, { trainRows, testRows }]) => {
      const rows = { trainRows, predictRows: testRows };
      predictions[k] = (await fitOnce(fitTask(study, study, model.params, rows), context)).predictions;
    },
  );
  const scored = await scoreInThreads(study, predictions, context);
  return scored.map(({ returns }) => returns);
}
