import fc from 'fast-check';
import { expect, it } from 'vitest';
import { segmentData } from '../../../src/agents/training/training-data.ts';
import { type Bars, barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import { chronologicalSplit } from '../../../src/domain/split/chronological.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import type { WorkflowSpec } from '../../../src/orchestration/spec/spec.ts';
import { randomBars } from '../../support/bars.ts';
import { labelHere } from '../../support/labelled-bars.ts';

const BARS = 1_500;
const method = fc.constantFrom(
  'triple-barrier' as const,
  'forward-return' as const,
  'trend-scanning' as const,
);

/** The same bars up to a row, others from it on. */
function changedFrom(bars: Bars, row: number): Bars {
  const factor = (values: Float64Array) =>
    values.map((value, i) => (i < row ? value : value * (2 + (i % 3))));
  return {
    ...bars,
    open: factor(bars.open),
    high: factor(bars.high),
    low: factor(bars.low),
    close: factor(bars.close),
  };
}

const labelSegment = (bars: Bars, spec: WorkflowSpec) => segmentData(labelHere(bars, spec), [], spec);

it('no label of the train segment ends outside of it, whatever the horizon, and no later bar changes one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 120 }),
      fc.integer({ min: 0, max: 20 }),
      method,
      fc.nat(),
      (horizonBars, embargoBars, labelMethod, seed) => {
        const spec = parseSpec({
          market: { source: { kind: 'sample', name: 'sp500' } },
          split: { embargoBars },
          labels: { horizonBars, method: labelMethod },
          training: { folds: 2 },
        });
        const bars = randomBars(BARS, createRng(`purge ${seed}`));
        const { train, validation } = chronologicalSplit({ bars: barCount(bars), ...spec.split });
        const { labels, rows, target } = labelSegment(sliceBars(bars, train.from, train.to), spec);
        expect(rows.length).toBeGreaterThan(0);
        // The end of the last label, and then the embargo, before the first bar of validation.
        for (const row of rows) expect(labels.endIndex[row] + embargoBars).toBeLessThan(validation.from);
        const after = labelSegment(sliceBars(changedFrom(bars, train.to), train.from, train.to), spec);
        expect([after.rows, after.target]).toEqual([rows, target]);
      },
    ),
    { numRuns: 25 },
  );
});
