/** Bars of a neighbourhood: about a trading year of days, ten days of hours. */
export const LOCAL_WINDOW = 256;
/** How far the window is moved at a time: every bar but those at the ends stands in the middle quarter of its own. */
const STRIDE = LOCAL_WINDOW / 4;

/** A figure of the neighbourhood of each place of a series. */
export type LocalFigure = (index: number) => number;

/**
 * A figure of the 256 values around each place, the window moved 64 places at a time; at the ends, and in a series shorter
 * than that, of the window that is nearest. Each value is in four windows at most: O(n) times the cost of a value.
 * @param measure of the values of one window, which it must not change
 */
export function localFigure(values: Float64Array, measure: (window: Float64Array) => number): LocalFigure {
  const windows = Math.max(1, Math.ceil((values.length - LOCAL_WINDOW) / STRIDE) + 1);
  const figures = Float64Array.from({ length: windows }, (_, k) => {
    const to = Math.min(values.length, k * STRIDE + LOCAL_WINDOW);
    return measure(values.subarray(Math.max(0, to - LOCAL_WINDOW), to));
  });
  return (index) => {
    const nearest = Math.round((index - LOCAL_WINDOW / 2) / STRIDE);
    return figures[Math.min(windows - 1, Math.max(0, nearest))];
  };
}
