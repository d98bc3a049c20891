import type { Bars } from '../../src/domain/market/bars.ts';
import type { Rng } from '../../src/kernel/rng.ts';

/** Bars of the bench: hours of a market that is open around the clock from Monday to Friday, UTC. */
export const HOURS_A_YEAR = 260.71 * 24;
/** Standard deviation of the log return of an hour: ten percent a year. */
export const HOURLY_SD = 0.1 / Math.sqrt(HOURS_A_YEAR);

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.UTC(2010, 0, 4);
const WEEK_HOURS = 7 * 24;
const OPEN_HOURS = 5 * 24;
/** Share of an hour's standard deviation that is an opening gap. */
const GAP_SHARE = 0.1;

/** What one bar brings. */
export interface BarReturn {
  /** Log return from the last close to this one. */
  readonly logReturn: number;
  /** Standard deviation behind it, above 0: what the range inside the bar is drawn from. */
  readonly sd: number;
}

/** Draws the return of bar `i`; only bars before `i` are known. */
export type ReturnProcess = (bars: Bars, i: number) => BarReturn;

/**
 * Grows bars from returns. High and low are those of a Brownian bridge from open to close: the maximum of a bridge over
 * a distance d with deviation s is (d + sqrt(d² - 2 s² ln U)) / 2 (Karatzas & Shreve 1991, 4.3.40). Each extreme has
 * its exact distribution; the two are drawn independently.
 * @param n Bars, from 1.
 */
export function growBars(n: number, rng: Rng, process: ReturnProcess): Bars {
  const column = (): Float64Array => new Float64Array(n);
  const bars = {
    timeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let last = 100;
  for (let i = 0; i < n; i++) {
    const { logReturn, sd } = process(bars, i);
    const gap = GAP_SHARE * sd * rng.normal();
    const body = logReturn - gap;
    const open = last * Math.exp(gap);
    const close = last * Math.exp(logReturn);
    const reach = (direction: 1 | -1): number =>
      (direction * body + Math.sqrt(body ** 2 - 2 * sd ** 2 * Math.log(1 - rng.uniform()))) / 2;
    bars.timeMs[i] = FIRST_MS + (Math.floor(i / OPEN_HOURS) * WEEK_HOURS + (i % OPEN_HOURS)) * HOUR_MS;
    bars.open[i] = open;
    bars.close[i] = close;
    // Rounding must not put an extreme inside the body.
    bars.high[i] = Math.max(open, close, open * Math.exp(reach(1)));
    bars.low[i] = Math.min(open, close, open * Math.exp(-reach(-1)));
    bars.volume[i] = Math.round(1_000 * Math.exp(0.5 * rng.normal()));
    last = close;
  }
  return bars;
}
