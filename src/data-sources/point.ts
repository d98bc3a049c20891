import type { SaidMarket } from '../agents/ports.ts';
import type { Instrument } from '../domain/market/instrument-families.ts';
import { findInstrument, instrumentInName } from '../domain/market/instruments.ts';
import type { Reading } from './reading.ts';

/** The instrument a source is read for: of the symbol the spec says, else the content states, else the name speaks of. */
export const instrumentOfSource = (
  said: SaidMarket,
  { symbol, fileName }: { readonly symbol: string | null; readonly fileName: string },
): Instrument | null =>
  said.symbol === undefined ? instrumentInName(symbol ?? fileName) : findInstrument(said.symbol);

/**
 * What one point of a spread is, in price units: as the spec says, as the file states, as the registry has it, else the
 * last digit the prices use. Prices may leave out digits (an index in steps of 0.50), so that their digits are the last word
 * only where they go beyond the registry's.
 * @param decimals digits after the decimal point the prices use
 */
export function pointOf(
  { contract }: Reading,
  {
    said,
    instrument,
    decimals,
  }: { readonly said: SaidMarket; readonly instrument: Instrument | null; readonly decimals: number },
): { readonly point: number; readonly remark: string | null } {
  const stated = said.point ?? contract?.point;
  if (stated !== undefined) return { point: stated, remark: null };
  const seen = Number(`1e-${decimals}`);
  if (!instrument || seen < instrument.point) {
    return {
      point: seen,
      remark: `Nothing states the point of the spreads: taken as ${seen}, the last digit the prices use. market.instrument.digits says it.`,
    };
  }
  return {
    point: instrument.point,
    remark:
      seen === instrument.point
        ? null
        : `The prices use ${decimals} digits; spreads are taken in points of ${instrument.symbol} (${instrument.point}). market.instrument.digits says otherwise.`,
  };
}
