import { exposureForDrawdown, maxDrawdown } from './drawdown.ts';
import { quantileOfSorted, sortedFinite } from './quantile.ts';

/** One bad thing that could happen, as what it does to a position of the whole equity. */
export interface StressScenario {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly description: string;
  /**
   * Either the loss of one blow, share of the position, or the returns of every bar under the scenario at an exposure
   * of 1, of which the maximum drawdown counts.
   */
  readonly effect: { readonly loss: number } | { readonly returns: Float64Array };
}

export interface StressResult {
  readonly name: string;
  readonly description: string;
  /** Loss at an exposure of 1, positive share of equity; not above 1 on a path, which ends when equity does. */
  readonly loss: number;
  /** Largest exposure at which the loss stays within the bar; `Number.MAX_VALUE` where nothing is lost. */
  readonly exposure: number;
}

/** Holds a scenario against the largest loss that is allowed in it (share of equity, above 0). */
export function stress({ name, description, effect }: StressScenario, maxLoss: number): StressResult {
  if ('returns' in effect) {
    const loss = maxDrawdown(effect.returns);
    return { name, description, loss, exposure: exposureForDrawdown(effect.returns, maxLoss) };
  }
  const loss = Math.max(0, effect.loss);
  return { name, description, loss, exposure: loss > 0 ? justBelow(maxLoss / loss) : Number.MAX_VALUE };
}

/** Loss of a scenario at an exposure. A blow takes its share, a path its drawdown. */
export const stressLoss = ({ effect }: StressScenario, exposure: number): number =>
  'returns' in effect ? maxDrawdown(effect.returns, exposure) : Math.max(0, effect.loss) * exposure;

/** A quotient rounded so that multiplying it back does not pass the bar. */
export const justBelow = (value: number): number => value * (1 - 2 * Number.EPSILON);

/** The worst moves of a price over `days` of calendar time, positive shares: what a long and a short would have lost. */
export interface WorstMoves {
  readonly long: number;
  readonly short: number;
  /** Bar at whose close each of the two ended; -1 where the price never moved that way. */
  readonly longAt: number;
  readonly shortAt: number;
}

/**
 * The largest fall and rise of the close over at most `days` calendar days: every bar against the highest and the
 * lowest close of the window before it. One pass with two monotone queues.
 *
 * @param timeMs Bar opens, ascending. @param close Closes above zero.
 */
export function worstMoves(timeMs: Float64Array, close: Float64Array, days: number): WorstMoves {
  const span = days * 86_400_000;
  const falls = worstAgainst(timeMs, close, span, 1);
  const rises = worstAgainst(timeMs, close, span, -1);
  return { long: falls.loss, longAt: falls.at, short: rises.loss, shortAt: rises.at };
}

/** Largest loss of a position of `side` that was opened at the best close inside the window. */
function worstAgainst(timeMs: Float64Array, close: Float64Array, span: number, side: 1 | -1) {
  // Indices of closes that can still be the worst entry of a later bar: highest first for a long.
  const queue = new Int32Array(close.length);
  let head = 0;
  let tail = 0;
  let loss = 0;
  let at = -1;
  for (let i = 0; i < close.length; i++) {
    while (head < tail && timeMs[queue[head]] < timeMs[i] - span) head++;
    while (head < tail && (close[queue[tail - 1]] - close[i]) * side <= 0) tail--;
    queue[tail++] = i;
    const lost = side * (1 - close[i] / close[queue[head]]);
    if (lost > loss) {
      loss = lost;
      at = i;
    }
  }
  return { loss, at };
}

/** Share of the price that an opening gap of `atrs` average true ranges takes, on one of the widest bars (95th percentile). */
export function gapShare(atr: Float64Array, close: Float64Array, atrs: number): number | null {
  const shares = sortedFinite(atr.map((value, i) => value / close[i]));
  return shares.length === 0 ? null : atrs * quantileOfSorted(shares, 0.95);
}
