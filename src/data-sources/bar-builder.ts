import type { Bars } from '../domain/market/bars.ts';

/** One row of a file. */
export interface BarRow {
  readonly timeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const COLUMNS = ['timeMs', 'open', 'high', 'low', 'close', 'volume'] as const satisfies (keyof Bars)[];

/** Collects bars into columns that double when they are full: two copies of the data at most, and no row objects kept. */
export class BarBuilder {
  #capacity = 4_096;
  #length = 0;
  #columns = COLUMNS.map(() => new Float64Array(this.#capacity));

  add(row: BarRow): void {
    if (this.#length === this.#capacity) this.#grow();
    COLUMNS.forEach((name, k) => {
      this.#columns[k][this.#length] = row[name];
    });
    this.#length++;
  }

  /** The bars so far, in the order they were added. */
  finish(): Bars {
    const [timeMs, open, high, low, close, volume] = this.#columns.map((column) =>
      column.slice(0, this.#length),
    );
    return { timeMs, open, high, low, close, volume };
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#columns = this.#columns.map((column) => {
      const wider = new Float64Array(this.#capacity);
      wider.set(column);
      return wider;
    });
  }
}
