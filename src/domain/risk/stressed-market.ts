import type { BacktestInput } from '../backtest/input.ts';
import { atr } from '../indicators/atr.ts';
import type { Bars } from '../market/bars.ts';
import { median } from './quantile.ts';

const ATR_BARS = 14;
/** Shares of the average true range and of the price below which no spread is believed to stay when a market is in trouble. */
const FLOOR_ATR_SHARE = 0.005;
const FLOOR_PRICE_SHARE = 1e-5;
/** How many times its price a stretched market may rise or fall: further out, where no double reaches, it stays. */
const FARTHEST = 1e250;

/** A market with wider spreads, and what they were taken to be before. */
export interface WideSpread {
  readonly input: BacktestInput;
  /** Least spread that was multiplied, price units; null where none was narrower. */
  readonly floor: number | null;
}

/**
 * The same market with every spread `times` as wide. Many times nothing is nothing, so a spread counts as half a percent of
 * the traded bars' median ATR(14), and at least as a tenth of a basis point of their median close, where it is less.
 */
export function wideSpread(input: BacktestInput, times: number): WideSpread {
  const { costs, bars } = input;
  const price = medianOf(bars.close, input);
  const floor = Math.max(FLOOR_PRICE_SHARE * price, FLOOR_ATR_SHARE * medianOf(atr(bars, ATR_BARS), input));
  if (costs.spread !== 'data') {
    const floorBps = price > 0 ? (floor / price) * 1e4 : 0;
    const spread = Math.max(costs.spread, floorBps) * times;
    return {
      input: { ...input, costs: { ...costs, spread } },
      floor: costs.spread < floorBps ? floor : null,
    };
  }
  // Bars that know no spread stay as they are: the backtest refuses them and says why.
  const spread = bars.spread?.map((value) => Math.max(value, floor) * times);
  const isNarrow = bars.spread && traded(bars.spread, input).some((value) => value < floor);
  return {
    input: spread ? { ...input, bars: { ...bars, spread } } : input,
    floor: isNarrow ? floor : null,
  };
}

const traded = (column: Float64Array, { from, to }: BacktestInput): Float64Array => column.subarray(from, to);

/** 0 where the traded bars know none. */
const medianOf = (column: Float64Array, input: BacktestInput): number => median(traded(column, input)) ?? 0;

/**
 * The same market with every move `times` as far: log prices stretched away from the first traded open, by which every
 * order of prices stays. Barriers, which are multiples of the volatility, are as much wider; costs stay the share of the
 * price they were.
 * @param times Above 0.
 */
export function wilder(input: BacktestInput, times: number): BacktestInput {
  const { bars, stopDistance, targetDistance } = input;
  const base = bars.open[input.from];
  const stretched = (prices: Float64Array): Float64Array =>
    prices.map((price) => base * Math.min(FARTHEST, Math.max(1 / FARTHEST, (price / base) ** times)));
  const close = stretched(bars.close);
  const wild: Bars = {
    ...bars,
    open: stretched(bars.open),
    high: stretched(bars.high),
    low: stretched(bars.low),
    close,
  };
  const level = close.map((price, i) => price / bars.close[i]);
  const wider = (distances: Float64Array): Float64Array =>
    distances.map((distance, i) => distance * times * level[i]);
  return {
    ...input,
    bars: bars.spread ? { ...wild, spread: bars.spread.map((value, i) => value * level[i]) } : wild,
    stopDistance: wider(stopDistance),
    targetDistance: wider(targetDistance),
  };
}
