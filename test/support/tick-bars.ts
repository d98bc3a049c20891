import fc from 'fast-check';
import type { Bars } from '../../src/domain/market/bars.ts';

/**
 * Hourly bars on a grid of whole ticks, oldest first: small steps, so that equal highs, flat bars, gaps and outside
 * bars are common. Whole numbers keep sums and mirror images exact.
 */
export const tickBars = (minBars: number, maxBars: number): fc.Arbitrary<Bars> =>
  fc.array(tick, { minLength: minBars, maxLength: maxBars }).map((ticks) => barsOfTicks(ticks));

interface Tick {
  readonly gap: number;
  readonly move: number;
  readonly upper: number;
  readonly lower: number;
  readonly volume: number;
}

const tick: fc.Arbitrary<Tick> = fc.record({
  gap: fc.integer({ min: -3, max: 3 }),
  move: fc.integer({ min: -12, max: 12 }),
  upper: fc.integer({ min: 0, max: 6 }),
  lower: fc.integer({ min: 0, max: 6 }),
  volume: fc.integer({ min: 1, max: 1_000 }),
});

function barsOfTicks(ticks: readonly Tick[]): Bars {
  const open = new Float64Array(ticks.length);
  const close = new Float64Array(ticks.length);
  let last = 10_000;
  ticks.forEach(({ gap, move }, i) => {
    open[i] = last + gap;
    close[i] = open[i] + move;
    last = close[i];
  });
  return {
    timeMs: Float64Array.from(ticks, (_, i) => i * 3_600_000),
    open,
    close,
    high: Float64Array.from(ticks, ({ upper }, i) => Math.max(open[i], close[i]) + upper),
    low: Float64Array.from(ticks, ({ lower }, i) => Math.min(open[i], close[i]) - lower),
    volume: Float64Array.from(ticks, ({ volume }) => volume),
  };
}

/** The bars beside a second market that mostly goes along with them, and has no bar now and then. */
export function besideAnother(bars: Bars): Bars {
  const offset = (i: number): number => (i % 11 === 3 ? Number.NaN : ((i * 7_919) % 23) - 11);
  return {
    ...bars,
    companionHigh: bars.high.map((price, i) => price + offset(i)),
    companionLow: bars.low.map((price, i) => price + offset(i)),
  };
}

/** The bars upside down: prices 20,000 - p, highs and lows exchanged. */
export function upsideDown(bars: Bars): Bars {
  const flip = (prices: Float64Array): Float64Array => prices.map((price) => 20_000 - price);
  return {
    ...bars,
    ...(bars.companionLow && { companionHigh: flip(bars.companionLow) }),
    ...(bars.companionHigh && { companionLow: flip(bars.companionHigh) }),
    open: flip(bars.open),
    high: flip(bars.low),
    low: flip(bars.high),
    close: flip(bars.close),
  };
}

/** The bars in another currency: every price times `factor`. */
export const scaled = (bars: Bars, factor: number): Bars => withPrices(bars, (price) => price * factor);

/** The bars at another level: every price plus `by`. */
export const shifted = (bars: Bars, by: number): Bars => withPrices(bars, (price) => price + by);

function withPrices(bars: Bars, change: (price: number) => number): Bars {
  const changed = (prices: Float64Array): Float64Array => prices.map((price) => change(price));
  return {
    ...bars,
    ...(bars.companionHigh && { companionHigh: changed(bars.companionHigh) }),
    ...(bars.companionLow && { companionLow: changed(bars.companionLow) }),
    open: changed(bars.open),
    high: changed(bars.high),
    low: changed(bars.low),
    close: changed(bars.close),
  };
}
