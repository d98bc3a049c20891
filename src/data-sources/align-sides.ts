import type { PriceColumns } from '../domain/market/bars.ts';

/** The prices of one side at the times of the other, by their stamps; NaN where it has none. */
export function alignedTo(
  timeMs: Float64Array,
  side: PriceColumns & { readonly timeMs: Float64Array },
): PriceColumns {
  const at = new Map(Array.from(side.timeMs, (time, i) => [time, i]));
  const column = (values: Float64Array): Float64Array =>
    timeMs.map((time) => values[at.get(time) ?? -1] ?? Number.NaN);
  return {
    open: column(side.open),
    high: column(side.high),
    low: column(side.low),
    close: column(side.close),
  };
}
