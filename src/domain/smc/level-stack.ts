/** Items at price levels below the market, the highest on top: what a falling price meets first. */
export interface LevelStack<T> {
  insert(level: number, item: T): void;
  /** Removes and returns the highest item whose level is at or above `price` (`at`) or above it (`beyond`). */
  takeReached(price: number, rule: 'at' | 'beyond'): T | undefined;
  top(): T | undefined;
}

/**
 * A stack sorted by level. New levels nearly always lie above the open ones (price is above all of them), so an
 * insertion moves nothing as a rule and all operations are O(1) on average.
 */
export const createLevelStack = <T>(): LevelStack<T> => new SortedStack<T>();

/** A class, as all trackers are: its compiled code serves every reading, that of a closure dies with it. */
class SortedStack<T> implements LevelStack<T> {
  private readonly levels: number[] = [];
  private readonly items: T[] = [];

  insert(level: number, item: T): void {
    const { levels, items } = this;
    let position = levels.length;
    while (position > 0 && levels[position - 1] > level) position -= 1;
    if (position === levels.length) {
      levels.push(level);
      items.push(item);
      return;
    }
    levels.splice(position, 0, level);
    items.splice(position, 0, item);
  }

  takeReached(price: number, rule: 'at' | 'beyond'): T | undefined {
    const { levels } = this;
    if (levels.length === 0) return undefined;
    const level = levels[levels.length - 1];
    if (!(rule === 'at' ? price <= level : price < level)) return undefined;
    levels.pop();
    return this.items.pop();
  }

  top(): T | undefined {
    const { items } = this;
    return items.length > 0 ? items[items.length - 1] : undefined;
  }
}

/** Half way through a zone. */
export const middleOf = ({ top, bottom }: { readonly top: number; readonly bottom: number }): number =>
  bottom + (top - bottom) / 2;
