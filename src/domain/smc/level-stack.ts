const FIRST_CAPACITY = 16;

/**
 * Items at price levels below the market, the highest on top: what a falling price meets first. Sorted by level, the
 * latest of equals on top. New levels nearly always lie above the open ones (price is above all of them), so an
 * insertion moves nothing as a rule and all operations are O(1) on average; one below others finds its place in
 * O(log n) and moves what lies above it.
 */
export class LevelStack<T> {
  private levels = new Float64Array(FIRST_CAPACITY);
  private readonly items: T[] = [];

  insert(level: number, item: T): void {
    const { items } = this;
    const size = items.length;
    if (size === this.levels.length) this.grow();
    const { levels } = this;
    if (size === 0 || levels[size - 1] <= level) {
      levels[size] = level;
      items.push(item);
      return;
    }
    const position = this.placeFor(level);
    levels.copyWithin(position + 1, position, size);
    levels[position] = level;
    items.splice(position, 0, item);
  }

  /** Removes and returns the highest item when its level is at or above `price`. */
  takeAt(price: number): T | undefined {
    const size = this.items.length;
    return size > 0 && price <= this.levels[size - 1] ? this.items.pop() : undefined;
  }

  /** Removes and returns the highest item when its level is above `price`. */
  takeBeyond(price: number): T | undefined {
    const size = this.items.length;
    return size > 0 && price < this.levels[size - 1] ? this.items.pop() : undefined;
  }

  top(): T | undefined {
    const size = this.items.length;
    return size > 0 ? this.items[size - 1] : undefined;
  }

  /** Position above all levels that are not above `level`. */
  private placeFor(level: number): number {
    let from = 0;
    let to = this.items.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.levels[middle] <= level) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  private grow(): void {
    const { levels } = this;
    this.levels = new Float64Array(2 * levels.length);
    this.levels.set(levels);
  }
}

/** Half way through a zone. */
export const middleOf = ({ top, bottom }: { readonly top: number; readonly bottom: number }): number =>
  bottom + (top - bottom) / 2;
