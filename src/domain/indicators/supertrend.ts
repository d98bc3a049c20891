import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { Atr } from './atr.ts';
import { type LinesKernel, linesOverBars } from './kernel.ts';
import { requirePositive } from './parameters.ts';

/**
 * Supertrend (Seban): a stop `width` ATRs from the middle of the bar that only tightens while the trend lasts, and
 * changes sides when the close passes it. `line` in price units, `direction` 1 (stop below) or -1. First value with the
 * first ATR, at bar period; it starts long.
 * @throws AppError `parameter_invalid` for an impossible period or width.
 */
export const supertrend = (
  bars: Bars,
  period: number,
  width: number,
): Readonly<Record<'line' | 'direction', Float64Array>> =>
  linesOverBars(
    bars,
    ['line', 'direction'],
    () => new Supertrend(period, width),
    (kernel, lines, i) => {
      lines.line[i] = kernel.line;
      lines.direction[i] = kernel.direction;
    },
  );

export class Supertrend implements LinesKernel<Bar> {
  line = Number.NaN;
  direction = Number.NaN;
  private readonly width: number;
  private readonly atr: Atr;
  private lower = Number.NaN;
  private upper = Number.NaN;
  private before = Number.NaN;

  constructor(period: number, width: number) {
    requirePositive('width', width);
    this.width = width;
    this.atr = new Atr(period);
  }

  push(bar: Bar): void {
    const reach = this.width * this.atr.push(bar);
    const middle = (bar.high + bar.low) / 2;
    const lower = middle - reach;
    const upper = middle + reach;
    if (Number.isNaN(lower)) {
      this.line = this.direction = this.lower = this.upper = Number.NaN;
    } else {
      // A band holds unless it tightens or the close before had left it. NaN, before the first band, takes the new one.
      this.lower = lower < this.lower && this.before >= this.lower ? this.lower : lower;
      this.upper = upper > this.upper && this.before <= this.upper ? this.upper : upper;
      if (Number.isNaN(this.direction)) this.direction = 1;
      else if (this.direction > 0 && bar.close < this.lower) this.direction = -1;
      else if (this.direction < 0 && bar.close > this.upper) this.direction = 1;
      this.line = this.direction > 0 ? this.lower : this.upper;
    }
    this.before = bar.close;
  }
}
