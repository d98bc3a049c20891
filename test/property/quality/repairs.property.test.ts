import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsToChanges, repairColumns, splitByTime } from '../../../src/agents/data/repair-columns.ts';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import { type AssessOptions, assessQuality } from '../../../src/domain/quality/assess.ts';
import { areSameBars, undoRepairs } from '../../../src/domain/quality/repair-log.ts';
import { STEPS_ON_DEMAND, stepsFrom } from '../../../src/domain/quality/repair-step.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/quality/thresholds.ts';

const HOUR_MS = 3_600_000;
const price = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: 1, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, Number.NaN) },
);
const row = fc.record({
  hour: fc.integer({ min: 0, max: 500 }),
  open: price,
  high: fc.constant(2),
  low: fc.constant(1),
  close: price,
  volume: fc.nat({ max: 100 }),
  spread: fc.double({ min: 0, max: 0.1, noNaN: true }),
});
type Row = {
  hour: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  spread: number;
};

const barsOfRows = (rows: readonly Row[], hasSpread: boolean): Bars => ({
  timeMs: Float64Array.from(rows, ({ hour }) => Date.UTC(2024, 0, 1) + hour * HOUR_MS),
  open: Float64Array.from(rows, ({ open }) => open),
  high: Float64Array.from(rows, ({ high }) => high),
  low: Float64Array.from(rows, ({ low }) => low),
  close: Float64Array.from(rows, ({ close }) => close),
  volume: Float64Array.from(rows, ({ volume }) => volume),
  ...(hasSpread && { spread: Float64Array.from(rows, ({ spread }) => spread) }),
});
const anyBars = fc
  .tuple(fc.array(row, { maxLength: 120 }), fc.boolean())
  .map(([rows, has]) => barsOfRows(rows, has));
const anyRepairs = fc.record({
  cutBadData: fc.option(
    fc.record({ holeDays: fc.integer({ min: 1, max: 9 }), flatBars: fc.integer({ min: 1, max: 9 }) }),
  ),
  dropWeekend: fc.boolean(),
  fillGaps: fc.option(fc.record({ maxBars: fc.integer({ min: 1, max: 50 }) })),
  adjustments: fc.array(
    fc.record({
      exDateMs: fc.integer({ min: 0, max: 20 }).map((d) => Date.UTC(2024, 0, 1 + d)),
      split: fc.constantFrom(2, 0.5, 3),
    }),
    { maxLength: 2 },
  ),
});
const assess = (bars: Bars, options: AssessOptions) =>
  assessQuality(bars, 60, { thresholds: { ...DEFAULT_THRESHOLDS, calendar: '24x7' }, ...options });

describe('repairs of any bars', () => {
  it('are taken back to the last bit', () => {
    fc.assert(
      fc.property(anyBars, anyRepairs, (bars, repairs) => {
        const { cleaned, repairs: done } = assess(bars, { repairs, asOfMs: Date.UTC(2024, 0, 15) });
        expect(undoRepairs(cleaned, done)).toEqual(bars);
      }),
    );
  });

  it('are taken back from their log as well, also when it was cut in two by time', () => {
    fc.assert(
      fc.property(anyBars, anyRepairs, fc.integer({ min: 0, max: 500 }), (bars, repairs, hour) => {
        const { cleaned, repairs: done } = assess(bars, { repairs });
        const log = repairColumns(done, bars);
        if (log === null) {
          expect(cleaned).toEqual(bars);
          return;
        }
        expect(undoRepairs(cleaned, columnsToChanges(log))).toEqual(bars);
        const { before, after } = splitByTime(log, Date.UTC(2024, 0, 1) + hour * HOUR_MS);
        const rows = (before?.timeMs.length ?? 0) + (after?.timeMs.length ?? 0);
        expect(rows).toBe(log.timeMs.length);
      }),
    );
  });

  it('that are taken back from any one on leave what the repairs before them make', () => {
    fc.assert(
      fc.property(anyBars, anyRepairs, fc.nat(), (bars, repairs, at) => {
        const { cleaned, repairs: done } = assess(bars, { repairs });
        const onDemand = done.findIndex(({ step }) => STEPS_ON_DEMAND.has(step));
        if (onDemand < 0) return;
        const from = onDemand + (at % (done.length - onDemand));
        const gone = stepsFrom(done[from].step);
        const { cleaned: before } = assess(bars, {
          repairs: {
            cutBadData: gone.has('cut_bad_data') ? null : repairs.cutBadData,
            dropWeekend: repairs.dropWeekend && !gone.has('drop_weekend'),
            fillGaps: gone.has('fill_gaps') ? null : repairs.fillGaps,
            adjustments: gone.has('adjust_prices') ? [] : repairs.adjustments,
          },
        });
        expect(areSameBars(undoRepairs(cleaned, done.slice(from)), before)).toBe(true);
        expect(areSameBars(cleaned, before)).toBe(false);
      }),
    );
  });

  it('account for every bar that came or went', () => {
    fc.assert(
      fc.property(anyBars, anyRepairs, (bars, repairs) => {
        const { cleaned, repairs: done } = assess(bars, { repairs });
        const net = done.reduce((sum, { change }) => {
          if (change.kind === 'remove') return sum - change.at.length;
          return change.kind === 'insert' ? sum + change.at.length : sum;
        }, 0);
        expect(barCount(bars) + net).toBe(barCount(cleaned));
      }),
    );
  });
});
