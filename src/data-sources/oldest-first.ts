import type { PriceColumns } from '../domain/market/bars.ts';
import type { Reading } from './reading.ts';

type Series = Pick<Reading, 'bars' | 'ask' | 'spread' | 'adjustedClose' | 'wasNewestFirst'>;

/**
 * A series with its oldest bar first, and whether its file has the newest first: it had to be turned around for that, or a
 * reader that puts rows together turned it already. Single rewinds stay.
 */
export function oldestFirst<T extends Series>(
  series: T,
): { readonly isReversed: boolean; readonly reading: T } {
  const isNewestFirst = directionOf(series.bars.timeMs).isNewestFirst();
  return {
    isReversed: isNewestFirst || series.wasNewestFirst === true,
    reading: isNewestFirst ? turnAround(series) : series,
  };
}

/** Judges which way the times of a file lead, one by one. */
export class Direction {
  #last = Number.NaN;
  #back = 0;
  #forth = 0;

  see(timeMs: number): void {
    if (timeMs < this.#last) this.#back++;
    if (timeMs > this.#last) this.#forth++;
    this.#last = timeMs;
  }

  /** More than nine of ten steps lead back in time. Single rewinds are defects, for the quality checks to name. */
  isNewestFirst(): boolean {
    return this.#back > 9 * this.#forth;
  }
}

function directionOf(timeMs: Float64Array): Direction {
  const direction = new Direction();
  for (const time of timeMs) direction.see(time);
  return direction;
}

function turnAround<T extends Series>(series: T): T {
  const { bars, ask, spread } = series;
  const side = (s: PriceColumns) => ({
    open: s.open.toReversed(),
    high: s.high.toReversed(),
    low: s.low.toReversed(),
    close: s.close.toReversed(),
  });
  return {
    ...series,
    bars: { timeMs: bars.timeMs.toReversed(), ...side(bars), volume: bars.volume.toReversed() },
    ask: ask && side(ask),
    ...(spread && { spread: { ...spread, values: spread.values.toReversed() } }),
    ...(series.adjustedClose && { adjustedClose: series.adjustedClose.toReversed() }),
  };
}
