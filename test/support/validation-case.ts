import type { AgentInput } from '../../src/agents/agent.ts';
import { barsToColumns } from '../../src/agents/columns.ts';
import { toSharedMatrix } from '../../src/agents/feature-matrix.ts';
import type { Compute, LightGbmParams } from '../../src/agents/ports.ts';
import { computeFamily } from '../../src/domain/features/compute.ts';
import { labelBars } from '../../src/domain/labels/label.ts';
import { type Bars, sliceBars } from '../../src/domain/market/bars.ts';
import { createRng, type Rng } from '../../src/kernel/rng.ts';
import type { AgentContextProbe } from './agent-context.ts';
import { barsOf } from './bars.ts';
import * as fixtures from './states.ts';

/** What the validation agent finds when it starts: bars, features, a trained model, its trials in the ledger. */
export interface ValidationCase {
  readonly bars: Bars;
  /** Columns of per-bar returns, one a trial; those of a search with one clear winner unless given. */
  readonly trialReturns?: readonly Float64Array[];
  readonly spec?: Record<string, unknown>;
  /** Bars of a second market over the time of the development bars. */
  readonly companion?: Bars;
}

const DEVELOPMENT_SHARE = 0.8;
const TRAIN_SHARE = 0.6;
const EMBARGO_BARS = 10;

const PARAMS: LightGbmParams = {
  objective: 'binary',
  num_iterations: 25,
  num_leaves: 7,
  learning_rate: 0.1,
  min_data_in_leaf: 40,
  seed: 7,
};

/** Trains a model on the train segment and writes what the earlier agents would have left. */
export async function prepareValidation(
  { bars, trialReturns = wonSearch(), spec: edits = {}, companion }: ValidationCase,
  compute: Compute,
  probe: AgentContextProbe,
): Promise<AgentInput> {
  const spec = fixtures.spec({
    labels: { horizonBars: 5, takeProfitAtr: 2, stopLossAtr: 2 },
    training: { folds: 2, selection: { method: 'screen' } },
    validation: { walkForward: { windows: 4, trials: 2 }, draws: 199 },
    ...edits,
  });
  const n = bars.timeMs.length;
  const [trainTo, testFrom] = [Math.floor(n * TRAIN_SHARE), Math.floor(n * DEVELOPMENT_SHARE)];
  const development = sliceBars(bars, 0, testFrom);
  const columns = computeFamily('technical', development);
  const names = Object.keys(columns);
  const { artifacts, ledger } = probe;

  const labels = labelBars(development, spec.labels);
  const rows = Int32Array.from(labels.endIndex.keys()).filter(
    (row) => labels.endIndex[row] >= 0 && labels.endIndex[row] < trainTo,
  );
  const target = Float32Array.from(labels.direction, (direction) => (direction > 0 ? 1 : 0));
  const fit = await compute.fit(
    {
      matrix: toSharedMatrix(columns, names),
      target,
      trainRows: rows,
      predictRows: rows,
      params: PARAMS,
      featureNames: names,
    },
    new AbortController().signal,
  );
  await ledger.record(
    trialReturns.map((returns, i) => ({
      family: 'TEST:1d',
      configHash: String(i),
      status: 'scored' as const,
      params: {},
      seed: 7,
      datasetId: 'test',
      dataHash: 'matrix',
      codeHash: 'code',
      score: 0,
      sharpePerBar: sharpeOf(returns),
      foldScores: [],
    })),
  );
  const segment = (from: number, to: number) => ({
    from,
    to,
    firstAt: new Date(bars.timeMs[from]).toISOString(),
    lastAt: new Date(bars.timeMs[to - 1]).toISOString(),
  });
  const state = fixtures.state({
    dataset: {
      ...fixtures.dataset(),
      family: 'TEST:1d',
      bars: n,
      segments: {
        train: segment(0, trainTo),
        validation: segment(trainTo, testFrom),
        // The embargo is sealed with the segment: it warms the features up and is not traded.
        test: segment(testFrom + EMBARGO_BARS, n),
      },
      development: await artifacts.putColumns('bars', barsToColumns(development)),
      ...(companion && {
        companion: {
          symbol: 'SECOND',
          bars: await artifacts.putColumns('companion_bars', barsToColumns(companion)),
        },
      }),
      sealedTest: await artifacts.putColumns('sealed_bars', barsToColumns(sliceBars(bars, testFrom, n))),
    },
    candidateFeatures: [
      {
        name: 'technical',
        role: 'ml_engineer',
        columns: names,
        artifact: await artifacts.putColumns('features', columns),
      },
    ],
    bestModel: {
      ...fixtures.model(),
      artifact: await artifacts.putText('model', fit.modelText, 'text/plain'),
      features: names,
      params: PARAMS,
      predictions: await artifacts.putColumns('predictions', {
        row: Float64Array.from(rows),
        probability: fit.predictions,
        calibrated: fit.predictions,
        label: Float64Array.from(rows, (row) => target[row]),
      }),
      trialReturns: await artifacts.putColumns(
        'trial_returns',
        Object.fromEntries(trialReturns.map((returns, i) => [`t${i}`, returns])),
      ),
    },
  });
  return { state, spec, task: 'validate' };
}

/** Daily bars whose drift keeps its sign for about forty bars: trend features foretell the next days. */
export function trendingBars(n: number, seed: string, drift = 0.006): Bars {
  const rng = createRng(seed);
  let sign = 1;
  return walk(n, rng, () => {
    if (rng.uniform() < 1 / 40) sign = -sign;
    return sign * drift;
  });
}

/** Daily bars that nothing foretells. */
export const aimlessBars = (n: number, seed: string): Bars => walk(n, createRng(seed), () => 0);

function walk(n: number, rng: Rng, drift: () => number): Bars {
  let last = 100;
  const rows = Array.from({ length: n }, (): [number, number, number, number] => {
    const open = last * Math.exp(0.001 * rng.normal());
    const close = open * Math.exp(drift() + 0.008 * rng.normal());
    const high = Math.max(open, close) * Math.exp(0.002 * Math.abs(rng.normal()));
    const low = Math.min(open, close) * Math.exp(-0.002 * Math.abs(rng.normal()));
    last = close;
    return [open, high, low, close];
  });
  return barsOf(rows);
}

/** Per-bar returns of eight trials of which the first is better than the rest, in every part of time. */
export function wonSearch(): Float64Array[] {
  const rng = createRng('search');
  return Array.from({ length: 8 }, (_, trial) =>
    Float64Array.from({ length: 640 }, () => (trial === 0 ? 0.004 : 0) + 0.01 * rng.normal()),
  );
}

function sharpeOf(returns: Float64Array): number {
  const mean = returns.reduce((total, value) => total + value, 0) / returns.length;
  const variance = returns.reduce((total, value) => total + (value - mean) ** 2, 0) / (returns.length - 1);
  return mean / Math.sqrt(variance);
}
