import { describe, expect, it } from 'vitest';
import { evaluateSample } from '../../../src/agents/evaluation/evaluate-sample.ts';
import { tradeProbabilities } from '../../../src/agents/trade-probabilities.ts';
import { auc } from '../../../src/domain/ml/auc.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { labelHere } from '../../support/labelled-bars.ts';
import { generateMarket } from '../../support/training-state.ts';

const BARS = 1_000;
/** The sample does not begin with the first bar: 1971 and 1972 in part. */
const FROM = 450;
const { bars, regime } = generateMarket(BARS, 0.5, 'regimes');
const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } } });
const labelled = labelHere(bars, spec);
const rng = createRng('slices');
const calibrated = Float64Array.from(regime, (side, i) =>
  i < FROM ? Number.NaN : 0.5 + 0.3 * side * (rng.uniform() < 0.8 ? 1 : -1) * rng.uniform(),
);
const row = Int32Array.from(bars.timeMs.keys()).filter(
  (i) => i >= FROM && labelled.labels.direction[i] !== 0,
);
const outcome = Int8Array.from(row, (i) => labelled.target[i]);
const raw = Float64Array.from(row, (i) => calibrated[i]);
const request = {
  ...labelled,
  spec,
  parts: [{ learn: [{ from: 0, to: FROM }], trade: { from: FROM, to: BARS } }],
};
const { slices } = evaluateSample({
  ...request,
  calibrated,
  groups: [{ row, raw, calibrated: raw, outcome, forwardReturn: raw }],
  barsPerYear: 252,
  seed: 'slices',
});
const { returns } = tradeProbabilities({ ...request, probability: calibrated });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** True range of a bar, and the average of 14 as Wilder has it: seeded with their mean. */
const trueRange = (i: number): number =>
  Math.max(bars.high[i], bars.close[i - 1] ?? bars.low[i]) -
  Math.min(bars.low[i], bars.close[i - 1] ?? bars.high[i]);
const volatility: number[] = [];
let average = Number.NaN;
for (let i = 0; i < BARS; i++) {
  if (i === 14) average = mean(Array.from({ length: 14 }, (_, k) => trueRange(k + 1)));
  if (i > 14) average = (13 * average + trueRange(i)) / 14;
  volatility.push(average / bars.close[i]);
}
const sorted = volatility.slice(FROM).sort((a, b) => a - b);
const third = (k: number): number => sorted[Math.floor((k * sorted.length) / 3)];
const isAbove = (i: number): boolean => bars.close[i] > mean([...bars.close.subarray(i - 199, i + 1)]);
const yearOf = (i: number): string => new Date(bars.timeMs[i]).toISOString().slice(0, 4);

describe('a slice of a sample', () => {
  it.each([
    ['year', '1971', (i: number) => yearOf(i) === '1971'],
    ['year', '1972', (i: number) => yearOf(i) === '1972'],
    ['volatility', 'low', (i: number) => volatility[i] < third(1)],
    ['volatility', 'middle', (i: number) => volatility[i] >= third(1) && volatility[i] < third(2)],
    ['volatility', 'high', (i: number) => volatility[i] >= third(2)],
    ['trend', 'up', isAbove],
    ['trend', 'down', (i: number) => !isAbove(i)],
  ] as const)('by %s, %s: the scores of its rows and the returns of its bars alone', (by, name, holds) => {
    const slice = slices.find((one) => one.by === by && one.name === name);
    const kept = [...row.keys()].filter((k) => holds(row[k]));
    expect(kept.length).toBeGreaterThan(50);
    expect(slice?.rows).toBe(kept.length);
    expect(slice?.scores.auc.value).toBeCloseTo(
      auc(
        Float64Array.from(kept, (k) => raw[k]),
        Int8Array.from(kept, (k) => outcome[k]),
      ) ?? Number.NaN,
      12,
    );
    const own = [...returns].filter((_, k) => holds(FROM + k));
    expect(own.some((value) => value !== 0)).toBe(true);
    expect(slice?.totalReturn).toBeCloseTo(own.reduce((equity, value) => equity * (1 + value), 1) - 1, 12);
    const deviation = Math.sqrt(
      own.reduce((sum, value) => sum + (value - mean(own)) ** 2, 0) / (own.length - 1),
    );
    expect(slice?.sharpe).toBeCloseTo((mean(own) / deviation) * Math.sqrt(252), 10);
  });

  it('is there for every year and regime, once', () => {
    expect(slices.map(({ by, name }) => `${by} ${name}`)).toEqual([
      'year 1971',
      'year 1972',
      'volatility low',
      'volatility middle',
      'volatility high',
      'trend up',
      'trend down',
    ]);
  });
});
