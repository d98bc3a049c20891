import { AppError } from '../../kernel/errors.ts';
import { type Bars, barCount } from '../market/bars.ts';

/** Something that moves a price without anybody having earned or lost: from its ex-date on prices are as they are. */
export interface CorporateAction {
  /** First trading day without the right, ms (midnight UTC of the date). */
  readonly exDateMs: number;
  /** New shares for one old one: 7 for seven for one, 0.5 for one for two. */
  readonly split?: number;
  /** Cash a share, in the quote currency, as paid then. */
  readonly dividend?: number;
}

/**
 * Back-adjusted bars: prices before an ex-date are divided by the split and multiplied by 1 - dividend / close, with
 * the last close before it, so that a return across the ex-date is what a holder earned (the method of CRSP and Yahoo's
 * adjusted close). Volume is multiplied by the split. Later bars stay as they are. O(bars + actions).
 * @throws AppError `parameter_invalid` for a split or dividend that is not above zero, or a dividend above the price.
 */
export function adjustPrices(bars: Bars, actions: readonly CorporateAction[]): Bars {
  const { price, volume } = adjustmentFactors(bars, actions);
  const scaled = (values: Float64Array, by: Float64Array): Float64Array =>
    values.map((value, i) => value * by[i]);
  return {
    timeMs: bars.timeMs,
    open: scaled(bars.open, price),
    high: scaled(bars.high, price),
    low: scaled(bars.low, price),
    close: scaled(bars.close, price),
    volume: scaled(bars.volume, volume),
    ...(bars.spread && { spread: scaled(bars.spread, price) }),
  };
}

export interface AdjustmentFactors {
  /** What each bar's prices, and its volume, are multiplied by. */
  readonly price: Float64Array;
  readonly volume: Float64Array;
}

export function adjustmentFactors(
  { timeMs, close, ...bars }: Bars,
  actions: readonly CorporateAction[],
): AdjustmentFactors {
  const n = barCount({ timeMs, close, ...bars });
  const price = new Float64Array(n).fill(1);
  const volume = new Float64Array(n).fill(1);
  const latestFirst = actions.toSorted((a, b) => b.exDateMs - a.exDateMs);
  let [i, priceFactor, volumeFactor] = [n - 1, 1, 1];
  for (const action of latestFirst) {
    for (; i >= 0 && timeMs[i] >= action.exDateMs; i--) [price[i], volume[i]] = [priceFactor, volumeFactor];
    // Before the data begin there is nothing left to adjust.
    if (i < 0) break;
    const factors = factorsOf(action, close[i]);
    priceFactor *= factors.price;
    volumeFactor *= factors.volume;
  }
  for (; i >= 0; i--) [price[i], volume[i]] = [priceFactor, volumeFactor];
  return { price, volume };
}

/** @param closeBefore last close before the ex-date, as it was quoted then */
function factorsOf({ exDateMs, split, dividend }: CorporateAction, closeBefore: number) {
  const ratio = split ?? 1;
  const paid = dividend ?? 0;
  if (ratio > 0 && paid >= 0 && paid < closeBefore) {
    return { price: (1 - paid / closeBefore) / ratio, volume: ratio };
  }
  throw new AppError(
    'parameter_invalid',
    `The corporate action of ${new Date(exDateMs).toISOString().slice(0, 10)} cannot be: split ${ratio}, dividend ${paid} at a close of ${closeBefore}. A split is above 0, a dividend below the price.`,
    { details: { exDateMs, split: ratio, dividend: paid, closeBefore } },
  );
}
