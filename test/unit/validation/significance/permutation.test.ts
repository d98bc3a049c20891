import { describe, expect, it } from 'vitest';
import { permuteBars } from '../../../../src/domain/validation/significance/bar-permutation.ts';
import { falseDiscoveryRates } from '../../../../src/domain/validation/significance/false-discovery.ts';
import {
  positionPermutation,
  signPermutation,
} from '../../../../src/domain/validation/significance/permutation.ts';
import { createRng } from '../../../../src/kernel/rng.ts';
import { lcgSeries } from '../../../support/lcg.ts';
import { aimlessBars } from '../../../support/validation-case.ts';

const draws = 999;

describe('sign permutation', () => {
  it('of three equal gains is one in eight: all signs must be positive', () => {
    const p = signPermutation(Float64Array.of(1, 1, 1), { draws: 20_000, rng: createRng(1) });
    expect(p).toBeCloseTo(1 / 8, 2);
  });

  it('knows no answer without a result, and a sure one for a clear edge', () => {
    expect(signPermutation(new Float64Array(5), { draws, rng: createRng(1) })).toBeNull();
    expect(signPermutation(new Float64Array(), { draws, rng: createRng(1) })).toBeNull();
    const results = lcgSeries(200, 7).map((value) => value + 0.3);
    expect(signPermutation(results, { draws, rng: createRng(1) })).toBe(1 / (draws + 1));
  });
});

interface Stretch {
  readonly position: number;
  readonly bars: number;
}

/** All orders of a list. */
function orders<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first, i) => orders(list.filter((_, k) => k !== i)).map((rest) => [first, ...rest]));
}

describe('position permutation', () => {
  const rng = createRng('market');
  const market = Float64Array.from({ length: 1_000 }, () => 0.002 + 0.01 * rng.normal());
  /** Holdings of some ten bars at random. */
  const holdings = (seed: string): Int8Array => {
    const own = createRng(seed);
    const positions = new Int8Array(market.length);
    for (let at = own.integer(20); at < positions.length; at += 10 + own.integer(20)) {
      positions.fill(1, at, at + 5 + own.integer(5));
    }
    return positions;
  };

  it('is not impressed by being long in a market that rises: uniform for random holdings', () => {
    const values = Array.from({ length: 200 }, (_, k) =>
      Number(positionPermutation(holdings(`h${k}`), market, { draws: 99, rng: createRng(k) })),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    expect(values.filter((value) => value <= 0.05).length / values.length).toBeLessThan(0.12);
  });

  it('sees a position that knows the next bar', () => {
    const knowing = Int8Array.from(market, (value) => (value > 0.005 ? 1 : 0));
    expect(positionPermutation(knowing, market, { draws, rng: createRng(2) })).toBe(1 / (draws + 1));
  });

  it('is the share of all orders of stretches and gaps, at all turns, that earn as much', () => {
    for (let k = 0; k < 6; k++) {
      const own = createRng(`orders ${k}`);
      const held = [1, -1, 2].map((position) => ({ position, bars: 1 + own.integer(4) }));
      // None at all among them: a position is turned over, or added to, without a pause.
      const gaps = held.map((_, i) => ((i + k) % 3 === 0 ? 0 : own.integer(4)));
      const laid = (stretches: readonly Stretch[], spaces: readonly number[]): number[] =>
        stretches.flatMap(({ position, bars }, i) => [
          ...new Array<number>(bars).fill(position),
          ...new Array<number>(spaces[i]).fill(0),
        ]);
      const positions = laid(held, gaps);
      const n = positions.length;
      const returns = Float64Array.from({ length: n }, () => own.normal());
      const earned = (of: readonly number[], turn: number): number =>
        of.reduce((sum, position, i) => sum + position * returns[(i + turn) % n], 0);
      const every = orders(held).flatMap((stretches) =>
        orders(gaps).flatMap((spaces) => positions.map((_, turn) => earned(laid(stretches, spaces), turn))),
      );
      const least = earned(positions, 0) - 1e-12;
      const expected = every.filter((value) => value >= least).length / every.length;
      const options = { draws: 4_000, rng: createRng(`draws ${k}`) };
      const p = Number(positionPermutation(Int8Array.from(positions), returns, options));
      expect(Math.abs(p - expected)).toBeLessThan(4 * Math.sqrt(0.25 / options.draws));
    }
  });

  it('does not see where on the circle a record begins', () => {
    const own = createRng('turned');
    const positions = Int8Array.of(1, 1, 0, 0, 0, -1, -1, 1, 0, 1, 1);
    const returns = Float64Array.from(positions, () => own.normal());
    const [first, ...others] = [...positions.keys()].map((turn) => {
      const turned = positions.map((_, i) => positions[(i + turn) % positions.length]);
      const moved = returns.map((_, i) => returns[(i + turn) % returns.length]);
      return Number(positionPermutation(turned, moved, { draws: 4_000, rng: createRng(turn) }));
    });
    for (const p of others) expect(Math.abs(p - first)).toBeLessThan(4 * Math.sqrt(0.5 / 4_000));
  });

  it('keeps the side of a stretch: long and short by turns earn in one of two orders', () => {
    const options = { draws: 4_000, rng: createRng('sides') };
    const p = positionPermutation(Int8Array.of(1, -1), Float64Array.of(0.01, 0), options);
    expect(p).toBeCloseTo(0.5, 1);
  });

  it('is undefined for a position that never changes', () => {
    const options = { draws, rng: createRng(1) };
    expect(positionPermutation(new Int8Array(10), market.subarray(0, 10), options)).toBeNull();
    expect(positionPermutation(new Int8Array(10).fill(1), market.subarray(0, 10), options)).toBeNull();
    expect(positionPermutation(new Int8Array(), new Float64Array(), options)).toBeNull();
  });
});

describe('bar permutation', () => {
  const bars = aimlessBars(300, 'permuted');
  const permuted = permuteBars(bars, createRng('bars'));
  const sorted = (values: Float64Array) => [...values].sort((a, b) => a - b);
  const bodies = ({ open, close }: typeof bars) => sorted(close.map((c, i) => c / open[i]));

  it('keeps times, first and last price, and every move', () => {
    expect(permuted.timeMs).toEqual(bars.timeMs);
    expect(permuted.open[0]).toBe(bars.open[0]);
    expect(permuted.close[299] / bars.close[299]).toBeCloseTo(1, 10);
    bodies(permuted).forEach((body, i) => {
      expect(body).toBeCloseTo(bodies(bars)[i], 10);
    });
    expect(sorted(permuted.volume)).toEqual(sorted(bars.volume));
  });

  it('makes other bars, whose highs and lows still hold their opens and closes', () => {
    expect(permuted.close).not.toEqual(bars.close);
    for (let i = 0; i < 300; i++) {
      expect(permuted.high[i]).toBeGreaterThanOrEqual(
        Math.max(permuted.open[i], permuted.close[i]) * (1 - 1e-12),
      );
      expect(permuted.low[i]).toBeLessThanOrEqual(
        Math.min(permuted.open[i], permuted.close[i]) * (1 + 1e-12),
      );
    }
  });

  it('shuffles a second market with the bodies: what both did in one bar stays together', () => {
    const own = createRng('second');
    const middle = new Float64Array(300);
    for (let i = 0; i < 300; i++) middle[i] = (middle[i - 1] ?? 50) * Math.exp(0.01 * own.normal());
    const range = Float64Array.from(middle, () => 1 + 0.01 * own.uniform());
    const isOpen = Uint8Array.from(middle, (_, i) => (i % 17 === 3 ? 0 : 1));
    const extreme = (sign: 1 | -1) =>
      middle.map((value, i) => (isOpen[i] === 1 ? value * range[i] ** sign : Number.NaN));
    const both = { ...bars, companionHigh: extreme(1), companionLow: extreme(-1) };
    const { close, open, companionHigh, companionLow } = permuteBars(both, createRng('joint'));
    const ratio = (high?: Float64Array, low?: Float64Array) =>
      Array.from(high!, (value, i) => value / low![i]);
    const ofBody = new Map(ratio(both.close, both.open).map((body, i) => [body.toFixed(10), i]));
    const [ranges, theirs] = [
      ratio(companionHigh, companionLow),
      ratio(both.companionHigh, both.companionLow),
    ];
    let moved = 0;
    ratio(close, open).forEach((body, i) => {
      const from = ofBody.get(body.toFixed(10))!;
      if (from !== i) moved++;
      if (isOpen[from] === 0) expect(ranges[i]).toBeNaN();
      else expect(ranges[i]).toBeCloseTo(theirs[from], 10);
    });
    expect(moved).toBeGreaterThan(200);
    // All its moves are made, so the last bar in which it trades ends where it did.
    const last = (high?: Float64Array, low?: Float64Array) =>
      Math.sqrt(high!.findLast((v) => !Number.isNaN(v))! * low!.findLast((v) => !Number.isNaN(v))!);
    expect(last(companionHigh, companionLow)).toBeCloseTo(last(both.companionHigh, both.companionLow), 8);
    expect(permuteBars(bars, createRng('joint'))).not.toHaveProperty('companionHigh');
  });

  it('puts bodies behind gaps that were not theirs, and keeps a spread a share of the price', () => {
    const quoted = { ...bars, spread: bars.open.map((price, i) => price * (1 + (i % 7)) * 1e-4) };
    const { open, close, spread } = permuteBars(quoted, createRng('quoted'));
    const shares = (prices: Float64Array, spreads: Float64Array = new Float64Array()) =>
      sorted(spreads.map((value, i) => value / prices[i]));
    shares(open, spread).forEach((share, i) => {
      expect(share).toBeCloseTo(shares(quoted.open, quoted.spread)[i], 12);
    });
    const key = (value: number): string => value.toFixed(10);
    const gapOf = new Map<string, string>();
    for (let i = 1; i < 300; i++) {
      gapOf.set(key(bars.close[i] / bars.open[i]), key(bars.open[i] / bars.close[i - 1]));
    }
    let own = 0;
    for (let i = 1; i < 300; i++) {
      if (gapOf.get(key(close[i] / open[i])) === key(open[i] / close[i - 1])) own++;
    }
    // One in the mean; ten by chance once in a million.
    expect(own).toBeLessThan(10);
  });
});

describe('false discovery rate', () => {
  // The fifteen p-values of Benjamini & Hochberg 1995; adjusted by scipy 1.17 (false_discovery_control).
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];

  it('rejects the four hypotheses of the paper at 5 %', () => {
    const adjusted = falseDiscoveryRates(published, 'bh');
    expect([...adjusted].filter((q) => q <= 0.05).length).toBe(4);
    expect([...adjusted.slice(0, 9)].map((q) => Number(q.toFixed(10)))).toEqual([
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571429, 0.0638571429, 0.0645, 0.0765,
    ]);
  });

  it('is stricter under any dependence', () => {
    const adjusted = falseDiscoveryRates(published, 'by');
    expect([...adjusted.slice(0, 4)].map((q) => Number(q.toFixed(10)))).toEqual([
      0.0049773435, 0.009954687, 0.0315231754, 0.1182119079,
    ]);
  });

  it('does not depend on the order, leaves a single one as it is, and refuses what is no probability', () => {
    const reversed = falseDiscoveryRates([...published].reverse(), 'bh');
    expect([...reversed].reverse()).toEqual([...falseDiscoveryRates(published, 'bh')]);
    expect([...falseDiscoveryRates([0.03], 'by')]).toEqual([0.03]);
    expect([...falseDiscoveryRates([], 'bh')]).toEqual([]);
    expect(() => falseDiscoveryRates([0.1, Number.NaN], 'bh')).toThrow('P-value 1');
  });
});
