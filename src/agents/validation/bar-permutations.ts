import { type Bars, sliceBars } from '../../domain/market/bars.ts';
import { resamplingPValue } from '../../domain/validation/significance/p-value.ts';
import type { AgentContext } from '../agent.ts';
import { runSearch } from '../training/run-search.ts';
import { openStudy } from '../training/study.ts';
import { labelSegment } from '../training/training-data.ts';
import type { Study } from './study.ts';
import { outsideLedger, windowSpec } from './tune-window.ts';

/**
 * The whole search repeated on bars whose moves were put in another order (Masters 2018): features, labels, the same
 * `walkForward.trials` configurations, the best score kept. What the search finds there it finds in nothing.
 * @returns Share of the permutations (the true order counted as one) whose best score is as good as that of the train
 *   segment; null when none is asked for.
 * @throws what the training throws.
 */
export async function barPermutationPValue(study: Study, context: AgentContext): Promise<number | null> {
  const { dataset, spec } = study;
  const draws = spec.validation.barPermutations;
  if (draws === 0) return null;
  const bars = sliceBars(study.bars, 0, dataset.segments.train.to - dataset.segments.train.from);
  const observed = await bestScore(study, bars, context);
  let asExtreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    context.signal.throwIfAborted();
    const { seed } = context.rng.fork(`bars/${draw}`);
    const permuted = await context.compute.calculate('permutedBars', { bars, seed }, context.signal);
    if ((await bestScore(study, permuted, context)) >= observed) asExtreme++;
  }
  return resamplingPValue(asExtreme, draws);
}

/** Best score of the search over some bars; minus infinity for one that never traded. */
async function bestScore(
  { spec, dataset, model, plan, newsMs }: Study,
  bars: Bars,
  context: AgentContext,
): Promise<number> {
  const searchSpec = windowSpec(spec);
  const request = { names: model.features, bars };
  const candidates = await context.compute.calculate('columns', request, context.signal);
  const data = {
    dataset,
    candidates,
    ...(await labelSegment(bars, model.features, searchSpec, newsMs, context)),
  };
  const { features } = model;
  const chosen = { features, foldFeatures: data.folds.map(() => features), columns: candidates };
  const study = openStudy(data, chosen, searchSpec, plan);
  // The same configurations for every order of the bars.
  const { best } = await runSearch(study, outsideLedger(context), context.rng.fork('bar-permutations'));
  return best.result.score ?? Number.NEGATIVE_INFINITY;
}
