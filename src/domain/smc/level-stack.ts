const FIRST_CAPACITY = 16;

/**
 * Items at price levels below the market, the highest on top: what a falling price meets first. Sorted by level, the
 * latest of equals on top. New levels nearly always lie above the open ones (price is above all of them), so an
 * insertion moves nothing as a rule and all operations are O(1) on average; one below others finds its place in
 * O(log n) and moves what lies above it.
 */
export class LevelStack<T extends object> {
  private levels = new Float64Array(FIRST_CAPACITY);
  /** As long as `levels`, and of one kind from the start: an array that grows from nothing changes its kind on the way. */
  private items = new Array<T | undefined>(FIRST_CAPACITY).fill(undefined);
  private size = 0;
  /** Level of the top item. Nearly every bar is compared with it and goes no further. */
  private highest = Number.NEGATIVE_INFINITY;

  insert(level: number, item: T): void {
    if (this.size === this.levels.length) this.grow();
    const { levels, items, size } = this;
    let position = size;
    if (this.highest > level) {
      position = this.placeFor(level);
      levels.copyWithin(position + 1, position, size);
      items.copyWithin(position + 1, position, size);
    } else {
      this.highest = level;
    }
    levels[position] = level;
    items[position] = item;
    this.size = size + 1;
  }

  /** Removes and returns the highest item when its level is at or above `price`. */
  takeAt(price: number): T | undefined {
    return price <= this.highest ? this.take() : undefined;
  }

  /** Removes and returns the highest item when its level is above `price`. */
  takeBeyond(price: number): T | undefined {
    return price < this.highest ? this.take() : undefined;
  }

  top(): T | undefined {
    return this.size > 0 ? this.items[this.size - 1] : undefined;
  }

  private take(): T | undefined {
    const size = this.size - 1;
    const item = this.items[size];
    this.items[size] = undefined;
    this.size = size;
    this.highest = size > 0 ? this.levels[size - 1] : Number.NEGATIVE_INFINITY;
    return item;
  }

  /** Position above all levels that are not above `level`. */
  private placeFor(level: number): number {
    let from = 0;
    let to = this.size;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.levels[middle] <= level) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  private grow(): void {
    const { levels, items } = this;
    this.levels = new Float64Array(2 * levels.length);
    this.levels.set(levels);
    this.items = [...items, ...items.map(() => undefined)];
  }
}
