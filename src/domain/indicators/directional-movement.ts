import { AppError } from '../../kernel/errors.ts';
import type { Bar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createWilder, type Smoother } from './exponential.ts';
import type { LinesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';

/** Wilder's directional movement. */
export interface DirectionalLines {
  /** Running sums of the movements up and down, in price units; first value at bar period (`talib`) or period - 1. */
  readonly plusMovement: Float64Array;
  readonly minusMovement: Float64Array;
  /** Directional indicators, 0 to 100: the movements as shares of the true range. NaN while nothing moved. */
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** Directional index, 0 to 100, on the same bars. */
  readonly index: Float64Array;
  /** Average directional index, 0 to 100; first value at bar 2 period - 1 (`talib`) or 2 period - 2 (`tulip`). */
  readonly adx: Float64Array;
  /** Mean of the ADX and the one period - 1 bars before. */
  readonly adxr: Float64Array;
}

/**
 * Directional movement (Wilder 1978). Movements and true ranges are running sums, seeded with period - 1 of them, as in
 * both libraries; the index 100 |plus - minus| / (plus + minus) is averaged, seeded with the mean of its first
 * `period` values. The conventions differ in the first bar they use. A bar that is not finite, and the one after it, count for
 * nothing: all sums begin anew.
 *
 * @throws AppError `parameter_invalid` for a period below 2.
 */
export function directionalMovement(
  bars: Bars,
  period: number,
  convention: Convention = 'talib',
): DirectionalLines {
  requirePeriod(period);
  const { high, low, close } = bars;
  const n = barCount(bars);
  const [plusMovement, minusMovement] = [new Float64Array(n), new Float64Array(n)];
  const [plus, minus, index] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [adx, adxr] = [new Float64Array(n), new Float64Array(n)];
  const shownFrom = firstShown(period, convention);
  const average = createWilder(period);
  let [highBefore, lowBefore, closeBefore] = [Number.NaN, Number.NaN, Number.NaN];
  let [seen, range, up, down] = [0, 0, 0, 0];
  // `DirectionalMovement` with its state in variables, to the last bit.
  for (let i = 0; i < n; i++) {
    const rise = high[i] - highBefore;
    const fall = lowBefore - low[i];
    const span = Math.max(high[i], closeBefore) - Math.min(low[i], closeBefore);
    highBefore = high[i];
    lowBefore = low[i];
    closeBefore = close[i];
    if (Number.isFinite(span + rise + fall)) {
      seen += 1;
      const kept = seen < period ? 1 : 1 - 1 / period;
      range = kept * range + span;
      up = kept * up + (rise > 0 && rise > fall ? rise : 0);
      down = kept * down + (fall > 0 && fall > rise ? fall : 0);
    } else {
      seen = range = up = down = 0;
    }
    const isShown = seen >= shownFrom;
    plusMovement[i] = isShown ? up : Number.NaN;
    minusMovement[i] = isShown ? down : Number.NaN;
    plus[i] = isShown && range > 0 ? 100 * (up / range) : Number.NaN;
    minus[i] = isShown && range > 0 ? 100 * (down / range) : Number.NaN;
    index[i] = isShown ? directionalIndex(up, down) : Number.NaN;
    adx[i] = average.push(index[i]);
    adxr[i] = i >= period - 1 ? (adx[i] + adx[i - period + 1]) / 2 : Number.NaN;
  }
  return { plusMovement, minusMovement, plus, minus, index, adx, adxr };
}

export class DirectionalMovement implements LinesKernel<Bar> {
  plusMovement = Number.NaN;
  minusMovement = Number.NaN;
  plus = Number.NaN;
  minus = Number.NaN;
  index = Number.NaN;
  adx = Number.NaN;
  adxr = Number.NaN;
  private readonly period: number;
  private readonly shownFrom: number;
  private readonly average: Smoother;
  private readonly lag: Lag;
  private highBefore = Number.NaN;
  private lowBefore = Number.NaN;
  private closeBefore = Number.NaN;
  private seen = 0;
  private range = 0;
  private up = 0;
  private down = 0;

  constructor(period: number, convention: Convention = 'talib') {
    requirePeriod(period);
    this.period = period;
    this.shownFrom = firstShown(period, convention);
    this.average = createWilder(period);
    this.lag = new Lag(period - 1);
  }

  push({ high, low, close }: Bar): void {
    this.step(high, low, close);
  }

  step(high: number, low: number, close: number): void {
    this.add(high, low, close);
    const { range, up, down } = this;
    const isShown = this.seen >= this.shownFrom;
    this.plusMovement = isShown ? up : Number.NaN;
    this.minusMovement = isShown ? down : Number.NaN;
    this.plus = isShown && range > 0 ? 100 * (up / range) : Number.NaN;
    this.minus = isShown && range > 0 ? 100 * (down / range) : Number.NaN;
    this.index = isShown ? directionalIndex(up, down) : Number.NaN;
    this.adx = this.average.push(this.index);
    this.adxr = (this.adx + this.lag.push(this.adx)) / 2;
  }

  /** Each sum is sum - sum / period + value, and the plain sum of the first period - 1 values. */
  private add(high: number, low: number, close: number): void {
    const rise = high - this.highBefore;
    const fall = this.lowBefore - low;
    const range = Math.max(high, this.closeBefore) - Math.min(low, this.closeBefore);
    this.highBefore = high;
    this.lowBefore = low;
    this.closeBefore = close;
    if (!Number.isFinite(range + rise + fall)) {
      this.seen = this.range = this.up = this.down = 0;
      return;
    }
    this.seen += 1;
    const kept = this.seen < this.period ? 1 : 1 - 1 / this.period;
    this.range = kept * this.range + range;
    this.up = kept * this.up + (rise > 0 && rise > fall ? rise : 0);
    this.down = kept * this.down + (fall > 0 && fall > rise ? fall : 0);
  }
}

/** How many changes a value needs. */
const firstShown = (period: number, convention: Convention): number =>
  convention === 'talib' ? period : period - 1;

/** No movement either way is no trend, not a missing value. */
function directionalIndex(plus: number, minus: number): number {
  const total = plus + minus;
  return total === 0 ? 0 : 100 * (Math.abs(plus - minus) / total);
}

function requirePeriod(period: number): void {
  requireWindow('period', period);
  if (period > 1) return;
  throw new AppError('parameter_invalid', 'period is 1; directional movement needs at least 2 bars', {
    details: { period },
  });
}
