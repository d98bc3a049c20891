import { AppError } from '../../kernel/errors.ts';
import { type Bars, barCount } from './bars.ts';

/**
 * The extremes of a second market at each bar of the first: over its bars that open with or after the bar and close no
 * later, so that they are known when the bar is. NaN where it has none. O(n + m).
 *
 * @param bars Ascending. @param lengthMs Their length.
 * @param other The second market, ascending. @param otherLengthMs Length of its bars, at most `lengthMs`.
 * @throws AppError `parameter_invalid` when the second market's bars are the longer ones: what they hold is known later.
 */
export function alignCompanion(
  bars: Bars,
  lengthMs: number,
  other: Bars,
  otherLengthMs: number,
): Required<Pick<Bars, 'companionHigh' | 'companionLow'>> {
  if (!(otherLengthMs <= lengthMs)) {
    throw new AppError(
      'parameter_invalid',
      `The second market has bars of ${otherLengthMs} ms, the first of ${lengthMs} ms; they must not be longer`,
      { details: { lengthMs, otherLengthMs } },
    );
  }
  const high = new Float64Array(barCount(bars)).fill(Number.NaN);
  const low = new Float64Array(barCount(bars)).fill(Number.NaN);
  let j = 0;
  for (let i = 0; i < high.length; i++) {
    const from = bars.timeMs[i];
    while (j < barCount(other) && other.timeMs[j] < from) j += 1;
    for (; j < barCount(other) && other.timeMs[j] + otherLengthMs <= from + lengthMs; j++) {
      // A comparison with NaN is false: the first bar sets both.
      if (!(other.high[j] <= high[i])) high[i] = other.high[j];
      if (!(other.low[j] >= low[i])) low[i] = other.low[j];
    }
  }
  return { companionHigh: high, companionLow: low };
}
