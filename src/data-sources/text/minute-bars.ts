import type { PriceColumns } from '../../domain/market/bars.ts';
import type { Reading } from '../reading.ts';
import { MINUTE_MS } from './tick-bars.ts';

type Series = Pick<Reading, 'bars' | 'ask'>;

/**
 * Puts shorter bars of one file, oldest first, together to bars of a minute, side by side: first open, highest high, lowest low, last
 * close, summed volume. Prices that are missing (NaN) are passed over. O(bars).
 */
export function minuteBars({ bars, ask }: Series): Series {
  const starts: number[] = [];
  const minuteAt = (i: number): number => Math.floor(bars.timeMs[i] / MINUTE_MS);
  for (let i = 0; i < bars.timeMs.length; i++) {
    if (i === 0 || minuteAt(i) !== minuteAt(i - 1)) starts.push(i);
  }
  const volume = merged(bars.volume, starts, (sum, value) => sum + value);
  return {
    bars: {
      timeMs: Float64Array.from(starts, (i) => minuteAt(i) * MINUTE_MS),
      ...sideOf(bars, starts),
      volume,
    },
    ask: ask && sideOf(ask, starts),
  };
}

const sideOf = (side: PriceColumns, starts: readonly number[]): PriceColumns => ({
  open: merged(side.open, starts, (first) => first),
  high: merged(side.high, starts, Math.max),
  low: merged(side.low, starts, Math.min),
  close: merged(side.close, starts, (_, last) => last),
});

function merged(
  values: Float64Array,
  starts: readonly number[],
  join: (soFar: number, next: number) => number,
): Float64Array {
  return Float64Array.from(starts, (start, k) => {
    const known = values
      .subarray(start, starts[k + 1] ?? values.length)
      .filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : known.reduce((soFar, next) => join(soFar, next));
  });
}
