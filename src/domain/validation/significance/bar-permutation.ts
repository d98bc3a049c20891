import { type Rng, shuffled } from '../../../kernel/rng.ts';
import { type Bars, barCount } from '../../market/bars.ts';

/**
 * Bars with the same moves in another order (Masters 2018, ch. 5): the gaps from close to open are shuffled among
 * themselves, and so are the bodies (high, low and close relative to the open, with their volume and spread). First and
 * last price, distribution of moves, timestamps and what the quote currency is worth at them stay; what one move says about
 * the next is gone. A second market is shuffled with the bodies, so that what the two did in the same bar stays together.
 * A whole selection that is repeated on such bars shows what it finds in nothing.
 * @param bars Positive prices.
 */
export function permuteBars(bars: Bars, rng: Rng): Bars {
  const n = barCount(bars);
  if (n < 3) return bars;
  // The first bar stays: it has no gap before it.
  const gapOf = permutation(n, rng);
  const bodyOf = permutation(n, rng);
  const [open, high, low, close] = [0, 1, 2, 3].map(() => new Float64Array(n));
  const [volume, spread] = [new Float64Array(n), bars.spread && new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const gap = gapOf[i];
    const body = bodyOf[i];
    open[i] = i === 0 ? bars.open[0] : (close[i - 1] * bars.open[gap]) / bars.close[gap - 1];
    const scale = open[i] / bars.open[body];
    high[i] = bars.high[body] * scale;
    low[i] = bars.low[body] * scale;
    close[i] = bars.close[body] * scale;
    volume[i] = bars.volume[body];
    if (spread && bars.spread) spread[i] = bars.spread[body] * scale;
  }
  const { timeMs, quoteRate } = bars;
  return {
    timeMs,
    open,
    high,
    low,
    close,
    volume,
    ...(spread && { spread }),
    ...(quoteRate && { quoteRate }),
    ...permutedCompanion(bars, bodyOf),
  };
}

/**
 * The extremes of the second market with its moves in another order. Of a bar no more is known than its high and low: it
 * moves from the middle of one bar (their geometric mean) to that of the next, and its range goes with it.
 */
function permutedCompanion(
  { companionHigh, companionLow }: Bars,
  bodyOf: readonly number[],
): Pick<Bars, 'companionHigh' | 'companionLow'> {
  if (!companionHigh || !companionLow) return {};
  const middle = companionHigh.map((high, i) => Math.sqrt(high * companionLow[i]));
  const moves = movesOf(middle);
  const [high, low] = [new Float64Array(middle.length), new Float64Array(middle.length)];
  let at = middle.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  bodyOf.forEach((body, i) => {
    at *= moves[body];
    high[i] = at * (companionHigh[body] / middle[body]);
    low[i] = at * (companionLow[body] / middle[body]);
  });
  return { companionHigh: high, companionLow: low };
}

/** Each value over the last known one before it; 1 where either is missing. */
function movesOf(values: Float64Array): Float64Array {
  let last = Number.NaN;
  return values.map((value) => {
    if (Number.isNaN(value)) return 1;
    const move = Number.isNaN(last) ? 1 : value / last;
    last = value;
    return move;
  });
}

/** Numbers 0 to n - 1, all but the first in random order. */
const permutation = (n: number, rng: Rng): readonly number[] => [
  0,
  ...shuffled(
    Array.from({ length: n - 1 }, (_, i) => i + 1),
    rng,
  ),
];
