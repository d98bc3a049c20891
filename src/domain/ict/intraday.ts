/** Bars longer than this say nothing about the hours of a session. */
export const LONGEST_INTRADAY_MS = 3_600_000;

/**
 * 1 from the first bar on that follows another within an hour: from there on the series is known to be intraday, and
 * readings by the clock make sense. 0 on daily bars throughout.
 */
export function intradayFlags(timeMs: Float64Array): Uint8Array {
  const flags = new Uint8Array(timeMs.length);
  for (let i = 1; i < timeMs.length; i++) {
    flags[i] = flags[i - 1] || timeMs[i] - timeMs[i - 1] <= LONGEST_INTRADAY_MS ? 1 : 0;
  }
  return flags;
}
