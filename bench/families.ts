import { toSharedMatrix } from '../src/agents/feature-matrix.ts';
import { createCompute } from '../src/compute/pool.ts';
import { createMarketData } from '../src/data-sources/market-data.ts';
import { computeFamily } from '../src/domain/features/compute.ts';
import type { FeatureFamily } from '../src/domain/features/definition.ts';
import { type Bars, barCount, sliceBars } from '../src/domain/market/bars.ts';
import { auc } from '../src/domain/ml/auc.ts';
import type { BenchReport } from './support/report.ts';

/** Share of the sample that may be looked at: the rest is the sealed test segment of the default split. */
const DEVELOPMENT = 0.8;
const HORIZON_BARS = 5;
const WINDOWS = 6;
const FIRST_TRAIN = 0.4;
const SEEDS = [1, 2, 3];
const PARAMS = {
  objective: 'binary',
  num_iterations: 120,
  learning_rate: 0.03,
  num_leaves: 8,
  min_data_in_leaf: 60,
  feature_fraction: 0.5,
  bagging_fraction: 0.7,
  bagging_freq: 1,
};

const SETS: readonly (readonly FeatureFamily[])[] = [
  ['technical'],
  ['technical', 'smc'],
  ['technical', 'ict'],
  ['technical', 'wyckoff'],
  ['technical', 'smc', 'ict', 'wyckoff'],
];

/** What the families of market structure add out of sample, on the sample that ships: direction of the next five days. */
export async function bench(): Promise<BenchReport> {
  const marketData = createMarketData({ dataDirectory: '.' });
  const { bars: all } = await marketData.read(
    { kind: 'sample', name: 'sp500' },
    new AbortController().signal,
  );
  const bars = sliceBars(all, 0, Math.floor(barCount(all) * DEVELOPMENT));
  const compute = createCompute({ threads: 2 });
  const scored: { families: readonly FeatureFamily[]; columns: number; aucs: number[] }[] = [];
  for (const families of SETS) {
    const columns = Object.assign({}, ...families.map((family) => computeFamily(family, bars)));
    const names = Object.keys(columns);
    const matrix = toSharedMatrix(columns, names);
    const aucs = await walkForward(bars, ({ trainRows, predictRows, target, seed }) =>
      compute
        .fit(
          { matrix, target, trainRows, predictRows, params: { ...PARAMS, seed }, featureNames: names },
          new AbortController().signal,
        )
        .then(({ predictions }) => predictions),
    );
    scored.push({ families, columns: names.length, aucs });
  }
  await compute.stop();
  const [base] = scored;
  return {
    name: 'feature families out of sample',
    rows: scored.map(({ families, columns, aucs }) => {
      const gains = aucs.map((value, i) => value - base.aucs[i]);
      return {
        families: families.join(' + '),
        columns,
        'mean AUC': mean(aucs).toFixed(4),
        'gain on technical': mean(gains).toFixed(4),
        'its standard error': standardError(gains).toFixed(4),
        'windows better': `${gains.filter((gain) => gain > 0).length} of ${gains.length}`,
      };
    }),
    verdicts: [],
    notes: [
      `S&P 500 daily bars, the first ${DEVELOPMENT * 100} %; sign of the next ${HORIZON_BARS} days; ${WINDOWS} walk-forward windows, purged, AUC averaged over ${SEEDS.length} seeds. No tuning, no selection.`,
      'Daily bars without volume: sessions and effort cannot be read, so this says little of ICT and Wyckoff on their own ground.',
    ],
  };
}

interface Window {
  readonly trainRows: Int32Array;
  readonly predictRows: Int32Array;
  readonly target: Float32Array;
  readonly seed: number;
}

/** AUC of each window, averaged over the seeds. */
async function walkForward(
  bars: Bars,
  predict: (window: Window) => Promise<Float64Array>,
): Promise<number[]> {
  const n = barCount(bars) - HORIZON_BARS;
  const target = Float32Array.from({ length: barCount(bars) }, (_, i) =>
    Number(i < n && bars.close[i + HORIZON_BARS] > bars.close[i]),
  );
  const rows = (from: number, to: number): Int32Array =>
    Int32Array.from({ length: to - from }, (_, i) => from + i);
  const edges = Array.from({ length: WINDOWS + 1 }, (_, w) =>
    Math.floor(n * (FIRST_TRAIN + ((1 - FIRST_TRAIN) * w) / WINDOWS)),
  );
  const aucs: number[] = [];
  for (let w = 0; w < WINDOWS; w++) {
    const predictRows = rows(edges[w], edges[w + 1]);
    const outcome = Int8Array.from(predictRows, (row) => target[row]);
    const ofSeeds = await Promise.all(
      SEEDS.map(async (seed) => {
        const trainRows = rows(0, edges[w] - HORIZON_BARS);
        return auc(await predict({ trainRows, predictRows, target, seed }), outcome) ?? 0.5;
      }),
    );
    aucs.push(mean(ofSeeds));
  }
  return aucs;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
