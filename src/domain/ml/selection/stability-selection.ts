import { AppError } from '../../../kernel/errors.ts';
import type { Rng } from '../../../kernel/rng.ts';

export interface StabilityInput {
  readonly names: readonly string[];
  /** Rows that may be drawn from, ascending. */
  readonly rows: Int32Array;
  /** Rows of one draw that stay together, so that overlapping labels do not sit on both sides; at least 1. */
  readonly blockRows: number;
  readonly draws: number;
  /** What a selector keeps of the names, judging by these rows (ascending) alone. */
  readonly select: (rows: Int32Array) => readonly string[];
  readonly rng: Rng;
}

/**
 * Stability selection (Meinshausen & Bühlmann 2010): how often each name is kept when the selector sees a random half of
 * the rows. A name that is kept by luck is kept in few draws.
 * @returns By name: share of the draws, 0 to 1, in the order of the names.
 * @throws AppError `parameter_invalid` for impossible arguments, `data_insufficient` for fewer than two blocks.
 */
export function selectionFrequencies({
  names,
  rows,
  blockRows,
  draws,
  select,
  rng,
}: StabilityInput): ReadonlyMap<string, number> {
  for (const [name, value] of Object.entries({ blockRows, draws })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new AppError('parameter_invalid', `${name} is ${value}; it must be a whole number from 1`);
  }
  const blocks = Math.ceil(rows.length / blockRows);
  if (blocks < 2) {
    throw new AppError('data_insufficient', `${rows.length} rows make no two blocks of ${blockRows}`);
  }
  const counts = new Map(names.map((name) => [name, 0]));
  for (let draw = 0; draw < draws; draw++) {
    const drawn = halfOf(blocks, rng);
    const kept = select(rowsOfBlocks(rows, drawn, blockRows));
    for (const name of new Set(kept)) {
      const count = counts.get(name);
      if (count !== undefined) counts.set(name, count + 1);
    }
  }
  return new Map([...counts].map(([name, count]) => [name, count / draws]));
}

function rowsOfBlocks(rows: Int32Array, drawn: ReadonlySet<number>, blockRows: number): Int32Array {
  const taken = new Int32Array(rows.length);
  let count = 0;
  for (let from = 0; from < rows.length; from += blockRows) {
    if (!drawn.has(from / blockRows)) continue;
    const to = Math.min(rows.length, from + blockRows);
    for (let i = from; i < to; i++) taken[count++] = rows[i];
  }
  return taken.slice(0, count);
}

/** Half of the numbers below `count`, rounded down, without replacement (Fisher & Yates). */
function halfOf(count: number, rng: Rng): ReadonlySet<number> {
  const numbers = [...Array(count).keys()];
  const half = Math.floor(count / 2);
  for (let k = 0; k < half; k++) {
    const other = k + rng.integer(count - k);
    [numbers[k], numbers[other]] = [numbers[other], numbers[k]];
  }
  return new Set(numbers.slice(0, half));
}
