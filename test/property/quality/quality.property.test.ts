import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../src/domain/market/bar.ts';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import { requireUsableBars } from '../../../src/domain/market/usable-bars.ts';
import { assessQuality } from '../../../src/domain/quality/assess.ts';

const price = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0.01, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY) },
);
const row = fc.record({
  timeMs: fc.integer({ min: 0, max: 400 }).map((hour) => hour * 3_600_000),
  open: price,
  high: price,
  low: price,
  close: price,
  volume: fc.oneof(fc.nat(), fc.constant(Number.NaN)),
});

/** Bars with every defect at once: any order, repeated times, impossible and missing prices. */
const anyBars = fc.array(row, { maxLength: 200 }).map((rows): Bars => {
  const column = (name: keyof Bar) => Float64Array.from(rows, (r) => r[name]);
  return {
    timeMs: column('timeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
});

describe('quality of any bars at all', () => {
  it('always leaves bars that features may be computed on, taken from the given ones', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const { cleaned } = assessQuality(bars, 60);
        expect(() => requireUsableBars(cleaned)).not.toThrow();
        const given = new Set(Array.from(bars.timeMs, (time, i) => `${time} ${bars.close[i]}`));
        for (let i = 0; i < barCount(cleaned); i++) {
          expect(given).toContain(`${cleaned.timeMs[i]} ${cleaned.close[i]}`);
        }
      }),
    );
  });

  it('has nothing left to repair the second time', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const again = assessQuality(assessQuality(bars, 60).cleaned, 60);
        expect(again.repairs).toEqual([]);
      }),
    );
  });

  it('accounts for every bar that is gone, and blocks whenever more than a copy is', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const { cleaned, repairs, verdict } = assessQuality(bars, 60);
        const dropped = repairs.filter((r) => r.step !== 'sort_by_time');
        expect(dropped.reduce((sum, r) => sum + r.count, 0)).toBe(barCount(bars) - barCount(cleaned));
        if (dropped.some((r) => r.step !== 'drop_identical_duplicates')) expect(verdict).toBe('block');
      }),
    );
  });

  it('gives a score from 0 to 100 and shares from 0 to 1', () => {
    fc.assert(
      fc.property(anyBars, fc.constantFrom(1, 60, 1_440, 10_080), (bars, minutes) => {
        const { score, findings } = assessQuality(bars, minutes);
        expect(score >= 0 && score <= 100).toBe(true);
        for (const { share } of findings) expect(share >= 0 && share <= 1).toBe(true);
      }),
    );
  });
});
