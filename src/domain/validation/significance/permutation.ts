import { type Rng, shuffled } from '../../../kernel/rng.ts';
import { resamplingPValue } from './p-value.ts';

export interface PermutationOptions {
  /** Permutations, >= 1. */
  readonly draws: number;
  readonly rng: Rng;
}

/**
 * Sign permutation: whether trades with random signs would have earned as much. Under the null a trade's result is
 * symmetric about 0; signs are flipped by trade, so what happens inside of one stays together.
 * @param results Net result of each trade, finite.
 * @returns One-sided p-value of the mean; null without a trade that is not 0.
 */
export function signPermutation(results: Float64Array, { draws, rng }: PermutationOptions): number | null {
  if (results.every((value) => value === 0)) return null;
  const observed = results.reduce((sum, value) => sum + value, 0);
  let asExtreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (const value of results) sum += rng.uniform() < 0.5 ? -value : value;
    if (sum >= observed) asExtreme++;
  }
  return resamplingPValue(asExtreme, draws);
}

/** A stretch of bars with one position. */
interface Holding {
  readonly position: number;
  readonly bars: number;
}

/**
 * Position permutation that preserves the holding structure: the held stretches keep their lengths and signs, and so
 * do the gaps between them, gaps of no bar among them; the orders of both are shuffled, and the whole is turned by a
 * random number of bars: the record is taken as a circle, as the turn makes it. Says whether
 * *when* the positions were held mattered, given how long and how often: a record that only rode a trend of the market
 * by being long much of the time does not pass.
 * @param positions Net number of positions over each bar: +1 long, -1 short, 0 none.
 * @param returns Market return of each bar, before costs, finite.
 * @returns One-sided p-value of the summed `position * return`; null when nothing was held, or nothing but one position.
 */
export function positionPermutation(
  positions: Int8Array,
  returns: Float64Array,
  { draws, rng }: PermutationOptions,
): number | null {
  const n = positions.length;
  const first = positions[0] ?? 0;
  if (n === 0 || positions.every((position) => position === first)) return null;
  const { held, gaps } = stretchesOf(positions);
  let observed = 0;
  for (let i = 0; i < n; i++) observed += positions[i] * returns[i];
  const sums = new Float64Array(2 * n + 1);
  for (let i = 0; i < 2 * n; i++) sums[i + 1] = sums[i] + returns[i % n];
  let asExtreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    const order = shuffled(held, rng);
    const spaces = shuffled(gaps, rng);
    let at = rng.integer(n);
    let total = 0;
    for (let k = 0; k < order.length; k++) {
      const { position, bars } = order[k];
      total += position * (sums[at + bars] - sums[at]);
      at = (at + bars + spaces[k]) % n;
    }
    // The order of summation differs from the observed one: what differs by rounding alone is equal.
    if (total >= observed - 1e-12 * Math.abs(observed)) asExtreme++;
  }
  return resamplingPValue(asExtreme, draws);
}

/**
 * Around the circle of bars: stretches of one position, and the flat bars behind each, 0 where another follows at once.
 * The position must change somewhere.
 */
function stretchesOf(positions: Int8Array): { held: Holding[]; gaps: number[] } {
  const n = positions.length;
  const held: Holding[] = [];
  const gaps: number[] = [];
  let first = 0;
  while (positions[first] === 0 || positions[first] === positions[(first + n - 1) % n]) first++;
  for (let from = first; from < first + n; ) {
    const position = positions[from % n];
    let to = from + 1;
    while (to < first + n && positions[to % n] === position) to++;
    if (position === 0) gaps[gaps.length - 1] = to - from;
    else {
      held.push({ position, bars: to - from });
      gaps.push(0);
    }
    from = to;
  }
  return { held, gaps };
}
