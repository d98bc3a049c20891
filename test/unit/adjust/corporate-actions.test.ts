import { describe, expect, it } from 'vitest';
import { adjustPrices } from '../../../src/domain/adjust/corporate-actions.ts';
import { assessQuality } from '../../../src/domain/quality/assess.ts';
import { NO_REPAIRS } from '../../../src/domain/quality/repair.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';

describe('corporate actions', () => {
  const bars = barsOf([
    [100, 102, 98, 100],
    [50, 51, 49, 50],
    [50, 52, 49, 49],
  ]);

  it('divide prices before a split and multiply the volume', () => {
    const adjusted = adjustPrices({ ...bars, volume: Float64Array.of(10, 20, 30) }, [
      { exDateMs: bars.timeMs[1], split: 2 },
    ]);
    expect([...adjusted.close]).toEqual([50, 50, 49]);
    expect([...adjusted.high]).toEqual([51, 51, 52]);
    expect([...adjusted.volume]).toEqual([20, 20, 30]);
  });

  it('take a dividend off as the share of the close before it', () => {
    const adjusted = adjustPrices(bars, [{ exDateMs: bars.timeMs[2], dividend: 1 }]);
    // The holder of the second bar had 49 + 1 for 50.
    expect(adjusted.close[1] / adjusted.close[2]).toBeCloseTo(1, 12);
    expect(adjusted.close[0]).toBeCloseTo(98, 12);
  });

  it('add up over several dates, and leave data after them alone', () => {
    const both = adjustPrices(bars, [
      { exDateMs: bars.timeMs[2], dividend: 1 },
      { exDateMs: bars.timeMs[1], split: 2 },
    ]);
    expect(both.close[0]).toBeCloseTo(49, 12);
    expect(adjustPrices(bars, [{ exDateMs: 0, split: 3 }]).close).toEqual(bars.close);
  });

  it('multiply: each price by the product over all later ex-dates, whatever the order they are named in', () => {
    const walk = randomBars(60, createRng('actions'));
    const at = (i: number) => walk.timeMs[i];
    const actions = [
      { exDateMs: at(40), dividend: 0.7 },
      { exDateMs: at(10), split: 7 },
      { exDateMs: at(25), split: 0.5, dividend: 0.2 },
    ];
    const adjusted = adjustPrices(walk, actions);
    walk.close.forEach((close, i) => {
      let factor = 1;
      for (const { exDateMs, split = 1, dividend = 0 } of actions.filter(
        ({ exDateMs }) => exDateMs > at(i),
      )) {
        const before = walk.close[walk.timeMs.indexOf(exDateMs) - 1];
        factor *= (before - dividend) / (before * split);
      }
      expect(adjusted.close[i] / (close * factor)).toBeCloseTo(1, 12);
    });
  });

  it('refuse what cannot be', () => {
    const exDateMs = bars.timeMs[1];
    expect(() => adjustPrices(bars, [{ exDateMs, split: 0 }])).toThrow(/cannot be/);
    expect(() => adjustPrices(bars, [{ exDateMs, dividend: 200 }])).toThrow(/cannot be/);
  });
});

describe('a split nobody adjusted for', () => {
  const walk = randomBars(800, createRng('split'));
  const cut = (values: Float64Array) => values.map((price, i) => (i < 400 ? price * 4 : price));
  const raw = {
    ...walk,
    open: cut(walk.open),
    high: cut(walk.high),
    low: cut(walk.low),
    close: cut(walk.close),
  };
  const rules = (options = {}) => assessQuality(raw, 1_440, options).findings.map(({ rule }) => rule);

  it('is suspected with its ratio, and gone once it is named', () => {
    const finding = assessQuality(raw, 1_440).findings.find(
      ({ rule }) => rule === 'corporate.split_suspected',
    );
    expect(finding).toMatchObject({ count: 1, repair: { step: 'adjust_prices', applied: false } });
    expect(finding?.examples).toMatchObject([
      { timeMs: raw.timeMs[400], detail: expect.stringContaining('4 for 1') },
    ]);
    const adjustments = [{ exDateMs: raw.timeMs[400], split: 4 }];
    expect(rules({ repairs: { ...NO_REPAIRS, adjustments } })).not.toContain('corporate.split_suspected');
  });
});
