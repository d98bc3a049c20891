import type { AssetClass, Instrument } from '../domain/market/instrument-families.ts';
import type { Reading } from './reading.ts';

interface Scale {
  readonly divisor: number;
  readonly remark: string | null;
}

/** Median prices that are plausible for a family; a whole-figure file far above them is written in points. */
const HIGHEST_PRICE: Partial<Record<AssetClass, number>> = { fx: 2_000, metal: 20_000 };

/**
 * What the figures of a file have to be divided by. The spec's word first; then what the format knows; then points: every
 * price is whole and the median lies beyond anything the instrument ever cost.
 */
export function priceScaleOf(
  { bars, integerScale, format }: Reading,
  { given, instrument }: { readonly given: number | undefined; readonly instrument: Instrument | null },
): Scale {
  if (given !== undefined) return { divisor: given, remark: null };
  const isWhole = areWhole(bars.open) && areWhole(bars.high) && areWhole(bars.low) && areWhole(bars.close);
  if (integerScale !== 1) {
    if (isWhole) return { divisor: integerScale, remark: null };
    return { divisor: 1, remark: `Not all prices of this ${format} file are whole: taken as plain prices.` };
  }
  const highest = instrument && HIGHEST_PRICE[instrument.assetClass];
  if (!instrument || !highest || !isWhole) return { divisor: 1, remark: null };
  const median = medianOf(bars.close);
  if (!(median > highest)) return { divisor: 1, remark: null };
  return {
    divisor: Math.round(1 / instrument.point),
    remark: `All prices are whole and about ${Math.round(median)}: taken as points of ${instrument.symbol} (${instrument.point}).`,
  };
}

function areWhole(prices: Float64Array): boolean {
  return prices.every(
    (price) =>
      Number.isNaN(price) || Math.abs(price - Math.round(price)) < 1e-6 * Math.max(1, Math.abs(price)),
  );
}

function medianOf(prices: Float64Array): number {
  const sorted = prices.filter(Number.isFinite).sort();
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1];
}
