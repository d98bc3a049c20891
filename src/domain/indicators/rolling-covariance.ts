import { requireWindow } from './parameters.ts';

/**
 * Means, squares and products of the last `window` pairs around their means. Tails and heads of blocks, each around an
 * origin of its own, merged (see `RollingMoments`): O(1) a pair, amortised, and no digits lost to large offsets.
 * Everything is NaN until the window is full and while it holds a value that is not finite.
 */
export class RollingCovariance {
  meanX = Number.NaN;
  meanY = Number.NaN;
  /** Sums of squared distances from the mean, and of their products. */
  squaresX = Number.NaN;
  squaresY = Number.NaN;
  products = Number.NaN;
  private readonly window: number;
  private readonly xs: Float64Array;
  private readonly ys: Float64Array;
  private readonly head = new PairMoments();
  private readonly work = new PairMoments();
  /** Five numbers for each start k: what is left of the block before from k on. */
  private readonly tails: Float64Array;
  private tailOriginX = 0;
  private tailOriginY = 0;
  private originX = 0;
  private originY = 0;
  private filled = 0;
  private isFull = false;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.xs = new Float64Array(window);
    this.ys = new Float64Array(window);
    this.tails = new Float64Array(5 * (window + 1));
  }

  push(x: number, y: number): void {
    if (this.filled === 0) {
      this.originX = x;
      this.originY = y;
      this.head.clear();
    }
    this.xs[this.filled] = x;
    this.ys[this.filled] = y;
    this.filled += 1;
    this.head.add(x - this.originX, y - this.originY);
    const isLast = this.filled === this.window;
    if (this.isFull || isLast) this.merge();
    if (isLast) this.closeBlock();
  }

  /** Pearson's correlation, -1 to 1; NaN where either side does not vary. */
  correlation(): number {
    const scale = Math.sqrt(this.squaresX) * Math.sqrt(this.squaresY);
    return scale > 0 ? Math.max(-1, Math.min(1, this.products / scale)) : Number.NaN;
  }

  private merge(): void {
    const { window, filled, head, tails } = this;
    const rest = window - filled;
    const at = 5 * filled;
    const isWhole = rest === 0;
    const gapX = isWhole ? 0 : head.meanX - tails[at] + (this.originX - this.tailOriginX);
    const gapY = isWhole ? 0 : head.meanY - tails[at + 1] + (this.originY - this.tailOriginY);
    const weight = (rest * filled) / window;
    const squaresX = head.squaresX + tails[at + 2] + gapX * gapX * weight;
    const squaresY = head.squaresY + tails[at + 3] + gapY * gapY * weight;
    const products = head.products + tails[at + 4] + gapX * gapY * weight;
    const isPresent = Number.isFinite(squaresX + squaresY);
    this.squaresX = isPresent ? squaresX : Number.NaN;
    this.squaresY = isPresent ? squaresY : Number.NaN;
    this.products = isPresent ? products : Number.NaN;
    this.meanX = isPresent ? this.originX + head.meanX - (gapX * rest) / window : Number.NaN;
    this.meanY = isPresent ? this.originY + head.meanY - (gapY * rest) / window : Number.NaN;
  }

  private closeBlock(): void {
    const { window, xs, ys, work, tails } = this;
    this.tailOriginX = xs[window - 1];
    this.tailOriginY = ys[window - 1];
    work.clear();
    for (let k = window - 1; k >= 0; k--) {
      work.add(xs[k] - this.tailOriginX, ys[k] - this.tailOriginY);
      const at = 5 * k;
      tails[at] = work.meanX;
      tails[at + 1] = work.meanY;
      tails[at + 2] = work.squaresX;
      tails[at + 3] = work.squaresY;
      tails[at + 4] = work.products;
    }
    this.filled = 0;
    this.isFull = true;
  }
}

/** Running moments of pairs (Welford 1962). */
class PairMoments {
  meanX = 0;
  meanY = 0;
  squaresX = 0;
  squaresY = 0;
  products = 0;
  private count = 0;

  clear(): void {
    this.count = this.meanX = this.meanY = this.squaresX = this.squaresY = this.products = 0;
  }

  add(x: number, y: number): void {
    this.count += 1;
    const dx = x - this.meanX;
    const dy = y - this.meanY;
    this.meanX += dx / this.count;
    this.meanY += dy / this.count;
    this.squaresX += dx * (x - this.meanX);
    this.squaresY += dy * (y - this.meanY);
    this.products += dx * (y - this.meanY);
  }
}
