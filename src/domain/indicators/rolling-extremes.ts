import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Largest of the last `window` values. NaN before the window is full and while it holds a value that is not finite. O(n) for any window.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingMax(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new RollingExtreme(window, 1));
}

/** Smallest of the last `window` values, as `rollingMax`. */
export function rollingMin(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new RollingExtreme(window, -1));
}

/**
 * Largest (side 1) or smallest (side -1) of the last values, and how many bars ago it was; the latest one on a tie.
 * A queue of the values that may still become the extreme (Lemire 2006): O(1) a value, amortised.
 */
export class RollingExtreme implements SeriesKernel {
  /** Bars since the extreme; NaN where there is none. */
  age = Number.NaN;
  private readonly window: number;
  private readonly side: 1 | -1;
  private readonly values: Float64Array;
  private readonly indices: Float64Array;
  private first = 0;
  private count = 0;
  private index = -1;
  private lastMissing = -1;

  constructor(window: number, side: 1 | -1) {
    requireWindow('window', window);
    this.window = window;
    this.side = side;
    this.values = new Float64Array(window);
    this.indices = new Float64Array(window);
  }

  push(value: number): number {
    this.index += 1;
    if (Number.isFinite(value)) this.enter(value);
    else this.lastMissing = this.index;
    if (this.index - Math.max(this.lastMissing, -1) < this.window) {
      this.age = Number.NaN;
      return Number.NaN;
    }
    this.age = this.index - this.indices[this.first];
    return this.values[this.first];
  }

  private enter(value: number): void {
    const { values, indices, window, side } = this;
    if (this.count > 0 && indices[this.first] <= this.index - window) {
      this.first = this.first + 1 === window ? 0 : this.first + 1;
      this.count -= 1;
    }
    let end = this.first + this.count;
    if (end >= window) end -= window;
    while (this.count > 0) {
      const last = end === 0 ? window - 1 : end - 1;
      if (side * values[last] > side * value) break;
      end = last;
      this.count -= 1;
    }
    values[end] = value;
    indices[end] = this.index;
    this.count += 1;
  }
}
