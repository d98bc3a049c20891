import { AppError } from '../../kernel/errors.ts';
import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createWilder, type Smoother } from './exponential.ts';
import { type LinesKernel, linesOverBars } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';
import { TrueRange } from './true-range.ts';

const LINES = ['plusMovement', 'minusMovement', 'plus', 'minus', 'index', 'adx', 'adxr'] as const;

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
 * `period` values. The conventions differ in the first bar they use.
 *
 * @throws AppError `parameter_invalid` for a period below 2.
 */
export function directionalMovement(
  bars: Bars,
  period: number,
  convention: Convention = 'talib',
): DirectionalLines {
  requirePeriod(period);
  return linesOverBars(
    bars,
    LINES,
    () => new DirectionalMovement(period, convention),
    (kernel, lines, i) => {
      lines.plusMovement[i] = kernel.plusMovement;
      lines.minusMovement[i] = kernel.minusMovement;
      lines.plus[i] = kernel.plus;
      lines.minus[i] = kernel.minus;
      lines.index[i] = kernel.index;
      lines.adx[i] = kernel.adx;
      lines.adxr[i] = kernel.adxr;
    },
  );
}

export class DirectionalMovement implements LinesKernel<Bar> {
  plusMovement = Number.NaN;
  minusMovement = Number.NaN;
  plus = Number.NaN;
  minus = Number.NaN;
  index = Number.NaN;
  adx = Number.NaN;
  adxr = Number.NaN;
  private readonly trueRange = new TrueRange();
  private readonly range: RunningSum;
  private readonly up: RunningSum;
  private readonly down: RunningSum;
  private readonly average: Smoother;
  private readonly lag: Lag;
  private highBefore = Number.NaN;
  private lowBefore = Number.NaN;

  constructor(period: number, convention: Convention = 'talib') {
    requirePeriod(period);
    const hiddenBars = convention === 'talib' ? period : period - 1;
    this.range = new RunningSum(period, hiddenBars);
    this.up = new RunningSum(period, hiddenBars);
    this.down = new RunningSum(period, hiddenBars);
    this.average = createWilder(period);
    this.lag = new Lag(period - 1);
  }

  push(bar: Bar): void {
    const range = this.range.push(this.trueRange.push(bar));
    const rise = bar.high - this.highBefore;
    const fall = this.lowBefore - bar.low;
    this.highBefore = bar.high;
    this.lowBefore = bar.low;
    this.plusMovement = this.up.push(movement(rise, fall));
    this.minusMovement = this.down.push(movement(fall, rise));
    this.plus = range > 0 ? 100 * (this.plusMovement / range) : Number.NaN;
    this.minus = range > 0 ? 100 * (this.minusMovement / range) : Number.NaN;
    this.index = directionalIndex(this.plusMovement, this.minusMovement);
    this.adx = this.average.push(this.index);
    this.adxr = (this.adx + this.lag.push(this.adx)) / 2;
  }
}

/** sum = sum - sum / period + value, seeded with the plain sum of period - 1 values; NaN for fewer than `shownFrom`. */
class RunningSum {
  private readonly period: number;
  private readonly shownFrom: number;
  private seen = 0;
  private sum = 0;

  constructor(period: number, shownFrom: number) {
    this.period = period;
    this.shownFrom = shownFrom;
  }

  push(value: number): number {
    if (!Number.isFinite(value)) {
      this.seen = this.sum = 0;
      return Number.NaN;
    }
    this.seen += 1;
    this.sum += this.seen < this.period ? value : value - this.sum / this.period;
    return this.seen >= this.shownFrom ? this.sum : Number.NaN;
  }
}

/** The movement where it is above 0 and above the opposite one, else 0. NaN while either is unknown. */
function movement(leading: number, rival: number): number {
  if (Number.isNaN(leading + rival)) return Number.NaN;
  return leading > 0 && leading > rival ? leading : 0;
}

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
