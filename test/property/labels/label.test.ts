import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelOptions, type Labels, labelBars } from '../../../src/domain/labels/label.ts';
import { averageUniqueness, labelConcurrency } from '../../../src/domain/labels/uniqueness.ts';
import { type Bars, barCount, concatBars, sliceBars } from '../../../src/domain/market/bars.ts';
import { scaled, tickBars, upsideDown } from '../../support/tick-bars.ts';

type Options = Omit<LabelOptions, 'roundTripCost'> & { readonly costShare: number };

const label = (bars: Bars, { costShare, ...options }: Options): Labels =>
  labelBars(bars, { ...options, roundTripCost: new Float64Array(barCount(bars)).fill(costShare) });

const options: fc.Arbitrary<Options> = fc.record({
  method: fc.constantFrom('triple-barrier', 'forward-return', 'trend-scanning'),
  bothTouch: fc.constantFrom('stop', 'nearest', 'drop'),
  costShare: fc.constantFrom(0, 0.0005),
  takeProfitAtr: fc.constantFrom(0.5, 1, 2, 5),
  stopLossAtr: fc.constantFrom(0.5, 1, 2, 5),
  horizonBars: fc.integer({ min: 2, max: 30 }),
});

describe('labels', () => {
  it('never look past their end: other bars after it change nothing', () => {
    fc.assert(
      fc.property(tickBars(20, 120), tickBars(20, 120), options, fc.nat(), (bars, other, choice, seed) => {
        const labels = label(bars, choice);
        const cut = 1 + (seed % (barCount(bars) - 1));
        const changed = label(concatBars(sliceBars(bars, 0, cut), later(other, cut)), choice);
        for (let i = 0; i < cut; i++) {
          if (labels.endIndex[i] < 0 || labels.endIndex[i] >= cut) continue;
          expect(changed.direction[i]).toBe(labels.direction[i]);
          expect(changed.endIndex[i]).toBe(labels.endIndex[i]);
        }
        // What a trade needs at bar t is known at bar t.
        expect(changed.target.subarray(0, cut)).toEqual(labels.target.subarray(0, cut));
        expect(changed.stop.subarray(0, cut)).toEqual(labels.stop.subarray(0, cut));
      }),
    );
  });

  it('end at the first bar that settles them: cut one bar earlier there is no label', () => {
    fc.assert(
      fc.property(tickBars(20, 80), options, (bars, choice) => {
        const { direction, endIndex } = label(bars, choice);
        for (let i = 0; i < barCount(bars); i++) {
          if (direction[i] === 0) continue;
          expect(label(sliceBars(bars, 0, endIndex[i]), choice).direction[i] ?? 0).toBe(0);
          expect(label(sliceBars(bars, 0, endIndex[i] + 1), choice).direction[i]).toBe(direction[i]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('span at least the entry bar and at most the horizon', () => {
    fc.assert(
      fc.property(tickBars(20, 120), options, (bars, choice) => {
        const { direction, entryIndex, endIndex } = label(bars, choice);
        direction.forEach((label, i) => {
          const isInside = endIndex[i] > i && endIndex[i] <= i + choice.horizonBars;
          if (label === 0) expect([entryIndex[i], endIndex[i]]).toEqual([-1, -1]);
          else expect([entryIndex[i], isInside]).toEqual([i + 1, true]);
        });
      }),
    );
  });

  it('do not depend on the currency', () => {
    fc.assert(
      fc.property(tickBars(20, 120), options, (bars, choice) => {
        const [one, other] = [label(bars, choice), label(scaled(bars, 0.25), choice)];
        expect(other.direction).toEqual(one.direction);
        expect(other.endIndex).toEqual(one.endIndex);
      }),
    );
  });

  it('of a long and a short with equal barriers never both win on the same bars', () => {
    fc.assert(
      fc.property(tickBars(20, 120), fc.integer({ min: 1, max: 20 }), (bars, horizonBars) => {
        const choice: Options = {
          costShare: 0,
          method: 'triple-barrier',
          takeProfitAtr: 1,
          stopLossAtr: 1,
          horizonBars,
        };
        const long = label(bars, choice);
        const short = label(upsideDown(bars), choice);
        long.direction.forEach((label, i) => {
          expect(label === 1 && short.direction[i] === 1).toBe(false);
        });
      }),
    );
  });
});

describe('average uniqueness', () => {
  it('is the mean of 1 / concurrency over each span, by definition', () => {
    fc.assert(
      fc.property(tickBars(20, 120), options, (bars, choice) => {
        const labels = label(bars, choice);
        const weights = averageUniqueness(labels);
        const spanning = (t: number): number =>
          labels.endIndex.reduce((n, end, i) => n + Number(end >= t && labels.entryIndex[i] <= t), 0);
        expect([...labelConcurrency(labels)]).toEqual(Array.from(bars.close, (_, t) => spanning(t)));
        weights.forEach((weight, i) => {
          const [entry, end] = [labels.entryIndex[i], labels.endIndex[i]];
          let sum = 0;
          for (let t = entry; t <= end; t++) sum += end < 0 ? 0 : 1 / spanning(t);
          expect(weight).toBeCloseTo(sum / (end - entry + 1), 10);
        });
      }),
      { numRuns: 30 },
    );
  });
});

/** The same bars, moved to open after `cut` hours. */
const later = (bars: Bars, cut: number): Bars => ({
  ...bars,
  timeMs: bars.timeMs.map((ms) => ms + cut * 3_600_000),
});
