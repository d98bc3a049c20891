import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapShare, stress, stressLoss, worstMoves } from '../../../src/domain/risk/stress.ts';

const DAY = 86_400_000;

describe('a stress scenario', () => {
  it('of one blow scales with the exposure', () => {
    const blow = { name: 'gap', description: '', effect: { loss: 0.05 } };
    expect(stress(blow, 0.25).exposure).toBeCloseTo(5, 12);
    expect(stressLoss(blow, 5)).toBeCloseTo(0.25, 12);
    expect(stressLoss(blow, stress(blow, 0.3).exposure)).toBeLessThanOrEqual(0.3);
  });

  it('of a path is its drawdown', () => {
    const path = { name: 'wild', description: '', effect: { returns: Float64Array.of(-0.1, 0.05, -0.1) } };
    expect(stress(path, 0.5).loss).toBeCloseTo(1 - 0.9 * 1.05 * 0.9, 12);
    expect(stressLoss(path, stress(path, 0.05).exposure)).toBeCloseTo(0.05, 9);
  });

  it('that gains sets no bound', () => {
    expect(stress({ name: 'up', description: '', effect: { loss: -1 } }, 0.1)).toMatchObject({
      loss: 0,
      exposure: Number.MAX_VALUE,
    });
  });
});

describe('worst moves', () => {
  it('are the largest fall and rise inside the window of days', () => {
    const timeMs = Float64Array.from({ length: 6 }, (_, i) => i * DAY);
    const close = Float64Array.of(100, 90, 95, 80, 100, 120);
    expect(worstMoves(timeMs, close, 2)).toEqual({ long: 1 - 80 / 95, longAt: 3, short: 0.5, shortAt: 5 });
    expect(worstMoves(timeMs, close, 3).long).toBeCloseTo(0.2, 12);
  });

  it('equal a search over all pairs', () => {
    const walks = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(walks, fc.integer({ min: 1, max: 9 }), (values, days) => {
        const close = Float64Array.from(values);
        const timeMs = close.map((_, i) => i * DAY);
        let long = 0;
        let short = 0;
        for (let i = 0; i < close.length; i++) {
          for (let j = Math.max(0, i - days); j < i; j++) {
            long = Math.max(long, 1 - close[i] / close[j]);
            short = Math.max(short, close[i] / close[j] - 1);
          }
        }
        const worst = worstMoves(timeMs, close, days);
        expect(worst.long).toBeCloseTo(long, 12);
        expect(worst.short).toBeCloseTo(short, 12);
      }),
    );
  });
});

it('a gap is measured on a wide bar and unknown before the first ATR', () => {
  const atr = Float64Array.from({ length: 101 }, (_, i) => (i === 0 ? Number.NaN : i / 100));
  // Known shares 0.01 … 1.00: the 95th percentile of type 7 is 0.01 * (1 + 99 * 0.95).
  expect(gapShare(atr, new Float64Array(101).fill(1), 5)).toBeCloseTo(5 * 0.01 * (1 + 99 * 0.95), 12);
  expect(gapShare(Float64Array.of(Number.NaN), Float64Array.of(1), 5)).toBeNull();
});
