/** Which stretches a rolling figure is taken over, in bars. */
export interface RollingWindow {
  /** Length of a stretch, from 1. */
  readonly window: number;
  /** Bars from one stretch to the next, from 1. */
  readonly step?: number;
}

/**
 * A figure over each stretch of `window` bars, the first one from bar 0 on: `(n - window) / step + 1` of them, none for a
 * series that is shorter. O(n window / step) for a figure that is linear in its bars.
 * @param figure Of the bars from `from` (inclusive) to `to` (exclusive).
 */
export function rolling<Figure>(
  n: number,
  { window, step = 1 }: RollingWindow,
  figure: (from: number, to: number) => Figure,
): Figure[] {
  const length = n < window ? 0 : Math.floor((n - window) / step) + 1;
  return Array.from({ length }, (_, k) => figure(k * step, k * step + window));
}
