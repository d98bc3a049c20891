import { moments } from './moments.ts';

/** Returns of one window: out of sample, and of the bars it was tuned on. */
export interface WindowReturns {
  readonly inSample: Float64Array;
  readonly outOfSample: Float64Array;
}

/**
 * Walk-forward efficiency (Pardo 2008): mean return a bar out of sample over the mean return a bar in sample, both over
 * all windows together. In sample is what each window's choice was made by.
 * @returns null where nothing was earned in sample: the ratio means nothing then.
 */
export function walkForwardEfficiency(windows: readonly WindowReturns[]): number | null {
  const inside = meanReturn(windows.map(({ inSample }) => inSample));
  const outside = meanReturn(windows.map(({ outOfSample }) => outOfSample));
  return inside === null || outside === null || inside <= 0 ? null : outside / inside;
}

function meanReturn(series: readonly Float64Array[]): number | null {
  const bars = series.reduce((count, { length }) => count + length, 0);
  if (bars === 0) return null;
  return series.reduce((sum, values) => values.reduce((total, value) => total + value, sum), 0) / bars;
}

/**
 * How alike the parameters are that the windows chose: 1 minus twice the standard deviation of each parameter's position
 * in its range, averaged over the parameters. 1 all equal; about 0.42 drawn at random; 0 between the two ends.
 * @param positions One list a window: position of each parameter in its range, 0 to 1.
 * @returns 0 to 1; null for fewer than two windows or no parameter.
 */
export function parameterStability(positions: readonly (readonly number[])[]): number | null {
  const parameters = positions[0]?.length ?? 0;
  if (positions.length < 2 || parameters === 0) return null;
  let spread = 0;
  for (let p = 0; p < parameters; p++) {
    const { sd, n } = moments(Float64Array.from(positions, (window) => window[p]));
    // Population: two windows at the two ends have 1/2.
    spread += 2 * (sd ?? 0) * Math.sqrt((n - 1) / n);
  }
  return Math.max(0, 1 - spread / parameters);
}

/** Mean Jaccard overlap of the features of consecutive windows, 0 to 1; null for fewer than two windows. */
export function featureStability(windows: readonly (readonly string[])[]): number | null {
  if (windows.length < 2) return null;
  let overlap = 0;
  for (let k = 1; k < windows.length; k++) {
    const before = new Set(windows[k - 1]);
    const shared = windows[k].filter((name) => before.has(name)).length;
    overlap += shared / (before.size + windows[k].length - shared);
  }
  return overlap / (windows.length - 1);
}
