import { describe, expect, it } from 'vitest';
import { bollinger, donchian, keltner } from '../../../src/domain/indicators/bands.ts';
import { ichimoku } from '../../../src/domain/indicators/ichimoku.ts';
import { kama } from '../../../src/domain/indicators/kama.ts';
import { dema, hma, tema } from '../../../src/domain/indicators/moving-averages.ts';
import { ppo, tsi } from '../../../src/domain/indicators/oscillators.ts';
import { parabolicSar } from '../../../src/domain/indicators/parabolic-sar.ts';
import { supertrend } from '../../../src/domain/indicators/supertrend.ts';
import { forceIndex } from '../../../src/domain/indicators/volume.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';

const ramp = Float64Array.from({ length: 120 }, (_, i) => 3 + 0.5 * i);
const bars = randomBars(400, createRng('trend'));
const firstFinite = (values: Float64Array): number => values.findIndex(Number.isFinite);

describe('averages made to lag less', () => {
  it('lie on a straight line, once they are warm', () => {
    for (const average of [dema(ramp, 9), tema(ramp, 9)]) {
      for (let i = 100; i < 120; i++) expect(average[i]).toBeCloseTo(ramp[i], 6);
    }
    // Hull's leads by what its last average lags: 2 (w/2 - 1)/3 - (w - 1)/3 lags, then (sqrt(w) - 1)/3.
    const ahead = (16 - 1) / 3 - (2 * (8 - 1)) / 3 - (4 - 1) / 3;
    expect(hma(ramp, 16)[119]).toBeCloseTo(ramp[119] + 0.5 * ahead, 10);
    expect(firstFinite(dema(ramp, 9))).toBe(16);
    expect(firstFinite(tema(ramp, 9))).toBe(24);
    expect(firstFinite(hma(ramp, 16))).toBe(18);
  });

  it('KAMA runs with the fastest factor on a line, and lags it by (1 - k) / k bars', () => {
    const factor = (2 / 3) ** 2;
    expect(kama(ramp, 10)[119]).toBeCloseTo(ramp[119] - 0.5 * ((1 - factor) / factor), 8);
    expect(firstFinite(kama(ramp, 10))).toBe(10);
  });
});

describe('oscillators on a straight line', () => {
  it('TSI is at its limit', () => {
    expect(tsi(ramp, 13, 25)[119]).toBeCloseTo(100, 10);
    expect(
      tsi(
        ramp.map((value) => -value),
        13,
        25,
      )[119],
    ).toBeCloseTo(-100, 10);
    expect(firstFinite(tsi(ramp, 13, 25))).toBe(37);
  });

  it('PPO is the difference of two lags over the slow average', () => {
    const slow = ramp[119] - 0.5 * 12.5;
    expect(ppo(ramp, 12, 26)[119]).toBeCloseTo((100 * 0.5 * 7) / slow, 10);
  });

  it('the force index is the change times the volume', () => {
    const rising = barsOf(Array.from(ramp, (price) => [price, price, price, price]));
    const force = forceIndex({ ...rising, volume: rising.close.map(() => 40) }, 13);
    expect(force[119]).toBeCloseTo(20, 10);
    expect(firstFinite(force)).toBe(13);
  });
});

describe('bands', () => {
  it('hold the extremes, the mean and the position of the close', () => {
    const channel = donchian(bars, 20);
    const bands = bollinger(bars.close, 20, 2);
    const keltnerBands = keltner(bars, { period: 20, atrPeriod: 10, width: 1.5 });
    for (let i = 19; i < 400; i++) {
      expect(channel.upper[i]).toBe(Math.max(...bars.high.subarray(i - 19, i + 1)));
      expect(channel.lower[i]).toBe(Math.min(...bars.low.subarray(i - 19, i + 1)));
      const share = (bars.close[i] - bands.lower[i]) / (bands.upper[i] - bands.lower[i]);
      expect(bands.position[i]).toBeCloseTo(share, 8);
      expect(bands.bandwidth[i]).toBeCloseTo((bands.upper[i] - bands.lower[i]) / bands.middle[i], 12);
      expect((keltnerBands.upper[i] + keltnerBands.lower[i]) / 2).toBeCloseTo(keltnerBands.middle[i], 10);
    }
  });
});

describe('Ichimoku', () => {
  it('gives at each bar only what was known: the cloud of today was drawn `base` bars ago', () => {
    const lines = ichimoku(bars, { conversion: 9, base: 26, span: 52 });
    expect(firstFinite(lines.conversion)).toBe(8);
    expect(firstFinite(lines.spanA)).toBe(51);
    expect(firstFinite(lines.spanB)).toBe(77);
    for (let i = 80; i < 400; i++) {
      expect(lines.spanA[i]).toBe((lines.conversion[i - 26] + lines.base[i - 26]) / 2);
      expect(lines.spanB[i]).toBe(donchian(bars, 52).middle[i - 26]);
      expect(lines.lagging[i]).toBe(bars.close[i] - bars.close[i - 26]);
    }
  });
});

describe('stops', () => {
  it('the parabolic stop lies below lows in a rise and above highs in a fall, never inside the bar before', () => {
    const stops = parabolicSar(bars, 0.02, 0.2);
    for (let i = 2; i < 400; i++) {
      const isOutside = stops[i] <= bars.low[i] || stops[i] >= bars.high[i];
      expect(isOutside, `bar ${i}`).toBe(true);
    }
  });

  it('Supertrend only tightens while its side lasts, and changes when the close passes it', () => {
    const { line, direction } = supertrend(bars, 10, 3);
    expect(firstFinite(line)).toBe(10);
    let changes = 0;
    for (let i = 11; i < 400; i++) {
      if (direction[i] === direction[i - 1]) {
        expect(direction[i] * line[i]).toBeGreaterThanOrEqual(direction[i] * line[i - 1]);
        expect(direction[i] * (bars.close[i] - line[i])).toBeGreaterThanOrEqual(0);
      } else {
        changes += 1;
        expect(direction[i] * (bars.close[i] - line[i - 1])).toBeGreaterThan(0);
      }
    }
    expect(changes).toBeGreaterThan(3);
  });
});
