import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkForwardWindows } from '../../../src/domain/validation/walk-forward.ts';

const plans = fc
  .record({
    rows: fc.integer({ min: 80, max: 600 }),
    windows: fc.integer({ min: 1, max: 12 }),
    initialTrain: fc.double({ min: 0.3, max: 0.6, noNaN: true }),
    anchored: fc.boolean(),
    embargoBars: fc.integer({ min: 0, max: 8 }),
    horizon: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ horizon, ...plan }) => ({
    ...plan,
    endIndex: Int32Array.from({ length: plan.rows }, (_, i) =>
      i < 5 || i + horizon >= plan.rows ? -1 : i + 1 + (i % horizon),
    ),
  }));

describe('walk-forward windows', () => {
  it('cover every bar after the first training part once, in order, in nearly equal lengths', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const windows = walkForwardWindows(plan);
        expect(windows).toHaveLength(plan.windows);
        expect(windows[0].from).toBe(Math.floor(plan.rows * plan.initialTrain));
        expect(windows.at(-1)?.to).toBe(plan.rows);
        expect(windows.slice(1).map((w) => w.from)).toEqual(windows.slice(0, -1).map((w) => w.to));
        const lengths = windows.map((w) => w.to - w.from);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never train on a label that ends within the embargo before the window, and lose no other', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const { trainFrom, trainRows, from } of walkForwardWindows(plan)) {
          const allowed = [...plan.endIndex.keys()].filter((row) => {
            const end = plan.endIndex[row];
            return row >= trainFrom && row < from && end >= 0 && from - end > plan.embargoBars;
          });
          expect([...trainRows]).toEqual(allowed);
        }
      }),
    );
  });

  it('keep the start of training when anchored and its length when rolling', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const windows = walkForwardWindows(plan);
        const first = windows[0].from;
        for (const w of windows) expect(w.trainFrom).toBe(plan.anchored ? 0 : w.from - first);
      }),
    );
  });
});

describe('impossible plans', () => {
  const plan = {
    rows: 100,
    windows: 4,
    initialTrain: 0.5,
    anchored: true,
    embargoBars: 0,
    endIndex: Int32Array.from({ length: 100 }, (_, i) => i + 1),
  };

  it('with too few bars for the windows are refused', () => {
    expect(() => walkForwardWindows({ ...plan, windows: 30 })).toThrow('need at least 60 bars');
  });

  it('without a label to train on are refused', () => {
    const endIndex = new Int32Array(100).fill(-1);
    expect(() => walkForwardWindows({ ...plan, endIndex })).toThrow('no labelled bar');
  });

  it.each([
    [{ windows: 0 }, 'windows must be'],
    [{ initialTrain: 1 }, 'initialTrain must be'],
    [{ embargoBars: -1 }, 'embargoBars must be'],
    [{ rows: 99 }, 'endIndex has 100 values for 99 bars'],
  ])('with %j are refused', (over, message) => {
    expect(() => walkForwardWindows({ ...plan, ...over })).toThrow(message);
  });
});
