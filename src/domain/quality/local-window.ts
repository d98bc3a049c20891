/** Bars of a neighbourhood: about a trading year of days, ten days of hours. */
export const LOCAL_WINDOW = 256;
/** How far the window is moved at a time: every bar but those at the ends stands in the middle half of its own. */
const STRIDE = LOCAL_WINDOW / 2;

/** A figure of the neighbourhood of each place of a series. */
export type LocalFigure = (index: number) => number;

/**
 * A figure of the 256 values around each place, the window moved 128 places at a time; at the ends, and in a series shorter
 * than that, of the window that is nearest. Each value is in two windows: O(n) times the cost of a value.
 * @param measure of a copy of the values of one window, which it may reorder and change; `index` is a place in its middle
 */
export function localFigure(
  values: Float64Array,
  measure: (window: Float64Array, index: number) => number,
): LocalFigure {
  const length = Math.min(values.length, LOCAL_WINDOW);
  const windows = Math.max(1, Math.ceil((values.length - LOCAL_WINDOW) / STRIDE) + 1);
  const scratch = new Float64Array(length);
  const figures = Float64Array.from({ length: windows }, (_, k) => {
    const from = Math.min(k * STRIDE, values.length - length);
    scratch.set(values.subarray(from, from + length));
    return measure(scratch, k * STRIDE + LOCAL_WINDOW / 2);
  });
  return (index) => {
    const nearest = Math.round((index - LOCAL_WINDOW / 2) / STRIDE);
    return figures[Math.min(windows - 1, Math.max(0, nearest))];
  };
}
