import { DATE_ORDERS, type DateOrder, dateOf } from '../timestamps.ts';
import { quoted, unreadable } from '../unreadable.ts';

/** A date in three parts whose order the first part does not give away. */
const PARTS = /^\s*"?(\d{1,2})[-./](\d{1,2})[-./](\d{1,4})/;
const DAY_MS = 86_400_000;

/**
 * Finds the order of the dates of a file: the only one in which every date exists, or, when several are left, the only one
 * in which the dates run in one direction. Feed it every date, then ask.
 */
export class DateOrderJudge {
  readonly #candidates = DATE_ORDERS.map((order) => ({
    order,
    isPossible: true,
    last: Number.NaN,
    up: 0,
    down: 0,
    far: 0,
  }));
  #example = '';

  /** @returns false when the date names its year first, so that there is nothing to judge. */
  add(text: string): boolean {
    const match = PARTS.exec(text);
    if (!match) return false;
    this.#example ||= text.trim();
    for (const candidate of this.#candidates) {
      if (!candidate.isPossible) continue;
      const dayMs =
        candidate.order === 'ymd' && match[3].length > 2
          ? null
          : dateOf(match[1], match[2], match[3], candidate.order);
      if (dayMs === null) {
        candidate.isPossible = false;
        continue;
      }
      const step = dayMs - candidate.last;
      if (step > 0) candidate.up++;
      if (step < 0) candidate.down++;
      if (Math.abs(step) > 27 * DAY_MS) candidate.far++;
      candidate.last = dayMs;
    }
    return true;
  }

  /** @throws AppError `data_unreadable` when no order fits, or more than one. */
  verdict(place: { origin: string; line: number; column: string }): DateOrder {
    const possible = this.#candidates.filter(({ isPossible }) => isPossible);
    if (possible.length === 1) return possible[0].order;
    if (possible.length === 0) {
      throw unreadable('no order of day, month and year fits all dates of the file', place);
    }
    const steady = possible.filter(({ up, down }) => Math.min(up, down) * 100 <= up + down && up + down > 0);
    // A series of bars does not leap from month to month on most of its days; read in the wrong order it does.
    const plain = steady.filter(({ up, down, far }) => far * 2 < up + down);
    if (steady.length === 1) return steady[0].order;
    if (plain.length === 1 && steady.length > 1 && steady.some(({ far }) => far > 3)) return plain[0].order;
    throw unreadable(
      `the dates (${quoted(this.#example)}, …) can be read as ${possible.map(({ order }) => order).join(' or ')}; set market.source.table.dateOrder`,
      place,
    );
  }
}
