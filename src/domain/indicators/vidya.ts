import { overSeries, type SeriesKernel } from './kernel.ts';
import { requirePositive, requireRising } from './parameters.ts';
import { RollingMoments } from './rolling-deviation.ts';

/**
 * Variable index dynamic average (Chande 1992), in the unit of the values: an exponential average whose factor is `factor`
 * times the deviation of `short` values over that of `long`. It starts at bar long - 2 with the value there, as in Tulip, and
 * stands still where the long window does not vary. A value that is not finite begins it anew.
 * @throws AppError `parameter_invalid` unless short is below long and factor above 0.
 */
export const vidya = (values: Float64Array, short: number, long: number, factor: number): Float64Array =>
  overSeries(values, long - 2, () => new Vidya(short, long, factor));

export class Vidya implements SeriesKernel {
  private readonly factor: number;
  private readonly startsAfter: number;
  private readonly short: RollingMoments;
  private readonly long: RollingMoments;
  private seen = 0;
  private level = Number.NaN;

  constructor(short: number, long: number, factor: number) {
    requireRising({ short, long });
    requirePositive('factor', factor);
    this.factor = factor;
    this.startsAfter = long - 1;
    this.short = new RollingMoments(short);
    this.long = new RollingMoments(long);
  }

  push(value: number): number {
    const short = this.short.push(value);
    const long = this.long.push(value);
    this.seen = Number.isFinite(value) ? this.seen + 1 : 0;
    if (this.seen < this.startsAfter) return Number.NaN;
    if (this.seen === this.startsAfter) this.level = value;
    else if (long > 0) this.level += this.factor * (short / long) * (value - this.level);
    return this.level;
  }
}
