import { type LinesKernel, linesOverSeries } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Population skewness and excess kurtosis of the last `window` values; first value at bar window - 1, NaN where the
 * window does not vary. O(n) for any window.
 * @throws AppError `parameter_invalid` for a window below 3.
 */
export function rollingShape(
  values: Float64Array,
  window: number,
): Readonly<Record<'skewness' | 'kurtosis', Float64Array>> {
  requireWindow('window', window, 3);
  return linesOverSeries(
    values,
    ['skewness', 'kurtosis'],
    () => new RollingShape(Math.min(window, values.length + 3)),
    (kernel, lines, i) => {
      lines.skewness[i] = kernel.skewness;
      lines.kurtosis[i] = kernel.kurtosis;
    },
  );
}

/** Tails and heads of blocks as in `RollingMoments`, merged with the formulas of Pébay (2008) for the third and fourth. */
export class RollingShape implements LinesKernel<number> {
  skewness = Number.NaN;
  kurtosis = Number.NaN;
  private readonly window: number;
  private readonly block: Float64Array;
  /** Mean and the three central sums for each start k of what is left of the block before. */
  private readonly tails: Float64Array;
  private readonly head = new CentralSums();
  private readonly work = new CentralSums();
  private tailOrigin = 0;
  private origin = 0;
  private filled = 0;
  private isFull = false;

  constructor(window: number) {
    requireWindow('window', window, 3);
    this.window = window;
    this.block = new Float64Array(window);
    this.tails = new Float64Array(4 * (window + 1));
  }

  push(value: number): void {
    if (this.filled === 0) {
      this.origin = value;
      this.head.clear();
    }
    this.block[this.filled++] = value;
    this.head.add(value - this.origin);
    const isLast = this.filled === this.window;
    if (this.isFull || isLast) this.merge();
    if (isLast) this.closeBlock();
  }

  private merge(): void {
    const { window: n, filled: b, head, tails } = this;
    const a = n - b;
    const at = 4 * b;
    const gap = a === 0 ? 0 : head.mean - tails[at] + (this.origin - this.tailOrigin);
    const [a2, a3, a4] = [tails[at + 1], tails[at + 2], tails[at + 3]];
    const share = (gap * gap * a * b) / n;
    const m2 = a2 + head.second + share;
    const m3 = a3 + head.third + (share * gap * (a - b)) / n + (3 * gap * (a * head.second - b * a2)) / n;
    const m4 =
      a4 +
      head.fourth +
      (share * gap * gap * (a * a - a * b + b * b)) / (n * n) +
      (6 * gap * gap * (a * a * head.second + b * b * a2)) / (n * n) +
      (4 * gap * (a * head.third - b * a3)) / n;
    const varies = m2 > 0 && Number.isFinite(m4);
    this.skewness = varies ? (Math.sqrt(n) * m3) / m2 ** 1.5 : Number.NaN;
    this.kurtosis = varies ? (n * m4) / (m2 * m2) - 3 : Number.NaN;
  }

  private closeBlock(): void {
    const { window, block, work, tails } = this;
    this.tailOrigin = block[window - 1];
    work.clear();
    for (let k = window - 1; k >= 0; k--) {
      work.add(block[k] - this.tailOrigin);
      tails[4 * k] = work.mean;
      tails[4 * k + 1] = work.second;
      tails[4 * k + 2] = work.third;
      tails[4 * k + 3] = work.fourth;
    }
    this.filled = 0;
    this.isFull = true;
  }
}

/** Mean and sums of the second to fourth powers of the distances from it, one value at a time (Pébay 2008). */
class CentralSums {
  mean = 0;
  second = 0;
  third = 0;
  fourth = 0;
  private count = 0;

  clear(): void {
    this.count = this.mean = this.second = this.third = this.fourth = 0;
  }

  add(value: number): void {
    const n = ++this.count;
    const distance = value - this.mean;
    const step = distance / n;
    const term = distance * step * (n - 1);
    this.fourth +=
      term * step * step * (n * n - 3 * n + 3) + 6 * step * step * this.second - 4 * step * this.third;
    this.third += term * step * (n - 2) - 3 * step * this.second;
    this.second += term;
    this.mean += step;
  }
}
