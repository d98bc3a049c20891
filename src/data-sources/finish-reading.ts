import type { RawBars, SaidMarket, SourceZone } from '../agents/ports.ts';
import { adjustPrices } from '../domain/adjust/corporate-actions.ts';
import { dividendsOf } from '../domain/adjust/dividends-of.ts';
import type { Bars, PriceColumns } from '../domain/market/bars.ts';
import { clockToUtc } from './clock.ts';
import { decimalsOf } from './decimals.ts';
import { oldestFirst } from './oldest-first.ts';
import { instrumentOfSource, pointOf } from './point.ts';
import { priceScaleOf } from './price-scale.ts';
import type { Reading } from './reading.ts';
import { unreadable } from './unreadable.ts';

export interface FinishOptions {
  readonly origin: string;
  /** Name the instrument is looked for in. */
  readonly fileName: string;
  /** What the spec says, where it says something. */
  readonly market?: SaidMarket | undefined;
  readonly zone?: string | undefined;
  readonly priceScale?: number | undefined;
  /** Take the dividends out of the prices that the file's adjusted close speaks of. */
  readonly adjustDividends?: boolean | undefined;
}

/**
 * Puts a reading right: oldest bar first, prices in price units, stamps in UTC, spread in price units. What was done is
 * in the notes. Bars stay otherwise as they are: gaps, duplicates and outliers are for the quality checks.
 * @throws AppError `data_unreadable` when the clock of the file cannot be what the spec says
 */
export function finishReading(reading: Reading, options: FinishOptions): RawBars {
  const remarks = [...reading.remarks];
  const { isReversed, reading: turned } = oldestFirst(reading);
  if (turned.side === 'ask') remarks.push('The file holds the ask side.');
  const { market = {}, fileName } = options;
  const instrument = instrumentOfSource(market, { symbol: turned.symbol, fileName });
  const scale = priceScaleOf(turned, { given: options.priceScale, instrument });
  if (scale.remark !== null) remarks.push(scale.remark);
  const prices = scaled(turned.bars, scale.divisor);
  const decimals = decimalsOf(prices);
  const ask = turned.ask && scaled(turned.ask, scale.divisor);
  const { point, remark } = pointOf(turned, { said: market, instrument, decimals });
  if (remark !== null && !ask && turned.spread?.unit === 'points') remarks.push(remark);
  const spread = spreadOf(turned, { ask, bidClose: prices.close, point, divisor: scale.divisor });
  const clock = clockToUtc(turned.clock, turned.bars, {
    given: options.zone,
    stamp: market.stamp ?? 'open',
  });
  remarks.push(...clock.remarks);
  const plain: Bars = {
    timeMs: clock.timeMs,
    ...prices,
    volume: turned.bars.volume,
    ...(spread && { spread }),
  };
  const adjusted = options.adjustDividends ? withoutDividends(plain, turned, options.origin) : null;
  if (adjusted) remarks.push(adjusted.remark);
  const bars = adjusted?.bars ?? plain;
  const zone: SourceZone = clock.zone;
  return {
    bars,
    origin: options.origin,
    ...(ask && { ask }),
    noticed: {
      format: turned.format,
      zone,
      decimals,
      priceScale: scale.divisor,
      isReversed,
      ignoredColumns: turned.ignoredColumns,
      symbol: turned.symbol ?? instrument?.symbol ?? null,
      periodMinutes: turned.periodMinutes,
      ...(turned.contract && { contract: turned.contract }),
      ...(turned.provider && { provider: turned.provider }),
      remarks,
    },
  };
}

/** @throws AppError `data_unreadable` when the file has no adjusted close */
function withoutDividends(
  bars: Bars,
  { adjustedClose }: Reading,
  origin: string,
): { readonly bars: Bars; readonly remark: string } {
  if (!adjustedClose) {
    throw unreadable(
      'market.source.adjustDividends needs a column of the adjusted close (Adj Close, as Yahoo writes it); name the dividends in market.adjustments instead',
      { origin },
    );
  }
  const decimals = decimalsOf({
    open: adjustedClose,
    high: adjustedClose,
    low: adjustedClose,
    close: adjustedClose,
  });
  const dividends = dividendsOf(bars, adjustedClose, decimals);
  return {
    bars: adjustPrices(bars, dividends),
    remark: `Prices were adjusted for the ${dividends.length} dividends the adjusted close speaks of; the file's own prices are adjusted for splits alone.`,
  };
}

function scaled({ open, high, low, close }: PriceColumns, divisor: number): PriceColumns {
  if (divisor === 1) return { open, high, low, close };
  // Scaled prices are whole up to the noise of floats (109257.99999999999): rounding gives the figure that was meant.
  const plain = (price: number): number => {
    const whole = Math.round(price);
    return (Math.abs(price - whole) < 1e-6 * Math.max(1, Math.abs(price)) ? whole : price) / divisor;
  };
  return { open: open.map(plain), high: high.map(plain), low: low.map(plain), close: close.map(plain) };
}

function spreadOf(
  { spread }: Reading,
  {
    ask,
    bidClose,
    point,
    divisor,
  }: { ask: PriceColumns | null; bidClose: Float64Array; point: number; divisor: number },
): Float64Array | null {
  if (ask) return ask.close.map((price, i) => price - bidClose[i]);
  if (!spread) return null;
  const unit = { price: 1, points: point, scaled: 1 / divisor }[spread.unit];
  return spread.values.map((value) => value * unit);
}
