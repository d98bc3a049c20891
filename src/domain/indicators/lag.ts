import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/** The value `bars` pushes ago; NaN before there is one. */
export class Lag implements SeriesKernel {
  private readonly ring: Float64Array;
  private next = 0;

  constructor(bars: number) {
    requireWindow('bars', bars);
    this.ring = new Float64Array(bars).fill(Number.NaN);
  }

  push(value: number): number {
    const before = this.ring[this.next];
    this.ring[this.next] = value;
    this.next = this.next + 1 === this.ring.length ? 0 : this.next + 1;
    return before;
  }
}
