import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { joinPairs } from '../../../src/domain/validation/robustness/join-bars.ts';
import { noisyBars } from '../../../src/domain/validation/robustness/price-noise.ts';
import { regimeReturns } from '../../../src/domain/validation/robustness/regimes.ts';
import {
  meanPart,
  ROBUSTNESS_WEIGHTS,
  type RobustnessPart,
  type RobustnessParts,
  retention,
  robustnessScore,
} from '../../../src/domain/validation/robustness/score.ts';
import { tradeMonteCarlo } from '../../../src/domain/validation/robustness/trade-monte-carlo.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { aimlessBars } from '../../support/validation-case.ts';

const PARTS = Object.keys(ROBUSTNESS_WEIGHTS) as RobustnessPart[];
const all = (value: number | null, changes: Partial<RobustnessParts> = {}): RobustnessParts =>
  ({ ...Object.fromEntries(PARTS.map((part) => [part, value])), ...changes }) as RobustnessParts;

describe('robustness score', () => {
  it('has weights that add up to 100, each of them published', () => {
    expect(PARTS.reduce((sum, part) => sum + ROBUSTNESS_WEIGHTS[part], 0)).toBe(100);
    const page = readFileSync(new URL('../../../docs/methodology.md', import.meta.url), 'utf8');
    for (const part of PARTS) expect(page).toContain(`| \`robust_${part}\` | ${ROBUSTNESS_WEIGHTS[part]} |`);
  });

  it('goes from 0 to 100, and a part counts by its weight', () => {
    expect(robustnessScore(all(1))).toBe(100);
    expect(robustnessScore(all(0))).toBe(0);
    expect(robustnessScore(all(1, { costs: 0 }))).toBe(85);
  });

  it('does without timeframe and second market, whose weight the others share, and without nothing else', () => {
    expect(robustnessScore(all(0.5, { timeframe: null, symbol: null }))).toBe(50);
    expect(robustnessScore(all(1, { symbol: null, costs: 0 }))).toBeCloseTo((100 * 80) / 95, 12);
    expect(robustnessScore(all(0.5, { regimes: null }))).toBeNull();
  });

  it('keeps what a stress leaves of a ratio, and nothing of what was not earned', () => {
    expect(retention(0.1, 0.05)).toBe(0.5);
    expect(retention(0.1, 0.3)).toBe(1);
    expect(retention(0.1, -0.3)).toBe(0);
    expect(retention(-0.1, 0.3)).toBe(0);
    expect(retention(0.1, null)).toBe(0);
    expect(retention(null, 0.1)).toBeNull();
    expect(meanPart([1, 0])).toBe(0.5);
    expect(meanPart([1, null])).toBeNull();
    expect(meanPart([])).toBeNull();
  });
});

describe('Monte-Carlo over trades', () => {
  const options = { draws: 4_000, maxDrawdown: 0.4, ruinLoss: 0.5 };

  it('knows the drawdowns of two trades: both orders are equally likely', () => {
    // Gain first: 1.5 to 0.75, a fall of one half. Loss first: one half at once, too, and 50 % is 1 - 0.5.
    const result = tradeMonteCarlo(Float64Array.of(0.5, -0.5), { ...options, rng: createRng('two') });
    expect(result).toMatchObject({ drawdownMedian: 0.5, drawdown95: 0.5, breach: 1 });
    // Ruin to half: the first of two draws loses (1/2), or the first gains and the second takes 0.75: no.
    expect(Math.abs((result?.ruin ?? 0) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4_000));
  });

  it('tells the usual order from the bad one: of ten orders of three gains and two losses four have both in a row', () => {
    const trades = Float64Array.of(0.5, 0.5, 0.5, -0.2, -0.2);
    const result = tradeMonteCarlo(trades, { ...options, maxDrawdown: 0.3, rng: createRng('five') });
    expect(result?.drawdownMedian).toBeCloseTo(0.2, 12);
    expect(result?.drawdown95).toBeCloseTo(0.36, 12);
    expect(Math.abs((result?.breach ?? 0) - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / 4_000));
  });

  it('breaches no limit that is reached and not crossed', () => {
    const limit = { ...options, maxDrawdown: 0.5, rng: createRng('limit') };
    expect(tradeMonteCarlo(Float64Array.of(0.5, -0.5), limit)?.breach).toBe(0);
  });

  it('sees no ruin and no drawdown where nothing is lost, and nothing without a trade', () => {
    const result = tradeMonteCarlo(Float64Array.of(0.1, 0.2), { ...options, rng: createRng(1) });
    expect(result).toEqual({ drawdownMedian: 0, drawdown95: 0, breach: 0, ruin: 0 });
    expect(tradeMonteCarlo(new Float64Array(), { ...options, rng: createRng(1) })).toBeNull();
  });
});

describe('bars under stress', () => {
  const bars = aimlessBars(400, 'stress');

  it('of noise stay bars, and move by the share of the ATR', () => {
    const noisy = noisyBars(bars, 0.1, createRng('noise'));
    const range = atr(bars, 14);
    let squares = 0;
    let n = 0;
    for (let i = 0; i < 400; i++) {
      expect(noisy.high[i]).toBeGreaterThanOrEqual(Math.max(noisy.open[i], noisy.close[i], noisy.low[i]));
      expect(noisy.low[i]).toBeLessThanOrEqual(Math.min(noisy.open[i], noisy.close[i]));
      if (!(range[i] > 0)) {
        expect(noisy.close[i]).toBe(bars.close[i]);
        continue;
      }
      squares += ((noisy.close[i] - bars.close[i]) / range[i]) ** 2;
      n++;
    }
    expect(Math.abs(squares / n / 0.01 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(noisyBars(bars, 0, createRng(1)).close).toEqual(bars.close);
  });

  it('of any noise keep prices above zero: none falls below half of itself', () => {
    const noisy = noisyBars(bars, 100, createRng('wild'));
    for (const name of ['open', 'close'] as const) {
      expect(noisy[name].every((price, i) => price >= bars[name][i] / 2)).toBe(true);
      expect(noisy[name].some((price, i) => price === bars[name][i] / 2)).toBe(true);
    }
    expect(noisy.low.every((price) => price > 0)).toBe(true);
  });

  it('joined in pairs hold first open, extremes and last close', () => {
    const pairs = joinPairs(bars);
    expect(pairs.close.length).toBe(200);
    expect([pairs.open[3], pairs.close[3]]).toEqual([bars.open[6], bars.close[7]]);
    expect(pairs.high[3]).toBe(Math.max(bars.high[6], bars.high[7]));
    expect(pairs.low[3]).toBe(Math.min(bars.low[6], bars.low[7]));
    expect(pairs.volume[3]).toBe(bars.volume[6] + bars.volume[7]);
    const numbered = Float64Array.from({ length: 400 }, (_, i) => i + 1);
    const quoted = joinPairs({ ...bars, volume: numbered, spread: numbered, quoteRate: numbered });
    // The spread as last seen, and what the quote currency was worth when the pair opened.
    expect([quoted.volume[3], quoted.spread?.[3], quoted.quoteRate?.[3]]).toEqual([15, 8, 7]);
    expect(joinPairs(aimlessBars(5, 'odd')).close.length).toBe(2);
    const [high, low] = [Float64Array.of(1, 5, Number.NaN, 2), Float64Array.of(1, 3, Number.NaN, 2)];
    const beside = joinPairs({ ...aimlessBars(4, 'two'), companionHigh: high, companionLow: low });
    expect([...(beside.companionHigh ?? []), ...(beside.companionLow ?? [])]).toEqual([5, 2, 1, 2]);
  });
});

describe('regimes', () => {
  it('sum the returns of their bars; every bar counts once by volatility and once by trend', () => {
    const returns = Float64Array.of(1, 2, 4, 8, 16, 32);
    const regimes = regimeReturns({
      returns,
      volatility: Float64Array.of(1, 2, 3, 4, 5, 6),
      close: Float64Array.of(1, 1, 1, 3, 3, 3),
      average: new Float64Array(6).fill(2),
    });
    expect(regimes).toEqual({ calm: 3, usual: 12, wild: 48, above_average: 56, below_average: 7 });
  });

  it('without a bar held are undefined', () => {
    const nothing = new Float64Array(3);
    const regimes = regimeReturns({
      returns: nothing,
      volatility: nothing,
      close: nothing,
      average: nothing,
    });
    expect(Object.values(regimes)).toEqual([null, null, null, null, null]);
  });
});
