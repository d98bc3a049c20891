import type { PriceColumns } from '../domain/market/bars.ts';
import type { Reading } from './reading.ts';

/** A reading with its oldest bar first, and whether it had to be turned around for that. Single rewinds stay. */
export function oldestFirst(reading: Reading): { readonly isReversed: boolean; readonly reading: Reading } {
  const isReversed = isNewestFirst(reading.bars.timeMs);
  return { isReversed, reading: isReversed ? turnAround(reading) : reading };
}

/** More than nine of ten steps lead back in time. Single rewinds are defects, for the quality checks to name. */
function isNewestFirst(timeMs: Float64Array): boolean {
  let back = 0;
  let forth = 0;
  for (let i = 1; i < timeMs.length; i++) {
    if (timeMs[i] < timeMs[i - 1]) back++;
    if (timeMs[i] > timeMs[i - 1]) forth++;
  }
  return back > 9 * forth;
}

function turnAround(reading: Reading): Reading {
  const { bars, ask, spread } = reading;
  const side = (s: PriceColumns) => ({
    open: s.open.toReversed(),
    high: s.high.toReversed(),
    low: s.low.toReversed(),
    close: s.close.toReversed(),
  });
  return {
    ...reading,
    bars: { timeMs: bars.timeMs.toReversed(), ...side(bars), volume: bars.volume.toReversed() },
    ask: ask && side(ask),
    ...(spread && { spread: { ...spread, values: spread.values.toReversed() } }),
    ...(reading.adjustedClose && { adjustedClose: reading.adjustedClose.toReversed() }),
  };
}
