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

  insert(level: number, item: T): void {
    if (this.size === this.levels.length) this.grow();
    const { levels, items, size } = this;
    let position = size;
    if (size > 0 && levels[size - 1] > level) {
      position = this.placeFor(level);
      levels.copyWithin(position + 1, position, size);
      items.copyWithin(position + 1, position, size);
    }
    levels[position] = level;
    items[position] = item;
    this.size = size + 1;
  }

  /** Removes and returns the highest item when its level is at or above `price`. */
  takeAt(price: number): T | undefined {
    return this.size > 0 && price <= this.levels[this.size - 1] ? this.take() : undefined;
  }

  /** Removes and returns the highest item when its level is above `price`. */
  takeBeyond(price: number): T | undefined {
    return this.size > 0 && price < this.levels[this.size - 1] ? this.take() : undefined;
  }

  top(): T | undefined {
    return this.size > 0 ? this.items[this.size - 1] : undefined;
  }

  private take(): T | undefined {
    this.size -= 1;
    const item = this.items[this.size];
    this.items[this.size] = undefined;
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

/** Half way through a zone. */
export const middleOf = ({ top, bottom }: { readonly top: number; readonly bottom: number }): number =>
  bottom + (top - bottom) / 2;
