import { describe, expect, it } from 'vitest';
import { tradeProbabilities } from '../../../src/agents/trade-probabilities.ts';
import { tradedParts } from '../../../src/agents/training/score-paths.ts';
import { segmentData } from '../../../src/agents/training/training-data.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { labelHere } from '../../support/labelled-bars.ts';
import { generateMarket } from '../../support/training-state.ts';

const BARS = 1_200;
const { bars, regime } = generateMarket(BARS, 0.5, 'traded parts');
const specOf = (edits: object = {}) =>
  parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, ...edits });

/** Sure where the market goes. */
const knowing = Float64Array.from(regime, (side) => (side > 0 ? 0.7 : 0.3));

describe('the folds of a path are parts of one record that', () => {
  const cuts = {
    'purged folds': { folds: 5, crossValidation: { kind: 'purged', embargoBars: 20 } },
    'combinatorial paths': { folds: 6, crossValidation: { kind: 'combinatorial', testGroups: 2 } },
  };

  it.each(Object.entries(cuts))(
    'cover every bar once and learn from no bar they trade: %s',
    (_, training) => {
      const spec = specOf({ training });
      const data = segmentData(labelHere(bars, spec), [], spec);
      for (const path of data.paths) {
        const parts = tradedParts({ ...data, folds: path });
        expect(parts).toHaveLength(training.folds);
        expect(parts.map(({ trade }) => trade.from)).toEqual([
          0,
          ...parts.slice(0, -1).map((p) => p.trade.to),
        ]);
        expect(parts[parts.length - 1].trade.to).toBe(BARS);
        parts.forEach(({ learn }, k) => {
          const learned = new Set(
            learn.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
          );
          const { trainRows, testRows } = path[k];
          // Every training row is in a stretch, and nothing else that has a label.
          expect(trainRows.every((row) => learned.has(row))).toBe(true);
          const labelled = [...learned].filter((row) => data.labels.direction[row] !== 0);
          expect(labelled).toHaveLength(trainRows.length);
          expect(testRows.some((row) => learned.has(row))).toBe(false);
        });
      }
    },
  );

  it('are traded each by what its own stretches teach', () => {
    const spec = specOf({ costs: { spread: 0, commission: 0, slippage: 0 } });
    const labelled = labelHere(bars, spec);
    const middle = BARS / 2;
    const trades = (side: 1 | -1) => (row: number) => (row < middle ? side : -side);
    // A market in which the upper label pays in the first half alone, said by the trades measured there.
    const result = (side: 1 | -1) =>
      Float64Array.from({ length: BARS }, (_, i) => labelled.labels.direction[i] * trades(side)(i));
    const cost = new Float64Array(BARS);
    const loneTrades = { long: { result: result(1), cost }, short: { result: result(-1), cost } };
    const first = { from: 0, to: middle };
    const second = { from: middle, to: BARS };
    const sidesOf = (learn: readonly [typeof first, typeof first]) =>
      tradeProbabilities({
        ...labelled,
        loneTrades,
        spec,
        probability: knowing,
        parts: [
          { learn: [learn[0]], trade: first },
          { learn: [learn[1]], trade: second },
        ],
      }).side;
    const traded = (side: Int8Array, { from, to }: typeof first) =>
      side.subarray(from, to).some((s) => s !== 0);
    const crossed = sidesOf([second, first]);
    expect([traded(crossed, first), traded(crossed, second)]).toEqual([false, true]);
    const own = sidesOf([first, second]);
    expect([traded(own, first), traded(own, second)]).toEqual([true, false]);
  });
});

describe('probabilities are traded as a released bot would', () => {
  const whole = { from: 0, to: BARS };
  const traded = (edits: object) => {
    const spec = specOf(edits);
    const parts = [{ learn: [whole], trade: whole }];
    return tradeProbabilities({ ...labelHere(bars, spec), spec, probability: knowing, parts });
  };

  it('not at all where the costs eat the expectation', () => {
    const free = traded({ costs: { spread: 0, commission: 0, slippage: 0 } });
    expect(free.trades.length).toBeGreaterThan(50);
    const dear = traded({ costs: { spread: 800, commission: 0, slippage: 0 } });
    expect(dear.trades).toHaveLength(0);
  });

  it('through the filters of the spec', () => {
    const every = traded({});
    const paced = traded({ signals: { filters: { cooldownBars: 60 } } });
    expect(paced.trades.length).toBeGreaterThan(0);
    expect(paced.trades.length).toBeLessThan(every.trades.length / 2);
  });
});
