import { requireFeature } from './compute.ts';
import { differenceIn } from './fractional.ts';
import { TIMEFRAMES, timeframeIn } from './higher-timeframe.ts';
import { findFeature } from './registry.ts';

/**
 * Bars before its own that a feature's value needs, by the registry: its warm-up, on longer bars as many of them. What a
 * recursive average remembers beyond its warm-up fades and is not counted; a structure remembers until it is broken.
 * @param barMs Length of a bar, milliseconds.
 * @returns 0 for a name the registry does not know: a column somebody brought along.
 */
export function lookBackBars(name: string, barMs: number): number {
  const longer = timeframeIn(name);
  if (longer && findFeature(longer.inner)) {
    const { lengthMs } = TIMEFRAMES[longer.timeframe];
    return (lookBackBars(longer.inner, lengthMs) + 1) * Math.max(1, Math.ceil(lengthMs / barMs));
  }
  const differenced = differenceIn(name);
  if (differenced && findFeature(name)) {
    const own = requireFeature(name).warmUpBars - requireFeature(differenced.inner).warmUpBars;
    return own + lookBackBars(differenced.inner, barMs);
  }
  return findFeature(name)?.warmUpBars ?? 0;
}

/** The longest look-back of several features, bars. */
export const longestLookBack = (names: readonly string[], barMs: number): number =>
  names.reduce((most, name) => Math.max(most, lookBackBars(name, barMs)), 0);
