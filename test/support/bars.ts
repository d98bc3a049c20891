import type { Bars } from '../../src/domain/market/bars.ts';
import type { Rng } from '../../src/kernel/rng.ts';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2020, 0, 6);

/** Daily bars from rows of [open, high, low, close], for cases computed by hand. */
export function barsOf(rows: readonly (readonly [number, number, number, number])[]): Bars {
  const column = (k: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (row) => row[k]);
  return {
    timeMs: Float64Array.from(rows, (_, i) => FIRST_MS + i * DAY_MS),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(rows.length),
  };
}

/** A random walk of daily bars with gaps, as real bars have: the open is not the last close. */
export function randomBars(n: number, rng: Rng, volatility = 0.01): Bars {
  const rows: [number, number, number, number][] = [];
  let last = 100;
  for (let i = 0; i < n; i++) {
    const open = last * Math.exp(0.3 * volatility * rng.normal());
    const close = open * Math.exp(volatility * rng.normal());
    const high = Math.max(open, close) * Math.exp(volatility * 0.5 * Math.abs(rng.normal()));
    const low = Math.min(open, close) * Math.exp(-volatility * 0.5 * Math.abs(rng.normal()));
    rows.push([open, high, low, close]);
    last = close;
  }
  return barsOf(rows);
}
